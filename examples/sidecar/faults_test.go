package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register/folder"
)

// started is what a platform was told, whatever became of the sidecar afterwards.
type told struct {
	mu        sync.Mutex
	decisions []string // ids of decisions that let a call start
	starts    []string // ids of redemptions by which one did
}

// platforms lets n platforms start calls over and over until the context ends or they get no more answers.
func platforms(ctx context.Context, p *process, n int) (*told, *sync.WaitGroup) {
	of := new(told)
	wg := new(sync.WaitGroup)
	for range n {
		wg.Go(func() {
			for ctx.Err() == nil {
				status, a, err := p.ask(ctx)
				if err != nil || status != http.StatusOK || !a.Decision {
					return
				}
				of.add(&of.decisions, a.Context.ID)
				status, document, err := p.post(ctx, "/permit/v1/redeem", `{"reference": "`+a.Context.Permit.Reference+`", "call": "call-7c41"}`)
				var redeemed struct{ Decision string }
				if err != nil || status != http.StatusOK || json.Unmarshal(document, &redeemed) != nil {
					return
				}
				of.add(&of.starts, redeemed.Decision)
			}
		})
	}
	return of, wg
}

func (o *told) add(to *[]string, id string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	*to = append(*to, id)
}

func (o *told) enough(n int) func() bool {
	return func() bool {
		o.mu.Lock()
		defer o.mu.Unlock()
		return len(o.starts) >= n
	}
}

// onRecord holds that everything that platforms were told is on record, and nothing is on record twice.
func onRecord(t *testing.T, of *told, journal string) {
	t.Helper()
	stages := map[string]string{}
	for _, l := range recorded(t, journal) {
		assert.NotContains(t, stages, l.ID, "a decision is on record once")
		stages[l.ID] = l.Stage
	}
	for _, id := range of.decisions {
		assert.Equal(t, "decide", stages[id], "a decision that a platform had is on record")
	}
	for _, id := range of.starts {
		assert.Equal(t, "redeem", stages[id], "a call that started is on record")
	}
	t.Logf("%d decisions and %d starts were told, all of them on record; %d lines in all", len(of.decisions), len(of.starts), len(stages))
}

// TestKilledInTheMiddle: a kill takes away nothing that anybody was told.
func TestKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	for name, flush := range map[string]string{"waiting for the disk": "-flush=true", "waiting for the operating system": "-flush=false"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, flush)
			of, wg := platforms(t.Context(), p, 16)
			require.Eventually(t, of.enough(200), time.Minute, time.Millisecond)
			p.kill()
			wg.Wait()
			onRecord(t, of, filepath.Join(p.dir, "decisions.jsonl"))

			// It comes back on the same journal, and a line that was torn spoils no other.
			again := &process{dir: p.dir, token: p.token}
			again.launch(t, []string{"-listen", "127.0.0.1:0", "-admin", "127.0.0.1:0", "-records", p.dir + "/records",
				"-callers", p.dir + "/callers", "-journal", p.dir + "/decisions.jsonl"})
			status, a, err := again.ask(t.Context())
			require.NoError(t, err)
			require.Equal(t, http.StatusOK, status)
			of.decisions = append(of.decisions, a.Context.ID)
			onRecord(t, of, filepath.Join(p.dir, "decisions.jsonl"))
		})
	}
}

// TestStoppedInTheMiddle: who has been heard is answered, and what was decided is on record.
func TestStoppedInTheMiddle(t *testing.T) {
	t.Parallel()
	p := start(t)
	of, wg := platforms(t.Context(), p, 16)
	require.Eventually(t, of.enough(100), time.Minute, time.Millisecond)
	assert.Equal(t, 0, p.stop(t), "it ends well")
	wg.Wait()
	onRecord(t, of, filepath.Join(p.dir, "decisions.jsonl"))
	told := len(of.decisions) + len(of.starts)
	assert.LessOrEqual(t, len(recorded(t, filepath.Join(p.dir, "decisions.jsonl")))-told, 16,
		"all but what was on the way when it stopped had an answer")
}

// TestRecorderDown: a disk that is full lets nothing start, and says so.
func TestRecorderDown(t *testing.T) {
	t.Parallel()
	demo := start(t) // for its records and its caller
	p := &process{dir: demo.dir, token: demo.token}
	p.launch(t, []string{"-listen", "127.0.0.1:0", "-admin", "127.0.0.1:0", "-records", demo.dir + "/records",
		"-callers", demo.dir + "/callers", "-journal", "/dev/full"})
	status, document, err := p.post(t.Context(), "/access/v1/evaluation", question())
	require.NoError(t, err)
	assert.Equal(t, http.StatusServiceUnavailable, status)
	assert.Contains(t, string(document), "could not be recorded")
	assert.NotContains(t, string(document), "reference")
	_, metrics := get(t, p.admin+"/metrics")
	assert.Contains(t, metrics, "preconsult_not_recorded_total 1\n")
	assert.NotContains(t, metrics, `preconsult_decisions_total{`)

	// Whoever looks after it sees it, with the reason, and once.
	line := p.logLine(t)
	assert.Contains(t, line, `"level":"ERROR","msg":"decisions cannot be recorded, so that no call can start"`)
	assert.Contains(t, line, "no space left on device")
	status, text := get(t, p.admin+"/readyz")
	assert.Equal(t, http.StatusServiceUnavailable, status)
	assert.Contains(t, text, "the last decision could not be recorded: look at the journal")
	_, _, err = p.post(t.Context(), "/access/v1/evaluation", question())
	require.NoError(t, err)
	assert.Equal(t, 0, p.stop(t), "what could not be recorded was told to nobody")
	assert.Contains(t, p.logLine(t), `"msg":"stopping"`)
}

