package dpia_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
	"github.com/stretchr/testify/require"
)

// scribe returns a DPIA of an AI scribe in Ireland, without fault, that covers nothing else.
func scribe(id consult.RecordID) dpia.Record {
	r := record(id)
	r.Scope = dpia.Scope{
		Products:   consult.ProductsOf("example-meet"),
		Categories: consult.SetOf(consult.AudioVisualData),
		Recipients: consult.ProductsOf("example-scribe"),
		Access:     consult.CountriesOf(ireland),
		Captures:   consult.SetOf(dpia.Scribe),
	}
	return r
}

// scribed makes the call one with a scribe, which the DPIA "video" alone does not cover.
func scribed(w *world) {
	w.call.Room.Scribe = consult.CaptureOnRequest
	w.call.Data.Recipients = consult.RecipientsOf("example-relay", "example-scribe")
	w.call.Data.Access = consult.In(consult.UnitedKingdom, ireland)
}

// TestSeveral is about several DPIAs: which of them count, and whose faults are reported.
func TestSeveral(t *testing.T) {
	outside := func(fact, got, record string) found {
		return found{dpia.RuleCovers, fact, got, "only what was assessed", "dpia " + record}
	}
	overdue := func(id consult.RecordID) dpia.Record { r := record(id); r.ReviewDue = day(-1); return r }
	forbidden := func(id consult.RecordID) dpia.Record { r := record(id); r.Residual = dpia.High; return r }
	run(t, []row{
		{"two cover the call between them", func(w *world) { scribed(w); w.dpias = append(w.dpias, scribe("scribe")) }, nil},
		{
			"what neither covers is reported, and the newest of both is named",
			func(w *world) {
				scribed(w)
				w.call.Room.Recording = consult.RecordingOnRequest
				second := scribe("a-scribe")
				second.Approval.At = second.Approval.At.Add(time.Hour)
				w.dpias = append(w.dpias, second)
			},
			[]found{outside("room.recording", "on-request", "a-scribe")},
		},
		{
			"one that does not stand covers nothing",
			func(w *world) {
				scribed(w)
				s := scribe("scribe")
				s.Approval.Status = dpia.Withdrawn
				w.dpias = append(w.dpias, s)
			},
			[]found{
				outside("data.recipients", "example-scribe", "video"),
				outside("data.access", "IE", "video"),
				outside("room.scribe", "on-request", "video"),
			},
		},
		{
			"a fault of one that the call rests on is reported",
			func(w *world) { scribed(w); s := scribe("scribe"); s.ReviewDue = day(-1); w.dpias = append(w.dpias, s) },
			[]found{{dpia.RuleCurrent, "review_due", "2026-05-31", "a day to come", "dpia scribe"}},
		},
		{"a faulty one beside a good one counts for nothing", func(w *world) { w.dpias = append(w.dpias, overdue("a"), forbidden("z")) }, nil},
		{
			"of two with faults the one that somebody may accept counts",
			func(w *world) { w.dpias = []dpia.Record{overdue("video"), forbidden("a"), forbidden("z")} },
			[]found{{dpia.RuleCurrent, "review_due", "2026-05-31", "a day to come", on}},
		},
		{
			"faults of one that has nothing to do with the call do not add to what is outside",
			func(w *world) { scribed(w); w.dpias = append(w.dpias, forbidden("training")) },
			[]found{
				outside("data.recipients", "example-scribe", "video"),
				outside("data.access", "IE", "video"),
				outside("room.scribe", "on-request", "video"),
			},
		},
		{
			"where data go is unknown, so that a DPIA of other countries may have to do with the call",
			func(w *world) {
				w.call.Data.Access = consult.Places{}
				w.dpias = append(w.dpias, forbidden("abroad"), forbidden("home"))
				w.dpias[1].Scope.Access = consult.CountriesOf(america)
			},
			[]found{
				outside("data.access", "unknown", "video"),
				{dpia.RuleResidual, "residual", "high", "the regulator's leave to go ahead", "dpia abroad"},
			},
		},
		{
			"who receives data is unknown, so that a DPIA of other recipients may have to do with the call",
			func(w *world) {
				w.call.Data.Recipients = consult.Recipients{}
				w.dpias = append(w.dpias, forbidden("scribe"), forbidden("relay"))
				w.dpias[1].Scope.Recipients = consult.ProductsOf("example-scribe", "example-relay")
			},
			[]found{
				outside("data.recipients", "unknown", "scribe"),
				{dpia.RuleResidual, "residual", "high", "the regulator's leave to go ahead", "dpia scribe"},
			},
		},
		{
			"whether a scribe can run is unknown, so that the DPIA of it may have to do with the call",
			func(w *world) {
				w.call.Room.Scribe = consult.CaptureUnknown
				w.dpias = append(w.dpias, forbidden("scribe"))
				w.dpias[1].Scope.Captures = consult.SetOf(dpia.Scribe)
			},
			[]found{
				outside("room.scribe", "unknown", "scribe"),
				{dpia.RuleResidual, "residual", "high", "the regulator's leave to go ahead", "dpia scribe"},
			},
		},
		{
			"one covers what the other two cover between them, with a fault, and is left out",
			func(w *world) {
				scribed(w)
				all := scribe("all")
				all.Scope.Purposes, all.Scope.Subjects, all.Scope.Categories = scope().Purposes, scope().Subjects, scope().Categories
				all.Scope.Recipients = all.Scope.Recipients.Union(scope().Recipients)
				all.Scope.Access = all.Scope.Access.Union(scope().Access)
				all.ReviewDue = day(-1)
				w.dpias = append(w.dpias, scribe("scribe"), all)
			},
			nil,
		},
		{
			"more than are kept without memory of their own",
			func(w *world) {
				for i := range 12 {
					w.dpias = append(w.dpias, overdue(consult.RecordID(fmt.Sprintf("a%d", i))), scribe(consult.RecordID(fmt.Sprintf("z%d", i))))
				}
				scribed(w)
			},
			nil,
		},
	})
}

