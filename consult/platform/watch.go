package platform

import (
	"context"

	"github.com/preconsult/preconsult/consult"
)

// A Watch holds what a platform says about calls that run against the decisions that they were started
// by. It is safe for concurrent use as far as its fields are.
type Watch struct {
	// Decided returns the decision that a call was started by, and whether there is one. A platform
	// keeps it when it redeems the permit, until the call has ended. Nil stands for one that knows none.
	Decided func(ctx context.Context, call consult.CallID) (consult.Decision, bool)
	// Recorder keeps breaches: see [consult.BreachRecorder].
	Recorder consult.Recorder
}

// Recorded notes that a call is being recorded, as somebody saw. Where the decision that the call
// was started by forbade it, or none is known, that is a breach of recording.default and given to
// the recorder at once. A decision on a room that records on request forbids nothing that somebody
// asked for; whoever asked is the host, as far as the room was set up so.
//
// An error means that the breach is not on record. A webhook then answers with an error, so that the platform
// says so again.
func (w *Watch) Recorded(ctx context.Context, call consult.CallID, seen consult.Observed) error {
	var decision consult.Decision
	known := false
	if w.Decided != nil {
		decision, known = w.Decided(ctx, call)
		known = known && decision.Call.ID == call // a decision on another call allows nothing in this one
	}
	room := &decision.Call.Room
	if known && room.Recording == consult.RecordingOnRequest {
		return nil
	}
	breach := consult.Breach{
		Call: call, Rule: consult.RecordingDefault, Observed: seen,
		Fault: consult.Fault{Fact: "room.recording", Found: consult.Phrase("recording"), Expected: consult.Phrase("a decision that allows it")},
	}
	if known {
		breach.Decision, breach.Expected = decision.ID, consult.EnumValue(room.Recording)
	}
	return consult.RecordBreach(ctx, w.Recorder, breach)
}
