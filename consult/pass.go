package consult

import "time"

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

	early, late instant // the earlier and the later of now and the call's start

	findings []reported // in the order in which they were
	order    []int      // the places of the findings, in the order of their rules
	until    time.Time  // the earliest end of what the decision relies on
	second   int64      // that of until
	pins     []pin
}

// A pin holds the snapshot of a source that a decision has taken, and what it has under the key of
// the call, once that was asked for.
type pin struct {
	source   Source
	snapshot Snapshot
	fresh    bool
	asked    bool
	under    any
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
	p.early, p.late = moment(early), moment(late)
}

// Report reports that a rule of the check is broken. The same rule may be reported for
// several facts; the same fault twice counts once. A rule that the check does not declare is
// reported as check.sound instead.
func (p *Pass) Report(rule RuleID, fault Fault) {
	for i := range p.check.rules {
		if r := &p.check.rules[i]; r.ID == rule {
			p.add(r, &fault)
			return
		}
	}
	p.add(p.gate.sound, &Fault{Fact: p.check.name, Found: Phrase("reported a rule that it does not declare")})
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

func (p *Pass) add(r *rankedRule, fault *Fault) {
	if len(fault.Fact) > 64 || !within(fault.Fact, inFact) {
		fault.Fact = "malformed"
	}
	for i := range p.findings {
		if f := &p.findings[i]; f.rule.rank == r.rank && f.fault.Fact == fault.Fact && f.fault.Record == fault.Record {
			return
		}
	}
	effect := Refuses
	if r.Advice {
		effect = Advises
	}
	p.findings = append(p.findings, reported{r, *fault, effect, nil})
}

// reported is a finding before it is one: it does not copy its rule, which is large.
type reported struct {
	rule   *rankedRule
	fault  Fault
	effect Effect
	waiver *RecordRef
}

// inOrder returns the findings in the order of their rules; of one rule, as they were reported. It
// moves places rather than findings.
func (p *Pass) inOrder() []Finding {
	for i := range p.findings { // they come nearly in order
		p.order = append(p.order, i)
		for at := i; at > 0 && p.findings[p.order[at-1]].rule.rank > p.findings[i].rule.rank; at-- {
			p.order[at], p.order[at-1] = p.order[at-1], i
		}
	}
	sorted := make([]Finding, len(p.findings))
	for i, place := range p.order {
		f := &p.findings[place]
		to := &sorted[i] // written in place
		to.Rule, to.Fault, to.Effect, to.Waiver = f.rule.Rule, f.fault, f.effect, f.waiver
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
	return zeroSecond < s && (s < p.early.second || s == p.early.second && t.Nanosecond() <= p.early.nano)
}

// zeroSecond is the second of the zero Time.
const zeroSecond = -62135596800

// Until reports whether t is given and after now and after the call's start: what ends at
// t is still in effect for the call.
func (p *Pass) Until(t time.Time) bool {
	s := t.Unix()
	return s > p.late.second || s == p.late.second && t.Nanosecond() > p.late.nano
}

// From reports whether a day is given and has begun, now and at the call's start: it is Since of
// the day's start, in less time.
func (p *Pass) From(d Date) bool {
	return d.day != 0 && int64(d.day-1)*daySeconds <= p.early.second // which has no fraction that counts
}

// Through reports whether a day is given and is not over, now and at the call's start: it is Until
// of the day's end, in less time.
func (p *Pass) Through(d Date) bool { return d.day != 0 && int64(d.day)*daySeconds > p.late.second }

// Under returns what a source has under a key, in the snapshot that this decision has of it:
// the same one every time it is asked for. It returns nil where nothing is filed under the key,
// there is no snapshot, or it is older than the gate allows; then whatever is on record is unknown.
// Registers call it for the checks.
func (p *Pass) Under(source Source, key Key) any {
	if s := p.pinned(source); s.fresh {
		return s.snapshot.Under(key)
	}
	return nil
}

// UnderCall is Under for the key of the call, which most checks ask for: the source is asked once.
func (p *Pass) UnderCall(source Source) any {
	var s *pin
	if len(p.pins) > 0 && p.pins[0].source == source { // most gates have one source
		s = &p.pins[0]
	} else {
		s = p.pinned(source)
	}
	if s.fresh && !s.asked {
		s.asked, s.under = true, s.snapshot.Under(p.Call.Key())
	}
	return s.under
}

// pinned returns the pin of a source, and takes its snapshot where that has not been done.
func (p *Pass) pinned(source Source) *pin {
	for i := range p.pins {
		if p.pins[i].source == source {
			return &p.pins[i]
		}
	}
	if p.within != nil {
		of := *p.within.pinned(source)
		of.asked, of.under = false, nil // the call on trial may have another key
		p.pins = append(p.pins, of)
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
		p.add(p.gate.fresh, &Fault{Fact: "records", Found: TimeValue(asOf), Expected: Phrase("records read again since")})
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