// TestRecorderUpAgain: the first decision that is on record again makes it ready, and the log says so.
func TestRecorderUpAgain(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	var fails error
	at := time.Now()
	status := func() folder.Status { return folder.Status{Records: 1, AsOf: at} }
	m := newMetrics(status, time.Now)
	h := &health{status, func() time.Time { return at }, func() bool { return false }, m.down}
	to := slog.New(slog.NewJSONHandler(&log, nil))
	recorder := m.count(logged(consult.RecorderFunc(func(context.Context, consult.Decision) error { return fails }), to), to)
	of := decided(t)
	lines := func() (levels []string) {
		for text := range bytes.Lines(log.Bytes()) {
			var line struct{ Level, Msg, Error string }
			require.NoError(t, json.Unmarshal(text, &line))
			levels = append(levels, strings.TrimSpace(line.Level+" "+line.Msg+" "+line.Error))
		}
		log.Reset()
		return levels
	}

	require.NoError(t, recorder.Record(t.Context(), of))
	assert.Empty(t, h.ready())
	fails = errors.New("no space left")
	for range 3 {
		require.Error(t, recorder.Record(t.Context(), of))
		assert.Equal(t, "the last decision could not be recorded: look at the journal", h.ready())
	}
	m.failedAt.Store(time.Now().Add(-retry).UnixNano())
	assert.Empty(t, h.ready(), "after a while it is worth a try")
	fails = nil
	for range 2 {
		require.NoError(t, recorder.Record(t.Context(), of))
		assert.Empty(t, h.ready())
	}
	const told = "INFO call decided"
	assert.Equal(t, []string{told,
		told + " no space left", "ERROR decisions cannot be recorded, so that no call can start no space left", told + " no space left", told + " no space left",
		told, "INFO decisions are recorded again", told}, lines())
}

// TestRecordsChange: what changes on disk holds for the next decision, and a fault keeps what was in force and shows.
func TestRecordsChange(t *testing.T) {
	t.Parallel()
	p := start(t)
	dpia := filepath.Join(p.dir, "records", "dpia.yaml")
	whole, err := os.ReadFile(dpia)
	require.NoError(t, err)
	_, before, err := p.ask(t.Context())
	require.NoError(t, err)
	require.True(t, before.Decision)

	// A document is written beside and renamed, as the documentation of the folder says.
	replace := func(text string) {
		require.NoError(t, os.WriteFile(filepath.Join(p.dir, "records", ".new"), []byte(text), 0o600))
		require.NoError(t, os.Rename(filepath.Join(p.dir, "records", ".new"), dpia))
	}
	replace(strings.Replace(string(whole), "status: approved", "status: withdrawn", 1))
	require.Eventually(t, func() bool {
		_, a, err := p.ask(t.Context())
		return err == nil && !a.Decision && len(a.Context.Findings) > 0 && a.Context.Findings[0].Rule.ID == "dpia.approved"
	}, 20*time.Second, 50*time.Millisecond)
	status, err := p.redeem(t.Context(), before.Context.Permit.Reference)
	require.NoError(t, err)
	assert.Equal(t, http.StatusForbidden, status, "a permit from before the DPIA was withdrawn starts nothing")

	replace("kind: dpia\n")
	stale := func() bool {
		_, metrics := get(t, p.admin+"/metrics")
		return strings.Contains(metrics, "preconsult_records_stale 1\n")
	}
	require.Eventually(t, stale, 20*time.Second, 50*time.Millisecond)
	_, a, err := p.ask(t.Context())
	require.NoError(t, err)
	assert.False(t, a.Decision, "what was in force stays in force")
	code, text := get(t, p.admin+"/readyz")
	assert.Equal(t, http.StatusOK, code, "records that are not too old still serve")
	assert.Contains(t, text, `"records_stale":true`)
}

// TestClientGone: whoever leaves before the answer holds nobody up, and what was decided for them is on record.
func TestClientGone(t *testing.T) {
	t.Parallel()
	p := start(t)
	const gone = 200
	for range gone {
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
		require.NoError(t, err)
		body := question()
		_, err = conn.Write([]byte("POST /access/v1/evaluation HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + p.token +
			"\r\nContent-Type: application/json\r\nContent-Length: " + itoa(len(body)) + "\r\n\r\n" + body))
		require.NoError(t, err)
		require.NoError(t, conn.Close())
	}
	status, a, err := p.ask(t.Context())
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status)
	assert.True(t, a.Decision)
	// What was decided for those who left is on record and counted like any other, and nobody could come for the start.
	var asked, counted, lines int
	agree := func() bool {
		_, metrics := get(t, p.admin+"/metrics")
		asked = sum(t, metrics, `preconsult_request_seconds_count\{path="/access/v1/evaluation",[^}]*\}`)
		counted = sum(t, metrics, `preconsult_decisions_total\{[^}]*stage="decide"\}`)
		lines = len(recorded(t, filepath.Join(p.dir, "decisions.jsonl")))
		return asked == gone+1 && lines == counted
	}
	assert.Eventually(t, agree, 20*time.Second, 50*time.Millisecond, "every question is dealt with, and journal and metrics agree")
	t.Logf("%d questions, %d decisions counted, %d on record", asked, counted, lines)
}

// sum returns the sum of the metrics whose name and labels match.
func sum(t *testing.T, metrics, match string) (n int) {
	t.Helper()
	for _, found := range regexp.MustCompile(match+` (\d+)\n`).FindAllStringSubmatch(metrics, -1) {
		more, err := strconv.Atoi(found[1])
		require.NoError(t, err)
		n += more
	}
	return n
}
