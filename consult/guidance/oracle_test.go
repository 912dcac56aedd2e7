package guidance_test

import (
	"slices"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// The oracle is a second reading of the guidance: a chain of ifs over the same structs, as a
// platform without this library would write it by hand. It shares no check, gate, register
// or coverage with the library, so that a rule that one of the two misreads shows as a
// difference. It is also what the benchmarks hold the gate against, and so is written as
// plainly and as fast as ordinary Go is.

// onFile holds the records as a program without registers would: in maps.
type onFile struct {
	controllers  map[consult.ODSCode]*risk.Controller
	dpias        map[consult.Key][]*dpia.Record
	screenings   map[consult.Key][]*dpia.Screening
	assessments  map[consult.Key][]*risk.Assessment
	procurements map[consult.Key][]*risk.Procurement
	notices      map[consult.ODSCode][]*notice.Record
}

// reading is the reading of one call.
type reading struct {
	call   *consult.Call
	file   *onFile
	now    time.Time
	early  time.Time // the earlier of now and the start
	late   time.Time // the later of the two
	maxAge time.Duration

	refuses, advises []consult.RuleID
}

// read returns the rules that the call breaks, each once: those that refuse it, and those
// that are advice.
func (f *onFile) read(call *consult.Call, now time.Time, maxAge time.Duration) (refuses, advises []consult.RuleID) {
	r := reading{call: call, file: f, now: now, early: now, late: now, maxAge: maxAge}
	if start := call.Start; !start.IsZero() && start.Before(now) {
		r.early = start
	} else if start.After(now) {
		r.late = start
	}
	controller := f.controllers[call.Controller]
	r.identity()
	r.freshness()
	r.initiator(controller)
	r.room()
	r.device()
	r.dpia()
	r.risk(controller)
	r.procurement(controller)
	if controller == nil || controller.Contacts == (risk.Contacts{}) {
		r.refuse("escalation.known") // U5
	}
	r.notice()
	return r.refuses, r.advises
}

func (r *reading) refuse(rule consult.RuleID) {
	if !slices.Contains(r.refuses, rule) {
		r.refuses = append(r.refuses, rule)
	}
}

func (r *reading) advise(rule consult.RuleID) {
	if !slices.Contains(r.advises, rule) {
		r.advises = append(r.advises, rule)
	}
}

// since reports whether what began at t has begun for the call.
func (r *reading) since(t time.Time) bool { return !t.IsZero() && !t.After(r.early) }

// until reports whether what ends at t has not ended for the call.
func (r *reading) until(t time.Time) bool { return t.After(r.late) }

// through reports whether the whole of a day, the last of something, is still to come to its end.
func (r *reading) through(day consult.Date) bool { return !day.IsZero() && r.until(day.End()) }

// open reports the same of an end that need not be fixed.
func (r *reading) open(last consult.Date) bool { return last.IsZero() || r.until(last.End()) }

// from reports whether a day has begun for the call.
func (r *reading) from(day consult.Date) bool { return !day.IsZero() && r.since(day.Start()) }
