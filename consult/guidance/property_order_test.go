package guidance_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
)

// everything compares values whole, unexported members included.
var everything = cmp.Exporter(func(reflect.Type) bool { return true })

// TestOrderChangesNothing holds that the order of the checks, of the records and of the members
// of sets is no part of a decision.
func TestOrderChangesNothing(t *testing.T) {
	t.Parallel()
	const gates, worlds = 20, 100
	r := seeded(0x0bde8)
	for range gates {
		straight := newJudge(t, 0, nil)
		shuffled := newJudge(t, 0, func(checks []*consult.Check) {
			r.Shuffle(len(checks), func(i, j int) { checks[i], checks[j] = checks[j], checks[i] })
		})
		require.Equal(t, straight.gate.RuleSet(), shuffled.gate.RuleSet(), "two gates with the same checks")
		for range worlds {
			w := consulttest.Random(r)
			straight.put(t, w)
			want := straight.decide(t, &w.Call, w.Now)

			shuffleRecords(w, r)
			shuffled.put(t, w)
			call := rebuilt(w.Call, r)
			got := shuffled.decide(t, &call, w.Now)

			require.Empty(t, cmp.Diff(want.Findings, got.Findings, everything), "findings (-straight +shuffled) after %v", w.Changes)
			require.Equal(t, want.Outcome, got.Outcome)
			require.Equal(t, want.ValidUntil, got.ValidUntil)
			require.Empty(t, cmp.Diff(want.Call, got.Call, everything), "call (-straight +shuffled)")
			if want.Allows() { // what a refusal would have rested on is nobody's concern
				require.ElementsMatch(t, flat(&want), flat(&got), "what the decision rests on")
			}
		}
	}
}

// flat returns what a decision rests on, with records as texts, so that they compare.
func flat(d *consult.Decision) (list [][3]string) {
	for r := range d.Relied.All {
		list = append(list, [3]string{r.Record.String(), r.What, r.Until.String()})
	}
	return list
}

func shuffleRecords(w *world, r *rand.Rand) {
	shuffle(w.Controllers, r)
	shuffle(w.DPIAs, r)
	shuffle(w.Screenings, r)
	shuffle(w.Assessments, r)
	shuffle(w.Procurements, r)
	shuffle(w.Notices, r)
}

func shuffle[T any](list []T, r *rand.Rand) []T {
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// rebuilt returns the call with its sets made again, member by member in another order and
// with repeats.
func rebuilt(call consult.Call, r *rand.Rand) consult.Call {
	d := &call.Data
	d.Categories = again(d.Categories, r)
	d.Subjects = again(d.Subjects, r)
	d.Purposes = again(d.Purposes, r)
	d.Access.Countries = consult.CountriesOf(twice(slices.Collect(d.Access.Countries.All), r)...)
	d.Storage.Countries = consult.CountriesOf(twice(slices.Collect(d.Storage.Countries.All), r)...)
	if ids := slices.Collect(d.Recipients.Products.All); len(ids) > 0 {
		d.Recipients.Products = consult.ProductsOf(twice(ids, r)...)
	}
	return call
}

func again[E consult.Enum](set consult.Set[E], r *rand.Rand) consult.Set[E] {
	return consult.SetOf(twice(set.All(), r)...)
}

func twice[T any](list []T, r *rand.Rand) []T { return shuffle(slices.Concat(list, list), r) }

// TestDecisionAgain holds that a decision is the same when it is made again from its own
// record: the call and the instant in it, and the records on file. Only its id is new.
func TestDecisionAgain(t *testing.T) {
	t.Parallel()
	const worlds = 1_500
	r := seeded(0xa6a1)
	first, later := newJudge(t, 0, nil), newJudge(t, 0, nil)
	for range worlds {
		w := consulttest.Random(r)
		first.put(t, w)
		later.put(t, w)
		want := first.decide(t, &w.Call, w.Now)
		got := later.decide(t, &want.Call, want.At)
		again := first.decide(t, &want.Call, want.At)
		require.NotEqual(t, want.ID, got.ID)
		require.NotEqual(t, want.ID, again.ID)
		require.Empty(t, different(want, got), "another gate (-want +got) after %v", w.Changes)
		require.Empty(t, different(want, again), "the same gate (-want +got) after %v", w.Changes)
	}
}

// different returns how two decisions differ in what they say, but for their ids.
func different(want, got consult.Decision) string {
	want.ID, got.ID = consult.DecisionID{}, consult.DecisionID{}
	return cmp.Diff(want, got, cmp.FilterPath(func(p cmp.Path) bool {
		// The seal is what makes a decision one of its gate. It says nothing.
		return p.Last().String() == ".seal"
	}, cmp.Ignore()), everything)
}

func TestDifferent(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why  string
		d    consult.Decision
		same bool
	}{
		{"another id is no difference", consult.Decision{ID: consult.DecisionID{1}}, true},
		{"another outcome is", consult.Decision{Outcome: consult.Allowed}, false},
		{"another rule set is", consult.Decision{RuleSet: "other"}, false},
		{"another fact of the call is", consult.Decision{Call: consult.Call{Purpose: consult.Colleagues}}, false},
		{"another finding is", consult.Decision{Findings: []consult.Finding{{}}}, false},
	} {
		assert.Equal(t, test.same, different(consult.Decision{}, test.d) == "", test.why)
	}
}
