package hook_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
)

// several returns the body of a request with questions about calls, answered in a way.
func several(t testing.TB, semantic string, calls ...consult.Call) string {
	t.Helper()
	var all []asked
	for _, call := range calls {
		q, err := questionOf(call)
		require.NoError(t, err)
		all = append(all, q)
	}
	return text(t, map[string]any{"evaluations": all, "options": map[string]string{"evaluations_semantic": semantic}})
}

// TestQuestionsBehindTheLastAreNotDecided holds that what is not answered is not on record either.
func TestQuestionsBehindTheLastAreNotDecided(t *testing.T) {
	t.Parallel()
	yes, no := consulttest.Call(), consulttest.Call(consulttest.RecordingOn)
	for _, test := range []struct {
		semantic string
		calls    []consult.Call
		decided  int
	}{
		{"execute_all", []consult.Call{no, yes, no}, 3},
		{"deny_on_first_deny", []consult.Call{yes, no, yes}, 2},
		{"permit_on_first_permit", []consult.Call{no, yes, yes}, 2},
	} {
		rig := consulttest.NewRig(t)
		a := answer(t, post(t, point(t, rig.Gate, nil), evaluations, several(t, test.semantic, test.calls...)))
		require.Len(t, a.Evaluations, test.decided, test.semantic)
		decisions := rig.Recorder.Decisions()
		require.Len(t, decisions, test.decided, test.semantic)
		for i, d := range decisions {
			assert.Equal(t, d.ID.String(), a.Evaluations[i].Context.ID, "in the order of the questions")
		}
	}
}

// TestQuestionsWithLongDefaults holds that a request costs no more than a few of its length, however many questions share
// what is long in it, and nothing any more once nobody waits for the answer.
func TestQuestionsWithLongDefaults(t *testing.T) {
	t.Parallel()
	body := `{"subject":{"type":"s","id":"1"},"action":{"name":"start"},"resource":{"type":"call","id":"c"},` +
		`"context":{"data":{"categories":["x"` + strings.Repeat(`,"x"`, 10_000) + `]}},"evaluations":[{}` + strings.Repeat(",{}", 63) + `]}`
	p := point(t, consulttest.NewRig(t).Gate, nil)
	w := post(t, p, evaluations, body)
	answers := answer(t, w).Evaluations
	require.Len(t, answers, 64)
	for i, one := range answers {
		assert.False(t, *one.Decision)
		assert.Equal(t, i >= 6, strings.Contains(one.Context.Error.Message, "ask in parts"), i)
	}
	assert.Less(t, w.Body.Len(), 256<<10)

	gone, leave := context.WithCancel(t.Context())
	leave()
	for _, one := range answer(t, postWithin(gone, p, evaluations, body)).Evaluations {
		assert.Contains(t, one.Context.Error.Message, "The request ended")
	}
}

func TestTooManyQuestions(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	p := point(t, rig.Gate, &hook.PointOptions{MaxEvaluations: 2})
	call := consulttest.Call()
	assert.Len(t, answer(t, post(t, p, evaluations, several(t, "execute_all", call, call))).Evaluations, 2)
	decided := len(rig.Recorder.Decisions())
	assert.Contains(t, problem(t, post(t, p, evaluations, several(t, "execute_all", call, call, call)), http.StatusBadRequest).Detail, "more questions than may be asked at once")
	problem(t, post(t, p, evaluations, `{"evaluations":[{}`+strings.Repeat(",{}", 10_000)+`]}`), http.StatusBadRequest)
	assert.Len(t, rig.Recorder.Decisions(), decided)

	whole := point(t, rig.Gate, nil)
	assert.Len(t, answer(t, post(t, whole, evaluations, `{"evaluations":[{}`+strings.Repeat(",{}", hook.DefaultMaxEvaluations-1)+`]}`)).Evaluations, hook.DefaultMaxEvaluations)
	problem(t, post(t, whole, evaluations, `{"evaluations":[{}`+strings.Repeat(",{}", hook.DefaultMaxEvaluations)+`]}`), http.StatusBadRequest)
}

