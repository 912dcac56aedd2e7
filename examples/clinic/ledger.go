package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/wire"
)

// A ledger records decisions: in a file, one a line, and in memory those of today for the readiness page. It can be
// unplugged, to see that nothing starts without it.
type ledger struct {
	file      *os.File
	unplugged func() bool
	changed   func()
	log       *slog.Logger

	mu    sync.Mutex
	today []consult.Decision // the newest last, of which maxToday are kept
	count tally
}

// A tally is how many decisions were made on a day, and how many of them refused, whether or not they are kept.
type tally struct {
	day           string
	made, refused int
}

// dayOf returns the day of an instant by the clock on the wall. Later days are greater.
func dayOf(at time.Time) string { return at.Local().Format(time.DateOnly) }

// add counts a decision. One of a day that is over when it is recorded is no longer shown, nor counted.
func (t *tally) add(d *consult.Decision) {
	switch day := dayOf(d.At); {
	case day < t.day:
		return
	case day > t.day:
		*t = tally{day: day}
	}
	t.made++
	if !d.Allows() {
		t.refused++
	}
}

const maxToday = 500

var errUnplugged = errors.New("the recorder is unplugged")

// Record implements [consult.Recorder].
func (l *ledger) Record(_ context.Context, d consult.Decision) error {
	if l.unplugged() {
		return errUnplugged
	}
	line, err := wire.EncodeDecision(&d)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.file.Write(append(line, '\n')); err != nil {
		return err
	}
	l.count.add(&d)
	l.today = append(l.today, d)
	if len(l.today) > maxToday {
		l.today = slices.Delete(l.today, 0, 1)
	}
	l.changed()
	return nil
}

// escalate tells the escalation contact that a clinician has gone ahead. Here that is a line in the program's log, with ids alone.
func (l *ledger) escalate(ctx context.Context, d consult.Decision) error {
	l.log.WarnContext(ctx, "a clinician goes ahead of a refusal", "call", string(d.Call.ID), "decision", d.ID, "rules", d.Rules(consult.Overridden))
	return nil
}

// shown returns the last decisions, the newest last, and how many there were on the day of now.
func (l *ledger) shown(now time.Time) ([]consult.Decision, tally) {
	l.mu.Lock()
	defer l.mu.Unlock()
	count := l.count
	if count.day != dayOf(now) {
		count = tally{}
	}
	return slices.Clone(l.today), count
}
