package hook_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
)

// describing returns a description that does not depend on the request.
func describing(call consult.Call, staff bool) hook.Describe {
	return func(*http.Request) (hook.Asked, error) { return hook.Asked{Call: call, Staff: staff}, nil }
}

// never is the handler of requests that must not get through.
func never(t testing.TB) http.Handler {
	return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the handler ran") })
}

// asks returns a request to create a call, which accepts what is given.
func asks(t testing.TB, accept ...string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/calls", strings.NewReader("call-0001"))
	r.Header["Accept"] = accept
	return r
}

func TestGuardLetsThroughWithAPermit(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	describe := func(r *http.Request) (hook.Asked, error) {
		body, err := io.ReadAll(r.Body)
		assert.Equal(t, "call-0001", string(body))
		_, limited := r.Context().Deadline()
		assert.True(t, limited, "the description has a time")
		assert.Zero(t, hook.Permit(r.Context()), "there is none before the decision")
		r.Header.Set("X-Mine", "1")
		return hook.Asked{Call: consulttest.Call()}, err
	}
	handler := func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		assert.Equal(t, "call-0001", string(body), "the body is there again")
		assert.Empty(t, r.Header.Get("X-Mine"), "what the description does to its request stays there")
		_, limited := r.Context().Deadline()
		assert.False(t, limited, "the time is that of the decision, not of the handler")

		permit, decision := hook.Permit(r.Context()), hook.Decision(r.Context())
		assert.Equal(t, consulttest.Call().ID, permit.Call())
		consulttest.AssertAllowed(t, decision)
		last, _ := rig.Recorder.Last()
		assert.Equal(t, last.ID, decision.ID, "it is on record")
		_, err = rig.Gate.Redeem(r.Context(), permit, permit.Call())
		assert.NoError(t, err)
		_, err = rig.Gate.Redeem(r.Context(), permit, permit.Call())
		consulttest.AssertPermitRefused(t, err, consult.ErrUsed)
		w.WriteHeader(http.StatusCreated)
	}
	guard := hook.Guard(rig.Gate, describe, nil)
	assert.Equal(t, http.StatusCreated, serve(guard(http.HandlerFunc(handler)), asks(t)).Code)
	assert.Len(t, rig.Recorder.Decisions(), 2, "decided, and redeemed")
}

func TestNoPermitOutsideOfGuard(t *testing.T) {
	t.Parallel()
	assert.Zero(t, hook.Permit(t.Context()))
	d := hook.Decision(t.Context())
	assert.False(t, d.Allows())
	_, ok := d.Permit()
	assert.False(t, ok)
}

func TestGuardWithoutABody(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	guard := hook.Guard(rig.Gate, func(r *http.Request) (hook.Asked, error) {
		body, err := io.ReadAll(r.Body)
		assert.Empty(t, body)
		return hook.Asked{Call: consulttest.Call()}, err
	}, nil)
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
		r := httptest.NewRequestWithContext(t.Context(), method, "/calls/call-0001/join", nil)
		w := serve(guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			assert.NoError(t, err)
			assert.Empty(t, body)
			w.WriteHeader(http.StatusAccepted)
		})), r)
		assert.Equal(t, http.StatusAccepted, w.Code, method)
		r.Body = nil // as a request that was made by hand has it
		assert.Equal(t, http.StatusForbidden, serve(hook.Guard(rig.Gate, describing(consult.Call{}, false), nil)(never(t)), r).Code, method)
	}
}

