package livekit_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/internal/servertest"
	"github.com/preconsult/preconsult/consult/platform/livekit"
)

// The key and secret of the servers under test.
const (
	key    = "preconsult"
	secret = "a-secret-of-at-least-thirty-two-characters"
)

// run starts a LiveKit server on loopback and returns how it is asked. Webhooks go to the handler, if
// there is one.
func run(t *testing.T, autoCreate bool, webhook http.Handler) *livekit.Server {
	t.Helper()
	program := servertest.Find(t, "livekit-server",
		"GOBIN=… go install github.com/livekit/livekit-server/cmd/server@v1.11.0, name it livekit-server, and put it on PATH")
	urls := "[]"
	if webhook != nil {
		receiver := httptest.NewServer(webhook)
		t.Cleanup(receiver.Close)
		urls = "[" + receiver.URL + "]"
	}
	port := servertest.Port(t)
	config := filepath.Join(t.TempDir(), "livekit.yaml")
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, `
port: %d
bind_addresses: ["127.0.0.1"]
rtc: {udp_port: %d, tcp_port: 0, node_ip: 127.0.0.1, use_external_ip: false, enable_loopback_candidate: true, interfaces: {includes: [lo]}}
room:
  auto_create: %t
  room_configurations:
    recorded: {egress: {participant: {file_outputs: [{filepath: "recording"}]}}}
keys: {%s: %s}
webhook: {api_key: %s, urls: %s}
`, port, servertest.Port(t), autoCreate, key, secret, key, urls), 0o600))
	servertest.Start(t, servertest.Listening(port), program, "--config", config)
	return &livekit.Server{URL: fmt.Sprintf("ws://127.0.0.1:%d", port), Key: key, Secret: platform.NewSecret(secret)}
}

// validate asks the server whether a token joins, as a client does before it connects.
func validate(t testing.TB, s *livekit.Server, token platform.Token) (status int, text string) {
	t.Helper()
	return request(t, s, http.MethodGet, "/rtc/validate", token, "")
}

// request sends the server a request.
func request(t testing.TB, s *livekit.Server, method, path string, token platform.Token, body string) (status int, text string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, strings.Replace(s.URL, "ws", "http", 1)+path, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+string(token))
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(answer)
}

// egress has a method of the Egress API answer: to record a call, or to say what is being recorded. All
// ask for the same right; only the last is answered at once where no egress service is connected.
func egress(t testing.TB, s *livekit.Server, method string, call consult.CallID, token platform.Token) (status int, text string) {
	t.Helper()
	body := fmt.Sprintf(`{"room_name":%q}`, call)
	return request(t, s, http.MethodPost, "/twirp/livekit.Egress/"+method, token, body)
}

// connect joins a call by the signalling protocol, as a client does, and stays until the test ends. No
// media flow, so that the participant is there and never becomes active. It returns the status that the
// server answered with: 101 is in.
func connect(t testing.TB, s *livekit.Server, token platform.Token) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.Replace(s.URL, "ws", "http", 1)+"/rtc?protocol=15&sdk=go", nil)
	require.NoError(t, err)
	for name, value := range map[string]string{
		"Authorization": "Bearer " + string(token), "Connection": "Upgrade", "Upgrade": "websocket",
		"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
	} {
		r.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	t.Cleanup(func() { _ = response.Body.Close() })
	if response.StatusCode == http.StatusSwitchingProtocols {
		_, err = io.ReadFull(response.Body, make([]byte, 2)) // the head of the first frame, which holds the join response
		require.NoError(t, err)
	}
	return response.StatusCode
}

// deployed is a deployment on which the kit's call is allowed.
var deployed = livekit.Deployment{
	AutoCreate: consult.No, Egress: consult.Yes, Recorders: consult.AuthorityHost,
	Agents: consult.Yes, Transcription: consult.CaptureOnRequest, Scribe: consult.CaptureOff,
	Gateways: consult.No, Admission: consult.AdmissionWaitingRoom,
}

