package expslog_test

import (
	"context"
	"fmt"
	"os"

	"golang.org/x/exp/slog"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/expslog"
)

// A platform that has not moved to log/slog yet keeps its handler.
func Example() {
	handler := slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			switch a.Key {
			case slog.TimeKey, "decision_id", "decided_at", "rule_set": // differ from run to run
				return slog.Attr{}
			}
			return a
		},
	})
	gate, err := consult.NewGate(expslog.LogTo(handler), []*consult.Check{consult.Private()}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	decision, err := gate.Decide(context.Background(), &consult.Call{ID: "call-7f3a"})
	if err != nil {
		fmt.Println(err) // there is no record, so there is no permit
		return
	}
	fmt.Println("allowed:", decision.Allows())
	// Output:
	// level=WARN msg="call decided" stage=decide outcome=refused mode=enforce call_id=call-7f3a purpose=unknown refuses="[call.identified facts.fresh visibility.private]"
	// allowed: false
}
