package dpia

import (
	"time"

	"github.com/preconsult/preconsult/consult"
)

func (r *Record) approvedAt() time.Time { return r.Approval.At }

// approved reports whether the DPIA stands for the call that p judges.
func (r *Record) approved(p *consult.Pass) bool {
	a := &r.Approval
	return a.Status == Approved && p.Since(a.At) && (a.Advice == Accepted || a.Advice == Overruled && a.Reasons != "")
}

// unapproved returns why a DPIA that does not stand does not.
func (r *Record) unapproved(p *consult.Pass) consult.Fault {
	a := &r.Approval
	switch {
	case a.Status != Approved:
		return consult.Fault{Fact: "approval.status", Found: consult.EnumValue(a.Status), Expected: consult.EnumValue(Approved)}
	case !p.Since(a.At):
		return consult.Fault{Fact: "approval.at", Found: consult.TimeValue(a.At), Expected: consult.Phrase("an instant before the call")}
	case a.Advice == Overruled:
		return consult.Fault{Fact: "approval.reasons", Found: consult.Phrase("missing"), Expected: consult.Phrase("reasons for overruling the DPO")}
	default:
		return consult.Fault{Fact: "approval.dpo_advice", Found: consult.EnumValue(a.Advice), Expected: consult.EnumValue(Accepted)}
	}
}

// term is what a DPIA that stands still holds until, but for its review: the first planned
// measure that is in time, and the first change to come that has not been assessed. The zero
// Time is none.
type term struct{ measure, change time.Time }

// faults calls report with every rule that a DPIA that stands breaks, and how, and returns
// until when the rest of it holds. Where it breaks none, it does not allocate.
func (r *Record) faults(p *consult.Pass, report func(consult.RuleID, consult.Fault)) term {
	var t term
	r.incomplete(report)
	for i := range r.Mitigations {
		m := &r.Mitigations[i]
		switch {
		case m.State == Planned && p.Through(m.Due):
			t.measure = earlier(t.measure, m.Due.End())
		case m.State == InPlace && p.From(m.Confirmed):
		default:
			report(RuleComplete, m.fault())
		}
	}
	if !p.Through(r.ReviewDue) {
		report(RuleCurrent, consult.Fault{Fact: "review_due", Found: consult.DateValue(r.ReviewDue), Expected: consult.Phrase("a day to come")})
	}
	for i := range r.Changes {
		c := &r.Changes[i]
		switch {
		case !r.unassessed(c):
		case p.Until(c.On.Start()):
			t.change = earlier(t.change, c.On.Start())
		default:
			report(RuleCurrent, consult.Fault{Fact: "changes.assessed", Found: consult.DateValue(c.On), Expected: consult.Phrase("every change assessed")})
		}
	}
	switch answer := &r.Regulator; {
	case answer.Outcome == MustNot:
		report(RuleResidual, consult.Fault{Fact: "regulator.outcome", Found: consult.EnumValue(answer.Outcome), Expected: consult.EnumValue(MayProceed)})
	case r.Residual == Low || r.Residual == Medium:
	case r.Residual != High:
		report(RuleResidual, consult.Fault{Fact: "residual", Found: consult.EnumValue(r.Residual), Expected: consult.Phrase("a rating")})
	case answer.Outcome != MayProceed || !p.From(answer.Answered):
		report(RuleResidual, consult.Fault{Fact: "residual", Found: consult.EnumValue(r.Residual), Expected: consult.Phrase("the regulator's leave to go ahead")})
	}
	return t
}

// earlier returns the earlier of two instants, of which the first may be zero.
func earlier(t, u time.Time) time.Time {
	if t.IsZero() || u.Before(t) {
		return u
	}
	return t
}

// incomplete calls report with every part that is missing.
func (r *Record) incomplete(report func(consult.RuleID, consult.Fault)) {
	lacks(report, r.Activity == "", "activity")
	lacks(report, r.Necessity == "", "necessity")
	lacks(report, r.Proportionality == "", "proportionality")
	lacks(report, len(r.Risks) == 0, "risks")
	for i := range r.Risks {
		lacks(report, r.Risks[i].Description == "", "risks.description")
	}
	lacks(report, len(r.Mitigations) == 0, "mitigations")
	for i := range r.Mitigations {
		m := &r.Mitigations[i]
		lacks(report, m.Measure == "", "mitigations.measure")
		lacks(report, m.State == Planned && m.Owner == "", "mitigations.owner")
		lacks(report, m.State == InPlace && m.Evidence == "", "mitigations.evidence")
	}
}

func lacks(report func(consult.RuleID, consult.Fault), missing bool, fact string) {
	if missing {
		reportMissing(report, fact)
	}
}

// reportMissing is rare. It is kept out of the code that runs for every call, which is to fit
// the processor's cache of instructions.
//
//go:noinline
func reportMissing(report func(consult.RuleID, consult.Fault), fact string) {
	report(RuleComplete, consult.Fault{Fact: fact, Found: consult.Phrase("missing")})
}

// fault returns why a measure is neither in time nor confirmed.
func (m *Mitigation) fault() consult.Fault {
	switch m.State {
	case Planned:
		return consult.Fault{Fact: "mitigations.due", Found: consult.DateValue(m.Due), Expected: consult.Phrase("a day to come")}
	case InPlace:
		return consult.Fault{Fact: "mitigations.confirmed", Found: consult.DateValue(m.Confirmed), Expected: consult.Phrase("a day before the call, or its own")}
	default:
		return consult.Fault{Fact: "mitigations.state", Found: consult.EnumValue(m.State), Expected: consult.Phrase("planned or in-place")}
	}
}

// unassessed reports whether a change is since the approval and has not been assessed. One
// on the day of the approval counts as since.
func (r *Record) unassessed(c *Change) bool {
	return c.Assessed != consult.Yes && (c.On.IsZero() || !c.On.Before(consult.DateAt(r.Approval.At)))
}

// severity says how hard it is to go ahead in spite of a fault.
type severity uint8

const (
	sound       severity = iota // no fault
	waivable                    // somebody may accept it
	prohibitive                 // nobody may: a residual risk that the regulator has not let pass
)

// weigh returns the severity of the worst fault of a DPIA that stands, and the first instant
// at which it gets a fault that it does not have, or the zero Time.
func (r *Record) weigh(p *consult.Pass) (worst severity, ends time.Time) {
	t := r.faults(p, func(rule consult.RuleID, _ consult.Fault) {
		if rule == RuleResidual {
			worst = prohibitive
		} else {
			worst = max(worst, waivable)
		}
	})
	for _, end := range [...]time.Time{t.measure, t.change, r.ReviewDue.End()} {
		if p.Until(end) {
			ends = earlier(ends, end)
		}
	}
	return worst, ends
}

// report reports every fault of a DPIA that stands, and notes until when the rest of it holds.
func (r *Record) report(p *consult.Pass, ref *consult.RecordRef) {
	t := r.faults(p, func(rule consult.RuleID, fault consult.Fault) {
		fault.Record = ref
		p.Report(rule, fault)
	})
	if p.Through(r.ReviewDue) {
		p.Relies(ref, "review", r.ReviewDue.End())
	}
	if !t.measure.IsZero() {
		p.Relies(ref, "planned mitigation", t.measure)
	}
	if !t.change.IsZero() {
		p.Relies(ref, "change to assess", t.change)
	}
}
