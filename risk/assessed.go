package risk

import (
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
)

// Assessed returns the check that the call rests on a local risk assessment (S1, R1 to R4):
// the controller's own, whole, current, tolerable, and of the call as it really runs.
//
// Of several assessments of a controller and product the newest in effect counts. The
// controllers on file say which residual risk is tolerable. A nil register holds nothing.
func Assessed(assessments *register.Register[Assessment], controllers *register.Register[Controller]) *consult.Check {
	return &consult.Check{
		Name:  "risk",
		Doc:   "The call rests on the controller's own risk assessment of the product, and runs as it was assessed.",
		Rules: assessmentRules(),
		Run: func(p *consult.Pass) {
			on := assessments.OfCall(p)
			f, replaced := register.Newest(p, on, (*Assessment).effect)
			switch {
			case len(on) == 0:
				p.Report(RuleAssessed, consult.Fault{Fact: "assessment", Found: consult.Phrase("none on file"), Expected: consult.Phrase("one of this product")})
				return
			case f == nil:
				f = register.Latest(on, (*Assessment).assessed)
				p.Report(RuleAssessed, consult.Fault{Fact: "assessed", Found: consult.TimeValue(f.Record.Assessed), Expected: consult.Phrase("an instant before the call"), Record: &f.Ref})
				return
			}
			j := judgement{p, &f.Record, &f.Ref}
			if !replaced.IsZero() {
				p.Relies(j.ref, "newer assessment", replaced)
			}
			j.own()
			j.whole()
			j.considered()
			j.current()
			j.tolerable(controllers)
			j.drift()
			if j.a.References.Empty() {
				j.report(RuleReference, consult.Fault{Fact: "references", Found: consult.Phrase("none"), Expected: consult.Phrase("national guidance")})
			}
		},
	}
}

func (a *Assessment) effect() (from, until time.Time) { return a.Assessed, time.Time{} }

func (a *Assessment) assessed() time.Time { return a.Assessed }

// controller returns the record of the call's controller, or nil.
func controller(p *consult.Pass, controllers *register.Register[Controller]) *consult.Filed[Controller] {
	if on := controllers.OfController(p); len(on) > 0 {
		return on[0]
	}
	return nil
}

// judgement is the judging of one call by one assessment.
type judgement struct {
	p   *consult.Pass
	a   *Assessment
	ref *consult.RecordRef
}

func (j *judgement) report(rule consult.RuleID, fault consult.Fault) {
	fault.Record = j.ref
	j.p.Report(rule, fault)
}

func (j *judgement) own() {
	switch {
	case j.a.AssessedBy != "" && j.a.AssessedBy == j.a.Controller, j.p.Since(j.a.Adopted):
	case !j.a.Adopted.IsZero():
		j.report(RuleOwn, consult.Fault{Fact: "adopted", Found: consult.TimeValue(j.a.Adopted), Expected: consult.Phrase("an instant before the call")})
	default:
		j.report(RuleOwn, consult.Fault{Fact: "assessed_by", Found: consult.CodeValue(j.a.AssessedBy), Expected: consult.Phrase("the controller, or its adoption")})
	}
}

// all but privacy, which the DPIA looks at
const whole = consult.Set[Kind](1<<ClinicalSafety | 1<<Security | 1<<Operation)

func (j *judgement) whole() {
	if missing := whole.Minus(j.a.Kinds); !missing.Empty() {
		j.report(RuleWhole, consult.Fault{Fact: "kinds", Found: consult.Phrase("not assessed"), Expected: consult.SetValue(missing)})
	}
}

func (j *judgement) considered() {
	c := &j.a.Considered
	_, known := c.SendsData.Known()
	j.answered(known, "considered.sends_data")
	j.answered(c.Encryption != consult.EncryptionUnknown, "considered.encryption")
	j.answered(c.Recording != consult.AuthorityUnknown, "considered.recording")
	j.answered(c.OwnSoftware != "", "considered.own_software")
	j.answered(c.Enhanced != "", "considered.enhanced")
}

func (j *judgement) answered(answered bool, fact string) {
	if !answered {
		j.reportUnanswered(fact)
	}
}

// reportUnanswered is rare. It is kept out of the code that runs for every call, which is to
// fit the processor's cache of instructions.
//
//go:noinline
func (j *judgement) reportUnanswered(fact string) {
	j.report(RuleConsidered, consult.Fault{Fact: fact, Found: consult.Phrase("no answer"), Expected: consult.Phrase("an answer")})
}

