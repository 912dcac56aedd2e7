package jitsi

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// A reservation is a room that Prosody may make, as mod_reservations.lua reads it: it refuses the room
// where one of the first five members is missing.
type reservation struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Owner string `json:"mail_owner"`
	Start string `json:"start_time"`
	Lasts int64  `json:"duration"` // seconds; Prosody ends the room then
	Lobby bool   `json:"lobby,omitzero"`
}

func newReservation(name, owner string, now time.Time, lasts time.Duration, lobby bool) reservation {
	return reservation{rand.Text(), name, owner, now.UTC().Format("2006-01-02T15:04:05.000Z"), int64(lasts.Seconds()), lobby}
}

// Reservations returns the service that Prosody's mod_reservations asks before it makes a room. A room is
// made where it is that of a call whose provider has a token, and the gate redeems the permit. Bearer is the
// secret that Prosody sends in the header Authorization, after "Bearer ", as reservations_api_headers says;
// without one, everybody is refused.
func (s *Server) Reservations(bearer platform.Secret) http.Handler {
	key, _ := bearer.Bytes()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /conference", s.create)
	mux.HandleFunc("GET /conference/{id}", s.find)
	mux.HandleFunc("DELETE /conference/{id}", s.end)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		want, got := sha256.Sum256(key), sha256.Sum256([]byte(given)) // of one length, whatever was sent
		if !ok || len(key) == 0 || !hmac.Equal(want[:], got[:]) {
			refuse(w, http.StatusUnauthorized, "The request could not be authenticated.")
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), s.o.Timeout)
		defer cancel()
		mux.ServeHTTP(w, r.WithContext(ctx))
	})
}

// create answers whether a room may be made. Where the room is there already as far as this server
// knows, such as when the answer was lost, Prosody is told where to read about it.
func (s *Server) create(w http.ResponseWriter, r *http.Request) {
	form, status := readForm(w, r, s.o.Timeout)
	if status != http.StatusOK {
		refuse(w, status, "The request could not be read.")
		return
	}
	name := form.Get("name")
	c, open := s.waiting(name)
	switch {
	case c == nil:
		refuse(w, http.StatusForbidden, "The call is not waited for.")
		return
	case open != nil:
		answer(w, http.StatusConflict, map[string]string{"conflict_id": open.ID})
		return
	}
	err := platform.InTime(r.Context(), func(ctx context.Context) error { return s.start(ctx, c.permit) })
	if err == nil {
		var made reservation
		if made, err = s.opened(r.Context(), c, name, form.Get("mail_owner")); err == nil {
			answer(w, http.StatusOK, made)
			return
		}
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		// A status that Prosody does not ask again for: the permit is used up.
		refuse(w, http.StatusRequestTimeout, "The decision took too long.")
		return
	}
	refuse(w, http.StatusForbidden, "The call must not start.")
}

// waiting returns the call whose room has a name, and its reservation where it is open already.
func (s *Server) waiting(name string) (*call, *reservation) {
	id, ok := strings.CutPrefix(name, s.roomName(""))
	now := s.o.Clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.calls[consult.CallID(id)]
	if !ok || c == nil || !now.Before(c.until) {
		return nil, nil
	}
	return c, c.open
}

// find answers with a reservation.
func (s *Server) find(w http.ResponseWriter, r *http.Request) {
	open := s.reserved(r.PathValue("id"))
	if open == nil {
		refuse(w, http.StatusNotFound, "There is no such conference.")
		return
	}
	answer(w, http.StatusOK, open)
}

func (s *Server) reserved(id string) *reservation {
	now := s.o.Clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.calls[s.ids[id]]; c != nil && now.Before(c.until) {
		return c.open
	}
	return nil
}

// end forgets a call whose room is gone: to be opened again, it is decided on again.
func (s *Server) end(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	id, ok := s.ids[r.PathValue("id")]
	s.forget(id)
	s.mu.Unlock()
	if !ok {
		refuse(w, http.StatusNotFound, "There is no such conference.")
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// readForm reads a form in UTF-8 that has each of its members once.
func readForm(w http.ResponseWriter, r *http.Request, timeout time.Duration) (url.Values, int) {
	// A deadline for what is still to come of the body. Not every ResponseWriter has one.
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(timeout))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, platform.MaxBytes))
	_ = control.SetReadDeadline(time.Time{})
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		return nil, http.StatusRequestEntityTooLarge
	}
	form, bad := url.ParseQuery(string(body))
	if err != nil || bad != nil {
		return nil, http.StatusBadRequest
	}
	for _, values := range form {
		if len(values) > 1 || !utf8.ValidString(values[0]) {
			return nil, http.StatusBadRequest
		}
	}
	return form, http.StatusOK
}

func refuse(w http.ResponseWriter, status int, message string) {
	answer(w, status, map[string]string{"message": message})
}

func answer(w http.ResponseWriter, status int, document any) {
	body, err := json.Marshal(document)
	if err != nil { // nothing in it cannot be encoded
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) // whoever asked has gone
}
