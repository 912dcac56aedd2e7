package livekit

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// Webhook returns the handler that the server's webhooks go to: webhook.urls in its configuration, signed
// with the key of the Server, webhook.api_key. It reports to the watch that a call is being recorded, as
// soon as an event shows it: one about an egress, one of a room whose active_recording is true, or one of
// a participant who is a recorder.
//
// It answers 200 to an event that needs nothing more; 401 to one that the server did not sign; 413 to one
// that is longer than [platform.MaxBytes]; and 500 where a breach could not be put on record, or a signed
// event not be read, whereupon LiveKit sends the event again. Events come more than once, so breaches may.
//
// All rooms of the server report here. One that no decision is known of, is recorded in breach of every
// decision.
func (s *Server) Webhook(watch *platform.Watch) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		if status := s.receive(w, r, watch); status != http.StatusOK {
			http.Error(w, http.StatusText(status), status)
		}
	})
}

// receive takes in an event, and returns the status of the answer.
func (s *Server) receive(w http.ResponseWriter, r *http.Request, watch *platform.Watch) int {
	body, status := platform.ReadBody(w, r)
	switch {
	case status != http.StatusOK:
		return status
	case s.genuine(platform.Token(r.Header.Get("Authorization")), body) != nil:
		return http.StatusUnauthorized
	}
	var e event
	if err := platform.Decode(body, &e); err != nil {
		return http.StatusInternalServerError // it may have been about a recording
	}
	if err := e.report(r.Context(), watch, consult.Observed{Source: Source, At: s.now()}); err != nil {
		return http.StatusInternalServerError
	}
	return http.StatusOK
}

// genuine returns nil where the server signed the body. Its token is valid for some minutes and for this
// body alone. That a participant's token has no digest keeps participants from signing events.
func (s *Server) genuine(token platform.Token, body []byte) error {
	c, err := s.read(token)
	if err != nil {
		return err
	}
	digest := sha256.Sum256(body)
	want := base64.StdEncoding.EncodeToString(digest[:])
	if _, expires := c.Expires.Get(); !expires || subtle.ConstantTimeCompare([]byte(c.SHA256.Or("")), []byte(want)) != 1 {
		return errors.New("livekit: the webhook's signature is not of its body")
	}
	return nil
}

// An event is a WebhookEvent of LiveKit, as far as it can show a recording. Here proto3's defaults are
// left out, so that absent is false, 0 or "".
type event struct {
	Event platform.Field[string] `json:"event"` // egress_started, egress_updated, egress_ended, room_started, participant_joined, …
	Room  platform.Field[struct {
		Name            platform.Field[string] `json:"name"`
		ActiveRecording platform.Field[bool]   `json:"activeRecording"`
	}] `json:"room"`
	Participant platform.Field[struct {
		Kind       platform.Field[string] `json:"kind"` // EGRESS is a recorder
		Permission platform.Field[struct {
			Recorder platform.Field[bool] `json:"recorder"`
		}] `json:"permission"`
	}] `json:"participant"`
	Egress platform.Field[struct {
		RoomName platform.Field[string] `json:"roomName"` // absent where a web page is recorded
	}] `json:"egressInfo"`
}

// report tells the watch of a recording that the event shows.
func (e *event) report(ctx context.Context, watch *platform.Watch, seen consult.Observed) error {
	room, _ := e.Room.Get()
	participant, _ := e.Participant.Get()
	permission, _ := participant.Permission.Get()
	if e.egress() {
		egress, _ := e.Egress.Get()
		return watch.Recorded(ctx, consult.CallID(egress.RoomName.Or(room.Name.Or(""))), seen)
	}
	if room.ActiveRecording.Or(false) || permission.Recorder.Or(false) || participant.Kind.Or("") == "EGRESS" {
		return watch.Recorded(ctx, consult.CallID(room.Name.Or("")), seen)
	}
	return nil
}

// egress reports whether the event is about an egress, which runs, or ran where the event of its start was
// lost.
func (e *event) egress() bool {
	return isGiven(e.Egress) || strings.HasPrefix(e.Event.Or(""), "egress_")
}
