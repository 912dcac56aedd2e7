package consult_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

func TestDecideWithout(t *testing.T) {
	t.Parallel()
	gate := gateOf(t, consult.Options{}, passing())
	var none *consult.Gate
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	call := soundCall()
	tests := []struct {
		reason string
		gate   *consult.Gate
		ctx    context.Context
		call   *consult.Call
		want   error
	}{
		{"a nil gate", none, t.Context(), &call, consult.ErrNoGate},
		{"a zero gate", new(consult.Gate), t.Context(), &call, consult.ErrNoGate},
		{"no call", gate, t.Context(), nil, consult.ErrNoCall},
		{"a context that has ended", gate, ended, &call, context.Canceled},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			d, err := tt.gate.Decide(tt.ctx, tt.call)
			require.ErrorIs(t, err, tt.want)
			assertGivesNothing(t, d)
			assert.False(t, d.Allows())
		})
	}
	assert.Nil(t, none.Rules())
	assert.Empty(t, none.RuleSet())
	assert.Empty(t, new(consult.Gate).Rules())
	assert.Empty(t, new(consult.Gate).RuleSet())
}

func assertGivesNothing(t *testing.T, d consult.Decision) {
	t.Helper()
	permit, ok := d.Permit()
	assert.False(t, ok, "there is no permit")
	assert.Equal(t, consult.Permit{}, permit)
}

func TestDecisionSaysWhatItWas(t *testing.T) {
	t.Parallel()
	clock := watchAt(noon.In(time.FixedZone("BST", 3600)))
	gate := gateOf(t, consult.Options{Clock: clock.Now}, soundChecks()...)
	call := soundCall()
	d := decided(t, gate, call)
	assert.Equal(t, consult.Allowed, d.Outcome)
	assert.True(t, d.Allows())
	assert.Equal(t, consult.StageDecide, d.Stage)
	assert.Equal(t, consult.Enforce, d.Mode)
	assert.Equal(t, noon, d.At, "in UTC")
	assert.Equal(t, call, d.Call)
	assert.Equal(t, gate.RuleSet(), d.RuleSet)
	assert.Zero(t, d.Redeems)
	assert.True(t, d.Override.IsZero())
	assert.Nil(t, d.Findings)
	assert.Equal(t, noon.Add(4*time.Minute), d.ValidUntil)
}

func TestDecideUsesTheSystemClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gate, err := consult.NewGate(consult.Discard, []*consult.Check{passing()}, nil)
		require.NoError(t, err)
		d := decided(t, gate, soundCall())
		assert.Equal(t, time.Now().UTC(), d.At)
		assert.Equal(t, []consult.RuleID{consult.FactsFresh}, d.Broken(), "the facts are from the future of the year 2000")
	})
}

// TestDecideKeepsACopy holds that whoever changes the call afterwards changes neither the
// decision nor what its permit permits.
func TestDecideKeepsACopy(t *testing.T) {
	t.Parallel()
	gate := gateOf(t, consult.Options{}, soundChecks()...)
	call := soundCall()
	d, err := gate.Decide(t.Context(), &call)
	require.NoError(t, err)
	call.ID, call.Room.Recording = "call-2", consult.RecordingAutomatic
	call.Data.Recipients = consult.RecipientsOf("scribe")
	assert.Equal(t, soundCall(), d.Call)
	permit, ok := d.Permit()
	require.True(t, ok)
	assert.Equal(t, consult.CallID("call-1"), permit.Call())
	redeemed, err := gate.Redeem(t.Context(), permit, "call-1")
	require.NoError(t, err)
	assert.Equal(t, soundCall(), redeemed.Call)
}

func TestDecideDoesNotModifyTheCall(t *testing.T) {
	t.Parallel()
	gate := gateOf(t, consult.Options{}, soundChecks()...)
	for _, call := range []consult.Call{soundCall(), {}} {
		given := call
		_, err := gate.Decide(t.Context(), &given)
		require.NoError(t, err)
		assert.Equal(t, call, given)
	}
}

func TestDecideConcurrently(t *testing.T) {
	t.Parallel()
	gate := gateOf(t, consult.Options{}, soundChecks()...)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 200 {
				call := soundCall()
				want := consult.Allowed
				if i%2 == 1 {
					call.Initiator.Party, want = consult.Patient, consult.Refused
				}
				d, err := gate.Decide(t.Context(), &call)
				assert.NoError(t, err)
				assert.Equal(t, want, d.Outcome)
				assert.Len(t, d.Findings, i%2, "the findings of one call are not another's")
			}
		})
	}
	wg.Wait()
}

// TestFindingsAreTheDecisionsOwn holds that the space in which checks run is not shared with a
// decision that was made in it before.
func TestFindingsAreTheDecisionsOwn(t *testing.T) {
	t.Parallel()
	gate := gateOf(t, consult.Options{}, soundChecks()...)
	first := decided(t, gate, consult.Call{})
	want := found(first)
	for range 20 {
		call := soundCall()
		call.Purpose = 0
		decided(t, gate, call)
	}
	assert.Equal(t, want, found(first))
}
