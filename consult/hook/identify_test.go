package hook_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
)

// signedIn is the question about the ready-made call by a platform that says everything of the initiator itself,
// and a sign-in beside it.
func signedIn(t testing.TB, signIn any) string {
	t.Helper()
	q, err := questionOf(consulttest.Call())
	require.NoError(t, err)
	if signIn != nil {
		q.Subject.Properties["sign_in"] = signIn
	}
	return text(t, q)
}

// signInRefused refuses every sign-in; what it returns beside the error counts for nothing.
func signInRefused(context.Context, hook.SignIn) (consult.Initiator, error) {
	return consulttest.Call().Initiator, errOfOthers
}

func TestIdentify(t *testing.T) {
	t.Parallel()
	want := hook.SignIn{IDToken: "e30.e30.c2ln", AccessToken: "at-1 +/=\u00e9", Nonce: "n-0S6_WzA2Mj"}
	rig := consulttest.NewRig(t)
	identify := func(ctx context.Context, s hook.SignIn) (consult.Initiator, error) {
		assert.Equal(t, want, s, "as it came")
		_, limited := ctx.Deadline()
		assert.True(t, limited)
		initiator := consulttest.Call(consulttest.FromPartner).Initiator
		initiator.Role = "R0002"
		return initiator, nil
	}
	p := point(t, rig.Gate, &hook.PointOptions{Identify: identify})
	a := answer(t, post(t, p, evaluation, signedIn(t, map[string]string{"id_token": want.IDToken, "access_token": want.AccessToken, "nonce": want.Nonce, "state": "passed over"})))
	assert.True(t, *a.Decision, a.Context.ReasonAdmin)
	d, _ := rig.Recorder.Last()
	assert.EqualValues(t, "R0002", d.Call.Initiator.Role, "who it is comes from the sign-in")
	assert.Equal(t, consulttest.Partner, d.Call.Initiator.Organisation)
}

// TestWhereSignInsAreVerifiedThePlatformsWordCountsForNothing has platforms that claim that all is well.
func TestWhereSignInsAreVerifiedThePlatformsWordCountsForNothing(t *testing.T) {
	t.Parallel()
	good := map[string]string{"id_token": "e30.e30.c2ln"}
	accept := func(context.Context, hook.SignIn) (consult.Initiator, error) {
		return consulttest.Call().Initiator, nil
	}
	for _, test := range []struct {
		why      string
		signIn   any
		identify func(context.Context, hook.SignIn) (consult.Initiator, error)
	}{
		{"there is no sign-in", nil, accept},
		{"it is empty", map[string]string{}, accept},
		{"its token is empty", map[string]string{"id_token": "", "access_token": "at"}, accept},
		{"the token is in another case", map[string]string{"ID_TOKEN": "e30.e30.c2ln"}, accept},
		{"it is refused", good, signInRefused},
		{"nobody is identified", good, func(context.Context, hook.SignIn) (consult.Initiator, error) { return consult.Initiator{}, nil }},
		{"a patient is identified", good, func(context.Context, hook.SignIn) (consult.Initiator, error) {
			return consulttest.Call(consulttest.ByPatient).Initiator, nil
		}},
	} {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			rig := consulttest.NewRig(t)
			p := point(t, rig.Gate, &hook.PointOptions{Identify: test.identify})
			w := post(t, p, evaluation, signedIn(t, test.signIn))
			assert.NotContains(t, w.Body.String(), "10.1.2.3")
			a := answer(t, w)
			assert.False(t, *a.Decision)
			d, recorded := rig.Recorder.Last()
			require.True(t, recorded, "that somebody unknown asked is on record")
			assert.NotEqual(t, consulttest.Call().Initiator, d.Call.Initiator)
		})
	}
}

// TestIdentifyThatFails has functions that come to nothing, and holds that nothing is decided by them.
func TestIdentifyThatFails(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why      string
		status   int
		identify func(context.Context, hook.SignIn) (consult.Initiator, error)
	}{
		{"it panics", http.StatusInternalServerError, func(context.Context, hook.SignIn) (consult.Initiator, error) { panic(errOfOthers) }},
		{"it heeds its time", http.StatusServiceUnavailable, func(ctx context.Context, _ hook.SignIn) (consult.Initiator, error) {
			<-ctx.Done()
			return consulttest.Call().Initiator, nil
		}},
		{"it is much too slow", http.StatusServiceUnavailable, func(context.Context, hook.SignIn) (consult.Initiator, error) {
			<-time.After(time.Hour)
			return consulttest.Call().Initiator, nil
		}},
	} {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				rig := consulttest.NewRig(t)
				p := point(t, rig.Gate, &hook.PointOptions{Identify: test.identify})
				began := time.Now()
				w := post(t, p, evaluation, signedIn(t, map[string]string{"id_token": "e30.e30.c2ln"}))
				assert.LessOrEqual(t, time.Since(began), hook.DefaultTimeout)
				assert.NotContains(t, w.Body.String(), "10.1.2.3")
				assert.Equal(t, hook.TypeNotDecided, problem(t, w, test.status).Type)
				<-time.After(2 * time.Hour) // of the bubble
				assert.Empty(t, rig.Recorder.Decisions(), "nor later")
			})
		})
	}
}

// TestWithoutIdentifyASignInIsPassedOver holds that a token is not kept where nobody verifies it.
func TestWithoutIdentifyASignInIsPassedOver(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	a := answer(t, post(t, point(t, rig.Gate, nil), evaluation, signedIn(t, map[string]string{"id_token": "e30.e30.c2ln"})))
	assert.True(t, *a.Decision)
}

// TestASignInShowsNothing, neither its tokens nor its nonce.
func TestASignInShowsNothing(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("sign-in", "of", hook.SignIn{IDToken: "secret-a", AccessToken: "secret-b", Nonce: "secret-c"})
	fmt.Fprintf(&log, "%v %+v %#v %s", hook.SignIn{IDToken: "secret-a"}, hook.SignIn{AccessToken: "secret-b"}, &hook.SignIn{Nonce: "secret-c"}, hook.SignIn{Nonce: "secret-d"})
	slog.New(slog.NewJSONHandler(&log, nil)).Info("reply", "of", hook.Reply{Reference: "secret-e"})
	assert.NotContains(t, log.String(), "secret-")
	assert.Contains(t, log.String(), "hook.SignIn")
}

// TestOneSignInIsVerifiedOnce in a request with several questions, whatever comes of it.
func TestOneSignInIsVerifiedOnce(t *testing.T) {
	t.Parallel()
	for _, refused := range []bool{false, true} {
		var times atomic.Int32
		p := point(t, consulttest.NewRig(t).Gate, &hook.PointOptions{Identify: func(context.Context, hook.SignIn) (consult.Initiator, error) {
			times.Add(1)
			if refused {
				return consult.Initiator{}, errOfOthers
			}
			return consulttest.Call().Initiator, nil
		}})
		one := signedIn(t, map[string]string{"id_token": "e30.e30.c2ln"})
		body := strings.TrimSuffix(strings.TrimSpace(one), "}") + `,"evaluations":[{},{},{}]}`
		answers := answer(t, post(t, p, evaluations, body)).Evaluations
		require.Len(t, answers, 3)
		for _, a := range answers {
			assert.Equal(t, !refused, *a.Decision)
		}
		assert.EqualValues(t, 1, times.Load())
	}
}
