package nextcloud_test

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/nextcloud"
)

// sign is the server's signature of a body, with the secret of these tests.
func sign(random string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(random))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// signed is a request as the server sends it.
func signed(body string) *http.Request {
	random := rand.Text() + rand.Text()
	r := httptest.NewRequest(http.MethodPost, "/"+backendPath, strings.NewReader(body))
	r.Header.Set("Spreed-Signaling-Random", random)
	r.Header.Set("Spreed-Signaling-Checksum", sign(random, []byte(body)))
	return r
}

// An answered is the answer to a request.
type answered struct {
	OCS struct {
		Data struct {
			Type  string
			Error struct{ Code string }
			Auth  struct{ UserID string }
			Room  struct {
				RoomID      string
				Permissions []string
			}
		}
	}
}

func post(h http.Handler, r *http.Request) (int, answered) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var a answered
	_ = json.Unmarshal(w.Body.Bytes(), &a) // what is not JSON has no type
	return w.Code, a
}

// helloBody and joinBody are the server's requests.
func helloBody(ticket nextcloud.Ticket) string {
	return fmt.Sprintf(`{"type":"auth","auth":{"version":"1.0","params":{"ticket":%q}}}`, ticket)
}

func joinBody(room, user string) string {
	return fmt.Sprintf(`{"type":"room","room":{"version":"1.0","roomid":%q,"userid":%q,"sessionid":"s"}}`, room, user)
}

// TestSignature holds that what the server has not signed is refused before it is read.
func TestSignature(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	b := newBackend(t, rig, nextcloud.Options{})
	valid := `{"type":"ping","ping":{"version":"1.0","roomid":"r","entries":[]}}`
	for _, row := range []struct {
		why    string
		change func(r *http.Request)
		want   int
	}{
		{"signed", func(*http.Request) {}, http.StatusOK},
		{"an upper-case checksum is the same number", func(r *http.Request) {
			r.Header.Set("Spreed-Signaling-Checksum", strings.ToUpper(r.Header.Get("Spreed-Signaling-Checksum")))
		}, http.StatusOK},
		{"no signature", func(r *http.Request) { r.Header.Del("Spreed-Signaling-Checksum") }, http.StatusForbidden},
		{"no random", func(r *http.Request) { r.Header.Del("Spreed-Signaling-Random") }, http.StatusForbidden},
		{"a random that is too short, although it is signed", func(r *http.Request) {
			r.Header.Set("Spreed-Signaling-Random", "short")
			r.Header.Set("Spreed-Signaling-Checksum", sign("short", []byte(valid)))
		}, http.StatusForbidden},
		{"the signature of another body", func(r *http.Request) {
			r.Header.Set("Spreed-Signaling-Checksum", sign(r.Header.Get("Spreed-Signaling-Random"), []byte("{}")))
		}, http.StatusForbidden},
		{"the signature of another random", func(r *http.Request) {
			r.Header.Set("Spreed-Signaling-Random", strings.Repeat("0", 64))
		}, http.StatusForbidden},
		{"a signature cut off", func(r *http.Request) {
			r.Header.Set("Spreed-Signaling-Checksum", r.Header.Get("Spreed-Signaling-Checksum")[:62])
		}, http.StatusForbidden},
		{"a signature that is not hexadecimal", func(r *http.Request) {
			r.Header.Set("Spreed-Signaling-Checksum", strings.Repeat("x", 64))
		}, http.StatusForbidden},
		{"asked by GET", func(r *http.Request) { r.Method = http.MethodGet }, http.StatusMethodNotAllowed},
	} {
		t.Run(row.why, func(t *testing.T) {
			t.Parallel()
			r := signed(valid)
			row.change(r)
			code, a := post(b, r)
			assert.Equal(t, row.want, code)
			if row.want != http.StatusOK {
				assert.Equal(t, "error", a.OCS.Data.Type)
			}
		})
	}
}

