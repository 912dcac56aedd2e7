package zoom_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
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
	"github.com/preconsult/preconsult/consult/platform/zoom"
)

// started is the event recording.started with the members that Zoom's own types give it, RecordingStartedEvent in
// github.com/zoom/rivet-javascript, meetings/meetings.d.ts.
const started = `{"event":"recording.started","event_ts":1626230691572,"payload":{"account_id":"AAAAAABBBB","object":{` +
	`"id":85746065,"uuid":"4444AAAiAAAAAiAiAiiAii==","host_id":"x1yCzABCDEfg23HiJKl4mN","topic":"Consultation","type":2,` +
	`"start_time":"2026-05-11T12:00:00Z","timezone":"Europe/London","duration":30,"recording_file":{"recording_start":"2026-05-11T12:01:00Z","recording_end":""}}}}`

const token = "a secret token"

// sign signs a text as github.com/zoom/webhook-sample, index.js, does.
func sign(key, text string) string {
	mac := hmac.New(sha256.New, []byte(key))
	_, _ = io.WriteString(mac, text)
	return hex.EncodeToString(mac.Sum(nil))
}

// send has a webhook take a body that was signed at an instant.
func send(h http.Handler, body string, at time.Time) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	stamp := fmt.Sprint(at.Unix())
	r.Header.Set("x-zm-request-timestamp", stamp)
	r.Header.Set("x-zm-signature", "v0="+sign(token, "v0:"+stamp+":"+body))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// hook is a webhook over decisions on a room that records in the given way.
func hook(recorder consult.Recorder, recording consult.Recording) *zoom.Webhook {
	return &zoom.Webhook{
		Secret: platform.NewSecret(token), Clock: new(consulttest.Clock).Now,
		Watch: &platform.Watch{Recorder: recorder, Decided: func(_ context.Context, call consult.CallID) (consult.Decision, bool) {
			d := consult.Decision{ID: consult.DecisionID{1}, Call: consult.Call{ID: "85746065"}}
			d.Call.Room.Recording = recording
			return d, call == d.Call.ID
		}},
	}
}

func TestWebhookReportsARecordingThatWasForbidden(t *testing.T) {
	t.Parallel()
	var recorder consulttest.Recorder
	w := send(hook(&recorder, consult.RecordingOff), started, consulttest.Now)
	assert.Equal(t, http.StatusOK, w.Code)
	require.Len(t, recorder.Breaches(), 1)
	b := recorder.Breaches()[0]
	assert.Equal(t, consult.CallID("85746065"), b.Call)
	assert.Equal(t, consult.DecisionID{1}, b.Decision)
	assert.Equal(t, consult.Observed{Source: "zoom-webhook", At: consulttest.Now}, b.Observed)

	assert.Equal(t, http.StatusOK, send(hook(&recorder, consult.RecordingOnRequest), started, consulttest.Now).Code)
	assert.Len(t, recorder.Breaches(), 1, "somebody asked for it, as the decision allows")

	asText := strings.Replace(started, `"id":85746065`, `"id":"85746065"`, 1)
	assert.Equal(t, http.StatusOK, send(hook(&recorder, consult.RecordingOff), asText, consulttest.Now).Code)
	assert.Len(t, recorder.Breaches(), 2, "the number as text, as in other events")

	other := hook(&recorder, consult.RecordingOnRequest)
	other.Call = func(_ context.Context, meeting int64) consult.CallID {
		return consult.CallID(fmt.Sprint("call-", meeting))
	}
	assert.Equal(t, http.StatusOK, send(other, started, consulttest.Now).Code)
	require.Len(t, recorder.Breaches(), 3, "nobody decided on it")
	assert.Equal(t, consult.CallID("call-85746065"), recorder.Breaches()[2].Call)
}

