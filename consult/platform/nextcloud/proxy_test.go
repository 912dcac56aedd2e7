package nextcloud_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform/nextcloud"
)

// A cloud is a stand-in for Nextcloud: it answers as SignalingController.php does, where everybody's
// ticket is their name, and the conversation has the members that it says.
type cloud struct {
	members map[string]bool // of the one conversation, by user
	room    string          // the conversation that it says they are let into; empty for the one asked for
	asked   atomic.Int32    // how many joins it was asked about
}

// ServeHTTP implements [http.Handler].
func (c *cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var q struct {
		Type string
		Auth struct {
			Params struct{ UserID, Ticket string }
		}
		Room struct{ RoomID, UserID string }
	}
	signed := r.Header.Get("Spreed-Signaling-Checksum") == sign(r.Header.Get("Spreed-Signaling-Random"), body)
	var data map[string]any
	switch err = errors.Join(err, json.Unmarshal(body, &q)); {
	case err != nil || !signed:
		data = map[string]any{"type": "error", "error": map[string]any{"code": "invalid_request", "message": "not authenticated"}}
	case q.Type == "auth" && q.Auth.Params.Ticket == q.Auth.Params.UserID:
		data = map[string]any{"type": "auth", "auth": map[string]any{"version": "1.0", "userid": q.Auth.Params.UserID}}
	case q.Type == "auth":
		data = map[string]any{"type": "error", "error": map[string]any{"code": "invalid_ticket", "message": "not valid"}}
	default:
		c.asked.Add(1)
		data = map[string]any{"type": "error", "error": map[string]any{"code": "no_such_room", "message": "not invited"}}
		if c.members[q.Room.UserID] {
			room := q.Room.RoomID
			if c.room != "" {
				room = c.room
			}
			data = map[string]any{"type": "room", "room": map[string]any{
				"version": "1.0", "roomid": room, "properties": map[string]any{"name": "from Nextcloud"}, "permissions": []string{"publish-audio"},
			}}
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(map[string]any{"ocs": map[string]any{"meta": map[string]any{"status": "ok"}, "data": data}})
}

// behind returns a backend before a cloud, and what hands permits in.
func behind(t testing.TB, c http.Handler, rig *consulttest.Rig) *nextcloud.Backend {
	t.Helper()
	web := httptest.NewServer(c)
	t.Cleanup(web.Close)
	u, err := url.Parse(web.URL)
	require.NoError(t, err)
	return newBackend(t, rig, nextcloud.Options{Nextcloud: u})
}

// testBeforeNextcloud shows the backend between the real signalling server and a stand-in for Nextcloud.
func testBeforeNextcloud(t *testing.T, s *signalling) {
	call := consulttest.Call()
	rig := consulttest.NewRig(t)
	c := &cloud{members: map[string]bool{"dr-lee": true, "": true}}
	b := behind(t, c, rig)
	at := s.serve("before", b)
	require.NoError(t, b.Await(rig.Permit(t, call), "dr-lee"))

	as := func(user, ticket string) (*client, error) {
		found, err := helloWith(t.Context(), s.port, at, map[string]any{"userid": user, "ticket": ticket})
		if err == nil {
			t.Cleanup(found.close)
		}
		return found, err
	}
	_, err := as("dr-lee", "forged")
	requireCode(t, err, "invalid_ticket")

	guest, err := as("", "")
	require.NoError(t, err)
	requireCode(t, guest.join(string(call.ID)), "call_not_open")
	assert.Zero(t, c.asked.Load(), "Nextcloud is not asked about a join that is refused")

	provider, err := as("dr-lee", "dr-lee")
	require.NoError(t, err)
	require.NoError(t, provider.join(string(call.ID)))
	assert.True(t, b.IsOpen(call.ID))
	require.NoError(t, guest.join(string(call.ID)))

	stranger, err := as("mallory", "mallory")
	require.NoError(t, err)
	requireCode(t, stranger.join(string(call.ID)), "no_such_room")
}

// TestBeforeNextcloud holds that a call opens only where both the gate and Nextcloud let the provider in.
func TestBeforeNextcloud(t *testing.T) {
	t.Parallel()
	call := consulttest.Call()
	join := func(user string) string {
		return `{"type":"room","room":{"version":"1.0","roomid":"call-0001","userid":"` + user + `","sessionid":"s"}}`
	}
	broken := func(answer string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, answer)
		})
	}
	member := &cloud{members: map[string]bool{"dr-lee": true}}
	for _, row := range []struct {
		why   string
		cloud http.Handler
		user  string
		code  string // empty where the call opens
	}{
		{"both let the provider in", member, "dr-lee", ""},
		{"Nextcloud does not know them", &cloud{}, "dr-lee", "no_such_room"},
		{"another user is not who opens the call", member, "mallory", "call_not_open"},
		{"a guest, whose name is empty, is not either", member, "", "call_not_open"},
		{"Nextcloud lets them into another room", &cloud{members: member.members, room: "call-0002"}, "dr-lee", "backend_failed"},
		{"Nextcloud answers with what is not JSON", broken(`{"ocs":`), "dr-lee", "backend_failed"},
		{"Nextcloud answers with a room of no type", broken(`{"ocs":{"data":{"room":{"roomid":"call-0001"}}}}`), "dr-lee", "passed on"},
		{"Nextcloud breaks the connection off", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }), "dr-lee", "backend_failed"},
	} {
		t.Run(row.why, func(t *testing.T) {
			t.Parallel()
			rig := consulttest.NewRig(t)
			b := behind(t, row.cloud, rig)
			require.NoError(t, b.Await(rig.Permit(t, call), "dr-lee"))
			_, got := post(b, signed(join(row.user)))
			assert.Equal(t, row.code == "", b.IsOpen(call.ID))
			if row.code != "passed on" {
				assert.Equal(t, row.code, got.OCS.Data.Error.Code)
			}
		})
	}

	t.Run("the gate refuses last", func(t *testing.T) {
		t.Parallel()
		rig := consulttest.NewRig(t)
		b := behind(t, &cloud{members: member.members}, rig)
		require.NoError(t, b.Await(rig.Permit(t, call), "dr-lee"))
		rig.Recorder.SetDown(true)
		_, got := post(b, signed(join("dr-lee")))
		assert.Equal(t, "call_refused", got.OCS.Data.Error.Code)
		assert.False(t, b.IsOpen(call.ID))
	})

	t.Run("a request that was sent before opens no other permit", func(t *testing.T) {
		t.Parallel()
		rig := consulttest.NewRig(t)
		b := behind(t, &cloud{members: member.members}, rig)
		require.NoError(t, b.Await(rig.Permit(t, call), "dr-lee"))
		r, again := signed(join("dr-lee")), signed(join("dr-lee"))
		again.Header = r.Header.Clone()
		_, got := post(b, r)
		assert.Equal(t, "room", got.OCS.Data.Type)
		require.NoError(t, b.Await(rig.Permit(t, call), "dr-lee"))
		_, got = post(b, again)
		assert.Equal(t, "call_refused", got.OCS.Data.Error.Code)
		assert.False(t, b.IsOpen(call.ID))
	})

	t.Run("Nextcloud issues the tickets", func(t *testing.T) {
		t.Parallel()
		rig := consulttest.NewRig(t)
		b := behind(t, member, rig)
		_, err := b.Provider(rig.Permit(t, call))
		require.ErrorIs(t, err, nextcloud.ErrTickets)
		_, err = b.Patient(call.ID)
		require.ErrorIs(t, err, nextcloud.ErrTickets)
		require.ErrorIs(t, b.Await(rig.Permit(t, call), ""), nextcloud.ErrNoUser)
		require.ErrorIs(t, b.Await(consult.Permit{}, "dr-lee"), consult.ErrNoPermit)
	})
}
