package missing

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/open-policy-agent/opa/v1/rego"
)

//go:embed idiom.rego
var regoIdiom string

//go:embed care.rego
var regoCare string

var opa = Engine{
	Name:  "OPA",
	Idiom: `deny contains "recording.default" if input.room.recording in {"automatic", "buffered"}`,
	Care:  `recording if input.room.recording in {"off", "on-request"}; deny contains "recording.default" if not recording`,
	Ask: func(document []byte, care bool) (Answer, error) {
		if care {
			return denied(regoCare, document)
		}
		return denied(regoIdiom, document)
	},
}

// denied answers by a policy whose rule deny is to be empty.
func denied(policy string, document []byte) (Answer, error) {
	input, err := decoded[any](document)
	if err != nil {
		return "", err
	}
	results, err := rego.New(
		rego.Module("calls.rego", policy), rego.Query("data.calls.deny"), rego.Input(input), rego.StrictBuiltinErrors(true),
	).Eval(context.Background())
	if err != nil {
		return "", fmt.Errorf("missing: OPA: %w", err)
	}
	if len(results) != 1 {
		return "", fmt.Errorf("missing: OPA gave %d results", len(results))
	}
	rules, ok := results[0].Expressions[0].Value.([]any)
	if !ok {
		return "", fmt.Errorf("missing: OPA gave a %T", results[0].Expressions[0].Value)
	}
	return when(len(rules) > 0), nil
}
