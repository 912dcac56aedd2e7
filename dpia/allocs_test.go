//go:build !race

// The race detector lets pools forget at random, so that what a pool saves is counted without it.

package dpia_test

import (
	"context"
	"testing"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/dpia"
	"github.com/stretchr/testify/require"
)

// A decision that allows a call makes no garbage, whatever it rests on.
func TestAllowedDecisionDoesNotAllocate(t *testing.T) {
	for _, test := range []struct {
		reason string
		change func(*world)
	}{
		{"one DPIA", func(*world) {}},
		{"two that cover the call between them, and a faulty one", func(w *world) {
			scribed(w)
			faulty := record("z-faulty")
			faulty.Residual = dpia.High
			w.dpias = append(w.dpias, scribe("scribe"), faulty)
		}},
		{"a screening", func(w *world) { w.dpias, w.screenings = nil, []dpia.Screening{screening("no")} }},
	} {
		w := newWorld()
		test.change(w)
		dpias, err := register.Of("dpia", w.dpias...)
		require.NoError(t, err)
		screenings, err := register.Of("dpia-screening", w.screenings...)
		require.NoError(t, err)
		gate, err := consult.NewGate(consult.Discard, []*consult.Check{dpia.Covered(dpias, screenings)}, &consult.Options{Clock: func() time.Time { return w.at }})
		require.NoError(t, err)
		ctx, allowed := context.Background(), true
		allocs := testing.AllocsPerRun(100, func() {
			d, err := gate.Decide(ctx, &w.call)
			allowed = allowed && err == nil && d.Allows()
		})
		require.True(t, allowed, test.reason)
		require.Zero(t, allocs, test.reason)
	}
}
