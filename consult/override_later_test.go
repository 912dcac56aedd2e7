package consult_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
)

// approvedGate returns a gate that wants an approval on file, the register of approvals, and
// the number of times that the escalation contact was told.
func approvedGate(t *testing.T, mode consult.Mode) (*consult.Gate, *register.Register[approval], *int) {
	t.Helper()
	approvals, err := register.Of[approval]("approval")
	require.NoError(t, err)
	toldOf := new(int)
	check := checking("approved", func(p *consult.Pass) {
		if len(approvals.At(p, p.Call.Key())) == 0 {
			p.Report("approved.held", consult.Fault{Fact: "approval", Found: consult.Phrase("none on file")})
		}
	})
	gate := gateOf(t, consult.Options{Mode: mode, Escalate: func(context.Context, consult.Decision) error {
		*toldOf++
		return nil
	}}, check)
	return gate, approvals, toldOf
}

// TestOverrideOfNothing holds that an override that turned out not to be needed, so that nobody
// was told, does not override what breaks before the permit is redeemed.
func TestOverrideOfNothing(t *testing.T) {
	t.Parallel()
	gate, approvals, toldOf := approvedGate(t, consult.Enforce)
	refused := decided(t, gate, soundCall())
	require.Equal(t, consult.Refused, refused.Outcome)
	require.NoError(t, approvals.Replace(approval{"a", "Z99901"}))

	d, err := gate.Override(t.Context(), &refused, urgent)
	require.NoError(t, err)
	assert.Equal(t, consult.Allowed, d.Outcome, "there is nothing left to override")
	assert.Zero(t, *toldOf)
	permit, ok := d.Permit()
	require.True(t, ok)

	require.NoError(t, approvals.Replace())
	redeemed, err := gate.Redeem(t.Context(), permit, "call-1")
	require.ErrorIs(t, err, consult.ErrRefused)
	assert.Equal(t, consult.Refused, redeemed.Outcome)
}

// TestOverrideOutlivesTheFault holds that the permit of an override starts the call also where
// what was overridden has been mended meanwhile.
func TestOverrideOutlivesTheFault(t *testing.T) {
	t.Parallel()
	gate, approvals, toldOf := approvedGate(t, consult.Enforce)
	refused := decided(t, gate, soundCall())
	d, err := gate.Override(t.Context(), &refused, urgent)
	require.NoError(t, err)
	require.Equal(t, consult.AllowedByOverride, d.Outcome)
	assert.Equal(t, 1, *toldOf)
	permit, _ := d.Permit()

	require.NoError(t, approvals.Replace(approval{"a", "Z99901"}))
	redeemed, err := gate.Redeem(t.Context(), permit, "call-1")
	require.NoError(t, err)
	assert.Equal(t, consult.Allowed, redeemed.Outcome)
	assert.Equal(t, urgent, redeemed.Override, "who went ahead stays on record")
}

// TestOverrideWhileObserving holds that an override is judged, told and recorded where the gate
// only observes, as it would be where it enforces.
func TestOverrideWhileObserving(t *testing.T) {
	t.Parallel()
	gate, _, toldOf := approvedGate(t, consult.Observe)
	refused := decided(t, gate, soundCall())
	d, err := gate.Override(t.Context(), &refused, urgent)
	require.NoError(t, err)
	assert.Equal(t, consult.AllowedByOverride, d.Outcome)
	assert.Equal(t, consult.Observe, d.Mode)
	assert.Equal(t, 1, *toldOf)
}

// TestOverrideStaysOnRecord holds that the need and the clinician are part of every decision
// that the override led to, and nothing else in it says who that is.
func TestOverrideStaysOnRecord(t *testing.T) {
	t.Parallel()
	var notes notebook
	gate := recordedGate(t, &notes, consult.Options{Escalate: told}, soundChecks()...)
	refused := decided(t, gate, unmanaged())
	d, err := gate.Override(t.Context(), &refused, urgent)
	require.NoError(t, err)
	permit, _ := d.Permit()
	_, err = gate.Redeem(t.Context(), permit, "call-1")
	require.NoError(t, err)
	require.Len(t, notes.kept, 3)
	assert.True(t, notes.kept[0].Override.IsZero())
	assert.Equal(t, urgent, notes.kept[1].Override)
	assert.Equal(t, urgent, notes.kept[2].Override)
	for _, kept := range notes.kept {
		assert.NotContains(t, kept.ForPatient(), "staff-1")
		for _, f := range kept.Findings {
			assert.NotContains(t, f.Found.String()+f.Expected.String(), "staff-1")
		}
	}
}

// TestOverrideCoversWhatWasTold holds that redeeming overrides only the rules that were broken
// when the escalation contact was told: what breaks later refuses, although it could be overridden.
func TestOverrideCoversWhatWasTold(t *testing.T) {
	t.Parallel()
	var later atomic.Bool
	check := checking("two", func(p *consult.Pass) {
		p.Report("approved.held", consult.Fault{Fact: "approval", Found: consult.Phrase("none")})
		if later.Load() {
			p.Report("later.broken", consult.Fault{Fact: "later", Found: consult.Phrase("broken")})
		}
	}, ruleOf("approved.held"), ruleOf("later.broken"))
	gate := gateOf(t, consult.Options{Escalate: func(context.Context, consult.Decision) error { return nil }}, check)
	for _, tt := range []struct {
		reason string
		later  bool
		want   []consult.RuleID
	}{
		{"the rule that was told stays overridden", false, nil},
		{"a rule that broke since refuses", true, []consult.RuleID{"later.broken"}},
	} {
		later.Store(false)
		refused := decided(t, gate, soundCall())
		d, err := gate.Override(t.Context(), &refused, urgent)
		require.NoError(t, err, tt.reason)
		permit, ok := d.Permit()
		require.True(t, ok, tt.reason)
		later.Store(tt.later)
		redeemed, err := gate.Redeem(t.Context(), permit, permit.Call())
		assert.Equal(t, tt.want, redeemed.Broken(), tt.reason)
		assert.Equal(t, tt.later, err != nil, tt.reason)
		assert.Equal(t, []consult.RuleID{"approved.held"}, redeemed.Rules(consult.Overridden), tt.reason)
	}
}
