package livekit_test

import (
	"context"
	"errors"
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
	"github.com/preconsult/preconsult/consult/platform/livekit"
)

// answers are what a server that is not LiveKit answers, by the last element of the path.
type answers map[string]string

// fake is a server that answers what a real one never would. An answer that begins with a status is one
// with that status.
func fake(t *testing.T, a answers) (s *livekit.Server, asked func() []string) {
	t.Helper()
	var mu sync.Mutex
	var methods []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		mu.Lock()
		methods = append(methods, method)
		mu.Unlock()
		if a[method] == "500" {
			w.WriteHeader(http.StatusInternalServerError)
		}
		_, _ = io.WriteString(w, a[method])
	}))
	t.Cleanup(server.Close)
	s = inspector()
	s.URL = server.URL
	return s, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return methods
	}
}

const (
	none = `{"rooms":[]}`
	made = `{"name":"call-0001","active_recording":false}`
)

func TestOpenFailsClosed(t *testing.T) {
	t.Parallel()
	down := errors.New("down")
	for _, row := range []struct {
		why     string
		answers answers
		change  func(s *livekit.Server)
		want    string
		asked   []string
	}{
		{"the list cannot be had", answers{"ListRooms": "500"}, nil, "500", []string{"ListRooms"}},
		{"the list is absent", answers{"ListRooms": `{}`}, nil, livekit.ErrReply.Error(), []string{"ListRooms"}},
		{"the list is null", answers{"ListRooms": `{"rooms":null}`}, nil, livekit.ErrReply.Error(), []string{"ListRooms"}},
		{"the list is of another room", answers{"ListRooms": `{"rooms":[{"name":"call-0002"}]}`}, nil, livekit.ErrReply.Error(), []string{"ListRooms"}},
		{"the list has two", answers{"ListRooms": `{"rooms":[` + made + `,` + made + `]}`}, nil, livekit.ErrReply.Error(), []string{"ListRooms"}},
		{"the room is there", answers{"ListRooms": `{"rooms":[` + made + `]}`}, nil, livekit.ErrOpen.Error(), []string{"ListRooms"}},
		{"the deployment is not the one decided on", answers{"ListRooms": none}, func(s *livekit.Server) {
			s.Deployment = deployed
			s.Deployment.Egress, s.Deployment.Recorders = consult.Yes, consult.AuthorityParticipants
		}, livekit.ErrDecided.Error(), []string{"ListRooms"}},
		{"the decision cannot be kept", answers{"ListRooms": none}, func(s *livekit.Server) {
			s.Keep = func(context.Context, consult.Decision) error { return down }
		}, "down", []string{"ListRooms"}},
		{"the room cannot be made", answers{"ListRooms": none, "CreateRoom": "500", "DeleteRoom": `{}`}, nil, "500", []string{"ListRooms", "CreateRoom", "DeleteRoom"}},
		{"the room may have been made", answers{"ListRooms": none, "CreateRoom": `{"name":`, "DeleteRoom": `{}`}, nil, "not JSON", []string{"ListRooms", "CreateRoom", "DeleteRoom"}},
		{"another room was made", answers{"ListRooms": none, "CreateRoom": `{"name":"call-0002","active_recording":false}`, "DeleteRoom": `{}`}, nil, livekit.ErrReply.Error(), []string{"ListRooms", "CreateRoom", "DeleteRoom"}},
		{"the room that was made is recorded", answers{"ListRooms": none, "CreateRoom": `{"name":"call-0001","active_recording":true}`, "DeleteRoom": `{}`}, nil, livekit.ErrReply.Error(), []string{"ListRooms", "CreateRoom", "DeleteRoom"}},
		{"whether the room that was made is recorded is not said", answers{"ListRooms": none, "CreateRoom": `{"name":"call-0001"}`, "DeleteRoom": `{}`}, nil, livekit.ErrReply.Error(), []string{"ListRooms", "CreateRoom", "DeleteRoom"}},
		{"the room cannot be closed again either", answers{"ListRooms": none, "CreateRoom": "500", "DeleteRoom": "500"}, nil, "500", []string{"ListRooms", "CreateRoom", "DeleteRoom"}},
	} {
		t.Run(row.why, func(t *testing.T) {
			t.Parallel()
			s, asked := fake(t, row.answers)
			if row.change != nil {
				row.change(s)
			}
			rig := consulttest.NewRig(t)
			token, err := s.Open(t.Context(), rig.Gate, rig.Permit(t, consulttest.Call()), "dr-1")
			require.ErrorContains(t, err, row.want)
			assert.Empty(t, token)
			assert.Equal(t, row.asked, asked())
		})
	}
}

