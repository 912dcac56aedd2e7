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

	pageTemplate = template.Must(template.New("page").Parse(pageText))
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
	Owners                  []pageOwner // for staff: who can mend what refuses the call
}

// A pageOwner is what one owner can mend.
type pageOwner struct {
	Name     string
	Findings []pageFinding
}

type pageFinding struct {
	Rule, Clauses, Fact, Found, Expected, Remedy, Record string
}

// ownerNames are the owners as people call them.
var ownerNames = map[consult.Owner]string{
	consult.OwnerPlatform: "whoever runs the platform", consult.OwnerClinician: "the clinician",
	consult.OwnerIGLead: "the information governance lead", consult.OwnerDPO: "the data protection officer",
	consult.OwnerProcurement: "whoever buys the product",
}

// byOwner groups what refuses a call by who can mend it, in the order in which the owners come up.
func byOwner(d *consult.Decision) []pageOwner {
	var owners []pageOwner
	for i := range d.Findings {
		f := &d.Findings[i]
		if f.Effect != consult.Refuses {
			continue
		}
		name, known := ownerNames[f.Rule.Owner]
		if !known {
			name = "whoever answers for the call"
		}
		at := 0
		for at < len(owners) && owners[at].Name != name {
			at++
		}
		if at == len(owners) {
			owners = append(owners, pageOwner{Name: name})
		}
		owners[at].Findings = append(owners[at].Findings, pageFinding{
			Rule: string(f.Rule.ID), Clauses: clauses(&f.Rule), Fact: f.Fact,
			Found: f.Found.String(), Expected: f.Expected.String(), Remedy: f.Rule.Remedy, Record: record(f.Record),
		})
	}
	return owners
}

// clauses returns the clauses that a rule comes from: "R4a, R4b".
func clauses(r *consult.Rule) string {
	var ids []string
	for _, c := range r.Clauses {
		ids = append(ids, string(c))
	}
	return strings.Join(ids, ", ")
}

// record returns the kind and id of a record, or the empty text where there is none.
func record(r *consult.RecordRef) string {
	if r == nil {
		return ""
	}
	return r.Kind + " " + string(r.ID)
}

// writePage answers with a problem as a page; with the owners of what is broken, where the reader is staff.
func (p *Problem) writePage(w http.ResponseWriter, owners []pageOwner) {
	whole := p.whole()
	var body bytes.Buffer
	if err := pageTemplate.Execute(&body, page{whole.Title, whole.Detail, whole.Decision, template.CSS(pageStyle), owners}); err != nil {
		p.write(w)
		return
	}
	w.Header().Set("Content-Security-Policy", pagePolicy)
	w.Header().Set("Referrer-Policy", "no-referrer")
	// A text of the application's may be anything.
	writeProblem(w, whole.Status, "text/html; charset=utf-8", bytes.ToValidUTF8(body.Bytes(), []byte("\uFFFD")))
}
