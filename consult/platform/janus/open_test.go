package janus_test

import (
	"maps"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform/janus"
)

// permitted returns a gate and a permit of it for a call that runs as the server's rooms do.
func permitted(t *testing.T, server *janus.Server, id consult.CallID) (*consult.Gate, consult.Permit) {
	t.Helper()
	rig := consulttest.NewRig(t)
	call := consulttest.Call()
	call.ID = id
	call.Room = server.Request(id).Facts(consulttest.Now)
	decision, err := rig.Gate.Decide(t.Context(), &call)
	require.NoError(t, err)
	consulttest.RequireAllowed(t, decision)
	permit, ok := decision.Permit()
	require.True(t, ok)
	return rig.Gate, permit
}

// opened opens the room of a call.
func opened(t *testing.T, server *janus.Server, id consult.CallID) janus.Ticket {
	t.Helper()
	gate, permit := permitted(t, server, id)
	ticket, err := server.Open(t.Context(), gate, permit)
	require.NoError(t, err)
	return ticket
}

func TestOpen(t *testing.T) {
	t.Parallel()
	server := start(t, guarded, "")
	ticket := opened(t, server, "call-0001")

	t.Run("the room is listed as it was asked for", func(t *testing.T) {
		room, err := server.Room(t.Context(), ticket.Room, ticket.Secret)
		require.NoError(t, err)
		asked := server.Request("call-0001").Facts(consulttest.Now)
		asked.Admission = consult.AdmissionUnknown // the list does not say whether there are tokens
		assert.Equal(t, asked, room.Facts(consulttest.Now))
		assert.Equal(t, consult.Room{
			Observed:  consult.Observed{Source: janus.Source, At: consulttest.Now},
			Recording: consult.RecordingOnRequest, RecordingAuthority: consult.AuthorityHost,
			Transcription: consult.CaptureOnRequest, Scribe: consult.CaptureOnRequest,
			Encryption: consult.EncryptionTransport, ServerCapture: consult.Yes,
			Visibility: consult.VisibilityPrivate,
		}, room.Facts(consulttest.Now))
	})
	t.Run("it is listed to nobody else", func(t *testing.T) {
		stranger := *server
		stranger.AdminKey = ""
		_, err := stranger.Room(t.Context(), ticket.Room, "")
		require.ErrorIs(t, err, janus.ErrNoRoom)
	})
	t.Run("who has no token of the list cannot join", func(t *testing.T) {
		join := map[string]any{"request": "join", "ptype": "publisher", "room": ticket.Room}
		assert.Equal(t, janus.CodeMissing, newcomer(t, server).said(t, join).Code, "without a pin")
		join["pin"] = ticket.Patient.Pin
		assert.Equal(t, janus.CodeUnauthorized, newcomer(t, server).said(t, join).Code, "without a token")
		join["token"] = "guessed"
		assert.Equal(t, janus.CodeUnauthorized, newcomer(t, server).said(t, join).Code, "with another token")
		join["token"], join["pin"] = ticket.Patient.Token, "guessed"
		assert.Equal(t, janus.CodeUnauthorized, newcomer(t, server).said(t, join).Code, "with another pin")
	})

	provider, patient := newcomer(t, server), newcomer(t, server)
	t.Run("provider and patient can, each with theirs", func(t *testing.T) {
		assert.NotEqual(t, ticket.Provider.Token, ticket.Patient.Token)
		assert.Equal(t, "joined", provider.said(t, ticket.Provider).VideoRoom)
		assert.Equal(t, "joined", patient.said(t, ticket.Patient).VideoRoom)
	})
	t.Run("nobody in the room can record, change or end it", func(t *testing.T) {
		for name, body := range map[string]map[string]any{
			"record":              {"request": "enable_recording", "record": true},
			"change":              {"request": "edit", "new_rec_dir": t.TempDir()},
			"open to all":         {"request": "allowed", "action": "disable"},
			"end":                 {"request": "destroy"},
			"forward":             {"request": "rtp_forward", "publisher_id": 1, "host": "127.0.0.1"},
			"record, with a pin":  {"request": "enable_recording", "record": true, "secret": ticket.Patient.Pin},
			"change, with a code": {"request": "edit", "secret": ticket.Patient.Token},
		} {
			body["room"] = ticket.Room
			assert.Contains(t, []int{janus.CodeMissing, janus.CodeUnauthorized}, patient.said(t, body).Code, name)
		}
		room, err := server.Room(t.Context(), ticket.Room, ticket.Secret)
		require.NoError(t, err)
		assert.Equal(t, consult.RecordingOnRequest, room.Facts(consulttest.Now).Recording)
	})
	t.Run("it ends when it is closed, and may be closed again", func(t *testing.T) {
		require.NoError(t, server.Close(t.Context(), ticket))
		require.NoError(t, server.Close(t.Context(), ticket))
		assert.Equal(t, janus.CodeNoSuchRoom, newcomer(t, server).said(t, ticket.Patient).Code)
	})
}

