package dpia

import (
	"time"

	"github.com/preconsult/preconsult/consult"
)

func (r *Record) approvedAt() time.Time { return r.Approval.At }

// approved reports whether the DPIA stands for the call that p judges, and otherwise why not.
func (r *Record) approved(p *consult.Pass) (consult.Fault, bool) {
	a := &r.Approval
	switch {
	case a.Status != Approved:
		return consult.Fault{Fact: "approval.status", Found: consult.EnumValue(a.Status), Expected: consult.EnumValue(Approved)}, false
	case !p.Since(a.At):
		return consult.Fault{Fact: "approval.at", Found: consult.TimeValue(a.At), Expected: consult.Phrase("an instant before the call")}, false
	case a.Advice != Accepted && a.Advice != Overruled:
		return consult.Fault{Fact: "approval.dpo_advice", Found: consult.EnumValue(a.Advice), Expected: consult.EnumValue(Accepted)}, false
	case a.Advice == Overruled && a.Reasons == "":
		return consult.Fault{Fact: "approval.reasons", Found: consult.Phrase("missing"), Expected: consult.Phrase("reasons for overruling the DPO")}, false
	}
	return consult.Fault{}, true
}

// faults calls report with every rule that a DPIA that stands breaks, and how.
func (r *Record) faults(p *consult.Pass, report func(consult.RuleID, consult.Fault)) {
	r.incomplete(p, func(fault consult.Fault) { report(RuleComplete, fault) })
	if !p.Until(r.ReviewDue.End()) {
		report(RuleCurrent, consult.Fault{Fact: "review_due", Found: consult.DateValue(r.ReviewDue), Expected: consult.Phrase("a day to come")})
	}
	for i := range r.Changes {
		if c := &r.Changes[i]; r.unassessed(c) && !p.Until(c.On.Start()) {
			report(RuleCurrent, consult.Fault{Fact: "changes.assessed", Found: consult.DateValue(c.On), Expected: consult.Phrase("every change assessed")})
		}
	}
	switch answer := &r.Regulator; {
	case answer.Outcome == MustNot:
		report(RuleResidual, consult.Fault{Fact: "regulator.outcome", Found: consult.EnumValue(answer.Outcome), Expected: consult.EnumValue(MayProceed)})
	case r.Residual == Low || r.Residual == Medium:
	case r.Residual != High:
		report(RuleResidual, consult.Fault{Fact: "residual", Found: consult.EnumValue(r.Residual), Expected: consult.Phrase("a rating")})
	case answer.Outcome != MayProceed || !p.Since(answer.Answered.Start()):
		report(RuleResidual, consult.Fault{Fact: "residual", Found: consult.EnumValue(r.Residual), Expected: consult.Phrase("the regulator's leave to go ahead")})
	}
}

// incomplete calls report with every part that is missing, and every measure that has
// neither a plan in time nor a confirmation.
func (r *Record) incomplete(p *consult.Pass, report func(consult.Fault)) {
	lacks := func(missing bool, fact string) {
		if missing {
			report(consult.Fault{Fact: fact, Found: consult.Phrase("missing")})
		}
	}
	lacks(r.Activity == "", "activity")
	lacks(r.Necessity == "", "necessity")
	lacks(r.Proportionality == "", "proportionality")
	lacks(len(r.Risks) == 0, "risks")
	for i := range r.Risks {
		lacks(r.Risks[i].Description == "", "risks.description")
	}
	lacks(len(r.Mitigations) == 0, "mitigations")
	for i := range r.Mitigations {
		m := &r.Mitigations[i]
		lacks(m.Measure == "", "mitigations.measure")
		switch m.State {
		case Planned:
			lacks(m.Owner == "", "mitigations.owner")
			if !p.Until(m.Due.End()) {
				report(consult.Fault{Fact: "mitigations.due", Found: consult.DateValue(m.Due), Expected: consult.Phrase("a day to come")})
			}
		case InPlace:
			lacks(m.Evidence == "", "mitigations.evidence")
			if !p.Since(m.Confirmed.Start()) {
				report(consult.Fault{Fact: "mitigations.confirmed", Found: consult.DateValue(m.Confirmed), Expected: consult.Phrase("a day before the call, or its own")})
			}
		default:
			report(consult.Fault{Fact: "mitigations.state", Found: consult.EnumValue(m.State), Expected: consult.Phrase("planned or in-place")})
		}
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

// worst returns the severity of the worst fault of a DPIA that stands.
func (r *Record) worst(p *consult.Pass) severity {
	worst := sound
	r.faults(p, func(rule consult.RuleID, _ consult.Fault) {
		if rule == RuleResidual {
			worst = prohibitive
		} else {
			worst = max(worst, waivable)
		}
	})
	return worst
}

// report reports every fault of a DPIA that stands, and notes until when the rest of it holds.
func (r *Record) report(p *consult.Pass, ref *consult.RecordRef) {
	r.faults(p, func(rule consult.RuleID, fault consult.Fault) {
		fault.Record = ref
		p.Report(rule, fault)
	})
	if end := r.ReviewDue.End(); p.Until(end) {
		p.Relies(ref, "review", end)
	}
	if due := r.due(p); !due.IsZero() {
		p.Relies(ref, "planned mitigation", due)
	}
	if on := r.changes(p); !on.IsZero() {
		p.Relies(ref, "change to assess", on)
	}
}

// ends returns the first instant at which a DPIA gets a fault that it does not have, or the
// zero Time.
func (r *Record) ends(p *consult.Pass) time.Time {
	return earlier(p, earlier(p, r.due(p), r.changes(p)), r.ReviewDue.End())
}

// due returns when the first planned measure that is in time is overdue, or the zero Time.
func (r *Record) due(p *consult.Pass) time.Time {
	var first time.Time
	for i := range r.Mitigations {
		if m := &r.Mitigations[i]; m.State == Planned {
			first = earlier(p, first, m.Due.End())
		}
	}
	return first
}

// changes returns when the first change to come that has not been assessed takes place, or
// the zero Time.
func (r *Record) changes(p *consult.Pass) time.Time {
	var first time.Time
	for i := range r.Changes {
		if c := &r.Changes[i]; r.unassessed(c) {
			first = earlier(p, first, c.On.Start())
		}
	}
	return first
}

// earlier returns u where it is to come and before t, or t is zero, and otherwise t.
func earlier(p *consult.Pass, t, u time.Time) time.Time {
	if p.Until(u) && (t.IsZero() || u.Before(t)) {
		return u
	}
	return t
}
