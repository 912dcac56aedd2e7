// Package byhand has the rules as a platform would write them without any engine: ifs over the
// application's own structs, with the records in maps. Whoever wrote it knew to ask for what is
// allowed rather than for what is forbidden, so that an unknown fact refuses.
package byhand

import (
	"slices"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/examples/peers/task"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// An Engine holds the records. Several goroutines may ask it at once.
type Engine struct {
	controllers  map[consult.ODSCode]*risk.Controller
	notices      map[consult.ODSCode]*notice.Record
	dpias        map[consult.Key]*dpia.Record
	screenings   map[consult.Key]*dpia.Screening
	assessments  map[consult.Key]*risk.Assessment
	procurements map[consult.Key]*risk.Procurement
}

// New returns an engine with nothing on file.
func New() (*Engine, error) { return new(Engine), nil }

// File implements [task.Engine].
func (e *Engine) File(records *task.Records) error {
	*e = Engine{
		controllers:  by(records.Controllers, func(c *risk.Controller) []consult.ODSCode { return []consult.ODSCode{c.Code} }),
		notices:      by(records.Notices, func(n *notice.Record) []consult.ODSCode { return []consult.ODSCode{n.Controller} }),
		dpias:        by(records.DPIAs, func(d *dpia.Record) []consult.Key { return d.Keys() }),
		screenings:   by(records.Screenings, func(s *dpia.Screening) []consult.Key { return s.Keys() }),
		assessments:  by(records.Assessments, func(a *risk.Assessment) []consult.Key { return a.Keys() }),
		procurements: by(records.Procurements, func(p *risk.Procurement) []consult.Key { return p.Keys() }),
	}
	return nil
}

// by returns the records by their keys.
func by[K comparable, T any](records []T, keys func(*T) []K) map[K]*T {
	m := make(map[K]*T, len(records))
	for i := range records {
		for _, key := range keys(&records[i]) {
			m[key] = &records[i]
		}
	}
	return m
}

// Broken implements [task.Engine].
func (e *Engine) Broken(call *consult.Call, now time.Time) ([]consult.RuleID, error) {
	early, late := task.Bounds(call, now)
	r := reading{call: call, now: now, early: early, late: late}
	controller, key := e.controllers[call.Controller], call.Key()
	assessment := e.assessments[key]
	r.facts()
	r.initiator(controller)
	r.room()
	r.software(assessment)
	r.dpia(e.dpias[key], e.screenings[key])
	r.risk(assessment)
	r.procurement(e.procurements[key], controller)
	r.require(controller != nil && controller.Contacts != risk.Contacts{}, "escalation.known")
	r.notice(e.notices[call.Controller])
	slices.Sort(r.broken)
	return r.broken, nil
}

// A reading is the reading of one call.
type reading struct {
	call             *consult.Call
	now, early, late time.Time
	broken           []consult.RuleID
}

// require notes that a rule is broken unless it holds.
func (r *reading) require(holds bool, rule consult.RuleID) {
	if !holds {
		r.broken = append(r.broken, rule)
	}
}

// since reports whether what began at t has begun for the call.
func (r *reading) since(t time.Time) bool { return !t.IsZero() && !t.After(r.early) }

// until reports whether what ends at t has not ended for the call.
func (r *reading) until(t time.Time) bool { return t.After(r.late) }

// consultation reports whether the clauses on consultations bind the call.
func (r *reading) consultation() bool { return r.call.Purpose != consult.Colleagues }

// patients reports whether information about patients is processed in the call, or may be.
func (r *reading) patients() bool {
	d := &r.call.Data
	return r.consultation() || d.Subjects.Empty() || d.Subjects.Has(consult.Patients) || d.Subjects.Has(consult.Children) ||
		d.Categories.Empty() || d.Categories.Has(consult.HealthData)
}