// TestNobodyRecordsThemselves shows why a room has no folder for recordings: lock_record and a secret do
// not keep a participant from having the server record what they send.
func TestNobodyRecordsThemselves(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server := start(t, guarded, "")
	record := func(room janus.RoomID, more map[string]any) {
		t.Helper()
		body := map[string]any{"request": "joinandconfigure", "ptype": "publisher", "room": room, "record": true, "filename": filepath.Join(dir, "own")}
		maps.Copy(body, more)
		require.Equal(t, "joined", newcomer(t, server).said(t, body, offer()).VideoRoom)
	}
	recorded := func() []string {
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		require.NoError(t, err)
		return files
	}

	ticket := opened(t, server, "call-0001")
	record(ticket.Room, map[string]any{"pin": ticket.Patient.Pin, "token": ticket.Patient.Token})
	assert.Empty(t, recorded(), "in a room as Open makes it")

	locked := map[string]any{"request": "create", "room": 2, "admin_key": adminKey, "lock_record": true, "secret": "s"}
	require.Equal(t, "created", newcomer(t, server).said(t, locked).VideoRoom)
	record(janus.Number(2), nil)
	assert.NotEmpty(t, recorded(), "in a room that is locked, and has a folder")
	room, err := server.Room(t.Context(), janus.Number(2), "s")
	require.NoError(t, err)
	assert.Equal(t, consult.AuthorityParticipants, room.Facts(consulttest.Now).RecordingAuthority)
}

// TestSubscribersAreAskedForNoToken shows why a room has a pin, and subscriptions take a private id.
func TestSubscribersAreAskedForNoToken(t *testing.T) {
	t.Parallel()
	server := start(t, guarded, "")
	ticket := opened(t, server, "call-0001")
	subscribe := map[string]any{"request": "join", "ptype": "subscriber", "room": ticket.Room, "streams": []map[string]any{{"feed": 1}}}
	assert.Equal(t, janus.CodeMissing, newcomer(t, server).said(t, subscribe).Code, "without the pin")
	subscribe["pin"] = ticket.Patient.Pin
	const noSuchFeed = 428 // the next check, so the pin is all it takes to get there
	assert.Equal(t, noSuchFeed, newcomer(t, server).said(t, subscribe).Code, "with the pin, and no token")
}