func TestOpenKeepsTheDecisionBeforeTheRoomIsMade(t *testing.T) {
	t.Parallel()
	s, asked := fake(t, answers{"ListRooms": none, "CreateRoom": made})
	var kept consult.Decision
	s.Keep = func(_ context.Context, d consult.Decision) error {
		kept = d
		assert.Equal(t, []string{"ListRooms"}, asked())
		return nil
	}
	rig := consulttest.NewRig(t)
	token, err := s.Open(t.Context(), rig.Gate, rig.Permit(t, consulttest.Call()), "dr-1")
	require.NoError(t, err)
	last, _ := rig.Recorder.Last()
	assert.Equal(t, last.ID, kept.ID)
	claims, err := s.Inspect(token, "call-0001")
	require.NoError(t, err)
	assert.Equal(t, "provider:dr-1", claims.Subject.Or(""))
}

// TestMistakesLeaveThePermitUnused makes the mistakes of a program, then opens the call with the same permit.
func TestMistakesLeaveThePermitUnused(t *testing.T) {
	t.Parallel()
	good, asked := fake(t, answers{"ListRooms": none, "CreateRoom": made})
	rig := consulttest.NewRig(t)
	permit := rig.Permit(t, consulttest.Call())
	for why, change := range map[string]func(s *livekit.Server){
		"no URL":                 func(s *livekit.Server) { s.URL = "" },
		"a URL without a host":   func(s *livekit.Server) { s.URL = "https:///livekit" },
		"a URL that is none":     func(s *livekit.Server) { s.URL = "https://livekit.example\n" },
		"a URL of another kind":  func(s *livekit.Server) { s.URL = "ftp://livekit.example" },
		"a URL with a password":  func(s *livekit.Server) { s.URL = "https://u:p@livekit.example" },
		"no key":                 func(s *livekit.Server) { s.Key = "" },
		"no secret":              func(s *livekit.Server) { s.Secret = platform.Secret{} },
		"tokens without life":    func(s *livekit.Server) { s.TokenLife = -1 },
		"tokens that outlive it": func(s *livekit.Server) { s.TokenLife = livekit.MaxTokenLife + 1 },
	} {
		bad := *good
		change(&bad)
		_, err := bad.Open(t.Context(), rig.Gate, permit, "dr-1")
		require.ErrorIs(t, err, livekit.ErrIncomplete, why)
		_, err = bad.Room(t.Context(), "call-0001")
		require.ErrorIs(t, err, livekit.ErrIncomplete, why)
		_, err = bad.Probe(t.Context())
		require.ErrorIs(t, err, livekit.ErrIncomplete, why)
		_, err = bad.Patient("call-0001", "guest-1")
		require.ErrorIs(t, err, livekit.ErrIncomplete, why)
	}
	for _, identity := range []string{"", "Dr Synthetic", "dr\n", strings.Repeat("d", 129)} {
		_, err := good.Open(t.Context(), rig.Gate, permit, identity)
		require.ErrorIs(t, err, livekit.ErrIdentity, identity)
	}
	_, err := good.Patient("", "guest-1")
	require.ErrorIs(t, err, livekit.ErrIdentity)
	_, err = good.Room(t.Context(), "a call")
	require.ErrorIs(t, err, livekit.ErrIdentity)
	require.ErrorIs(t, good.Close(t.Context(), ""), livekit.ErrIdentity)
	_, err = good.Open(t.Context(), nil, permit, "dr-1")
	require.ErrorIs(t, err, consult.ErrNoGate)
	assert.Empty(t, asked())

	_, err = good.Open(t.Context(), rig.Gate, permit, "dr-1")
	require.NoError(t, err)
}

func TestPatientAndProviderAreApart(t *testing.T) {
	t.Parallel()
	s := inspector()
	now := time.Now().Truncate(time.Second)
	s.Clock = func() time.Time { return now }
	for prefix, mint := range map[string]func(consult.CallID, string) (platform.Token, error){"patient:": s.Patient, "provider:": s.Rejoin} {
		token, err := mint("call-0001", "same-id")
		require.NoError(t, err)
		claims, err := s.Inspect(token, "call-0001")
		require.NoError(t, err)
		assert.Equal(t, prefix+"same-id", claims.Subject.Or(""))
		assert.InDelta(t, now.Add(livekit.DefaultTokenLife).Unix(), claims.Expires.Or(0), 0)
		video, _ := claims.Video.Get()
		assert.Equal(t, prefix == "provider:", len(video.CanPublishSources.Or(nil)) > 2, "only the provider shares a screen")
	}
}
