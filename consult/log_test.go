package consult_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

// logNow is the instant of every decision of these tests.
var logNow = time.Date(2026, time.May, 11, 9, 0, 0, 0, time.UTC)

// logCall returns a call that the gates of these tests allow.
func logCall() consult.Call {
	observed := consult.Observed{Source: "livekit", At: logNow.Add(-time.Minute)}
	version, err := consult.ParseVersion("1.11.0")
	if err != nil {
		panic(err)
	}
	return consult.Call{
		ID: "call-7f3a", Controller: "Z99901", Purpose: consult.Consultation, Start: logNow,
		Product: consult.Product{ID: "example-meet", Version: version},
		Initiator: consult.Initiator{
			Observed: observed, Verified: consult.Yes, Party: consult.Provider, Role: "R8000", Organisation: "Z99901",
		},
		Room: consult.Room{
			Observed: observed, Recording: consult.RecordingOff, RecordingAuthority: consult.AuthorityNobody,
			Transcription: consult.CaptureOff, Scribe: consult.CaptureOff, Admission: consult.AdmissionWaitingRoom,
		},
		Device: consult.Device{Observed: observed, Standing: consult.DeviceCorporate},
		Client: consult.Client{Observed: observed},
		Data:   consult.Data{Observed: observed},
	}
}

// logWaivers is a list of waivers on file.
type logWaivers []*consult.Filed[consult.Waiver]

func (w logWaivers) At(*consult.Pass, consult.Key) []*consult.Filed[consult.Waiver] { return w }

// logWaiver waives device.protected for the calls of these tests.
func logWaiver() consult.Waiver {
	return consult.Waiver{
		ID: "devices-2026", Rule: consult.DeviceProtected, Controller: "Z99901", Product: "example-meet",
		Reason: "New laptops come in June; asked by Sam Oakes", RequestedBy: "staff-oakes", AcceptedBy: "staff-birch",
		From: logNow.Add(-time.Hour), Until: logNow.Add(24 * time.Hour),
	}
}

var logRef = consult.RecordRef{Kind: "dpia", ID: "video-2026", Version: "3f1c0a9b7d5e2468"}

// logGate returns a gate whose decisions rest on a record, and with options changed by change.
func logGate(t testing.TB, recorder consult.Recorder, change func(*consult.Options)) *consult.Gate {
	t.Helper()
	options := &consult.Options{Clock: func() time.Time { return logNow }}
	if change != nil {
		change(options)
	}
	gate, err := consult.NewGate(recorder, []*consult.Check{
		consult.NotRecordedByDefault(), consult.ProviderInitiated(), consult.Protected(), consult.Admitted(),
		{
			Name: "dpia", Doc: "A DPIA is on file.",
			Rules: []consult.Rule{{
				ID: "dpia.decided", Clauses: []consult.ClauseID{"D1"}, Summary: "A DPIA is on file.",
				Owner: consult.OwnerIGLead, Remedy: "File one.", Patient: "Please wait.",
			}},
			Run: func(p *consult.Pass) {
				p.Relies(&logRef, "review", logNow.Add(48*time.Hour))
				p.Relies(&logRef, "approval", time.Time{})
			},
		},
	}, options)
	require.NoError(t, err)
	return gate
}

