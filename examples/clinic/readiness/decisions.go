package readiness

import (
	"slices"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// mostDecisions bounds how many decisions a page shows; the rest is counted.
const mostDecisions = 200

// Decisions are the decisions of today, the newest first.
type Decisions struct {
	Shown   []Decision
	More    int // how many earlier ones of today are not shown
	Refused int // how many of all of today refused the call
	Total   int
}

// A Decision is a decision as the page shows it.
type Decision struct {
	ID        string
	At        Instant
	Call      consult.CallID
	Stage     string    // in words: "Decided", "Started", "Went ahead"
	Outcome   string    // in words: "Refused"
	State     State     // the outcome as a state: its symbol and class
	Observing bool      // the gate only watched, so that even a refusal stopped nothing
	Rules     []RulesBy // what was found broken, by what came of it
	Findings  []Finding
}

// RulesBy are the rules whose findings have one effect.
type RulesBy struct {
	Effect string // in words
	IDs    []consult.RuleID
}

// A Finding is a rule that was found broken.
type Finding struct {
	Rule    consult.RuleID
	Summary string
	Clauses []consult.ClauseID
	State   State
	Effect  string // in words
	Fault   Fault
	Owner   string
	Remedy  string
}

// decisionsOf returns the decisions of the day of now, in the zone of now.
func decisionsOf(all []consult.Decision, now time.Time) Decisions {
	var d Decisions
	year, month, day := now.Date()
	ordered := slices.Clone(all)
	slices.SortStableFunc(ordered, func(a, b consult.Decision) int { return b.At.Compare(a.At) })
	for i := range ordered {
		on := &ordered[i]
		if y, m, dd := on.At.In(now.Location()).Date(); y != year || m != month || dd != day {
			continue
		}
		d.Total++
		if !on.Allows() {
			d.Refused++
		}
		if len(d.Shown) == mostDecisions {
			d.More++
			continue
		}
		d.Shown = append(d.Shown, decisionOf(on, now.Location()))
	}
	return d
}

// Count takes the numbers of all decisions of today from whoever keeps no more than the last ones, of which the view was made.
func (d *Decisions) Count(total, refused int) {
	d.Total, d.Refused = max(d.Total, total), max(d.Refused, refused)
	d.More = d.Total - len(d.Shown)
}

func decisionOf(d *consult.Decision, zone *time.Location) Decision {
	row := Decision{
		ID: d.ID.String(), At: Instant{d.At.In(zone)}, Call: d.Call.ID, Observing: d.Mode == consult.Observe,
	}
	for _, effect := range []consult.Effect{consult.Refuses, consult.Overridden, consult.Waived, consult.Advises} {
		if ids := d.Rules(effect); len(ids) > 0 {
			row.Rules = append(row.Rules, RulesBy{effectWord(effect), ids})
		}
	}
	switch d.Stage {
	case consult.StageDecide:
		row.Stage = "Before the call"
	case consult.StageRedeem:
		row.Stage = "At its start"
	case consult.StageOverride:
		row.Stage = "Override"
	default:
		row.Stage = d.Stage.String()
	}
	switch d.Outcome {
	case consult.Allowed:
		row.Outcome, row.State = "Allowed", Kept
	case consult.AllowedByOverride:
		row.Outcome, row.State = "Allowed by override", Waived
	default:
		row.Outcome, row.State = "Refused", Broken
	}
	for i := range d.Findings {
		f := &d.Findings[i]
		row.Findings = append(row.Findings, Finding{
			Rule: f.Rule.ID, Summary: f.Rule.Summary, Clauses: f.Rule.Clauses, State: stateOf(f.Effect), Effect: effectWord(f.Effect),
			Fault: faultOf(&f.Fault), Owner: ownerWord(f.Rule.Owner), Remedy: f.Rule.Remedy,
		})
	}
	return row
}

func effectWord(e consult.Effect) string {
	switch e {
	case consult.Advises:
		return "Advice"
	case consult.Waived:
		return "Waived"
	case consult.Overridden:
		return "Overridden"
	default:
		return "Refuses"
	}
}
