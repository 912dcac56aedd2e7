package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/wire"
)

// A journal is a recorder that appends decisions to a file, one a line, in their wire form. A decision is on record
// when it is on the disk: until then nobody has it, so that neither a kill of the program nor the loss of
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
	j := &journal{file: file, flush: flush, torn: true}
	if info, err := file.Stat(); err == nil && info.Size() == 0 {
		j.torn = false
	}
	j.start()
	return j, nil
}

func (j *journal) start() {
	j.next, j.wake, j.done = newBatch(), make(chan struct{}, 1), make(chan struct{})
	go j.write()
}

// Record implements [consult.Recorder].
func (j *journal) Record(ctx context.Context, d consult.Decision) error {
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
	select {
	case <-b.written:
		return b.err
	case <-ctx.Done():
		return ctx.Err() // it may get on record all the same, and permits nothing
	}
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

// Close writes what is waiting and closes the file. What comes later is not recorded.
func (j *journal) Close() error {
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
