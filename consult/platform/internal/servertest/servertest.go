// Package servertest starts real servers for the tests of adapters: on loopback, each on ports of its own,
// and ended with the test.
package servertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Find returns the path of a server's program. Where it is not installed the test is skipped, with
// what to install; in continuous integration, which the environment variable CI says, it fails.
func Find(t testing.TB, program, install string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err == nil {
		return path
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is not installed, and continuous integration tests against the real server: %s", program, install)
	}
	t.Skipf("%s is not installed: %s", program, install)
	return ""
}

// Port returns a port of the loopback interface that nobody listens on.
func Port(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// Start runs a program until the test ends, and returns once ready returns nil: it is asked again
// and again for up to half a minute. Where the program ends before, or is never ready, the test fails
// with what it printed.
func Start(t testing.TB, ready func(context.Context) error, program string, args ...string) {
	t.Helper()
	var out output
	command := exec.Command(program, args...)
	command.Stdout, command.Stderr = &out, &out
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	t.Cleanup(func() {
		_ = command.Process.Kill() // it may have ended
		<-ended
		if t.Failed() {
			t.Logf("%s printed:\n%s", program, &out)
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for {
		attempt, stop := context.WithTimeout(ctx, 2*time.Second)
		err := ready(attempt)
		stop()
		if err == nil {
			return
		}
		select {
		case exit := <-ended:
			ended <- exit
			t.Fatalf("%s ended before it was ready: %v\n%s", program, exit, &out)
		case <-ctx.Done():
			t.Fatalf("%s was not ready in time: %v\n%s", program, err, &out)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Listening returns a ready function: whether somebody listens on a port of the loopback interface.
func Listening(port int) func(context.Context) error {
	return func(ctx context.Context) error {
		c, err := new(net.Dialer).DialContext(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port))
		return errors.Join(err, closed(c))
	}
}

// Answering returns a ready function: whether a GET of an address is answered with 200. It is for a server
// that listens before it serves, and drops who asks in between.
func Answering(url string) func(context.Context) error {
	return func(ctx context.Context) error {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		if response.StatusCode != http.StatusOK {
			err = errors.New(response.Status)
		}
		return errors.Join(err, response.Body.Close())
	}
}

func closed(c net.Conn) error {
	if c == nil {
		return nil
	}
	return c.Close()
}

// output keeps the first 64 KiB of what a program prints.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if room := 64<<10 - o.text.Len(); room > 0 {
		o.text.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
