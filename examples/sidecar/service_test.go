package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/hook"
	"github.com/preconsult/preconsult/consult/register/folder"
	"github.com/preconsult/preconsult/consult/wire"
)

// TestWhatFailsIsLoggedOnce: a panic is told by nobody else, a recorder that is down by metrics, and who left wants to know nothing.
func TestWhatFailsIsLoggedOnce(t *testing.T) {
	t.Parallel()
	left, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		reason string
		ctx    context.Context
		err    error
		logged bool
	}{
		{"a panic", t.Context(), hook.ErrPanicked, true},
		{"whatever else", t.Context(), consult.ErrNoGate, true},
		{"a recorder", t.Context(), fmt.Errorf("%w: full", consult.ErrNotRecorded), false},
		{"too many at once", t.Context(), hook.ErrBusy, false},
		{"too late", t.Context(), hook.ErrLate, false},
		{"who left", left, context.Canceled, false},
	} {
		var log bytes.Buffer
		s := &service{log: slog.New(slog.NewJSONHandler(&log, nil))}
		s.failed(test.ctx, test.err)
		assert.Equal(t, test.logged, log.Len() > 0, test.reason)
	}
}

// TestNotReadyWhileADecisionHangs, however long: no other may get as far as the recorder, and so say it again.
func TestNotReadyWhileADecisionHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMetrics(func() folder.Status { return folder.Status{} }, time.Now)
		hangs := make(chan struct{})
		recorder := m.count(consult.RecorderFunc(func(context.Context, consult.Decision) error { <-hangs; return nil }), slog.New(slog.DiscardHandler))
		returned := make(chan error, 1)
		of := decided(t)
		go func() { returned <- recorder.Record(t.Context(), of) }()
		synctest.Wait()
		assert.False(t, m.down())
		for range 10 {
			time.Sleep(retry)
			assert.True(t, m.down())
		}
		close(hangs)
		require.NoError(t, <-returned)
		assert.False(t, m.down())
	})
}

// TestADecisionThatCannotBeWrittenDown is the fault of its call, and no other call waits for it.
func TestADecisionThatCannotBeWrittenDown(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	m := newMetrics(func() folder.Status { return folder.Status{} }, time.Now)
	recorder := m.count(consult.RecorderFunc(func(context.Context, consult.Decision) error {
		return &wire.Error{Faults: []wire.Fault{{Problem: "is larger than 65536 bytes"}}}
	}), slog.New(slog.NewJSONHandler(&log, nil)))
	require.Error(t, recorder.Record(t.Context(), decided(t)))
	assert.False(t, m.down())
	assert.Contains(t, log.String(), `"level":"WARN","msg":"a decision cannot be written down, so that its call does not start"`)
}

// TestTheLongestQuestion that is read has a decision that can be recorded; a longer one has the status 413.
func TestTheLongestQuestion(t *testing.T) {
	t.Parallel()
	p := start(t)
	for why, wrong := range map[string][]string{
		"nothing else is wrong with it": nil,
		"all else is wrong with it": {`"recording": "off"`, `"recording": "automatic"`, `"transcription": "off"`, `"transcription": "automatic"`,
			`"visibility": "private"`, `"visibility": "public"`, `"corporate"`, `"personal-unmanaged"`, `"4.2.0"`, `"4.0.1"`,
			`"provider"`, `"patient"`, `"verified": "yes"`, `"verified": "no"`, `["GB", "IE"]`, `["US", "CN"]`},
	} {
		body := func(recipients int) string {
			var list strings.Builder
			for i := range recipients {
				fmt.Fprintf(&list, `"%060d",`, i)
			}
			return question(append(wrong, `"example-sms"`, strings.TrimSuffix(list.String(), ","))...)
		}
		n := 1
		for len(body(n+1)) <= maxBody {
			n++
		}
		status, document, err := p.post(t.Context(), "/access/v1/evaluation", body(n))
		require.NoError(t, err)
		assert.Equal(t, http.StatusOK, status, "%s: %s", why, document)
		assert.Contains(t, string(document), `"decision":false`)
		status, _, err = p.post(t.Context(), "/access/v1/evaluation", body(n+1))
		require.NoError(t, err)
		assert.Equal(t, http.StatusRequestEntityTooLarge, status, why)
	}
	status, text := get(t, p.admin+"/readyz")
	assert.Equal(t, http.StatusOK, status, text)
}

// TestRecordsThatAreSwapped: what has the name of the folder counts, and not what had it when the program started.
func TestRecordsThatAreSwapped(t *testing.T) {
	t.Parallel()
	demo := start(t) // for its records and its caller
	link := filepath.Join(t.TempDir(), "current")
	require.NoError(t, os.Symlink(filepath.Join(demo.dir, "records"), link))
	p := &process{dir: demo.dir, token: demo.token}
	p.launch(t, []string{"-listen", "127.0.0.1:0", "-admin", "127.0.0.1:0", "-records", link, "-callers", demo.dir + "/callers", "-journal", demo.dir + "/other"})
	_, a, err := p.ask(t.Context())
	require.NoError(t, err)
	require.True(t, a.Decision)

	next := filepath.Join(t.TempDir(), "next")
	require.NoError(t, os.CopyFS(next, os.DirFS(filepath.Join(demo.dir, "records"))))
	text, err := os.ReadFile(filepath.Join(next, "dpia.yaml"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(next, "dpia.yaml"), bytes.Replace(text, []byte("status: approved"), []byte("status: withdrawn"), 1), 0o600))
	require.NoError(t, os.Symlink(next, link+".new"))
	require.NoError(t, os.Rename(link+".new", link))
	require.Eventually(t, func() bool {
		_, a, err := p.ask(t.Context())
		return err == nil && !a.Decision
	}, 30*time.Second, 50*time.Millisecond)
}