// TestHorizon is about what a decision rests on, and until when.
func TestHorizon(t *testing.T) {
	t.Parallel()
	until := func(id consult.RecordID, days int) dpia.Record {
		r := record(id)
		r.ReviewDue = day(days)
		return r
	}
	planned := func(r dpia.Record, days ...int) dpia.Record {
		for _, d := range days {
			r.Mitigations = append(r.Mitigations, dpia.Mitigation{Measure: "m", State: dpia.Planned, Owner: "o", Due: day(d)})
		}
		return r
	}
	changed := func(r dpia.Record, days ...int) dpia.Record {
		for _, d := range days {
			r.Changes = append(r.Changes, dpia.Change{On: day(d), Assessed: consult.No})
		}
		return r
	}
	for _, test := range []struct {
		reason string
		change func(*world)
		until  time.Time
		relied []string
	}{
		{"it ends with the review", func(*world) {}, day(300).End(), []string{"video review"}},
		{
			"it ends with the first planned measure", func(w *world) { w.dpias[0] = planned(w.dpias[0], 20, 10, 30) },
			day(10).End(), []string{"video review", "video planned mitigation"},
		},
		{
			"it ends with a change to come that is not assessed", func(w *world) { w.dpias[0] = changed(w.dpias[0], 20, 5, 30) },
			day(5).Start(), []string{"video review", "video change to assess"},
		},
		{
			"a change to come that is assessed ends nothing",
			func(w *world) { w.dpias[0].Changes = []dpia.Change{{On: day(5), Assessed: consult.Yes}} },
			day(300).End(), []string{"video review"},
		},
		{
			"of several that each cover the call the last to end counts",
			func(w *world) { w.dpias = []dpia.Record{until("a", 10), until("b", 30), until("c", 20)} },
			day(30).End(), []string{"b review"},
		},
		{
			"a planned measure ends one before its review",
			func(w *world) { w.dpias = []dpia.Record{planned(until("a", 100), 10), until("b", 30)} },
			day(30).End(), []string{"b review"},
		},
		{
			"a change to come ends one before its review",
			func(w *world) { w.dpias = []dpia.Record{changed(until("a", 100), 10), until("b", 30)} },
			day(30).End(), []string{"b review"},
		},
		{
			"each that is needed counts, whether the first to end or not, and none beside",
			func(w *world) {
				scribed(w)
				first, second := scribe("s1"), scribe("s2")
				first.ReviewDue, second.ReviewDue = day(40), day(50)
				w.dpias = []dpia.Record{until("v1", 20), first, second, until("v2", 10)}
			},
			day(20).End(), []string{"s2 review", "v1 review"},
		},
		{
			"of two that end at once one counts",
			func(w *world) { w.dpias = []dpia.Record{record("a"), record("b")} },
			day(300).End(), []string{"b review"},
		},
		{
			"it ends with the screening's review",
			func(w *world) { w.dpias, w.screenings = nil, []dpia.Screening{screening("no")} },
			day(300).End(), []string{"no review"},
		},
		{
			"it ends where the next screening takes effect",
			func(w *world) {
				next := screening("next")
				next.Decided = now.Add(3 * time.Minute)
				w.dpias, w.screenings = nil, []dpia.Screening{screening("no"), next}
			},
			now.Add(3 * time.Minute), []string{"no review", "no newer screening"},
		},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			test.change(w)
			d := w.decide(t)
			require.Equal(t, consult.Allowed, d.Outcome)
			if diff := cmp.Diff(test.relied, relied(&d)); diff != "" {
				t.Errorf("relied (-want +got):\n%s", diff)
			}
			require.Equal(t, test.until, ends(&d))
		})
	}
}

// TestWaivedHorizon holds that what a decision with a waived fault rests on does not end in the past.
func TestWaivedHorizon(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.dpias[0].ReviewDue = day(-1)
	w.dpias[0].Mitigations = append(w.dpias[0].Mitigations,
		dpia.Mitigation{Measure: "m", State: dpia.Planned, Owner: "o", Due: day(-2)},
		dpia.Mitigation{Measure: "m", State: dpia.Planned, Owner: "o", Due: day(7)},
	)
	d := w.decide(t)
	require.Equal(t, []consult.RuleID{dpia.RuleComplete, dpia.RuleCurrent}, d.Broken())
	require.Equal(t, []string{"video planned mitigation"}, relied(&d))
	require.Equal(t, day(7).End(), ends(&d))
}
