package expslog_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	stdslog "log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/exp/slog"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/expslog"
)

var now = time.Date(2026, time.May, 11, 9, 0, 0, 0, time.UTC)

// decisions returns decisions with every attribute present in one and absent in another.
func decisions() map[string]consult.Decision {
	version, err := consult.ParseVersion("1.11.0")
	if err != nil {
		panic(err)
	}
	ref := &consult.RecordRef{Kind: "dpia", ID: "video-2026", Version: "3f1c0a9b7d5e2468"}
	finding := func(id consult.RuleID, effect consult.Effect) consult.Finding {
		return consult.Finding{Rule: consult.Rule{ID: id}, Effect: effect, Fault: consult.Fault{Record: ref}}
	}
	whole := consult.Decision{
		ID: consult.DecisionID{1, 2}, Stage: consult.StageOverride, Redeems: consult.DecisionID{3, 4},
		Outcome: consult.AllowedByOverride, At: now.Add(123456789), ValidUntil: now.Add(time.Minute),
		Call: consult.Call{
			ID: "call-7f3a", Controller: "Z99901", Purpose: consult.Consultation,
			Product: consult.Product{ID: "example-meet", Version: version},
		},
		Findings: []consult.Finding{
			finding("a.refused", consult.Refuses), finding("a.advised", consult.Advises),
			finding("a.waived", consult.Waived), finding("a.overridden", consult.Overridden),
		},
		RuleSet:  strings.Repeat("0f", 16),
		Override: consult.Override{Clinician: "staff-oakes", Need: consult.NeedUrgent},
	}
	hostile := whole
	hostile.Call.ID, hostile.RuleSet = "Jane Doe <&> \"9434765919\"\n", "staff-oakes"
	return map[string]consult.Decision{
		"the zero decision": {},
		"every attribute":   whole,
		"an allowed call":   {ID: consult.DecisionID{5, 6}, Outcome: consult.Allowed, At: now},
		"a hostile call":    hostile,
	}
}

// TestSameAsCore writes each decision with both recorders, and compares the bytes.
func TestSameAsCore(t *testing.T) {
	t.Parallel()
	for reason, d := range decisions() {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			var core, exp bytes.Buffer
			require.NoError(t, consult.LogTo(stdslog.NewJSONHandler(&core, nil)).Record(t.Context(), d))
			require.NoError(t, expslog.LogTo(slog.NewJSONHandler(&exp, nil)).Record(t.Context(), d))
			if diff := cmp.Diff(core.String(), exp.String()); diff != "" {
				t.Errorf("the recorders disagree in JSON (-log/slog +x/exp/slog):\n%s", diff)
			}
			core.Reset()
			exp.Reset()
			require.NoError(t, consult.LogTo(stdslog.NewTextHandler(&core, nil)).Record(t.Context(), d))
			require.NoError(t, expslog.LogTo(slog.NewTextHandler(&exp, nil)).Record(t.Context(), d))
			if diff := cmp.Diff(core.String(), exp.String()); diff != "" {
				t.Errorf("the recorders disagree in text (-log/slog +x/exp/slog):\n%s", diff)
			}
			assert.NotContains(t, core.String()+exp.String(), "oakes")
			assert.NotContains(t, core.String()+exp.String(), "Jane")
		})
	}
}

