package dpia

import (
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
)

// Covered returns the check that the call is covered by DPIAs in force (D1 to D4), or by a
// screening that says with reasons that none is required.
//
// Of the DPIAs on file for the controller and product, those that stand are judged: those
// approved for the time of the call. Between them they cover the call axis by axis. As few
// of them count as cover as much of it as all do: those with faults are left out first,
// then those that end first, so that the faults of a DPIA that the call has no need of
// count for nothing. The faults of those that count are reported, and what none covers.
//
// Where no DPIA stands, the newest on file says why. Screenings count where no DPIA is on
// file; of several the newest in effect. A nil register holds nothing.
func Covered(dpias *register.Register[Record], screenings *register.Register[Screening]) *consult.Check {
	return &consult.Check{
		Name:  "dpia",
		Doc:   "The processing of the call is covered by DPIAs in force, or by a reasoned decision that none is required.",
		Rules: rules(),
		Run: func(p *consult.Pass) {
			if on := dpias.OfCall(p); len(on) > 0 {
				judge(p, on)
			} else {
				screened(p, screenings.OfCall(p))
			}
		},
	}
}

// screened judges a call for which no DPIA is on file.
func screened(p *consult.Pass, on []*consult.Filed[Screening]) {
	if len(on) == 0 {
		p.Report(RuleDecided, consult.Fault{Fact: "dpia", Found: consult.Phrase("none on file"), Expected: consult.Phrase("a DPIA, or a screening")})
		return
	}
	s, replaced := register.Newest(p, on, (*Screening).effect)
	if s == nil {
		s = register.Latest(on, func(s *Screening) time.Time { return s.Decided })
	}
	if fault, ok := s.Record.exempts(p); !ok {
		fault.Record = &s.Ref
		p.Report(RuleDecided, fault)
		return
	}
	only := [1]candidate{{scope: &s.Record.Scope, kept: true}}
	if g := uncovered(p.Call, only[:]); !g.empty() {
		g.report(p, only[:], &s.Ref)
	}
	p.Relies(&s.Ref, "review", s.Record.ReviewDue.End())
	if !replaced.IsZero() {
		p.Relies(&s.Ref, "newer screening", replaced)
	}
}

// judge judges a call by the DPIAs on file for its controller and product.
func judge(p *consult.Pass, on []*consult.Filed[Record]) {
	if len(on) == 1 && on[0].Record.approved(p) {
		judgeOne(p, on[0])
		return
	}
	var few [4]candidate
	standing := few[:0]
	for _, f := range on {
		if f.Record.approved(p) {
			standing = append(standing, candidate{filed: f, scope: &f.Record.Scope, kept: true})
		}
	}
	if len(standing) == 0 {
		newest := register.Latest(on, (*Record).approvedAt)
		fault := newest.Record.unapproved(p)
		fault.Record = &newest.Ref
		p.Report(RuleApproved, fault)
		return
	}
	g := uncovered(p.Call, standing)
	if len(standing) > 1 {
		reduce(p, standing, &g)
	}
	var newest *consult.Filed[Record]
	for i := range standing {
		c := &standing[i]
		if !c.kept {
			continue
		}
		c.filed.Record.report(p, &c.filed.Ref)
		if newest == nil || !c.filed.Record.Approval.At.Before(newest.Record.Approval.At) {
			newest = c.filed
		}
	}
	if !g.empty() {
		g.report(p, standing, &newest.Ref)
	}
}

// judgeOne judges a call by the one DPIA on file, which stands. It is what judge comes to then, at
// less cost: for most calls there is one.
func judgeOne(p *consult.Pass, f *consult.Filed[Record]) {
	f.Record.report(p, &f.Ref)
	only := [1]candidate{{filed: f, scope: &f.Record.Scope, kept: true}}
	if g := uncovered(p.Call, only[:]); !g.empty() {
		g.report(p, only[:], &f.Ref)
	}
}

// A candidate is what may cover a call: a DPIA that stands, or a screening.
type candidate struct {
	filed *consult.Filed[Record] // nil for a screening
	scope *Scope
	kept  bool // whether it counts

	// where there are several
	worst severity  // of its faults
	ends  time.Time // when it gets a further one
	tried bool      // whether it was tried to do without it
}

// reduce leaves out the candidates that the others make up for: trying those with the worst
// faults first, then those that end first, it leaves out each without which the gap is no
// wider. One remains.
func reduce(p *consult.Pass, standing []candidate, g *gap) {
	for i := range standing {
		c := &standing[i]
		c.worst, c.ends = c.filed.Record.weigh(p)
	}
	for left := len(standing); left > 1; {
		var next *candidate
		for i := range standing {
			if c := &standing[i]; !c.tried && (next == nil || c.before(next)) {
				next = c
			}
		}
		if next == nil {
			return
		}
		next.tried, next.kept = true, false
		if uncovered(p.Call, standing) == *g {
			left--
		} else {
			next.kept = true
		}
	}
}

// before reports whether a call should rather do without c than without d.
func (c *candidate) before(d *candidate) bool {
	if c.worst != d.worst {
		return c.worst > d.worst
	}
	return c.ends.Before(d.ends)
}
