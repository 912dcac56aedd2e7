package consult_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A check can be made of others. This one holds a product to what another check asks only from
// a day on: before it, what is broken is announced as advice.
func ExamplePass_Try() {
	private := consult.Private()
	announced := private.Rules[0]
	announced.ID, announced.Advice, announced.Waivable, announced.Overridable = "visibility.announced", true, false, false
	soon := &consult.Check{
		Name:  "visibility-announced",
		Doc:   "Says which calls will be refused once rooms have to be private.",
		Rules: []consult.Rule{announced},
		Run: func(p *consult.Pass) {
			for _, f := range p.Try(private, p.Call, p.Now).Findings {
				p.Report(announced.ID, f.Fault)
			}
		},
	}
	gate, err := consult.NewGate(consult.Discard, []*consult.Check{soon}, nil)
	if err != nil {
		log.Fatal(err)
	}
	call := consultation(time.Now())
	call.Room.Visibility = consult.VisibilityPublic
	decision, err := gate.Decide(context.Background(), &call)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range decision.Findings {
		fmt.Println(decision.Outcome, "-", f.Effect, f.Rule.ID, f.Found)
	}
	// Output:
	// allowed - advises visibility.announced public
}
