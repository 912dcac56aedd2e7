package dpia_test

import (
	"testing"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
)

const on = "dpia video" // the record that the findings name

func TestDecided(t *testing.T) {
	const toCome, before = "a day to come", "an instant before the call"
	by := func(change func(*dpia.Screening)) func(*world) {
		return func(w *world) {
			s := screening("no-dpia")
			if change != nil {
				change(&s)
			}
			w.dpias, w.screenings = nil, []dpia.Screening{s}
		}
	}
	broken := func(fact, got, expected string) []found {
		return []found{{dpia.RuleDecided, fact, got, expected, "dpia-screening no-dpia"}}
	}
	none := []found{{dpia.RuleDecided, "dpia", "none on file", "a DPIA, or a screening", ""}}
	run(t, []row{
		{"a DPIA on file decides it", func(*world) {}, nil},
		{"a reasoned screening stands in for a DPIA", by(nil), nil},
		{"nothing on file", func(w *world) { w.dpias = nil }, none},
		{"a DPIA of another product is not one of this", func(w *world) { w.dpias[0].Scope.Products = consult.ProductsOf("other-meet") }, none},
		{"a DPIA of another controller is not this one's", func(w *world) { w.dpias[0].Controller = "A81002" }, none},
		{"a screening of another controller is not this one's", by(func(s *dpia.Screening) { s.Controller = "A81002" }), none},
		{"the screening says that a DPIA is required", by(func(s *dpia.Screening) { s.Required = consult.Yes }), broken("dpia_required", "yes", "no")},
		{"the screening does not say", by(func(s *dpia.Screening) { s.Required = consult.Unknown }), broken("dpia_required", "unknown", "no")},
		{"no without reasons", by(func(s *dpia.Screening) { s.Reasons = "" }), broken("reasons", "missing", "why no DPIA is required")},
		{"the DPO has not seen it", by(func(s *dpia.Screening) { s.SeenByDPO = time.Time{} }), broken("seen_by_dpo", "none", before)},
		{"the DPO is to see it tomorrow", by(func(s *dpia.Screening) { s.SeenByDPO = now.AddDate(0, 0, 1) }), broken("seen_by_dpo", "2026-06-02T09:00:00Z", before)},
		{"the DPO sees it now", by(func(s *dpia.Screening) { s.SeenByDPO = now }), nil},
		{"nobody has decided", by(func(s *dpia.Screening) { s.Decided = time.Time{} }), broken("decided", "none", before)},
		{"decided a nanosecond later than now", by(func(s *dpia.Screening) { s.Decided = now.Add(1) }), broken("decided", "2026-06-01T09:00:00Z", before)},
		{"decided now", by(func(s *dpia.Screening) { s.Decided = now }), nil},
		{"no review is planned", by(func(s *dpia.Screening) { s.ReviewDue = consult.Date{} }), broken("review_due", "none", toCome)},
		{"the review was due the day before the call", by(func(s *dpia.Screening) { s.ReviewDue = day(-1) }), broken("review_due", "2026-05-31", toCome)},
		{"the review is due on the day of the call", by(func(s *dpia.Screening) { s.ReviewDue = today }), nil},
		{
			"the call is outside what was screened, so that it needs a DPIA after all",
			by(func(s *dpia.Screening) { s.Scope.Subjects = consult.SetOf(consult.Staff) }),
			[]found{{dpia.RuleCovers, "data.subjects", "patients", "only what was assessed", "dpia-screening no-dpia"}},
		},
		{
			"of several screenings the newest counts, and it asks for a DPIA",
			func(w *world) {
				older, newer := screening("a-older"), screening("no-dpia")
				newer.Required, newer.Decided = consult.Yes, older.Decided.Add(time.Hour)
				w.dpias, w.screenings = nil, []dpia.Screening{older, newer}
			},
			broken("dpia_required", "yes", "no"),
		},
		{
			"of two decided at once the one with the greater id counts",
			func(w *world) {
				other := screening("a-other")
				other.Required = consult.Yes
				w.dpias, w.screenings = nil, []dpia.Screening{screening("no-dpia"), other}
			},
			nil,
		},
		{
			"a screening to come does not count yet",
			func(w *world) {
				later := screening("z-later")
				later.Required, later.Decided = consult.Yes, now.AddDate(0, 0, 1)
				w.dpias, w.screenings = nil, []dpia.Screening{screening("no-dpia"), later}
			},
			nil,
		},
		{
			"of two screenings that nobody has decided the last in the order of ids is named",
			func(w *world) {
				a, z := screening("a"), screening("no-dpia")
				a.Decided, z.Decided = time.Time{}, time.Time{}
				w.dpias, w.screenings = nil, []dpia.Screening{a, z}
			},
			broken("decided", "none", before),
		},
		{
			"a screening does not bring back a DPIA that was withdrawn",
			func(w *world) {
				w.dpias[0].Approval.Status = dpia.Withdrawn
				w.screenings = []dpia.Screening{screening("no-dpia")}
			},
			[]found{{dpia.RuleApproved, "approval.status", "withdrawn", "approved", on}},
		},
	})
}

