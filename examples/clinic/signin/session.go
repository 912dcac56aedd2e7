package signin

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/identity"
)

// cookies have the ids of sessions. Staff and patients have one each, so that two windows of one browser can be the two
// sides of a call.
var cookies = map[consult.Party]string{consult.Provider: "clinic-session", consult.Patient: "clinic-patient"}

// ErrEnded is the error of [Session.Who] once somebody has signed out, or the session is over.
var ErrEnded = errors.New("signin: the session has ended: have the person sign in again")

// A Session is one sign-in of a person at the application. It does not change. It prints and logs as a
// placeholder, as it holds an ID token. The zero Session, and nil, are of nobody.
type Session struct {
	service *Service
	issuer  *issuer
	id      string // in the cookie
	person  Person
	csrf    string
	signIn  identity.SignIn
	done    chan struct{}
	life    *time.Timer // to its end, since what is kept goes by itself only where there is too much
}

// admit makes the session of a verified sign-in. Its id is always a new one, so that nobody has a session under
// an id that they brought along; the session of the same party in the same browser ends.
func (s *Service) admit(w http.ResponseWriter, r *http.Request, i *issuer, p Person, signIn identity.SignIn) {
	if before, ok := s.Session(r, i.party); ok {
		s.sessions.take(before.id)
	}
	session := &Session{service: s, issuer: i, id: rand.Text(), person: p, csrf: rand.Text(), signIn: signIn, done: make(chan struct{})}
	session.life = time.AfterFunc(s.sessions.life, func() { s.sessions.take(session.id) })
	s.sessions.put(session.id, session)
	http.SetCookie(w, s.cookie(cookies[i.party], session.id, "/", sessionLife))
}

// end is called once, when a session is kept no longer, for whichever reason.
func (s *Session) end() {
	s.life.Stop()
	close(s.done)
}

// Session returns the session that a request has with the issuer of a party, and whether there is one. A browser can
// have one of either party at once.
func (s *Service) Session(r *http.Request, party consult.Party) (*Session, bool) {
	c, err := r.Cookie(cookies[party])
	if err != nil {
		return nil, false
	}
	session, ok := s.sessions.get(c.Value)
	if !ok || session.issuer.party != party {
		return nil, false // the id of a session of the other party, in the wrong cookie
	}
	return session, true
}

// sender returns the session whose form a request is: the one whose token it has.
func (s *Service) sender(r *http.Request) (*Session, bool) {
	for party := range cookies {
		if session, ok := s.Session(r, party); ok && same(session.csrf, r.PostFormValue("csrf")) {
			return session, true
		}
	}
	return nil, false
}

// signOut ends the session whose form it is. The issuers keep none, so that nothing has to be said to them.
func (s *Service) signOut(w http.ResponseWriter, r *http.Request) {
	if session, ok := s.sender(r); ok {
		s.sessions.take(session.id)
		http.SetCookie(w, s.cookie(cookies[session.issuer.party], "", "/", 0))
	}
	http.Redirect(w, r, s.base.String()+"/", http.StatusSeeOther)
}

// Person returns who signed in.
func (s *Session) Person() Person {
	if s == nil {
		return Person{}
	}
	return s.person
}

// CSRF returns what the hidden field "csrf" of every form of this session has to hold; see [Service.Protect].
func (s *Session) CSRF() string {
	if s == nil {
		return ""
	}
	return s.csrf
}

// ended is the Done of sessions of nobody.
var ended = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// Done returns a channel that is closed when the session has ended: signed out, replaced by a new sign-in of the same party in
// the same browser, dropped because there are too many, or at the end of its life. What goes on for longer than a request,
// such as a websocket, has to end with it.
func (s *Session) Done() <-chan struct{} {
	if s == nil || s.done == nil {
		return ended
	}
	return s.done
}

// Who verifies the sign-in anew and returns who it is, as the gate has to know it: facts go stale there, so call
// it when a call is about to start. The errors are those of identity.Verifier.Verify, and [ErrEnded]. With
// identity.ErrExpired have the person sign in again.
func (s *Session) Who(ctx context.Context) (identity.Identity, error) {
	if s == nil || s.service == nil {
		return identity.Identity{}, ErrEnded
	}
	if _, ok := s.service.sessions.get(s.id); !ok { // whoever still holds it, such as a connection of before
		return identity.Identity{}, ErrEnded
	}
	return s.service.verifier.Verify(ctx, s.signIn)
}

// Format implements [fmt.Formatter]: it says that there is a session, and no more.
func (s *Session) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("session")) }

// LogValue implements [slog.LogValuer], like Format.
func (s *Session) LogValue() slog.Value { return slog.StringValue("session") }
