package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// decision writes a decision for people: the call, what came of it, what there is to mend and
// who can mend it, and until when it holds.
func (p *paper) decision(d *consult.Decision) {
	p.call(&d.Call)
	p.outcome(d)
	for _, owner := range owners {
		p.findings(d, owner)
	}
	p.forPatient(d)
	p.reviews(d)
}

// forPatient writes what the patient may be told about a refusal.
func (p *paper) forPatient(d *consult.Decision) {
	if d.Allows() || d.Mode == consult.Observe {
		return
	}
	p.heading("What the patient may be told")
	p.out.text(deeper, plain, d.ForPatient())
}

// call writes which call it is, in two lines.
func (p *paper) call(c *consult.Call) {
	kind := "a call of unknown purpose"
	switch c.Purpose {
	case consult.Consultation:
		kind = "consultation"
	case consult.Colleagues:
		kind = "call between colleagues"
	}
	p.out.item(margin, faint, "Call", column, plain, fmt.Sprintf("%s of %s on %s %s, %s",
		kind, orNone(c.Controller), orNone(c.Product.ID), orNone(c.Product.Version.String()), orNone(c.ID)))

	start := "at an unknown time"
	if !c.Start.IsZero() {
		start = c.Start.UTC().Format("2 Jan 2006 15:04") + " UTC"
	}
	starter := "somebody unknown"
	if c.Initiator.Party != consult.PartyUnknown {
		starter = "the " + c.Initiator.Party.String()
	}
	if c.Initiator.Organisation != "" {
		starter += ", for " + string(c.Initiator.Organisation)
	}
	p.out.item(margin, faint, "Starts", column, plain, start+", by "+starter)
}

// orNone returns an id, or a word for none.
func orNone[T ~string](id T) string {
	if id == "" || id == "unknown" {
		return "(unknown)"
	}
	return string(id)
}

// outcome writes what came of a call, and until when that holds.
func (p *paper) outcome(d *consult.Decision) {
	n := map[consult.Effect]int{}
	for _, f := range d.Findings {
		n[f.Effect]++
	}
	var but []string
	for _, one := range []struct {
		effect consult.Effect
		word   string
	}{{consult.Overridden, "overridden for clinical need"}, {consult.Waived, "waived"}, {consult.Advises, "that is advice"}} {
		if k := n[one.effect]; k > 0 {
			but = append(but, count(k, "finding")+" "+one.word)
		}
	}
	label, s, text := "REFUSED", red, "by "+count(n[consult.Refuses], "finding")
	switch {
	case d.Allows() && len(but) == 0:
		label, s, text = "ALLOWED", green, "without a finding"
	case d.Allows():
		label, s, text = "ALLOWED", green, "with "+strings.Join(but, " and ")
	case len(but) > 0:
		text += ", beside " + strings.Join(but, " and ")
	}
	text += until(d)
	if d.Mode == consult.Observe {
		text += "; this gate only observes and stops no call"
	}
	p.out.item(margin, s, label, column, plain, text)
}

// until says until when a decision holds, and why no longer.
func until(d *consult.Decision) string {
	if !d.Allows() || d.ValidUntil.IsZero() {
		return ""
	}
	text := "; holds until " + moment(d.ValidUntil, d.At)
	for r := range d.Relied.All {
		switch {
		case !r.Until.Equal(d.ValidUntil):
		case r.Record == nil: // the facts, or the records
			return text + ", when the " + r.What + " have to be read again"
		default:
			return text + ": " + what(&r)
		}
	}
	return text
}

// owners are those who mend things, in the order in which they are shown.
var owners = []consult.Owner{
	consult.OwnerPlatform, consult.OwnerClinician, consult.OwnerIGLead, consult.OwnerDPO, consult.OwnerProcurement, consult.OwnerUnknown,
}

func ownerTitle(o consult.Owner) string {
	switch o {
	case consult.OwnerPlatform:
		return "For those who run the platform"
	case consult.OwnerClinician:
		return "For the clinician"
	case consult.OwnerIGLead:
		return "For the information governance lead"
	case consult.OwnerDPO:
		return "For the data protection officer"
	case consult.OwnerProcurement:
		return "For procurement"
	default:
		return "For nobody named"
	}
}

