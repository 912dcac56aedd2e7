package readiness

import (
	"cmp"
	"slices"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// A Deadline is something on file that runs out.
type Deadline struct {
	Number int    // its place in the list, from 1, by which the timeline refers to it
	What   string // "Review is due"
	Record Record
	Title  string // what people call it, where the record says so
	Last   Day    // the last day on which it holds
	Days   int    // how many days come after today before that one is over; fewer than 0 where it is past
	Left   string // the same in words
	Bears  bool   // whether calls rest on it, or are refused because of it, as the trial found

	kind  string
	until time.Time
}

// Overdue reports whether it has run out.
func (d Deadline) Overdue() bool { return d.Days < 0 }

// Soon reports whether it runs out within thirty days.
func (d Deadline) Soon() bool { return 0 <= d.Days && d.Days <= 30 }

// Urgency returns one word for how pressing it is, as classes of the style sheet have it.
func (d Deadline) Urgency() string {
	switch {
	case d.Overdue():
		return "overdue"
	case d.Soon():
		return "soon"
	default:
		return "later"
	}
}

// Symbol returns a character whose shape is that of its mark in the timeline.
func (d Deadline) Symbol() string {
	switch {
	case d.Overdue():
		return "◆"
	case d.Soon():
		return "■"
	default:
		return "●"
	}
}

// whats are what a reliance is on, in the words of the library and in those of the page.
var whats = map[string]string{
	"review":                        "Review is due",
	"planned mitigation":            "Planned measure is due",
	"change to assess":              "A change that is not assessed takes place",
	"newer screening":               "A newer screening takes its place",
	"newer assessment":              "A newer assessment takes its place",
	"newer procurement record":      "A newer record takes its place",
	"newer notice":                  "A newer notice takes its place",
	"notice that names the product": "A notice that names the product takes its place",
	"acceptance of a risk":          "Acceptance of a risk ends",
	"contract":                      "Contract ends",
	"agreement":                     "Agreement with another organisation ends",
	"withdrawal":                    "Notice is withdrawn",
	"waiver":                        "Waiver ends",
}

// deadlines collects what runs out.
type deadlines struct {
	trial *consult.Decision
	now   time.Time
	all   []Deadline
}

// deadlinesOf returns everything on file about a controller and product that has an end, in the order
// of the ends, and whatever else the trial rests on: first what is overdue. Records that another one
// has replaced have no say any more, nor has what was withdrawn, and their ends would be false alarms.
func deadlinesOf(on *guidance.Records, key consult.Key, trial *consult.Decision, now time.Time) []Deadline {
	d := &deadlines{trial: trial, now: now}
	d.dpias(on.DPIAs, key)
	if f := newest(on.Screenings, key, now, func(s *dpia.Screening) time.Time { return s.Decided }); f != nil {
		d.add(&f.Ref, "review", "", f.Record.ReviewDue.End())
	}
	if f := newest(on.Assessments, key, now, assessedAt); f != nil {
		d.add(&f.Ref, "review", "", f.Record.ReviewDue.End())
		for i := range f.Record.Risks {
			if r := &f.Record.Risks[i]; r.Accepted.By != "" {
				d.add(&f.Ref, "acceptance of a risk", r.Description, r.Accepted.Until.End())
			}
		}
	}
	if f := newest(on.Procurements, key, now, func(r *risk.Procurement) time.Time { return r.Decided }); f != nil {
		d.add(&f.Ref, "contract", "", f.Record.Contract.Until.End())
	}
	if f := newest(on.Notices, key, now, func(r *notice.Record) time.Time { return r.Published }); f != nil {
		if gone := f.Record.Withdrawn; gone.IsZero() || gone.After(now) {
			d.add(&f.Ref, "review", "", f.Record.ReviewDue.End())
			d.add(&f.Ref, "withdrawal", "", gone)
		}
	}
	for f := range on.Controllers.All() {
		for i := range f.Record.Agreements {
			if a := &f.Record.Agreements[i]; f.Record.Code == key.Controller {
				d.add(&f.Ref, "agreement", string(a.Organisation), a.Until.End())
			}
		}
	}
	for f := range on.Waivers.All() {
		if slices.Contains(f.Record.Keys(), key) {
			d.add(&f.Ref, "waiver", string(f.Record.Rule), f.Record.Until)
		}
	}
	for r := range trial.Relied.All { // what the registers do not show by themselves
		if r.Record != nil && !d.has(&r) {
			d.add(r.Record, r.What, "", r.Until)
		}
	}
	slices.SortStableFunc(d.all, func(a, b Deadline) int {
		return cmp.Or(a.until.Compare(b.until), cmp.Compare(a.Record.Kind, b.Record.Kind), cmp.Compare(a.Record.ID, b.Record.ID))
	})
	for i := range d.all {
		d.all[i].Number = i + 1
	}
	return d.all
}

func (d *deadlines) dpias(on *register.Register[dpia.Record], key consult.Key) {
	for f := range on.All() {
		r := &f.Record
		if !slices.Contains(r.Keys(), key) || r.Approval.Status == dpia.Withdrawn || r.Approval.Status == dpia.Rejected {
			continue
		}
		d.add(&f.Ref, "review", r.Title, r.ReviewDue.End())
		for i := range r.Mitigations {
			if m := &r.Mitigations[i]; m.State == dpia.Planned {
				d.add(&f.Ref, "planned mitigation", m.Measure, m.Due.End())
			}
		}
		for i := range r.Changes {
			if c := &r.Changes[i]; c.Assessed != consult.Yes && c.On.Start().After(d.now) {
				d.add(&f.Ref, "change to assess", c.Description, c.On.Start())
			}
		}
	}
}

// add adds an end; the zero Time is none.
func (d *deadlines) add(ref *consult.RecordRef, what, title string, until time.Time) {
	if until.IsZero() {
		return
	}
	words, known := whats[what]
	if !known {
		words = what
	}
	days := daysLeft(until, d.now)
	d.all = append(d.all, Deadline{
		What: words, Record: recordOf(ref), Title: title, Last: lastDay(until), Days: days, Left: left(days),
		Bears: d.bears(ref), kind: ref.Kind, until: until,
	})
}

func (d *deadlines) has(r *consult.Reliance) bool {
	return slices.ContainsFunc(d.all, func(have Deadline) bool {
		return have.kind == r.Record.Kind && have.Record.ID == r.Record.ID && have.until.Equal(r.Until) && have.What == whats[r.What]
	})
}

// bears reports whether the trial used a record: rests on it, or found something wrong in it.
func (d *deadlines) bears(ref *consult.RecordRef) bool {
	same := func(other *consult.RecordRef) bool {
		return other != nil && other.Kind == ref.Kind && other.ID == ref.ID
	}
	for r := range d.trial.Relied.All {
		if same(r.Record) {
			return true
		}
	}
	return slices.ContainsFunc(d.trial.Findings, func(f consult.Finding) bool { return same(f.Record) || same(f.Waiver) })
}

func assessedAt(a *risk.Assessment) time.Time { return a.Assessed }

// newest returns the record that took effect last of those under a key, or nil; of two at once, the
// one with the greater id, as the library has it.
func newest[T register.Record](on *register.Register[T], key consult.Key, now time.Time, at func(*T) time.Time) (newest *consult.Filed[T]) {
	for f := range on.All() { // in the order of the ids
		if from := at(&f.Record); slices.Contains(f.Record.Keys(), key) && !from.IsZero() && !from.After(now) &&
			(newest == nil || !from.Before(at(&newest.Record))) {
			newest = f
		}
	}
	return newest
}
