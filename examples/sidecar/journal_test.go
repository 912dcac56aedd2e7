package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
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
		require.NoError(t, j.Close())
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
			require.NoError(t, j.Close())
			name := filepath.Join(t.TempDir(), "journal")
			require.NoError(t, os.WriteFile(name, d.written, 0o600))
			lines := recorded(t, name)
			require.NotEmpty(t, lines)
			assert.Equal(t, of.ID.String(), lines[len(lines)-1].ID)
		})
	}
}

// TestWhoDoesNotWait has no decision, and a journal that is closed takes none.
func TestWhoDoesNotWait(t *testing.T) {
	t.Parallel()
	ready := make(chan struct{})
	j := journalOn(&disk{sync: func() error { <-ready; return nil }}, true)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, j.Record(ctx, decided(t)), context.Canceled)
	close(ready)
	require.NoError(t, j.Close())
	require.ErrorIs(t, j.Record(t.Context(), decided(t)), errClosed)
	require.ErrorIs(t, j.Close(), errClosed)
	require.Error(t, j.Record(t.Context(), consult.Decision{}), "what is no decision is not recorded as one")
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
	require.NoError(t, j.Close())
	lines := recorded(t, name)
	require.Len(t, lines, 1)
	assert.Equal(t, d.ID.String(), lines[0].ID)
}
