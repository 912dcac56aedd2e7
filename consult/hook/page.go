package hook

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"

	"github.com/preconsult/preconsult/consult"
)

var (
	//go:embed page.html
	pageText string
	//go:embed page.css
	pageStyle string

	pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{"clauses": clauses}).Parse(pageText))
	// The page has one style and nothing else that a browser would load or run.
	pagePolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-" + styleHash() + "'"
)

func styleHash() string {
	sum := sha256.Sum256([]byte(pageStyle))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// A page is a problem as people read it.
type page struct {
	Title, Detail, Decision string
	Style                   template.CSS
	Owed                    []consult.Owed // for staff: who can mend what refuses the call
}

// clauses returns the clauses that a rule comes from: "R4a, R4b".
func clauses(r consult.Rule) string {
	var ids []string
	for _, c := range r.Clauses {
		ids = append(ids, string(c))
	}
	return strings.Join(ids, ", ")
}

// writePage answers with a problem as a page; with who can mend what is broken, where the reader is staff.
func (p *Problem) writePage(w http.ResponseWriter, owed []consult.Owed) {
	whole := p.whole()
	var body bytes.Buffer
	if err := pageTemplate.Execute(&body, page{whole.Title, whole.Detail, whole.Decision, template.CSS(pageStyle), owed}); err != nil {
		p.write(w)
		return
	}
	w.Header().Set("Content-Security-Policy", pagePolicy)
	w.Header().Set("Referrer-Policy", "no-referrer")
	// A text of the application's may be anything.
	writeProblem(w, whole.Status, "text/html; charset=utf-8", bytes.ToValidUTF8(body.Bytes(), []byte("\uFFFD")))
}
