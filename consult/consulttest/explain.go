package consulttest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
)

// difference tells rules that should refuse a call from those that do: a minus before each that
// does not, and a plus before each that should not. What is as it should be stands without a sign. It is
// for a reader who has never seen the guidance.
func difference(want []consult.RuleID, d *consult.Decision) string {
	var b strings.Builder
	got := d.Broken()
	for _, id := range slices.Sorted(slices.Values(want)) {
		if !slices.Contains(got, id) {
			fmt.Fprintf(&b, "\n  - %s", missed(id, d))
		}
	}
	for i := range d.Findings {
		f := &d.Findings[i]
		if f.Effect != consult.Refuses {
			continue
		}
		sign := '+'
		if slices.Contains(want, f.Rule.ID) {
			sign = ' '
		}
		fmt.Fprintf(&b, "\n  %c %s", sign, finding(f))
	}
	if d.Outcome == consult.Refused && len(got) == 0 {
		b.WriteString("\n  + a refusal without a finding: this is no decision of a gate")
	}
	return b.String()
}

// explain lists what a decision found.
func explain(d *consult.Decision) string { return difference(nil, d) }

// finding says what a finding found, where it comes from and what to do.
func finding(f *consult.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s", f.Rule.ID, clauses(f.Rule.Clauses), fault(f))
	fmt.Fprintf(&b, "\n        holds when: %s", f.Rule.Summary)
	fmt.Fprintf(&b, "\n        to mend it (%s): %s", f.Rule.Owner, f.Rule.Remedy)
	return b.String()
}

// fault says what was found in which fact, and what was expected.
func fault(f *consult.Finding) string {
	text := f.Fact + " is " + f.Found.String()
	if f.Found.IsZero() {
		text = f.Fact + " is at fault"
	}
	if !f.Expected.IsZero() {
		text += ", expected " + f.Expected.String()
	}
	if f.Record != nil {
		text += ", by " + f.Record.String()
	}
	return text
}

// missed says what a rule asks that did not refuse, and what was made of it instead.
func missed(id consult.RuleID, d *consult.Decision) string {
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Rule.ID == id {
			return fmt.Sprintf("%s (%s): broken, and does not refuse: the finding is %s; %s", id, clauses(f.Rule.Clauses), f.Effect, fault(f))
		}
	}
	for _, r := range guidance.Rules() {
		if r.ID == id {
			return fmt.Sprintf("%s (%s): not found broken\n        holds when: %s", id, clauses(r.Clauses), r.Summary)
		}
	}
	return fmt.Sprintf("%s: not found broken; it is no rule of the suite", id)
}

func clauses(ids []consult.ClauseID) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	return strings.Join(words, ", ")
}
