package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTheProgram opens at an address that it prints, and closes when it is told to, with pages still open.
func TestTheProgram(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan int, 1)
	records := filepath.Join(t.TempDir(), "records")
	go func() { ended <- run(ctx, []string{"-listen", "127.0.0.1:0", "-records", records}, in, io.Discard) }()
	lines := bufio.NewScanner(out)
	require.True(t, lines.Scan())
	base, ok := strings.CutPrefix(lines.Text(), "The clinic is open at ")
	require.True(t, ok, lines.Text())
	require.True(t, lines.Scan())
	assert.Contains(t, lines.Text(), records)
	require.True(t, lines.Scan())
	answer, err := http.Get(base)
	require.NoError(t, err)
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	assert.Contains(t, string(text), "starts only with a permit")
	cancel()
	assert.Equal(t, 0, <-ended)
	assert.FileExists(t, filepath.Join(records, "dpia.yaml"))
}

// TestWhatCannotOpen says why, and ends.
func TestWhatCannotOpen(t *testing.T) {
	t.Parallel()
	broken := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(broken, "dpia.yaml"), []byte("kind: dpia\n"), 0o600))
	for _, test := range []struct {
		reason string
		args   []string
		want   string
		code   int
	}{
		{"help is no fault", []string{"-h"}, "", 0},
		{"a misspelt option", []string{"-listn"}, "-listn", 2},
		{"a stray word", []string{"open"}, "options begin with -", 2},
		{"camera and microphone are given to loopback alone", []string{"-listen", "0.0.0.0:8080"}, "not an address on loopback", 1},
		{"no port", []string{"-listen", "127.0.0.1"}, "not an address on loopback", 1},
		{"no such port", []string{"-listen", "127.0.0.1:100000"}, "cannot open", 1},
		{"a folder in no folder", []string{"-listen", "127.0.0.1:0", "-records", filepath.Join(broken, "no", "where")}, "cannot be made", 1},
		{"a record that is none", []string{"-listen", "127.0.0.1:0", "-records", broken}, "dpia.yaml:1: ", 1},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			assert.Equal(t, test.code, run(t.Context(), test.args, &stdout, &stderr))
			assert.Contains(t, stderr.String(), test.want)
			if test.code == 2 {
				assert.Equal(t, 2, strings.Count(stderr.String(), "\n"), "it says one thing, and where help is: %s", stderr.String())
			}
		})
	}
}

// TestBrowserVersions are read of what browsers say of themselves.
func TestBrowserVersions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ reason, agent, want string }{
		{"Chrome", userAgent, "156.0.0.0"},
		{"Firefox", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "145.0"},
		{"Safari calls itself Version", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15", "26.1"},
		{"Edge pretends to be Chrome, with the same number", "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0", "156.0.0.0"},
		{"what is no browser is unknown", "curl/8.5.0", "unknown"},
		{"so is what says nothing", "", "unknown"},
	} {
		r, err := http.NewRequest(http.MethodGet, "/", nil)
		require.NoError(t, err)
		r.Header.Set("User-Agent", test.agent)
		assert.Equal(t, test.want, browserVersion(r).String(), test.reason)
	}
}
