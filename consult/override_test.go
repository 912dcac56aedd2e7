package consult_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

var urgent = consult.Override{Clinician: "staff-1", Need: consult.NeedUrgent}

// told is an escalation contact who can always be told.
func told(context.Context, consult.Decision) error { return nil }

func TestOverride(t *testing.T) {
	t.Parallel()
	var notes notebook
	var escalated []consult.Decision
	gate := recordedGate(t, &notes, consult.Options{Escalate: func(_ context.Context, d consult.Decision) error {
		assert.Len(t, notes.kept, 2, "the decision is on record before anybody is told")
		assertGivesNothing(t, d) // and there is no permit before the contact has been told
		escalated = append(escalated, d)
		return nil
	}}, soundChecks()...)
	refused := decided(t, gate, unmanaged())
	assertGivesNothing(t, refused)

	d, err := gate.Override(t.Context(), &refused, urgent)
	require.NoError(t, err)
	assert.Equal(t, consult.AllowedByOverride, d.Outcome)
	assert.True(t, d.Allows())
	assert.Equal(t, consult.StageOverride, d.Stage)
	assert.Equal(t, refused.ID, d.Redeems)
	assert.Equal(t, urgent, d.Override)
	assert.Equal(t, []consult.RuleID{consult.DeviceProtected}, d.Rules(consult.Overridden))
	assert.Empty(t, d.Broken())
	require.Len(t, escalated, 1)
	assert.Equal(t, d.ID, escalated[0].ID)
	assert.Equal(t, urgent, escalated[0].Override)

	permit, ok := d.Permit()
	require.True(t, ok)
	redeemed, err := gate.Redeem(t.Context(), permit, "call-1")
	require.NoError(t, err)
	assert.Equal(t, consult.AllowedByOverride, redeemed.Outcome, "the override lasts until the call starts")
	assert.Equal(t, urgent, redeemed.Override)
	assert.Equal(t, d.ID, redeemed.Redeems)
	assert.Len(t, escalated, 1, "the contact is told once")
	_, err = gate.Redeem(t.Context(), permit, "call-1")
	require.ErrorIs(t, err, consult.ErrUsed)

	assert.Equal(t, consult.Refused, decided(t, gate, unmanaged()).Outcome, "the next decision on the same call knows nothing of it")
	assertGivesNothing(t, refused)
}

func TestOverrideRefused(t *testing.T) {
	t.Parallel()
	refusal := func(d *consult.Decision) {}
	tests := []struct {
		reason   string
		override consult.Override
		change   func(*consult.Decision)
		later    time.Duration
		want     error
	}{
		{"no override at all", consult.Override{}, refusal, 0, consult.ErrNoOverride},
		{"no clinician", consult.Override{Need: consult.NeedUrgent}, refusal, 0, consult.ErrNoOverride},
		{"a clinician by name", consult.Override{Clinician: "Dr Smith", Need: consult.NeedUrgent}, refusal, 0, consult.ErrNoOverride},
		{"no need", consult.Override{Clinician: "staff-1"}, refusal, 0, consult.ErrNoOverride},
		{"a need that is none", consult.Override{Clinician: "staff-1", Need: 99}, refusal, 0, consult.ErrNoOverride},
		{"the last moment", urgent, refusal, consult.DefaultPermitLife - 1, nil},
		{"too late", urgent, refusal, consult.DefaultPermitLife, consult.ErrNotOverridable},
		{"with the clock set back", urgent, refusal, -1, consult.ErrNotOverridable},
		{"a zero decision", urgent, func(d *consult.Decision) { *d = consult.Decision{} }, 0, consult.ErrNotOverridable},
		{"a decision put together by hand", urgent, func(d *consult.Decision) {
			*d = consult.Decision{ID: d.ID, Call: d.Call, At: d.At}
		}, 0, consult.ErrNotOverridable},
		{"another decision's id", urgent, func(d *consult.Decision) { d.ID[1]++ }, 0, consult.ErrNotOverridable},
		{"another call", urgent, func(d *consult.Decision) { d.Call.ID = "call-2" }, 0, consult.ErrNotOverridable},
		{"an outcome changed by hand is still a refusal", urgent, func(d *consult.Decision) { d.Outcome = consult.Allowed }, 0, nil},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			clock := watchAt(noon)
			gate := gateOf(t, consult.Options{Clock: clock.Now, Escalate: told}, soundChecks()...)
			refused := decided(t, gate, unmanaged())
			tt.change(&refused)
			clock.Advance(tt.later)
			d, err := gate.Override(t.Context(), &refused, tt.override)
			require.ErrorIs(t, err, tt.want)
			if tt.want != nil {
				assertGivesNothing(t, d)
				assert.False(t, d.Allows())
			}
		})
	}
}

