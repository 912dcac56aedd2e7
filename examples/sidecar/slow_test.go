package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func itoa(n int) string { return strconv.Itoa(n) }

// memory returns how much memory the program has, in bytes.
func (p *process) memory(t *testing.T) int {
	t.Helper()
	_, metrics := get(t, p.admin+"/metrics")
	for line := range strings.Lines(metrics) {
		if text, ok := strings.CutPrefix(line, "process_resident_memory_bytes "); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
			require.NoError(t, err)
			return int(n)
		}
	}
	t.Fatal("the metrics do not say how much memory there is")
	return 0
}

// crowd connects n clients, each of which does what it does with its connection until the context ends.
func crowd(t *testing.T, ctx context.Context, p *process, n int, do func(conn net.Conn)) *sync.WaitGroup {
	t.Helper()
	wg := new(sync.WaitGroup)
	connected := make(chan error, n)
	for range n {
		wg.Go(func() {
			conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
			connected <- err
			if err != nil {
				return
			}
			defer conn.Close()
			stop := context.AfterFunc(ctx, func() { conn.Close() })
			defer stop()
			do(conn)
		})
	}
	for range n {
		require.NoError(t, <-connected, "a client cannot connect: the test needs a limit of open files (ulimit -n) above 10500")
	}
	return wg
}

// served asks as an honest platform, and holds that each answer comes, in a time in which a person would not notice it.
func served(t *testing.T, p *process, n int) (median, longest time.Duration) {
	t.Helper()
	var times []time.Duration
	for range n {
		began := time.Now()
		status, a, err := p.ask(t.Context())
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, status)
		require.True(t, a.Decision)
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	return times[n/2], times[n-1]
}

// TestSlowClients: as many clients as there are, each a byte a second, keep nobody else from an answer, take a bounded
// amount of memory, and are shown out.
func TestSlowClients(t *testing.T) {
	p := start(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	const bound = 15 * time.Second // generous: this is no test of how fast the machine is
	var left sync.WaitGroup
	var shownOut atomic.Int64
	left.Add(slowClients)
	wg := crowd(t, ctx, p, slowClients, func(conn net.Conn) {
		defer left.Done()
		until := time.Now().Add(bound)
		second := time.NewTicker(time.Second)
		defer second.Stop()
		for _, b := range []byte("POST /acc") { // for longer than a header may take, and for less than the bound
			if _, err := conn.Write([]byte{b}); err != nil {
				shownOut.Add(1)
				return
			}
			select {
			case <-second.C:
			case <-ctx.Done():
				return
			}
		}
		assert.NoError(t, conn.SetReadDeadline(until))
		var late net.Error
		if _, err := conn.Read(make([]byte, 1)); err != nil && !(errors.As(err, &late) && late.Timeout()) && ctx.Err() == nil {
			shownOut.Add(1)
		}
	})
	median, longest := served(t, p, 200)
	memory := p.memory(t)
	assert.Less(t, memory, 1<<30, "memory is bounded")
	left.Wait() // each is shown out when its header has taken too long
	assert.EqualValues(t, slowClients, shownOut.Load(), "each was shown out within %s", bound)
	cancel()
	wg.Wait()
	t.Logf("%d slow clients: others were answered in %s, %s at most; %d MB of memory", slowClients, median, longest, memory>>20)
}

// TestBodiesThatNeverEnd: a body that goes on, or that stops in the middle, ends in a refusal in a bounded time and memory.
func TestBodiesThatNeverEnd(t *testing.T) {
	t.Parallel()
	p := start(t)
	header := "POST /access/v1/evaluation HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + p.token + "\r\nContent-Type: application/json\r\n"
	for name, test := range map[string]struct {
		header string
		write  func(conn net.Conn) error
		want   string
	}{
		"it goes on": {header + "Transfer-Encoding: chunked\r\n\r\n", func(conn net.Conn) error {
			chunk := []byte(fmt.Sprintf("%x\r\n%s\r\n", 4096, strings.Repeat(" ", 4096)))
			for range 1 << 14 { // 64 MiB
				if _, err := conn.Write(chunk); err != nil {
					return nil // it is not listened to any more
				}
			}
			return fmt.Errorf("all of it was taken")
		}, "413"},
		"it stops in the middle":      {header + "Content-Length: 1000\r\n\r\n{", func(net.Conn) error { return nil }, "408"},
		"it is announced as too long": {header + "Content-Length: 10000000000\r\n\r\n", func(net.Conn) error { return nil }, "413"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var mu sync.Mutex
			statuses := map[string]int{}
			wg := crowd(t, ctx, p, 50, func(conn net.Conn) {
				answered := make(chan string, 1)
				go func() {
					text, _ := io.ReadAll(io.LimitReader(conn, 12)) // what there is of it
					answered <- string(text)
				}()
				_, err := conn.Write([]byte(test.header))
				assert.NoError(t, err)
				assert.NoError(t, test.write(conn))
				status := strings.TrimPrefix(<-answered, "HTTP/1.1 ")
				mu.Lock()
				defer mu.Unlock()
				statuses[status]++
			})
			served(t, p, 20)
			wg.Wait()
			// An answer to somebody who is still sending can be lost with the connection; no other answer is given.
			assert.LessOrEqual(t, len(statuses), 2)
			assert.Positive(t, statuses[test.want], "%v", statuses)
			assert.Equal(t, 50, statuses[test.want]+statuses[""], "%v", statuses)
		})
	}
	t.Cleanup(func() { assert.Less(t, p.memory(t), 300<<20, "memory is bounded") })
}

// TestConnectionsAreBounded: one connection too many is closed at once, and one that ends makes room.
func TestConnectionsAreBounded(t *testing.T) {
	t.Parallel()
	p := start(t, "-connections", "4")
	address := strings.TrimPrefix(p.url, "http://")
	var open []net.Conn
	for range 4 {
		conn, err := net.Dial("tcp", address)
		require.NoError(t, err)
		defer conn.Close()
		open = append(open, conn)
		// It is counted once it has been answered.
		_, err = conn.Write([]byte("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n"))
		require.NoError(t, err)
		_, err = conn.Read(make([]byte, 1))
		require.NoError(t, err)
	}
	more, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer more.Close()
	require.NoError(t, more.SetReadDeadline(time.Now().Add(20*time.Second)))
	_, err = more.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF, "the fifth is closed")

	require.NoError(t, open[0].Close())
	require.Eventually(t, func() bool {
		status, _, err := p.ask(t.Context())
		return err == nil && status == http.StatusOK
	}, 20*time.Second, 10*time.Millisecond)
}