// TestLogToAttributes has the whole record of each kind of decision. The names are part of the
// interface: a row changes only with a new major version.
func TestLogToAttributes(t *testing.T) {
	t.Parallel()
	personal := func(c *consult.Call) { c.Device.Standing = consult.DevicePersonalManaged }
	decide := func(ctx context.Context, g *consult.Gate, c *consult.Call) (consult.Decision, error) {
		return g.Decide(ctx, c)
	}
	tests := []struct {
		reason  string
		options func(*consult.Options)
		call    func(*consult.Call)
		decide  func(context.Context, *consult.Gate, *consult.Call) (consult.Decision, error)
		want    string // beside time, message, ids of decisions and digest of rules
	}{{
		reason: "a call that is allowed is information",
		want: `"level":"INFO","stage":"decide","outcome":"allowed","mode":"enforce","call_id":"call-7f3a","controller":"Z99901",` +
			`"product":"example-meet","product_version":"1.11.0","purpose":"consultation","decided_at":"2026-05-11T09:00:00Z",` +
			`"valid_until":"2026-05-11T09:04:00Z","records":["dpia video-2026 3f1c0a9b7d5e2468"]`,
	}, {
		reason: "a refusal is a warning, names each rule once, and holds until it is made again",
		call: func(c *consult.Call) {
			personal(c)
			c.Room.Scribe, c.Room.Transcription = consult.CaptureAutomatic, consult.CaptureAutomatic
			c.Room.Admission = consult.AdmissionLink
		},
		want: `"level":"WARN","stage":"decide","outcome":"refused","mode":"enforce","call_id":"call-7f3a","controller":"Z99901",` +
			`"product":"example-meet","product_version":"1.11.0","purpose":"consultation","decided_at":"2026-05-11T09:00:00Z",` +
			`"refuses":["device.protected","transcription.default"],"advises":["admission.controlled"],"records":["dpia video-2026 3f1c0a9b7d5e2468"]`,
	}, {
		reason: "what is missing is left out, and what is malformed is not quoted",
		call: func(c *consult.Call) {
			*c = consult.Call{ID: "Jane Doe", Product: consult.Product{ID: "Jane's own"}}
		},
		want: `"level":"WARN","stage":"decide","outcome":"refused","mode":"enforce","call_id":"malformed",` +
			`"product":"malformed","purpose":"unknown","decided_at":"2026-05-11T09:00:00Z",` +
			`"refuses":["call.identified","device.protected","facts.fresh","initiator.known","initiator.provider","recording.authority","recording.default","transcription.default"],` +
			`"advises":["admission.controlled"],"records":["dpia video-2026 3f1c0a9b7d5e2468"]`,
	}, {
		reason: "a waived rule is shown in every decision, with the waiver among the records",
		options: func(o *consult.Options) {
			o.Waivers = logWaivers{{Record: logWaiver(), Ref: consult.RecordRef{Kind: "waiver", ID: "devices-2026", Version: "00ff00ff00ff00ff"}}}
		},
		call: personal,
		want: `"level":"INFO","stage":"decide","outcome":"allowed","mode":"enforce","call_id":"call-7f3a","controller":"Z99901",` +
			`"product":"example-meet","product_version":"1.11.0","purpose":"consultation","decided_at":"2026-05-11T09:00:00Z",` +
			`"valid_until":"2026-05-11T09:04:00Z","waived":["device.protected"],` +
			`"records":["dpia video-2026 3f1c0a9b7d5e2468","waiver devices-2026 00ff00ff00ff00ff"]`,
	}, {
		reason:  "an override is a warning that says why and not who",
		options: func(o *consult.Options) { o.Escalate = func(context.Context, consult.Decision) error { return nil } },
		call:    personal,
		decide: func(ctx context.Context, g *consult.Gate, c *consult.Call) (consult.Decision, error) {
			refused, err := g.Decide(ctx, c)
			if err != nil {
				return refused, err
			}
			return g.Override(ctx, &refused, consult.Override{Clinician: "staff-oakes", Need: consult.NeedUrgent})
		},
		want: `"level":"WARN","stage":"override","redeems":"OTHER","outcome":"allowed-by-override","mode":"enforce","call_id":"call-7f3a","controller":"Z99901",` +
			`"product":"example-meet","product_version":"1.11.0","purpose":"consultation","decided_at":"2026-05-11T09:00:00Z",` +
			`"valid_until":"2026-05-11T09:04:00Z","overridden":["device.protected"],"records":["dpia video-2026 3f1c0a9b7d5e2468"],"need":"urgent"`,
	}, {
		reason: "a call that starts is judged again, and its record names the permit's decision",
		decide: func(ctx context.Context, g *consult.Gate, c *consult.Call) (consult.Decision, error) {
			allowed, err := g.Decide(ctx, c)
			if err != nil {
				return allowed, err
			}
			permit, _ := allowed.Permit()
			return g.Redeem(ctx, permit, c.ID)
		},
		want: `"level":"INFO","stage":"redeem","redeems":"OTHER","outcome":"allowed","mode":"enforce","call_id":"call-7f3a","controller":"Z99901",` +
			`"product":"example-meet","product_version":"1.11.0","purpose":"consultation","decided_at":"2026-05-11T09:00:00Z",` +
			`"valid_until":"2026-05-11T09:04:00Z","records":["dpia video-2026 3f1c0a9b7d5e2468"]`,
	}, {
		reason:  "a refusal that was only observed is a warning all the same",
		options: func(o *consult.Options) { o.Mode = consult.Observe },
		call:    personal,
		want: `"level":"WARN","stage":"decide","outcome":"refused","mode":"observe","call_id":"call-7f3a","controller":"Z99901",` +
			`"product":"example-meet","product_version":"1.11.0","purpose":"consultation","decided_at":"2026-05-11T09:00:00Z",` +
			`"refuses":["device.protected"],"records":["dpia video-2026 3f1c0a9b7d5e2468"]`,
	}}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			var lines bytes.Buffer
			gate := logGate(t, consult.LogTo(slog.NewJSONHandler(&lines, nil)), test.options)
			call := logCall()
			if test.call != nil {
				test.call(&call)
			}
			if test.decide == nil {
				test.decide = decide
			}
			d, err := test.decide(t.Context(), gate, &call)
			require.NoError(t, err)

			all := strings.Split(strings.TrimSuffix(lines.String(), "\n"), "\n")
			got := all[len(all)-1]
			got = strings.Replace(got, `"time":"2026-05-11T09:00:00Z",`, "", 1)
			got = strings.Replace(got, `"msg":"call decided","decision_id":"`+d.ID.String()+`",`, "", 1)
			got = strings.Replace(got, `"rule_set":"`+gate.RuleSet()+`",`, "", 1)
			got = strings.Replace(got, `,"rule_set":"`+gate.RuleSet()+`"`, "", 1)
			got = strings.Replace(got, d.Redeems.String(), "OTHER", 1)
			if diff := cmp.Diff("{"+test.want+"}", got); diff != "" {
				t.Errorf("the record has changed (-want +got):\n%s", diff)
			}
		})
	}
}

