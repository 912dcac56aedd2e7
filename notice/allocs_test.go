//go:build !race

// The race detector lets pools forget at random, so that what a pool saves is counted without it.

package notice_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

// A decision that allows a call makes no garbage.
func TestAllowedDecisionDoesNotAllocate(t *testing.T) {
	for _, purpose := range []consult.Purpose{consult.Consultation, consult.Colleagues} {
		w := newWorld()
		w.call.Purpose = purpose
		w.notices[0].Withdrawn = now.AddDate(1, 0, 0)
		later := record("later")
		later.Published = now.Add(10 * time.Minute)
		w.notices = append(w.notices, later)
		gate, err := consult.NewGate(consult.Discard, []*consult.Check{w.check(t)}, &consult.Options{Clock: func() time.Time { return now }})
		require.NoError(t, err)
		ctx, allowed := context.Background(), true
		allocs := testing.AllocsPerRun(100, func() {
			d, err := gate.Decide(ctx, &w.call)
			allowed = allowed && err == nil && d.Allows()
		})
		require.True(t, allowed)
		require.Zero(t, allocs)
	}
}