func (j *judgement) current() {
	if j.p.Through(j.a.ReviewDue) {
		j.p.Relies(j.ref, "review", j.a.ReviewDue.End())
	} else {
		j.report(RuleCurrent, consult.Fault{Fact: "review_due", Found: consult.DateValue(j.a.ReviewDue), Expected: consult.Phrase("a day to come")})
	}
	if product := &j.p.Call.Product; !product.In(j.a.Versions) {
		j.report(RuleCurrent, consult.Fault{Fact: "versions", Found: consult.VersionValue(product.Version), Expected: consult.Phrase("a version that was assessed")})
	}
}

// tolerable reports the risks that are over the appetite and not accepted.
func (j *judgement) tolerable(controllers *register.Register[Controller]) {
	if len(j.a.Risks) == 0 {
		return
	}
	c := controller(j.p, controllers)
	if c != nil {
		j.p.Relies(&c.Ref, "risk appetite", time.Time{})
	}
	for i := range j.a.Risks {
		r := &j.a.Risks[i]
		score, rated := r.Residual.Score()
		highest, stated := 0, false
		if c != nil {
			highest, stated = c.Record.highest(r.Residual.Scheme)
		}
		switch {
		case !rated:
			j.report(RuleTolerable, consult.Fault{Fact: "risks.residual", Found: consult.Phrase("no rating"), Expected: consult.Phrase("a rating of its scheme")})
		case stated && score <= highest:
		case !r.Accepted.holds(j.p):
			expected := consult.Phrase("an appetite stated in this scheme, or acceptance")
			if stated {
				expected = consult.NumberValue(highest)
			}
			j.report(RuleTolerable, consult.Fault{Fact: overAppetite[r.Residual.Scheme], Found: consult.NumberValue(score), Expected: expected})
		case !r.Accepted.Until.IsZero():
			j.p.Relies(j.ref, "acceptance of a risk", r.Accepted.Until.End())
		}
	}
}

// overAppetite are the facts of a risk over the appetite, by the scheme it is rated in.
var overAppetite = [...]string{
	NPSA5x5: "risks.residual.npsa-5x5", DCB0129: "risks.residual.dcb0129", ICO3x3: "risks.residual.ico-3x3",
}

// highest returns the highest score in a scheme that the controller accepts, and whether it
// states one. Of several limits in one scheme the lowest counts.
func (c *Controller) highest(s Scheme) (highest int, stated bool) {
	for _, limit := range c.Appetite {
		if limit.Scheme == s && limit.valid() && (!stated || limit.Highest < highest) {
			highest, stated = limit.Highest, true
		}
	}
	return highest, stated
}

func (a *Acceptance) holds(p *consult.Pass) bool {
	return a.By != "" && p.Since(a.At) && (a.Until.IsZero() || p.Through(a.Until))
}

// drift reports where the call runs otherwise than it was assessed. What the assessment
// does not say is reported as not considered.
func (j *judgement) drift() {
	c, room, data := &j.a.Considered, &j.p.Call.Room, &j.p.Call.Data
	if assessed, known := c.SendsData.Known(); known {
		access, accessKnown := data.Access.Known()
		storage, storageKnown := data.Storage.Known()
		j.goes("data.access", access, accessKnown, assessed)
		j.goes("data.storage", storage, storageKnown, assessed)
	}
	if c.Encryption != consult.EncryptionUnknown && room.Encryption < c.Encryption {
		j.report(RuleDrift, consult.Fault{Fact: "room.encryption", Found: consult.EnumValue(room.Encryption), Expected: consult.EnumValue(c.Encryption)})
	}
	if c.Recording != consult.AuthorityUnknown && (room.RecordingAuthority == consult.AuthorityUnknown || room.RecordingAuthority > c.Recording) {
		j.report(RuleDrift, consult.Fault{Fact: "room.recording_authority", Found: consult.EnumValue(room.RecordingAuthority), Expected: consult.EnumValue(c.Recording)})
	}
}

func (j *judgement) goes(fact string, to consult.Countries, known bool, assessed consult.Countries) {
	switch outside := to.Minus(assessed); {
	case !known:
		j.report(RuleDrift, consult.Fault{Fact: fact, Found: consult.Phrase("unknown"), Expected: consult.CountriesValue(assessed)})
	case !outside.Empty():
		j.report(RuleDrift, consult.Fault{Fact: fact, Found: consult.CountriesValue(outside), Expected: consult.CountriesValue(assessed)})
	}
}
