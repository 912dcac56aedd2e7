package risk

import (
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
)

// Escalated returns the check that the controller has somebody on record to ask when
// information was shared inappropriately: a Caldicott Guardian, an IG lead or senior staff (U5).
// A nil register holds nothing.
func Escalated(controllers *register.Register[Controller]) *consult.Check {
	return &consult.Check{
		Name: "escalation",
		Doc:  "The controller has a contact on record for when information was shared inappropriately.",
		Rules: []consult.Rule{{
			ID: RuleEscalation, Clauses: []consult.ClauseID{"U5"}, Owner: consult.OwnerIGLead, Waivable: true, Overridable: true,
			Summary: "A Caldicott Guardian, an IG lead or a senior contact of the controller is on record.",
			Remedy:  "Record how staff reach the Caldicott Guardian, the IG lead or senior staff.",
			Patient: patientText,
		}},
		Run: func(p *consult.Pass) {
			c := controller(p, controllers)
			switch {
			case c == nil:
				p.Report(RuleEscalation, consult.Fault{Fact: "controller", Found: consult.Phrase("no record on file"), Expected: consult.Phrase("a contact")})
			case c.Record.Contacts == Contacts{}:
				p.Report(RuleEscalation, consult.Fault{Fact: "contacts", Found: consult.Phrase("none"), Expected: consult.Phrase("a contact"), Record: &c.Ref})
			default:
				p.Relies(&c.Ref, "contacts", time.Time{})
			}
		},
	}
}

// LowestSafe returns what [consult.Updated] asks for: the lowest safe versions of a
// product, from the controller's newest risk assessment on file, in effect or not yet.
func LowestSafe(assessments *register.Register[Assessment]) func(*consult.Pass) (consult.Lowest, *consult.RecordRef, bool) {
	return func(p *consult.Pass) (consult.Lowest, *consult.RecordRef, bool) {
		newest := register.Latest(assessments.OfCall(p), (*Assessment).assessed)
		if newest == nil {
			return consult.Lowest{}, nil, false
		}
		p.Relies(&newest.Ref, "lowest safe versions", time.Time{})
		return newest.Record.LowestSafe, &newest.Ref, true
	}
}

// Agreed returns what [consult.OwnOrganisation] asks for: whether the controller has an
// agreement on record with the given organisation.
func Agreed(controllers *register.Register[Controller]) func(*consult.Pass, consult.ODSCode) bool {
	return func(p *consult.Pass, organisation consult.ODSCode) bool {
		c := controller(p, controllers)
		if c == nil {
			return false
		}
		var longest *Agreement
		for i := range c.Record.Agreements {
			a := &c.Record.Agreements[i]
			if a.Organisation != organisation || a.Reference == "" || !a.Until.IsZero() && !p.Through(a.Until) {
				continue
			}
			if longest == nil || a.Until.IsZero() || !longest.Until.IsZero() && longest.Until.Before(a.Until) {
				longest = a
			}
		}
		if longest == nil {
			return false
		}
		p.Relies(&c.Ref, "agreement", longest.Until.End())
		return true
	}
}