func TestWebhookIsSentAgainWhereTheBreachIsNotOnRecord(t *testing.T) {
	t.Parallel()
	var down consulttest.Recorder
	down.SetDown(true)
	h := hook(&down, consult.RecordingOff)
	assert.Equal(t, http.StatusServiceUnavailable, send(h, started, consulttest.Now).Code)
	down.SetDown(false)
	h.Clock = func() time.Time { return consulttest.Now.Add(125 * time.Minute) } // Zoom's third attempt
	assert.Equal(t, http.StatusOK, send(h, started, consulttest.Now).Code)
	assert.Len(t, down.Breaches(), 1)

	h.Watch = nil
	assert.Equal(t, http.StatusServiceUnavailable, send(h, started, consulttest.Now).Code, "nothing to report to")
}

func TestWebhookRefusesWhatZoomDidNotSend(t *testing.T) {
	t.Parallel()
	stamp := fmt.Sprint(consulttest.Now.Unix())
	genuine := "v0=" + sign(token, "v0:"+stamp+":"+started)
	for _, test := range []struct{ why, stamp, signature, body string }{
		{"no signature", stamp, "", started},
		{"no timestamp", "", genuine, started},
		{"another timestamp", stamp + "0", genuine, started},
		{"a timestamp that is none", "now", "v0=" + sign(token, "v0:now:"+started), started},
		{"a timestamp beyond all time", "99999999999999999999", "v0=" + sign(token, "v0:99999999999999999999:"+started), started},
		{"a timestamp that wraps around", "9223372036854775807", "v0=" + sign(token, "v0:9223372036854775807:"+started), started},
		{"another body", stamp, genuine, strings.Replace(started, "85746065", "85746066", 1)},
		{"another key", stamp, "v0=" + sign("x", "v0:"+stamp+":"+started), started},
		{"no key", stamp, "v0=" + sign("", "v0:"+stamp+":"+started), started},
		{"another version", stamp, "v1=" + sign(token, "v1:"+stamp+":"+started), started},
		{"without its version", stamp, sign(token, "v0:"+stamp+":"+started), started},
		{"cut off", stamp, genuine[:len(genuine)-1], started},
		{"in capitals", stamp, strings.ToUpper(genuine), started},
		{"the body alone", stamp, "v0=" + sign(token, started), started},
	} {
		var recorder consulttest.Recorder
		for _, secret := range []string{token, ""} {
			h := hook(&recorder, consult.RecordingOff)
			h.Secret = platform.NewSecret(secret)
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(test.body))
			r.Header.Set("x-zm-request-timestamp", test.stamp)
			r.Header.Set("x-zm-signature", test.signature)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			assert.Equal(t, http.StatusUnauthorized, w.Code, test.why)
			assert.Empty(t, w.Body.String(), test.why)
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
		{"at the last instant", zoom.MaxAge, http.StatusOK},
		{"an instant later", zoom.MaxAge + 1, http.StatusUnauthorized},
		{"a year later", 365 * 24 * time.Hour, http.StatusUnauthorized},
		{"by a clock that is a little behind", -5 * time.Minute, http.StatusOK},
		{"from the future", -5*time.Minute - 1, http.StatusUnauthorized},
	} {
		h := hook(new(consulttest.Recorder), consult.RecordingOff)
		h.Clock = func() time.Time { return consulttest.Now.Add(test.late) }
		assert.Equal(t, test.want, send(h, started, consulttest.Now).Code, test.why)
	}
	h := hook(new(consulttest.Recorder), consult.RecordingOff)
	h.Clock = nil
	assert.Equal(t, http.StatusOK, send(h, started, time.Now()).Code, "without a clock, by that of the machine")
}

