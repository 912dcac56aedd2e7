package bigbluebutton

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// Recorded serves the callback by which BigBlueButton says that a recording of a meeting is ready
// (meta_bbb-recording-ready-url): a POST of one form parameter, signed_parameters, a JSON Web Token that is
// signed with the shared secret. The recording is given to the watch, as observed now: where the decision on
// the call forbade it, that is a breach.
//
// It answers as BigBlueButton documents it: 200 where the watch has taken it, 401 where the signature is not
// right, and another status where BigBlueButton should try again, or where the meeting is not that of a call.
func (s *Server) Recorded(watch *platform.Watch) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, status := platform.ReadBody(w, r)
		if status != http.StatusOK {
			http.Error(w, http.StatusText(status), status)
			return
		}
		p, err := parameters(string(body))
		if err != nil {
			http.Error(w, "the body cannot be read", http.StatusBadRequest)
			return
		}
		meeting, err := s.signed(p.Get("signed_parameters"))
		if err != nil {
			http.Error(w, "the signature is not right", http.StatusUnauthorized)
			return
		}
		call, ok := CallID(meeting)
		if !ok {
			http.Error(w, "the meeting is not that of a call", http.StatusNotFound)
			return
		}
		if err := watch.Recorded(r.Context(), call, consult.Observed{Source: Source, At: time.Now().UTC()}); err != nil {
			http.Error(w, "it could not be kept: try again", http.StatusServiceUnavailable)
		}
	})
}

var errToken = errors.New("bigbluebutton: the token is not one, or not signed with the secret of the server")

// signed returns the meeting_id of a token, whose signature it checks. The only algorithm is HS256, which the
// token cannot choose.
func (s *Server) signed(token string) (meetingID string, err error) {
	parts := strings.Split(token, ".")
	secret, ok := s.Secret.Bytes()
	if len(parts) != 3 || !ok {
		return "", errToken
	}
	var raw [3][]byte
	for i, part := range parts {
		if raw[i], err = base64.RawURLEncoding.Strict().DecodeString(part); err != nil {
			return "", errToken
		}
	}
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(parts[0] + "." + parts[1]))
	if !hmac.Equal(raw[2], h.Sum(nil)) {
		return "", errToken
	}
	var header struct {
		Algorithm string `json:"alg"`
	}
	var payload struct {
		MeetingID string `json:"meeting_id"`
	}
	if platform.Decode(raw[0], &header) != nil || header.Algorithm != "HS256" || platform.Decode(raw[1], &payload) != nil {
		return "", errToken
	}
	return payload.MeetingID, nil
}
