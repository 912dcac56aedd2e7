package main

import (
	"slices"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/byhand"
	"github.com/preconsult/preconsult/examples/peers/cedar"
	"github.com/preconsult/preconsult/examples/peers/cel"
	"github.com/preconsult/preconsult/examples/peers/gate"
	"github.com/preconsult/preconsult/examples/peers/opa"
	"github.com/preconsult/preconsult/examples/peers/task"
	"github.com/preconsult/preconsult/examples/peers/validator"
)

// An entrant is an engine in one of the ways in which it is used.
type entrant struct {
	name    string
	program string // in the folder weigh, that it is weighed by
	missing string // its name in package missing
	make    func() (task.Engine, error)
	only    []consult.RuleID // the rules that it can express; nil stands for all
}

// expresses returns those of the rules that the engine can express.
func (e *entrant) expresses(rules []consult.RuleID) []consult.RuleID {
	if e.only == nil {
		return rules
	}
	return slices.DeleteFunc(slices.Clone(rules), func(id consult.RuleID) bool { return !slices.Contains(e.only, id) })
}

// engine makes a constructor of one engine a constructor of any.
func engine[E task.Engine](make func() (E, error)) func() (task.Engine, error) {
	return func() (task.Engine, error) { return make() }
}

// engines are all that are compared, the library first.
var engines = []entrant{
	{name: "preconsult", program: "gate", missing: "preconsult", make: engine(gate.New)},
	{name: "Go by hand", program: "byhand", missing: "Go by hand", make: engine(byhand.New)},
	{name: "CEL", program: "cel", missing: "CEL", make: engine(cel.New)},
	{name: "CEL, prepared", program: "cel", missing: "CEL", make: engine(cel.NewPrepared)},
	{name: "Cedar", program: "cedar", missing: "Cedar", make: engine(cedar.New)},
	{name: "OPA", program: "opa", missing: "OPA", make: engine(opa.New)},
	{name: "OPA, parsed input", program: "opa", missing: "OPA", make: engine(opa.NewParsed)},
	{name: "validator", program: "validator", missing: "validator", make: engine(validator.New), only: validator.Rules()},
}
