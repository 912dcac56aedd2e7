package consult_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

// A notebook is a recorder that keeps decisions in memory.
type notebook struct {
	mu   sync.Mutex
	kept []consult.Decision
}

func (n *notebook) Record(_ context.Context, d consult.Decision) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.kept = append(n.kept, d)
	return nil
}

func recordedGate(tb testing.TB, r consult.Recorder, options consult.Options, checks ...*consult.Check) *consult.Gate {
	tb.Helper()
	if options.Clock == nil {
		options.Clock = watchAt(noon).Now
	}
	gate, err := consult.NewGate(r, checks, &options)
	require.NoError(tb, err)
	return gate
}

func TestEveryDecisionIsRecorded(t *testing.T) {
	t.Parallel()
	var notes notebook
	gate := recordedGate(t, &notes, consult.Options{}, soundChecks()...)
	call := soundCall()
	allowed, err := gate.Decide(t.Context(), &call)
	require.NoError(t, err)
	refused, err := gate.Decide(t.Context(), new(consult.Call))
	require.NoError(t, err)
	permit, _ := allowed.Permit()
	redeemed, err := gate.Redeem(t.Context(), permit, call.ID)
	require.NoError(t, err)

	require.Len(t, notes.kept, 3)
	for i, d := range []consult.Decision{allowed, refused, redeemed} {
		assert.Equal(t, d.ID, notes.kept[i].ID)
		assert.Equal(t, d.Outcome, notes.kept[i].Outcome)
		assert.Equal(t, d.Findings, notes.kept[i].Findings)
		assert.Equal(t, d.Call, notes.kept[i].Call)
		assertGivesNothing(t, notes.kept[i]) // the recorder is not given a permit
	}
	assert.Equal(t, consult.StageRedeem, notes.kept[2].Stage)
	assert.Equal(t, allowed.ID, notes.kept[2].Redeems)
}

func TestRecorderFails(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	for _, mode := range []consult.Mode{consult.Enforce, consult.Observe} {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			fails := consult.RecorderFunc(func(context.Context, consult.Decision) error { return full })
			gate := recordedGate(t, fails, consult.Options{Mode: mode}, passing())
			call := soundCall()
			d, err := gate.Decide(t.Context(), &call)
			require.ErrorIs(t, err, consult.ErrNotRecorded)
			require.ErrorIs(t, err, full)
			assert.Equal(t, consult.Allowed, d.Outcome, "the decision says what it would have been")
			assertGivesNothing(t, d)
		})
	}
}

// TestRecorderBlocks holds that a recorder that returns only after the context has ended has
// recorded for nobody, whatever it returns.
func TestRecorderBlocks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		blocks := consult.RecorderFunc(func(ctx context.Context, _ consult.Decision) error {
			<-ctx.Done()
			time.Sleep(time.Second)
			return nil
		})
		gate := recordedGate(t, blocks, consult.Options{}, passing())
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		call := soundCall()
		d, err := gate.Decide(ctx, &call)
		require.ErrorIs(t, err, consult.ErrNotRecorded)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assertGivesNothing(t, d)
	})
}

func TestContextEndsDuringTheDecision(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	check := checking("cancelling", func(*consult.Pass) { cancel() })
	var notes notebook
	gate := recordedGate(t, &notes, consult.Options{}, check)
	call := soundCall()
	d, err := gate.Decide(ctx, &call)
	require.ErrorIs(t, err, consult.ErrNotRecorded)
	require.ErrorIs(t, err, context.Canceled)
	assertGivesNothing(t, d)
	assert.Len(t, notes.kept, 1, "what was decided is on record all the same")
}

// TestRecorderPanics holds that the panic is the caller's to see, that it leaves no permit, and
// that later decisions are sound.
func TestRecorderPanics(t *testing.T) {
	t.Parallel()
	panics := true
	recorder := consult.RecorderFunc(func(context.Context, consult.Decision) error {
		if panics {
			panic("recorder")
		}
		return nil
	})
	gate := recordedGate(t, recorder, consult.Options{}, soundChecks()...)
	call := soundCall()
	var d consult.Decision
	for range 10 {
		assert.PanicsWithValue(t, "recorder", func() { d, _ = gate.Decide(t.Context(), new(consult.Call)) })
		assertGivesNothing(t, d)
	}
	panics = false
	d = decided(t, gate, call)
	assert.Equal(t, consult.Allowed, d.Outcome)
	assert.Empty(t, d.Findings, "nothing is left of the call whose recording panicked")
	permit, ok := d.Permit()
	require.True(t, ok)

	panics = true
	assert.Panics(t, func() { _, _ = gate.Redeem(t.Context(), permit, call.ID) })
	panics = false
	_, err := gate.Redeem(t.Context(), permit, call.ID)
	assert.ErrorIs(t, err, consult.ErrUsed, "a permit whose redemption panicked is used up")
}

func TestDiscardKeepsNothing(t *testing.T) {
	t.Parallel()
	assert.NoError(t, consult.Discard.Record(t.Context(), consult.Decision{}))
}
