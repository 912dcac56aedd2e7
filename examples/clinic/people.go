package main

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/hook"
	"github.com/preconsult/preconsult/consult/identity"

	"github.com/preconsult/preconsult/examples/clinic/rooms"
	"github.com/preconsult/preconsult/examples/clinic/signin"
	"github.com/preconsult/preconsult/examples/clinic/web"
)

// layout returns what a page has around its own.
func (c *clinic) layout(title, here string, by *signin.Session) web.Layout {
	person := by.Person()
	name := person.Name
	if name != "" {
		name += ", " + person.Post
	}
	return web.Layout{Title: title, Here: here, Person: name, CSRF: by.CSRF()}
}

// session returns the session that a request has with the issuer of a party. One whose ID token has expired is none: the gate
// would know nobody by it, and refuse, so that the person signs in again rather than read that. It does not matter to a
// connection, which is of a call that was let start and must be able to come back.
func (c *clinic) session(r *http.Request, party consult.Party) (*signin.Session, bool) {
	by, ok := c.signin.Session(r, party)
	if !ok || isSocket(r) {
		return by, ok
	}
	if _, err := by.Who(r.Context()); errors.Is(err, identity.ErrExpired) || errors.Is(err, signin.ErrEnded) {
		return nil, false
	}
	return by, true
}

// isSocket reports whether a request is for the connection of a call. It is refused by [rooms.Refuse], as its page reads no other
// answer.
func isSocket(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/socket") }

// during returns a request whose context ends with a session too, for what goes on for longer than a page takes. The function
// returned is to be called when the request is dealt with.
func during(r *http.Request, by *signin.Session) (*http.Request, context.CancelFunc) {
	ctx, cancel := context.WithCancel(r.Context())
	go func() {
		select {
		case <-by.Done():
			cancel()
		case <-ctx.Done():
		}
	}()
	return r.WithContext(ctx), cancel
}

// staff lets nobody pass but staff who are signed in; others are shown to the sign-in, and back.
func (c *clinic) staff(next func(w http.ResponseWriter, r *http.Request, by *signin.Session)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		by, ok := c.session(r, consult.Provider)
		if !ok {
			c.toSignIn(w, r, consult.Provider)
			return
		}
		r, cease := during(r, by)
		defer cease()
		next(w, r, by)
	}
}

// notYours is what a patient reads at the link of another one, whatever they try there.
const (
	notYours  = "This link is not yours"
	ownLinkIs = "Each patient has a link of their own. Open the one that was sent to you, or ring the practice."
)

// patient lets nobody pass but the patient whose link it is. Another patient's is useless.
func (c *clinic) patient(next func(w http.ResponseWriter, r *http.Request, by *signin.Session, a *appointment)) http.HandlerFunc {
	return c.patientWhere(func(by *signin.Session, a *appointment) bool { return a.Patient.ID == by.Person().ID }, next)
}

// visitor lets the patient pass whose link it is; while rooms are set to be public, every patient.
func (c *clinic) visitor(next func(w http.ResponseWriter, r *http.Request, by *signin.Session, a *appointment)) http.HandlerFunc {
	return c.patientWhere(func(by *signin.Session, a *appointment) bool {
		return a.Patient.ID == by.Person().ID || c.settings.room().Visibility == consult.VisibilityPublic
	}, next)
}

func (c *clinic) patientWhere(may func(*signin.Session, *appointment) bool, next func(w http.ResponseWriter, r *http.Request, by *signin.Session, a *appointment)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		by, ok := c.session(r, consult.Patient)
		if !ok {
			c.toSignIn(w, r, consult.Patient)
			return
		}
		a := c.appointmentAt(r)
		switch yours := a != nil && may(by, a); {
		case !yours && isSocket(r):
			rooms.Refuse(w, r, notYours)
			return
		case !yours:
			c.message(w, http.StatusForbidden, by, notYours, ownLinkIs)
			return
		}
		r, cease := during(r, by)
		defer cease()
		next(w, r, by, a)
	}
}

// toSignIn shows somebody to the sign-in, where the request is for a page. What else they have asked for is not done: a page says
// so, and has a link to sign in.
func (c *clinic) toSignIn(w http.ResponseWriter, r *http.Request, party consult.Party) {
	if isSocket(r) {
		rooms.Refuse(w, r, "Nobody is signed in")
		return
	}
	as := "staff"
	if party == consult.Patient {
		as = "patient"
	}
	to := "/sign-in?" + url.Values{"as": {as}, "to": {pageOf(r)}}.Encode()
	if r.Method == http.MethodGet {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	c.signInPage(w, http.StatusUnauthorized, &signin.Page{
		Title: "You are not signed in any more", Text: []string{"Nothing was done. Sign in, and you come back to where you were."}, Again: to,
	})
}

// pageOf returns the page that a request is for, or that its form is on.
func pageOf(r *http.Request) string {
	call, link := r.PathValue("call"), r.PathValue("link")
	switch {
	case r.Method == http.MethodGet:
		return r.URL.Path
	case call != "":
		return "/calls/" + url.PathEscape(call) + "/card"
	case link != "":
		return "/visit/" + url.PathEscape(link)
	}
	return r.URL.Path
}

// signedIn lets nobody pass but who is signed in as a party, before it is decided of anything.
func (c *clinic) signedIn(party consult.Party, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := c.session(r, party); !ok {
			c.toSignIn(w, r, party)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// problem says why a call is nobody's to start.
func (c *clinic) problem(w http.ResponseWriter, r *http.Request, party consult.Party, p *hook.Problem) {
	if p.Status == http.StatusUnauthorized {
		c.toSignIn(w, r, party)
		return
	}
	by, _ := c.session(r, party)
	c.message(w, p.Status, by, p.Title, p.Detail)
}

// who returns who starts which call, or the problem that is answered.
func (c *clinic) who(r *http.Request, party consult.Party) (*signin.Session, *appointment, *hook.Problem) {
	by, ok := c.session(r, party)
	a := c.appointmentAt(r)
	switch {
	case !ok:
		return nil, nil, &hook.Problem{Status: http.StatusUnauthorized, Title: "Nobody is signed in", Detail: "Sign in again."}
	case party == consult.Patient && (a == nil || a.Patient.ID != by.Person().ID):
		return nil, nil, &hook.Problem{Status: http.StatusForbidden, Title: notYours, Detail: ownLinkIs}
	case a == nil:
		return nil, nil, &hook.Problem{Status: http.StatusNotFound, Title: "There is no such call", Detail: "Look at today's list."}
	}
	return by, a, nil
}

// appointmentAt returns the appointment that a request is about, by the call's id or the patient's link, or nil.
func (c *clinic) appointmentAt(r *http.Request) *appointment {
	for _, a := range c.list {
		if r.PathValue("call") == string(a.ID) || subtle.ConstantTimeCompare([]byte(r.PathValue("link")), []byte(a.Link)) == 1 {
			return a
		}
	}
	return nil
}

// signInPage shows a page of package signin.
func (c *clinic) signInPage(w http.ResponseWriter, status int, p *signin.Page) {
	c.pages.Render(w, status, "message", struct {
		web.Layout
		Page *signin.Page
	}{web.Layout{Title: p.Title, Here: "visit"}, p})
}

// message shows a page with nothing but a text.
func (c *clinic) message(w http.ResponseWriter, status int, by *signin.Session, title, text string) {
	here := "visit"
	if by.Person().Party == consult.Provider {
		here = ""
	}
	c.pages.Render(w, status, "message", struct {
		web.Layout
		Page *signin.Page
	}{c.layout(title, here, by), &signin.Page{Title: title, Text: []string{text}}})
}
