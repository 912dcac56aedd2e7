package consult_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
)

func TestRedeem(t *testing.T) {
	t.Parallel()
	clock := watchAt(noon)
	gate := gateOf(t, consult.Options{Clock: clock.Now}, soundChecks()...)
	d := decided(t, gate, soundCall())
	permit, ok := d.Permit()
	require.True(t, ok)
	assert.Equal(t, consult.CallID("call-1"), permit.Call())
	assert.Equal(t, noon.Add(consult.DefaultPermitLife), permit.Expires())

	clock.Advance(time.Minute)
	redeemed, err := gate.Redeem(t.Context(), permit, "call-1")
	require.NoError(t, err)
	assert.Equal(t, consult.StageRedeem, redeemed.Stage)
	assert.Equal(t, d.ID, redeemed.Redeems)
	assert.NotEqual(t, d.ID, redeemed.ID)
	assert.Equal(t, noon.Add(time.Minute), redeemed.At)
	assert.Equal(t, consult.Allowed, redeemed.Outcome)
	assertGivesNothing(t, redeemed) // a permit does not beget another
}

func TestRedeemRefuses(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	type bench struct {
		gate, other *consult.Gate
		clock       *watch
		permit      consult.Permit
	}
	redeem := func(b bench) (consult.Decision, error) { return b.gate.Redeem(t.Context(), b.permit, "call-1") }
	tests := []struct {
		reason string
		try    func(b bench) (consult.Decision, error)
		want   error
		after  error // of an ordinary redemption afterwards
	}{
		{"the zero permit", func(b bench) (consult.Decision, error) {
			return b.gate.Redeem(t.Context(), consult.Permit{}, "")
		}, consult.ErrNoPermit, nil},
		{"a nil gate", func(b bench) (consult.Decision, error) {
			return (*consult.Gate)(nil).Redeem(t.Context(), b.permit, "call-1")
		}, consult.ErrNoGate, nil},
		{"a zero gate", func(b bench) (consult.Decision, error) {
			return new(consult.Gate).Redeem(t.Context(), b.permit, "call-1")
		}, consult.ErrNoGate, nil},
		{"another gate, of the same checks", func(b bench) (consult.Decision, error) {
			return b.other.Redeem(t.Context(), b.permit, "call-1")
		}, consult.ErrOtherGate, nil},
		{"another call", func(b bench) (consult.Decision, error) {
			return b.gate.Redeem(t.Context(), b.permit, "call-2")
		}, consult.ErrOtherCall, nil},
		{"no call", func(b bench) (consult.Decision, error) {
			return b.gate.Redeem(t.Context(), b.permit, "")
		}, consult.ErrOtherCall, nil},
		{"a context that has ended", func(b bench) (consult.Decision, error) {
			return b.gate.Redeem(ended, b.permit, "call-1")
		}, context.Canceled, nil},
		{"a second time", func(b bench) (consult.Decision, error) {
			_, err := redeem(b)
			assert.NoError(t, err)
			return redeem(b)
		}, consult.ErrUsed, consult.ErrUsed},
		{"a copy, after the first was used", func(b bench) (consult.Decision, error) {
			copied := b
			_, err := redeem(b)
			assert.NoError(t, err)
			return redeem(copied)
		}, consult.ErrUsed, consult.ErrUsed},
		{"at the instant at which it ends", func(b bench) (consult.Decision, error) {
			b.clock.Set(b.permit.Expires())
			return redeem(b)
		}, consult.ErrExpired, consult.ErrExpired},
		{"long after it has ended", func(b bench) (consult.Decision, error) {
			b.clock.Advance(time.Hour)
			return redeem(b)
		}, consult.ErrExpired, consult.ErrExpired},
		{"with the clock set back before the decision", func(b bench) (consult.Decision, error) {
			b.clock.Advance(-1)
			_, err := redeem(b)
			b.clock.Advance(1)
			return consult.Decision{}, err
		}, consult.ErrExpired, nil},
		{"with the clock set back after it had ended", func(b bench) (consult.Decision, error) {
			b.clock.Set(b.permit.Expires())
			_, err := redeem(b)
			assert.ErrorIs(t, err, consult.ErrExpired)
			b.clock.Set(noon)
			return redeem(b)
		}, consult.ErrExpired, consult.ErrExpired},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			b := bench{clock: watchAt(noon)}
			b.gate = gateOf(t, consult.Options{Clock: b.clock.Now}, soundChecks()...)
			b.other = gateOf(t, consult.Options{Clock: b.clock.Now}, soundChecks()...)
			b.permit = permitted(t, b.gate, soundCall())
			d, err := tt.try(b)
			require.ErrorIs(t, err, tt.want)
			assert.False(t, d.Allows(), "no decision was made")
			assertGivesNothing(t, d)
			_, err = redeem(b)
			assert.ErrorIs(t, err, tt.after, "whether the attempt used the permit up")
		})
	}
}