func TestApproved(t *testing.T) {
	by := func(change func(*dpia.Approval)) func(*world) { return func(w *world) { change(&w.dpias[0].Approval) } }
	broken := func(fact, got, expected string) []found {
		return []found{{dpia.RuleApproved, fact, got, expected, on}}
	}
	const before = "an instant before the call"
	run(t, []row{
		{"nobody has said how far it is", by(func(a *dpia.Approval) { *a = dpia.Approval{} }), broken("approval.status", "unknown", "approved")},
		{"a draft", by(func(a *dpia.Approval) { a.Status = dpia.Draft }), broken("approval.status", "draft", "approved")},
		{"waiting for approval", by(func(a *dpia.Approval) { a.Status = dpia.Submitted }), broken("approval.status", "submitted", "approved")},
		{"rejected", by(func(a *dpia.Approval) { a.Status = dpia.Rejected }), broken("approval.status", "rejected", "approved")},
		{"withdrawn", by(func(a *dpia.Approval) { a.Status = dpia.Withdrawn }), broken("approval.status", "withdrawn", "approved")},
		{"approved, nobody knows when", by(func(a *dpia.Approval) { a.At = time.Time{} }), broken("approval.at", "none", before)},
		{"approved a nanosecond later than now", by(func(a *dpia.Approval) { a.At = now.Add(1) }), broken("approval.at", "2026-06-01T09:00:00Z", before)},
		{"approved now", by(func(a *dpia.Approval) { a.At = now }), nil},
		{
			"approved later than the planned start, for a call that starts late",
			func(w *world) {
				w.at, w.call.Start, w.dpias[0].Approval.At = now, now.Add(-time.Minute), now.Add(-time.Second)
			},
			broken("approval.at", "2026-06-01T08:59:59Z", before),
		},
		{"nobody knows what the DPO advised", by(func(a *dpia.Approval) { a.Advice = dpia.AdviceUnknown }), broken("approval.dpo_advice", "unknown", "accepted")},
		{"the DPO was overruled without reasons", by(func(a *dpia.Approval) { a.Advice = dpia.Overruled }), broken("approval.reasons", "missing", "reasons for overruling the DPO")},
		{"the DPO was overruled with reasons", by(func(a *dpia.Approval) { a.Advice, a.Reasons = dpia.Overruled, "minute 7" }), nil},
		{"who approved it is for people", by(func(a *dpia.Approval) { a.By = "" }), nil},
		{
			"of several that do not stand the newest is named",
			func(w *world) {
				older := record("z-older")
				older.Approval.Status, older.Approval.At = dpia.Withdrawn, now.AddDate(-1, 0, 0)
				w.dpias[0].Approval.Status = dpia.Rejected
				w.dpias = append(w.dpias, older)
			},
			broken("approval.status", "rejected", "approved"),
		},
		{
			"a draft of the next one leaves the one that stands as it is",
			func(w *world) {
				next := record("next")
				next.Approval = dpia.Approval{Status: dpia.Draft}
				w.dpias = append(w.dpias, next)
			},
			nil,
		},
	})
}

