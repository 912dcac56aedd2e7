package signin

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
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
	stay    *stay
	life    *time.Timer // to its end, since what is kept goes by itself only where there is too much
}

// A stay is for how long a person is signed in at one browser: over as many sessions as follow each other there, since who signs
// in again has not left, and has perhaps a call that goes on.
type stay struct {
	done chan struct{}
	once sync.Once
}

func (s *stay) end() { s.once.Do(func() { close(s.done) }) }

func (s *stay) isOver() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// admit makes the session of a verified sign-in. Its id is always a new one, so that nobody has a session under
// an id that they brought along; the session of the same party in the same browser ends. That of the same person goes on in
// the new one: what lasts with it, such as the connection of a call, is not cut because somebody signs in again.
func (s *Service) admit(w http.ResponseWriter, r *http.Request, i *issuer, p Person, signIn identity.SignIn) {
	session := &Session{service: s, issuer: i, id: rand.Text(), person: p, csrf: rand.Text(), signIn: signIn}
	session.life = time.AfterFunc(s.sessions.life, func() { s.sessions.take(session.id) })
	if !s.follow(r, session) {
		session.stay = &stay{done: make(chan struct{})}
		s.sessions.put(session.id, session)
	}
	http.SetCookie(w, s.cookie(cookies[i.party], session.id, "/", sessionLife))
}

// follow ends the session that a browser has before another one of the same party, which it keeps in its place if it is of the
// same person. It reports whether it does.
func (s *Service) follow(r *http.Request, next *Session) bool {
	before, ok := s.Session(r, next.issuer.party)
	switch {
	case !ok:
		return false
	case before.person.ID != next.person.ID:
		s.sessions.take(before.id)
		return false
	}
	next.stay = before.stay
	if !s.sessions.succeed(before.id, next.id, next) { // it has ended meanwhile
		return false
	}
	before.life.Stop()
	return true
}

// end is called once, when a session is kept no longer, for whichever reason but that another one follows it.
func (s *Session) end() {
	s.life.Stop()
	s.stay.end()
}

// Session returns the session that a request has with the issuer of a party, and whether there is one. A browser can
// have one of either party at once.
func (s *Service) Session(r *http.Request, party consult.Party) (*Session, bool) {
	c, err := r.Cookie(cookies[party])
	if err != nil {
		return nil, false
	}
	session, ok := s.sessions.get(c.Value)
	if !ok || session.issuer.party != party || session.stay.isOver() {
		return nil, false // among others the id of a session of the other party, in the wrong cookie
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
		session.stay.end() // also where a sign-in from another window has followed it at this instant
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

// Done returns a channel that is closed when the session has ended: signed out, replaced by a sign-in of another person of the
// same party in the same browser, dropped because there are too many, or at the end of its life. What goes on for longer than a
// request, such as a websocket, has to end with it. Where the same person has signed in again it is closed when the session
// has ended that followed.
func (s *Session) Done() <-chan struct{} {
	if s == nil || s.stay == nil {
		return ended
	}
	return s.stay.done
}

// Who verifies the sign-in anew and returns who it is, as the gate has to know it: facts go stale there, so call
// it when a call is about to start. The errors are those of identity.Verifier.Verify, and [ErrEnded]. With
// identity.ErrExpired have the person sign in again.
func (s *Session) Who(ctx context.Context) (identity.Identity, error) {
	if s == nil || s.service == nil {
		return identity.Identity{}, ErrEnded
	}
	if _, ok := s.service.sessions.get(s.id); !ok || s.stay.isOver() { // whoever still holds it, such as a connection of before
		return identity.Identity{}, ErrEnded
	}
	return s.service.verifier.Verify(ctx, s.signIn)
}

// Format implements [fmt.Formatter]: it says that there is a session, and no more.
func (s *Session) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("session")) }

// LogValue implements [slog.LogValuer], like Format.
func (s *Session) LogValue() slog.Value { return slog.StringValue("session") }
