package consulttest_test

import (
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
)

// Anyone's check is held to what the library's own are held to. This one looks at the call alone;
// one that needs records is made of the registers that it is given.
func ExampleTestCheck() {
	inHours := &consult.Check{
		Name: "staffed", Doc: "The call starts within staffed hours.",
		Rules: []consult.Rule{{
			ID: "start.staffed", Clauses: []consult.ClauseID{"I1"}, Owner: consult.OwnerClinician,
			Summary: "The call starts within the hours in which it can be supported.",
			Remedy:  "Start the call between 07:00 and 19:00 UTC.",
			Patient: "Calls are held during the day. Your care team will contact you.",
		}},
		Run: func(p *consult.Pass) {
			if h := p.Call.Start.UTC().Hour(); p.Call.Start.IsZero() || h < 7 || h >= 19 {
				p.Report("start.staffed", consult.Fault{Fact: "start", Found: consult.TimeValue(p.Call.Start)})
			}
		},
	}
	// In a test, t is its own.
	consulttest.TestCheck(t, func(*consulttest.Registers) *consult.Check { return inHours }, []consulttest.Case{
		{Why: "the call starts by day"},
		{Why: "the call starts at night", Call: atNight, Want: []consult.RuleID{"start.staffed"}},
	})
}
