package nextcloud_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/platform/internal/servertest"
	"github.com/preconsult/preconsult/consult/platform/nextcloud"
)

const secret = "the secret that backend and server share"

// The path of a backend, as Nextcloud has it.
const backendPath = "ocs/v2.php/apps/spreed/api/v1/signaling/backend"

// A signalling is a real signalling server, and the HTTP server that its backends are served by.
type signalling struct {
	port int
	url  string // of the HTTP server, with a slash

	mu       sync.Mutex
	backends map[string]http.Handler // by the first part of the path
}

// startSignalling starts a signalling server and the NATS server that it needs. They end with the test.
func startSignalling(t testing.TB, timeout int) *signalling {
	t.Helper()
	const install = "apt-get install nextcloud-spreed-signaling nats-server"
	server := servertest.Find(t, "nextcloud-spreed-signaling-server", install)
	nats := servertest.Find(t, "nats-server", install)

	natsPort := servertest.Port(t)
	servertest.Start(t, servertest.Listening(natsPort), nats, "--addr", "127.0.0.1", "--port", fmt.Sprint(natsPort))

	s := &signalling{port: servertest.Port(t), backends: make(map[string]http.Handler)}
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	s.url = web.URL + "/"
	config := filepath.Join(t.TempDir(), "server.conf")
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, `[http]
listen = 127.0.0.1:%d
[sessions]
hashkey = 0123456789abcdef0123456789abcdef
blockkey = 0123456789abcdef
[backend]
backends = test
allowall = false
timeout = %d
connectionsperhost = 16
[test]
url = %s
secret = %s
[nats]
url = nats://127.0.0.1:%d
`, s.port, timeout, s.url, secret, natsPort), 0o600))
	servertest.Start(t, servertest.Listening(s.port), server, "-config", config)
	return s
}

// ServeHTTP implements [http.Handler]: it hands a request to the backend that the path begins with.
func (s *signalling) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	s.mu.Lock()
	backend := s.backends[name]
	s.mu.Unlock()
	if backend == nil || !strings.HasSuffix(r.URL.Path, backendPath) {
		http.NotFound(w, r) // as the capabilities are
		return
	}
	backend.ServeHTTP(w, r)
}

// serve serves a backend, and returns the URL by which clients name it.
func (s *signalling) serve(name string, backend http.Handler) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.backends[name] = backend
	return s.url + name + "/" + backendPath
}

// newBackend returns a backend on the rig's gate and clock.
func newBackend(t testing.TB, rig *consulttest.Rig, o nextcloud.Options) *nextcloud.Backend {
	t.Helper()
	o.Clock = rig.Clock.Now
	b, err := nextcloud.New(rig.Gate, []byte(secret), &o)
	require.NoError(t, err)
	return b
}

// greeted is a client that has said hello with a ticket.
func (s *signalling) greeted(t testing.TB, url string, ticket nextcloud.Ticket) *client {
	t.Helper()
	c, err := hello(t.Context(), s.port, url, ticket)
	require.NoError(t, err)
	t.Cleanup(c.close)
	return c
}

func requireCode(t testing.TB, err error, code string) {
	t.Helper()
	var e *clientError
	require.ErrorAs(t, err, &e)
	assert.Equal(t, code, e.Code, e.Message)
}

