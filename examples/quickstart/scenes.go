package main

import (
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// A scene is one call of the demonstration.
type scene struct {
	title string
	why   string // what there is to see
	call  func(at time.Time) consult.Call
	mode  consult.Mode
	then  func(*demonstration, *consult.Gate, *consult.Decision) error // what is done with the decision; may be nil

	// What the decision has to be at shippedInstant: the outcome, and every rule that is
	// broken, in the order of the ids.
	outcome consult.Outcome
	broken  []consult.RuleID
}

func scenes() []scene {
	return []scene{
		{
			title: "A GP calls a patient, and everything is on file: allowed",
			why: "Every fact is known and fresh, and lies within the practice's DPIA, risk assessment and " +
				"privacy notice. The gate gives a permit, and what starts the call takes the permit.",
			call:    practiceCall,
			then:    (*demonstration).redeem,
			outcome: consult.Allowed,
		},
		{
			title: "The room records by itself: refused",
			why: "Somebody set the room up from a template for meetings. Three people have something to mend, " +
				"and each is told what.",
			call:    recordingCall,
			outcome: consult.Refused,
			broken: []consult.RuleID{
				consult.AdmissionControlled, dpia.RuleCovers, consult.RecordingByAuthority, consult.RecordingDefault,
				risk.RuleDrift, consult.VisibilityIsPrivate,
			},
		},
		{
			title: "A patient starts the call, and nobody knows whether it records: refused",
			why: "The clinician starts a consultation; the patient joins it. And what is not known is never " +
				"taken for good: the platform did not say how it records.",
			call:    patientCall,
			outcome: consult.Refused,
			broken: []consult.RuleID{
				dpia.RuleCovers, consult.InitiatorOrganisation, consult.InitiatorProvider, consult.RecordingDefault,
			},
		},
		{
			title: "The vendor has begun to keep backups in the United States: refused",
			why: "Nothing changed at the trust, and all of its records are in date. The call no longer runs as it " +
				"was assessed, and patients have not been told.",
			call:    movedCall,
			outcome: consult.Refused,
			broken:  []consult.RuleID{dpia.RuleCovers, notice.RuleOverseas, risk.RuleDrift},
		},
		{
			title: "The client lacks an update, and the patient cannot wait: a clinician goes ahead",
			why: "Breaking the glass: for this one call, on rules that allow it, recorded before the call starts. " +
				"The trust's contact is told before there is a permit.",
			call:    outdatedCall,
			then:    (*demonstration).goAhead,
			outcome: consult.Refused,
			broken:  []consult.RuleID{consult.ClientUpdated},
		},
		{
			title: "A nurse's own phone is not up to policy, and a waiver covers it: allowed",
			why: "The provider accepted the risk on record, for one rule, one product and some weeks. Every " +
				"decision shows it until it ends.",
			call:    homeCall,
			outcome: consult.Allowed,
			broken:  []consult.RuleID{consult.DeviceProtected},
		},
		{
			title: "Colleagues of two organisations talk about rotas: allowed",
			why: "No patient takes part and no information about patients is processed, so that the clauses on " +
				"consultations do not bind the call. A screening says why no DPIA is required, and an agreement lets " +
				"the trust's staff start it.",
			call:    meetingCall,
			outcome: consult.Allowed,
			broken:  []consult.RuleID{risk.RuleReference},
		},
		{
			title: "A trust tries a new product at a gate that only observes: refused, and not stopped",
			why: "Nothing about the product is on file yet. What the gate finds is the list of what there is to do " +
				"before it enforces.",
			call:    trialCall,
			mode:    consult.Observe,
			then:    (*demonstration).observe,
			outcome: consult.Refused,
			broken: []consult.RuleID{
				consult.ClientUpdated, dpia.RuleDecided, notice.RuleProduct, risk.RuleRoute, risk.RuleAssessed,
			},
		},
	}
}