// TestHostileRequests holds that a body that is signed and hostile is refused, and opens nothing.
func TestHostileRequests(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		why, body, code string
		status          int
	}{
		{"empty", ``, "invalid_request", http.StatusBadRequest},
		{"not JSON", `{`, "invalid_request", http.StatusBadRequest},
		{"followed by something", `{"type":"ping"} {}`, "invalid_request", http.StatusBadRequest},
		{"a member twice: two readers would see two rooms", `{"type":"room","room":{"roomid":"call-0001","roomid":"call-0002"}}`, "invalid_request", http.StatusBadRequest},
		{"a type that is a number", `{"type":1}`, "invalid_request", http.StatusBadRequest},
		{"a user that is a number", `{"type":"room","room":{"roomid":"call-0001","userid":1}}`, "invalid_request", http.StatusBadRequest},
		{"deep", `{"type":"ping","ping":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`, "invalid_request", http.StatusBadRequest},
		{"long", `{"type":"ping","ping":"` + strings.Repeat("x", platform.MaxBytes) + `"}`, "invalid_request", http.StatusRequestEntityTooLarge},
		{"null", `null`, "unknown_type", http.StatusOK},
		{"of no type", `{}`, "unknown_type", http.StatusOK},
		{"a session that an internal client adds", `{"type":"session","session":{"roomid":"call-0001","action":"add"}}`, "unknown_type", http.StatusOK},
		{"a hello without anything", `{"type":"auth"}`, "invalid_ticket", http.StatusOK},
		{"a hello with a ticket that is null", `{"type":"auth","auth":{"params":{"ticket":null}}}`, "invalid_ticket", http.StatusOK},
		{"a hello with a ticket that is a list", `{"type":"auth","auth":{"params":{"ticket":[]}}}`, "invalid_ticket", http.StatusOK},
		{"a hello with parameters that are a list", `{"type":"auth","auth":{"params":[]}}`, "invalid_ticket", http.StatusOK},
		{"a room without an id", `{"type":"room","room":{}}`, "no_such_room", http.StatusOK},
		{"a room of a call that nobody waits for", joinBody("call-0002", "provider"), "no_such_room", http.StatusOK},
		{"an action that is not known is a join", `{"type":"room","room":{"roomid":"call-0001","userid":"","action":"peek"}}`, "no_such_room", http.StatusOK},
	} {
		t.Run(row.why, func(t *testing.T) {
			t.Parallel()
			rig := consulttest.NewRig(t)
			b := newBackend(t, rig, nextcloud.Options{})
			_, err := b.Provider(rig.Permit(t, consulttest.Call()))
			require.NoError(t, err)
			status, a := post(b, signed(row.body))
			assert.Equal(t, row.status, status)
			assert.Equal(t, row.code, a.OCS.Data.Error.Code)
			assert.False(t, b.IsOpen("call-0001"))
		})
	}
}

