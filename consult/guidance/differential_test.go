package guidance_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
)

// ids returns rules in order, each once.
func ids(rules []consult.RuleID) []consult.RuleID {
	return slices.Compact(slices.Sorted(slices.Values(rules)))
}

// differs decides a call and reads it, and returns how the two differ, or the empty string.
func (j *judge) differs(t testing.TB, call *consult.Call, now time.Time) string {
	d := j.decide(t, call, now)
	refuses, advises := j.oracle.read(call, now, j.options.MaxFactAge)
	gotRefuses, gotAdvises := d.Broken(), d.Rules(consult.Advises)
	wantRefuses, wantAdvises := ids(refuses), ids(advises)
	if slices.Equal(gotRefuses, wantRefuses) && slices.Equal(gotAdvises, wantAdvises) && d.Allows() == (len(refuses) == 0) {
		return ""
	}
	return fmt.Sprintf("gate: %v, refuses %v, advises %v\noracle: refuses %v, advises %v", d.Outcome, gotRefuses, gotAdvises, wantRefuses, wantAdvises)
}

// tally counts how often each rule was broken, and how often it was the only one.
type tally struct{ broken, alone map[consult.RuleID]int }

func newTally() *tally { return &tally{map[consult.RuleID]int{}, map[consult.RuleID]int{}} }

func (c *tally) count(refuses, advises []consult.RuleID) {
	all := slices.Concat(refuses, advises)
	for _, id := range all {
		c.broken[id]++
	}
	if len(all) == 1 {
		c.alone[all[0]]++
	}
}

func (c *tally) add(o *tally) {
	for id, n := range o.broken {
		c.broken[id] += n
	}
	for id, n := range o.alone {
		c.alone[id] += n
	}
}

// TestGateAgreesWithOracle holds the gate against the second reading on random worlds, and
// the generator of the worlds against the rules: each must be met, and be met alone.
func TestGateAgreesWithOracle(t *testing.T) {
	t.Parallel()
	const workers, leastBroken, leastAlone = 8, 100, 5
	each := 12_500
	if raceEnabled {
		each = 2_000 // races show in few worlds, and each takes ten times as long
	}
	counts := make([]*tally, workers)
	var rules []consult.Rule
	t.Run("worlds", func(t *testing.T) {
		for n := range workers {
			counts[n] = newTally()
			t.Run(fmt.Sprint("seed ", n+1), func(t *testing.T) {
				t.Parallel()
				r, j, failures := seeded(uint64(n+1)), newJudge(t, 10*time.Minute, nil), 0
				for range each {
					w := consulttest.Random(r)
					j.put(t, w)
					if diff := j.differs(t, &w.Call, w.Now); diff != "" {
						if failures++; failures == 10 {
							t.Fatal("too many differences")
						}
						t.Errorf("%s\nchanges: %s", diff, strings.Join(w.Changes, "; "))
					}
					counts[n].count(j.oracle.read(&w.Call, w.Now, maxFactAge))
				}
			})
		}
	})
	rules = newJudge(t, 0, nil).gate.Rules()
	total := newTally()
	for _, c := range counts {
		total.add(c)
	}
	for _, rule := range rules {
		if rule.ID == consult.CheckSound {
			continue // broken by faults of checks only, which these have not
		}
		assert.GreaterOrEqual(t, total.broken[rule.ID], leastBroken, "the generator hardly ever breaks %s", rule.ID)
		assert.GreaterOrEqual(t, total.alone[rule.ID], leastAlone, "the generator hardly ever breaks %s alone", rule.ID)
	}
	for id := range maps.Keys(total.broken) {
		assert.True(t, slices.ContainsFunc(rules, func(r consult.Rule) bool { return r.ID == id }), "the oracle speaks of %s, which is no rule", id)
	}
}

// TestGateAgreesWithOracleShrunk looks for the same with rapid, whose counterexamples are small.
func TestGateAgreesWithOracleShrunk(t *testing.T) {
	t.Parallel()
	j := newJudge(t, 10*time.Minute, nil)
	rapid.Check(t, func(rt *rapid.T) {
		w := consulttest.Random(drawn{rt})
		j.put(t, w)
		if diff := j.differs(t, &w.Call, w.Now); diff != "" {
			rt.Fatalf("%s\nchanges: %s", diff, strings.Join(w.Changes, "; "))
		}
	})
}

// TestCompliantWorld holds that nothing at all is found in the world that all others start from.
func TestCompliantWorld(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.June, 15, 10, 0, 0, 0, time.UTC)
	w := compliant(now, now.Add(5*time.Minute))
	j := newJudge(t, maxFactAge, nil)
	j.put(t, w)
	d := j.decide(t, &w.Call, now)
	require.Empty(t, d.Findings)
	require.Equal(t, consult.Allowed, d.Outcome)
	refuses, advises := j.oracle.read(&w.Call, now, maxFactAge)
	require.Empty(t, refuses)
	require.Empty(t, advises)
}