func TestComplete(t *testing.T) {
	by := func(change func(*dpia.Record)) func(*world) { return func(w *world) { change(&w.dpias[0]) } }
	measure := func(m dpia.Mitigation) func(*world) {
		return by(func(r *dpia.Record) { r.Mitigations = append(r.Mitigations, m) })
	}
	broken := func(fact, got, expected string) []found {
		return []found{{dpia.RuleComplete, fact, got, expected, on}}
	}
	const toCome, past = "a day to come", "a day before the call, or its own"
	planned := dpia.Mitigation{Measure: "train staff", State: dpia.Planned, Owner: "practice manager", Due: day(10)}
	inPlace := dpia.Mitigation{Measure: "train staff", State: dpia.InPlace, Confirmed: day(-1), Evidence: "register"}
	with := func(m dpia.Mitigation, change func(*dpia.Mitigation)) func(*world) { change(&m); return measure(m) }
	overdue := func(at time.Time) func(*world) {
		return func(w *world) {
			measure(planned)(w)
			w.at, w.call.Start = at, at
			for _, o := range []*consult.Observed{
				&w.call.Initiator.Observed, &w.call.Room.Observed, &w.call.Device.Observed, &w.call.Client.Observed, &w.call.Data.Observed,
			} {
				o.At = at
			}
		}
	}
	run(t, []row{
		{"no activity", by(func(r *dpia.Record) { r.Activity = "" }), broken("activity", "missing", "")},
		{"no necessity", by(func(r *dpia.Record) { r.Necessity = "" }), broken("necessity", "missing", "")},
		{"no proportionality", by(func(r *dpia.Record) { r.Proportionality = "" }), broken("proportionality", "missing", "")},
		{"no risks", by(func(r *dpia.Record) { r.Risks = nil }), broken("risks", "missing", "")},
		{"a risk of nothing", by(func(r *dpia.Record) { r.Risks = append(r.Risks, dpia.Risk{}) }), broken("risks.description", "missing", "")},
		{"no mitigations", by(func(r *dpia.Record) { r.Mitigations = nil }), broken("mitigations", "missing", "")},
		{
			"every part that is missing is named at once, each once",
			by(func(r *dpia.Record) {
				r.Activity, r.Necessity, r.Mitigations = "", "", []dpia.Mitigation{{State: dpia.Planned}, {State: dpia.Planned}}
			}),
			[]found{
				{dpia.RuleComplete, "activity", "missing", "", on},
				{dpia.RuleComplete, "necessity", "missing", "", on},
				{dpia.RuleComplete, "mitigations.measure", "missing", "", on},
				{dpia.RuleComplete, "mitigations.owner", "missing", "", on},
				{dpia.RuleComplete, "mitigations.due", "none", toCome, on},
			},
		},
		{"a rating of the risks is for people", by(func(r *dpia.Record) { r.Risks[0].Overall = dpia.LevelUnknown }), nil},
		{"a title is for people", by(func(r *dpia.Record) { r.Title = "" }), nil},

		{"planned, with owner and day", measure(planned), nil},
		{"planned, nobody knows what", with(planned, func(m *dpia.Mitigation) { m.Measure = "" }), broken("mitigations.measure", "missing", "")},
		{"planned without owner", with(planned, func(m *dpia.Mitigation) { m.Owner = "" }), broken("mitigations.owner", "missing", "")},
		{"planned without day", with(planned, func(m *dpia.Mitigation) { m.Due = consult.Date{} }), broken("mitigations.due", "none", toCome)},
		{"planned for the day before the call", with(planned, func(m *dpia.Mitigation) { m.Due = day(-1) }), broken("mitigations.due", "2026-05-31", toCome)},
		{"planned for the day of the call", with(planned, func(m *dpia.Mitigation) { m.Due = today }), nil},
		{"overdue at the first instant after the day", overdue(day(10).End()), broken("mitigations.due", "2026-06-11", toCome)},
		{"in time a nanosecond before", overdue(day(10).End().Add(-1)), nil},
		{
			"overdue at the start of a call that is decided in time",
			func(w *world) { measure(planned)(w); w.call.Start = day(10).End() },
			broken("mitigations.due", "2026-06-11", toCome),
		},

		{"in place, with day and evidence", measure(inPlace), nil},
		{"in place without evidence", with(inPlace, func(m *dpia.Mitigation) { m.Evidence = "" }), broken("mitigations.evidence", "missing", "")},
		{"in place without day", with(inPlace, func(m *dpia.Mitigation) { m.Confirmed = consult.Date{} }), broken("mitigations.confirmed", "none", past)},
		{"in place from tomorrow", with(inPlace, func(m *dpia.Mitigation) { m.Confirmed = day(1) }), broken("mitigations.confirmed", "2026-06-02", past)},
		{"in place since today", with(inPlace, func(m *dpia.Mitigation) { m.Confirmed = today }), nil},
		{"in place, with what a plan needs only", with(planned, func(m *dpia.Mitigation) { m.State = dpia.InPlace }), []found{
			{dpia.RuleComplete, "mitigations.evidence", "missing", "", on},
			{dpia.RuleComplete, "mitigations.confirmed", "none", past, on},
		}},
		{"neither planned nor in place", with(planned, func(m *dpia.Mitigation) { m.State = dpia.MitigationUnknown }), broken("mitigations.state", "unknown", "planned or in-place")},
	})
}

