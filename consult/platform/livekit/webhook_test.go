package livekit_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/livekit"
)

// decisions keeps the decisions that calls were started by, as an application does.
type decisions struct{ of sync.Map }

func (d *decisions) keep(_ context.Context, decision consult.Decision) error {
	d.of.Store(decision.Call.ID, decision)
	return nil
}

func (d *decisions) decided(_ context.Context, call consult.CallID) (consult.Decision, bool) {
	decision, known := d.of.Load(call)
	if !known {
		return consult.Decision{}, false
	}
	return decision.(consult.Decision), true
}

// silent is a decision that forbids recording.
func silent(call consult.CallID) consult.Decision {
	c := consulttest.Call()
	c.ID, c.Room.Recording = call, consult.RecordingOff
	return consult.Decision{ID: consult.DecisionID{1}, Call: c}
}

// digest is the claim sha256 of a body.
func digest(body string) string {
	sum := sha256.Sum256([]byte(body))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// signature is the token of an event, with changes.
func signature(t testing.TB, body string, changes ...func(map[string]any)) platform.Token {
	t.Helper()
	claims := map[string]any{"iss": key, "exp": time.Now().Add(5 * time.Minute).Unix(), "sha256": digest(body)}
	for _, change := range changes {
		change(claims)
	}
	return forge(t, claims)
}

// post gives a handler an event.
func post(handler http.Handler, body string, token platform.Token) int {
	r := httptest.NewRequest(http.MethodPost, "/livekit", strings.NewReader(body))
	r.Header.Set("Authorization", string(token))
	r.Header.Set("Content-Type", "application/webhook+json")
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w.Code
}

func TestWebhookReportsRecordings(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		why, body string
		call      consult.CallID
		breached  bool
	}{
		{"an egress began", `{"event":"egress_started","egressInfo":{"egressId":"EG_1","roomName":"silent","status":"EGRESS_STARTING"}}`, "silent", true},
		{"an egress goes on", `{"event":"egress_updated","egressInfo":{"roomName":"silent"}}`, "silent", true},
		{"an egress ended whose start was not heard of", `{"event":"egress_ended","egressInfo":{"roomName":"silent"}}`, "silent", true},
		{"an egress of a room that the event does not describe", `{"event":"egress_started","room":{"name":"silent"}}`, "silent", true},
		{"an egress of a web page, which may be any call's", `{"event":"egress_started","egressInfo":{"web":{"url":"https://clinic.example"}}}`, "", true},
		{"an egress in an event to come", `{"event":"recording","egressInfo":{"roomName":"silent"}}`, "silent", true},
		{"a recorder is in the room", `{"event":"track_published","room":{"name":"silent","activeRecording":true}}`, "silent", true},
		{"a recorder joined, by its permission", `{"event":"participant_joined","room":{"name":"silent"},"participant":{"permission":{"recorder":true,"hidden":true}}}`, "silent", true},
		{"a recorder joined, by its kind", `{"event":"participant_joined","room":{"name":"silent"},"participant":{"kind":"EGRESS"}}`, "silent", true},
		{"a call that nobody decided on is recorded", `{"event":"egress_started","egressInfo":{"roomName":"unknown"}}`, "unknown", true},
		{"a call is recorded that may be", `{"event":"egress_started","egressInfo":{"roomName":"on-request"}}`, "on-request", false},
		{"a room began", `{"event":"room_started","room":{"name":"silent"}}`, "silent", false},
		{"a room says that it is not recorded", `{"event":"room_started","room":{"name":"silent","activeRecording":false}}`, "silent", false},
		{"a room says null of it", `{"event":"room_started","room":{"name":"silent","activeRecording":null}}`, "silent", false},
		{"a patient joined", `{"event":"participant_joined","room":{"name":"silent"},"participant":{"kind":"STANDARD","permission":{"canPublish":true}}}`, "silent", false},
		{"an event with nulls", `{"event":null,"room":null,"participant":null,"egressInfo":null}`, "", false},
		{"an event to come", `{"event":"weather_changed"}`, "", false},
		{"nothing", `{}`, "", false},
	} {
		var known decisions
		require.NoError(t, known.keep(t.Context(), silent("silent")))
		onRequest := silent("on-request")
		onRequest.Call.Room.Recording = consult.RecordingOnRequest
		require.NoError(t, known.keep(t.Context(), onRequest))
		var recorder consulttest.Recorder
		handler := inspector().Webhook(&platform.Watch{Decided: known.decided, Recorder: &recorder})

		assert.Equal(t, http.StatusOK, post(handler, row.body, signature(t, row.body)), row.why)
		breaches := recorder.Breaches()
		require.Equal(t, row.breached, len(breaches) == 1, "%s: %+v", row.why, breaches)
		if row.breached {
			assert.Equal(t, row.call, breaches[0].Call, row.why)
			assert.Equal(t, consult.RecordingDefault, breaches[0].Rule, row.why)
			assert.Equal(t, livekit.Source, breaches[0].Source, row.why)
		}
		recorder.SetDown(true)
		want := http.StatusOK
		if row.breached {
			want = http.StatusInternalServerError
		}
		assert.Equal(t, want, post(handler, row.body, signature(t, row.body)), "%s, and the recorder is down", row.why)
	}
}

