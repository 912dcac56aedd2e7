package hook

import (
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/wire"
)

// What this decision point answers about, in the words of AuthZEN.
const (
	actionStart  = "start"
	resourceCall = "call"
)

// SignIn is what a sign-in with an identity provider gave the platform, for [PointOptions.Identify] to verify. It
// prints and logs as a placeholder.
type SignIn struct {
	IDToken     string `json:"id_token"`              // the OpenID Connect ID token, as it came
	AccessToken string `json:"access_token,omitzero"` // with which UserInfo can be read; empty where it is not needed
	Nonce       string `json:"nonce,omitzero"`        // the nonce that the platform asked with
}

// Format implements [fmt.Formatter]: nothing of a sign-in is printed, whatever the verb.
func (SignIn) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("hook.SignIn")) }

// LogValue implements [slog.LogValuer]: nothing of a sign-in gets into a log.
func (SignIn) LogValue() slog.Value { return slog.StringValue("hook.SignIn") }

// A question is one evaluation of an AuthZEN request, with the members that a call is made of. Others are passed over.
// What is nil is not there; null is as good as not there. What a call has in its wire form is left to package wire.
type question struct {
	Subject  *subject  `json:"subject"`
	Action   *action   `json:"action"`
	Resource *resource `json:"resource"`
	Context  *facts    `json:"context"`
}

type (
	subject struct {
		Type       *string    `json:"type"`
		ID         *string    `json:"id"`
		Properties *ofSubject `json:"properties"`
	}
	ofSubject struct {
		Observed     jsontext.Value `json:"observed"`
		Verified     jsontext.Value `json:"verified"`
		Party        jsontext.Value `json:"party"`
		Role         jsontext.Value `json:"role"`
		Organisation jsontext.Value `json:"organisation"`
		SignIn       *SignIn        `json:"sign_in"`
	}
	action struct {
		Name *string `json:"name"`
	}
	resource struct {
		Type       *string     `json:"type"`
		ID         *string     `json:"id"`
		Properties *ofResource `json:"properties"`
	}
	ofResource struct {
		Controller jsontext.Value `json:"controller"`
		Product    jsontext.Value `json:"product"`
		Purpose    jsontext.Value `json:"purpose"`
		Start      jsontext.Value `json:"start"`
	}
	facts struct {
		Room   jsontext.Value `json:"room"`
		Device jsontext.Value `json:"device"`
		Client jsontext.Value `json:"client"`
		Data   jsontext.Value `json:"data"`
	}
)

// A batch is a request with several questions, or with one that stands alone.
type batch struct {
	question
	Evaluations []jsontext.Value `json:"evaluations"`
	Options     *struct {
		Semantic *string `json:"evaluations_semantic"`
	} `json:"options"`
}

// A badRequest says what is wrong with a request, and where. It quotes nothing of the request.
type badRequest string

func (b badRequest) Error() string { return string(b) }

const notJSON = badRequest("the body is not one JSON object: it is empty, malformed, cut off, followed by something, not UTF-8, or has a member twice")

// read decodes a JSON object, which must have nothing twice. Members that into has no field for are passed over. At
// says where in the request the object stands.
func read(data []byte, into any, at string) error {
	if jsontext.Value(data).Kind() != '{' {
		return notJSON
	}
	err := json.Unmarshal(data, into)
	if mistyped, ok := errors.AsType[*json.SemanticError](err); ok && mistyped.JSONPointer != "" {
		// It leads to a field, and so is made of names that are known.
		path := strings.ReplaceAll(strings.TrimPrefix(string(mistyped.JSONPointer), "/"), "/", ".")
		return badRequest(at + path + " is not " + wanted(mistyped.GoType))
	}
	if err != nil {
		return notJSON
	}
	return nil
}

// wanted says what a member should have been.
func wanted(t reflect.Type) string {
	switch {
	case t == nil:
		return "what it must be"
	case t.Kind() == reflect.String:
		return "text"
	case t.Kind() == reflect.Slice:
		return "a list"
	}
	return "an object"
}

// or returns the question with defaults for what it leaves out. An entity replaces the default as a whole, but for type
// and id: so has the certification scenario of AuthZEN it.
func (q question) or(defaults *question) question {
	if q.Subject == nil {
		q.Subject = defaults.Subject
	} else if d := defaults.Subject; d != nil {
		q.Subject.Type, q.Subject.ID = orDefault(q.Subject.Type, d.Type), orDefault(q.Subject.ID, d.ID)
	}
	if q.Action == nil {
		q.Action = defaults.Action
	}
	if q.Resource == nil {
		q.Resource = defaults.Resource
	} else if d := defaults.Resource; d != nil {
		q.Resource.Type, q.Resource.ID = orDefault(q.Resource.Type, d.Type), orDefault(q.Resource.ID, d.ID)
	}
	if q.Context == nil {
		q.Context = defaults.Context
	}
	return q
}

