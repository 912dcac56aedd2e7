package dpia_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The draws are of few values each, so that what is drawn meets. Generators are made where
// they are used, because tests that run at once must not share one.

func someCountries(t *rapid.T) consult.Countries {
	return consult.CountriesOf(rapid.SliceOfN(rapid.SampledFrom([]consult.Country{consult.UnitedKingdom, ireland, america}), 0, 3).Draw(t, "countries")...)
}

func someProducts(t *rapid.T) consult.Products {
	return consult.ProductsOf(rapid.SliceOfN(rapid.SampledFrom([]consult.ProductID{"a", "b", "c"}), 0, 3).Draw(t, "products")...)
}

func someScope(t *rapid.T) dpia.Scope {
	return dpia.Scope{
		Products:   consult.ProductsOf("example-meet"),
		Purposes:   some[consult.ProcessingPurpose](t, 3),
		Categories: some[consult.DataCategory](t, 3),
		Subjects:   some[consult.DataSubject](t, 3),
		Recipients: someProducts(t),
		Access:     someCountries(t),
		Storage:    someCountries(t),
		Captures:   some[dpia.CaptureKind](t, 3),
	}
}

func someRecord(t *rapid.T) dpia.Record {
	r := record(consult.RecordID("r" + rapid.StringMatching(`[a-z]{6}`).Draw(t, "id")))
	r.Scope = someScope(t)
	r.Residual = dpia.Level(rapid.IntRange(0, 3).Draw(t, "residual"))
	r.Regulator.Outcome = dpia.Outcome(rapid.IntRange(0, 2).Draw(t, "outcome"))
	r.ReviewDue = day(rapid.IntRange(-1, 3).Draw(t, "review"))
	r.Approval.Status = rapid.SampledFrom([]dpia.Status{dpia.Approved, dpia.Approved, dpia.Withdrawn}).Draw(t, "status")
	if rapid.Bool().Draw(t, "unfinished") {
		r.Activity = ""
	}
	return r
}

func some[E consult.Enum](t *rapid.T, highest int) consult.Set[E] {
	var s consult.Set[E]
	for v := range highest {
		if rapid.Bool().Draw(t, "member") {
			s = s.Union(consult.SetOf(E(v + 1)))
		}
	}
	return s
}

// someCall makes the processing of the call anything, unknown among it.
func someCall(t *rapid.T, w *world) {
	s := someScope(t)
	d := &w.call.Data
	d.Purposes, d.Categories, d.Subjects = s.Purposes, s.Categories, s.Subjects
	d.Recipients = consult.Recipients{State: consult.RecipientsListed, Products: s.Recipients}
	d.Access = consult.Places{State: consult.PlacesListed, Countries: s.Access}
	d.Storage = consult.Places{State: consult.PlacesState(rapid.IntRange(1, 2).Draw(t, "stored")), Countries: s.Storage}
	w.call.Room.Recording = consult.Recording(rapid.IntRange(0, 2).Draw(t, "recording"))
	w.call.Room.Scribe = consult.Capture(rapid.IntRange(0, 2).Draw(t, "scribe"))
}

func someRecords(t *rapid.T) []dpia.Record {
	return rapid.SliceOfNDistinct(rapid.Custom(someRecord), 1, 5, func(r dpia.Record) consult.RecordID { return r.ID }).Draw(t, "dpias")
}

// facts returns the facts on which the call is outside.
func facts(d *consult.Decision) []string {
	var all []string
	for _, f := range d.Findings {
		if f.Rule.ID == dpia.RuleCovers {
			all = append(all, f.Fact)
		}
	}
	return all
}

func TestWiderScopeNeverUncovers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		someCall(t, w)
		w.dpias = someRecords(t)
		before := w.decide(t)
		more := someScope(t)
		s := &w.dpias[rapid.IntRange(0, len(w.dpias)-1).Draw(t, "which")].Scope
		s.Purposes, s.Categories, s.Subjects = s.Purposes.Union(more.Purposes), s.Categories.Union(more.Categories), s.Subjects.Union(more.Subjects)
		s.Recipients, s.Access, s.Storage = s.Recipients.Union(more.Recipients), s.Access.Union(more.Access), s.Storage.Union(more.Storage)
		s.Captures = s.Captures.Union(more.Captures)
		after := w.decide(t)
		require.Subset(t, facts(&before), facts(&after))
		if before.Allows() {
			require.True(t, after.Allows())
		}
	})
}

