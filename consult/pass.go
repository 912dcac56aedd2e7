package consult

import "time"

// A Pass is what a check sees of one decision: the call, the instant, and through
// [Pass.Snapshot] the records. It is valid until Run returns.
type Pass struct {
	// Call is the call to judge. It must not be modified.
	Call *Call
	// Now is the instant of the decision, in UTC.
	Now time.Time

	call  Call
	gate  *Gate
	check *compiled // the check that is running
	early time.Time // the earlier of now and the call's start
	late  time.Time // the later of the two

	findings  []Finding
	until     time.Time // the earliest end of what the decision relies on
	reliances Reliances
	pins      [8]pin
	pinned    int
	more      []pin
}

// A pin holds the snapshot of a source that a decision has taken.
type pin struct {
	source   Source
	snapshot Snapshot
	fresh    bool
}

// Report reports that a rule of the check is broken. The same rule may be reported for
// several facts; the same fault twice counts once. A rule that the check does not declare is
// reported as check.sound instead.
func (p *Pass) Report(rule RuleID, fault Fault) {
	for i := range p.check.rules {
		if r := &p.check.rules[i]; r.ID == rule {
			p.add(r, fault)
			return
		}
	}
	p.add(p.gate.sound, Fault{Fact: p.check.name, Found: Phrase("reported a rule that it does not declare")})
}

func (p *Pass) add(r *rankedRule, fault Fault) {
	if len(fault.Fact) > 64 || !within(fault.Fact, inFact) {
		fault.Fact = "malformed"
	}
	for i := range p.findings {
		if f := &p.findings[i]; f.rank == r.rank && f.Fact == fault.Fact && f.Record == fault.Record {
			return
		}
	}
	effect := Refuses
	if r.Advice {
		effect = Advises
	}
	p.findings = append(p.findings, Finding{Rule: r.Rule, Fault: fault, Effect: effect, rank: r.rank})
}

// Relies notes that the decision rests on a record, or on facts where the record is nil,
// and until when. The decision holds no longer than the earliest end, and
// [Decision.NextReviews] lists it under the given word. The zero time notes the record
// and sets no end. A check calls it for what makes it pass.
func (p *Pass) Relies(record *RecordRef, what phrase, until time.Time) {
	if !until.IsZero() && (p.until.IsZero() || until.Before(p.until)) {
		p.until = until
	}
	p.reliances.add(Reliance{Record: record, What: string(what), Until: until})
}

// Since reports whether t is given and not after now, nor after the call's start: what
// took effect at t is in effect for the call.
func (p *Pass) Since(t time.Time) bool { return !t.IsZero() && !t.After(p.early) }

// Until reports whether t is given and after now and after the call's start: what ends at
// t is still in effect for the call.
func (p *Pass) Until(t time.Time) bool { return t.After(p.late) }

// Snapshot returns the snapshot of a source for this decision: the same one every time it
// is asked for. It reports false where there is none, or it is older than the gate allows;
// then whatever is on record is unknown.
func (p *Pass) Snapshot(source Source) (Snapshot, bool) {
	for i := range p.pinned {
		if p.pins[i].source == source {
			return p.pins[i].snapshot, p.pins[i].fresh
		}
	}
	for i := range p.more {
		if p.more[i].source == source {
			return p.more[i].snapshot, p.more[i].fresh
		}
	}
	return p.pin(source)
}

func (p *Pass) pin(source Source) (Snapshot, bool) {
	taken := pin{source: source, snapshot: source.Snapshot()}
	if taken.snapshot != nil {
		asOf, ages := taken.snapshot.AsOf()
		switch end := asOf.Add(p.gate.maxRecordAge); {
		case !ages:
			taken.fresh = true
		case asOf.IsZero() || !end.After(p.Now):
			p.add(p.gate.fresh, Fault{Fact: "records", Found: TimeValue(asOf), Expected: Phrase("records read again since")})
		default:
			taken.fresh = true
			p.Relies(nil, "records", end)
		}
	}
	if p.pinned < len(p.pins) {
		p.pins[p.pinned] = taken
		p.pinned++
	} else {
		p.more = append(p.more, taken)
	}
	return taken.snapshot, taken.fresh
}

// reset makes the pass ready for reuse, dropping every reference it holds.
func (p *Pass) reset() {
	clear(p.findings)
	clear(p.more)
	*p = Pass{findings: p.findings[:0], more: p.more[:0]}
}
