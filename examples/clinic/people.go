package main

import (
	"net/http"
	"net/url"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/hook"

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

// staff lets nobody pass but staff who are signed in; others are shown to the sign-in, and back.
func (c *clinic) staff(next func(w http.ResponseWriter, r *http.Request, by *signin.Session)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		by, ok := c.signin.Session(r, consult.Provider)
		if !ok {
			c.toSignIn(w, r, "staff")
			return
		}
		next(w, r, by)
	}
}

// patient lets nobody pass but the patient whose link it is. Another patient's is useless.
func (c *clinic) patient(next func(w http.ResponseWriter, r *http.Request, by *signin.Session, a *appointment)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		by, ok := c.signin.Session(r, consult.Patient)
		if !ok {
			c.toSignIn(w, r, "patient")
			return
		}
		a := c.appointmentAt(r)
		if a == nil || a.Patient.ID != by.Person().ID {
			c.message(w, r, http.StatusForbidden, by, "This link is not yours", "Each patient has a link of their own. Open the one that was sent to you, or ring the practice.")
			return
		}
		next(w, r, by, a)
	}
}

// toSignIn shows somebody to the sign-in, where the request is for a page.
func (c *clinic) toSignIn(w http.ResponseWriter, r *http.Request, as string) {
	if r.Method != http.MethodGet {
		http.Error(w, "Sign in first.", http.StatusUnauthorized)
		return
	}
	http.Redirect(w, r, "/sign-in?as="+as+"&to="+url.QueryEscape(r.URL.Path), http.StatusSeeOther)
}

// who returns who starts which call, or the problem that is answered.
func (c *clinic) who(r *http.Request, party consult.Party) (*signin.Session, *appointment, *hook.Problem) {
	by, ok := c.signin.Session(r, party)
	a := c.appointmentAt(r)
	switch {
	case !ok:
		return nil, nil, &hook.Problem{Status: http.StatusUnauthorized, Title: "Nobody is signed in", Detail: "Sign in first."}
	case a == nil, party == consult.Patient && a.Patient.ID != by.Person().ID:
		return nil, nil, &hook.Problem{Status: http.StatusNotFound, Title: "There is no such call", Detail: "Look at today's list."}
	}
	return by, a, nil
}

// appointmentAt returns the appointment that a request is about, by the call's id or the patient's link, or nil.
func (c *clinic) appointmentAt(r *http.Request) *appointment {
	for _, a := range c.list {
		if r.PathValue("call") == string(a.ID) || r.PathValue("link") == a.Link {
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
func (c *clinic) message(w http.ResponseWriter, _ *http.Request, status int, by *signin.Session, title, text string) {
	c.pages.Render(w, status, "message", struct {
		web.Layout
		Page *signin.Page
	}{c.layout(title, "visit", by), &signin.Page{Title: title, Text: []string{text}}})
}
