package consult_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

func TestObserve(t *testing.T) {
	t.Parallel()
	var notes notebook
	clock := watchAt(noon)
	gate := recordedGate(t, &notes, consult.Options{Mode: consult.Observe, Clock: clock.Now}, soundChecks()...)
	call := soundCall()
	call.Initiator.Party = consult.Patient
	d := decided(t, gate, call)
	assert.Equal(t, consult.Refused, d.Outcome, "the decision says what it would have been")
	assert.Equal(t, consult.Observe, d.Mode, "and that it stops nothing")
	assert.False(t, d.Allows())
	assert.Equal(t, []consult.RuleID{consult.InitiatorProvider}, d.Broken())
	assert.Zero(t, d.ValidUntil)

	permit, ok := d.Permit()
	require.True(t, ok, "a refused call may start all the same")
	assert.Equal(t, noon.Add(consult.DefaultPermitLife), permit.Expires())
	redeemed, err := gate.Redeem(t.Context(), permit, call.ID)
	require.NoError(t, err)
	assert.Equal(t, consult.Refused, redeemed.Outcome)
	assertGivesNothing(t, redeemed)
	_, err = gate.Redeem(t.Context(), permit, call.ID)
	require.ErrorIs(t, err, consult.ErrUsed, "a permit is used once, also where the gate observes")

	require.Len(t, notes.kept, 2)
	for _, kept := range notes.kept {
		assert.Equal(t, consult.Observe, kept.Mode)
		assert.Equal(t, consult.Refused, kept.Outcome)
	}

	late, ok := d.Permit()
	require.True(t, ok)
	clock.Advance(consult.DefaultPermitLife)
	_, err = gate.Redeem(t.Context(), late, call.ID)
	assert.ErrorIs(t, err, consult.ErrUsed, "all permits of one decision are the same one")
}

func TestObserveStillExpires(t *testing.T) {
	t.Parallel()
	clock := watchAt(noon)
	gate := gateOf(t, consult.Options{Mode: consult.Observe, Clock: clock.Now, PermitLife: time.Second}, soundChecks()...)
	d := decided(t, gate, consult.Call{ID: "call-1"})
	permit, ok := d.Permit()
	require.True(t, ok)
	clock.Advance(time.Second)
	_, err := gate.Redeem(t.Context(), permit, "call-1")
	assert.ErrorIs(t, err, consult.ErrExpired)
}

// TestTheZeroModeEnforces holds that a gate stops calls unless it is told not to.
func TestTheZeroModeEnforces(t *testing.T) {
	t.Parallel()
	var mode consult.Mode
	assert.Equal(t, consult.Enforce, mode)
	d := decided(t, gateOf(t, consult.Options{}, breaking("a")), soundCall())
	assertGivesNothing(t, d)
	d.Mode = consult.Observe
	assertGivesNothing(t, d)
}
