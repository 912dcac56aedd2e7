package platform_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
)

// decided is a watch over one decision, on a room that records in the given way.
func decided(recorder consult.Recorder, recording consult.Recording) *platform.Watch {
	return &platform.Watch{Recorder: recorder, Decided: func(_ context.Context, call consult.CallID) (consult.Decision, bool) {
		d := consult.Decision{ID: consult.DecisionID{1}, Call: consulttest.Call()}
		d.Call.Room.Recording = recording
		return d, call == d.Call.ID
	}}
}

func TestWatchReportsWhatTheDecisionForbade(t *testing.T) {
	t.Parallel()
	seen := consult.Observed{Source: "webhook", At: consulttest.Now}
	for _, test := range []struct {
		why       string
		recording consult.Recording
		call      consult.CallID
		expected  string // of the breach; empty where there is none
		known     bool
	}{
		{"it was not to be recorded", consult.RecordingOff, "call-0001", "off", true},
		{"somebody asked for it, as the decision allows", consult.RecordingOnRequest, "call-0001", "", true},
		{"how it records was not known", consult.RecordingUnknown, "call-0001", "unknown", true},
		{"it was refused and started all the same", consult.RecordingAutomatic, "call-0001", "automatic", true},
		{"it was refused and started all the same", consult.RecordingBuffered, "call-0001", "buffered", true},
		{"nobody decided on it", consult.RecordingOnRequest, "call-0002", "a decision that allows it", false},
	} {
		var recorder consulttest.Recorder
		require.NoError(t, decided(&recorder, test.recording).Recorded(t.Context(), test.call, seen), test.why)
		breaches := recorder.Breaches()
		if test.expected == "" {
			assert.Empty(t, breaches, test.why)
			continue
		}
		require.Len(t, breaches, 1, test.why)
		b := breaches[0]
		assert.Equal(t, test.call, b.Call, test.why)
		assert.Equal(t, consult.RecordingDefault, b.Rule, test.why)
		assert.Equal(t, "room.recording", b.Fact, test.why)
		assert.Equal(t, "recording", b.Found.String(), test.why)
		assert.Equal(t, test.expected, b.Expected.String(), test.why)
		assert.Equal(t, seen, b.Observed, test.why)
		assert.Equal(t, test.known, b.Decision != consult.DecisionID{}, test.why)
	}
}

func TestWatchDoesNotTakeADecisionOnAnotherCall(t *testing.T) {
	t.Parallel()
	var recorder consulttest.Recorder
	w := decided(&recorder, consult.RecordingOnRequest)
	ask := w.Decided
	w.Decided = func(ctx context.Context, _ consult.CallID) (consult.Decision, bool) { return ask(ctx, "call-0001") }
	require.NoError(t, w.Recorded(t.Context(), "call-0002", consult.Observed{}))
	require.Len(t, recorder.Breaches(), 1)
	assert.Zero(t, recorder.Breaches()[0].Decision)
}

func TestWatchThatCannotReportSaysSo(t *testing.T) {
	t.Parallel()
	var down consulttest.Recorder
	down.SetDown(true)
	assert.ErrorIs(t, decided(&down, consult.RecordingOff).Recorded(t.Context(), "call-0001", consult.Observed{}), consulttest.ErrDown)
	assert.NoError(t, decided(&down, consult.RecordingOnRequest).Recorded(t.Context(), "call-0001", consult.Observed{}), "nothing is to be recorded")
	assert.ErrorIs(t, decided(consult.Discard, consult.RecordingOff).Recorded(t.Context(), "call-0001", consult.Observed{}), consult.ErrNoBreaches)

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, decided(new(consulttest.Recorder), consult.RecordingOff).Recorded(ended, "call-0001", consult.Observed{}), context.Canceled)

	var zero platform.Watch
	assert.ErrorIs(t, zero.Recorded(t.Context(), "call-0001", consult.Observed{}), consult.ErrNoBreaches, "the zero Watch knows no decision and has no recorder")
	var recorder consulttest.Recorder
	require.NoError(t, (&platform.Watch{Recorder: &recorder}).Recorded(t.Context(), "call-0001", consult.Observed{}))
	assert.Len(t, recorder.Breaches(), 1, "what nobody decided on is a breach")
}