func TestWebhookAnswersTheChallenge(t *testing.T) {
	t.Parallel()
	h := hook(new(consulttest.Recorder), consult.RecordingOff)
	assert.NotContains(t, fmt.Sprintf("%+v %#v", h, *h), token, "the secret shows nowhere")
	w := send(h, `{"event":"endpoint.url_validation","event_ts":1654503849680,"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}`, consulttest.Now)
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Equal(t, "application/json", w.Header().Get("Content-Type"))
	assert.JSONEq(t, `{"plainToken":"qgg8vlvZRS6UYooatFL8Aw","encryptedToken":"`+sign(token, "qgg8vlvZRS6UYooatFL8Aw")+`"}`, w.Body.String())

	for why, plain := range map[string]string{
		"a text that would sign an event": "v0:1:" + "{}",
		"nothing":                         "",
		"very long":                       strings.Repeat("x", 257),
		"markup":                          "<script>",
	} {
		w := send(h, `{"event":"endpoint.url_validation","payload":{"plainToken":"`+plain+`"}}`, consulttest.Now)
		assert.Equal(t, http.StatusBadRequest, w.Code, why)
		assert.Empty(t, w.Body.String(), why)
	}
}

func TestWebhookTakesOnlyEvents(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why, body string
		want      int
	}{
		{"of no interest", `{"event":"meeting.started","payload":{"object":{"id":"85746065"}}}`, http.StatusOK},
		{"of no interest", `{"event":"meeting.ended","payload":[]}`, http.StatusOK},
		{"of no kind", `{}`, http.StatusBadRequest},
		{"not JSON", `recording.started`, http.StatusBadRequest},
		{"an event twice", `{"event":"meeting.ended","event":"recording.started"}`, http.StatusBadRequest},
		{"of no meeting", `{"event":"recording.started","payload":{"object":{}}}`, http.StatusBadRequest},
		{"of no meeting", `{"event":"recording.started","payload":null}`, http.StatusBadRequest},
		{"of no meeting", `{"event":"recording.started","payload":{"object":{"id":0}}}`, http.StatusBadRequest},
		{"of no meeting", `{"event":"recording.started","payload":{"object":{"id":[85746065]}}}`, http.StatusBadRequest},
		{"of no meeting", `{"event":"recording.started","payload":{"object":[]}}`, http.StatusBadRequest},
		{"of no token", `{"event":"endpoint.url_validation","payload":{"plainToken":1}}`, http.StatusBadRequest},
		{"too deep", `{"event":"recording.started","payload":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`, http.StatusBadRequest},
		{"too long", strings.Repeat(" ", platform.MaxBytes) + started, http.StatusRequestEntityTooLarge},
	} {
		var recorder consulttest.Recorder
		assert.Equal(t, test.want, send(hook(&recorder, consult.RecordingOff), test.body, consulttest.Now).Code, test.why)
		assert.Empty(t, recorder.Breaches(), test.why)
	}
	w := httptest.NewRecorder()
	hook(new(consulttest.Recorder), 0).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	assert.Equal(t, http.StatusMethodNotAllowed, w.Code)
	assert.Equal(t, http.MethodPost, w.Header().Get("Allow"))
	w = httptest.NewRecorder()
	hook(new(consulttest.Recorder), 0).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", iotest.ErrReader(errors.New("cut off"))))
	assert.Equal(t, http.StatusBadRequest, w.Code)
}

// FuzzWebhook holds that no body brings the webhook down, and that one without a signature does nothing.
func FuzzWebhook(f *testing.F) {
	f.Add(started, "v0=")
	f.Add(`{"event":"endpoint.url_validation","payload":{"plainToken":"x"}}`, "")
	f.Fuzz(func(t *testing.T, body, signature string) {
		var recorder consulttest.Recorder
		h := hook(&recorder, consult.RecordingOff)
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header["X-Zm-Request-Timestamp"], r.Header["X-Zm-Signature"] = []string{fmt.Sprint(consulttest.Now.Unix())}, []string{signature}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		assert.Contains(t, []int{http.StatusUnauthorized, http.StatusRequestEntityTooLarge}, w.Code)
		assert.Empty(t, recorder.Breaches())
		assert.NotEqual(t, http.StatusServiceUnavailable, send(h, body, consulttest.Now).Code)
	})
}
