package guidance

import (
	"slices"
	"strings"

	"github.com/preconsult/preconsult/consult"
)

// Rules returns the rules of the whole suite, in the order of their ids.
func Rules() []consult.Rule {
	var rules []consult.Rule
	for _, check := range Checks(new(Records)) {
		rules = append(rules, check.Rules...)
	}
	slices.SortFunc(rules, func(a, b consult.Rule) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return rules
}

// A Trace says which rules come from which clause, and back.
type Trace struct {
	// Clauses are the clauses in the order of the page, each with its rules in the order of
	// their ids. There is at least one.
	Clauses []ClauseRules
	// Rules are the rules in the order of their ids. Each names its clauses.
	Rules []consult.Rule
}

// ClauseRules is a clause with the rules that come from it.
type ClauseRules struct {
	Clause
	Rules []consult.Rule // in the order of their ids
}

// NewTrace returns the trace between the clauses of the edition and the rules of the suite.
func NewTrace() Trace {
	trace := Trace{Rules: Rules()}
	for _, clause := range Clauses() {
		from := ClauseRules{Clause: clause}
		for _, rule := range trace.Rules {
			if slices.Contains(rule.Clauses, clause.ID) {
				from.Rules = append(from.Rules, rule)
			}
		}
		trace.Clauses = append(trace.Clauses, from)
	}
	return trace
}

// Clause returns the clause with the given id, and whether the edition has one.
func (t Trace) Clause(id consult.ClauseID) (ClauseRules, bool) {
	for _, c := range t.Clauses {
		if c.ID == id {
			return c, true
		}
	}
	return ClauseRules{}, false
}

// Rule returns the rule with the given id, and whether the suite has one.
func (t Trace) Rule(id consult.RuleID) (consult.Rule, bool) {
	for _, r := range t.Rules {
		if r.ID == id {
			return r, true
		}
	}
	return consult.Rule{}, false
}
