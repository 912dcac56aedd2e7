package daily_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/daily"
)

// apiKey is the key of the domain in these tests.
const apiKey = "the-domains-key"

// strict is a room of the ready-made call, as Daily returns it where the domain sets nothing.
const strict = `{"name":"call-0001","privacy":"private","url":"https://api-test-1.daily.co/call-0001","config":{"enable_knocking":true,"exp":1778500000,"eject_at_room_exp":true}}`

// A server is a Daily of one room.
type server struct {
	mu       sync.Mutex
	room     string
	domain   string
	status   int // answered instead, where it is not 0
	requests []string
	bodies   []string
	key      string // the credentials that came last
}

func stands(t *testing.T) (*server, *daily.API) {
	t.Helper()
	s := &server{room: strict, domain: domain}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return s, &daily.API{Key: platform.NewSecret(apiKey), Client: h.Client(), Base: h.URL + "/v1/", Clock: new(consulttest.Clock).Now}
}

// change changes a document of the server, behind everybody's back.
func (s *server) change(from, to string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.room, s.domain = strings.Replace(s.room, from, to, 1), strings.Replace(s.domain, from, to, 1)
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	s.requests, s.bodies = append(s.requests, r.Method+" "+r.URL.RequestURI()), append(s.bodies, string(body))
	s.key = r.Header.Get("Authorization")
	switch {
	case s.status != 0:
		w.WriteHeader(s.status)
	case r.URL.Path == "/v1/":
		_, _ = io.WriteString(w, s.domain)
	case strings.HasPrefix(r.URL.Path, "/v1/recordings/"):
		_, _ = io.WriteString(w, `{"id":"08fa0b24","room_name":"call-0001"}`)
	default:
		_, _ = io.WriteString(w, s.room)
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	s, api := stands(t)
	r, err := api.Read(t.Context(), "call-0001")
	require.NoError(t, err)
	assert.Equal(t, decoded(t, strict), r.Room())
	assert.Equal(t, decoded(t, strict).Facts(decodedDomain(t, domain), consulttest.Now), r.Facts())
	assert.Equal(t, []string{"GET /v1/rooms/call-0001", "GET /v1/"}, s.requests)
	assert.Equal(t, "Bearer "+apiKey, s.key)
	assert.NotContains(t, fmt.Sprintf("%+v %#v", api, *api), apiKey, "a key shows nowhere")
}

func TestReadRefusesWhatWasNotAskedFor(t *testing.T) {
	t.Parallel()
	s, api := stands(t)
	for why, call := range map[string]consult.CallID{
		"no call": "", "the folder above": "..", "what Daily does not take": "a.b", "nor that": "a:b", "nor a tilde": "a~b",
		"another path": "a/b", "a question": "a?b", "very long": consult.CallID(strings.Repeat("x", 129)),
	} {
		_, err := api.Read(t.Context(), call)
		assert.ErrorIs(t, err, daily.ErrName, why)
		_, err = api.Create(t.Context(), call, daily.Config{})
		assert.ErrorIs(t, err, daily.ErrName, why)
	}
	_, err := new(daily.API).Read(t.Context(), "call-0001")
	assert.ErrorIs(t, err, daily.ErrKey, "the zero API asks nothing")
	assert.Empty(t, s.requests)

	_, err = api.Read(t.Context(), "call-0002")
	assert.ErrorIs(t, err, daily.ErrAnother)
	_, err = api.Create(t.Context(), "call-0002", daily.Config{})
	assert.ErrorIs(t, err, daily.ErrAnother)
	_, err = (&daily.API{Key: api.Key, Base: "://" + apiKey}).Read(t.Context(), "call-0001")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), apiKey)

	s.status = http.StatusUnauthorized
	_, err = api.Read(t.Context(), "call-0001")
	var status *platform.StatusError
	require.ErrorAs(t, err, &status)
	assert.Equal(t, http.StatusUnauthorized, status.Code)
}

func TestCreateAsksForEveryValue(t *testing.T) {
	t.Parallel()
	s, api := stands(t)
	r, err := api.Create(t.Context(), "call-0001", daily.Strict(time.Unix(1778500000, 0)))
	require.NoError(t, err)
	assert.Equal(t, decoded(t, strict), r)
	assert.Equal(t, []string{"POST /v1/rooms"}, s.requests)
	assert.Equal(t, `{"name":"call-0001","privacy":"private","properties":{"enable_recording":false,"enable_knocking":true,`+
		`"auto_start_transcription":false,"enable_transcription_storage":false,"exp":1778500000,"eject_at_room_exp":true}}`, s.bodies[0])
}

func TestRecorded(t *testing.T) {
	t.Parallel()
	s, api := stands(t)
	call, err := api.Recorded(t.Context(), "08fa0b24")
	require.NoError(t, err)
	assert.Equal(t, consult.CallID("call-0001"), call)
	assert.Equal(t, []string{"GET /v1/recordings/08fa0b24"}, s.requests)
	for why, id := range map[string]string{"none": "", "the folder above": "..", "very long": strings.Repeat("x", 300), "another": "other"} {
		_, err := api.Recorded(t.Context(), id)
		assert.ErrorIs(t, err, daily.ErrAnother, why)
	}
}