// TestRealServer shows on the real signalling server that a call opens for a provider with a permit and
// for nobody else.
func TestRealServer(t *testing.T) {
	t.Parallel()
	s := startSignalling(t, 10)
	call := consulttest.Call()
	room := string(call.ID)

	t.Run("a permit opens the room, and only then is the patient let in", func(t *testing.T) {
		t.Parallel()
		rig := consulttest.NewRig(t)
		b := newBackend(t, rig, nextcloud.Options{})
		url := s.serve("opens", b)
		permit := rig.Permit(t, call)
		ticket, err := b.Provider(permit)
		require.NoError(t, err)
		guest, err := b.Patient(call.ID)
		require.NoError(t, err)

		patient := s.greeted(t, url, guest)
		requireCode(t, patient.join(room), "call_not_open")
		assert.False(t, b.IsOpen(call.ID))

		provider := s.greeted(t, url, ticket)
		require.NoError(t, provider.join(room))
		assert.True(t, b.IsOpen(call.ID))
		last, _ := rig.Recorder.Last()
		assert.Equal(t, consult.StageRedeem, last.Stage)

		require.NoError(t, patient.join(room))
		requireCode(t, patient.join("call-0002"), "no_such_room")

		b.Close(call.ID)
		assert.False(t, b.IsOpen(call.ID))
	})

	t.Run("a hello without a ticket, or with one that was used, is refused", func(t *testing.T) {
		t.Parallel()
		rig := consulttest.NewRig(t)
		b := newBackend(t, rig, nextcloud.Options{})
		url := s.serve("hello", b)
		ticket, err := b.Provider(rig.Permit(t, call))
		require.NoError(t, err)
		for _, wrong := range []nextcloud.Ticket{"", "guess", ticket[1:]} {
			_, err = hello(t.Context(), s.port, url, wrong)
			requireCode(t, err, "invalid_ticket")
		}
		s.greeted(t, url, ticket)
		_, err = hello(t.Context(), s.port, url, ticket)
		requireCode(t, err, "invalid_ticket")
	})

	t.Run("a call that is refused when it is to start does not open", func(t *testing.T) {
		t.Parallel()
		rig := consulttest.NewRig(t)
		b := newBackend(t, rig, nextcloud.Options{})
		url := s.serve("refused", b)
		ticket, err := b.Provider(rig.Permit(t, call))
		require.NoError(t, err)
		rig.Put(t, consulttest.OnFile(consulttest.DPIAWithdrawn))
		provider := s.greeted(t, url, ticket)
		requireCode(t, provider.join(room), "call_refused")
		assert.False(t, b.IsOpen(call.ID))
	})

	t.Run("a secret that is not the server's is answered 403, and opens nothing", func(t *testing.T) {
		t.Parallel()
		rig := consulttest.NewRig(t)
		b, err := nextcloud.New(rig.Gate, []byte("another secret, of another server"), &nextcloud.Options{Clock: rig.Clock.Now})
		require.NoError(t, err)
		status := make(chan int, 1)
		url := s.serve("secret", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			seen := httptest.NewRecorder()
			b.ServeHTTP(seen, r)
			status <- seen.Code
			w.Header().Set("Content-Type", seen.Header().Get("Content-Type"))
			w.WriteHeader(seen.Code)
			_, _ = seen.Body.WriteTo(w)
		}))
		ticket, err := b.Provider(rig.Permit(t, call))
		require.NoError(t, err)
		_, err = hello(t.Context(), s.port, url, ticket)
		requireCode(t, err, "invalid_request")
		select {
		case got := <-status:
			assert.Equal(t, http.StatusForbidden, got)
		default:
			t.Error("the server did not ask the backend")
		}
		assert.False(t, b.IsOpen(call.ID))
	})

	t.Run("a backend that is not configured, or not there, lets nobody in", func(t *testing.T) {
		t.Parallel()
		_, err := hello(t.Context(), s.port, "http://127.0.0.2:1/", "ticket")
		requireCode(t, err, "invalid_backend")
		_, err = hello(t.Context(), s.port, s.url+"nobody/"+backendPath, "ticket")
		require.Error(t, err)
	})

	t.Run("before Nextcloud, its user opens the call", func(t *testing.T) {
		t.Parallel()
		testBeforeNextcloud(t, s)
	})
}

// TestRealServerDoesNotWait shows that the server refuses a client where the backend is slow, and that
// a decision that comes later opens nothing.
func TestRealServerDoesNotWait(t *testing.T) {
	t.Parallel()
	s := startSignalling(t, 1)
	call := consulttest.Call()
	came, late := make(chan struct{}), make(chan struct{})
	recorder := &slowRecorder{came: came, late: late}
	rig := consulttest.NewRig(t)
	gate, err := consult.NewGate(recorder, guidance.Checks(&rig.On.Records), &consult.Options{Clock: rig.Clock.Now})
	require.NoError(t, err)
	d, err := gate.Decide(t.Context(), &call)
	require.NoError(t, err)
	permit, ok := d.Permit()
	require.True(t, ok)
	b, err := nextcloud.New(gate, []byte(secret), &nextcloud.Options{Clock: rig.Clock.Now})
	require.NoError(t, err)
	answered := make(chan struct{})
	leave := sync.OnceFunc(func() { close(answered) })
	url := s.serve("slow", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.ServeHTTP(w, r)
		select {
		case <-came:
			leave()
		default: // a hello
		}
	}))
	ticket, err := b.Provider(permit)
	require.NoError(t, err)
	provider := s.greeted(t, url, ticket)

	require.Error(t, provider.join(string(call.ID)), "the server's own time is over")
	<-answered  // the backend has seen that the server does not listen, which takes a moment
	close(late) // the recorder has kept the decision, and nobody waits for it
	assert.False(t, b.IsOpen(call.ID))
	require.Error(t, provider.join(string(call.ID)), "the permit is used up")
	assert.False(t, b.IsOpen(call.ID))
}

// A slowRecorder does not heed the context: a decision for a start is kept once late is closed.
type slowRecorder struct{ came, late chan struct{} }

func (r *slowRecorder) Record(_ context.Context, d consult.Decision) error {
	if d.Stage == consult.StageRedeem {
		close(r.came)
		<-r.late
	}
	return nil
}
