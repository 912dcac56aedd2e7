package daily_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/daily"
)

// started is the event recording.started with the members of
// docs.daily.co/reference/rest-api/webhooks/events/recording-started: it names the recording, and not the room.
const started = `{"version":"1.0.0","type":"recording.started","id":"rec-sta-1","event_ts":1692124192,"payload":` +
	`{"recording_id":"08fa0b24","action":"start-cloud-recording","layout":{"preset":"default"},"started_by":"x","instance_id":"y","start_ts":1692124183}}`

// secret is the key of the webhook in these tests, as Daily gives it.
var secret = base64.StdEncoding.EncodeToString([]byte("the webhook's key"))

// sign signs a text with a key in base64.
func sign(key, text string) string {
	raw, _ := base64.StdEncoding.DecodeString(key)
	mac := hmac.New(sha256.New, raw)
	_, _ = io.WriteString(mac, text)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// send has a webhook take a body that was signed with a timestamp.
func send(h http.Handler, body, stamp string) int {
	return post(h, body, stamp, sign(secret, stamp+"."+body))
}

func post(h http.Handler, body, stamp, signature string) int {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header["X-Webhook-Timestamp"], r.Header["X-Webhook-Signature"] = []string{stamp}, []string{signature}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

// now is the timestamp of the instant at which the clock stands.
var now = fmt.Sprint(consulttest.Now.Unix())

// hook is a webhook over decisions on a room that records in the given way.
func hook(recorder consult.Recorder, recording consult.Recording) *daily.Webhook {
	return &daily.Webhook{
		Secret: platform.NewSecret(secret), Clock: new(consulttest.Clock).Now,
		Recorded: func(_ context.Context, recording string) (consult.CallID, error) {
			return consult.CallID("call-" + recording), nil
		},
		Watch: &platform.Watch{Recorder: recorder, Decided: func(_ context.Context, call consult.CallID) (consult.Decision, bool) {
			d := consult.Decision{ID: consult.DecisionID{1}, Call: consult.Call{ID: "call-08fa0b24"}}
			d.Call.Room.Recording = recording
			return d, call == d.Call.ID
		}},
	}
}

func TestWebhookReportsARecordingThatWasForbidden(t *testing.T) {
	t.Parallel()
	var recorder consulttest.Recorder
	assert.Equal(t, http.StatusOK, send(hook(&recorder, consult.RecordingOff), started, now))
	require.Len(t, recorder.Breaches(), 1)
	b := recorder.Breaches()[0]
	assert.Equal(t, consult.CallID("call-08fa0b24"), b.Call)
	assert.Equal(t, consult.DecisionID{1}, b.Decision)
	assert.Equal(t, consult.Observed{Source: "daily-webhook", At: consulttest.Now}, b.Observed)

	assert.Equal(t, http.StatusOK, send(hook(&recorder, consult.RecordingOnRequest), started, now))
	assert.Len(t, recorder.Breaches(), 1, "somebody asked for it, as the decision allows")

	h := hook(&recorder, consult.RecordingOff)
	h.Recorded = nil
	named := strings.Replace(started, `"recording_id"`, `"room_name":"call-08fa0b24","recording_id"`, 1)
	assert.Equal(t, http.StatusOK, send(h, named, fmt.Sprint(consulttest.Now.UnixMilli())), "one that names the room, and in milliseconds")
	require.Len(t, recorder.Breaches(), 2)
	assert.Equal(t, b, recorder.Breaches()[1])
	assert.Equal(t, http.StatusBadRequest, send(h, started, now), "nobody knows which room it is")
}

func TestWebhookIsSentAgainWhereTheBreachIsNotOnRecord(t *testing.T) {
	t.Parallel()
	var recorder consulttest.Recorder
	recorder.SetDown(true)
	h := hook(&recorder, consult.RecordingOff)
	assert.Equal(t, http.StatusServiceUnavailable, send(h, started, now))
	recorder.SetDown(false)
	h.Recorded = func(context.Context, string) (consult.CallID, error) { return "", errors.New("the API is down") }
	assert.Equal(t, http.StatusServiceUnavailable, send(h, started, now))
	_, api := stands(t)
	h.Recorded = api.Recorded
	assert.Equal(t, http.StatusOK, send(h, started, now))
	require.Len(t, recorder.Breaches(), 1)
	assert.Equal(t, consult.CallID("call-0001"), recorder.Breaches()[0].Call)
	h.Watch = nil
	assert.Equal(t, http.StatusServiceUnavailable, send(h, started, now), "nothing to report to")
}

func TestWebhookRefusesWhatDailyDidNotSend(t *testing.T) {
	t.Parallel()
	genuine := sign(secret, now+"."+started)
	for _, test := range []struct{ why, stamp, signature, body string }{
		{"no signature", now, "", started},
		{"no timestamp", "", genuine, started},
		{"another timestamp", now + "1", genuine, started},
		{"a timestamp that is none", "now", sign(secret, "now."+started), started},
		{"a timestamp that wraps around", "9223372036854775807", sign(secret, "9223372036854775807."+started), started},
		{"a timestamp before all time", "-9223372036854775808", sign(secret, "-9223372036854775808."+started), started},
		{"another body", now, genuine, strings.Replace(started, "08fa0b24", "18fa0b24", 1)},
		{"another key", now, sign(base64.StdEncoding.EncodeToString([]byte("x")), now+"."+started), started},
		{"no key", now, sign("", now+"."+started), started},
		{"cut off", now, genuine[:len(genuine)-4], started},
		{"the body alone", now, sign(secret, started), started},
		{"without the dot", now, sign(secret, now+started), started},
		{"a test that is an event", now, "", strings.Replace(started, `{"version"`, `{"test":"test","version"`, 1)},
	} {
		var recorder consulttest.Recorder
		for _, key := range []string{secret, "", "not base64!"} {
			h := hook(&recorder, consult.RecordingOff)
			h.Secret = platform.NewSecret(key)
			assert.Equal(t, http.StatusUnauthorized, post(h, test.body, test.stamp, test.signature), test.why)
		}
		assert.Empty(t, recorder.Breaches(), test.why)
	}
}

func TestWebhookRefusesReplays(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why  string
		late time.Duration
		want int
	}{
		{"at once", 0, http.StatusOK},
		{"at the last instant", daily.MaxAge, http.StatusOK},
		{"an instant later", daily.MaxAge + 1, http.StatusUnauthorized},
		{"a year later", 365 * 24 * time.Hour, http.StatusUnauthorized},
		{"by a clock that is a little behind", -5 * time.Minute, http.StatusOK},
		{"from the future", -5*time.Minute - 1, http.StatusUnauthorized},
	} {
		h := hook(new(consulttest.Recorder), consult.RecordingOff)
		h.Clock = func() time.Time { return consulttest.Now.Add(test.late) }
		assert.Equal(t, test.want, send(h, started, now), test.why)
	}
	h := hook(new(consulttest.Recorder), consult.RecordingOff)
	h.Clock = nil
	assert.Equal(t, http.StatusOK, send(h, started, fmt.Sprint(time.Now().Unix())), "without a clock, by that of the machine")
}

func TestWebhookTakesOnlyEvents(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why, body string
		want      int
	}{
		{"the test", `{"test":"test"}`, http.StatusOK},
		{"of no interest", `{"type":"meeting.started","payload":{"room":"x","meeting_id":"y"}}`, http.StatusOK},
		{"of no interest", `{"type":"participant.left","payload":[]}`, http.StatusOK},
		{"of no kind", `{}`, http.StatusBadRequest},
		{"of no kind", `{"type":null}`, http.StatusBadRequest},
		{"not JSON", `recording.started`, http.StatusBadRequest},
		{"an event twice", `{"type":"meeting.started","type":"recording.started"}`, http.StatusBadRequest},
		{"of no recording", `{"type":"recording.started","payload":{}}`, http.StatusBadRequest},
		{"of no recording", `{"type":"recording.started"}`, http.StatusBadRequest},
		{"of a recording that is none", `{"type":"recording.started","payload":{"recording_id":7}}`, http.StatusBadRequest},
		{"too deep", `{"type":"recording.started","payload":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`, http.StatusBadRequest},
		{"too long", strings.Repeat(" ", platform.MaxBytes) + started, http.StatusRequestEntityTooLarge},
	} {
		var recorder consulttest.Recorder
		assert.Equal(t, test.want, send(hook(&recorder, consult.RecordingOff), test.body, now), test.why)
		assert.Empty(t, recorder.Breaches(), test.why)
	}
	assert.Equal(t, http.StatusOK, post(new(daily.Webhook), `{"test":"test"}`, "", ""), "the test comes before there is a secret")
	w := httptest.NewRecorder()
	new(daily.Webhook).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	assert.Equal(t, http.StatusMethodNotAllowed, w.Code)
	w = httptest.NewRecorder()
	new(daily.Webhook).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", iotest.ErrReader(errors.New("cut off"))))
	assert.Equal(t, http.StatusBadRequest, w.Code)
}

// FuzzWebhook holds that no body brings the webhook down, and that one without a signature does nothing.
func FuzzWebhook(f *testing.F) {
	f.Add(started, "x")
	f.Add(`{"test":"test"}`, "")
	f.Fuzz(func(t *testing.T, body, signature string) {
		var recorder consulttest.Recorder
		h := hook(&recorder, consult.RecordingOff)
		assert.Contains(t, []int{http.StatusUnauthorized, http.StatusRequestEntityTooLarge, http.StatusOK}, post(h, body, now, signature))
		assert.Empty(t, recorder.Breaches())
		assert.NotEqual(t, http.StatusServiceUnavailable, send(h, body, now))
	})
}