// TestFaultsOfAWholeRequest are said before anything is decided, and where they are.
func TestFaultsOfAWholeRequest(t *testing.T) {
	t.Parallel()
	p := point(t, consulttest.NewRig(t).Gate, nil)
	for body, want := range map[string]string{
		`{"subject":1,"evaluations":[{}]}`:                                      "subject is not an object",
		`{"context":[],"evaluations":[{}]}`:                                     "context is not an object",
		`{"resource":{"id":[]},"evaluations":[{}]}`:                             "resource.id is not text",
		`{"evaluations":{}}`:                                                    "evaluations is not a list",
		`{"options":{"evaluations_semantic":1},"evaluations":[{}]}`:             "options.evaluations_semantic is not text",
		`{"options":{"evaluations_semantic":"some"},"evaluations":[{}]}`:        "options.evaluations_semantic is not one of: execute_all, deny_on_first_deny, permit_on_first_permit",
		`{"subject":{"properties":{"sign_in":{"nonce":1}}},"evaluations":[{}]}`: "subject.properties.sign_in.nonce is not text",
	} {
		assert.Equal(t, want, problem(t, post(t, p, evaluations, body), http.StatusBadRequest).Detail)
	}

	a := answer(t, post(t, p, evaluations, `{"evaluations":[{"subject":{},"action":{"name":1}},{"resource":{"type":"call","id":"call-0001"}}]}`))
	assert.Equal(t, "evaluations[0].action.name is not text", a.Evaluations[0].Context.Error.Message)
	assert.Equal(t, "is missing: evaluations[1].subject, evaluations[1].action", a.Evaluations[1].Context.Error.Message)
	q, err := questionOf(consulttest.Call())
	require.NoError(t, err)
	q.Context["room"].(map[string]any)["recording"] = "never"
	q.Subject.Properties["party"] = 1
	q.Resource.ID = "not an id"
	a = answer(t, post(t, p, evaluations, text(t, map[string]any{"evaluations": []asked{q}})))
	for _, path := range []string{"evaluations[0].context.room.recording: ", "evaluations[0].subject.properties.party: ", "evaluations[0].resource.id: "} {
		assert.Contains(t, a.Evaluations[0].Context.Error.Message, path)
	}
	q.Resource.Properties["purpose"] = "fun"
	assert.Contains(t, problem(t, post(t, p, evaluation, text(t, q)), http.StatusBadRequest).Detail, "resource.properties.purpose: ")
}

// TestACallThatIsTooLong has facts within the bound of a body and beyond that of a call.
func TestACallThatIsTooLong(t *testing.T) {
	t.Parallel()
	p := point(t, consulttest.NewRig(t).Gate, &hook.PointOptions{Options: hook.Options{MaxBody: 1 << 20}})
	q, err := questionOf(consulttest.Call())
	require.NoError(t, err)
	q.Context["room"] = strings.Repeat("x", 1<<17)
	assert.Equal(t, "resource: is larger than 65536 bytes", problem(t, post(t, p, evaluation, text(t, q)), http.StatusBadRequest).Detail)
	a := answer(t, post(t, p, evaluations, text(t, map[string]any{"evaluations": []asked{q}})))
	assert.Equal(t, "evaluations[0].resource: is larger than 65536 bytes", a.Evaluations[0].Context.Error.Message)
	deep := strings.Replace(question(t, consulttest.Call()), `"room":{`, `"room":{"x":`+strings.Repeat("[", 5000)+strings.Repeat("]", 5000)+",", 1)
	problem(t, post(t, p, evaluation, deep), http.StatusBadRequest)
	deeper := `{"foo":` + strings.Repeat("[", 50_000) + strings.Repeat("]", 50_000) + `}`
	problem(t, post(t, p, evaluation, deeper), http.StatusBadRequest)
}

