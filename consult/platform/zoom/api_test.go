package zoom_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/zoom"
)

// where is the meeting of these tests.
var where = zoom.Where{Meeting: 85746065, User: "x1yCzABCDEfg23HiJKl4mN"}

// A server is a Zoom of one meeting and one user.
type server struct {
	mu       sync.Mutex
	meeting  string
	user     string
	status   int // answered instead, where it is not 0
	requests []string
	bodies   []string
}

func stands(t *testing.T) (*server, *zoom.API) {
	t.Helper()
	s := &server{meeting: sample, user: host}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return s, &zoom.API{Client: h.Client(), Base: h.URL + "/v2", Clock: new(consulttest.Clock).Now}
}

// change changes a document of the server, behind everybody's back.
func (s *server) change(from, to string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.meeting, s.user = strings.Replace(s.meeting, from, to, 1), strings.Replace(s.user, from, to, 1)
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	s.requests, s.bodies = append(s.requests, r.Method+" "+r.URL.RequestURI()), append(s.bodies, string(body))
	switch {
	case s.status != 0:
		w.WriteHeader(s.status)
	case r.Method == http.MethodPatch:
		w.WriteHeader(http.StatusNoContent)
	case strings.HasSuffix(r.URL.Path, "/settings"):
		_, _ = io.WriteString(w, s.user)
	default:
		_, _ = io.WriteString(w, s.meeting)
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	s, api := stands(t)
	r, err := api.Read(t.Context(), "call-0001", where)
	require.NoError(t, err)
	assert.Equal(t, decoded(t, sample), r.Meeting())
	assert.Equal(t, decoded(t, sample).Room(decodedUser(t, host), consulttest.Now), r.Room())
	r, err = api.Read(t.Context(), "call-0001", zoom.Where{Meeting: where.Meeting})
	require.NoError(t, err)
	assert.Equal(t, decoded(t, sample).Room(zoom.User{}, consulttest.Now), r.Room())
	assert.Equal(t, []string{"GET /v2/meetings/85746065", "GET /v2/users/x1yCzABCDEfg23HiJKl4mN/settings", "GET /v2/meetings/85746065"}, s.requests)
}

func TestReadRefusesWhatWasNotAskedFor(t *testing.T) {
	t.Parallel()
	s, api := stands(t)
	for why, at := range map[string]zoom.Where{"no meeting": {}, "no number of a meeting": {Meeting: -1}} {
		_, err := api.Read(t.Context(), "call-0001", at)
		assert.ErrorIs(t, err, zoom.ErrWhere, why)
	}
	assert.Empty(t, s.requests)
	_, err := api.Read(t.Context(), "call-0001", zoom.Where{Meeting: where.Meeting, User: ".."})
	assert.ErrorIs(t, err, zoom.ErrWhere, "the folder above")
	_, err = api.Read(t.Context(), "call-0001", zoom.Where{Meeting: 7})
	assert.ErrorIs(t, err, zoom.ErrAnother)
	s.status = http.StatusTooManyRequests
	_, err = api.Read(t.Context(), "call-0001", where)
	var status *platform.StatusError
	require.ErrorAs(t, err, &status)
	assert.Equal(t, http.StatusTooManyRequests, status.Code)
}

func TestCreateAndChangeAskForEveryValue(t *testing.T) {
	t.Parallel()
	s, api := stands(t)
	s.change(`"auto_recording": "none"`, `"auto_recording": "cloud"`)
	start := time.Date(2026, 5, 11, 13, 0, 0, 5, time.FixedZone("BST", 3600))
	m, err := api.Create(t.Context(), "me", zoom.Strict(), start, 30*time.Minute)
	require.NoError(t, err)
	assert.Equal(t, []string{"auto_recording"}, m.Settings.Or(zoom.Settings{}).Differs(zoom.Strict()), "the account overruled what was asked for")
	require.NoError(t, api.Change(t.Context(), where.Meeting, zoom.Strict()))
	assert.Equal(t, []string{"POST /v2/users/me/meetings", "PATCH /v2/meetings/85746065"}, s.requests)
	assert.Equal(t, `{"type":2,"start_time":"2026-05-11T12:00:00Z","duration":30,"default_password":true,"settings":`+strict+`}`, s.bodies[0])
	assert.Equal(t, `{"settings":`+strict+`}`, s.bodies[1], "nested: beside it, they are passed over")

	_, err = api.Create(t.Context(), "", zoom.Strict(), start, time.Hour)
	assert.ErrorIs(t, err, zoom.ErrWhere)
	assert.ErrorIs(t, api.Change(t.Context(), 0, zoom.Strict()), zoom.ErrWhere)
}