func orDefault(text, other *string) *string {
	if text == nil {
		return other
	}
	return text
}

// complete returns an error that names what AuthZEN requires and the question leaves out.
func (q *question) complete(at string) error {
	var missing []string
	need := func(name string, there bool) {
		if !there {
			missing = append(missing, at+name)
		}
	}
	if need("subject", q.Subject != nil); q.Subject != nil {
		need("subject.type", q.Subject.Type != nil)
		need("subject.id", q.Subject.ID != nil)
	}
	if need("action", q.Action != nil); q.Action != nil {
		need("action.name", q.Action.Name != nil)
	}
	if need("resource", q.Resource != nil); q.Resource != nil {
		need("resource.type", q.Resource.Type != nil)
		need("resource.id", q.Resource.ID != nil)
	}
	if len(missing) > 0 {
		return badRequest("is missing: " + strings.Join(missing, ", "))
	}
	return nil
}

// about reports whether a complete question is one that this decision point answers: whether a call may start.
func (q *question) about() bool {
	return *q.Action.Name == actionStart && *q.Resource.Type == resourceCall
}

// call returns the call that a complete question is about: its parts are put together to the wire form of a call, and
// that is decoded, so that there is one decoder of calls. Unless it is claimed who starts the call, that comes from
// elsewhere. The error says what is malformed, and where in the question.
func (q *question) call(at string, claimed bool) (consult.Call, error) {
	b, err := jsontext.AppendQuote(append(make([]byte, 0, 2<<10), `{"id":`...), *q.Resource.ID)
	if err != nil {
		return consult.Call{}, notJSON
	}
	add := func(name string, value jsontext.Value) { // which is JSON, as it was read
		if value == nil {
			return
		}
		if b[len(b)-1] != '{' {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), name...), `":`...)
		b = append(b, value...)
	}
	if p := q.Resource.Properties; p != nil {
		add("controller", p.Controller)
		add("product", p.Product)
		add("purpose", p.Purpose)
		add("start", p.Start)
	}
	if p := q.Subject.Properties; p != nil && claimed {
		b = append(b, `,"initiator":{`...)
		add("observed", p.Observed)
		add("verified", p.Verified)
		add("party", p.Party)
		add("role", p.Role)
		add("organisation", p.Organisation)
		b = append(b, '}')
	}
	if c := q.Context; c != nil {
		add("room", c.Room)
		add("device", c.Device)
		add("client", c.Client)
		add("data", c.Data)
	}
	call, err := wire.DecodeCall(append(b, '}'))
	if faults, ok := errors.AsType[*wire.Error](err); ok {
		return consult.Call{}, badRequest(inQuestion(faults, at))
	}
	return call, err
}

// size returns how long the facts of a question are, in bytes.
func (q *question) size() (n int) {
	if p := q.Subject; p != nil && p.Properties != nil {
		n += len(p.Properties.Observed) + len(p.Properties.Verified) + len(p.Properties.Party) + len(p.Properties.Role) + len(p.Properties.Organisation)
	}
	if p := q.Resource; p != nil && p.Properties != nil {
		n += len(p.Properties.Controller) + len(p.Properties.Product) + len(p.Properties.Purpose) + len(p.Properties.Start)
	}
	if c := q.Context; c != nil {
		n += len(c.Room) + len(c.Device) + len(c.Client) + len(c.Data)
	}
	return n
}

// inQuestion returns what is wrong with a call, by the paths of the question that it was put together from.
func inQuestion(err *wire.Error, at string) string {
	texts := make([]string, len(err.Faults))
	for i, f := range err.Faults {
		first, rest, _ := strings.Cut(f.Path, ".")
		switch first {
		case "":
			f.Path = "resource" // the call as a whole
		case "id":
			f.Path = "resource.id"
		case "initiator":
			f.Path = "subject.properties." + rest
		case "room", "device", "client", "data":
			f.Path = "context." + f.Path
		default:
			f.Path = "resource.properties." + f.Path
		}
		texts[i] = at + f.Path + ": " + f.Problem
	}
	return strings.Join(texts, "; ")
}

// signIn returns the subject's sign-in, and whether there is one.
func (q *question) signIn() (SignIn, bool) {
	if p := q.Subject.Properties; p != nil && p.SignIn != nil {
		return *p.SignIn, p.SignIn.IDToken != ""
	}
	return SignIn{}, false
}

// item returns where the evaluation of the given number stands.
func item(i int) string { return "evaluations[" + strconv.Itoa(i) + "]." }
