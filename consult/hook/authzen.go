package hook

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/preconsult/preconsult/consult"
)

// evaluation answers one question.
func (p *DecisionPoint) evaluation(w http.ResponseWriter, r *http.Request, caller string, data []byte) {
	var of body
	if err := read(data, &of); err != nil {
		refuseRead(w, err)
		return
	}
	p.single(w, r, caller, &of)
}

// single answers the one question of a body.
func (p *DecisionPoint) single(w http.ResponseWriter, r *http.Request, caller string, of *body) {
	q, err := readQuestion(of, &question{}, "")
	if err == nil {
		err = q.complete("")
	}
	if err != nil {
		refuseRead(w, err)
		return
	}
	answer, err := p.evaluate(r.Context(), caller, &q, "")
	if bad, ok := errors.AsType[badRequest](err); ok {
		refuseRead(w, bad)
		return
	}
	if err != nil {
		NotDecided(err).write(w)
		return
	}
	writeJSON(w, &answer)
}

// evaluate answers a complete question.
func (p *DecisionPoint) evaluate(ctx context.Context, caller string, q *question, at string) (evaluated, error) {
	if !q.about() {
		return evaluated{Context: &telling{ReasonAdmin: &reason{
			"this decision point answers whether a call may start: action start on a resource of type call",
		}}}, nil
	}
	call, err := q.call(at, p.options.Identify == nil)
	if err != nil {
		return evaluated{}, err
	}
	reply, err := p.Ask(ctx, caller, func(ctx context.Context) (consult.Call, error) {
		if signIn, ok := q.signIn(); ok && p.options.Identify != nil {
			// A sign-in that is refused leaves the initiator unknown, and the decision says so on record.
			if initiator, err := p.options.Identify(ctx, signIn); err == nil {
				call.Initiator = initiator
			}
		}
		return call, nil
	})
	if err != nil {
		return evaluated{}, err
	}
	return told(&reply), nil
}

// The ways in which several questions are answered.
const (
	executeAll          = "execute_all"
	denyOnFirstDeny     = "deny_on_first_deny"
	permitOnFirstPermit = "permit_on_first_permit"
)

// evaluations answers several questions, in their order, or one that stands alone.
func (p *DecisionPoint) evaluations(w http.ResponseWriter, r *http.Request, caller string, data []byte) {
	var of body
	if err := read(data, &of); err != nil {
		refuseRead(w, err)
		return
	}
	var items []jsontext.Value
	if of.Evaluations != nil && (of.Evaluations.Kind() != '[' || json.Unmarshal(of.Evaluations, &items) != nil) {
		refuseRead(w, badRequest("evaluations is not a list"))
		return
	}
	if len(items) == 0 {
		p.single(w, r, caller, &of)
		return
	}
	if len(items) > p.options.MaxEvaluations {
		refuseRead(w, badRequest("evaluations has more questions than may be asked at once: ask in parts"))
		return
	}
	defaults, err := readQuestion(&of, &question{}, "")
	semantic, badOptions := semantic(of.Options)
	if err := errors.Join(err, badOptions); err != nil {
		refuseRead(w, badRequest(strings.ReplaceAll(err.Error(), "\n", "; ")))
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), p.options.Timeout) // for all of them together
	defer cancel()
	answers := make([]evaluated, 0, len(items))
	for i, data := range items {
		answer := p.oneOf(ctx, caller, data, &defaults, item(i))
		answers = append(answers, answer)
		if semantic == denyOnFirstDeny && !answer.Decision || semantic == permitOnFirstPermit && answer.Decision {
			break
		}
	}
	writeJSON(w, &struct {
		Evaluations []evaluated `json:"evaluations"`
	}{answers})
}

// oneOf answers one of several questions. What goes wrong with it is in its answer, which is no.
func (p *DecisionPoint) oneOf(ctx context.Context, caller string, data jsontext.Value, defaults *question, at string) evaluated {
	var of body
	err := read(data, &of)
	var q question
	if err == nil {
		q, err = readQuestion(&of, defaults, at)
	}
	if err == nil {
		err = q.complete(at)
	}
	var answer evaluated
	if err == nil {
		answer, err = p.evaluate(ctx, caller, &q, at)
	}
	if bad, ok := errors.AsType[badRequest](err); ok {
		return evaluated{Context: &telling{Error: &failure{http.StatusBadRequest, bad.Error()}}}
	}
	if err != nil {
		problem := NotDecided(err)
		return evaluated{Context: &telling{Error: &failure{problem.Status, problem.Detail}}}
	}
	return answer
}

// semantic returns in which way several questions are to be answered.
func semantic(options jsontext.Value) (string, error) {
	if options == nil {
		return executeAll, nil
	}
	var of struct {
		Semantic jsontext.Value `json:"evaluations_semantic"`
	}
	if options.Kind() != '{' || json.Unmarshal(options, &of) != nil {
		return "", badRequest("options is not an object")
	}
	if of.Semantic == nil {
		return executeAll, nil
	}
	if of.Semantic.Kind() == '"' {
		switch named := text(of.Semantic); named {
		case executeAll, denyOnFirstDeny, permitOnFirstPermit:
			return named, nil
		}
	}
	return "", badRequest("options.evaluations_semantic is not one of: " + executeAll + ", " + denyOnFirstDeny + ", " + permitOnFirstPermit)
}
