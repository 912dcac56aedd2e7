package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/hook"
)

// decided returns a decision that a gate has made.
func decided(t *testing.T) consult.Decision {
	t.Helper()
	gate, err := consult.NewGate(consult.Discard, []*consult.Check{consult.NotRecordedByDefault()}, nil)
	require.NoError(t, err)
	d, err := gate.Decide(t.Context(), &consult.Call{})
	require.NoError(t, err)
	return d
}

// A disk is a file that fails, or takes its time, as a test says.
type disk struct {
	mu      sync.Mutex
	written []byte
	writes  int
	write   func(lines []byte) (int, error)
	sync    func() error
}

func (d *disk) Write(lines []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.writes++
	n, err := len(lines), error(nil)
	if d.write != nil {
		n, err = d.write(lines)
	}
	d.written = append(d.written, lines[:n]...)
	return n, err
}

func (d *disk) Sync() error {
	if d.sync != nil {
		return d.sync()
	}
	return nil
}

func (d *disk) Close() error { return nil }

func journalOn(d *disk, flush bool) *journal {
	j := &journal{file: d, flush: flush}
	j.start()
	return j
}

// TestDecisionsThatComeTogetherAreFlushedTogether, and each waits until it is on the disk.
func TestDecisionsThatComeTogetherAreFlushedTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ready := make(chan struct{})
		d := &disk{sync: func() error { <-ready; return nil }}
		j := journalOn(d, true)
		var wg sync.WaitGroup
		returned := make(chan error, 100)
		record := func() {
			wg.Go(func() { returned <- j.Record(t.Context(), decided(t)) })
		}
		record()
		synctest.Wait()
		for range 99 {
			record()
		}
		synctest.Wait()
		assert.Empty(t, returned, "none is on the disk yet")
		close(ready)
		wg.Wait()
		for range 100 {
			require.NoError(t, <-returned)
		}
		assert.Equal(t, 2, d.writes, "the first alone, and 99 while the disk was busy")
		require.NoError(t, j.Close(t.Context()))
	})
}

// TestADiskThatFails: nobody has a decision that is not on it, and the next one stands on a line of its own.
func TestADiskThatFails(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left")
	for _, test := range []struct {
		reason string
		fail   func(d *disk)
	}{
		{"it takes nothing", func(d *disk) { d.write = func([]byte) (int, error) { return 0, full } }},
		{"it takes half a line", func(d *disk) { d.write = func(lines []byte) (int, error) { return len(lines) / 2, full } }},
		{"it cannot say that it has it", func(d *disk) { d.sync = func() error { return full } }},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			d := new(disk)
			j := journalOn(d, true)
			test.fail(d)
			require.ErrorIs(t, j.Record(t.Context(), decided(t)), full)
			d.write, d.sync = nil, nil
			of := decided(t)
			require.NoError(t, j.Record(t.Context(), of))
			require.NoError(t, j.Close(t.Context()))
			name := filepath.Join(t.TempDir(), "journal")
			require.NoError(t, os.WriteFile(name, d.written, 0o600))
			lines := recorded(t, name)
			require.NotEmpty(t, lines)
			assert.Equal(t, of.ID.String(), lines[len(lines)-1].ID)
		})
	}
}

// TestWhoDoesNotWait: a question that is given up waits for the disk all the same, as its line does.
func TestWhoDoesNotWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ready := make(chan struct{})
		d := &disk{sync: func() error { <-ready; return nil }}
		j := journalOn(d, true)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		returned := make(chan error, 1)
		go func() { returned <- j.Record(ctx, decided(t)) }()
		synctest.Wait()
		assert.Empty(t, returned, "the disk does not have it yet")
		close(ready)
		require.NoError(t, <-returned)
		require.NoError(t, j.Close(t.Context()))
	})
}

