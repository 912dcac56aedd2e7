package signin

import (
	"bytes"
	"html/template"
	"net/http"
)

// A Page is what a page of this package says. It has nothing of a token or code.
type Page struct {
	// Title is its title and heading.
	Title string
	// Issuer is whose page it is: the name of an issuer. It is empty where the application itself says that
	// something went wrong.
	Issuer string
	// Text are its paragraphs.
	Text []string
	// People are those to choose from, in order. Each is a button of the form, with the name "person" and
	// Person.ID as its value. Where there are none there is no form.
	People []Person
	// Action is where the form is sent, by POST.
	Action string
	// Hidden are the hidden fields of the form, by name. They tie it to the sign-in that has begun.
	Hidden map[string]string
	// Again is the address of a link to sign in again. Empty has no link.
	Again string
}

// Render writes a page of this package, in the looks of the application. Headers that forbid keeping it are
// set by then. It is called from many goroutines at once.
type Render func(w http.ResponseWriter, status int, page *Page)

// plainPage has no style and no script, so that every content security policy lets it pass.
var plainPage = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.Title}}</title></head>
<body><main>
{{with .Issuer}}<p>{{.}}</p>
{{end}}<h1>{{.Title}}</h1>
{{range .Text}}<p>{{.}}</p>
{{end}}{{if .People}}<form method="post" action="{{.Action}}">
{{range $name, $value := .Hidden}}<input type="hidden" name="{{$name}}" value="{{$value}}">
{{end}}{{range .People}}<p><button name="person" value="{{.ID}}">{{.Name}}, {{.Post}}</button></p>
{{end}}</form>
{{end}}{{with .Again}}<p><a href="{{.}}">Sign in again</a></p>
{{end}}</main></body>
</html>
`))

// plain is the Render of applications that have none.
func plain(w http.ResponseWriter, status int, page *Page) {
	var text bytes.Buffer
	if err := plainPage.Execute(&text, page); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = text.WriteTo(w)
}

// sorry says that a sign-in came to nothing. Every reason reads the same to somebody who did nothing wrong:
// begin again. So again is an address to do it, or empty.
func (s *Service) sorry(w http.ResponseWriter, status int, text, again string) {
	s.page(w, status, &Page{Title: "You are not signed in", Text: []string{text}, Again: again})
}
