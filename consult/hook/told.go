package hook

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/preconsult/preconsult/consult"
)

// An evaluated is the answer to a question, as AuthZEN has it.
type evaluated struct {
	Decision bool     `json:"decision"`
	Context  *telling `json:"context,omitzero"`
}

// A telling is what an answer tells beside yes or no.
type telling struct {
	ID          string         `json:"id,omitzero"`
	Outcome     string         `json:"outcome,omitzero"`
	Mode        string         `json:"mode,omitzero"`
	ReasonAdmin *reason        `json:"reason_admin,omitzero"`
	ReasonUser  *reason        `json:"reason_user,omitzero"`
	ValidUntil  time.Time      `json:"valid_until,omitzero"`
	Findings    jsontext.Value `json:"findings,omitzero"`
	Permit      *permitted     `json:"permit,omitzero"`
	Error       *failure       `json:"error,omitzero"`
}

// A reason has its text by the language that it is in.
type reason struct {
	English string `json:"en"`
}

type permitted struct {
	Reference string    `json:"reference"`
	Expires   time.Time `json:"expires"`
}

// A failure is an error of one of several questions.
type failure struct {
	Status  int    `json:"status"`
	Message string `json:"message"`
}

// told puts a reply into the words of AuthZEN.
func told(reply *Reply) evaluated {
	d := &reply.Decision
	answer := evaluated{reply.Reference != "", &telling{ID: d.ID.String(), Outcome: d.Outcome.String(), Mode: d.Mode.String(), ValidUntil: d.ValidUntil}}
	if reply.Reference != "" {
		answer.Context.Permit = &permitted{reply.Reference, reply.Expires}
	}
	if len(d.Findings) > 0 {
		var why string
		answer.Context.Findings, why = findings(d)
		if why == "" {
			why = forStaff(d)
		}
		answer.Context.ReasonAdmin = &reason{why}
	}
	if text := d.ForPatient(); text != "" {
		answer.Context.ReasonUser = &reason{strings.ToValidUTF8(text, "\uFFFD")}
	}
	return answer
}

// forStaff returns each finding in a line.
func forStaff(d *consult.Decision) string {
	var b strings.Builder
	for i := range d.Findings {
		f := &d.Findings[i]
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(string(f.Rule.ID) + " (" + clauses(f.Rule) + ") " + f.Effect.String() + ": " + f.Fact + " was found " + f.Found.String())
		if expected := f.Expected.String(); expected != "" {
			b.WriteString(", expected " + expected)
		}
		b.WriteString(". For " + f.Rule.Owner.String() + ": " + f.Rule.Remedy)
	}
	return b.String()
}

// refuseRead answers that the request cannot be read.
func refuseRead(w http.ResponseWriter, err error) {
	(&Problem{Type: TypeNotRead, Title: "The request cannot be read", Status: http.StatusBadRequest, Detail: err.Error()}).write(w)
}

func writeJSON(w http.ResponseWriter, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		NotDecided(err, true).write(w)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(body))) // or a long answer would go out in chunks
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(body) // a client that has left reads no answer, and has the decision asked for again
}

func isJSON(contentType string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && media == "application/json"
}
