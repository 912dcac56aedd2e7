package consult

import "time"

// A Trial is what a check made of a call without having a say in the decision. See [Pass.Try].
type Trial struct {
	// Findings are what the check reported, in the order of its rules. Their effect is that of the
	// rule; neither waiver nor override has been heeded.
	Findings []Finding

	relied Reliances
}

// Try runs a check on a call at an instant and returns what it made of it, which has no part in
// the decision that p belongs to. The check sees the records as that decision does, at whatever
// instant it is tried. It is for
// checks that are made of others: one that asks for either of two, that is stricter for some
// controllers, or that looks at a call as it would be.
//
// What counts of a trial the calling check reports itself, under rules of its own, and what of it
// holds only for a time it takes on with [Pass.RestOn]. A check that panics on trial makes the
// calling one unsound; what it reports without having declared it comes back as check.sound.
func (p *Pass) Try(check *Check, call *Call, now time.Time) Trial {
	own := &compiled{name: check.Name, run: check.Run}
	for i, r := range check.Rules {
		own.rules = append(own.rules, rankedRule{r.clone(), uint16(i)})
	}
	tried := &Pass{gate: p.gate, check: own, within: p}
	tried.look(call, now)
	own.run(tried)
	return Trial{tried.inOrder(), tried.relied}
}

// RestOn notes everything that a trial rests on, as if the check had relied on it itself.
func (p *Pass) RestOn(t Trial) {
	for _, r := range t.relied.list() {
		p.Relies(r.Record, phrase(r.What), r.Until)
	}
}