// findings writes what an owner has to mend: each rule once, with every fault.
func (p *paper) findings(d *consult.Decision, owner consult.Owner) {
	var last consult.RuleID
	first := true
	for i := range d.Findings {
		f := &d.Findings[i]
		if f.Rule.Owner != owner {
			continue
		}
		if f.Rule.ID != last { // the findings of one rule stand together
			if first {
				p.heading(ownerTitle(owner))
				first = false
			} else {
				p.out.line(plain, "")
			}
			p.rule(f)
			last = f.Rule.ID
		}
		p.fault(f)
		if i+1 == len(d.Findings) || d.Findings[i+1].Rule.ID != last {
			p.out.item(detail, faint, "To do", column, plain, f.Rule.Remedy)
		}
	}
}

// rule writes which rule is broken, what it asks, and what that does.
func (p *paper) rule(f *consult.Finding) {
	s := yellow
	if f.Effect == consult.Refuses {
		s = red
	}
	word := map[consult.Effect]string{
		consult.Refuses: "refuses", consult.Advises: "is advice", consult.Waived: "is waived", consult.Overridden: "is overridden",
	}[f.Effect]
	clauses := make([]string, len(f.Rule.Clauses))
	for i, c := range f.Rule.Clauses {
		clauses[i] = string(c)
		p.named[c] = true
	}
	noun := "clause"
	if len(clauses) > 1 {
		noun = "clauses"
	}
	p.out.text(deeper, s, fmt.Sprintf("%s %s (%s %s)", f.Rule.ID, word, noun, strings.Join(clauses, ", ")))
	p.out.item(detail, faint, "Asked", column, plain, f.Rule.Summary)
}

// fault writes what was found, and in which record.
func (p *paper) fault(f *consult.Finding) {
	found := f.Fact + ": " + f.Found.String()
	if expected := f.Expected.String(); expected != "" {
		found += "; expected: " + expected
	}
	p.out.item(detail, faint, "Found", column, plain, found)
	if f.Record != nil {
		p.out.item(detail, faint, "Record", column, plain, record(f.Record))
	}
	if f.Waiver != nil {
		p.out.item(detail, faint, "Waiver", column, plain, string(f.Waiver.ID))
	}
}

// record names a record, without its version: that is in the decision on record.
func record(r *consult.RecordRef) string { return r.Kind + " " + string(r.ID) }

// reviews writes what an allowed call rests on and runs out next.
func (p *paper) reviews(d *consult.Decision) {
	const most = 3
	next := d.NextReviews()
	if !d.Allows() || len(next) == 0 {
		return
	}
	p.heading("What runs out next")
	for i := range next[:min(most, len(next))] {
		r := &next[i]
		soon := "in a day"
		if days := int(r.Until.Sub(d.At) / (24 * time.Hour)); days > 0 {
			soon = "in " + count(days, "day")
		}
		p.out.item(deeper, faint, soon, 13, plain, moment(r.Until, d.At)+": "+what(r))
	}
	if more := len(next) - most; more > 0 {
		p.out.text(deeper, faint, fmt.Sprintf("and %d more after that", more))
	}
}

// what says what ends.
func what(r *consult.Reliance) string {
	switch {
	case r.Record == nil:
		return r.What
	case r.What == r.Record.Kind: // as of a waiver
		return record(r.Record)
	default:
		return r.What + ", " + record(r.Record)
	}
}

// moment returns an instant as people say it at another: the time of day for one of the
// same day, and the last day for one at midnight.
func moment(t, now time.Time) string {
	switch {
	case t.Equal(consult.DateAt(t).Start()):
		return "the end of " + t.Add(-1).UTC().Format("2 Jan 2006")
	case consult.DateAt(t) == consult.DateAt(now):
		return clockTime(t)
	default:
		return t.UTC().Format("2 Jan 2006 15:04") + " UTC"
	}
}
