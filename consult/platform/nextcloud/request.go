package nextcloud

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/preconsult/preconsult/consult/platform"
)

// The headers of the server's signature, and the least length of the random one, as
// docs/standalone-signaling-api-v1.md of the signalling server has them.
const (
	headerRandom   = "Spreed-Signaling-Random"
	headerChecksum = "Spreed-Signaling-Checksum"
	leastRandom    = 32
)

// A request is what the server sends.
type request struct {
	Type string `json:"type"`
	Auth struct {
		Params jsontext.Value `json:"params"` // what the client said hello with
	} `json:"auth"`
	Room roomRequest `json:"room"`
}

// A roomRequest asks whether somebody may join a room, or says that they left.
type roomRequest struct {
	RoomID string                 `json:"roomid"`
	UserID string                 `json:"userid"` // as the answer to hello had it; empty for Nextcloud's guests
	Action platform.Field[string] `json:"action"` // absent for a join
	// Whom an internal client adds, such as the SIP bridge.
	ActorID   platform.Field[string] `json:"actorid"`
	ActorType platform.Field[string] `json:"actortype"`
}

// joins reports whether the request is anything but that somebody left, so that an action that is
// not known is judged as a join.
func (r *roomRequest) joins() bool {
	action, _ := r.Action.Get()
	return action != "leave"
}

// authentic returns the body of a request that the server has signed.
func (b *Backend) authentic(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Method != http.MethodPost {
		return nil, errMethod
	}
	// A deadline for what is still to come of the body. Not every ResponseWriter has one.
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(b.timeout))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, platform.MaxBytes))
	_ = control.SetReadDeadline(time.Time{})
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		return nil, errTooLong
	} else if err != nil {
		return nil, errUnread
	}
	random := r.Header.Get(headerRandom)
	sum, err := hex.DecodeString(r.Header.Get(headerChecksum))
	if err != nil || len(random) < leastRandom || !hmac.Equal(sum, b.sign(random, body)) {
		return nil, errUnsigned
	}
	return body, nil
}

// signer returns the server's signature of requests, by a secret.
func signer(secret []byte) func(random string, body []byte) []byte {
	return func(random string, body []byte) []byte {
		mac := hmac.New(sha256.New, secret)
		_, _ = io.WriteString(mac, random) // a hash never fails
		_, _ = mac.Write(body)
		return mac.Sum(nil)
	}
}

// decodeRequest reads a request of a type that Nextcloud answers.
func decodeRequest(body []byte) (request, error) {
	var q request
	if err := platform.Decode(body, &q); err != nil {
		return q, errMalformed
	}
	switch q.Type {
	case "auth", "room", "ping":
		return q, nil
	}
	return q, errType
}

// ticketOf returns the ticket that a client said hello with, or none.
func ticketOf(params []byte) Ticket {
	var p struct {
		Ticket Ticket `json:"ticket"`
	}
	if platform.Decode(params, &p) != nil {
		return ""
	}
	return p.Ticket
}
