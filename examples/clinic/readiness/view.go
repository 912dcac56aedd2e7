package readiness

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/register/folder"
	"github.com/preconsult/preconsult/risk"
)

// DefaultEventsAt is where a page listens for changes, unless View.EventsAt says otherwise.
const DefaultEventsAt = "/readiness/events"

// View is what the page shows, as data: made anew from the records in force and the decisions so
// far. It is made by [NewView] and holds nothing that changes with them.
type View struct {
	At         Instant // when it was made
	Controller consult.ODSCode
	Product    consult.Product
	Edition    string // of the guidance
	Page       string // the address of the guidance

	State   State  // whether a call as the platform is set, and right in everything else, would be let start
	Verdict string // the same in one sentence
	Next    string // what runs out first, or what to mend first

	Parts     []Part // the guidance, clause by clause
	Others    []Rule // broken rules that are not of the guidance, such as the platform's own
	Matrix    Matrix
	Timeline  Timeline
	Decisions Decisions
	Status    Status

	EventsAt string // the address of [Events]; empty where the page is not to update itself
}

// Status is how the records on file stand.
type Status struct {
	AsOf       Instant  // when they were last known to be the ones in the folder; zero where they are part of the program
	StaleSince Instant  // since when they are not, zero while they are
	Faults     []string // why, as lines of the form "file:line: what is wrong"
	MoreFaults int      // how many further lines there are
	Files      int      // found in the folder at the last look
	Records    int      // in force
}

// Stale reports whether the records in force are not the ones in the folder.
func (s Status) Stale() bool { return !s.StaleSince.IsZero() }

// mostFaults bounds how many lines a page shows; the rest is counted.
const mostFaults = 100

// NewView makes the view of a controller and product from the records in force, the state of their
// folder, and the decisions so far, of which it shows those of today in the zone of now.
//
// Trial is a decision by the gate on a call as the platform is set, and right in everything else. With
// the zero Decision nothing is judged, and the page says so. Nil records are none on file.
func NewView(on *guidance.Records, status folder.Status, controller consult.ODSCode, product consult.Product, trial consult.Decision, decisions []consult.Decision, now time.Time) View {
	if on == nil {
		on = new(guidance.Records)
	}
	key := consult.Key{Controller: controller, Product: product.ID}
	v := View{
		At: Instant{now}, Controller: controller, Product: product, Edition: guidance.Edition, Page: guidance.Page,
		Parts:     parts(&trial, now),
		Others:    others(&trial, now),
		Matrix:    matrixOf(newest(on.Assessments, key, now, assessedAt), controllerOf(on, controller), now),
		Timeline:  timelineOf(deadlinesOf(on, key, &trial, now), now),
		Decisions: decisionsOf(decisions, now),
		Status:    statusOf(&status, now.Location()),
		EventsAt:  DefaultEventsAt,
	}
	v.judge(&trial)
	return v
}

// judge says in a sentence what a call would meet, and what comes next.
func (v *View) judge(trial *consult.Decision) {
	broken := trial.Rules(consult.Refuses)
	switch {
	case trial.At.IsZero():
		v.State, v.Verdict = NotJudged, "Nobody has judged a call by these records yet."
	case !trial.Allows():
		v.State, v.Verdict = Broken, fmt.Sprintf("A call that starts now is refused: %s.", counted(len(broken), "rule is broken", "rules are broken"))
	case len(trial.Rules(consult.Waived)) > 0:
		v.State, v.Verdict = Waived, "A call that starts now may start, since what is broken was waived for a time."
	default:
		v.State, v.Verdict = Kept, "A call that starts now may start."
	}
	if v.State == Broken && trial.Mode == consult.Observe {
		v.Verdict += " The gate only observes, so that it starts all the same."
	}
	if v.State == Broken || v.State == NotJudged {
		return
	}
	for i := range v.Timeline.Deadlines {
		if d := &v.Timeline.Deadlines[i]; d.Bears && !d.Overdue() {
			v.Next = fmt.Sprintf("What calls rest on runs out on %s: %s, %s %s.", d.Last, strings.ToLower(d.What[:1])+d.What[1:], d.Record.Kind, d.Record.ID)
			return
		}
	}
}

// Attention returns the clauses that are not kept, the broken ones first.
func (v View) Attention() []Clause {
	var all []Clause
	for _, p := range v.Parts {
		for _, c := range p.Clauses {
			if c.State != Kept {
				all = append(all, c)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Clause) int { return b.State.weight() - a.State.weight() })
	return all
}

// A Count is how many clauses are in a state.
type Count struct {
	State State
	N     int
}

// Counts returns how many clauses are in each state, the most pressing first; states without any
// are left out.
func (v View) Counts() []Count {
	var n [len(states)]int
	for _, p := range v.Parts {
		for _, c := range p.Clauses {
			n[c.State]++
		}
	}
	var all []Count
	for _, s := range []State{Broken, NotJudged, Waived, Advised, Kept} {
		if n[s] > 0 {
			all = append(all, Count{s, n[s]})
		}
	}
	return all
}

// others returns the broken rules that are not of the guidance.
func others(trial *consult.Decision, now time.Time) []Rule {
	var all []Rule
	trace := guidance.NewTrace()
	for i := range trial.Findings {
		rule := trial.Findings[i].Rule
		if _, ok := trace.Rule(rule.ID); !ok && (len(all) == 0 || all[len(all)-1].ID != rule.ID) {
			all = append(all, ruleOf(rule, trial, now))
		}
	}
	return all
}

func controllerOf(on *guidance.Records, code consult.ODSCode) *risk.Controller {
	for f := range on.Controllers.All() {
		if f.Record.Code == code {
			return &f.Record
		}
	}
	return nil
}

func statusOf(s *folder.Status, zone *time.Location) Status {
	status := Status{Files: s.Files, Records: s.Records}
	if !s.AsOf.IsZero() {
		status.AsOf = Instant{s.AsOf.In(zone)}
	}
	if s.Stale() {
		status.StaleSince = Instant{s.StaleSince.In(zone)}
	}
	if s.Faults != nil {
		status.Faults = strings.Split(strings.TrimRight(s.Faults.Error(), "\n"), "\n")
		if n := len(status.Faults); n > mostFaults {
			status.Faults, status.MoreFaults = status.Faults[:mostFaults], n-mostFaults
		}
	}
	return status
}