// TestValueShowsNobody logs by hand what identifies people.
func TestValueShowsNobody(t *testing.T) {
	t.Parallel()
	d := decisions()["every attribute"]
	var none *consult.Decision
	tests := []struct {
		reason string
		value  stdslog.LogValuer
		want   string
	}{
		{"an override says why", d.Override, `{"clinician":"withheld","need":"urgent"}`},
		{"a member of staff is withheld", d.Override.Clinician, `"withheld"`},
		{"a waiver says neither why nor who", consult.Waiver{ID: "w", Reason: "asked by Sam Oakes", RequestedBy: "staff-oakes", AcceptedBy: "staff-oakes", Until: now},
			`{"id":"w","requested_by":"withheld","accepted_by":"withheld","until":"2026-05-11T09:00:00Z"}`},
		{"a call by a pointer", &d.Call, `{"call_id":"call-7f3a","controller":"Z99901","product":"example-meet","product_version":"1.11.0","purpose":"consultation"}`},
		{"nothing", nil, `null`},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			slog.New(slog.NewJSONHandler(&out, nil)).Info("by hand", slog.Any("value", expslog.Value(test.value)))
			assert.Contains(t, out.String(), `"value":`+test.want+"}\n")
		})
	}
	assert.NotPanics(t, func() { expslog.Value(none) }, "a log line is no reason to stop")
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// TestNoRecordNoPermit has the handlers that keep nothing.
func TestNoRecordNoPermit(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left on device")
	tests := []struct {
		reason  string
		handler slog.Handler
		says    string
	}{
		{"a handler that fails has kept nothing", slog.NewJSONHandler(failing{full}, nil), full.Error()},
		{"a handler for warnings alone would drop a call that is allowed", slog.NewTextHandler(io.Discard, &slog.HandlerOptions{Level: slog.LevelWarn}), "drops records of this level"},
		{"no handler", nil, "there is no log handler"},
	}
	check := &consult.Check{
		Name: "none", Doc: "Nothing is asked.", Run: func(*consult.Pass) {},
		Rules: []consult.Rule{{
			ID: "none.asked", Clauses: []consult.ClauseID{"I1"}, Summary: "Nothing is asked.",
			Owner: consult.OwnerPlatform, Remedy: "Ask.", Patient: "Please wait.",
		}},
	}
	at := consult.Observed{Source: "test", At: now}
	call := consult.Call{
		ID: "call-7f3a", Controller: "Z99901", Product: consult.Product{ID: "example-meet"}, Purpose: consult.Colleagues, Start: now,
		Initiator: consult.Initiator{Observed: at}, Room: consult.Room{Observed: at}, Device: consult.Device{Observed: at},
		Client: consult.Client{Observed: at}, Data: consult.Data{Observed: at},
	}
	decide := func(t *testing.T, h slog.Handler) (consult.Decision, error) {
		gate, err := consult.NewGate(expslog.LogTo(h), []*consult.Check{check}, &consult.Options{Clock: func() time.Time { return now }})
		require.NoError(t, err)
		return gate.Decide(t.Context(), &call)
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			d, err := decide(t, test.handler)
			require.ErrorIs(t, err, consult.ErrNotRecorded)
			require.ErrorContains(t, err, test.says)
			_, ok := d.Permit()
			assert.False(t, ok)
		})
	}
	t.Run("a handler that keeps the record", func(t *testing.T) {
		t.Parallel()
		d, err := decide(t, slog.NewJSONHandler(io.Discard, nil))
		require.NoError(t, err)
		_, ok := d.Permit()
		assert.True(t, ok)
	})
	t.Run("a context that has ended records for nobody", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, expslog.LogTo(slog.NewJSONHandler(io.Discard, nil)).Record(ctx, consult.Decision{}), context.Canceled)
	})
}

func TestBreachIsLoggedAlike(t *testing.T) {
	t.Parallel()
	breach := consult.Breach{
		Decision: consult.DecisionID{1, 2}, Call: "call-1", Rule: "recording.default",
		Fault:    consult.Fault{Fact: "room.recording", Found: consult.EnumValue(consult.RecordingAutomatic)},
		Observed: consult.Observed{Source: "platform", At: time.Date(2026, time.May, 11, 12, 0, 0, 0, time.UTC)},
	}
	var std, exp bytes.Buffer
	require.NoError(t, consult.RecordBreach(t.Context(), consult.LogTo(stdslog.NewJSONHandler(&std, nil)), breach))
	require.NoError(t, consult.RecordBreach(t.Context(), expslog.LogTo(slog.NewJSONHandler(&exp, nil)), breach))
	assert.JSONEq(t, std.String(), exp.String())
}