// call returns the kit's call under an id of its own, and what the gate decides of it.
func call(t testing.TB, s *livekit.Server, rig *consulttest.Rig, id consult.CallID) (consult.Call, consult.Permit) {
	t.Helper()
	c := consulttest.Call()
	c.ID = id
	room, err := s.Room(t.Context(), id)
	require.NoError(t, err)
	c.Room = livekit.Facts(room, deployed, c.Room.At)
	return c, rig.Permit(t, c)
}

func TestServer(t *testing.T) {
	t.Parallel()
	s := run(t, false, nil)
	rig := consulttest.NewRig(t)

	t.Run("a call without a permit does not open", func(t *testing.T) {
		t.Parallel()
		_, permit := call(t, s, rig, "unpermitted")
		_, err := s.Open(t.Context(), rig.Gate, consult.Permit{}, "dr-1")
		require.ErrorIs(t, err, consult.ErrNoPermit)
		_, err = s.Open(t.Context(), consulttest.NewRig(t).Gate, permit, "dr-1")
		require.ErrorIs(t, err, consult.ErrOtherGate)
		for _, mint := range []func(consult.CallID, string) (platform.Token, error){s.Patient, s.Rejoin} {
			token, err := mint("unpermitted", "somebody")
			require.NoError(t, err)
			status, text := validate(t, s, token)
			assert.Equal(t, http.StatusNotFound, status, text)
			assert.Equal(t, http.StatusNotFound, connect(t, s, token))
		}
		room, err := s.Room(t.Context(), "unpermitted")
		require.NoError(t, err)
		assert.Equal(t, consult.No, room.Open)
	})

	t.Run("a permit opens its call once, and its tokens join and cannot record", func(t *testing.T) {
		t.Parallel()
		_, permit := call(t, s, rig, "permitted")
		provider, err := s.Open(t.Context(), rig.Gate, permit, "dr-1")
		require.NoError(t, err)
		_, err = s.Open(t.Context(), rig.Gate, permit, "dr-1")
		require.ErrorIs(t, err, consult.ErrUsed)
		patient, err := s.Patient("permitted", "guest-1")
		require.NoError(t, err)
		for _, token := range []platform.Token{provider, patient} {
			status, text := validate(t, s, token)
			assert.Equal(t, http.StatusOK, status, text)
			assert.Equal(t, http.StatusSwitchingProtocols, connect(t, s, token))
			for _, method := range []string{"StartRoomCompositeEgress", "StartWebEgress", "StartTrackEgress", "ListEgress"} {
				status, text = egress(t, s, method, "permitted", token)
				assert.Equal(t, http.StatusUnauthorized, status)
				assert.Contains(t, text, "permissions denied")
			}
			_, err := s.Inspect(token, "permitted")
			assert.NoError(t, err)
			_, err = s.Inspect(token, "another")
			assert.Error(t, err)
		}
		// With the right to it, the answer is another: only the egress service is missing.
		status, text := egress(t, s, "ListEgress", "permitted", forge(t, granting(with("video.roomRecord", true))))
		assert.Equal(t, http.StatusInternalServerError, status)
		assert.Contains(t, text, "egress not connected")
	})

	t.Run("a room that somebody else made is not opened", func(t *testing.T) {
		t.Parallel()
		_, permit := call(t, s, rig, "premade")
		status, text := request(t, s, http.MethodPost, "/twirp/livekit.RoomService/CreateRoom", forge(t, granting(with("video.roomCreate", true))),
			`{"name":"premade","egress":{"participant":{"file_outputs":[{"filepath":"recording"}]}}}`)
		require.Equal(t, http.StatusOK, status, text)
		_, err := s.Open(t.Context(), rig.Gate, permit, "dr-1")
		require.ErrorIs(t, err, livekit.ErrOpen)
		room, err := s.Room(t.Context(), "premade")
		require.NoError(t, err)
		assert.Equal(t, consult.RecordingUnknown, livekit.Facts(room, deployed, time.Now()).Recording, "the server does not say that it will record")
	})

	t.Run("a recorder in the room is seen", func(t *testing.T) {
		t.Parallel()
		_, permit := call(t, s, rig, "recorded")
		_, err := s.Open(t.Context(), rig.Gate, permit, "dr-1")
		require.NoError(t, err)
		room, err := s.Room(t.Context(), "recorded")
		require.NoError(t, err)
		assert.Equal(t, platform.Given(false), room.ActiveRecording)
		require.Equal(t, http.StatusSwitchingProtocols, connect(t, s, forge(t, granting(with("video.room", "recorded"), with("video.recorder", true)))))
		require.EventuallyWithT(t, func(c *assert.CollectT) {
			room, err = s.Room(t.Context(), "recorded")
			assert.NoError(c, err)
			assert.Equal(c, platform.Given(true), room.ActiveRecording)
		}, patience, tick)
		assert.Equal(t, consult.RecordingAutomatic, livekit.Facts(room, deployed, time.Now()).Recording)
	})

	t.Run("a call that is closed is gone", func(t *testing.T) {
		t.Parallel()
		_, permit := call(t, s, rig, "closed")
		token, err := s.Open(t.Context(), rig.Gate, permit, "dr-1")
		require.NoError(t, err)
		require.NoError(t, s.Close(t.Context(), "closed"))
		require.NoError(t, s.Close(t.Context(), "closed"), "closing it again")
		require.EventuallyWithT(t, func(c *assert.CollectT) {
			status, text := validate(t, s, token)
			assert.Equal(c, http.StatusNotFound, status, text)
		}, patience, tick)
	})

	t.Run("what the server says of a bad token is not passed on", func(t *testing.T) {
		t.Parallel()
		other := *s
		other.Secret = platform.NewSecret("another-secret-of-thirty-two-characters")
		token, err := other.Patient("echoed", "guest-1")
		require.NoError(t, err)
		_, text := validate(t, s, token)
		require.Contains(t, text, string(token), "the server echoes it")
		_, err = other.Room(t.Context(), "echoed")
		require.EqualError(t, err, "platform: the API answers 401 Unauthorized")
		_, err = other.Probe(t.Context())
		require.EqualError(t, err, "platform: the API answers 401 Unauthorized")
	})
}