// TestARecorderThatHangsHoldsUpManyQuestionsOnce holds that the time is that of the request, and not of each question.
func TestARecorderThatHangsHoldsUpManyQuestionsOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rig := consulttest.NewRig(t)
		release := make(chan struct{})
		gate := gateOver(t, rig, func(context.Context, consult.Decision) error { <-release; return nil })
		p := point(t, gate, &hook.PointOptions{Options: hook.Options{Timeout: time.Second}})
		calls := make([]consult.Call, hook.DefaultMaxEvaluations)
		for i := range calls {
			calls[i] = consult.Call{ID: "call-0001"}
		}
		began := time.Now()
		a := answer(t, post(t, p, evaluations, several(t, "execute_all", calls...)))
		assert.Equal(t, time.Second, time.Since(began))
		require.Len(t, a.Evaluations, len(calls))
		for _, one := range a.Evaluations {
			assert.False(t, *one.Decision)
			require.NotNil(t, one.Context.Error)
			assert.Equal(t, http.StatusServiceUnavailable, one.Context.Error.Status)
		}
		close(release)
	})
}

// TestQuestionsWithoutARecord holds that nothing is answered by yes that is not on record.
func TestQuestionsWithoutARecord(t *testing.T) {
	t.Parallel()
	for _, test := range faultyRecorders {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				rig := consulttest.NewRig(t)
				p := point(t, gateOver(t, rig, test.record), nil)
				began := time.Now()
				w := post(t, p, evaluation, question(t, consulttest.Call()))
				assert.Equal(t, hook.TypeNotDecided, problem(t, w, test.status).Type)
				assert.NotContains(t, w.Body.String(), "10.1.2.3")
				for _, one := range answer(t, post(t, p, evaluations, several(t, "execute_all", consulttest.Call(), consulttest.Call()))).Evaluations {
					assert.False(t, *one.Decision)
					assert.Nil(t, one.Context.Permit)
					assert.NotContains(t, one.Context.Error.Message, "10.1.2.3")
				}
				assert.LessOrEqual(t, time.Since(began), 2*hook.DefaultTimeout)
			})
		})
	}
}

// TestAsk is the way in for what is not asked over HTTP.
func TestAsk(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	p := point(t, rig.Gate, nil)
	reply, err := p.Ask(t.Context(), clinic, func(ctx context.Context) (consult.Call, error) {
		_, limited := ctx.Deadline()
		assert.True(t, limited)
		return consulttest.Call(), nil
	})
	require.NoError(t, err)
	assert.NotEmpty(t, reply.Reference)
	assert.Equal(t, consulttest.Now.Add(consult.DefaultPermitLife), reply.Expires)
	d, err := p.Redeem(t.Context(), clinic, reply.Reference, "call-0001")
	require.NoError(t, err)
	assert.Equal(t, consult.StageRedeem, d.Stage)

	reply, err = p.Ask(t.Context(), clinic, func(context.Context) (consult.Call, error) { return consult.Call{}, nil })
	require.NoError(t, err)
	assert.Empty(t, reply.Reference)
	assert.Zero(t, reply.Expires)
	assert.False(t, reply.Decision.Allows())

	for _, test := range []struct {
		why      string
		describe func(context.Context) (consult.Call, error)
		want     error
	}{
		{"the facts cannot be gathered", func(context.Context) (consult.Call, error) { return consulttest.Call(), errOfOthers }, errOfOthers},
		{"gathering them panics", func(context.Context) (consult.Call, error) { panic("of others") }, hook.ErrPanicked},
		{"there is nobody to gather them", nil, hook.ErrPanicked},
	} {
		reply, err := p.Ask(t.Context(), clinic, test.describe)
		require.ErrorIs(t, err, test.want, test.why)
		assert.Zero(t, reply, test.why)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("gone"))
	_, err = p.Ask(ctx, clinic, func(context.Context) (consult.Call, error) {
		t.Error("asked for somebody who has left")
		return consult.Call{}, nil
	})
	require.ErrorIs(t, err, context.Canceled)
}