func TestFurtherRecordNeverRefuses(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		someCall(t, w)
		w.dpias = someRecords(t)
		before := w.decide(t)
		w.dpias = append(w.dpias, rapid.Custom(someRecord).Filter(func(r dpia.Record) bool {
			return !slices.ContainsFunc(w.dpias, func(other dpia.Record) bool { return other.ID == r.ID })
		}).Draw(t, "further"))
		after := w.decide(t)
		if !slices.Contains(before.Broken(), dpia.RuleApproved) { // one stood before
			require.Subset(t, facts(&before), facts(&after))
		}
		if before.Allows() {
			require.True(t, after.Allows())
		}
	})
}

// TestUnknownNeverHelps holds that to leave a fact unknown never gets round a residual risk
// that nobody may accept, nor makes a refused call an allowed one.
func TestUnknownNeverHelps(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		someCall(t, w)
		w.dpias = someRecords(t)
		before := w.decide(t)
		d, room := &w.call.Data, &w.call.Room
		forget := []func(){
			func() { d.Purposes = 0 }, func() { d.Categories = 0 }, func() { d.Subjects = 0 },
			func() { d.Recipients = consult.Recipients{} },
			func() { d.Access = consult.Places{} }, func() { d.Storage = consult.Places{} },
			func() { room.Recording = 0 }, func() { room.Transcription = 0 }, func() { room.Scribe = 0 },
		}
		rapid.SampledFrom(forget).Draw(t, "forget")()
		after := w.decide(t)
		require.False(t, after.Allows())
		if slices.Contains(before.Broken(), dpia.RuleResidual) {
			require.Contains(t, after.Broken(), dpia.RuleResidual)
		}
	})
}

func TestOrderOfRecordsChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		someCall(t, w)
		w.dpias = someRecords(t)
		one := w.decide(t)
		w.dpias = rapid.Permutation(w.dpias).Draw(t, "order")
		other := w.decide(t)
		if diff := cmp.Diff(findings(&one), findings(&other)); diff != "" {
			t.Fatalf("findings (-one order +another):\n%s", diff)
		}
		require.Equal(t, relied(&one), relied(&other))
	})
}

// TestNoRecordToSpare holds that an allowed decision needs each DPIA that it rests on.
func TestNoRecordToSpare(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		w.dpias = append(someRecords(t), record("whole"))
		d := w.decide(t)
		require.True(t, d.Allows())
		rests := map[consult.RecordID]bool{}
		for r := range d.Relied.All {
			if r.Record != nil {
				rests[r.Record.ID] = true
			}
		}
		keep := func(without consult.RecordID) (kept []dpia.Record) {
			for _, r := range w.dpias {
				if rests[r.ID] && r.ID != without {
					kept = append(kept, r)
				}
			}
			return kept
		}
		all := w.dpias
		for id := range rests {
			w.dpias = keep(id)
			less := w.decide(t)
			require.False(t, less.Allows(), "%s is to spare", id)
			w.dpias = all
		}
		w.dpias = keep("")
		alone := w.decide(t)
		require.True(t, alone.Allows(), "those that it rests on are enough")
	})
}

// TestSoundAgreesWithReport holds that a DPIA that is taken for sound is one that nothing
// is reported of: beside it, any other changes nothing.
func TestSoundAgreesWithReport(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		r := someRecord(t)
		r.Scope, r.Approval.Status = scope(), dpia.Approved
		r.Mitigations[0].State = dpia.MitigationState(rapid.IntRange(0, 2).Draw(t, "state"))
		w.dpias = []dpia.Record{r}
		alone := w.decide(t)
		broken := record("z-overdue")
		broken.ReviewDue = consult.Date{}
		w.dpias = append(w.dpias, broken)
		beside := w.decide(t)
		if len(alone.Findings) == 0 {
			require.Empty(t, beside.Findings)
			require.Equal(t, relied(&alone), relied(&beside))
		} else {
			require.NotEmpty(t, beside.Findings)
		}
	})
}