func TestOpenIsRefused(t *testing.T) {
	t.Parallel()
	server := start(t, guarded, "")
	t.Run("without a permit", func(t *testing.T) {
		gate, _ := permitted(t, server, "call-0001")
		_, err := server.Open(t.Context(), gate, consult.Permit{})
		require.ErrorIs(t, err, consult.ErrNoPermit)
		_, err = server.Room(t.Context(), server.ID("call-0001"), "")
		require.ErrorIs(t, err, janus.ErrNoRoom)
	})
	t.Run("without the admin key, by the server itself", func(t *testing.T) {
		create := map[string]any{"request": "create", "room": 1}
		assert.Equal(t, janus.CodeMissing, newcomer(t, server).said(t, create).Code)
		create["admin_key"] = "guessed"
		assert.Equal(t, janus.CodeUnauthorized, newcomer(t, server).said(t, create).Code)
	})
	t.Run("with another admin key", func(t *testing.T) {
		other := *server
		other.AdminKey = "guessed"
		gate, permit := permitted(t, &other, "call-0002")
		_, err := other.Open(t.Context(), gate, permit)
		assert.Equal(t, &janus.Error{Request: "create", Code: janus.CodeUnauthorized}, err)
		assert.NotContains(t, err.Error(), "guessed")
	})
	t.Run("a second time", func(t *testing.T) {
		gate, permit := permitted(t, server, "call-0003")
		ticket, err := server.Open(t.Context(), gate, permit)
		require.NoError(t, err)
		_, err = server.Open(t.Context(), gate, permit)
		require.ErrorIs(t, err, consult.ErrUsed)
		gate, permit = permitted(t, server, "call-0003") // decided elsewhere, as by another process
		_, err = server.Open(t.Context(), gate, permit)
		assert.Equal(t, &janus.Error{Request: "create", Code: janus.CodeRoomExists}, err)
		_, err = server.Room(t.Context(), ticket.Room, ticket.Secret)
		require.NoError(t, err, "the first room stands")
	})
	t.Run("with ids of the wrong kind", func(t *testing.T) {
		other := *server
		other.StringIDs = true
		gate, permit := permitted(t, &other, "call-0004")
		_, err := other.Open(t.Context(), gate, permit)
		assert.Equal(t, &janus.Error{Request: "create", Code: janus.CodeInvalid}, err)
	})
	t.Run("weaker than it was decided", func(t *testing.T) {
		strong := *server
		strong.EndToEnd = true
		gate, permit := permitted(t, &strong, "call-0005")
		_, err := server.Open(t.Context(), gate, permit)
		require.ErrorIs(t, err, janus.ErrWeaker)
	})
}

func TestOpenNeedsAGuardedServer(t *testing.T) {
	t.Parallel()
	server := start(t, "", "")
	gate, permit := permitted(t, server, "call-0001")
	_, err := server.Open(t.Context(), gate, permit)
	require.ErrorIs(t, err, janus.ErrUnguarded)
	exists := map[string]any{"request": "listparticipants", "room": server.ID("call-0001")}
	assert.Equal(t, janus.CodeNoSuchRoom, newcomer(t, server).said(t, exists).Code, "the room was destroyed")

	keyless := *server
	keyless.AdminKey = ""
	gate, permit = permitted(t, server, "call-0002")
	_, err = keyless.Open(t.Context(), gate, permit)
	require.ErrorIs(t, err, janus.ErrNoAdminKey)
	_, err = gate.Redeem(t.Context(), permit, permit.Call())
	require.NoError(t, err, "the permit was not used up")
}

func TestOpenEndToEnd(t *testing.T) {
	t.Parallel()
	server := start(t, guarded+"\nstring_ids = true", `api_secret = "of the interface"`)
	server.StringIDs, server.EndToEnd, server.APISecret = true, true, "of the interface"
	ticket := opened(t, server, "call-0001")
	assert.Equal(t, janus.Text("call-0001"), ticket.Room)

	room, err := server.Room(t.Context(), ticket.Room, ticket.Secret)
	require.NoError(t, err)
	facts := room.Facts(time.Now())
	assert.Equal(t, consult.EncryptionEndToEnd, facts.Encryption)
	assert.Equal(t, consult.No, facts.ServerCapture)
	assert.Equal(t, consult.CaptureOff, facts.Transcription)

	other := *server
	other.APISecret = ""
	_, err = other.Room(t.Context(), ticket.Room, "")
	const unauthorized = 403 // of the Janus API
	assert.Equal(t, &janus.Error{Request: "session", Code: unauthorized}, err)
}

// TestRequireE2EE shows that the server itself turns away an offer that does not say it is encrypted.
func TestRequireE2EE(t *testing.T) {
	t.Parallel()
	server := start(t, guarded, "")
	server.EndToEnd = true
	ticket := opened(t, server, "call-0001")
	patient := newcomer(t, server)
	require.Equal(t, "joined", patient.said(t, ticket.Patient).VideoRoom)
	publish := map[string]any{"request": "publish"}
	assert.Equal(t, janus.CodeUnauthorized, patient.said(t, publish, offer()).Code)

	provider, encrypted := newcomer(t, server), offer()
	encrypted["e2ee"] = true
	require.Equal(t, "joined", provider.said(t, ticket.Provider).VideoRoom)
	assert.Zero(t, provider.said(t, publish, encrypted).Code)
}
