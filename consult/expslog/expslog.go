// Package expslog keeps decisions through golang.org/x/exp/slog, for platforms that still log
// through it: the package from before log/slog, whose types are others of the same names.
//
//	gate, err := consult.NewGate(expslog.LogTo(handler), checks, nil)
//
// The records are those of [consult.LogTo], attribute by attribute; the table is at
// [consult.Decision.LogValue]. A platform that logs through log/slog has no need of this package.
//
// The types of package consult that identify people keep them out of a log by implementing
// log/slog's LogValuer, which golang.org/x/exp/slog does not know. Wrap what is logged by hand:
//
//	logger.Warn("call refused", slog.Any("decision", expslog.Value(decision)))
package expslog

import (
	"context"
	"errors"
	"fmt"
	stdslog "log/slog"

	"golang.org/x/exp/slog"

	"github.com/preconsult/preconsult/consult"
)

// Errors of the recorder. Each means that the decision was not kept.
var (
	errNoHandler = errors.New("consult/expslog: there is no log handler to record with")
	errDisabled  = errors.New("consult/expslog: the log handler drops records of this level, so the decision would not be kept")
)

// LogTo returns the recorder that writes one structured record a decision to the handler, as
// [consult.LogTo] does: message "call decided", level Info where the call is allowed, Warn
// where it is refused or allowed by an override.
//
// A handler that is nil, is not enabled for the level, or fails is an error, and the decision
// gives no permit. The recorder is as safe for concurrent use as the handler, which must be by
// its own contract.
func LogTo(h slog.Handler) consult.Recorder { return recorder{h} }

type recorder struct{ handler slog.Handler }

func (r recorder) Record(ctx context.Context, d consult.Decision) error {
	level := slog.LevelWarn
	if d.Outcome == consult.Allowed {
		level = slog.LevelInfo
	}
	return r.keep(ctx, slog.NewRecord(d.At, level, "call decided", 0), d.LogValue())
}

// RecordBreach implements [consult.BreachRecorder]: message "decision breached", level Error.
func (r recorder) RecordBreach(ctx context.Context, b consult.Breach) error {
	return r.keep(ctx, slog.NewRecord(b.At, slog.LevelError, "decision breached", 0), b.LogValue())
}

// keep gives a record to the handler, which must take it.
func (r recorder) keep(ctx context.Context, record slog.Record, group stdslog.Value) error {
	if r.handler == nil {
		return errNoHandler
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if !r.handler.Enabled(ctx, record.Level) {
		return errDisabled
	}
	record.AddAttrs(attrs(group)...)
	if err := r.handler.Handle(ctx, record); err != nil {
		return fmt.Errorf("consult/expslog: the log handler failed: %w", err)
	}
	return nil
}

// Value returns what log/slog would show of v: for the types of package consult, nothing
// that identifies a person and no free text. Of nil it is the Value of nil.
func Value(v stdslog.LogValuer) slog.Value { return value(stdslog.AnyValue(v)) }

func value(v stdslog.Value) slog.Value {
	v = v.Resolve()
	if v.Kind() == stdslog.KindGroup {
		return slog.GroupValue(attrs(v)...)
	}
	return slog.AnyValue(v.Any())
}

// attrs returns the attributes of a group.
func attrs(group stdslog.Value) []slog.Attr {
	of := group.Group()
	list := make([]slog.Attr, len(of))
	for i, a := range of {
		list[i] = slog.Attr{Key: a.Key, Value: value(a.Value)}
	}
	return list
}
