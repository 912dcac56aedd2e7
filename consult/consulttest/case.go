package consulttest

import (
	"time"

	"github.com/preconsult/preconsult/consult"
)

const hour = time.Hour

var yesterday = consult.DateAt(Now.AddDate(0, 0, -1))

// A Case is a change of the ready-made world, with what comes of it.
type Case struct {
	// Why says in words what is otherwise.
	Why string
	// Want are the rules that are broken, advice included, and no others are. Of the library's own
	// cases the first is what the case is about, and the others cannot be kept beside it.
	Want []consult.RuleID
	// Call and Records change [Call] and [OnFile]; either may be nil.
	Call    CallChange
	Records RecordsChange
}

// Breaches returns a case that breaks it for every rule of the suite, and more than one where there
// are several ways. A gate refuses each, but for those of rules that are advice. The rule check.sound
// has none: it is broken by checks and not by calls.
func Breaches() []Case {
	return []Case{
		{"anyone with the link walks in", rules("admission.controlled"), OpenLink, nil},
		{"the call has no id", rules("call.identified"), Unidentified, nil},
		{"the client is not updated", rules("client.updated"), OutdatedClient, nil},
		{"the device is personal and not managed", rules("device.protected"), OnUnmanagedDevice, nil},
		{"the DPIA was withdrawn", rules("dpia.approved"), nil, DPIAWithdrawn},
		{"the DPO's advice was overruled without reasons", rules("dpia.approved"), nil, DPIAOverruled},
		{"the DPIA does not say why the processing is necessary", rules("dpia.complete"), nil, DPIAIncomplete},
		{"a mitigation is overdue", rules("dpia.complete"), nil, DPIAMitigationOverdue},
		{"data are processed that no DPIA covers", rules("dpia.covers"), MoreData, nil},
		{"the DPIA does not cover health data", rules("dpia.covers"), nil, DPIANarrow},
		{"the DPIA is overdue for review", rules("dpia.current"), nil, DPIAOverdue},
		{"the processing changed since the DPIA", rules("dpia.current"), nil, DPIAOutrun},
		{"there is no DPIA", rules("dpia.decided"), nil, NoDPIA},
		{"the residual risk is high", rules("dpia.residual"), nil, ResidualRiskHigh},
		{"the server captures what is said to be encrypted end to end", rules("encryption.consistent"), EndToEndWithCapture, nil},
		{"the call is not encrypted", rules("encryption.known"), NotEncrypted, AssessedWeaker},
		{"nobody is known to ask", rules("escalation.known"), nil, NoContact},
		{"the facts are an hour old", rules("facts.fresh"), Stale, nil},
		{"the facts come from nowhere", rules("facts.fresh"), Unsourced, nil},
		{"the initiator is not signed in", rules("initiator.known"), NotVerified, nil},
		{"the initiator is of another organisation", rules("initiator.organisation"), FromElsewhere, nil},
		{"a patient starts the call", rules("initiator.provider"), ByPatient, nil},
		{"a carer starts the call", rules("initiator.provider"), ByCarer, nil},
		{"a machine starts the call", rules("initiator.provider"), ByMachine, nil},
		{"the notice is overdue for review", rules("notice.current"), nil, NoticeOverdue},
		{"the notice is not the one approved", rules("notice.current"), nil, NoticeAltered},
		{"the notice does not say when video may be offered", rules("notice.offer"), nil, NoticeSilent},
		{"the notice does not name a country overseas", rules("notice.overseas"), nil, OverseasNotNamed},
		{"the notice does not name a third party", rules("notice.product"), nil, ThirdPartyNotNamed},
		{"there is no notice", rules("notice.published"), nil, NoNotice},
		{"the notice was withdrawn", rules("notice.published"), nil, NoticeWithdrawn},
		{"the notice gives no guidance on secure use", rules("notice.secure-use"), nil, NoSecureUse},
		{"there is no contract with the processor", rules("procurement.contract"), nil, NoContract},
		{"the product is free, without a service level", rules("procurement.recourse"), nil, FreeWithoutTerms},
		{"there is no procurement record", rules("procurement.route"), nil, NoProcurement},
		{"a practice bought by a route of its own", rules("procurement.route"), nil, WrongRoute},
		{"the product was not assessed against DTAC", rules("procurement.threshold"), nil, NoDTAC},
		{"participants may record", rules("recording.authority"), RecordedByParticipants, AssessedFreer},
		{"recording starts by itself", rules("recording.default"), RecordingOn, nil},
		{"media are stored before anybody asks", rules("recording.default"), RecordingBuffered, nil},
		{"there is no risk assessment", rules("risk.assessed", "client.updated"), nil, NoAssessment},
		{"the risk assessment leaves a question open", rules("risk.considered"), nil, AssessmentUnanswered},
		{"the risk assessment is overdue for review", rules("risk.current"), nil, AssessmentOverdue},
		{"the version in use was not assessed", rules("risk.current", "procurement.threshold"), OtherVersion, nil},
		{"the call is encrypted less than was assessed", rules("risk.drift"), nil, AssessedStronger},
		{"data are stored where nobody assessed", rules("risk.drift", "dpia.covers", "notice.overseas"), StoredOverseas, nil},
		{"somebody else assessed the risk", rules("risk.own"), nil, AssessmentByOthers},
		{"the risk assessment cites no guidance", rules("risk.reference"), nil, NoReference},
		{"a risk over the appetite was not accepted", rules("risk.tolerable"), nil, RiskNotAccepted},
		{"the risk assessment looks at privacy only", rules("risk.whole"), nil, AssessmentOfPrivacy},
		{"transcription starts by itself", rules("transcription.default"), TranscriptionOn, nil},
		{"a scribe starts by itself", rules("transcription.default"), ScribeOn, nil},
		{"the room is public", rules("visibility.private"), Public, nil},
		{"the room is open to the whole tenancy", rules("visibility.private"), OpenToTenancy, nil},
	}
}

func rules(ids ...consult.RuleID) []consult.RuleID { return ids }

// call returns the ready-made call as the case has it.
func (c *Case) call() consult.Call {
	if c.Call == nil {
		return Call()
	}
	return Call(c.Call)
}

// records returns the ready-made records as the case has them.
func (c *Case) records() Records {
	if c.Records == nil {
		return OnFile()
	}
	return OnFile(c.Records)
}