func TestGuardRefusesStaffWithEveryFinding(t *testing.T) {
	t.Parallel()
	for _, breach := range consulttest.Breaches() {
		t.Run(breach.Why, func(t *testing.T) {
			t.Parallel()
			rig, call := world(t, breach)
			guard := hook.Guard(rig.Gate, describing(call, true), nil)
			var ran bool
			w := serve(guard(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { ran = true })), asks(t))
			d, _ := rig.Recorder.Last()
			require.Equal(t, d.Allows(), ran)
			if ran {
				return // a rule that is advice
			}
			p := problem(t, w, http.StatusForbidden)
			assert.Equal(t, hook.TypeRefused, p.Type)
			assert.Equal(t, "The call may not start", p.Title)
			assert.Equal(t, d.ID.String(), p.Decision)
			assert.Equal(t, []string{"Accept"}, w.Header().Values("Vary"))
			var got []consult.RuleID
			for i, f := range p.Findings {
				got = append(got, f.Rule.ID)
				assert.Equal(t, d.Findings[i].Rule.Owner, f.Rule.Owner)
				assert.NotEmpty(t, f.Rule.Remedy)
				assert.Equal(t, d.Findings[i].Rule.Remedy, f.Rule.Remedy)
				assert.Equal(t, d.Findings[i].Rule.Clauses, f.Rule.Clauses)
			}
			for _, id := range breach.Want {
				assert.Contains(t, got, id)
			}

			page := serve(guard(never(t)), asks(t, "text/html")).Body.String()
			for _, f := range d.Findings {
				assert.Equal(t, f.Effect == consult.Refuses, strings.Contains(page, string(f.Rule.ID)), "the page has what refuses the call")
			}
		})
	}
}

func TestGuardInObserveModeStopsNothing(t *testing.T) {
	t.Parallel()
	rig, err := consulttest.MakeRig(consulttest.RigOptions{Gate: &consult.Options{Mode: consult.Observe}})
	require.NoError(t, err)
	w := serve(hook.Guard(rig.Gate, describing(consult.Call{ID: "call-0001"}, false), nil)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d := hook.Decision(r.Context())
		assert.NotEmpty(t, d.Broken(), "what would have refused it is told")
		_, err := rig.Gate.Redeem(r.Context(), hook.Permit(r.Context()), "call-0001")
		assert.NoError(t, err)
	})), asks(t))
	assert.Equal(t, http.StatusOK, w.Code)
}

// TestGuardRefusedByTheApplication has a clinician go ahead for clinical need, from a page of the application's own.
func TestGuardRefusedByTheApplication(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	call := consulttest.Call(consulttest.RecordedByParticipants)
	var overridden bool
	options := &hook.GuardOptions{Refused: func(w http.ResponseWriter, r *http.Request, asked hook.Asked, d *consult.Decision) {
		assert.Equal(t, call.ID, asked.Call.ID)
		assert.True(t, asked.Staff)
		assert.False(t, d.Allows())
		went, err := rig.Gate.Override(r.Context(), d, consult.Override{Clinician: "s-1", Need: consult.NeedUrgent})
		assert.NoError(t, err)
		overridden = went.Stage == consult.StageOverride
		w.WriteHeader(http.StatusTeapot)
	}}
	w := serve(hook.Guard(rig.Gate, describing(call, true), options)(never(t)), asks(t))
	assert.Equal(t, http.StatusTeapot, w.Code)
	assert.True(t, overridden)

	rig.Recorder.SetDown(true)
	w = serve(hook.Guard(rig.Gate, describing(call, true), options)(never(t)), asks(t))
	problem(t, w, http.StatusServiceUnavailable) // it is asked about refusals, and about nothing else
}

func TestGuardWithoutGateOrDescribe(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	for _, test := range []struct {
		why      string
		gate     *consult.Gate
		describe hook.Describe
		status   int
	}{
		{"no gate", nil, describing(consulttest.Call(), true), http.StatusServiceUnavailable},
		{"the zero gate", new(consult.Gate), describing(consulttest.Call(), true), http.StatusServiceUnavailable},
		{"no description", rig.Gate, nil, http.StatusInternalServerError},
		{"neither", nil, nil, http.StatusInternalServerError},
	} {
		w := serve(hook.Guard(test.gate, test.describe, nil)(never(t)), asks(t))
		assert.Equal(t, hook.TypeNotDecided, problem(t, w, test.status).Type, test.why)
	}
	assert.Empty(t, rig.Recorder.Decisions())
}

