package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// hanging starts the program with a journal that takes nothing: a pipe that is full, and that nobody reads. A question is on
// the way.
func hanging(t *testing.T, options ...string) *process {
	t.Helper()
	demo := start(t) // for its records and its caller
	name := filepath.Join(t.TempDir(), "journal")
	require.NoError(t, syscall.Mkfifo(name, 0o600))
	pipe, err := syscall.Open(name, syscall.O_RDWR|syscall.O_NONBLOCK, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = syscall.Close(pipe) })
	for err == nil {
		_, err = syscall.Write(pipe, make([]byte, 4096))
	}
	require.ErrorIs(t, err, syscall.EAGAIN, "the pipe is full")

	p := &process{dir: demo.dir, token: demo.token}
	p.launch(t, append([]string{"-listen", "127.0.0.1:0", "-admin", "127.0.0.1:0", "-records", demo.dir + "/records",
		"-callers", demo.dir + "/callers", "-journal", name, "-flush=false"}, options...))
	ctx, cancel := context.WithCancel(t.Context())
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		_, _, _ = p.ask(ctx) // there is no answer
	}()
	t.Cleanup(func() { cancel(); <-asked })
	require.Eventually(t, func() bool {
		status, _, err := p.post(t.Context(), "/access/v1/evaluation", question())
		return err == nil && status == http.StatusServiceUnavailable
	}, 20*time.Second, time.Millisecond, "the journal hangs")
	return p
}

// TestStoppedWithADiskThatHangs: it stops all the same, with 1, and says what it did not wait for.
func TestStoppedWithADiskThatHangs(t *testing.T) {
	t.Parallel()
	p := hanging(t, "-stop-after", "200ms")
	require.Eventually(t, func() bool { status, _ := get(t, p.admin+"/readyz"); return status == http.StatusServiceUnavailable },
		20*time.Second, 10*time.Millisecond, "it is seen that the disk hangs")
	require.NoError(t, p.command.Process.Signal(os.Interrupt))
	select {
	case <-p.ended:
	case <-time.After(20 * time.Second):
		t.Fatal("it does not stop")
	}
	_ = p.command.Wait() // the exit code is what is asked for
	assert.Equal(t, 1, p.command.ProcessState.ExitCode())
	log := ""
	for line := range p.log {
		log += line
	}
	assert.Contains(t, log, "it takes longer than a question waits for its answer")
	assert.Contains(t, log, "the disk did not take the end of the journal in time")
}

// TestStoppedBesideAConnectionThatIsSilent: nobody waits for who has said nothing yet.
func TestStoppedBesideAConnectionThatIsSilent(t *testing.T) {
	t.Parallel()
	p := start(t, "-stop-after", "2s")
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	require.NoError(t, err)
	defer conn.Close()
	status, _, err := p.ask(t.Context()) // by another connection: that one has been accepted, too
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, status)
	assert.Equal(t, 0, p.stop(t))
}

// TestStoppedTwice: a second signal ends it, whatever it waits for.
func TestStoppedTwice(t *testing.T) {
	t.Parallel()
	p := hanging(t, "-stop-after", "1h")
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	late := time.After(20 * time.Second)
	for ended := false; !ended; {
		if err := p.command.Process.Signal(os.Interrupt); !errors.Is(err, os.ErrProcessDone) {
			require.NoError(t, err)
		}
		select {
		case <-again.C:
		case <-p.ended:
			ended = true
		case <-late:
			t.Fatal("it does not end")
		}
	}
	_ = p.command.Wait() // how it ended is what is asked for
	status, ok := p.command.ProcessState.Sys().(syscall.WaitStatus)
	require.True(t, ok)
	assert.Equal(t, os.Interrupt, status.Signal())
}
