package hook

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/preconsult/preconsult/consult"
)

// evaluation answers one question.
func (p *DecisionPoint) evaluation(w http.ResponseWriter, r *http.Request, caller string, data []byte) {
	var q question
	if err := read(data, &q, ""); err != nil {
		refuseRead(w, err)
		return
	}
	p.single(w, r, caller, &q)
}

// single answers the one question of a request.
func (p *DecisionPoint) single(w http.ResponseWriter, r *http.Request, caller string, q *question) {
	answer, err := p.evaluate(r.Context(), caller, q, "", p.options.Identify)
	if bad, ok := errors.AsType[badRequest](err); ok {
		refuseRead(w, bad)
		return
	}
	if err != nil {
		NotDecided(err, true).write(w)
		return
	}
	writeJSON(w, &answer)
}

// An identify verifies a sign-in: it is that of PointOptions.
type identify func(ctx context.Context, s SignIn) (consult.Initiator, error)

// evaluate answers a question. Nil for who verifies sign-ins takes the platform's word.
func (p *DecisionPoint) evaluate(ctx context.Context, caller string, q *question, at string, who identify) (evaluated, error) {
	if err := q.complete(at); err != nil {
		return evaluated{}, err
	}
	if !q.about() {
		return evaluated{Context: &telling{ReasonAdmin: &reason{
			"this decision point answers whether a call may start: action start on a resource of type call",
		}}}, nil
	}
	call, err := q.call(at, who == nil)
	if err != nil {
		return evaluated{}, err
	}
	reply, err := p.Ask(ctx, caller, func(ctx context.Context) (consult.Call, error) {
		if signIn, ok := q.signIn(); ok && who != nil {
			// A sign-in that is refused leaves the initiator unknown, and the decision says so on record.
			if initiator, err := who(ctx, signIn); err == nil {
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

// once returns who verifies the sign-ins of one request: the same one, for several questions, is verified once.
func (who identify) once() identify {
	if who == nil {
		return nil
	}
	var mu sync.Mutex // as a verification that took too long may still be going on
	type result struct {
		initiator consult.Initiator
		err       error
	}
	known := map[SignIn]result{}
	return func(ctx context.Context, s SignIn) (consult.Initiator, error) {
		mu.Lock()
		r, ok := known[s]
		mu.Unlock()
		if !ok {
			r.initiator, r.err = who(ctx, s)
			mu.Lock()
			known[s] = r
			mu.Unlock()
		}
		return r.initiator, r.err
	}
}

// The ways in which several questions are answered.
const (
	executeAll          = "execute_all"
	denyOnFirstDeny     = "deny_on_first_deny"
	permitOnFirstPermit = "permit_on_first_permit"
)

// evaluations answers several questions, in their order, or one that stands alone.
func (p *DecisionPoint) evaluations(w http.ResponseWriter, r *http.Request, caller string, data []byte) {
	var of batch
	err := read(data, &of, "")
	if err == nil && len(of.Evaluations) == 0 {
		p.single(w, r, caller, &of.question)
		return
	}
	semantic := executeAll
	if err == nil && of.Options != nil && of.Options.Semantic != nil {
		semantic = *of.Options.Semantic
	}
	switch {
	case err != nil:
	case len(of.Evaluations) > p.options.MaxEvaluations:
		err = badRequest("evaluations has more questions than may be asked at once: ask in parts")
	case semantic != executeAll && semantic != denyOnFirstDeny && semantic != permitOnFirstPermit:
		err = badRequest("options.evaluations_semantic is not one of: " + executeAll + ", " + denyOnFirstDeny + ", " + permitOnFirstPermit)
	}
	if err != nil {
		refuseRead(w, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), p.options.Timeout) // for all of them together
	defer cancel()
	who := identify(p.options.Identify).once()
	left := maxRepeated * p.options.MaxBody
	answers := make([]evaluated, 0, len(of.Evaluations))
	for i, data := range of.Evaluations {
		answer := p.oneOf(ctx, caller, data, &of.question, item(i), who, &left)
		answers = append(answers, answer)
		if semantic == denyOnFirstDeny && !answer.Decision || semantic == permitOnFirstPermit && answer.Decision {
			break
		}
	}
	writeJSON(w, &struct {
		Evaluations []evaluated `json:"evaluations"`
	}{answers})
}

// maxRepeated is how many times as long as a body the questions of one request may be together, with what they share: a
// short question may have long defaults, which are read again with each.
const maxRepeated = 4

// oneOf answers one of several questions, for which so many bytes are left. What goes wrong with it is in its answer, which is no.
func (p *DecisionPoint) oneOf(ctx context.Context, caller string, data jsontext.Value, defaults *question, at string, who identify, left *int) evaluated {
	var own question
	var answer evaluated
	err := ctx.Err()
	if err == nil {
		err = read(data, &own, at)
	}
	if err == nil {
		q := own.or(defaults)
		if *left -= q.size(); *left < 0 {
			err = badRequest(at + "context and properties, with those of the questions before, are too long: ask in parts")
		} else {
			answer, err = p.evaluate(ctx, caller, &q, at, who)
		}
	}
	if bad, ok := errors.AsType[badRequest](err); ok {
		return evaluated{Context: &telling{Error: &failure{http.StatusBadRequest, bad.Error()}}}
	}
	if err != nil {
		problem := NotDecided(err, true)
		return evaluated{Context: &telling{Error: &failure{problem.Status, problem.Detail}}}
	}
	return answer
}
