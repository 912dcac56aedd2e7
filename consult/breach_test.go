package consult_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

func aBreach() consult.Breach {
	return consult.Breach{
		Decision: consult.DecisionID{1, 2}, Call: "call-1", Rule: consult.RecordingDefault,
		Fault:    consult.Fault{Fact: "room.recording", Found: consult.EnumValue(consult.RecordingAutomatic), Expected: consult.EnumValue(consult.RecordingOff)},
		Observed: consult.Observed{Source: "livekit", At: noon},
	}
}

func TestBreachIsLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	require.NoError(t, consult.RecordBreach(t.Context(), consult.LogTo(slog.NewJSONHandler(&log, nil)), aBreach()))
	var got map[string]any
	require.NoError(t, json.Unmarshal(log.Bytes(), &got))
	assert.Equal(t, map[string]any{
		"time": "2026-05-11T12:00:00Z", "level": "ERROR", "msg": "decision breached",
		"decision_id": "00000000000000010000000000000002", "call_id": "call-1", "rule": "recording.default",
		"fact": "room.recording", "found": "automatic", "expected": "off", "source": "livekit", "observed_at": "2026-05-11T12:00:00Z",
	}, got)
}

func TestBreachQuotesNothing(t *testing.T) {
	t.Parallel()
	const secret = "Mrs Jones, 9434765919"
	var log bytes.Buffer
	b := consult.Breach{Call: secret, Rule: secret, Fault: consult.Fault{Fact: secret}, Observed: consult.Observed{Source: secret}}
	slog.New(slog.NewTextHandler(&log, nil)).Error("seen", "breach", b)
	assert.NotContains(t, log.String(), "Jones")
	assert.Contains(t, log.String(), "breach.call_id=malformed breach.rule=malformed breach.fact=malformed breach.source=malformed\n", "what is not known is left out")
}

// breachKeeper keeps breaches, in whatever way a test wants.
type breachKeeper struct {
	consult.Recorder
	keep func(context.Context, consult.Breach) error
}

func (k breachKeeper) RecordBreach(ctx context.Context, b consult.Breach) error {
	return k.keep(ctx, b)
}

func TestBreachIsKeptOrReportedAgain(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	broken := errors.New("broken")
	for _, test := range []struct {
		why      string
		recorder consult.Recorder
		want     error
	}{
		{"a recorder that keeps no breaches", consult.Discard, consult.ErrNoBreaches},
		{"no recorder at all", nil, consult.ErrNoBreaches},
		{"a recorder that fails", breachKeeper{keep: func(context.Context, consult.Breach) error { return broken }}, broken},
		{"a recorder that keeps it", breachKeeper{keep: func(context.Context, consult.Breach) error { return nil }}, nil},
		{"a recorder that returns too late", breachKeeper{keep: func(context.Context, consult.Breach) error { cancel(); return nil }}, context.Canceled},
	} {
		assert.ErrorIs(t, consult.RecordBreach(ctx, test.recorder, aBreach()), test.want, test.why)
	}
	assert.Error(t, consult.RecordBreach(t.Context(), consult.LogTo(nil), aBreach()))
}
