package nextcloud

import (
	"context"
	"errors"
	"net/http"

	"github.com/go-json-experiment/json"
)

// A refusal is an answer of type error. Its codes are Nextcloud's own (SignalingController.php) where it
// has one for the case.
type refusal struct {
	status        int
	code, message string
}

// Error implements error.
func (r *refusal) Error() string { return "nextcloud: " + r.message }

// The refusals. None says more than the client knows already.
var (
	errMethod    = &refusal{http.StatusMethodNotAllowed, "invalid_request", "The backend is asked by POST."}
	errTooLong   = &refusal{http.StatusRequestEntityTooLarge, "invalid_request", "The request is too long."}
	errUnread    = &refusal{http.StatusBadRequest, "invalid_request", "The request could not be read."}
	errUnsigned  = &refusal{http.StatusForbidden, "invalid_request", "The request could not be authenticated."}
	errMalformed = &refusal{http.StatusBadRequest, "invalid_request", "The request is malformed."}
	errType      = &refusal{http.StatusOK, "unknown_type", "The type of the request is not supported."}
	errTicket    = &refusal{http.StatusOK, "invalid_ticket", "The ticket is not valid, or was used."}
	errNoRoom    = &refusal{http.StatusOK, "no_such_room", "The user is not invited to this room."}
	errNotOpen   = &refusal{http.StatusOK, "call_not_open", "The call is not open: its provider has not joined."}
	errRefused   = &refusal{http.StatusOK, "call_refused", "The call must not start."}
	errReplayed  = &refusal{http.StatusOK, "call_refused", "The request was sent before."}
	errDecided   = &refusal{http.StatusOK, "call_refused", "The room is set up otherwise than it was when the call was decided on."}
	errSlow      = &refusal{http.StatusOK, "timeout", "The decision took too long."}
	errNextcloud = &refusal{http.StatusBadGateway, "backend_failed", "Nextcloud did not answer."}
)

// refuse answers with an error document.
func refuse(w http.ResponseWriter, err error) {
	r := refusalOf(err)
	answer(w, r.status, answerDocument{Type: "error", Error: &errorAnswer{r.code, r.message}})
}

// refusalOf returns what an error is answered with. Why the gate refused stands in its record, not in the
// answer.
func refusalOf(err error) *refusal {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r
	}
	if over(err) {
		return errSlow
	}
	return errRefused
}

// over reports whether an error is that the time was over, or that nobody waits for the answer.
func over(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// An answerDocument is the answer to a request.
type answerDocument struct {
	Type  string       `json:"type"`
	Error *errorAnswer `json:"error,omitempty"`
	Auth  *authData    `json:"auth,omitempty"`
	Room  *roomData    `json:"room,omitempty"`
}

type errorAnswer struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

type authData struct {
	Version string `json:"version"`
	UserID  string `json:"userid"`
}

type roomData struct {
	Version     string   `json:"version"`
	RoomID      string   `json:"roomid"`
	Properties  struct{} `json:"properties"`
	Permissions []string `json:"permissions"` // what the session may do; the server grants what is not listed to nobody
}

const protocol = "1.0"

func authAnswer(user string) answerDocument {
	return answerDocument{Type: "auth", Auth: &authData{protocol, user}}
}

func roomAnswer(room string, permissions []string) answerDocument {
	return answerDocument{Type: "room", Room: &roomData{Version: protocol, RoomID: room, Permissions: permissions}}
}

// rights are the fewest with which somebody can take part. Control is what makes a moderator.
func rights(provider bool) []string {
	if provider {
		return []string{"publish-audio", "publish-video", "publish-screen", "control"}
	}
	return []string{"publish-audio", "publish-video"}
}

// answer writes a document in the envelope that Nextcloud's API puts around everything.
func answer(w http.ResponseWriter, status int, data answerDocument) {
	type meta struct {
		Status  string `json:"status"`
		Code    int    `json:"statuscode"`
		Message string `json:"message"`
	}
	type ocs struct {
		Meta meta           `json:"meta"`
		Data answerDocument `json:"data"`
	}
	m := meta{"ok", status, "OK"}
	if status != http.StatusOK {
		m.Status, m.Message = "failure", http.StatusText(status)
	}
	body, err := json.Marshal(struct {
		OCS ocs `json:"ocs"`
	}{ocs{m, data}})
	if err != nil { // the room's id is not UTF-8, which decoding rules out
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) // whoever asked has gone
}
