package envoy_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	authv3 "github.com/envoyproxy/go-control-plane/envoy/service/auth/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
	"github.com/preconsult/preconsult/consult/hook/envoy"
)

func TestDenied(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason   string
		describe envoy.Describe
		rig      func(*consulttest.Rig)
		status   int
		kind     string
		says     []string // what the document says
		silent   []string // and what it does not
		recorded int      // decisions on record
	}{
		{
			reason: "staff are told what is broken and who can mend it", describe: describing(true, consulttest.RecordingOn, consulttest.Public),
			status: 403, kind: hook.TypeRefused, says: []string{"recording.default", "visibility.private", "P2", "remedy"}, recorded: 1,
		},
		{
			reason: "a patient is told what a patient may be told", describe: describing(false, consulttest.RecordingOn, consulttest.Public),
			status: 403, kind: hook.TypeRefused, silent: []string{"recording.default", "visibility", "P2", "findings", "remedy", "rule"}, recorded: 1,
		},
		{
			reason: "a call of which nothing is known is refused",
			describe: func(context.Context, *authv3.CheckRequest) (hook.Asked, error) {
				return hook.Asked{}, nil
			},
			status: 403, kind: hook.TypeRefused, silent: []string{"findings"}, recorded: 1,
		},
		{
			reason: "no record, no permit", describe: describing(true), rig: func(r *consulttest.Rig) { r.Recorder.SetDown(true) },
			status: 503, kind: hook.TypeNotDecided, says: []string{"could not be recorded"},
		},
		{
			reason: "a patient is told nothing of what the platform lacks", describe: describing(false), rig: func(r *consulttest.Rig) { r.Recorder.SetDown(true) },
			status: 503, kind: hook.TypeNotDecided, says: []string{"try again in a moment"}, silent: []string{"record"},
		},
		{
			reason: "of an error of the application nothing is told",
			describe: func(context.Context, *authv3.CheckRequest) (hook.Asked, error) {
				return hook.Asked{Call: consulttest.Call(), Staff: true}, errors.New("the database of patients at 10.0.0.7 is down")
			},
			status: 503, kind: hook.TypeNotDecided, silent: []string{"database", "10.0.0.7"},
		},
		{
			reason: "a problem of the application is answered as it stands",
			describe: func(context.Context, *authv3.CheckRequest) (hook.Asked, error) {
				return hook.Asked{}, fmt.Errorf("look up: %w", &hook.Problem{Status: 404, Detail: "There is no such appointment."})
			},
			status: 404, says: []string{"There is no such appointment."}, silent: []string{"look up"},
		},
		{
			reason: "a status that Envoy has no name for is sent as the number it is",
			describe: func(context.Context, *authv3.CheckRequest) (hook.Asked, error) {
				return hook.Asked{}, &hook.Problem{Status: 451}
			},
			status: 451,
		},
		{
			reason: "a problem cannot let a request pass",
			describe: func(context.Context, *authv3.CheckRequest) (hook.Asked, error) {
				return hook.Asked{}, &hook.Problem{Status: 200, Title: "Fine"}
			},
			status: 500,
		},
		{
			reason: "a text that gRPC cannot send is no error of gRPC",
			describe: func(context.Context, *authv3.CheckRequest) (hook.Asked, error) {
				return hook.Asked{}, &hook.Problem{Status: 422, Detail: "\xff\xfe"}
			},
			status: 422,
		},
		{
			reason:   "a panic is contained, and what it panicked with is kept to itself",
			describe: func(context.Context, *authv3.CheckRequest) (hook.Asked, error) { panic("secret") },
			status:   500, kind: hook.TypeNotDecided, silent: []string{"secret"},
		},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			rig := consulttest.NewRig(t)
			if test.rig != nil {
				test.rig(rig)
			}
			var failed atomic.Int32
			point := newPoint(t, rig.Gate, &hook.PointOptions{Options: hook.Options{Failed: func(context.Context, error) { failed.Add(1) }}})
			client := dial(t, serve(t, newAuthorization(t, point, test.describe)))
			response := check(showing(t.Context(), "Bearer "+token), t, client, request("/calls"))
			got, body := told(t, response), response.GetDeniedResponse().GetBody()
			assert.Equal(t, test.status, got.Status)
			assert.Equal(t, test.kind, got.Type)
			for _, part := range test.says {
				assert.Contains(t, body, part)
			}
			for _, part := range test.silent {
				assert.NotContains(t, body, part)
			}
			decisions := rig.Recorder.Decisions()
			assert.Len(t, decisions, test.recorded)
			assert.EqualValues(t, 1-test.recorded, failed.Load(), "whoever runs the platform is told where nothing was decided")
			for _, d := range decisions {
				assert.Equal(t, d.ID.String(), got.Decision, "the document leads to the record")
			}
			var retry bool
			for _, h := range response.GetDeniedResponse().GetHeaders() {
				retry = retry || h.Header.Key == "retry-after"
			}
			assert.Equal(t, test.status == 503, retry, "when to ask again")
		})
	}
}

// TestWhoMayNotAsk: the client is told nothing of the proxy's fault, and whoever runs the platform is.
func TestWhoMayNotAsk(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why     string
		callers hook.Callers
		status  int
		told    string
	}{
		{"a proxy without a token", hook.MutualTLS("edge"), 503, "look at the certificate or token"},
		{"callers that panic", func(*http.Request) (string, bool) { panic("secret") }, 500, "panicked"},
	} {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			var failed atomic.Value
			point := newPoint(t, consulttest.NewRig(t).Gate, &hook.PointOptions{Options: hook.Options{Failed: func(_ context.Context, err error) { failed.Store(err.Error()) }}})
			a, err := envoy.NewAuthorization(point, test.callers, describing(true), nil)
			require.NoError(t, err)
			got := told(t, check(t.Context(), t, dial(t, serve(t, a)), request("/calls")))
			assert.Equal(t, test.status, got.Status)
			assert.Equal(t, "The call cannot start just now. Please try again in a moment.", got.Detail)
			assert.Contains(t, failed.Load(), test.told)
		})
	}
}

func TestPatientIsToldWhatTheDecisionHasForPatients(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	client := dial(t, serve(t, newAuthorization(t, newPoint(t, rig.Gate, nil), describing(false, consulttest.RecordingOn))))
	response := check(showing(t.Context(), "Bearer "+token), t, client, request("/calls"))
	d, _ := rig.Recorder.Last()
	require.NotEmpty(t, d.ForPatient())
	assert.Equal(t, d.ForPatient(), told(t, response).Detail)
}
