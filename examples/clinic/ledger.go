package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"slices"
	"sync"

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

// decisions returns the decisions of today, the newest last.
func (l *ledger) decisions() []consult.Decision {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.today)
}
