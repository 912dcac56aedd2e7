// Package web has the pages of the clinic: templates, style and script, all embedded. Nothing is loaded from elsewhere, and
// nothing of a page runs that is not a file of its own.
package web

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed static
var static embed.FS

// Static has the style and scripts of the pages.
var Static = func() fs.FS {
	sub, err := fs.Sub(static, "static")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sub
}()

// A Layout is what every page has around its own.
type Layout struct {
	Title  string
	Person string // who is signed in, as people call them; empty where nobody is
	CSRF   string // of the session, for forms
	Here   string // which part of the clinic the page is of: today, readiness, switchboard or visit
}

// Policy is the content security policy of every page: what a page has is the clinic's own, and files.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
	"connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Pages renders pages by name. It is safe for concurrent use.
type Pages struct{ byName map[string]*template.Template }

// New returns the pages, and takes in templates from elsewhere that pages may include, such as those of package readiness.
func New(more ...func(*template.Template) (*template.Template, error)) (*Pages, error) {
	names, err := fs.Glob(templates, "templates/*.html")
	if err != nil {
		return nil, err
	}
	p := &Pages{map[string]*template.Template{}}
	for _, name := range names {
		if name == "templates/layout.html" {
			continue
		}
		t := template.New("layout.html")
		for _, add := range more {
			if t, err = add(t); err != nil {
				return nil, err
			}
		}
		if t, err = t.ParseFS(templates, "templates/layout.html", name); err != nil {
			return nil, err
		}
		p.byName[name[len("templates/"):len(name)-len(".html")]] = t
	}
	return p, nil
}

// Render answers with a page. Data has a Layout embedded.
func (p *Pages) Render(w http.ResponseWriter, status int, name string, data any) {
	var body bytes.Buffer
	if err := p.byName[name].ExecuteTemplate(&body, "layout.html", data); err != nil {
		http.Error(w, "The page cannot be shown.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = body.WriteTo(w) // a browser that has left reads no page
}

// Secure sets what every answer has: the policy, and what browsers would otherwise guess or give away.
func Secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(self), microphone=(self), display-capture=()")
		next.ServeHTTP(w, r)
	})
}
