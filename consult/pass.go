package consult

import (
	"slices"
	"time"
)

// A Pass is what a check sees of one decision: the call, the instant, and through
// [Pass.Under] the records. It is valid until Run returns.
type Pass struct {
	// Call is the call to judge. It must not be modified.
	Call *Call
	// Now is the instant of the decision, in UTC.
	Now time.Time

	call   Call      // a copy of the call, which is what is judged and recorded
	relied Reliances // what the decision rests on

	gate  *Gate
	check *compiled // the check that is running
	next  int       // the place of the one to run next

	within *Pass // of a trial, the pass of the decision, which has the records

	// The earlier and the later of now and the call's start, in the parts that instants are
	// told apart by at the least cost.
	earlySecond, lateSecond int64
	earlyNano, lateNano     int

	findings []Finding // as they were reported
	order    []int     // the places of the findings, in the order of their rules
	until    time.Time // the earliest end of what the decision relies on
	second   int64     // that of until
	pins     []pin
}

// A pin holds the snapshot of a source that a decision has taken, and what was asked of it:
// most checks ask for the same two keys, the controller's and the product's.
type pin struct {
	source   Source
	snapshot Snapshot
	fresh    bool
	asked    int
	keys     [2]Key
	under    [2]any
}

// look makes a call, at an instant, what the pass shows.
func (p *Pass) look(call *Call, now time.Time) {
	p.call = *call // what is judged is what is recorded, whatever becomes of the caller's
	p.Call, p.Now = &p.call, now
	early, late := now, now
	if start := p.call.Start; start.After(now) {
		late = start
	} else if !start.IsZero() {
		early = start
	}
	p.earlySecond, p.earlyNano = early.Unix(), early.Nanosecond()
	p.lateSecond, p.lateNano = late.Unix(), late.Nanosecond()
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

// reportWords reports a fact that has one word of an enumeration, and should have another. It
// is rare, and kept out of the code that runs for every call, which is to fit the processor's
// cache of instructions.
//
//go:noinline
func (p *Pass) reportWords(rule RuleID, fact, found, expected string) {
	fault := Fault{Fact: fact, Found: Value{kind: valueText, text: found}}
	if expected != "" {
		fault.Expected = Value{kind: valueText, text: expected}
	}
	p.Report(rule, fault)
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

// inOrder returns a copy of the findings in the order of their rules; of one rule, as they were
// reported. It moves places rather than findings, which are large.
func (p *Pass) inOrder() []Finding {
	for i := range p.findings {
		at := len(p.order)
		for at > 0 && p.findings[p.order[at-1]].rank > p.findings[i].rank {
			at--
		}
		p.order = slices.Insert(p.order, at, i)
	}
	sorted := make([]Finding, len(p.findings))
	for i, place := range p.order {
		sorted[i] = p.findings[place]
	}
	return sorted
}

// Relies notes that the decision rests on a record, or on facts where the record is nil,
// and until when. The decision holds no longer than the earliest end, and
// [Decision.NextReviews] lists it under the given word. The zero time notes the record
// and sets no end. A check calls it for what makes it pass.
func (p *Pass) Relies(record *RecordRef, what phrase, until time.Time) {
	if s := until.Unix(); s != zeroSecond && (p.until.IsZero() || s <= p.second && until.Before(p.until)) {
		p.until, p.second = until, s
	}
	p.relied.add(record, string(what), until)
}

// Since reports whether t is given and not after now, nor after the call's start: what
// took effect at t is in effect for the call.
func (p *Pass) Since(t time.Time) bool {
	s := t.Unix()
	return zeroSecond < s && (s < p.earlySecond || s == p.earlySecond && t.Nanosecond() <= p.earlyNano)
}

// zeroSecond is the second of the zero Time.
const zeroSecond = -62135596800

// Until reports whether t is given and after now and after the call's start: what ends at
// t is still in effect for the call.
func (p *Pass) Until(t time.Time) bool {
	s := t.Unix()
	return s > p.lateSecond || s == p.lateSecond && t.Nanosecond() > p.lateNano
}

// Under returns what a source has under a key, in the snapshot that this decision has of it:
// the same one every time it is asked for. It returns nil where nothing is filed under the key,
// there is no snapshot, or it is older than the gate allows; then whatever is on record is unknown.
// Registers call it for the checks.
func (p *Pass) Under(source Source, key Key) any {
	var s *pin
	if len(p.pins) > 0 && p.pins[0].source == source { // most gates have one source
		s = &p.pins[0]
	} else {
		s = p.pinned(source)
	}
	if !s.fresh {
		return nil
	}
	for i := range s.asked {
		if s.keys[i] == key {
			return s.under[i]
		}
	}
	under := s.snapshot.Under(key)
	if s.asked < len(s.keys) {
		s.keys[s.asked], s.under[s.asked] = key, under
		s.asked++
	}
	return under
}

// pinned returns the pin of a source, and takes its snapshot where that has not been done.
func (p *Pass) pinned(source Source) *pin {
	for i := range p.pins {
		if p.pins[i].source == source {
			return &p.pins[i]
		}
	}
	if p.within != nil {
		p.pins = append(p.pins, *p.within.pinned(source))
		return &p.pins[len(p.pins)-1]
	}
	p.pins = append(p.pins, pin{source: source, snapshot: source.Snapshot()})
	taken := &p.pins[len(p.pins)-1]
	if taken.snapshot == nil {
		return taken
	}
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
	return taken
}

// reset makes the pass ready for reuse, and drops what it refers to, but for the copy of the
// call, which the next one overwrites. It clears what was used rather than all there is.
func (p *Pass) reset() {
	clear(p.findings)
	clear(p.pins)
	clear(p.relied.first[:p.relied.n])
	p.relied.n, p.relied.more = 0, nil
	p.findings, p.order, p.pins = p.findings[:0], p.order[:0], p.pins[:0]
	p.Call, p.gate, p.check, p.until = nil, nil, nil, time.Time{}
}
