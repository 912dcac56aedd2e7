package readiness_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/examples/clinic/readiness"
)

// A wire is a response that a test can read while it is written.
type wire struct {
	mu     sync.Mutex
	header http.Header
	status int
	sent   strings.Builder
	broken bool
}

func (w *wire) Header() http.Header { return w.header }
func (w *wire) WriteHeader(n int)   { w.status = n }
func (w *wire) Flush()              {}

func (w *wire) Write(text []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken {
		return 0, io.ErrClosedPipe
	}
	return w.sent.Write(text)
}

func (w *wire) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.sent.String()
}

func (w *wire) hangUp() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.broken = true
}

// listen begins a stream; it is over when done is closed.
func listen(ctx context.Context, h http.Handler) (w *wire, done chan struct{}) {
	w, done = &wire{header: http.Header{}}, make(chan struct{})
	go func() {
		defer close(done)
		h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/readiness/events", nil))
	}()
	synctest.Wait()
	return w, done
}

func TestEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var changed readiness.Signal
		h := readiness.Events(changed.Next)
		ctx, cancel := context.WithCancel(t.Context())
		w, done := listen(ctx, h)
		assert.Equal(t, "text/event-stream", w.header.Get("Content-Type"))
		assert.Equal(t, "retry: 2000\n: connected\n\n", w.text(), "it says at once that it is there")

		changed.Raise()
		synctest.Wait()
		assert.Contains(t, w.text(), "event: changed\nid: 1\ndata: \n\n")

		for range 5 { // a burst, while the stream is still
			changed.Raise()
		}
		synctest.Wait()
		assert.NotContains(t, w.text(), "id: 2")
		time.Sleep(time.Second) // of the bubble, which takes none
		synctest.Wait()
		assert.Contains(t, w.text(), "id: 2\n", "what changes during the calm is told after it")
		assert.NotContains(t, w.text(), "id: 3", "and once")

		time.Sleep(time.Minute)
		synctest.Wait()
		assert.Contains(t, w.text(), ": still here\n\n")

		cancel()
		<-done // otherwise the bubble is dead-locked and the test fails
	})
}

// A change between two looks is never lost: whenever it comes, an event follows.
func TestEventsLoseNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var changed readiness.Signal
		w, done := listen(t.Context(), readiness.Events(changed.Next))
		for i := range 40 {
			before := strings.Count(w.text(), "event:")
			time.Sleep(time.Duration(i) * 13 * time.Millisecond)
			changed.Raise()
			time.Sleep(time.Second)
			synctest.Wait()
			require.Greater(t, strings.Count(w.text(), "event:"), before)
		}
		w.hangUp()
		changed.Raise()
		<-done // a page that is gone ends the stream
	})
}

func TestEventsBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var changed readiness.Signal
		h := readiness.Events(changed.Next)
		ctx, cancel := context.WithCancel(t.Context())
		var all []chan struct{}
		for range readiness.MaxListeners {
			_, done := listen(ctx, h)
			all = append(all, done)
		}
		w, done := listen(t.Context(), h)
		<-done
		assert.Equal(t, http.StatusServiceUnavailable, w.status)
		assert.NotEmpty(t, w.header.Get("Retry-After"))

		cancel()
		for _, done := range all {
			<-done
		}
		ctx, cancel = context.WithCancel(t.Context())
		w, done = listen(ctx, h)
		assert.Contains(t, w.text(), ": connected", "a place that is given up is free")
		cancel()
		<-done
	})
}

func TestEventsAreOnlyRead(t *testing.T) {
	w := httptest.NewRecorder()
	readiness.Events((&readiness.Signal{}).Next).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/readiness/events", nil))
	assert.Equal(t, http.StatusMethodNotAllowed, w.Code)
}

// Over a real connection, with a server whose writes have a deadline that is over before the event.
func TestEventsOverTheWire(t *testing.T) {
	var changed readiness.Signal
	server := httptest.NewUnstartedServer(readiness.Events(changed.Next))
	server.Config.WriteTimeout = time.Nanosecond
	server.Start()
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, nil)
	require.NoError(t, err)
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer answer.Body.Close()
	var got strings.Builder
	read := func(until string) {
		part := make([]byte, 256)
		for !strings.Contains(got.String(), until) {
			n, err := answer.Body.Read(part)
			got.Write(part[:n])
			require.NoError(t, err)
		}
	}
	read(": connected\n\n")
	changed.Raise()
	read("event: changed\nid: 1\ndata: \n\n")
}

func TestSignal(t *testing.T) {
	var s readiness.Signal
	s.Raise() // nobody listens
	a, b := s.Next(), s.Next()
	s.Raise()
	<-a
	<-b
	select {
	case <-s.Next():
		t.Error("a signal that was raised stays raised")
	default:
	}
}
