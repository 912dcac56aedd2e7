package risk

import "github.com/preconsult/preconsult/consult"

// Rules on the risk assessment, the procurement and the controller.
const (
	RuleAssessed   consult.RuleID = "risk.assessed"
	RuleOwn        consult.RuleID = "risk.own"
	RuleWhole      consult.RuleID = "risk.whole"
	RuleConsidered consult.RuleID = "risk.considered"
	RuleCurrent    consult.RuleID = "risk.current"
	RuleTolerable  consult.RuleID = "risk.tolerable"
	RuleDrift      consult.RuleID = "risk.drift"
	RuleReference  consult.RuleID = "risk.reference"

	RuleRoute     consult.RuleID = "procurement.route"
	RuleThreshold consult.RuleID = "procurement.threshold"
	RuleContract  consult.RuleID = "procurement.contract"
	RuleRecourse  consult.RuleID = "procurement.recourse"

	RuleEscalation consult.RuleID = "escalation.known"
)

const patientText = "We are not able to hold this video call yet. Your care team will contact you."

func assessmentRules() []consult.Rule {
	return []consult.Rule{
		{
			ID: RuleAssessed, Clauses: []consult.ClauseID{"S1"}, Owner: consult.OwnerIGLead, Overridable: true,
			Summary: "This controller has a local risk assessment of this product in effect.",
			Remedy:  "Assess the risks of using this product in your organisation, and put the assessment on file.",
			Patient: patientText,
		},
		{
			ID: RuleOwn, Clauses: []consult.ClauseID{"R1"}, Owner: consult.OwnerIGLead, Overridable: true,
			Summary: "The assessment is the controller's own, or was adopted by it.",
			Remedy:  "Go through the assessment that somebody else made, and record that your organisation adopts it.",
			Patient: patientText,
		},
		{
			ID: RuleWhole, Clauses: []consult.ClauseID{"R2"}, Owner: consult.OwnerIGLead, Waivable: true, Overridable: true,
			Summary: "The assessment looks at clinical safety, security and operation, and not at privacy only.",
			Remedy:  "Assess the kinds of risk that are named, and add them to the assessment.",
			Patient: patientText,
		},
		{
			ID: RuleConsidered, Clauses: []consult.ClauseID{"R4a", "R4b", "R4c", "R4d"}, Owner: consult.OwnerIGLead, Waivable: true, Overridable: true,
			Summary: "The assessment answers where data go, how calls are encrypted, who can record, and which enhanced options there are.",
			Remedy:  "Answer the consideration that is named in the assessment.",
			Patient: patientText,
		},
		{
			ID: RuleCurrent, Clauses: []consult.ClauseID{"S1"}, Owner: consult.OwnerIGLead, Waivable: true, Overridable: true,
			Summary: "The assessment is within its review date, and the product's version is among those assessed.",
			Remedy:  "Review the assessment for the version in use, and set the next review date.",
			Patient: patientText,
		},
		{
			ID: RuleTolerable, Clauses: []consult.ClauseID{"S1", "R2"}, Owner: consult.OwnerIGLead, Waivable: true, Overridable: true,
			Summary: "Every residual risk is within the controller's appetite in the scheme it was rated in, or accepted.",
			Remedy:  "Reduce the risk, have somebody accept it on record, or state the appetite for the scheme it is rated in.",
			Patient: patientText,
		},
		{
			ID: RuleDrift, Clauses: []consult.ClauseID{"S1", "R4a", "R4b", "R4c"}, Owner: consult.OwnerPlatform, Waivable: true, Overridable: true,
			Summary: "The call runs as assessed: no other country, no weaker encryption, no freer recording.",
			Remedy:  "Set the room up as it was assessed, or have the IG lead assess how it runs now.",
			Patient: patientText,
		},
		{
			ID: RuleReference, Clauses: []consult.ClauseID{"R3"}, Owner: consult.OwnerIGLead, Advice: true,
			Summary: "The assessment rests on national guidance.",
			Remedy:  "Cite the guidance that the assessment rests on, such as that of the National Cyber Security Centre.",
			Patient: patientText,
		},
	}
}

func procurementRules() []consult.Rule {
	return []consult.Rule{
		{
			ID: RuleRoute, Clauses: []consult.ClauseID{"S2", "S5"}, Owner: consult.OwnerProcurement, Waivable: true, Overridable: true,
			Summary: "The product was procured by a route for this kind of organisation.",
			Remedy:  "Record how the product was procured; practices and networks buy from the catalogue or through their commissioner, trusts by their own routes.",
			Patient: patientText,
		},
		{
			ID: RuleThreshold, Clauses: []consult.ClauseID{"S3", "S4"}, Owner: consult.OwnerProcurement, Waivable: true, Overridable: true,
			Summary: "This version was assessed against DTAC; for a practice or network, it is on the commissioner's list or meets the same thresholds.",
			Remedy:  "Have this version assessed against DTAC; for a practice or network, take a product of the commissioner's list or show that it meets the same thresholds.",
			Patient: patientText,
		},
		{
			ID: RuleContract, Clauses: []consult.ClauseID{"U1"}, Owner: consult.OwnerProcurement, Waivable: true, Overridable: true,
			Summary: "A vendor that processes personal data for the controller has a written contract (UK GDPR Art 28(3)).",
			Remedy:  "Conclude a contract with the terms of UK GDPR Art 28(3), or record why the vendor is no processor.",
			Patient: patientText,
		},
		{
			ID: RuleRecourse, Clauses: []consult.ClauseID{"U1"}, Owner: consult.OwnerProcurement, Advice: true,
			Summary: "A free product has a contract and a service level.",
			Remedy:  "Consider a product with a contract and a service level: without them there is no recourse when the system fails.",
			Patient: patientText,
		},
	}
}
