/*
Package opa asks Open Policy Agent, as a library in the same process.

The rules are in rules.rego, which is compiled once. The records are data in OPA's own store, in
memory, and the policy looks up what it needs of them by the keys in the call. The call is the
input of the query, and its answer is the set of the rules that are broken.

What is not known is left out of both, so that it is undefined in the policy: that is what Rego
has for it, and it spares a comparison with an empty text or a zero for every fact.
*/
package opa

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/task"
)

//go:embed rules.rego
var rules string

// An Engine is a prepared query and the store that it reads.
type Engine struct {
	store storage.Store
	set   func(members []string) any // what a set is in the store
	query rego.PreparedEvalQuery
	eval  func(ctx context.Context, e *Engine, call *consult.Call, now time.Time) (rego.ResultSet, error)
}

// New returns an engine with nothing on file that is used as OPA's documentation shows it: input
// and data are maps, and so is the answer.
func New() (*Engine, error) {
	return prepared(&Engine{
		store: inmem.New(),
		set:   object,
		eval: func(ctx context.Context, e *Engine, call *consult.Call, now time.Time) (rego.ResultSet, error) {
			return e.query.Eval(ctx, rego.EvalInput(input(call, now)))
		},
	})
}

// NewParsed returns an engine with nothing on file that is used in the fastest way that was found:
// input, data and answer are values of OPA's own, so that none is converted on the way. That lets
// sets be sets, which JSON has none of.
func NewParsed() (*Engine, error) {
	// The query is given what it would otherwise make for each evaluation: timers that nobody
	// reads, and a goroutine that waits for a context that nobody cancels.
	untimed, endless := rego.EvalMetrics(metrics.NoOp()), rego.EvalExternalCancel(topdown.NewCancel())
	return prepared(&Engine{
		store: inmem.NewWithOpts(inmem.OptReturnASTValuesOnRead(true)),
		set:   set,
		eval: func(ctx context.Context, e *Engine, call *consult.Call, now time.Time) (rego.ResultSet, error) {
			return e.query.Eval(ctx, rego.EvalParsedInput(parsedInput(call, now)), untimed, endless)
		},
	}, rego.GenerateJSON(func(answer *ast.Term, _ *rego.EvalContext) (any, error) { return answer.Value, nil }))
}

// prepared compiles the rules. A built-in function that fails fails the query; by default OPA takes
// its result for undefined, and goes on.
func prepared(e *Engine, options ...func(*rego.Rego)) (*Engine, error) {
	options = append(options, rego.Query("data.consultation.broken"), rego.Module("rules.rego", rules),
		rego.Store(e.store), rego.StrictBuiltinErrors(true))
	var err error
	e.query, err = rego.New(options...).PrepareForEval(context.Background())
	return e, err
}

// File implements [task.Engine].
func (e *Engine) File(records *task.Records) error {
	return storage.WriteOne(context.Background(), e.store, storage.AddOp, storage.RootPath, data(task.NewSheet(records), e.set))
}

// Broken implements [task.Engine].
func (e *Engine) Broken(call *consult.Call, now time.Time) ([]consult.RuleID, error) {
	results, err := e.eval(context.Background(), e, call, now)
	if err != nil {
		return nil, err
	}
	if len(results) != 1 || len(results[0].Expressions) != 1 {
		return nil, fmt.Errorf("opa: %d answers", len(results)) // none is what an undefined query has
	}
	var ids []consult.RuleID
	switch answer := results[0].Expressions[0].Value.(type) {
	case []any:
		for _, id := range answer {
			ids = append(ids, consult.RuleID(id.(string)))
		}
	case ast.Set:
		for _, id := range answer.Slice() {
			ids = append(ids, consult.RuleID(id.Value.(ast.String)))
		}
	default:
		return nil, fmt.Errorf("opa: the answer is %T", answer)
	}
	return task.InOrder(ids), nil
}