// TestAJournalThatIsClosed takes nothing, and none takes what is no decision.
func TestAJournalThatIsClosed(t *testing.T) {
	t.Parallel()
	j := journalOn(new(disk), true)
	require.Error(t, j.Record(t.Context(), consult.Decision{}), "what is no decision is not recorded as one")
	require.NoError(t, j.Close(t.Context()))
	require.ErrorIs(t, j.Record(t.Context(), decided(t)), errClosed)
	require.ErrorIs(t, j.Close(t.Context()), errClosed)
}

// TestADiskThatHangs has no more lines waiting for it than questions may be decided at once, however many are asked, and
// does not keep the program from stopping.
func TestADiskThatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const slots, questions = 4, 100
		ready := make(chan struct{})
		j := journalOn(&disk{sync: func() error { <-ready; return nil }}, true)
		var waiting atomic.Int64 // how many decisions wait for the journal
		recorder := consult.RecorderFunc(func(ctx context.Context, of consult.Decision) error {
			waiting.Add(1)
			defer waiting.Add(-1)
			return j.Record(ctx, of)
		})
		gate, err := consult.NewGate(recorder, []*consult.Check{consult.NotRecordedByDefault()}, nil)
		require.NoError(t, err)
		point, err := hook.NewDecisionPoint(gate, func(*http.Request) (string, bool) { return "a", true },
			&hook.PointOptions{Options: hook.Options{MaxPending: slots}})
		require.NoError(t, err)

		busy := 0
		for range questions { // each is given up before the next one is asked
			_, err := point.Ask(t.Context(), "a", func(context.Context) (consult.Call, error) { return consult.Call{}, nil })
			require.Error(t, err)
			if errors.Is(err, hook.ErrBusy) {
				busy++
			}
		}
		assert.Equal(t, questions-slots, busy)
		assert.EqualValues(t, slots, waiting.Load())
		j.mu.Lock()
		assert.Equal(t, slots-1, bytes.Count(j.next.lines, []byte("\n")), "and one is with the disk")
		j.mu.Unlock()

		stop, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		require.ErrorIs(t, j.Close(stop), context.DeadlineExceeded)
		close(ready)
		synctest.Wait()
		assert.Zero(t, waiting.Load(), "a disk that works again makes room")
	})
}

// TestALineThatWasTorn, when the program was killed, spoils none that comes after.
func TestALineThatWasTorn(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "journal")
	require.NoError(t, os.WriteFile(name, []byte(`{"id":"`), 0o600))
	j, err := openJournal(name, false)
	require.NoError(t, err)
	d := decided(t)
	require.NoError(t, j.Record(t.Context(), d))
	require.NoError(t, j.Close(t.Context()))
	lines := recorded(t, name)
	require.Len(t, lines, 1)
	assert.Equal(t, d.ID.String(), lines[0].ID)

	for range 2 { // a file that ends as it should goes on as it is
		j, err := openJournal(name, false)
		require.NoError(t, err)
		require.NoError(t, j.Record(t.Context(), d))
		require.NoError(t, j.Close(t.Context()))
	}
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	assert.Equal(t, 4, bytes.Count(text, []byte("\n")), "half a line, and three")
	assert.NotContains(t, string(text), "\n\n")
}

// TestTheFolderOfTheJournal is put on the disk too, where decisions wait for the disk.
func TestTheFolderOfTheJournal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, syncFolder(dir))
	require.ErrorIs(t, syncFolder(filepath.Join(dir, "none")), os.ErrNotExist)

	file, err := os.Create(filepath.Join(dir, "journal"))
	require.NoError(t, err)
	defer file.Close()
	nowhere := fmt.Sprintf("/proc/self/fd/%d", file.Fd()) // the file by a name in a folder that is on no disk
	_, err = openJournal(nowhere, true)
	require.ErrorContains(t, err, "the folder of the journal cannot be put on the disk")
	j, err := openJournal(nowhere, false)
	require.NoError(t, err)
	require.NoError(t, j.Close(t.Context()))
}