func TestWebhookTakesOnlyWhatTheServerSigned(t *testing.T) {
	t.Parallel()
	var recorder consulttest.Recorder
	handler := inspector().Webhook(&platform.Watch{Recorder: &recorder})
	const body = `{"event":"egress_started","egressInfo":{"roomName":"call-0001"}}`
	participant, err := inspector().Patient("call-0001", "guest-1")
	require.NoError(t, err)
	long := `{"event":"` + strings.Repeat("a", platform.MaxBytes) + `"}`
	for _, row := range []struct {
		why, body string
		token     platform.Token
		want      int
	}{
		{"no signature", body, "", http.StatusUnauthorized},
		{"the signature of another event", body, signature(t, "{}"), http.StatusUnauthorized},
		{"a changed event", strings.Replace(body, "0001", "0002", 1), signature(t, body), http.StatusUnauthorized},
		{"a signature without a digest", body, signature(t, body, without("sha256")), http.StatusUnauthorized},
		{"a signature whose digest is null", body, signature(t, body, with("sha256", nil)), http.StatusUnauthorized},
		{"a participant's token", body, participant, http.StatusUnauthorized},
		{"an old signature", body, signature(t, body, with("exp", time.Now().Add(-2*time.Minute).Unix())), http.StatusUnauthorized},
		{"a signature that never expires", body, signature(t, body, without("exp")), http.StatusUnauthorized},
		{"another key's signature", body, signature(t, body, with("iss", "other")), http.StatusUnauthorized},
		{"too long", long, signature(t, long), http.StatusRequestEntityTooLarge},
		{"signed and cut off", body[:20], signature(t, body[:20]), http.StatusInternalServerError},
		{"signed, with a member of another type", `{"egressInfo":true}`, signature(t, `{"egressInfo":true}`), http.StatusInternalServerError},
		{"signed, with a member twice", `{"room":{},"room":{}}`, signature(t, `{"room":{},"room":{}}`), http.StatusInternalServerError},
	} {
		assert.Equal(t, row.want, post(handler, row.body, row.token), row.why)
	}
	assert.Empty(t, recorder.Breaches())

	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/livekit", http.NoBody))
	assert.Equal(t, http.StatusMethodNotAllowed, w.Code)
}

