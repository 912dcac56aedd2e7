package consulttest

import (
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
)

var dpiaChanges = []change{
	{"no DPIA, and a screening on file", func(w *World, _ Chooser) { w.DPIAs = nil }},
	{"no DPIA of this product", func(w *World, _ Chooser) { w.DPIAs = w.DPIAs[min(1, len(w.DPIAs)):] }},
	{"neither DPIA nor screening", func(w *World, _ Chooser) { w.DPIAs, w.Screenings = nil, nil }},
	{"two DPIAs that share the scope", func(w *World, r Chooser) {
		// What the first covers, less something, and something else beside it.
		if more := another(w, r); more != nil && len(w.DPIAs) > 1 {
			first := &w.DPIAs[0]
			narrow(&first.Scope, r)
			narrow(&more.Scope, r)
		}
	}},
	{"another DPIA", func(w *World, r Chooser) { another(w, r) }},
	{"another DPIA with a fault", func(w *World, r Chooser) {
		if d := another(w, r); d != nil {
			pick(r,
				func() { d.Activity = "" },
				func() { d.ReviewDue = around(w, r) },
				func() { d.Residual = dpia.High },
				func() { d.Approval.Status = state(r, dpia.Withdrawn) },
			)()
		}
	}},
	{"a part of the DPIA is missing", func(w *World, r Chooser) {
		d := one(r, w.DPIAs)
		*pick(r, &d.Activity, &d.Necessity, &d.Proportionality) = ""
	}},
	{"the DPIA has no risks, or one without a description", func(w *World, r Chooser) {
		one(r, w.DPIAs).Risks = pick(r, nil, []dpia.Risk{}, []dpia.Risk{{Description: "synthetic risk"}, {Overall: dpia.Low}})
	}},
	{"the DPIA has no mitigations", func(w *World, r Chooser) { one(r, w.DPIAs).Mitigations = nil }},
	{"a mitigation is otherwise", func(w *World, r Chooser) {
		d := one(r, w.DPIAs)
		if len(d.Mitigations) == 0 {
			return
		}
		d.Mitigations[r.IntN(len(d.Mitigations))] = dpia.Mitigation{
			Measure: pick(r, "synthetic measure", "synthetic measure", ""), State: state(r, dpia.InPlace),
			Owner: text(r), Due: around(w, r), Confirmed: around(w, r), Evidence: text(r),
		}
	}},
	{"a planned mitigation is due", func(w *World, r Chooser) {
		d := one(r, w.DPIAs)
		d.Mitigations = append(d.Mitigations, dpia.Mitigation{Measure: "synthetic", State: dpia.Planned, Owner: "dpo", Due: around(w, r)})
	}},
	{"a mitigation is confirmed", func(w *World, r Chooser) {
		d := one(r, w.DPIAs)
		d.Mitigations = append(d.Mitigations, dpia.Mitigation{
			Measure: "synthetic", State: dpia.InPlace, Evidence: "synthetic", Confirmed: around(w, r),
		})
	}},
	{"the residual risk is another", func(w *World, r Chooser) { one(r, w.DPIAs).Residual = state(r, dpia.High) }},
	{"the regulator was asked", func(w *World, r Chooser) {
		d := one(r, w.DPIAs)
		d.Residual = dpia.High
		d.Regulator = dpia.Regulator{Answered: around(w, r), Outcome: pick(r, dpia.MayProceed, dpia.MayProceed, dpia.MustNot, dpia.OutcomeUnknown)}
	}},
	{"the DPIA has another status", func(w *World, r Chooser) { one(r, w.DPIAs).Approval.Status = state(r, dpia.Withdrawn) }},
	{"the DPIA was approved at another instant", func(w *World, r Chooser) { one(r, w.DPIAs).Approval.At = near(w, r) }},
	{"the DPO advised otherwise", func(w *World, r Chooser) {
		a := &one(r, w.DPIAs).Approval
		a.Advice, a.Reasons, a.By = state(r, dpia.Overruled), text(r), text(r)
	}},
	{"something changed since", func(w *World, r Chooser) {
		d := one(r, w.DPIAs)
		on := consult.DateAt(d.Approval.At.AddDate(0, 0, pick(r, -1, 0, 1)))
		d.Changes = append(d.Changes, dpia.Change{On: pick(r, on, on, on, consult.Date{}), Assessed: state(r, consult.No)})
	}},
	{"the DPIA is due for review", func(w *World, r Chooser) { one(r, w.DPIAs).ReviewDue = around(w, r) }},
	{"the DPIA covers something else", func(w *World, r Chooser) { scope(&one(r, w.DPIAs).Scope, r) }},
	{"the DPIA covers less", func(w *World, r Chooser) { narrow(&one(r, w.DPIAs).Scope, r) }},

	{"the screening says otherwise", func(w *World, r Chooser) {
		s := one(r, w.Screenings)
		w.DPIAs = nil
		s.Required, s.Reasons = state(r, consult.No), text(r)
	}},
	{"the screening is of another time", func(w *World, r Chooser) {
		s := one(r, w.Screenings)
		w.DPIAs = nil
		pick(r, func() { s.SeenByDPO = near(w, r) }, func() { s.Decided = near(w, r) }, func() { s.ReviewDue = around(w, r) })()
	}},
	{"the screening covers something else", func(w *World, r Chooser) {
		w.DPIAs = nil
		scope(&one(r, w.Screenings).Scope, r)
	}},
	{"another screening", func(w *World, r Chooser) {
		s := Screening(Practice, Meet, w.Now)
		s.ID = pick[consult.RecordID](r, "a-screening", "z-screening")
		s.Decided = pick(r, s.Decided, s.Decided.Add(1), s.Decided.Add(-1), near(w, r))
		s.Required = state(r, consult.No)
		for i := range w.Screenings {
			if w.Screenings[i].ID == s.ID {
				return
			}
		}
		w.DPIAs, w.Screenings = nil, append(w.Screenings, s)
	}},
}

