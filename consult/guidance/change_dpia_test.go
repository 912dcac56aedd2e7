package guidance_test

import (
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
)

var dpiaChanges = []change{
	{"no DPIA, and a screening on file", func(w *world, _ chooser) { w.dpias = nil }},
	{"no DPIA of this product", func(w *world, _ chooser) { w.dpias = w.dpias[min(1, len(w.dpias)):] }},
	{"neither DPIA nor screening", func(w *world, _ chooser) { w.dpias, w.screenings = nil, nil }},
	{"two DPIAs that share the scope", func(w *world, r chooser) {
		// What the first covers, less something, and something else beside it.
		if more := another(w, r); more != nil && len(w.dpias) > 1 {
			first := &w.dpias[0]
			narrow(&first.Scope, r)
			narrow(&more.Scope, r)
		}
	}},
	{"another DPIA", func(w *world, r chooser) { another(w, r) }},
	{"another DPIA with a fault", func(w *world, r chooser) {
		if d := another(w, r); d != nil {
			pick(r,
				func() { d.Activity = "" },
				func() { d.ReviewDue = around(w, r) },
				func() { d.Residual = dpia.High },
				func() { d.Approval.Status = state(r, dpia.Withdrawn) },
			)()
		}
	}},
	{"a part of the DPIA is missing", func(w *world, r chooser) {
		d := one(r, w.dpias)
		*pick(r, &d.Activity, &d.Necessity, &d.Proportionality) = ""
	}},
	{"the DPIA has no risks, or one without a description", func(w *world, r chooser) {
		one(r, w.dpias).Risks = pick(r, nil, []dpia.Risk{}, []dpia.Risk{{Description: "synthetic risk"}, {Overall: dpia.Low}})
	}},
	{"the DPIA has no mitigations", func(w *world, r chooser) { one(r, w.dpias).Mitigations = nil }},
	{"a mitigation is otherwise", func(w *world, r chooser) {
		d := one(r, w.dpias)
		if len(d.Mitigations) == 0 {
			return
		}
		d.Mitigations[r.IntN(len(d.Mitigations))] = dpia.Mitigation{
			Measure: pick(r, "synthetic measure", "synthetic measure", ""), State: state(r, dpia.InPlace),
			Owner: text(r), Due: around(w, r), Confirmed: around(w, r), Evidence: text(r),
		}
	}},
	{"a planned mitigation is due", func(w *world, r chooser) {
		d := one(r, w.dpias)
		d.Mitigations = append(d.Mitigations, dpia.Mitigation{Measure: "synthetic", State: dpia.Planned, Owner: "dpo", Due: around(w, r)})
	}},
	{"a mitigation is confirmed", func(w *world, r chooser) {
		d := one(r, w.dpias)
		d.Mitigations = append(d.Mitigations, dpia.Mitigation{
			Measure: "synthetic", State: dpia.InPlace, Evidence: "synthetic", Confirmed: around(w, r),
		})
	}},
	{"the residual risk is another", func(w *world, r chooser) { one(r, w.dpias).Residual = state(r, dpia.High) }},
	{"the regulator was asked", func(w *world, r chooser) {
		d := one(r, w.dpias)
		d.Residual = dpia.High
		d.Regulator = dpia.Regulator{Answered: around(w, r), Outcome: pick(r, dpia.MayProceed, dpia.MayProceed, dpia.MustNot, dpia.OutcomeUnknown)}
	}},
	{"the DPIA has another status", func(w *world, r chooser) { one(r, w.dpias).Approval.Status = state(r, dpia.Withdrawn) }},
	{"the DPIA was approved at another instant", func(w *world, r chooser) { one(r, w.dpias).Approval.At = near(w, r) }},
	{"the DPO advised otherwise", func(w *world, r chooser) {
		a := &one(r, w.dpias).Approval
		a.Advice, a.Reasons, a.By = state(r, dpia.Overruled), text(r), text(r)
	}},
	{"something changed since", func(w *world, r chooser) {
		d := one(r, w.dpias)
		on := consult.DateAt(d.Approval.At.AddDate(0, 0, pick(r, -1, 0, 1)))
		d.Changes = append(d.Changes, dpia.Change{On: pick(r, on, on, on, consult.Date{}), Assessed: state(r, consult.No)})
	}},
	{"the DPIA is due for review", func(w *world, r chooser) { one(r, w.dpias).ReviewDue = around(w, r) }},
	{"the DPIA covers something else", func(w *world, r chooser) { scope(&one(r, w.dpias).Scope, r) }},
	{"the DPIA covers less", func(w *world, r chooser) { narrow(&one(r, w.dpias).Scope, r) }},

	{"the screening says otherwise", func(w *world, r chooser) {
		s := one(r, w.screenings)
		w.dpias = nil
		s.Required, s.Reasons = state(r, consult.No), text(r)
	}},
	{"the screening is of another time", func(w *world, r chooser) {
		s := one(r, w.screenings)
		w.dpias = nil
		pick(r, func() { s.SeenByDPO = near(w, r) }, func() { s.Decided = near(w, r) }, func() { s.ReviewDue = around(w, r) })()
	}},
	{"the screening covers something else", func(w *world, r chooser) {
		w.dpias = nil
		scope(&one(r, w.screenings).Scope, r)
	}},
	{"another screening", func(w *world, r chooser) {
		s := compliantScreening(practice, meet, w.now)
		s.ID = pick[consult.RecordID](r, "a-screening", "z-screening")
		s.Decided = pick(r, s.Decided, s.Decided.Add(1), s.Decided.Add(-1), near(w, r))
		s.Required = state(r, consult.No)
		for i := range w.screenings {
			if w.screenings[i].ID == s.ID {
				return
			}
		}
		w.dpias, w.screenings = nil, append(w.screenings, s)
	}},
}

// another files one more DPIA for the same key, before or after the others by id.
func another(w *world, r chooser) *dpia.Record {
	d := compliantDPIA(practice, meet, w.now)
	d.ID = pick[consult.RecordID](r, "a-dpia", "m-dpia", "z-dpia")
	d.ReviewDue = days(w.now, 100+r.IntN(50))
	for i := range w.dpias {
		if w.dpias[i].ID == d.ID {
			return nil
		}
	}
	w.dpias = append(w.dpias, d)
	return &w.dpias[len(w.dpias)-1]
}

// narrow takes something out of one axis of a scope.
func narrow(s *dpia.Scope, r chooser) {
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
func scope(s *dpia.Scope, r chooser) {
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
		s.Products = pick(r, consult.ProductsOf(meet), consult.ProductsOf(chat), consult.ProductsOf(meet, chat, analytics))
	}
}
