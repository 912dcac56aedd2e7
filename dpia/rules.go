package dpia

import "github.com/preconsult/preconsult/consult"

// Rules on the DPIA.
const (
	RuleDecided  consult.RuleID = "dpia.decided"
	RuleComplete consult.RuleID = "dpia.complete"
	RuleApproved consult.RuleID = "dpia.approved"
	RuleCurrent  consult.RuleID = "dpia.current"
	RuleCovers   consult.RuleID = "dpia.covers"
	RuleResidual consult.RuleID = "dpia.residual"
)

const patientText = "We are not able to hold this video call yet. Your care team will contact you."

func rules() []consult.Rule {
	return []consult.Rule{
		{
			ID: RuleDecided, Clauses: []consult.ClauseID{"D1", "D3"}, Owner: consult.OwnerIGLead, Overridable: true,
			Summary: "There is a DPIA for this controller and product, or a reasoned decision, seen by the DPO, that none is required.",
			Remedy:  "Carry out a DPIA for this product, or record the screening with its reasons and the DPO's view.",
			Patient: patientText,
		},
		{
			ID: RuleComplete, Clauses: []consult.ClauseID{"D4"}, Owner: consult.OwnerIGLead, Waivable: true, Overridable: true,
			Summary: "The DPIA sets out activity, risks, necessity, proportionality and mitigations, each planned and in time or confirmed.",
			Remedy:  "Complete the part of the DPIA that is named; give a planned measure its owner and day, and one in place its confirmation and evidence.",
			Patient: patientText,
		},
		{
			ID: RuleApproved, Clauses: []consult.ClauseID{"D1"}, Owner: consult.OwnerDPO, Overridable: true,
			Summary: "The DPIA was approved before the call, is not withdrawn, and the DPO's advice was followed or overruled with reasons.",
			Remedy:  "Have the DPIA approved before calls are held, with the DPO's advice and, where it is overruled, the reasons.",
			Patient: patientText,
		},
		{
			ID: RuleCurrent, Clauses: []consult.ClauseID{"D1", "D2"}, Owner: consult.OwnerDPO, Waivable: true, Overridable: true,
			Summary: "The DPIA is within its review date, and every change since its approval has been assessed.",
			Remedy:  "Review the DPIA, assess the changes recorded since its approval, and set the next review date.",
			Patient: patientText,
		},
		{
			ID: RuleCovers, Clauses: []consult.ClauseID{"D2"}, Owner: consult.OwnerDPO, Overridable: true,
			Summary: "The processing of the call is within what the DPIAs in force cover, on every axis.",
			Remedy:  "Keep the call within the DPIA, or assess the processing that is named and have the DPIA approved anew.",
			Patient: patientText,
		},
		{
			ID: RuleResidual, Clauses: []consult.ClauseID{"D4"}, Owner: consult.OwnerDPO,
			Summary: "The residual risk is known, and not high unless the regulator was consulted and lets the processing go ahead; it has not forbidden it.",
			Remedy:  "Rate the residual risk; where it stays high, consult the regulator (UK GDPR Art 36) before any call is held.",
			Patient: patientText,
		},
	}
}
