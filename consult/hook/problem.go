package hook

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/wire"
)

// The types of problem document. Each is an address that names the problem, and the documentation of this
// constant at that address says what it means and what to do.
const (
	// TypeRefused: the call was judged and refused. The findings say what to mend; or, to a patient, detail says what
	// they may be told. Status 403.
	TypeRefused = types + "TypeRefused"
	// TypeNotDecided: no decision was made or recorded, so the call must not start. Ask again; where it lasts, detail
	// says where to look. Status 503, or 500 where something panicked.
	TypeNotDecided = types + "TypeNotDecided"
	// TypeNotRead: the request cannot be read. Detail says what is wrong with it. Status 400, 408 or 413.
	TypeNotRead = types + "TypeNotRead"
	// TypeNoPermit: the reference leads to no permit. Ask for a new decision. Status 409.
	TypeNoPermit = types + "TypeNoPermit"
	// TypeNotAllowed: who sent the request may not ask. Status 401.
	TypeNotAllowed = types + "TypeNotAllowed"

	types = "https://pkg.go.dev/github.com/preconsult/preconsult/consult/hook#"
)

// A Problem is a problem document (RFC 9457): why a request was answered by nothing else. As an error of the
// application's [Describe] it is the answer as it stands.
type Problem struct {
	// Type is the address of what kind of problem it is. Empty stands for "about:blank", which says no
	// more than the status.
	Type string `json:"type,omitzero"`
	// Title is a short text of the type. Empty stands for that of the status, or "Error" where it has none.
	Title string `json:"title"`
	// Status is the status of the answer. Anything but an error from 400 to 599 stands for 500.
	Status int `json:"status"`
	// Detail says what to do about it, to whoever reads the answer. It may be empty.
	Detail string `json:"detail,omitzero"`
	// Decision is the id of the decision on record, where one was made; the empty text where none was.
	Decision string `json:"decision,omitzero"`
	// Findings are what is broken, in their wire form: see [wire.EncodeFindings]. Nil where there are none to tell.
	Findings jsontext.Value `json:"findings,omitzero"`
}

// Error implements error.
func (p *Problem) Error() string { return "hook: " + p.Title + ": " + p.Detail }

// retryAfter is when to ask again where nothing was decided, in seconds.
const retryAfter = "1"

// whole returns the problem with what it leaves out.
func (p Problem) whole() Problem {
	if p.Status < 400 || p.Status > 599 {
		p.Status = http.StatusInternalServerError
	}
	if p.Title == "" {
		p.Title = cmp.Or(http.StatusText(p.Status), "Error")
	}
	return p
}

// Document returns the status of the answer, and the document that is its body, as application/problem+json.
func (p *Problem) Document() (status int, body []byte) {
	whole := p.whole()
	body, err := json.Marshal(&whole)
	if err != nil { // a text of the application's that is not UTF-8
		only := Problem{Status: whole.Status}.whole()
		body, _ = json.Marshal(&only)
	}
	return whole.Status, body
}

// write answers with the problem as a document.
func (p *Problem) write(w http.ResponseWriter) {
	status, body := p.Document()
	writeProblem(w, status, "application/problem+json", body)
}

func writeProblem(w http.ResponseWriter, status int, contentType string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if status == http.StatusServiceUnavailable {
		h.Set("Retry-After", retryAfter)
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that has left reads no answer
}

// Refusal returns the problem of a refused call: for staff, with every finding, its remedy and its owner; otherwise
// with what a patient may be told, and no more.
func Refusal(d *consult.Decision, staff bool) *Problem {
	p := &Problem{Type: TypeRefused, Status: http.StatusForbidden, Decision: d.ID.String()}
	if !staff {
		p.Title, p.Detail = "The call cannot start", d.ForPatient()
		return p
	}
	p.Title = "The call may not start"
	p.Detail = "Each finding says what was found, who can mend it, and how. Mend it and ask again."
	var why string
	if p.Findings, why = findings(d); why != "" {
		p.Detail = why
	}
	return p
}

// findings returns the findings in their wire form. Those of a check whose texts have none are not told, and why says
// that, and which rules are broken.
func findings(d *consult.Decision) (all jsontext.Value, why string) {
	all, err := wire.EncodeFindings(d)
	if err != nil {
		return nil, "The findings cannot be written. These rules are broken:" + ruleIDs(d)
	}
	return all, ""
}

// ruleIDs returns the ids of the rules that refuse the call, with spaces between them.
func ruleIDs(d *consult.Decision) string {
	var text string
	for _, id := range d.Broken() {
		if id.Valid() {
			text += " " + string(id)
		}
	}
	return text
}

// NotDecided returns the problem of a call that nothing was decided about, or nothing on record, as an error has it, for
// staff or a platform, or else for somebody who may be a patient. A [*Problem] is returned as it stands; of any other error
// staff are told nothing but of which kind it is, and a patient nothing of what the platform lacks.
func NotDecided(err error, staff bool) *Problem {
	if own, ok := errors.AsType[*Problem](err); ok && own != nil {
		return own
	}
	p := &Problem{Type: TypeNotDecided, Title: "No decision was made", Status: http.StatusServiceUnavailable}
	switch {
	case errors.Is(err, consult.ErrNotRecorded):
		p.Detail = "The decision could not be recorded, so the call must not start. Ask again; whoever runs the platform should look at the recorder."
	case errors.Is(err, consult.ErrNoGate):
		p.Detail = "There is no gate to decide. Whoever runs the platform has to make one."
	case errors.Is(err, ErrBusy), errors.Is(err, ErrLate):
		p.Detail = "No decision was made and recorded in time, so the call must not start. Ask again shortly."
	case errors.Is(err, ErrPanicked):
		p.Status = http.StatusInternalServerError
		p.Detail = "Gathering the facts of the call, or deciding, failed. Whoever runs the platform should look at its log."
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		p.Detail = "The request ended before a decision was made. Ask again."
	default:
		p.Detail = "The facts of the call could not be gathered, so the call must not start. Ask again."
	}
	if !staff {
		p.Title, p.Detail = "The call cannot start", "The call cannot start just now. Please try again in a moment."
	}
	return p
}

// notRead is what is told of a body that cannot be read.
func notRead(status int, o *Options) *Problem {
	p := &Problem{Type: TypeNotRead, Title: "The request cannot be read", Status: status}
	switch status {
	case http.StatusRequestEntityTooLarge:
		p.Detail = "The body is longer than " + strconv.Itoa(o.MaxBody) + " bytes."
	case http.StatusRequestTimeout:
		p.Detail = "The body did not arrive within " + o.Timeout.String() + "."
	default:
		p.Detail = "The body is cut off."
	}
	return p
}