func TestOverrideOfWhat(t *testing.T) {
	t.Parallel()
	gate := gateOf(t, consult.Options{Escalate: told}, soundChecks()...)
	refused := decided(t, gate, unmanaged())
	allowed := decided(t, gate, soundCall())
	other := decided(t, gateOf(t, consult.Options{Escalate: told}, soundChecks()...), unmanaged())
	permit, ok := allowed.Permit()
	require.True(t, ok)
	redeemed, err := gate.Redeem(t.Context(), permit, "call-1")
	require.NoError(t, err)
	for reason, d := range map[string]*consult.Decision{
		"no decision": nil, "an allowed call": &allowed, "a refusal of another gate": &other, "a redeemed permit": &redeemed,
	} {
		_, err := gate.Override(t.Context(), d, urgent)
		assert.ErrorIs(t, err, consult.ErrNotOverridable, reason)
	}
	_, err = (*consult.Gate)(nil).Override(t.Context(), &refused, urgent)
	require.ErrorIs(t, err, consult.ErrNoGate)
	_, err = new(consult.Gate).Override(t.Context(), &refused, urgent)
	require.ErrorIs(t, err, consult.ErrNoGate)
}

// TestRulesThatCannotBeOverridden overrides a refusal for each rule alone.
func TestRulesThatCannotBeOverridden(t *testing.T) {
	t.Parallel()
	for _, rule := range gateOf(t, consult.Options{}, soundChecks()...).Rules() {
		change, ok := examples[rule.ID]
		if !ok || rule.Advice {
			continue
		}
		t.Run(string(rule.ID), func(t *testing.T) {
			t.Parallel()
			calls := 0
			gate := gateOf(t, consult.Options{Escalate: func(context.Context, consult.Decision) error {
				calls++
				return nil
			}}, soundChecks()...)
			call := soundCall()
			change(&call)
			refused := decided(t, gate, call)
			d, err := gate.Override(t.Context(), &refused, urgent)
			require.NoError(t, err, "a refusal is a decision, not an error")
			_, permitted := d.Permit()
			assert.Equal(t, rule.Overridable, permitted)
			if rule.Overridable {
				assert.Equal(t, consult.AllowedByOverride, d.Outcome)
				assert.Equal(t, 1, calls)
				return
			}
			assert.Equal(t, consult.Refused, d.Outcome)
			assert.Equal(t, []consult.RuleID{rule.ID}, d.Broken())
			assert.Zero(t, calls, "nobody is told of what did not happen")
		})
	}
}

// TestOverrideOfSome holds that one rule that cannot be overridden refuses, whether it comes
// before or after those that can.
func TestOverrideOfSome(t *testing.T) {
	t.Parallel()
	gate := gateOf(t, consult.Options{Escalate: told}, soundChecks()...)
	for _, refusing := range []consult.RuleID{consult.CallIdentified, consult.InitiatorProvider, consult.VisibilityIsPrivate} {
		t.Run(string(refusing), func(t *testing.T) {
			t.Parallel()
			call := unmanaged()
			call.Room.Admission = consult.AdmissionLink
			examples[refusing](&call)
			refused := decided(t, gate, call)
			d, err := gate.Override(t.Context(), &refused, urgent)
			require.NoError(t, err)
			assert.Equal(t, consult.Refused, d.Outcome)
			assert.Equal(t, []consult.RuleID{refusing}, d.Broken())
			assert.Equal(t, []consult.RuleID{consult.DeviceProtected}, d.Rules(consult.Overridden))
			assert.Equal(t, []consult.RuleID{consult.AdmissionControlled}, d.Rules(consult.Advises), "advice stays advice")
			assertGivesNothing(t, d)
		})
	}
}

func TestEscalationFails(t *testing.T) {
	t.Parallel()
	down := errors.New("queue down")
	tests := []struct {
		reason   string
		escalate func(context.Context, consult.Decision) error
		want     error
	}{
		{"there is nobody to tell", nil, consult.ErrNotEscalated},
		{"telling them fails", func(context.Context, consult.Decision) error { return down }, down},
		{"telling them takes longer than the context lasts", func(ctx context.Context, _ consult.Decision) error {
			<-ctx.Done()
			return nil
		}, context.DeadlineExceeded},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				gate := gateOf(t, consult.Options{Escalate: tt.escalate}, soundChecks()...)
				refused := decided(t, gate, unmanaged())
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				d, err := gate.Override(ctx, &refused, urgent)
				require.ErrorIs(t, err, consult.ErrNotEscalated)
				require.ErrorIs(t, err, tt.want)
				assertGivesNothing(t, d)
			})
		})
	}
}

func TestOverrideIsNotRecorded(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	recorder := consult.RecorderFunc(func(_ context.Context, d consult.Decision) error {
		if d.Stage == consult.StageOverride {
			return full
		}
		return nil
	})
	escalated := false
	gate := recordedGate(t, recorder, consult.Options{Escalate: func(context.Context, consult.Decision) error {
		escalated = true
		return nil
	}}, soundChecks()...)
	refused := decided(t, gate, unmanaged())
	d, err := gate.Override(t.Context(), &refused, urgent)
	require.ErrorIs(t, err, full)
	assertGivesNothing(t, d)
	assert.False(t, escalated, "nobody is told of what is not on record")
}
