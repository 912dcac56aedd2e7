package readiness

import (
	"embed"
	"html/template"
	"io/fs"
)

// The template called "readiness" takes a [View] and is the part of a page inside main;
// "readiness-body" is what changes in it, and is all that the page needs to update itself. The
// templates use no functions, so that any layout can take them in.
//
//go:embed templates/*.html
var templates embed.FS

// Static are the style sheet readiness.css and the script readiness.js, which the layout of the page
// links.
var Static = func() fs.FS {
	sub, err := fs.Sub(static, "static")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return sub
}()

//go:embed static/readiness.css static/readiness.js
var static embed.FS

// AddTo adds the templates of the page to t, so that a layout can include "readiness".
func AddTo(t *template.Template) (*template.Template, error) {
	return t.ParseFS(templates, "templates/*.html")
}

// Template returns the templates of the page, parsed.
func Template() *template.Template { return template.Must(AddTo(template.New("readiness"))) }
