package daily

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// WebhookSource is the source of what a webhook says.
const WebhookSource consult.SourceID = "daily-webhook"

// MaxAge is how old an event may be: one that comes later is a replay. Daily sends an event that was not
// taken again, within minutes.
const MaxAge = time.Hour

// A Webhook takes the events of a webhook of Daily, docs.daily.co/reference/rest-api/webhooks: create it with the
// event recording.started, and with the retry type exponential, since Daily otherwise gives up after three
// failures. It is an [http.Handler], safe for concurrent use. It answers
//
//	200  the event was taken, or is of no interest; and the test by which Daily creates a webhook
//	400  the body is not an event as Daily documents it
//	401  the signature is not Daily's, or the event is too old
//	405  the request is no POST
//	413  the body is longer than [platform.MaxBytes]
//	503  the room could not be asked for, or a breach not be put on record; Daily then sends the event again
//
// Daily's pages say that a webhook has an hmac, and not how an event is signed by it. The headers
// X-Webhook-Timestamp and X-Webhook-Signature, and what they sign, are as published code of integrators has
// them: see that an event of your own domain is taken before you rely on it. What is signed otherwise is refused.
//
// A replay within MaxAge reports the same breach once more, and does nothing else.
type Webhook struct {
	// Secret is the webhook's hmac, as Daily gave it, in base64. Where there is none, nothing is Daily's.
	Secret platform.Secret
	// Watch holds what Daily says against the decisions. Nil stands for one without a recorder, which
	// takes no event.
	Watch *platform.Watch
	// Recorded returns the call in whose room a recording is: [API.Recorded]. The event as Daily documents it
	// names the recording and not the room. Nil takes only events that name the room all the same.
	Recorded func(ctx context.Context, recording string) (consult.CallID, error)
	// Clock is what the age of an event is told by. Nil stands for time.Now.
	Clock func() time.Time
}

// An event is what is read of what Daily sends. What is in its payload depends on which event it is.
type event struct {
	Type    platform.Field[string]         `json:"type"`
	Payload platform.Field[jsontext.Value] `json:"payload"`
	Test    platform.Field[string]         `json:"test"` // of the test alone
}

// A begun is the payload of recording.started.
type begun struct {
	Recording platform.Field[string] `json:"recording_id"`
	Room      platform.Field[string] `json:"room_name"` // not documented of this event
}

// ServeHTTP implements [http.Handler].
func (h *Webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, status := platform.ReadBody(w, r)
	if status != http.StatusOK {
		w.WriteHeader(status)
		return
	}
	w.WriteHeader(h.take(r.Context(), r.Header, body))
}

// take takes an event, and returns the status of the answer.
func (h *Webhook) take(ctx context.Context, header http.Header, body []byte) int {
	var e event
	malformed := platform.Decode(body, &e) != nil
	if !malformed && e.Test.Or("") == "test" && e.Type.Absent() {
		return http.StatusOK // sent before the webhook, and its secret, are there; it asks for nothing
	}
	at, ok := h.sent(header, body)
	switch {
	case !ok:
		return http.StatusUnauthorized
	case malformed || e.Type.Or("") == "":
		return http.StatusBadRequest
	case e.Type.Or("") != "recording.started":
		return http.StatusOK
	}
	var b begun
	if err := platform.Decode(e.Payload.Or(jsontext.Value("{}")), &b); err != nil {
		return http.StatusBadRequest
	}
	call := consult.CallID(b.Room.Or(""))
	if call == "" && h.Recorded != nil && b.Recording.Or("") != "" {
		var err error
		if call, err = h.Recorded(ctx, b.Recording.Or("")); err != nil {
			return http.StatusServiceUnavailable
		}
	}
	if call == "" {
		return http.StatusBadRequest
	}
	watch := h.Watch
	if watch == nil {
		watch = new(platform.Watch)
	}
	if err := watch.Recorded(ctx, call, consult.Observed{Source: WebhookSource, At: at}); err != nil {
		return http.StatusServiceUnavailable
	}
	return http.StatusOK
}

// sent returns when Daily sent a body, and whether it did. The signature is the HMAC-SHA256, in base64, of
// the timestamp, "." and the body.
func (h *Webhook) sent(header http.Header, body []byte) (time.Time, bool) {
	secret, _ := h.Secret.Bytes()
	key, err := base64.StdEncoding.DecodeString(string(secret))
	if err != nil || len(key) == 0 {
		return time.Time{}, false
	}
	stamp := header.Get("X-Webhook-Timestamp")
	number, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	at := time.Unix(number, 0).UTC()
	if number >= 1e11 { // Daily does not say in which unit; in seconds this would be in the year 5138
		at = time.UnixMilli(number).UTC()
	}
	mac := hmac.New(sha256.New, key)
	_, _ = io.WriteString(mac, stamp+".") // a hash does not fail
	_, _ = mac.Write(body)
	want := base64.StdEncoding.EncodeToString(mac.Sum(nil))
	return at, hmac.Equal([]byte(want), []byte(header.Get("X-Webhook-Signature"))) && platform.Recent(h.Clock, at, MaxAge)
}