func FuzzWebhook(f *testing.F) {
	for _, row := range hostile {
		f.Add(row.document)
	}
	f.Add(`{"event":"egress_started","egressInfo":{"roomName":"call-0001"}}`)
	f.Add(`{"event":"participant_joined","room":{"name":"call-0001","activeRecording":true},"participant":{"kind":"EGRESS"}}`)
	f.Fuzz(func(t *testing.T, body string) {
		var recorder consulttest.Recorder
		handler := inspector().Webhook(&platform.Watch{Recorder: &recorder})
		if status := post(handler, body, ""); status == http.StatusOK || len(recorder.Breaches()) > 0 {
			t.Errorf("an event that nobody signed: %d", status)
		}
		status := post(handler, body, signature(t, body))
		if status != http.StatusOK && len(recorder.Breaches()) > 0 {
			t.Errorf("a breach is on record, and the answer is %d", status)
		}
	})
}

// An inbox passes the events of a real server on to a handler, and keeps them.
type inbox struct {
	handler http.Handler

	mu     sync.Mutex
	events []received
}

// A received event is one with what it was answered.
type received struct {
	body   string
	token  platform.Token
	status int
}

func (i *inbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := httptest.NewRecorder()
	i.handler.ServeHTTP(answer, r)
	i.mu.Lock()
	i.events = append(i.events, received{string(body), platform.Token(r.Header.Get("Authorization")), answer.Code})
	i.mu.Unlock()
	w.WriteHeader(answer.Code)
}

// find returns an event that holds a text and was answered with a status.
func (i *inbox) find(text string, status int) (received, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, e := range i.events {
		if strings.Contains(e.body, text) && e.status == status {
			return e, true
		}
	}
	return received{}, false
}

// TestWebhookOfARealServer has a recorder join a call that was decided on as one that does not record.
func TestWebhookOfARealServer(t *testing.T) {
	t.Parallel()
	var known decisions
	var recorder consulttest.Recorder
	in := &inbox{handler: inspector().Webhook(&platform.Watch{Decided: known.decided, Recorder: &recorder})}
	s := run(t, false, in)
	s.Keep = known.keep
	s.Deployment = deployed
	s.Deployment.Recorders = consult.AuthorityNobody
	rig := consulttest.NewRig(t)
	c := consulttest.Call()
	room, err := s.Room(t.Context(), c.ID)
	require.NoError(t, err)
	c.Room = livekit.Facts(room, s.Deployment, c.Room.At)
	_, err = s.Open(t.Context(), rig.Gate, rig.Permit(t, c), "dr-1")
	require.NoError(t, err)
	var started received
	require.Eventually(t, func() (ok bool) { started, ok = in.find(`"room_started"`, http.StatusOK); return ok }, patience, tick)
	assert.Empty(t, recorder.Breaches())

	// What was accepted is refused once a byte of it is another, or somebody else signed it.
	assert.Equal(t, http.StatusOK, post(in.handler, started.body, started.token))
	assert.Equal(t, http.StatusUnauthorized, post(in.handler, strings.Replace(started.body, "call-0001", "call-0002", 1), started.token))
	other := inspector()
	other.Secret = platform.NewSecret("another-secret-of-thirty-two-characters")
	assert.Equal(t, http.StatusUnauthorized, post(other.Webhook(&platform.Watch{Recorder: &recorder}), started.body, started.token))

	// The breach cannot be put on record at first, so the server says again that there was a recorder.
	recorder.SetDown(true)
	require.Equal(t, http.StatusSwitchingProtocols, connect(t, s, forge(t, granting(with("video.recorder", true)))))
	require.NoError(t, s.Close(t.Context(), c.ID))
	require.Eventually(t, func() bool { _, ok := in.find(`"recorder":true`, http.StatusInternalServerError); return ok }, patience, tick)
	recorder.SetDown(false)
	require.Eventually(t, func() bool { _, ok := in.find(`"recorder":true`, http.StatusOK); return ok }, patience, tick)
	breaches := recorder.Breaches()
	require.NotEmpty(t, breaches)
	decision, _ := known.decided(t.Context(), c.ID)
	assert.Equal(t, decision.ID, breaches[0].Decision)
	assert.Equal(t, c.ID, breaches[0].Call)
}
