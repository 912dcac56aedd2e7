package jitsi_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/jitsi"
)

const bearer = "the bearer of these tests"

// A prosody speaks mod_reservations.lua's side of the contract.
type prosody struct {
	service http.Handler
	bearer  string
}

// ask sends a request and returns the answer, and its document.
func (p prosody) ask(ctx context.Context, method, path, body string) (int, map[string]any) {
	r := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+p.bearer)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	p.service.ServeHTTP(w, r)
	var document map[string]any
	_ = json.Unmarshal(w.Body.Bytes(), &document) // what is not JSON has no members
	return w.Code, document
}

func form(room string) string {
	return url.Values{"name": {room}, "start_time": {"2026-05-11T09:00:00.000Z"}, "mail_owner": {"7f3a@meet.example.org"}}.Encode()
}

// allocate does what call_api_create_conference, on_api_create_conference_complete and
// parse_conference_response of mod_reservations.lua do: it returns the id of the reservation, or the
// status and message that the client is given.
func (p prosody) allocate(ctx context.Context, room string) (id string, err error) {
	status, data := p.ask(ctx, http.MethodPost, "/conference", form(room))
	if status == http.StatusConflict {
		conflict, ok := data["conflict_id"].(string)
		if !ok {
			return "", errors.New("409 Invalid response from reservation server")
		}
		status, data = p.ask(ctx, http.MethodGet, "/conference/"+conflict, "")
	}
	if status != http.StatusOK && status != http.StatusCreated {
		message, ok := data["message"].(string)
		if !ok {
			message = "Rejected by reservation server"
		}
		return "", errors.New(http.StatusText(status) + ": " + message)
	}
	name, _ := data["name"].(string)
	_, hasOwner := data["mail_owner"].(string)
	start, _ := data["start_time"].(string)
	_, timed := time.Parse("2006-01-02T15:04:05.000Z", start)
	duration, hasDuration := data["duration"].(float64)
	id, hasID := data["id"].(string)
	if !strings.EqualFold(name, room) || !hasID || !hasOwner || !hasDuration || duration <= 0 || timed != nil {
		return "", errors.New("500 Invalid response from reservation server")
	}
	return id, nil
}

// TestReservation holds the whole contract: the room is made for a permit, once, found again, and ended.
func TestReservation(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	call := consulttest.Call()
	s := newServer(t, rig, func(o *jitsi.Options) { o.Lobby = true })
	p := prosody{s.Reservations(platform.NewSecret(bearer)), bearer}

	_, err := p.allocate(t.Context(), "call-0001")
	require.EqualError(t, err, "Forbidden: The call is not waited for.")

	_, err = s.Provider(rig.Permit(t, call), "dr-1")
	require.NoError(t, err)
	_, err = s.Patient(call.ID, "guest-1")
	require.ErrorIs(t, err, jitsi.ErrNotOpen, "a patient could open the room otherwise")
	_, err = s.Rejoin(call.ID, "dr-1")
	require.ErrorIs(t, err, jitsi.ErrNotOpen)

	id, err := p.allocate(t.Context(), "call-0001")
	require.NoError(t, err)
	assert.True(t, s.IsOpen(call.ID))
	last, _ := rig.Recorder.Last()
	assert.Equal(t, consult.StageRedeem, last.Stage)
	_, err = s.Patient(call.ID, "guest-1")
	require.NoError(t, err)

	redeemed := len(rig.Recorder.Decisions())
	again, err := p.allocate(t.Context(), "call-0001")
	require.NoError(t, err, "the answer may have been lost")
	assert.Equal(t, id, again)
	assert.Len(t, rig.Recorder.Decisions(), redeemed, "nothing is decided twice")

	_, document := p.ask(t.Context(), http.MethodGet, "/conference/"+id, "")
	assert.Equal(t, map[string]any{
		"id": id, "name": "call-0001", "mail_owner": "7f3a@meet.example.org", "duration": 14400.0,
		"start_time": consulttest.Now.UTC().Format("2006-01-02T15:04:05.000Z"), "lobby": true,
	}, document)

	status, _ := p.ask(t.Context(), http.MethodDelete, "/conference/"+id, "")
	assert.Equal(t, http.StatusNoContent, status)
	assert.False(t, s.IsOpen(call.ID))
	for _, method := range []string{http.MethodGet, http.MethodDelete} {
		status, _ = p.ask(t.Context(), method, "/conference/"+id, "")
		assert.Equal(t, http.StatusNotFound, status)
	}
	_, err = p.allocate(t.Context(), "call-0001")
	require.Error(t, err, "to be opened again, it is decided on again")
}

