package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/wire"
)

// A journal is a recorder that appends decisions to a file, one a line, in their wire form. A decision is on record
// when the disk says that it has it: until then nobody else does, so that neither a kill of the program nor the loss of
// power takes away what somebody was told. Decisions that come while the disk is busy go to it together. Without
// flush it is on record when the operating system has it, which outlives the program and not the power.
//
// It is made by openJournal and safe for concurrent use.
type journal struct {
	file interface {
		Write([]byte) (int, error)
		Sync() error
		Close() error
	}
	flush bool // whether a decision waits for the disk, or only for the operating system

	mu     sync.Mutex
	next   *batch        // what comes, until the disk is ready for it
	wake   chan struct{} // says that next is not empty, or that the journal is closed
	closed bool
	torn   bool          // the end of the file may be half a line
	done   chan struct{} // closed when everything is written
}

// A batch is lines that go to the disk together.
type batch struct {
	lines   []byte
	written chan struct{} // closed when they are on record, or err says why not
	err     error
}

func newBatch() *batch { return &batch{written: make(chan struct{})} }

var errClosed = errors.New("the journal is closed")

// openJournal opens the file, which is made if it is not there.
func openJournal(name string, flush bool) (*journal, error) {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the journal cannot be opened: %w", err)
	}
	j := &journal{file: file, flush: flush, torn: torn(name)}
	info, err := file.Stat()
	if flush && err == nil && info.Mode().IsRegular() {
		// The disk has the lines of a file that is new only where it has its name too.
		if err := syncFolder(filepath.Dir(name)); err != nil {
			return nil, errors.Join(fmt.Errorf("the folder of the journal cannot be put on the disk: %w", err), file.Close())
		}
	}
	j.start()
	return j, nil
}

// torn reports whether a file ends in half a line. One that cannot be read may.
func torn(name string) bool {
	file, err := os.Open(name)
	if err != nil {
		return true
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return err != nil // what is no file has no end
	}
	last := make([]byte, 1)
	_, err = file.ReadAt(last, info.Size()-1)
	return err != nil || last[0] != '\n'
}

// syncFolder waits until the disk has the names in a folder.
func syncFolder(name string) error {
	folder, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func (j *journal) start() {
	j.next, j.wake, j.done = newBatch(), make(chan struct{}, 1), make(chan struct{})
	go j.write()
}

// Record implements [consult.Recorder]. It waits for the disk and not for the context: a line that nobody waits for any more
// would stay in memory all the same. Hook gives up when its time is over, and keeps the slot of the question until this
// returns, so that a disk that hangs has no more lines waiting for it than there are slots.
func (j *journal) Record(_ context.Context, d consult.Decision) error {
	line, err := wire.EncodeDecision(&d)
	if err != nil {
		return err
	}
	j.mu.Lock()
	if j.closed {
		j.mu.Unlock()
		return errClosed
	}
	if !j.flush {
		defer j.mu.Unlock()
		return j.append(append(line, '\n'))
	}
	b := j.next
	b.lines = append(append(b.lines, line...), '\n')
	j.mu.Unlock()
	j.call()
	<-b.written
	return b.err
}

// call wakes the writer, which may be awake.
func (j *journal) call() {
	select {
	case j.wake <- struct{}{}:
	default:
	}
}

// write writes batches until the journal is closed.
func (j *journal) write() {
	defer close(j.done)
	for range j.wake {
		j.mu.Lock()
		b, closed := j.next, j.closed
		j.next = newBatch()
		j.mu.Unlock()
		if len(b.lines) > 0 {
			b.err = j.append(b.lines)
		}
		close(b.written)
		if closed {
			return
		}
	}
}

// append writes lines to the end of the file. After a failure the next ones begin on a line of their own.
func (j *journal) append(lines []byte) error {
	if j.torn {
		lines = append([]byte{'\n'}, lines...)
	}
	j.torn = true
	if _, err := j.file.Write(lines); err != nil {
		return err
	}
	if j.flush {
		if err := j.file.Sync(); err != nil {
			return err
		}
	}
	j.torn = false
	return nil
}

// Close writes what is waiting and closes the file. What comes later is not recorded. A disk that hangs is waited for until
// the context ends; nobody has been told of what it did not take.
func (j *journal) Close(ctx context.Context) error {
	closed := make(chan error, 1)
	go func() { closed <- j.close() }()
	select {
	case err := <-closed:
		return err
	case <-ctx.Done():
		return fmt.Errorf("the disk did not take the end of the journal in time: %w", ctx.Err())
	}
}

func (j *journal) close() error {
	j.mu.Lock()
	again := j.closed
	j.closed = true
	j.mu.Unlock()
	if again {
		return errClosed
	}
	j.call()
	<-j.done
	return j.file.Close()
}
