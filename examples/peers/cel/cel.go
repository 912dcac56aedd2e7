/*
Package cel has the rules as expressions of CEL, a program for each, which cel-go evaluates.

The expressions are in rules.cel. What several of them need is defined there once, and evaluated
at most once for a call. They are checked when they are compiled, against the Go structs that have
the facts of a call and the records on file: a field that does not exist is an error of [New].

An [Engine] is CEL as its documentation has it: variables in a map, and structs whose fields it
reads by itself. A [Prepared] is CEL at its quickest: whatever does not depend on the call, the
words of enumerations and the records, is among CEL's own values before anybody asks.
*/
package cel

import (
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/ext"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/task"
)

// An Engine holds the programs, and the records as structs. Several goroutines may ask it at once.
type Engine struct {
	rules *rules
	files files[file]
}

// New returns an engine with nothing on file.
func New() (*Engine, error) {
	native := []any{ext.ParseStructTag("json")}
	for _, v := range variables {
		native = append(native, v.structure)
	}
	rules, err := compile(ext.NativeTypes(native...))
	return &Engine{rules: rules}, err
}

// File implements [task.Engine].
func (e *Engine) File(records *task.Records) error {
	e.files = filed(task.NewSheet(records))
	return nil
}

// Broken implements [task.Engine].
func (e *Engine) Broken(call *consult.Call, now time.Time) ([]consult.RuleID, error) {
	early, late := task.Bounds(call, now)
	vars := make(map[string]any, len(variables)+len(instants)+len(e.rules.definitions))
	vars["call"] = callOf(call)
	vars["initiator"] = initiatorOf(&call.Initiator)
	vars["room"] = roomOf(&call.Room)
	vars["device"] = deviceOf(&call.Device)
	vars["client"] = clientOf(&call.Client)
	vars["data"] = dataOf(call)
	file := e.files.of(call)
	vars["on_file"] = file
	vars["controller"] = file.Controller
	vars["notice"] = file.Notice
	vars["dpia"] = file.DPIA
	vars["screening"] = file.Screening
	vars["assessment"] = file.Assessment
	vars["procurement"] = file.Procurement
	vars["now"] = task.Instant(now)
	vars["stale"] = task.Instant(now.Add(-task.MaxFactAge))
	vars["early"] = task.Instant(early)
	vars["late"] = task.Instant(late)
	activation, err := cel.NewActivation(vars)
	if err != nil {
		return nil, err
	}
	for i := range e.rules.definitions {
		d := &e.rules.definitions[i]
		vars[d.name] = func() ref.Val { return d.value(activation) } // called once, when a rule needs it
	}
	return e.rules.broken(activation)
}
