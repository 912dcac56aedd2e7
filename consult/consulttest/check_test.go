package consulttest_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
)

// hours is the rule of a check as anybody may write one.
var hours = consult.Rule{
	ID: "start.staffed", Clauses: []consult.ClauseID{"I1"}, Owner: consult.OwnerClinician,
	Summary: "The call starts within the hours in which it can be supported.",
	Remedy:  "Start the call between 07:00 and 19:00 UTC.",
	Patient: "Calls are held during the day. Your care team will contact you.",
}

// staffed returns a check with a fault, or none.
func staffed(rules []consult.Rule, fault func(p *consult.Pass)) *consult.Check {
	return &consult.Check{
		Name: "staffed", Doc: "The call starts within staffed hours.", Rules: rules,
		Run: func(p *consult.Pass) {
			if h := p.Call.Start.UTC().Hour(); p.Call.Start.IsZero() || h < 7 || h >= 19 {
				p.Report(hours.ID, consult.Fault{Fact: "start", Found: consult.TimeValue(p.Call.Start)})
			}
			if fault != nil {
				fault(p)
			}
		},
	}
}

func atNight(c *consult.Call) { c.Start = consulttest.Now.Add(12 * time.Hour) }

var staffedCases = []consulttest.Case{
	{Why: "the compliant call"},
	{Why: "the call starts at night", Call: atNight, Want: ids{"start.staffed"}},
}

func TestACheckThatIsAsItShouldBe(t *testing.T) {
	consulttest.TestCheck(t, func(*consulttest.Registers) *consult.Check { return staffed([]consult.Rule{hours}, nil) }, staffedCases)
}

// advised is a rule that is advice.
func advised() consult.Rule {
	r := hours
	r.ID, r.Advice = "start.early", true
	r.Summary = "The call starts early enough to be over by the evening."
	return r
}

func TestChecksThatAreNot(t *testing.T) {
	var runs atomic.Int64
	var sink atomic.Pointer[[]byte]
	plain := []consult.Rule{hours}
	silent := hours
	silent.Summary, silent.Patient = "starts in time", "See start.staffed."
	same := hours
	same.Remedy = same.Summary
	for _, test := range []struct {
		why   string
		check *consult.Check
		cases []consulttest.Case
		says  []string
	}{
		{"no cases", staffed(plain, nil), nil, []string{"There is no case", "No case breaks start.staffed"}},
		{"a case that comes out otherwise", staffed(plain, nil), []consulttest.Case{{Why: "it is night", Call: atNight}, staffedCases[1]}, []string{"(-want +got)", "start.staffed (I1): start is 2026-06-15T22:00:00Z"}},
		{"a rule that nothing meets", staffed([]consult.Rule{hours, advised()}, nil), staffedCases, []string{"No case breaks start.early"}},
		{"it panics on some calls", staffed(plain, func(p *consult.Pass) {
			if p.Call.Purpose > consult.Colleagues {
				panic("what is this?")
			}
		}), staffedCases, []string{"The check staffed: panicked", "in a world where"}},
		{"it reports what it does not declare", staffed(plain, func(p *consult.Pass) {
			if p.Call.Room.Scribe == consult.CaptureTransient {
				p.Report("other.rule", consult.Fault{Fact: "room.scribe"})
			}
		}), staffedCases, []string{"reported a rule that it does not declare"}},
		{"it answers otherwise the second time", staffed(plain, func(p *consult.Pass) {
			if runs.Add(1)%3 == 0 {
				p.Report(hours.ID, consult.Fault{Fact: "runs"})
			}
		}), staffedCases, []string{"made something else of the same call"}},
		{"its pass does not hold as long as it says", staffed(plain, func(p *consult.Pass) {
			if p.Now.After(consulttest.Now.Add(12 * time.Hour)) {
				p.Report(hours.ID, consult.Fault{Fact: "now"})
			}
		}), staffedCases, []string{"says that this holds until no end", "say with Relies"}},
		{"it allocates", staffed(plain, func(*consult.Pass) { sink.Store(new([]byte)) }), staffedCases, []string{"allocates 1 times"}},
		{"it passes the zero call", &consult.Check{Name: "lax", Doc: "The call does not start at night.", Rules: plain, Run: func(p *consult.Pass) {
			if h := p.Call.Start.UTC().Hour(); h >= 19 {
				p.Report(hours.ID, consult.Fault{Fact: "start"})
			}
		}}, staffedCases, []string{"Nothing is known of the call and nothing is on file"}},
		{"its texts are not for people", staffed([]consult.Rule{silent}, nil), staffedCases, []string{
			"start.staffed: Summary does not begin with a capital letter", "start.staffed: Patient names a rule",
		}},
		{"two texts are the same", staffed([]consult.Rule{same}, nil), staffedCases, []string{"two of its texts are the same"}},
		{"it always refuses", staffed(plain, func(p *consult.Pass) { p.Report(hours.ID, consult.Fault{Fact: "never"}) }), staffedCases, []string{
			"never is at fault", "does not pass the compliant call",
		}},
	} {
		errors := strings.Join(fails(t, func(t testing.TB) {
			consulttest.TestCheck(t, func(*consulttest.Registers) *consult.Check { return test.check }, test.cases)
		}), "\n")
		for _, part := range test.says {
			if part == "in a world where" || raceEnabled && strings.HasPrefix(part, "allocates") {
				continue // in the log; not counted
			}
			assert.Contains(t, errors, part, test.why)
		}
	}
}

// TestACheckOfAdviceAlone holds that advice need not refuse the zero call.
func TestACheckOfAdviceAlone(t *testing.T) {
	rule := advised()
	consulttest.TestCheck(t, func(*consulttest.Registers) *consult.Check {
		return &consult.Check{Name: "early", Doc: "The call starts early.", Rules: []consult.Rule{rule}, Run: func(p *consult.Pass) {
			if h := p.Call.Start.UTC().Hour(); p.Call.Start.IsZero() || h >= 16 {
				p.Report(rule.ID, consult.Fault{Fact: "start"})
			}
		}}
	}, []consulttest.Case{{Why: "the compliant call"}, {Why: "late", Call: atNight, Want: ids{"start.early"}}})
}