func TestGuardTellsNothingOfErrors(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	var none *hook.Problem
	for _, test := range []struct {
		why      string
		describe hook.Describe
		status   int
		title    string
	}{
		{"the application's own problem", func(*http.Request) (hook.Asked, error) {
			return hook.Asked{Call: consulttest.Call()}, &hook.Problem{Status: http.StatusNotFound, Title: "No such appointment"}
		}, http.StatusNotFound, "No such appointment"},
		{"and wrapped", func(*http.Request) (hook.Asked, error) {
			return hook.Asked{}, fmt.Errorf("%w: %w", errOfOthers, &hook.Problem{Status: http.StatusGone})
		}, http.StatusGone, "Gone"},
		{"one that is no error", func(*http.Request) (hook.Asked, error) {
			return hook.Asked{Call: consulttest.Call()}, &hook.Problem{Status: http.StatusOK}
		}, http.StatusInternalServerError, "Internal Server Error"},
		{"one that is nil", func(*http.Request) (hook.Asked, error) { return hook.Asked{Call: consulttest.Call()}, none }, http.StatusServiceUnavailable, "The call cannot start"},
		{"any other error", func(*http.Request) (hook.Asked, error) { return hook.Asked{Call: consulttest.Call()}, errOfOthers }, http.StatusServiceUnavailable, "The call cannot start"},
		{"a panic", func(*http.Request) (hook.Asked, error) { panic(errOfOthers) }, http.StatusInternalServerError, "The call cannot start"},
		{"a panic that net/http has a meaning for", func(*http.Request) (hook.Asked, error) { panic(http.ErrAbortHandler) }, http.StatusInternalServerError, "The call cannot start"},
	} {
		guard := hook.Guard(rig.Gate, test.describe, nil)(never(t))
		w := serve(guard, asks(t))
		assert.NotContains(t, w.Body.String(), "10.1.2.3")
		assert.Equal(t, test.title, problem(t, w, test.status).Title, test.why)
		w = serve(guard, asks(t, "text/html"))
		assert.Equal(t, test.status, w.Code)
		assert.Contains(t, w.Body.String(), "<h1>"+test.title+"</h1>")
		assert.NotContains(t, w.Body.String(), "10.1.2.3")
	}
	assert.Empty(t, rig.Recorder.Decisions())
}

func TestGuardDecidesNothingForWhoHasLeft(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := serve(hook.Guard(rig.Gate, func(*http.Request) (hook.Asked, error) {
		t.Error("the call was described")
		return hook.Asked{Call: consulttest.Call()}, nil
	}, nil)(never(t)), asks(t).WithContext(ctx))
	problem(t, w, http.StatusServiceUnavailable)
	assert.Empty(t, rig.Recorder.Decisions())

	ctx, cancel = context.WithCancel(t.Context())
	w = serve(hook.Guard(rig.Gate, func(*http.Request) (hook.Asked, error) {
		cancel() // while the facts are gathered
		return hook.Asked{Call: consulttest.Call()}, nil
	}, nil)(never(t)), asks(t).WithContext(ctx))
	problem(t, w, http.StatusServiceUnavailable)
	assert.Empty(t, rig.Recorder.Decisions())
}

// TestGuardOnManyAtOnce gives each of many requests its own permit.
func TestGuardOnManyAtOnce(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	guard := hook.Guard(rig.Gate, func(r *http.Request) (hook.Asked, error) {
		body, err := io.ReadAll(r.Body)
		call := consulttest.Call()
		call.ID = consult.CallID(body)
		return hook.Asked{Call: call}, err
	}, nil)
	var started atomic.Int32
	handler := guard(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		permit := hook.Permit(r.Context())
		assert.Equal(t, consult.CallID(body), permit.Call())
		_, redeemed := rig.Gate.Redeem(r.Context(), permit, permit.Call())
		if assert.NoError(t, errors.Join(err, redeemed)) {
			started.Add(1)
		}
	}))
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			serve(handler, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/calls", strings.NewReader(fmt.Sprintf("call-%d", i))))
		})
	}
	all.Wait()
	assert.EqualValues(t, 64, started.Load())
}

// TestGuardLeavesTheHandlersPanicAlone holds that the server sees it, which has its own way with it.
func TestGuardLeavesTheHandlersPanicAlone(t *testing.T) {
	t.Parallel()
	guard := hook.Guard(consulttest.NewRig(t).Gate, describing(consulttest.Call(), false), nil)
	assert.PanicsWithValue(t, http.ErrAbortHandler, func() {
		serve(guard(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })), asks(t))
	})
}
