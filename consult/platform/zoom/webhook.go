package zoom

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// WebhookSource is the source of what a webhook says.
const WebhookSource consult.SourceID = "zoom-webhook"

// MaxAge is how old an event may be: one that comes later is a replay. Zoom sends an event that was not
// taken again for a little more than two hours, and does not say that it gives it a new time.
const MaxAge = 3 * time.Hour

// A Webhook takes the events of an app's event subscription, as developers.zoom.us/docs/api/webhooks has them:
// subscribe to recording.started. It is an [http.Handler], safe for concurrent use. It answers
//
//	200  the event was taken, or is of no interest; and the challenge by which Zoom validates the endpoint
//	400  the body is not an event as Zoom documents it
//	401  the signature is not Zoom's, or the event is too old
//	405  the request is no POST
//	413  the body is longer than [platform.MaxBytes]
//	503  a breach could not be put on record; Zoom then sends the event again
//
// A replay within MaxAge reports the same breach once more, and does nothing else.
type Webhook struct {
	// Secret is the app's secret token. Where there is none, nothing is Zoom's.
	Secret platform.Secret
	// Watch holds what Zoom says against the decisions. Nil stands for one without a recorder, which
	// takes no event.
	Watch *platform.Watch
	// Call returns the call that a meeting carries, by the meeting's number. Nil stands for a
	// platform whose calls have the meeting's number as their id, in decimal.
	Call func(ctx context.Context, meeting int64) consult.CallID
	// Clock is what the age of an event is told by. Nil stands for time.Now.
	Clock func() time.Time
}

// An event is what is read of what Zoom sends. What is in its payload depends on which event it is.
type event struct {
	Event   platform.Field[string]         `json:"event"`
	Payload platform.Field[jsontext.Value] `json:"payload"`
}

// A challenge is the payload of endpoint.url_validation.
type challenge struct {
	PlainToken platform.Field[string] `json:"plainToken"`
}

// A recorded is the payload of recording.started.
type recorded struct {
	Object platform.Field[struct {
		ID platform.Field[jsontext.Value] `json:"id"` // a number, and text in other events
	}] `json:"object"`
}

// meeting returns the meeting's number, or 0 where there is none.
func (r recorded) meeting() int64 {
	object, _ := r.Object.Get()
	id, _ := object.ID.Get()
	meeting, err := strconv.ParseInt(strings.Trim(string(id), `"`), 10, 64)
	if err != nil {
		return 0
	}
	return meeting
}

// ServeHTTP implements [http.Handler].
func (h *Webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, status := platform.ReadBody(w, r)
	if status != http.StatusOK {
		w.WriteHeader(status)
		return
	}
	at, ok := h.sent(r.Header, body)
	if !ok {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var e event
	if err := platform.Decode(body, &e); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	payload := e.Payload.Or(jsontext.Value("{}"))
	switch e.Event.Or("") {
	case "endpoint.url_validation":
		var c challenge
		if err := platform.Decode(payload, &c); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		h.validate(w, c.PlainToken.Or(""))
	case "recording.started":
		var started recorded
		if err := platform.Decode(payload, &started); err != nil || started.meeting() <= 0 {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if err := h.report(r.Context(), started.meeting(), at); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	case "":
		w.WriteHeader(http.StatusBadRequest)
	}
}

// report reports a recording of a meeting, unless the decision allows it.
func (h *Webhook) report(ctx context.Context, meeting int64, at time.Time) error {
	call := consult.CallID(number(meeting))
	if h.Call != nil {
		call = h.Call(ctx, meeting)
	}
	watch := h.Watch
	if watch == nil {
		watch = new(platform.Watch)
	}
	return watch.Recorded(ctx, call, consult.Observed{Source: WebhookSource, At: at})
}

// sent returns when Zoom sent a body, and whether it did. The signature is "v0=" and the HMAC-SHA256, in
// hexadecimal, of "v0:", the timestamp in seconds, ":" and the body.
func (h *Webhook) sent(header http.Header, body []byte) (time.Time, bool) {
	stamp := header.Get("x-zm-request-timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	key, ok := h.Secret.Bytes()
	if err != nil || !ok {
		return time.Time{}, false
	}
	want := "v0=" + hex.EncodeToString(sum(key, "v0:"+stamp+":", body))
	at := time.Unix(seconds, 0).UTC()
	return at, hmac.Equal([]byte(want), []byte(header.Get("x-zm-signature"))) && platform.Recent(h.Clock, at, MaxAge)
}

func sum(key []byte, prefix string, body []byte) []byte {
	mac := hmac.New(sha256.New, key)
	_, _ = io.WriteString(mac, prefix) // a hash does not fail
	_, _ = mac.Write(body)
	return mac.Sum(nil)
}

// validate answers the challenge by which Zoom makes sure that the endpoint has the secret. The answer is made
// with the key that signs events: only what cannot begin a signed text is answered, so that nobody has
// one signed.
func (h *Webhook) validate(w http.ResponseWriter, token string) {
	if token == "" || len(token) > 256 || !plain(token) {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	key, _ := h.Secret.Bytes() // there is one, since it signed the challenge
	answer, err := json.Marshal(struct {
		PlainToken     string `json:"plainToken"`
		EncryptedToken string `json:"encryptedToken"`
	}{token, hex.EncodeToString(sum(key, token, nil))})
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(answer) // whoever is gone will ask again
}

// plain reports whether a text has letters, digits, "-", "_", "+", "/" and "=" alone, and so no colon.
func plain(text string) bool {
	for _, c := range []byte(text) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '+', c == '/', c == '=':
		default:
			return false
		}
	}
	return true
}
