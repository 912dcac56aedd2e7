package consult

import (
	"context"
	"errors"
	"log/slog"
)

// A Breach is something that happened in a call although the decision that it was started by
// forbade it: a recording began, although the room was decided on as one that does not record. A gate
// decides before a call; whatever watches the platform afterwards reports breaches.
//
// Like a decision, it has no place for anything about the patient.
type Breach struct {
	// Decision is the decision that the call was started by; zero where none is known, which is a
	// breach of its own kind.
	Decision DecisionID `json:"decision,omitzero"`
	// Call is the platform's id of the call.
	Call CallID `json:"call"`
	// Rule is the rule that no longer holds.
	Rule RuleID `json:"rule"`
	// Fault says in which fact, what was found, and what the decision rested on.
	Fault
	// Observed says who saw it and when.
	Observed `json:"observed"`
}

// A BreachRecorder is a [Recorder] that keeps breaches as well, by the same contract. Those of [LogTo]
// do.
type BreachRecorder interface {
	RecordBreach(ctx context.Context, b Breach) error
}

// ErrNoBreaches: the recorder keeps no breaches. Implement [BreachRecorder].
var ErrNoBreaches = errors.New("consult: the recorder keeps no breaches: it has no method RecordBreach")

// RecordBreach gives a breach to a recorder. With a nil error it is kept as safely as the recorder
// promises. A recorder that keeps no breaches is an error, and so is one that returns after the
// context has ended: whoever reports a breach reports it again, as a webhook does that is not
// acknowledged.
func RecordBreach(ctx context.Context, to Recorder, b Breach) error {
	r, ok := to.(BreachRecorder)
	if !ok {
		return ErrNoBreaches
	}
	if err := r.RecordBreach(ctx, b); err != nil {
		return err
	}
	return ctx.Err()
}

// LogValue implements [slog.LogValuer]: a group of attributes, in this order, of the kinds that
// [Decision.LogValue] has.
//
//	key          value  what it is
//	decision_id  text   the decision that the call was started by; omitted where none is known
//	call_id      text   the platform's opaque id of the call; omitted where it is missing
//	rule         text   the rule that no longer holds
//	fact         text   the fact
//	found        text   what was found
//	expected     text   what the decision rested on; omitted where it is not given
//	source       text   who saw it; omitted where it is missing
//	observed_at  time   when
func (b Breach) LogValue() slog.Value {
	attrs := make(logAttrs, 0, 9)
	if b.Decision != (DecisionID{}) {
		attrs.text("decision_id", b.Decision.String())
	}
	attrs.text("call_id", loggable(b.Call))
	attrs.text("rule", loggable(b.Rule))
	if within(b.Fact, inFact) {
		attrs.text("fact", b.Fact)
	} else {
		attrs.text("fact", "malformed")
	}
	attrs.text("found", b.Found.String())
	attrs.text("expected", b.Expected.String())
	attrs.text("source", loggable(b.Source))
	attrs.time("observed_at", b.At)
	return slog.GroupValue(attrs...)
}

// RecordBreach implements [BreachRecorder]: one structured record a breach, message "decision
// breached", level Error, with the attributes of [Breach.LogValue].
func (r logRecorder) RecordBreach(ctx context.Context, b Breach) error {
	return r.keep(ctx, slog.NewRecord(b.At, slog.LevelError, "decision breached", 0), b.LogValue().Group())
}
