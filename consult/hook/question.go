package hook

import (
	"errors"
	"log/slog"
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
// logs as a placeholder.
type SignIn struct {
	IDToken     string `json:"id_token"`              // the OpenID Connect ID token, as it came
	AccessToken string `json:"access_token,omitzero"` // with which UserInfo can be read; empty where it is not needed
	Nonce       string `json:"nonce,omitzero"`        // the nonce that the platform asked with
}

// LogValue implements [slog.LogValuer]: nothing of a sign-in gets into a log.
func (SignIn) LogValue() slog.Value { return slog.StringValue("hook.SignIn") }

// A question is one evaluation of an AuthZEN request.
type question struct {
	subject, action, resource entity
	context                   jsontext.Value
}

// An entity is a subject, an action or a resource. Its members are nil where they are not there.
type entity struct {
	given      bool
	ID         jsontext.Value `json:"id"`
	Type       jsontext.Value `json:"type"`
	Name       jsontext.Value `json:"name"`
	Properties jsontext.Value `json:"properties"`
}

// A body is an AuthZEN request as it is read first.
type body struct {
	Subject     jsontext.Value `json:"subject"`
	Action      jsontext.Value `json:"action"`
	Resource    jsontext.Value `json:"resource"`
	Context     jsontext.Value `json:"context"`
	Evaluations jsontext.Value `json:"evaluations"`
	Options     jsontext.Value `json:"options"`
}

// A badRequest says what is wrong with a request, and where. It quotes nothing of the request.
type badRequest string

func (b badRequest) Error() string { return string(b) }

const notJSON = badRequest("the body is not one JSON object: it is empty, malformed, cut off, followed by something, not UTF-8, or has a member twice")

// read decodes a JSON object, which must have nothing twice. Members that into has no field for are passed over.
func read(data []byte, into any) error {
	if kind := jsontext.Value(data).Kind(); kind != '{' {
		return notJSON
	}
	if err := json.Unmarshal(data, into); err != nil {
		return notJSON
	}
	return nil
}

// readQuestion reads a question from a request, or from one of its evaluations, with the defaults that stand in for what it
// leaves out. At says where it stands.
func readQuestion(of *body, defaults *question, at string) (question, error) {
	var q question
	var errs []string
	fail := func(err error) {
		if err != nil {
			errs = append(errs, err.Error())
		}
	}
	fail(q.subject.read(of.Subject, &defaults.subject, at+"subject"))
	fail(q.action.read(of.Action, &defaults.action, at+"action"))
	fail(q.resource.read(of.Resource, &defaults.resource, at+"resource"))
	q.context = of.Context
	if q.context == nil {
		q.context = defaults.context
	}
	if q.context != nil && q.context.Kind() != '{' {
		fail(badRequest(at + "context is not an object"))
	}
	if len(errs) > 0 {
		return question{}, badRequest(strings.Join(errs, "; "))
	}
	return q, nil
}

// read reads an entity. The one of an evaluation replaces the default as a whole, but for type and id: so has the
// certification scenario of AuthZEN it.
func (e *entity) read(data jsontext.Value, def *entity, at string) error {
	switch {
	case data == nil:
		*e = *def
		return nil
	case data.Kind() != '{':
		return badRequest(at + " is not an object")
	case json.Unmarshal(data, e) != nil:
		return notJSON
	}
	e.given = true
	if e.ID == nil {
		e.ID = def.ID
	}
	if e.Type == nil {
		e.Type = def.Type
	}
	for _, member := range []struct {
		name  string
		value jsontext.Value
		kind  jsontext.Kind
		must  string
	}{
		{"type", e.Type, '"', "text"}, {"id", e.ID, '"', "text"}, {"name", e.Name, '"', "text"},
		{"properties", e.Properties, '{', "an object"},
	} {
		if member.value != nil && member.value.Kind() != member.kind {
			return badRequest(at + "." + member.name + " is not " + member.must)
		}
	}
	return nil
}

// complete returns an error that names what AuthZEN requires and the question leaves out.
func (q *question) complete(at string) error {
	var missing []string
	need := func(name string, e *entity, members ...string) {
		if !e.given {
			missing = append(missing, at+name)
			return
		}
		for _, m := range members {
			if value := map[string]jsontext.Value{"type": e.Type, "id": e.ID, "name": e.Name}[m]; value == nil {
				missing = append(missing, at+name+"."+m)
			}
		}
	}
	need("subject", &q.subject, "type", "id")
	need("action", &q.action, "name")
	need("resource", &q.resource, "type", "id")
	if len(missing) > 0 {
		return badRequest("is missing: " + strings.Join(missing, ", "))
	}
	return nil
}

// about reports whether the question is one that this decision point answers: whether a call may start.
func (q *question) about() bool {
	return text(q.action.Name) == actionStart && text(q.resource.Type) == resourceCall
}

// text returns the text of a JSON string, which is known to be one.
func text(value jsontext.Value) string {
	b, err := jsontext.AppendUnquote(nil, value)
	if err != nil {
		return ""
	}
	return string(b)
}

// The members that a call takes from each entity. Others are passed over.
type (
	ofSubject struct {
		Observed     jsontext.Value `json:"observed,omitzero"`
		Verified     jsontext.Value `json:"verified,omitzero"`
		Party        jsontext.Value `json:"party,omitzero"`
		Role         jsontext.Value `json:"role,omitzero"`
		Organisation jsontext.Value `json:"organisation,omitzero"`
	}
	ofResource struct {
		Controller jsontext.Value `json:"controller"`
		Product    jsontext.Value `json:"product"`
		Purpose    jsontext.Value `json:"purpose"`
		Start      jsontext.Value `json:"start"`
	}
	ofContext struct {
		Room   jsontext.Value `json:"room"`
		Device jsontext.Value `json:"device"`
		Client jsontext.Value `json:"client"`
		Data   jsontext.Value `json:"data"`
	}
	// document is a call in its wire form, made of the parts of a question.
	document struct {
		ID         jsontext.Value `json:"id"`
		Controller jsontext.Value `json:"controller,omitzero"`
		Product    jsontext.Value `json:"product,omitzero"`
		Purpose    jsontext.Value `json:"purpose,omitzero"`
		Start      jsontext.Value `json:"start,omitzero"`
		Initiator  ofSubject      `json:"initiator"`
		Room       jsontext.Value `json:"room,omitzero"`
		Device     jsontext.Value `json:"device,omitzero"`
		Client     jsontext.Value `json:"client,omitzero"`
		Data       jsontext.Value `json:"data,omitzero"`
	}
)

// call returns the call that a complete question is about: its parts are put together to the wire form of a call, and
// that is decoded, so that there is one decoder of calls. The error says what is malformed, and where in the
// question.
func (q *question) call(at string, claimed bool) (consult.Call, error) {
	var s ofSubject
	var r ofResource
	var c ofContext
	for _, part := range []struct {
		data jsontext.Value
		into any
	}{{q.subject.Properties, &s}, {q.resource.Properties, &r}, {q.context, &c}} {
		if part.data != nil && json.Unmarshal(part.data, part.into) != nil {
			return consult.Call{}, notJSON
		}
	}
	if !claimed {
		s = ofSubject{} // who starts the call comes from elsewhere
	}
	whole, err := json.Marshal(&document{
		q.resource.ID, r.Controller, r.Product, r.Purpose, r.Start, s, c.Room, c.Device, c.Client, c.Data,
	})
	if err != nil {
		return consult.Call{}, notJSON
	}
	call, err := wire.DecodeCall(whole)
	if faults, ok := errors.AsType[*wire.Error](err); ok {
		return consult.Call{}, badRequest(inQuestion(faults, at))
	}
	return call, err
}

// inQuestion returns what is wrong with a call, by the paths of the question that it was put together from.
func inQuestion(err *wire.Error, at string) string {
	texts := make([]string, len(err.Faults))
	for i, f := range err.Faults {
		first, rest, _ := strings.Cut(f.Path, ".")
		switch first {
		case "": // the call as a whole
			f.Path = "resource"
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

// signIn returns what the subject's sign-in is, or false where it has none that can be read.
func (q *question) signIn() (SignIn, bool) {
	var s struct {
		SignIn SignIn `json:"sign_in"`
	}
	if q.subject.Properties == nil || json.Unmarshal(q.subject.Properties, &s) != nil {
		return SignIn{}, false
	}
	return s.SignIn, s.SignIn.IDToken != ""
}

// item returns where the evaluation of the given number stands.
func item(i int) string { return "evaluations[" + strconv.Itoa(i) + "]." }
