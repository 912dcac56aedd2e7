package risk_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/risk"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// someAssessments draws records that take effect at few instants, so that they tie.
func someAssessments(t *rapid.T) []risk.Assessment {
	all := make([]risk.Assessment, rapid.IntRange(1, 5).Draw(t, "assessments"))
	for i := range all {
		all[i] = assessment(consult.RecordID('a' + rune(i)))
		all[i].Assessed = now.AddDate(0, 0, rapid.IntRange(-2, 1).Draw(t, "assessed"))
		all[i].Kinds = consult.SetOf(risk.Kind(rapid.IntRange(1, 4).Draw(t, "kind")))
		all[i].ReviewDue = day(rapid.IntRange(-1, 2).Draw(t, "review"))
	}
	return all
}

func someProcurements(t *rapid.T) []risk.Procurement {
	all := make([]risk.Procurement, rapid.IntRange(1, 5).Draw(t, "procurements"))
	for i := range all {
		all[i] = procurement(consult.RecordID('a' + rune(i)))
		all[i].Decided = now.AddDate(0, 0, rapid.IntRange(-2, 1).Draw(t, "decided"))
		all[i].Route = risk.Route(rapid.IntRange(0, 3).Draw(t, "route"))
		all[i].Contract.Until = day(rapid.IntRange(-1, 2).Draw(t, "contract"))
	}
	return all
}

func TestOrderOfRecordsChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		w.assessments, w.procurements = someAssessments(t), someProcurements(t)
		one := w.decide(t)
		w.assessments = rapid.Permutation(w.assessments).Draw(t, "order of assessments")
		w.procurements = rapid.Permutation(w.procurements).Draw(t, "order of procurements")
		other := w.decide(t)
		if diff := cmp.Diff(findings(&one), findings(&other)); diff != "" {
			t.Fatalf("findings (-one order +another):\n%s", diff)
		}
		require.Equal(t, one.ValidUntil, other.ValidUntil)
	})
}

// TestLowerRiskNeverRefuses holds that a lower residual rating, a greater appetite or an
// acceptance never makes a tolerable risk one that is not.
func TestLowerRiskNeverRefuses(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		r, limit := &w.assessments[0].Risks[0], &w.controllers[0].Appetite[0]
		r.Residual.Likelihood, r.Residual.Consequence = rapid.IntRange(2, 5).Draw(t, "likelihood"), rapid.IntRange(1, 5).Draw(t, "consequence")
		limit.Highest = rapid.IntRange(0, 24).Draw(t, "limit")
		before := w.decide(t)
		switch rapid.IntRange(0, 2).Draw(t, "what changes") {
		case 0:
			r.Residual.Likelihood--
		case 1:
			limit.Highest++
		case 2:
			r.Accepted = risk.Acceptance{By: "SIRO", At: now}
		}
		after := w.decide(t)
		if before.Allows() {
			require.True(t, after.Allows())
		}
	})
}