func TestCurrent(t *testing.T) {
	by := func(change func(*dpia.Record)) func(*world) { return func(w *world) { change(&w.dpias[0]) } }
	changed := func(on consult.Date, assessed consult.YesNo) func(*world) {
		return by(func(r *dpia.Record) {
			r.Changes = []dpia.Change{{On: on, Description: "a new sub-processor", Assessed: assessed}}
		})
	}
	review := func(got string) []found {
		return []found{{dpia.RuleCurrent, "review_due", got, "a day to come", on}}
	}
	change := func(got string) []found {
		return []found{{dpia.RuleCurrent, "changes.assessed", got, "every change assessed", on}}
	}
	approved := consult.DateAt(record("").Approval.At)
	dayBefore := consult.DateAt(record("").Approval.At.AddDate(0, 0, -1))
	run(t, []row{
		{"no review is planned", by(func(r *dpia.Record) { r.ReviewDue = consult.Date{} }), review("none")},
		{"the review was due the day before the call", by(func(r *dpia.Record) { r.ReviewDue = day(-1) }), review("2026-05-31")},
		{"the review is due on the day of the call", by(func(r *dpia.Record) { r.ReviewDue = today }), nil},
		{"the call starts at the end of the day of the review", func(w *world) { w.dpias[0].ReviewDue, w.call.Start = today, today.End() }, review("2026-06-01")},
		{"the call starts a nanosecond before", func(w *world) { w.dpias[0].ReviewDue, w.call.Start = today, today.End().Add(-1) }, nil},

		{"a change before the approval was part of it", changed(dayBefore, consult.No), nil},
		{"a change on the day of the approval may have come after it", changed(approved, consult.No), change("2026-05-01")},
		{"a change after the approval", changed(day(-1), consult.No), change("2026-05-31")},
		{"nobody knows whether a change was assessed", changed(day(-1), consult.Unknown), change("2026-05-31")},
		{"a change after the approval that was assessed", changed(day(-1), consult.Yes), nil},
		{"a change, nobody knows when", changed(consult.Date{}, consult.No), change("none")},
		{"a change today", changed(today, consult.No), change("2026-06-01")},
		{"a change to come is none yet", changed(day(1), consult.No), nil},
		{"a change on the day to which the call is planned", func(w *world) { changed(day(1), consult.No)(w); w.call.Start = day(1).Start() }, change("2026-06-02")},
		{"the call starts a nanosecond before that day", func(w *world) { changed(day(1), consult.No)(w); w.call.Start = day(1).Start().Add(-1) }, nil},
	})
}

func TestResidual(t *testing.T) {
	by := func(level dpia.Level, regulator dpia.Regulator) func(*world) {
		return func(w *world) { w.dpias[0].Residual, w.dpias[0].Regulator = level, regulator }
	}
	high := []found{{dpia.RuleResidual, "residual", "high", "the regulator's leave to go ahead", on}}
	forbidden := []found{{dpia.RuleResidual, "regulator.outcome", "must-not", "may-proceed", on}}
	run(t, []row{
		{"nobody has rated it", by(dpia.LevelUnknown, dpia.Regulator{}), []found{{dpia.RuleResidual, "residual", "unknown", "a rating", on}}},
		{"nobody has rated it, whatever the regulator said", by(dpia.LevelUnknown, dpia.Regulator{day(-1), dpia.MayProceed}), []found{{dpia.RuleResidual, "residual", "unknown", "a rating", on}}},
		{"low", by(dpia.Low, dpia.Regulator{}), nil},
		{"medium", by(dpia.Medium, dpia.Regulator{}), nil},
		{"high, and nobody asked the regulator", by(dpia.High, dpia.Regulator{}), high},
		{"high, and the regulator has not answered", by(dpia.High, dpia.Regulator{Answered: day(-1)}), high},
		{"high, and the regulator's leave has no day", by(dpia.High, dpia.Regulator{Outcome: dpia.MayProceed}), high},
		{"high, and the regulator's leave is to come", by(dpia.High, dpia.Regulator{day(1), dpia.MayProceed}), high},
		{"high, and the regulator lets it go ahead", by(dpia.High, dpia.Regulator{today, dpia.MayProceed}), nil},
		{"high, and the regulator forbids it", by(dpia.High, dpia.Regulator{day(-1), dpia.MustNot}), forbidden},
		{"low by the assessor, and the regulator forbids it", by(dpia.Low, dpia.Regulator{day(-1), dpia.MustNot}), forbidden},
	})
}
