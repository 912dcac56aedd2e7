/*
Package validator has the rules as the struct tags of go-playground/validator, as far as its
built-in tags can say them.

A call, and what is on file for it, fill in a form. A field of it has the tags of one rule and the
rule's id; a rule may have several fields. Tags compare a field with constants and with the fields
beside it, which is why a record is copied for a call, to have the call's instants beside its own.

Tags cannot say when a rule binds if that takes more than a glance at the fields beside. Programs
that use the package decide it in Go, as they fill in their structs, and so does this one: it
leaves out whatever does not bind the call. Nor can tags say that one list is within another, so
that four rules are not here at all; [Rules] has the others.
*/
package validator

import (
	"errors"
	"reflect"
	"strings"
	"sync"
	"time"

	validation "github.com/go-playground/validator/v10"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/task"
)

// An Engine holds a validator and the records. Several goroutines may ask it at once.
type Engine struct {
	validate *validation.Validate
	files    map[consult.Key]*file
	free     sync.Pool // of *draft
}

// New returns an engine with nothing on file.
func New() (*Engine, error) {
	// The fields are not exported, and the validator is told to read them all the same: it copies
	// exported ones to the heap, each as it comes to it, which takes more than half as long again.
	e := &Engine{validate: validation.New(validation.WithPrivateFieldValidation())}
	e.validate.RegisterTagNameFunc(func(f reflect.StructField) string { return f.Tag.Get("rule") })
	e.free.New = func() any { return new(draft) }
	for _, part := range parts {
		_ = e.validate.Struct(part) // it is at fault, but now its tags have been read
	}
	return e, nil
}

// Rules returns the rules that tags can express, in order of their ids.
func Rules() []consult.RuleID {
	var rules []consult.RuleID
	for _, part := range parts {
		for field := range reflect.TypeOf(part).Fields() {
			if rule := field.Tag.Get("rule"); rule != "" {
				rules = append(rules, consult.RuleID(strings.TrimSuffix(rule, first)))
			}
		}
	}
	return task.InOrder(rules)
}

// File implements [task.Engine].
func (e *Engine) File(records *task.Records) error {
	e.files = filed(task.NewSheet(records))
	return nil
}

// Broken implements [task.Engine].
func (e *Engine) Broken(call *consult.Call, now time.Time) ([]consult.RuleID, error) {
	d := e.free.Get().(*draft)
	defer e.free.Put(d)
	d.fill(call, now, e.file(call))
	err := e.validate.Struct(&d.form)
	if err == nil {
		return nil, nil
	}
	faults, found := errors.AsType[validation.ValidationErrors](err)
	if !found {
		return nil, err
	}
	return broken(faults, call.WithPatient()), nil
}

// broken returns the rules of the fields at fault, which come in the order of the form.
func broken(faults validation.ValidationErrors, consultation bool) []consult.RuleID {
	rules := make([]consult.RuleID, 0, len(faults))
	moot := "" // the field of the form that has a record which does not count
	for _, fault := range faults {
		field, _, _ := strings.Cut(strings.TrimPrefix(fault.StructNamespace(), "form."), ".")
		if field == moot {
			continue
		}
		rule, isFirst := strings.CutSuffix(fault.Field(), first)
		if isFirst {
			moot = field
		}
		if rule != "notice.published" || consultation { // that rule does not bind colleagues, even where others on the notice do
			rules = append(rules, consult.RuleID(rule))
		}
	}
	return task.InOrder(rules)
}