// another files one more DPIA for the same key, before or after the others by id.
func another(w *World, r Chooser) *dpia.Record {
	d := DPIA(Practice, Meet, w.Now)
	d.ID = pick[consult.RecordID](r, "a-dpia", "m-dpia", "z-dpia")
	d.ReviewDue = days(w.Now, 100+r.IntN(50))
	for i := range w.DPIAs {
		if w.DPIAs[i].ID == d.ID {
			return nil
		}
	}
	w.DPIAs = append(w.DPIAs, d)
	return &w.DPIAs[len(w.DPIAs)-1]
}

// narrow takes something out of one axis of a scope.
func narrow(s *dpia.Scope, r Chooser) {
	switch r.IntN(7) {
	case 0:
		s.Purposes = s.Purposes.Minus(some[consult.ProcessingPurpose](r, int(consult.Administration)))
	case 1:
		s.Categories = s.Categories.Minus(some[consult.DataCategory](r, int(consult.HealthData)))
	case 2:
		s.Subjects = s.Subjects.Minus(some[consult.DataSubject](r, int(consult.Staff)))
	case 3:
		s.Recipients = consult.Products{}
	case 4:
		s.Access = s.Access.Minus(countries(r))
	case 5:
		s.Storage = s.Storage.Minus(countries(r))
	case 6:
		s.Captures = s.Captures.Minus(some[dpia.CaptureKind](r, int(dpia.Scribe)))
	}
}

// scope sets one axis of a scope at random.
func scope(s *dpia.Scope, r Chooser) {
	switch r.IntN(8) {
	case 0:
		s.Purposes = some[consult.ProcessingPurpose](r, int(consult.Improvement))
	case 1:
		s.Categories = some[consult.DataCategory](r, int(consult.GeneticOrBiometric))
	case 2:
		s.Subjects = some[consult.DataSubject](r, int(consult.Staff))
	case 3:
		s.Recipients = products(r)
	case 4:
		s.Access = countries(r)
	case 5:
		s.Storage = countries(r)
	case 6:
		s.Captures = some[dpia.CaptureKind](r, int(dpia.Scribe))
	case 7:
		s.Products = pick(r, consult.ProductsOf(Meet), consult.ProductsOf(Chat), consult.ProductsOf(Meet, Chat, Analytics))
	}
}
