package consulttest

import (
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// A RecordsChange is a named change of the ready-made records. It changes the first record of its
// kind, which is the one that [Call] is judged by. Any function of the type is one.
type RecordsChange func(*Records)

// NoDPIA takes DPIAs and screenings off file. It breaks dpia.decided.
func NoDPIA(r *Records) { r.DPIAs, r.Screenings = nil, nil }

// DPIAWithdrawn withdraws the DPIA. It breaks dpia.approved.
func DPIAWithdrawn(r *Records) { r.DPIAs[0].Approval.Status = dpia.Withdrawn }

// DPIAOverruled has the DPO's advice overruled without reasons. It breaks dpia.approved.
func DPIAOverruled(r *Records) { r.DPIAs[0].Approval.Advice = dpia.Overruled }

// DPIAIncomplete takes the necessity out of the DPIA. It breaks dpia.complete.
func DPIAIncomplete(r *Records) { r.DPIAs[0].Necessity = "" }

// DPIAMitigationOverdue has a planned measure due the day before [Now]. It breaks dpia.complete.
func DPIAMitigationOverdue(r *Records) {
	for i := range r.DPIAs[0].Mitigations {
		if m := &r.DPIAs[0].Mitigations[i]; m.State == dpia.Planned {
			m.Due = yesterday
		}
	}
}

// DPIAOverdue has the review of the DPIA due the day before [Now]. It breaks dpia.current.
func DPIAOverdue(r *Records) { r.DPIAs[0].ReviewDue = yesterday }

// DPIAOutrun has the processing changed since the approval without the DPIA being reviewed for it.
// It breaks dpia.current.
func DPIAOutrun(r *Records) {
	r.DPIAs[0].Changes = append(r.DPIAs[0].Changes, dpia.Change{On: yesterday, Assessed: consult.No})
}

// DPIANarrow takes health data out of the scope of the DPIA. It breaks dpia.covers.
func DPIANarrow(r *Records) {
	s := &r.DPIAs[0].Scope
	s.Categories = s.Categories.Minus(consult.SetOf(consult.HealthData))
}

// ResidualRiskHigh leaves a high residual risk that the regulator was not consulted on. It breaks
// dpia.residual.
func ResidualRiskHigh(r *Records) { r.DPIAs[0].Residual = dpia.High }

// NoAssessment takes risk assessments off file. It breaks risk.assessed, and client.updated, since no
// version is known to be safe.
func NoAssessment(r *Records) { r.Assessments = nil }

// AssessmentByOthers has [Partner] make the assessment, and nobody adopt it. It breaks risk.own.
func AssessmentByOthers(r *Records) { r.Assessments[0].AssessedBy = Partner }

// AssessmentOfPrivacy has the assessment look at privacy only. It breaks risk.whole.
func AssessmentOfPrivacy(r *Records) { r.Assessments[0].Kinds = consult.SetOf(risk.Privacy) }

// AssessmentUnanswered has the assessment not say which enhanced options there are. It breaks
// risk.considered.
func AssessmentUnanswered(r *Records) { r.Assessments[0].Considered.Enhanced = "" }

// AssessmentOverdue has the review of the assessment due the day before [Now]. It breaks risk.current.
func AssessmentOverdue(r *Records) { r.Assessments[0].ReviewDue = yesterday }

// RiskNotAccepted leaves a risk over the appetite that nobody accepted. It breaks risk.tolerable.
func RiskNotAccepted(r *Records) {
	for i := range r.Assessments[0].Risks {
		r.Assessments[0].Risks[i].Accepted = risk.Acceptance{}
	}
}

// AssessedStronger has the assessment rest on encryption between the participants. It breaks risk.drift.
func AssessedStronger(r *Records) {
	r.Assessments[0].Considered.Encryption = consult.EncryptionEndToEnd
}

// NoReference has the assessment cite no guidance. It breaks risk.reference, which is advice.
func NoReference(r *Records) { r.Assessments[0].References = consult.SetOf[risk.Reference]() }

// AssessedFreer has the assessment accept that participants record. It breaks nothing, and keeps
// [RecordedByParticipants] from being drift.
func AssessedFreer(r *Records) {
	r.Assessments[0].Considered.Recording = consult.AuthorityParticipants
}

// AssessedWeaker has the assessment accept that nothing is encrypted. It breaks nothing, and keeps
// [NotEncrypted] from being drift.
func AssessedWeaker(r *Records) { r.Assessments[0].Considered.Encryption = consult.EncryptionNone }

// NoProcurement takes procurement records off file. It breaks procurement.route.
func NoProcurement(r *Records) { r.Procurements = nil }

// WrongRoute has a practice buy by a route of its own. It breaks procurement.route.
func WrongRoute(r *Records) { r.Procurements[0].Route = risk.OwnRoute }

// NoDTAC takes the assessment against DTAC away. It breaks procurement.threshold.
func NoDTAC(r *Records) { r.Procurements[0].DTAC = risk.DTAC{} }

// NoContract takes the contract with a processor away. It breaks procurement.contract.
func NoContract(r *Records) { r.Procurements[0].Contract = risk.Contract{} }

// FreeWithoutTerms makes the product free, without a service level. It breaks procurement.recourse,
// which is advice.
func FreeWithoutTerms(r *Records) {
	r.Procurements[0].Free, r.Procurements[0].ServiceLevel = consult.Yes, ""
}

// NoContact takes the escalation contacts away. It breaks escalation.known.
func NoContact(r *Records) { r.Controllers[0].Contacts = risk.Contacts{} }

// NoNotice takes privacy notices off file. It breaks notice.published.
func NoNotice(r *Records) { r.Notices = nil }

// NoticeWithdrawn has the notice withdrawn an hour before [Now]. It breaks notice.published.
func NoticeWithdrawn(r *Records) { r.Notices[0].Withdrawn = Now.Add(-hour) }

// NoticeSilent has the notice not say when video may be offered. It breaks notice.offer.
func NoticeSilent(r *Records) { r.Notices[0].Offer = "" }

// ThirdPartyNotNamed takes the third parties out of the notice. It breaks notice.product.
func ThirdPartyNotNamed(r *Records) { r.Notices[0].ThirdParties = consult.Products{} }

// NoSecureUse takes the guidance on secure use out of the notice. It breaks notice.secure-use.
func NoSecureUse(r *Records) { r.Notices[0].Products[0].SecureUse = "" }

// OverseasNotNamed takes the countries overseas out of the notice. It breaks notice.overseas.
func OverseasNotNamed(r *Records) { r.Notices[0].Overseas = nil }

// NoticeAltered has another text published than was approved. It breaks notice.current.
func NoticeAltered(r *Records) {
	r.Notices[0].PublishedHash = notice.HashOf([]byte("another synthetic notice"))
}

// NoticeOverdue has the review of the notice due the day before [Now]. It breaks notice.current.
func NoticeOverdue(r *Records) { r.Notices[0].ReviewDue = yesterday }
