package hook_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
)

// TestGuardDoesNotWaitForADescription has descriptions that do not heed their context. Each keeps its slot until it
// ends, so that no more of them than may be can pile up.
func TestGuardDoesNotWaitForADescription(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rig := consulttest.NewRig(t)
		release := make(chan struct{})
		guard := hook.Guard(rig.Gate, func(*http.Request) (hook.Asked, error) {
			<-release
			return hook.Asked{Call: consulttest.Call()}, nil
		}, &hook.GuardOptions{Options: hook.Options{Timeout: time.Second, MaxPending: 2}})(never(t))
		for range 2 {
			began := time.Now()
			problem(t, serve(guard, asks(t)), http.StatusServiceUnavailable)
			assert.Equal(t, time.Second, time.Since(began))
		}
		began := time.Now()
		problem(t, serve(guard, asks(t)), http.StatusServiceUnavailable)
		assert.Zero(t, time.Since(began), "one more is not waited for")

		close(release)
		synctest.Wait()
		assert.Empty(t, rig.Recorder.Decisions(), "what came too late was not decided")
		_, ok := rig.Recorder.Last()
		assert.False(t, ok)
	})
}

// TestSlotsAreFreeAgain holds that whoever has the answer can ask again, with one slot, and after every way to end.
func TestSlotsAreFreeAgain(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	for _, end := range []func() (hook.Asked, error){
		func() (hook.Asked, error) { return hook.Asked{Call: consulttest.Call()}, nil },
		func() (hook.Asked, error) { return hook.Asked{}, errOfOthers },
		func() (hook.Asked, error) { panic("of the application") },
	} {
		guard := hook.Guard(rig.Gate, func(*http.Request) (hook.Asked, error) { return end() },
			&hook.GuardOptions{Options: hook.Options{MaxPending: 1}})(http.NotFoundHandler())
		first := serve(guard, asks(t)).Code
		for range 200 {
			w := serve(guard, asks(t))
			require.Equal(t, first, w.Code)
			require.NotContains(t, w.Body.String(), "in time")
		}
	}
}

func TestGuardWithoutARecordStartsNothing(t *testing.T) {
	t.Parallel()
	for _, test := range faultyRecorders {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				rig := consulttest.NewRig(t)
				for _, call := range []consult.Call{consulttest.Call(), consulttest.Call(consulttest.RecordingOn)} {
					guard := hook.Guard(gateOver(t, rig, test.record), describing(call, true), nil)
					began := time.Now()
					w := serve(guard(never(t)), asks(t))
					assert.LessOrEqual(t, time.Since(began), hook.DefaultTimeout)
					assert.Equal(t, hook.TypeNotDecided, problem(t, w, test.status).Type)
					assert.Equal(t, test.status == http.StatusServiceUnavailable, w.Header().Get("Retry-After") == "1", "whoever asks is told when to ask again")
				}
			})
		})
	}
}

// TestAClientThatLeavesIsNotWaitedFor has a client go while the recorder hangs.
func TestAClientThatLeavesIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rig := consulttest.NewRig(t)
		release := make(chan struct{})
		gate := gateOver(t, rig, func(context.Context, consult.Decision) error { <-release; return nil })
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		problem(t, serve(hook.Guard(gate, describing(consulttest.Call(), true), nil)(never(t)), asks(t).WithContext(ctx)), http.StatusServiceUnavailable)
		assert.Equal(t, time.Second, time.Since(began))
		close(release)
	})
}

// served returns a server of a guard and a decision point whose bodies have a fraction of a second to arrive, and how
// often something was decided.
func served(t *testing.T) (address string, decided *atomic.Int32) {
	t.Helper()
	decided = new(atomic.Int32)
	gate := gateOver(t, consulttest.NewRig(t), func(context.Context, consult.Decision) error { decided.Add(1); return nil })
	options := hook.Options{Timeout: 50 * time.Millisecond, MaxBody: 1 << 10}
	mux := http.NewServeMux()
	mux.Handle("/calls", hook.Guard(gate, describing(consulttest.Call(), true), &hook.GuardOptions{Options: options})(never(t)))
	mux.Handle("/", point(t, gate, &hook.PointOptions{Options: options}))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.Listener.Addr().String(), decided
}

// dialled returns a connection that a test does not wait on for ever.
func dialled(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(30*time.Second)))
	return conn
}

