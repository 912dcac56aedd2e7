// Package gate asks preconsult's gate: the whole suite of checks, and a recorder that keeps nothing.
package gate

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/examples/peers/task"
)

// An Engine is a gate and its registers.
type Engine struct {
	gate    *consult.Gate
	set     *register.Set
	records *guidance.Records
	now     time.Time
}

// New returns an engine with nothing on file. Several goroutines may ask it at once, as long as
// they ask about the same instant.
func New() (*Engine, error) {
	set := register.NewSet()
	e := &Engine{set: set, records: guidance.NewRecords(set)}
	var err error
	e.gate, err = consult.NewGate(consult.Discard, guidance.Checks(e.records), &consult.Options{Clock: func() time.Time { return e.now }})
	return e, err
}

// File implements [task.Engine].
func (e *Engine) File(records *task.Records) error {
	next := new(register.Snapshot)
	err := errors.Join(
		e.records.Controllers.Put(next, records.Controllers...),
		e.records.DPIAs.Put(next, records.DPIAs...),
		e.records.Screenings.Put(next, records.Screenings...),
		e.records.Assessments.Put(next, records.Assessments...),
		e.records.Procurements.Put(next, records.Procurements...),
		e.records.Notices.Put(next, records.Notices...),
	)
	if err == nil {
		e.set.Swap(next)
	}
	return err
}

// Broken implements [task.Engine].
func (e *Engine) Broken(call *consult.Call, now time.Time) ([]consult.RuleID, error) {
	if e.now != now {
		e.now = now
	}
	d, err := e.gate.Decide(context.Background(), call)
	if err != nil || len(d.Findings) == 0 {
		return nil, err
	}
	ids := make([]consult.RuleID, 0, len(d.Findings))
	for i := range d.Findings {
		id := d.Findings[i].Rule.ID
		if task.LeftOut[id] == "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}