// TestOpening holds who opens a call, and who joins it then.
func TestOpening(t *testing.T) {
	t.Parallel()
	call := consulttest.Call()
	setUp := func(t *testing.T) (*consulttest.Rig, *nextcloud.Backend, func(ticket nextcloud.Ticket) string) {
		rig := consulttest.NewRig(t)
		b := newBackend(t, rig, nextcloud.Options{Longest: time.Hour})
		return rig, b, func(ticket nextcloud.Ticket) string {
			_, a := post(b, signed(helloBody(ticket)))
			return a.OCS.Data.Auth.UserID
		}
	}

	t.Run("rights are the fewest", func(t *testing.T) {
		t.Parallel()
		rig, b, hello := setUp(t)
		ticket, err := b.Provider(rig.Permit(t, call))
		require.NoError(t, err)
		guest, err := b.Patient(call.ID)
		require.NoError(t, err)
		_, a := post(b, signed(joinBody("call-0001", hello(ticket))))
		assert.Equal(t, []string{"publish-audio", "publish-video", "publish-screen", "control"}, a.OCS.Data.Room.Permissions)
		_, a = post(b, signed(joinBody("call-0001", hello(guest))))
		assert.Equal(t, []string{"publish-audio", "publish-video"}, a.OCS.Data.Room.Permissions)
	})

	t.Run("an internal client that says it adds the provider opens nothing", func(t *testing.T) {
		t.Parallel()
		rig, b, hello := setUp(t)
		ticket, err := b.Provider(rig.Permit(t, call))
		require.NoError(t, err)
		user := hello(ticket)
		for _, actor := range []string{`"actorid":"x"`, `"actortype":"phones"`, `"actorid":null`} {
			_, a := post(b, signed(fmt.Sprintf(`{"type":"room","room":{"roomid":"call-0001","userid":%q,%s}}`, user, actor)))
			assert.Equal(t, "call_not_open", a.OCS.Data.Error.Code)
		}
		assert.False(t, b.IsOpen(call.ID))
	})

	t.Run("leaving opens nothing and closes nothing", func(t *testing.T) {
		t.Parallel()
		rig, b, hello := setUp(t)
		ticket, err := b.Provider(rig.Permit(t, call))
		require.NoError(t, err)
		user := hello(ticket)
		leave := fmt.Sprintf(`{"type":"room","room":{"roomid":"call-0001","userid":%q,"action":"leave"}}`, user)
		_, a := post(b, signed(leave))
		assert.Equal(t, "room", a.OCS.Data.Type)
		assert.False(t, b.IsOpen(call.ID))
		_, _ = post(b, signed(joinBody("call-0001", user)))
		_, _ = post(b, signed(leave))
		assert.True(t, b.IsOpen(call.ID))
	})

	t.Run("a call that is asked for anew waits for its provider anew", func(t *testing.T) {
		t.Parallel()
		rig, b, hello := setUp(t)
		ticket, err := b.Provider(rig.Permit(t, call))
		require.NoError(t, err)
		first := hello(ticket)
		_, _ = post(b, signed(joinBody("call-0001", first)))
		require.True(t, b.IsOpen(call.ID))
		ticket, err = b.Provider(rig.Permit(t, call))
		require.NoError(t, err)
		assert.False(t, b.IsOpen(call.ID))
		_, a := post(b, signed(joinBody("call-0001", first)))
		assert.Equal(t, "call_not_open", a.OCS.Data.Error.Code, "another ticket's user opens it now")
		_, a = post(b, signed(joinBody("call-0001", hello(ticket))))
		assert.Equal(t, "room", a.OCS.Data.Type)
	})

	for why, end := range map[string]func(*consulttest.Rig, *nextcloud.Backend){
		"after the longest time nobody joins": func(rig *consulttest.Rig, _ *nextcloud.Backend) { rig.Clock.Advance(time.Hour) },
		"once it is closed nobody joins":      func(_ *consulttest.Rig, b *nextcloud.Backend) { b.Close(call.ID) },
	} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			rig, b, hello := setUp(t)
			ticket, err := b.Provider(rig.Permit(t, call))
			require.NoError(t, err)
			guest, err := b.Patient(call.ID)
			require.NoError(t, err)
			_, _ = post(b, signed(joinBody("call-0001", hello(ticket))))
			require.True(t, b.IsOpen(call.ID))
			user := hello(guest)
			end(rig, b)
			assert.False(t, b.IsOpen(call.ID))
			_, a := post(b, signed(joinBody("call-0001", user)))
			assert.Equal(t, "no_such_room", a.OCS.Data.Error.Code)
			_, err = b.Patient(call.ID)
			require.ErrorIs(t, err, nextcloud.ErrNoCall)
			b.Close(call.ID) // that nobody knows any more is no fault
		})
	}

	t.Run("a request that nobody waits for decides nothing", func(t *testing.T) {
		t.Parallel()
		rig, b, hello := setUp(t)
		ticket, err := b.Provider(rig.Permit(t, call))
		require.NoError(t, err)
		user := hello(ticket)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		before := len(rig.Recorder.Decisions())
		_, a := post(b, signed(joinBody("call-0001", user)).WithContext(ctx))
		assert.Equal(t, "timeout", a.OCS.Data.Error.Code)
		assert.Len(t, rig.Recorder.Decisions(), before)
		_, a = post(b, signed(joinBody("call-0001", user)))
		assert.Equal(t, "room", a.OCS.Data.Type, "the permit was not used")
	})

	t.Run("a hello that nobody waits for uses no ticket", func(t *testing.T) {
		t.Parallel()
		rig, b, hello := setUp(t)
		ticket, err := b.Provider(rig.Permit(t, call))
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, a := post(b, signed(helloBody(ticket)).WithContext(ctx))
		assert.Equal(t, "timeout", a.OCS.Data.Error.Code)
		assert.NotEmpty(t, hello(ticket))
	})
}

// TestNew holds what is refused before anything is served.
func TestNew(t *testing.T) {
	t.Parallel()
	gate := consulttest.NewRig(t).Gate
	_, err := nextcloud.New(nil, []byte(secret), nil)
	require.ErrorIs(t, err, consult.ErrNoGate)
	_, err = nextcloud.New(gate, nil, nil)
	require.Error(t, err, "without a secret everybody could sign")
	_, err = nextcloud.New(gate, []byte(secret), &nextcloud.Options{Timeout: -1})
	require.Error(t, err, "a negative timeout is a mistake")
	b, err := nextcloud.New(gate, []byte(secret), nil)
	require.NoError(t, err)
	_, err = b.Provider(consult.Permit{})
	require.ErrorIs(t, err, consult.ErrNoPermit)
	_, err = b.Patient("call-0001")
	require.ErrorIs(t, err, nextcloud.ErrNoCall)
}