// TestBodiesThatDoNotEnd has clients that say how long their body is and do not send it, or send more and more of it.
// Each is answered, and the connection is closed: a server would otherwise wait for what is left.
func TestBodiesThatDoNotEnd(t *testing.T) {
	t.Parallel()
	address, decided := served(t)
	for _, test := range []struct {
		why, head, body string
		endless         bool
		status          int
	}{
		{"a call, of which half comes", "POST /calls HTTP/1.1\r\nContent-Length: 100", "half", false, http.StatusRequestTimeout},
		{"a call, of which nothing comes", "POST /calls HTTP/1.1\r\nContent-Length: 100", "", false, http.StatusRequestTimeout},
		{"a call in pieces, the first of which comes", "POST /calls HTTP/1.1\r\nTransfer-Encoding: chunked", "4\r\nhalf\r\n", false, http.StatusRequestTimeout},
		{"a call that announces itself", "POST /calls HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 100", "", false, http.StatusRequestTimeout},
		{"a call that says it is too long, and does not come", "POST /calls HTTP/1.1\r\nContent-Length: 100000", "half", false, http.StatusRequestEntityTooLarge},
		{"a call without an end", "POST /calls HTTP/1.1\r\nTransfer-Encoding: chunked", "", true, http.StatusRequestEntityTooLarge},
		{"a question, of which half comes", "POST /access/v1/evaluation HTTP/1.1\r\nContent-Type: application/json\r\nAuthorization: Bearer " + clinicToken + "\r\nContent-Length: 100", "{", false, http.StatusRequestTimeout},
		{"a question without an end", "POST /access/v1/evaluations HTTP/1.1\r\nContent-Type: application/json\r\nAuthorization: Bearer " + clinicToken + "\r\nTransfer-Encoding: chunked", "", true, http.StatusRequestEntityTooLarge},
		{"a redemption, of which nothing comes", "POST /permit/v1/redeem HTTP/1.1\r\nContent-Type: application/json\r\nAuthorization: Bearer " + clinicToken + "\r\nContent-Length: 100", "", false, http.StatusRequestTimeout},
		{"a question of somebody who may not ask", "POST /access/v1/evaluation HTTP/1.1\r\nContent-Length: 100", "{", false, http.StatusUnauthorized},
		{"a question without an end of somebody who may not ask", "POST /access/v1/evaluation HTTP/1.1\r\nTransfer-Encoding: chunked", "", true, http.StatusUnauthorized},
		{"a question of another type", "POST /access/v1/evaluation HTTP/1.1\r\nContent-Type: text/plain\r\nAuthorization: Bearer " + clinicToken + "\r\nContent-Length: 100", "", false, http.StatusBadRequest},
		{"nothing there", "POST /elsewhere HTTP/1.1\r\nContent-Length: 100", "", false, http.StatusNotFound},
	} {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			conn := dialled(t, address)
			_, err := io.WriteString(conn, test.head+"\r\nHost: decisions.example\r\n\r\n"+test.body)
			require.NoError(t, err)
			sent := make(chan int, 1)
			go func() {
				n := 0
				for chunk := fmt.Sprintf("400\r\n%s\r\n", strings.Repeat("x", 1<<10)); test.endless; n++ {
					if _, err := io.WriteString(conn, chunk); err != nil {
						break
					}
				}
				sent <- n
			}()
			answer := bufio.NewReader(conn)
			response, err := http.ReadResponse(answer, nil)
			for err == nil && response.StatusCode == http.StatusContinue {
				response, err = http.ReadResponse(answer, nil)
			}
			require.NoError(t, err)
			assert.Equal(t, test.status, response.StatusCode)
			_, err = io.Copy(io.Discard, answer) // until the server closes the connection, or resets it
			var late net.Error
			assert.False(t, errors.As(err, &late) && late.Timeout(), "the connection is closed")
			conn.Close()
			<-sent
		})
	}
	t.Cleanup(func() { assert.Zero(t, decided.Load(), "nothing was decided") })
}

// TestABodyThatDoesNotEndOverHTTP2 has one stream wait, and the connection go on.
func TestABodyThatDoesNotEndOverHTTP2(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	mux := http.NewServeMux()
	mux.Handle("/hasty/", http.StripPrefix("/hasty", point(t, rig.Gate, &hook.PointOptions{Options: hook.Options{Timeout: 50 * time.Millisecond}})))
	mux.Handle("/", point(t, rig.Gate, nil))
	server := httptest.NewUnstartedServer(mux)
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	body, sender := io.Pipe()
	t.Cleanup(func() { sender.Close() })
	for _, test := range []struct {
		under  string
		body   io.Reader
		status int
	}{{"/hasty", body, http.StatusRequestTimeout}, {"", strings.NewReader(question(t, consulttest.Call())), http.StatusOK}} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+test.under+evaluation, test.body)
		require.NoError(t, err)
		r.Header.Set("Authorization", "Bearer "+clinicToken)
		r.Header.Set("Content-Type", "application/json")
		response, err := server.Client().Do(r)
		require.NoError(t, err)
		response.Body.Close()
		assert.Equal(t, 2, response.ProtoMajor)
		assert.Equal(t, test.status, response.StatusCode)
	}
}

func TestBodiesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	options := hook.Options{MaxBody: 64}
	guard := hook.Guard(rig.Gate, describing(consulttest.Call(), true), &hook.GuardOptions{Options: options})(never(t))
	decisions := point(t, rig.Gate, &hook.PointOptions{Options: options})
	for _, test := range []struct {
		why    string
		body   io.Reader
		status int
	}{
		{"one byte too long", strings.NewReader(strings.Repeat("x", 65)), http.StatusRequestEntityTooLarge},
		{"one byte too long, of a length that nobody knows", io.MultiReader(strings.NewReader(strings.Repeat("x", 65))), http.StatusRequestEntityTooLarge},
		{"cut off", failing{io.ErrUnexpectedEOF}, http.StatusBadRequest},
		{"too slow, as a connection says it", failing{context.DeadlineExceeded}, http.StatusRequestTimeout},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, evaluation, test.body)
		r.Header.Set("Authorization", "Bearer "+clinicToken)
		r.Header.Set("Content-Type", "application/json")
		assert.Equal(t, hook.TypeNotRead, problem(t, serve(decisions, r), test.status).Type, test.why)
	}
	for why, body := range map[string]io.Reader{"too long": strings.NewReader(strings.Repeat("x", 65)), "cut off": failing{io.ErrUnexpectedEOF}} {
		w := serve(guard, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/calls", body))
		assert.Contains(t, w.Body.String(), hook.TypeNotRead, why)
	}
	assert.Empty(t, rig.Recorder.Decisions())
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/calls", strings.NewReader(strings.Repeat("x", 64)))
	w := serve(hook.Guard(rig.Gate, describing(consulttest.Call(), true), &hook.GuardOptions{Options: options})(http.NotFoundHandler()), r)
	assert.Equal(t, http.StatusNotFound, w.Code, "of the size that is allowed")
}
