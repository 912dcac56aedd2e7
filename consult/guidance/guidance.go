package guidance

import (
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// Records are the registers that the whole suite judges calls by. A nil register holds
// nothing, and what is not on file refuses.
type Records struct {
	Controllers  *register.Register[risk.Controller]  // kinds of organisation, contacts, appetite, agreements
	DPIAs        *register.Register[dpia.Record]      // data protection impact assessments
	Screenings   *register.Register[dpia.Screening]   // whether a DPIA is required
	Assessments  *register.Register[risk.Assessment]  // local risk assessments
	Procurements *register.Register[risk.Procurement] // how products were procured
	Notices      *register.Register[notice.Record]    // privacy notices
	Waivers      *register.Register[consult.Waiver]   // for Options.Waivers of the gate
}

// NewRecords returns a register of each kind in the set, empty: to be filled together, from a
// database for example, by [register.Register.Put] into a snapshot that is then swapped in.
func NewRecords(set *register.Set) *Records {
	return &Records{
		Controllers:  register.New[risk.Controller](set, KindController),
		DPIAs:        register.New[dpia.Record](set, KindDPIA),
		Screenings:   register.New[dpia.Screening](set, KindScreening),
		Assessments:  register.New[risk.Assessment](set, KindAssessment),
		Procurements: register.New[risk.Procurement](set, KindProcurement),
		Notices:      register.New[notice.Record](set, KindNotice),
		Waivers:      register.New[consult.Waiver](set, KindWaiver),
	}
}

// Checks returns the checks of the whole suite: every rule of the guidance's edition of
// 11 May 2026. Waivers are not a check; they go into [consult.Options].
func Checks(records *Records) []*consult.Check {
	return []*consult.Check{
		consult.Identified(),
		consult.ProviderInitiated(),
		consult.OwnOrganisation(risk.Agreed(records.Controllers)),
		consult.NotRecordedByDefault(),
		consult.Encrypted(),
		consult.Private(),
		consult.Admitted(),
		consult.Protected(),
		consult.Updated(risk.LowestSafe(records.Assessments)),
		dpia.Covered(records.DPIAs, records.Screenings),
		risk.Assessed(records.Assessments, records.Controllers),
		risk.Procured(records.Procurements, records.Controllers),
		risk.Escalated(records.Controllers),
		notice.Disclosed(records.Notices),
	}
}

// Kinds are the names of the kinds of record, as documents have them in their member "kind".
const (
	KindController  = "controller"
	KindDPIA        = "dpia"
	KindScreening   = "dpia-screening"
	KindAssessment  = "risk-assessment"
	KindProcurement = "procurement"
	KindNotice      = "privacy-notice"
	KindWaiver      = "waiver"
)
