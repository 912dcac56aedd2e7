package consult

import "time"

// Rules of the gate itself.
const (
	CallIdentified RuleID = "call.identified"
	FactsFresh     RuleID = "facts.fresh"
	CheckSound     RuleID = "check.sound"
)

const patientTrouble = "This call cannot start because of a technical problem. Your care team will contact you."

// Identified returns the check that the call says which it is, and that its facts come from
// somewhere and are fresh. Every gate runs it, whether it is among the gate's checks or not.
//
// Facts that have no source or time, are from the future, or were observed longer ago than
// the gate allows are unknown as a group, and the whole group is reported once, under
// facts.fresh: one fault, one fix. The other rules judge the values that the group holds.
func Identified() *Check {
	return &Check{
		Name: "call",
		Doc:  "The call says which it is, and its facts come from a source and are fresh.",
		Rules: []Rule{
			{
				ID: CallIdentified, Clauses: []ClauseID{"I1"}, Owner: OwnerPlatform,
				Summary: "The call has an id, a controller, a product, a purpose and a start, each well formed.",
				Remedy:  "Give the call its id, the controller's ODS code, the product, the purpose and the planned start before asking.",
				Patient: patientTrouble,
			},
			{
				ID: FactsFresh, Clauses: []ClauseID{"I1"}, Owner: OwnerPlatform, Overridable: true,
				Summary: "Every group of facts has a source and a time no longer ago than the gate allows, and so have the records.",
				Remedy:  "Read the facts again from their source, with the source and the time, right before asking; see that the records are being reloaded.",
				Patient: patientTrouble,
			},
			{
				ID: CheckSound, Clauses: []ClauseID{"I1"}, Owner: OwnerPlatform,
				Summary: "Every check of the gate runs to its end and reports only the rules that it declares.",
				Remedy:  "Mend the check that is named, or remove it from the gate: it panicked, or reported a rule that it does not declare.",
				Patient: patientTrouble,
			},
		},
		Run: func(p *Pass) {
			c := p.Call
			if !c.ID.Valid() {
				reportCode(p, "id", c.ID)
			}
			if !c.Controller.Valid() {
				reportCode(p, "controller", c.Controller)
			}
			if !c.Product.ID.Valid() {
				reportCode(p, "product.id", c.Product.ID)
			}
			if c.Purpose != Consultation && c.Purpose != Colleagues {
				p.reportWords(CallIdentified, "purpose", c.Purpose.String(), "")
			}
			if c.Start.IsZero() {
				p.reportWords(CallIdentified, "start", "missing", "")
			}

			f := freshness{now: moment(p.Now), stale: moment(p.Now).before(p.gate.maxFactAge)}
			f.judge(p, "initiator", &c.Initiator.Observed)
			f.judge(p, "room", &c.Room.Observed)
			f.judge(p, "device", &c.Device.Observed)
			f.judge(p, "client", &c.Client.Observed)
			f.judge(p, "data", &c.Data.Observed)
			if f.oldest != nil {
				p.Relies(nil, "facts", f.oldest.At.Add(p.gate.maxFactAge))
			}
		},
	}
}

// freshness is the judging of the groups of facts by their age.
type freshness struct {
	now, stale instant   // fresh is after stale and not after now
	oldest     *Observed // of the groups that are fresh
	from       instant   // when it was observed
}

// judge reports a group of facts that is not fresh.
func (f *freshness) judge(p *Pass, group string, o *Observed) {
	at := moment(o.At)
	if !f.stale.less(at) || f.now.less(at) || !o.Source.Valid() {
		reportStale(p, group, o)
		return
	}
	if f.oldest == nil || at.less(f.from) {
		f.oldest, f.from = o, at
	}
}

// An instant is a time.Time in the parts that instants are told apart by, which takes less time
// than with the methods of time.Time: a decision does so dozens of times.
type instant struct {
	second int64 // since 1970
	nano   int
}

func moment(t time.Time) instant { return instant{t.Unix(), t.Nanosecond()} }

func (i instant) less(j instant) bool {
	return i.second < j.second || i.second == j.second && i.nano < j.nano
}

// before returns the instant that is earlier by d, which is not negative.
func (i instant) before(d time.Duration) instant {
	i.second -= int64(d / time.Second)
	if i.nano -= int(d % time.Second); i.nano < 0 {
		i.second, i.nano = i.second-1, i.nano+int(time.Second)
	}
	return i
}

// reportCode is rare; see [Pass.reportWords].
//
//go:noinline
func reportCode[C code](p *Pass, fact string, c C) {
	p.Report(CallIdentified, Fault{Fact: fact, Found: CodeValue(c)})
}

// reportStale is rare; see [Pass.reportWords].
//
//go:noinline
func reportStale(p *Pass, group string, o *Observed) {
	switch {
	case !o.Source.Valid():
		p.Report(FactsFresh, Fault{Fact: group, Found: Phrase("no source"), Expected: Phrase("who established the facts")})
	case o.At.IsZero():
		p.Report(FactsFresh, Fault{Fact: group, Found: Phrase("no time"), Expected: Phrase("when the facts were established")})
	case o.At.After(p.Now):
		p.Report(FactsFresh, Fault{Fact: group, Found: Phrase("from the future")})
	default:
		p.Report(FactsFresh, Fault{Fact: group, Found: TimeValue(o.At), Expected: Phrase("fresher facts")})
	}
}
