/*
Package cedar asks Cedar, by its implementation in Go.

Every rule is a policy in rules.cedar that forbids the call, beside the one that permits it, and the
reasons that Cedar gives for a decision are the rules that are broken. The principal is who starts
the call, the resource is what is on file about the product and its controller, and the facts of the
call are the context.

Cedar skips a policy that errs, and a policy that is skipped forbids nothing. What it says about
errors beside the decision must be read, therefore, and here it takes the place of the decision.
*/
package cedar

import (
	_ "embed"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cedar-policy/cedar-go"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/task"
)

//go:embed rules.cedar
var rules []byte

// An Engine is the policies, and the entities that they are asked about.
type Engine struct {
	policies policies
	services map[consult.Key]*service
	words    *words
	contexts sync.Pool // of maps that contexts are made from
}

// New returns an engine with nothing on file.
func New() (*Engine, error) {
	list, err := cedar.NewPolicyListFromBytes("rules.cedar", rules)
	if err != nil {
		return nil, err
	}
	e := &Engine{words: newWords(), contexts: sync.Pool{New: func() any { return cedar.RecordMap{} }}}
	for _, p := range list {
		e.policies = append(e.policies, policy{cedar.PolicyID(p.Annotations()["id"]), p})
	}
	slices.SortFunc(e.policies, func(a, b policy) int { return strings.Compare(string(a.id), string(b.id)) })
	return e, nil
}

// policies are policies in order of their ids. Cedar's own set of policies is a map: it takes longer
// to go through, and reasons come in another order each time.
type policies []policy

type policy struct {
	id     cedar.PolicyID
	policy *cedar.Policy
}

// All implements [cedar.PolicyIterator].
func (p policies) All() iter.Seq2[cedar.PolicyID, *cedar.Policy] {
	return func(yield func(cedar.PolicyID, *cedar.Policy) bool) {
		for i := range p {
			if !yield(p[i].id, p[i].policy) {
				return
			}
		}
	}
}

// File implements [task.Engine].
func (e *Engine) File(records *task.Records) error {
	e.services = services(task.NewSheet(records))
	return nil
}

// Broken implements [task.Engine].
func (e *Engine) Broken(call *consult.Call, now time.Time) ([]consult.RuleID, error) {
	s := e.service(call)
	decision, diagnostic := cedar.Authorize(e.policies, s, cedar.Request{
		Principal: organisation(call.Initiator.Organisation),
		Action:    action(call.Purpose),
		Resource:  s.UID,
		Context:   e.context(call, now),
	})
	switch {
	case len(diagnostic.Errors) > 0:
		return nil, fmt.Errorf("cedar: %s", diagnostic.Errors[0])
	case decision == cedar.Allow:
		return nil, nil
	case len(diagnostic.Reasons) == 0:
		return nil, errors.New("cedar: no policy permits the call, and none forbids it")
	}
	ids := make([]consult.RuleID, len(diagnostic.Reasons))
	for i := range ids {
		ids[i] = consult.RuleID(diagnostic.Reasons[i].PolicyID)
	}
	return task.InOrder(ids), nil
}
