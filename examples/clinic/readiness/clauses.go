package readiness

import (
	"slices"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
)

// A Part is the clauses that stand under one heading of the guidance.
type Part struct {
	Name    string
	Clauses []Clause
}

// Counted says how many clauses of the part are not kept: "2 of 4 need attention".
func (p Part) Counted() string {
	n := 0
	for i := range p.Clauses {
		if p.Clauses[i].State != Kept {
			n++
		}
	}
	if n == 0 {
		return "all kept"
	}
	return counted(n, "clause needs", "clauses need") + " attention"
}

// A Clause is a clause of the guidance and how it stands.
type Clause struct {
	ID      consult.ClauseID
	Force   string   // "must", "should" or "may"
	Summary string   // what it asks, in the library's words
	State   State    // the worst of its rules
	Rules   []Rule   // in the order of their ids
	Records []Record // what its rules were judged by
	ByFacts bool     // judged by facts of the call alone
	Until   Day      // the last day on which it is kept as things stand; zero where there is none
	Left    string   // how long that is
}

// Broken returns the rules of the clause that are not kept.
func (c Clause) Broken() []Rule {
	return slices.DeleteFunc(slices.Clone(c.Rules), func(r Rule) bool { return r.State == Kept })
}

// A Rule is a rule and how the trial found it.
type Rule struct {
	ID      consult.RuleID
	Summary string // what holds when it is kept
	Owner   string // who can mend it
	Remedy  string // what to do, to its owner
	State   State
	Faults  []Fault        // what was found wrong, where something was
	Waiver  Record         // what accepts that it is broken, where something does
	Records []Record       // what it was judged by; none where that was the facts of the call
	Until   Day            // the last day on which it is kept, or waived, as things stand; zero where there is none
	Left    string         // how long that is: "12 days left"
	ByFacts bool           // judged by facts of the call, which are read anew for each
	Because consult.RuleID // the broken rule that keeps this one from being judged, where one does

	until time.Time
}

// A Record names a record on file.
type Record struct {
	Kind    string // in words: "Risk assessment"
	ID      consult.RecordID
	Version string // the digest of its content
}

func recordOf(r *consult.RecordRef) Record { return Record{kindWord(r.Kind), r.ID, r.Version} }

// A Fault is what is wrong, in the words of a finding.
type Fault struct {
	Fact, Found, Expected string
	Record                Record // zero where there was none
}

func faultOf(f *consult.Fault) Fault {
	fault := Fault{Fact: f.Fact, Found: f.Found.String(), Expected: f.Expected.String()}
	if f.Record != nil {
		fault.Record = recordOf(f.Record)
	}
	return fault
}

// parts returns the whole guidance, clause by clause, as a trial found it. Where there was no trial,
// nothing is judged.
func parts(trial *consult.Decision, now time.Time) []Part {
	var all []Part
	for _, c := range guidance.NewTrace().Clauses {
		clause := Clause{ID: c.ID, Force: c.Force.String(), Summary: c.Summary, State: Kept, ByFacts: true}
		var until time.Time
		for _, rule := range c.Rules {
			r := ruleOf(rule, trial, now)
			clause.State = worse(clause.State, r.State)
			clause.ByFacts = clause.ByFacts && r.ByFacts
			clause.Rules = append(clause.Rules, r)
			for _, record := range r.Records {
				if !slices.Contains(clause.Records, record) {
					clause.Records = append(clause.Records, record)
				}
			}
			until = earlier(until, r.until)
		}
		if clause.State != Broken && clause.State != NotJudged && !until.IsZero() {
			clause.Until, clause.Left = lastDay(until), left(daysLeft(until, now))
		}
		if len(all) == 0 || all[len(all)-1].Name != c.Part {
			all = append(all, Part{Name: c.Part})
		}
		part := &all[len(all)-1]
		part.Clauses = append(part.Clauses, clause)
	}
	return all
}

func ruleOf(rule consult.Rule, trial *consult.Decision, now time.Time) Rule {
	r := Rule{ID: rule.ID, Summary: rule.Summary, Owner: ownerWord(rule.Owner), Remedy: rule.Remedy}
	if trial.At.IsZero() {
		return r
	}
	r.State = Kept
	for i := range trial.Findings {
		f := &trial.Findings[i]
		if f.Record != nil && slices.Contains(family(rule.ID), f.Record.Kind) {
			r.judged(f.Record)
		}
		if f.Rule.ID == rule.ID {
			r.State = worse(r.State, stateOf(f.Effect))
			r.Faults = append(r.Faults, faultOf(&f.Fault))
			r.waived(f.Waiver, trial)
		}
	}
	if len(r.Faults) == 0 {
		if by, ok := shut(rule.ID, trial.Findings); ok {
			r.State, r.Because = NotJudged, by
			r.Records = nil
			return r
		}
	}
	for reliance := range trial.Relied.All {
		judged, ending := judgedBy(rule.ID, &reliance)
		if judged {
			r.judged(reliance.Record)
		}
		if ending && r.State == Kept {
			r.until = earlier(r.until, reliance.Until)
		}
	}
	r.ByFacts = len(r.Records) == 0 && len(family(rule.ID)) == 0
	if !r.until.IsZero() && r.State != Broken {
		r.Until, r.Left = lastDay(r.until), left(daysLeft(r.until, now))
	}
	return r
}

// judged notes a record that the rule was judged by, once.
func (r *Rule) judged(ref *consult.RecordRef) {
	if record := recordOf(ref); !slices.Contains(r.Records, record) {
		r.Records = append(r.Records, record)
	}
}

// waived notes the waiver that a finding is waived by: from its end on, the rule refuses.
func (r *Rule) waived(waiver *consult.RecordRef, trial *consult.Decision) {
	if waiver == nil {
		return
	}
	r.Waiver = recordOf(waiver)
	for reliance := range trial.Relied.All {
		if reliance.Record != nil && reliance.Record.Kind == waiver.Kind && reliance.Record.ID == waiver.ID {
			r.until = earlier(r.until, reliance.Until)
		}
	}
}

// earlier returns the earlier of two instants, either of which may be zero for none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
