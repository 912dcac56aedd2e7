package consulttest

import (
	"slices"
	"strings"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A Weakening is a way of making a gate wrong about one rule. See [Mutants].
type Weakening uint8

// The weakenings.
const (
	Dropped     Weakening = iota // the rule is never found broken
	Inverted                     // the rule is found broken where it is kept, and kept where it is broken
	UnknownFine                  // the rule is kept where what it asks for is not known, or not there
	EndsLater                    // for the rule, everything ends a nanosecond later
	BeginsEarly                  // for the rule, everything begins a nanosecond earlier
)

var weakeningWords = consult.Words[Weakening]{
	"is never found broken", "is inverted", "takes what is not known for fine",
	"lets everything end a nanosecond later", "lets everything begin a nanosecond earlier",
}

// String says what becomes of a rule: "is never found broken".
func (w Weakening) String() string { return weakeningWords.Text(w) }

// A Mutant is a gate that is weakened in one rule.
type Mutant struct {
	Rule      consult.RuleID // the rule that it is wrong about
	Weakening Weakening      // how
}

// String names the mutant: "risk.drift is never found broken".
func (m Mutant) String() string { return string(m.Rule) + " " + m.Weakening.String() }

// mutants returns the mutants of checks, but for those of the rules that every gate sees to itself.
func mutants(checks []*consult.Check) (all []Mutant) {
	own := consult.Identified().Rules
	for _, c := range checks {
		for _, r := range c.Rules {
			if slices.ContainsFunc(own, func(o consult.Rule) bool { return o.ID == r.ID }) {
				continue
			}
			for w := Dropped; w <= BeginsEarly; w++ {
				all = append(all, Mutant{r.ID, w})
			}
		}
	}
	// What is fresh is a choice of the gate's; that the gate asks for it is not.
	return append(all, Mutant{consult.FactsFresh, Dropped}, Mutant{consult.FactsFresh, EndsLater})
}

// weaken returns the checks and options of the mutant, made of those of a gate that is sound.
func (m Mutant) weaken(checks []*consult.Check, options consult.Options) ([]*consult.Check, consult.Options) {
	if m.Rule == consult.FactsFresh {
		if options.MaxFactAge == 0 {
			options.MaxFactAge = consult.DefaultMaxFactAge
		}
		if options.MaxFactAge++; m.Weakening == Dropped {
			options.MaxFactAge = 100 * 365 * 24 * time.Hour
		}
		return checks, options
	}
	weak := slices.Clone(checks)
	for i, c := range weak {
		if slices.ContainsFunc(c.Rules, func(r consult.Rule) bool { return r.ID == m.Rule }) {
			weak[i] = m.of(c)
		}
	}
	return weak, options
}

// of returns the check of the same name and rules that is weak in one of them.
func (m Mutant) of(c *consult.Check) *consult.Check {
	weak := *c
	weak.Run = func(p *consult.Pass) {
		trial := p.Try(c, p.Call, p.Now)
		p.RestOn(trial)
		about, broken := trial, false // what the weak rule is judged by
		switch m.Weakening {
		case EndsLater:
			about = m.at(p, c, -1)
		case BeginsEarly:
			about = m.at(p, c, +1)
		case Dropped, Inverted, UnknownFine:
		}
		for i := range trial.Findings {
			if f := &trial.Findings[i]; f.Rule.ID != m.Rule {
				p.Report(f.Rule.ID, f.Fault)
			}
		}
		for i := range about.Findings {
			f := &about.Findings[i]
			if f.Rule.ID != m.Rule {
				continue
			}
			broken = true
			if m.Weakening == EndsLater || m.Weakening == BeginsEarly || m.Weakening == UnknownFine && !notKnown(f.Found) {
				p.Report(m.Rule, f.Fault)
			}
		}
		if m.Weakening == Inverted && !broken {
			p.Report(m.Rule, consult.Fault{Fact: "inverted"})
		}
	}
	return &weak
}

// at tries the check as if the call and the decision were at another instant.
func (m Mutant) at(p *consult.Pass, c *consult.Check, later time.Duration) consult.Trial {
	call := *p.Call
	if !call.Start.IsZero() {
		call.Start = call.Start.Add(later)
	}
	return p.Try(c, &call, p.Now.Add(later))
}

// notKnown reports whether what was found is that something is not known, or not there.
func notKnown(found consult.Value) bool {
	switch text := found.String(); text {
	case "", "unknown", "missing", "none", "not assessed":
		return true
	default:
		return strings.HasPrefix(text, "no ") || strings.HasPrefix(text, "none ")
	}
}
