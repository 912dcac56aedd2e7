package hook_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
)

// heard keeps what Options.Failed is told.
type heard struct {
	mu   sync.Mutex
	errs []error
}

func (h *heard) failed(_ context.Context, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.errs = append(h.errs, err)
}

// TestFailedIsToldWhy: what answers keep to themselves is told to whoever runs the platform, and nothing else is.
func TestFailedIsToldWhy(t *testing.T) {
	t.Parallel()
	down := errors.New("the disk is full")
	gate, err := consult.NewGate(consult.RecorderFunc(func(context.Context, consult.Decision) error { return down }),
		[]*consult.Check{consult.NotRecordedByDefault()}, nil)
	require.NoError(t, err)
	for _, test := range []struct {
		why  string
		do   func(o hook.Options)
		want error
	}{
		{"a guard whose gate cannot record", func(o hook.Options) {
			serve(hook.Guard(gate, describing(consulttest.Call(), false), &hook.GuardOptions{Options: o})(never(t)), asks(t))
		}, down},
		{"a guard whose call cannot be described", func(o hook.Options) {
			serve(hook.Guard(gate, func(*http.Request) (hook.Asked, error) { return hook.Asked{}, errOfOthers }, &hook.GuardOptions{Options: o})(never(t)), asks(t))
		}, errOfOthers},
		{"a question that cannot be recorded", func(o hook.Options) {
			post(t, point(t, gate, &hook.PointOptions{Options: o}), evaluation, question(t, consulttest.Call()))
		}, down},
		{"one of several", func(o hook.Options) {
			post(t, point(t, gate, &hook.PointOptions{Options: o}), evaluations, several(t, "execute_all", consulttest.Call()))
		}, down},
		{"a question in another way than HTTP", func(o hook.Options) {
			_, err := point(t, gate, &hook.PointOptions{Options: o}).Ask(t.Context(), clinic, func(context.Context) (consult.Call, error) { return consult.Call{}, errOfOthers })
			assert.ErrorIs(t, err, errOfOthers)
		}, errOfOthers},
		{"a start that cannot be recorded", func(o hook.Options) {
			rig := consulttest.NewRig(t)
			p := point(t, rig.Gate, &hook.PointOptions{Options: o})
			reference := given(t, p, consulttest.Call())
			rig.Recorder.SetDown(true)
			assert.Equal(t, http.StatusServiceUnavailable, post(t, p, redeem, redemption(reference, call1)).Code)
		}, consult.ErrNotRecorded},
		{"callers that panic", func(o hook.Options) {
			p, err := hook.NewDecisionPoint(gate, func(*http.Request) (string, bool) { panic("secret") }, &hook.PointOptions{Options: o})
			require.NoError(t, err)
			assert.Equal(t, http.StatusInternalServerError, post(t, p, evaluation, "{}").Code)
		}, hook.ErrPanicked},
	} {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			var h heard
			test.do(hook.Options{Failed: h.failed})
			require.Len(t, h.errs, 1)
			assert.ErrorIs(t, h.errs[0], test.want)
			test.do(hook.Options{}) // nobody to tell is no fault
		})
	}

	var h heard
	rig := consulttest.NewRig(t)
	p := point(t, rig.Gate, &hook.PointOptions{Options: hook.Options{Failed: h.failed}})
	post(t, p, evaluation, question(t, consulttest.Call()))
	post(t, p, evaluation, question(t, consulttest.Call(consulttest.RecordingOn)))
	post(t, p, evaluation, "{}")
	post(t, p, redeem, redemption("unknown", call1))
	assert.Empty(t, h.errs, "a refusal, or a request that cannot be read, is no failure")
}

// TestStaffAreToldMoreThanPatients of why nothing was decided: what the platform lacks is no patient's business.
func TestStaffAreToldMoreThanPatients(t *testing.T) {
	t.Parallel()
	gate, err := consult.NewGate(consult.RecorderFunc(func(context.Context, consult.Decision) error { return errOfOthers }),
		[]*consult.Check{consult.NotRecordedByDefault()}, nil)
	require.NoError(t, err)
	for staff, want := range map[bool]string{
		true:  "The decision could not be recorded, so the call must not start. Ask again; whoever runs the platform should look at the recorder.",
		false: "The call cannot start just now. Please try again in a moment.",
	} {
		w := serve(hook.Guard(gate, describing(consulttest.Call(), staff), nil)(never(t)), asks(t))
		assert.Equal(t, want, problem(t, w, http.StatusServiceUnavailable).Detail)
	}
}

// TestMetadataBelowAPath is where AuthZEN looks for it: beside the path, and not below it.
func TestMetadataBelowAPath(t *testing.T) {
	t.Parallel()
	p := point(t, consulttest.NewRig(t).Gate, &hook.PointOptions{URL: "https://decisions.example/pdp"})
	mux := http.NewServeMux()
	mux.Handle("/pdp/", http.StripPrefix("/pdp", p))
	mux.Handle("/.well-known/", p)
	r, err := http.NewRequest(http.MethodGet, "/.well-known/authzen-configuration/pdp", nil)
	require.NoError(t, err)
	w := serve(mux, r)
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Contains(t, w.Body.String(), `"access_evaluation_endpoint":"https://decisions.example/pdp/access/v1/evaluation"`)
	for _, url := range []string{"http://decisions.example", "http://192.0.2.1", "ftp://127.0.0.1", "http://127.0.0.1.example"} {
		_, err := hook.NewDecisionPoint(consulttest.NewRig(t).Gate, func(*http.Request) (string, bool) { return "", false }, &hook.PointOptions{URL: url})
		assert.Error(t, err, url)
	}
}
