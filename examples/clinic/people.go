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
	if !ok || strings.HasSuffix(r.URL.Path, "/socket") {
		return by, ok
	}
	if _, err := by.Who(r.Context()); errors.Is(err, identity.ErrExpired) || errors.Is(err, signin.ErrEnded) {
		return nil, false
	}
	return by, true
}

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
			c.toSignIn(w, r, "staff")
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
			c.toSignIn(w, r, "patient")
			return
		}
		a := c.appointmentAt(r)
		if a == nil || !may(by, a) {
			c.message(w, http.StatusForbidden, by, notYours, ownLinkIs)
			return
		}
		r, cease := during(r, by)
		defer cease()
		next(w, r, by, a)
	}
}

// toSignIn shows somebody to the sign-in, where the request is for a page.
func (c *clinic) toSignIn(w http.ResponseWriter, r *http.Request, as string) {
	if r.Method != http.MethodGet {
		http.Error(w, "Sign in again.", http.StatusUnauthorized)
		return
	}
	http.Redirect(w, r, "/sign-in?as="+as+"&to="+url.QueryEscape(r.URL.Path), http.StatusSeeOther)
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