// How long what the server does by and by is waited for, and how often it is asked.
const (
	patience = 20 * time.Second
	tick     = 10 * time.Millisecond
)

// TestServerThatOpensForAnybody shows what room.auto_create does, and that Probe tells.
func TestServerThatOpensForAnybody(t *testing.T) {
	t.Parallel()
	guarded, open := run(t, false, nil), run(t, true, nil)
	auto, err := guarded.Probe(t.Context())
	require.NoError(t, err)
	assert.Equal(t, consult.No, auto)
	auto, err = open.Probe(t.Context())
	require.NoError(t, err)
	assert.Equal(t, consult.Yes, auto)

	for name, claims := range map[string]map[string]any{
		"nothing else": granting(with("video.room", "call-1")),
		"a preset":     granting(with("video.room", "call-1"), with("roomPreset", "recorded")),
		"egress":       granting(with("video.room", "call-1"), with("roomConfig.egress", map[string]any{"participant": map[string]any{}})),
	} {
		token := forge(t, claims)
		status, _ := validate(t, guarded, token)
		assert.Equal(t, http.StatusNotFound, status, "the guarded server, with %s", name)
		assert.Equal(t, http.StatusSwitchingProtocols, connect(t, open, token), "the open server, with %s", name)
		room, err := open.Room(t.Context(), "call-1")
		require.NoError(t, err)
		assert.Equal(t, consult.Yes, room.Open, "with %s", name)
		require.NoError(t, open.Close(t.Context(), "call-1"))
		_, err = open.Inspect(token, "call-1")
		assert.Equal(t, name == "nothing else", err == nil, "%s: %v", name, err)
	}
}