// TestRefusals holds what makes no room.
func TestRefusals(t *testing.T) {
	t.Parallel()
	call := consulttest.Call()
	for _, row := range []struct {
		why    string
		change func(*consulttest.Rig, *jitsi.Server)
	}{
		{"the DPIA was withdrawn", func(r *consulttest.Rig, _ *jitsi.Server) { _ = r.On.Put(consulttest.OnFile(consulttest.DPIAWithdrawn)) }},
		{"the recorder is down", func(r *consulttest.Rig, _ *jitsi.Server) { r.Recorder.SetDown(true) }},
		{"the permit has expired", func(r *consulttest.Rig, _ *jitsi.Server) { r.Clock.Advance(consult.DefaultPermitLife) }},
		{"nobody waits any more", func(r *consulttest.Rig, _ *jitsi.Server) { r.Clock.Advance(jitsi.DefaultLongest) }},
		{"the call was closed", func(_ *consulttest.Rig, s *jitsi.Server) { s.Close(call.ID) }},
	} {
		t.Run(row.why, func(t *testing.T) {
			t.Parallel()
			rig := consulttest.NewRig(t)
			s := newServer(t, rig)
			_, err := s.Provider(rig.Permit(t, call), "dr-1")
			require.NoError(t, err)
			row.change(rig, s)
			_, err = prosody{s.Reservations(platform.NewSecret(bearer)), bearer}.allocate(t.Context(), "call-0001")
			require.ErrorContains(t, err, "Forbidden: The call ")
			assert.False(t, s.IsOpen(call.ID))
		})
	}
}

// TestRequests holds what is refused before anything is decided.
func TestRequests(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	s := newServer(t, rig)
	_, err := s.Provider(rig.Permit(t, consulttest.Call()), "dr-1")
	require.NoError(t, err)
	decided := len(rig.Recorder.Decisions())
	service := s.Reservations(platform.NewSecret(bearer))
	for _, row := range []struct {
		why                string
		prosody            prosody
		method, path, body string
		status             int
	}{
		{"another bearer", prosody{service, "wrong"}, "POST", "/conference", form("call-0001"), 401},
		{"a bearer cut off", prosody{service, bearer[1:]}, "POST", "/conference", form("call-0001"), 401},
		{"no bearer", prosody{service, ""}, "POST", "/conference", form("call-0001"), 401},
		{"no bearer was set up, and none is sent", prosody{s.Reservations(platform.Secret{}), ""}, "POST", "/conference", form("call-0001"), 401},
		{"an empty bearer was set up", prosody{s.Reservations(platform.NewSecret("")), ""}, "POST", "/conference", form("call-0001"), 401},
		{"another room", prosody{service, bearer}, "POST", "/conference", form("call-0002"), 403},
		{"a room below a tenant that is not ours", prosody{service, bearer}, "POST", "/conference", form("[other]call-0001"), 403},
		{"no room", prosody{service, bearer}, "POST", "/conference", "", 403},
		{"two rooms: two readers would see two", prosody{service, bearer}, "POST", "/conference", "name=call-0002&name=call-0001", 400},
		{"not UTF-8", prosody{service, bearer}, "POST", "/conference", "name=call-0001&mail_owner=%ff", 400},
		{"not a form", prosody{service, bearer}, "POST", "/conference", "name=%zz", 400},
		{"long", prosody{service, bearer}, "POST", "/conference", "name=" + strings.Repeat("x", platform.MaxBytes), 413},
		{"the room in the address, where no body is read", prosody{service, bearer}, "POST", "/conference?name=call-0001", "", 403},
		{"another path", prosody{service, bearer}, "POST", "/other", form("call-0001"), 404},
		{"another method", prosody{service, bearer}, "PUT", "/conference", form("call-0001"), 405},
		{"a reservation that nobody has", prosody{service, bearer}, "GET", "/conference/1", "", 404},
	} {
		t.Run(row.why, func(t *testing.T) {
			t.Parallel()
			status, _ := row.prosody.ask(t.Context(), row.method, row.path, row.body)
			assert.Equal(t, row.status, status)
		})
	}
	t.Cleanup(func() {
		assert.Len(t, rig.Recorder.Decisions(), decided)
		assert.False(t, s.IsOpen("call-0001"))
	})
}

// TestBelowATenant holds that a room is the tenant's.
func TestBelowATenant(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	s := newServer(t, rig, func(o *jitsi.Options) { o.Domain, o.Tenant = "", "clinic-a" })
	_, err := s.Provider(rig.Permit(t, consulttest.Call()), "dr-1")
	require.NoError(t, err)
	p := prosody{s.Reservations(platform.NewSecret(bearer)), bearer}
	for _, other := range []string{"call-0001", "[clinic-b]call-0001", "[clinic-a]"} {
		_, err = p.allocate(t.Context(), other)
		require.Error(t, err, other)
	}
	_, err = p.allocate(t.Context(), "[clinic-a]call-0001")
	require.NoError(t, err)
}
