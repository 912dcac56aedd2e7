package hook_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
)

// pipes is a listener of connections within a process, whose deadlines go by the clock of a bubble.
type pipes struct {
	made   chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.made:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (*pipes) Addr() net.Addr { return &net.TCPAddr{} }

// connected serves a handler, and returns the client's end of a connection to it.
func connected(t *testing.T, h http.Handler) net.Conn {
	t.Helper()
	listener := &pipes{made: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: h}
	go func() { _ = server.Serve(listener) }() // until it is closed
	ours, theirs := net.Pipe()
	listener.made <- theirs
	t.Cleanup(func() {
		ours.Close()
		server.Close()
	})
	return ours
}

// send sends a request on a connection and returns the answer, with its body read.
func send(t *testing.T, conn net.Conn, from *bufio.Reader, request string) *http.Response {
	t.Helper()
	go func() { _, _ = io.WriteString(conn, request) }()
	response, err := http.ReadResponse(from, nil)
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, response.Body)
	require.NoError(t, err)
	return response
}

// TestTheTimeOfABodyIsNotThatOfTheHandler has a handler work for longer than the body had to arrive: its request
// must not look as if the client had left.
func TestTheTimeOfABodyIsNotThatOfTheHandler(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		guard := hook.Guard(consulttest.NewRig(t).Gate, describing(consulttest.Call(), true), nil)
		conn := connected(t, guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			select {
			case <-r.Context().Done():
				t.Error("the request ended")
			case <-time.After(10 * hook.DefaultTimeout):
			}
			w.WriteHeader(http.StatusCreated)
		})))
		from := bufio.NewReader(conn)
		for range 2 {
			response := send(t, conn, from, "POST /calls HTTP/1.1\r\nHost: clinic.example\r\nContent-Length: 4\r\n\r\ncall")
			assert.Equal(t, http.StatusCreated, response.StatusCode)
		}
	})
}

// TestAConnectionLivesOn holds that the time of one body does not end the next request on the connection,
// whatever the first was answered.
func TestAConnectionLivesOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		conn := connected(t, point(t, consulttest.NewRig(t).Gate, nil))
		from := bufio.NewReader(conn)
		body := question(t, consulttest.Call())
		for range 3 {
			refused := send(t, conn, from, "POST "+evaluation+" HTTP/1.1\r\nHost: decisions.example\r\nContent-Length: 2\r\n\r\n{}")
			assert.Equal(t, http.StatusUnauthorized, refused.StatusCode)
			time.Sleep(3 * hook.DefaultTimeout) // of the bubble
			request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "http://decisions.example"+evaluation, strings.NewReader(body))
			require.NoError(t, err)
			request.Header.Set("Authorization", "Bearer "+clinicToken)
			request.Header.Set("Content-Type", "application/json")
			var text strings.Builder
			require.NoError(t, request.Write(&text))
			assert.Equal(t, http.StatusOK, send(t, conn, from, text.String()).StatusCode)
			time.Sleep(3 * hook.DefaultTimeout)
		}
	})
}

// TestAClientThatLeavesHasNothingDecided closes the connection while the facts are gathered.
func TestAClientThatLeavesHasNothingDecided(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rig := consulttest.NewRig(t)
		gathering, gathered := make(chan struct{}), make(chan struct{})
		conn := connected(t, hook.Guard(rig.Gate, func(r *http.Request) (hook.Asked, error) {
			close(gathering)
			<-r.Context().Done()
			close(gathered)
			return hook.Asked{Call: consulttest.Call()}, nil
		}, nil)(never(t)))
		began := time.Now()
		_, err := io.WriteString(conn, "POST /calls HTTP/1.1\r\nHost: clinic.example\r\nContent-Length: 4\r\n\r\ncall")
		require.NoError(t, err)
		<-gathering
		conn.Close()
		<-gathered
		synctest.Wait()
		assert.Less(t, time.Since(began), hook.DefaultTimeout)
		assert.Empty(t, rig.Recorder.Decisions())
	})
}
