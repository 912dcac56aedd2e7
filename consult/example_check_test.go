package consult_test

import (
	"context"
	"fmt"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// StaffedHours is the rule of a check that is not the library's.
const StaffedHours consult.RuleID = "support.staffed"

// supported returns a check that a call starts while the support desk is staffed. It judges what it
// is shown, and keeps nothing.
func supported(from, until int) *consult.Check {
	return &consult.Check{
		Name: "support",
		Doc:  "The call starts while the support desk is staffed.",
		Rules: []consult.Rule{{
			ID: StaffedHours, Clauses: []consult.ClauseID{"I1"}, Owner: consult.OwnerClinician, Overridable: true,
			Summary: "Somebody can help while the call runs.",
			Remedy:  "Book the call within the hours of the support desk.",
			Patient: "Your care team will offer you another time.",
		}},
		Run: func(p *consult.Pass) {
			if h := p.Call.Start.UTC().Hour(); p.Call.Start.IsZero() || h < from || h >= until {
				p.Report(StaffedHours, consult.Fault{
					Fact: "start", Found: consult.TimeValue(p.Call.Start), Expected: consult.Phrase("within staffed hours"),
				})
			}
		},
	}
}

// Anyone's check stands beside the library's own.
func ExampleCheck() {
	now := time.Date(2026, time.May, 11, 19, 30, 0, 0, time.UTC)
	gate, err := consult.NewGate(consult.Discard, []*consult.Check{
		consult.ProviderInitiated(),
		supported(7, 19),
	}, &consult.Options{Clock: func() time.Time { return now }})
	if err != nil {
		fmt.Println(err)
		return
	}
	call := consultation(now)
	decision, err := gate.Decide(context.Background(), &call)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range decision.Findings {
		fmt.Printf("%s: %s is %s, not %s\n", f.Rule.ID, f.Fact, f.Found, f.Expected)
	}
	// Output:
	// support.staffed: start is 2026-05-11T19:35:00Z, not within staffed hours
}