func TestRedeemAMomentBeforeItEnds(t *testing.T) {
	t.Parallel()
	clock := watchAt(noon)
	gate := gateOf(t, consult.Options{Clock: clock.Now}, soundChecks()...)
	permit := permitted(t, gate, soundCall())
	clock.Set(permit.Expires().Add(-1))
	_, err := gate.Redeem(t.Context(), permit, "call-1")
	assert.NoError(t, err)
}

// TestRedeemRace holds that of many goroutines that redeem one permit, one succeeds: whichever
// copy of it they have, and however they came by it.
func TestRedeemRace(t *testing.T) {
	t.Parallel()
	gate := gateOf(t, consult.Options{}, passing())
	for range 300 {
		d := decided(t, gate, soundCall())
		var won atomic.Int64
		var wg sync.WaitGroup
		ready := make(chan struct{})
		for range 4 {
			permit, ok := d.Permit()
			require.True(t, ok)
			wg.Go(func() {
				<-ready
				_, err := gate.Redeem(t.Context(), permit, "call-1")
				if err == nil {
					won.Add(1)
					return
				}
				assert.ErrorIs(t, err, consult.ErrUsed)
			})
		}
		close(ready)
		wg.Wait()
		require.EqualValues(t, 1, won.Load())
	}
}

// An approval is a record of these tests.
type approval struct {
	ID         consult.RecordID
	Controller consult.ODSCode
}

func (a approval) RecordID() consult.RecordID { return a.ID }
func (a approval) Keys() []consult.Key {
	return []consult.Key{{Controller: a.Controller, Product: "example-meet"}}
}

// TestRedeemAfterWithdrawal holds that a permit is judged again against the records as they
// are now, and that it is used up when they refuse it.
func TestRedeemAfterWithdrawal(t *testing.T) {
	t.Parallel()
	approvals, err := register.Of("approval", approval{"a", "Z99901"})
	require.NoError(t, err)
	check := checking("approved", func(p *consult.Pass) {
		if len(approvals.At(p, p.Call.Key())) == 0 {
			p.Report("approved.held", consult.Fault{Fact: "approval", Found: consult.Phrase("none on file")})
		}
	})
	gate := gateOf(t, consult.Options{}, check)
	permit := permitted(t, gate, soundCall())

	require.NoError(t, approvals.Replace())
	d, err := gate.Redeem(t.Context(), permit, "call-1")
	require.ErrorIs(t, err, consult.ErrRefused)
	require.ErrorContains(t, err, "approved.held")
	assert.Equal(t, consult.Refused, d.Outcome)
	assert.Equal(t, []consult.RuleID{"approved.held"}, d.Broken())
	assertGivesNothing(t, d)

	require.NoError(t, approvals.Replace(approval{"b", "Z99901"}))
	_, err = gate.Redeem(t.Context(), permit, "call-1")
	require.ErrorIs(t, err, consult.ErrUsed, "it does not come back with the record")
}

func TestRedeemIsNotRecorded(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	recorder := consult.RecorderFunc(func(_ context.Context, d consult.Decision) error {
		if d.Stage == consult.StageRedeem {
			return full
		}
		return nil
	})
	gate := recordedGate(t, recorder, consult.Options{}, passing())
	permit := permitted(t, gate, soundCall())
	d, err := gate.Redeem(t.Context(), permit, "call-1")
	require.ErrorIs(t, err, consult.ErrNotRecorded)
	require.ErrorIs(t, err, full)
	assertGivesNothing(t, d)
	_, err = gate.Redeem(t.Context(), permit, "call-1")
	require.ErrorIs(t, err, consult.ErrUsed)
}