// TestLogToGivesNoPermit has the handlers that keep nothing.
func TestLogToGivesNoPermit(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left on device")
	tests := []struct {
		reason  string
		handler slog.Handler
		is      error
		says    string
	}{
		{"a handler that fails has kept nothing", slog.NewJSONHandler(failingWriter{full}, nil), full, "the log handler failed"},
		{"in text, too", slog.NewTextHandler(failingWriter{full}, nil), full, "the log handler failed"},
		{"a handler for warnings alone would drop a call that is allowed", slog.NewJSONHandler(io.Discard, &slog.HandlerOptions{Level: slog.LevelWarn}), nil, "drops records of this level"},
		{"a handler that discards keeps nothing; consult.Discard is the way to say so", slog.DiscardHandler, nil, "drops records of this level"},
		{"no handler", nil, nil, "there is no log handler"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			call := logCall()
			d, err := logGate(t, consult.LogTo(test.handler), nil).Decide(t.Context(), &call)
			require.ErrorIs(t, err, consult.ErrNotRecorded)
			require.ErrorContains(t, err, test.says)
			if test.is != nil {
				require.ErrorIs(t, err, test.is)
			}
			_, ok := d.Permit()
			assert.False(t, ok, "no record, no permit")
		})
	}
	t.Run("a refusal is kept by a handler for warnings", func(t *testing.T) {
		t.Parallel()
		var out bytes.Buffer
		gate := logGate(t, consult.LogTo(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelWarn})), nil)
		d, err := gate.Decide(t.Context(), new(consult.Call))
		require.NoError(t, err)
		assert.False(t, d.Allows())
		assert.Contains(t, out.String(), d.ID.String())
	})
	t.Run("a context that has ended records for nobody", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var out bytes.Buffer
		require.ErrorIs(t, consult.LogTo(slog.NewJSONHandler(&out, nil)).Record(ctx, consult.Decision{}), context.Canceled)
		assert.Empty(t, out.String())
	})
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

// TestLogToHandlers shows that the record is one that any handler can take: with groups and
// attributes of the platform's own.
func TestLogToHandlers(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	handler := slog.NewJSONHandler(&out, nil).WithAttrs([]slog.Attr{slog.String("site", "north")}).WithGroup("gate")
	call := logCall()
	d, err := logGate(t, consult.LogTo(handler), nil).Decide(t.Context(), &call)
	require.NoError(t, err)
	var got struct {
		Site string
		Gate map[string]any
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &got))
	assert.Equal(t, "north", got.Site)
	assert.Equal(t, d.ID.String(), got.Gate["decision_id"])

	out.Reset()
	slog.New(slog.NewJSONHandler(&out, nil)).Info("again", "gate", d)
	var group struct{ Gate map[string]any }
	require.NoError(t, json.Unmarshal(out.Bytes(), &group))
	assert.Equal(t, got.Gate, group.Gate, "a decision that is logged by hand has the attributes of its record")
}

// TestLogKinds has what loggers of other packages can count on: the kinds of the values.
func TestLogKinds(t *testing.T) {
	t.Parallel()
	d := filled[consult.Decision]("a.b")
	d.At, d.ValidUntil, d.Redeems = logNow, logNow, consult.DecisionID{1, 2}
	d.Override.Need = consult.NeedUrgent
	d.Findings = nil
	for _, effect := range []consult.Effect{consult.Refuses, consult.Advises, consult.Waived, consult.Overridden} {
		d.Findings = append(d.Findings, consult.Finding{Rule: consult.Rule{ID: "a.b"}, Effect: effect, Waiver: &logRef})
	}
	d.Call.Product.Version = logCall().Product.Version
	kinds := map[string]string{}
	var keys []string
	for _, a := range d.LogValue().Group() {
		keys = append(keys, a.Key)
		kinds[a.Key] = a.Value.Kind().String()
		if a.Value.Kind() == slog.KindAny {
			assert.IsType(t, []string{}, a.Value.Any(), a.Key)
		}
	}
	assert.Equal(t, []string{
		"decision_id", "stage", "redeems", "outcome", "mode", "call_id", "controller", "product", "product_version", "purpose",
		"decided_at", "valid_until", "rule_set", "refuses", "advises", "waived", "overridden", "records", "need",
	}, keys, "all of them, in the order of the documentation")
	for key, kind := range kinds {
		switch key {
		case "decided_at", "valid_until":
			assert.Equal(t, "Time", kind, key)
		case "refuses", "advises", "waived", "overridden", "records":
			assert.Equal(t, "Any", kind, key)
		default:
			assert.Equal(t, "String", kind, key)
		}
	}
}
