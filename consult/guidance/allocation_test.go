//go:build !race

// The race detector lets pools forget at random, so that what a pool saves is counted without it.

package guidance_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
)

// TestAllocations holds what a decision costs in memory. It cannot run in parallel with others,
// whose allocations it would count.
func TestAllocations(t *testing.T) {
	now := time.Date(2026, time.June, 15, 10, 0, 0, 0, time.UTC)
	start := now.Add(5 * time.Minute)
	for _, test := range []struct {
		why   string
		world func() (*world, []consult.RuleID)
		most  float64
	}{
		{"an allowed call needs no memory of its own", func() (*world, []consult.RuleID) { return compliant(now, start), nil }, 0},
		{"nor does one between colleagues", func() (*world, []consult.RuleID) {
			w := compliant(now, start)
			w.Call.Purpose = consult.Colleagues
			return w, nil
		}, 0},
		{"nor does one that no DPIA is required for", func() (*world, []consult.RuleID) {
			w := compliant(now, start)
			w.DPIAs = nil
			return w, nil
		}, 0},
		{"nor does one that several records of each kind are on file for", func() (*world, []consult.RuleID) {
			w := compliant(now, start)
			d, a, n := consulttest.DPIA(practice, meet, now), consulttest.Assessment(practice, meet, now), consulttest.Notice(practice, meet, now)
			d.ID, a.ID, n.ID = "newer", "newer", "newer"
			w.DPIAs, w.Assessments, w.Notices = append(w.DPIAs, d), append(w.Assessments, a), append(w.Notices, n)
			return w, nil
		}, 0},
		{"a refusal needs a list of findings, and little more", func() (*world, []consult.RuleID) {
			w := compliant(now, start)
			return w, refused8(w)
		}, 3},
	} {
		w, want := test.world()
		j := newJudge(t, time.Hour, nil)
		j.put(t, w)
		d := j.decide(t, &w.Call, now)
		require.Equal(t, want, d.Broken(), test.why)
		require.Len(t, d.Findings, len(want), test.why)
		ctx, gate, call := context.Background(), j.gate, &w.Call
		got := testing.AllocsPerRun(200, func() {
			if _, err := gate.Decide(ctx, call); err != nil {
				t.Error(err)
			}
		})
		assert.LessOrEqual(t, got, test.most, test.why)
		floor := testing.AllocsPerRun(200, func() { j.oracle.read(call, now, time.Hour) })
		t.Logf("%s: %v allocations, the oracle %v", test.why, got, floor)
	}
}
