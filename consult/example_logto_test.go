package consult_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A platform that logs through log/slog has the evidence of its decisions in its log: who
// may read them there, and for how long they are kept, is for the log to say.
func ExampleLogTo() {
	handler := slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			switch a.Key {
			case slog.TimeKey, "decision_id", "rule_set": // differ from run to run, or from release to release
				return slog.Attr{}
			}
			return a
		},
	})
	gate, err := consult.NewGate(consult.LogTo(handler), []*consult.Check{consult.NotRecordedByDefault()}, &consult.Options{
		Clock: func() time.Time { return time.Date(2026, time.May, 11, 9, 0, 0, 0, time.UTC) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	decision, err := gate.Decide(context.Background(), &consult.Call{
		ID: "call-7f3a", Controller: "Z99901", Product: consult.Product{ID: "example-meet"}, Purpose: consult.Consultation,
		Start: time.Date(2026, time.May, 11, 9, 5, 0, 0, time.UTC),
	})
	if err != nil {
		fmt.Println(err) // there is no record, so there is no permit
		return
	}
	_, ok := decision.Permit()
	fmt.Println("permit:", ok)
	// Output:
	// level=WARN msg="call decided" stage=decide outcome=refused mode=enforce call_id=call-7f3a controller=Z99901 product=example-meet purpose=consultation decided_at=2026-05-11T09:00:00.000Z refuses="[facts.fresh recording.authority recording.default transcription.default]"
	// permit: false
}
