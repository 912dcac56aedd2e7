//go:build !race

// The race detector lets pools forget at random, so that what a pool saves is counted without it.

package risk_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/risk"
)

// A decision that allows a call makes no garbage, whatever it rests on.
func TestAllowedDecisionDoesNotAllocate(t *testing.T) {
	w := newWorld()
	w.assessments[0].Risks[0].Accepted = risk.Acceptance{By: "SIRO", At: now, Until: day(100)}
	w.assessments[0].Risks[0].Residual.Likelihood = 5
	w.procurements[0].Contract.Until = day(90)
	gate, err := consult.NewGate(consult.Discard, w.checks(t), &consult.Options{Clock: func() time.Time { return now }})
	require.NoError(t, err)
	ctx, allowed := context.Background(), true
	allocs := testing.AllocsPerRun(100, func() {
		d, err := gate.Decide(ctx, &w.call)
		allowed = allowed && err == nil && d.Allows()
	})
	require.True(t, allowed)
	require.Zero(t, allocs)
}
