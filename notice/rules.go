package notice

import "github.com/preconsult/preconsult/consult"

// Rules on the privacy notice.
const (
	RulePublished consult.RuleID = "notice.published"
	RuleOffer     consult.RuleID = "notice.offer"
	RuleProduct   consult.RuleID = "notice.product"
	RuleSecureUse consult.RuleID = "notice.secure-use"
	RuleOverseas  consult.RuleID = "notice.overseas"
	RuleCurrent   consult.RuleID = "notice.current"
)

const patientText = "We still have to tell you how we use your information in video calls. Your care team will contact you."

func rules() []consult.Rule {
	return []consult.Rule{
		{
			ID: RulePublished, Clauses: []consult.ClauseID{"P3", "P4"}, Owner: consult.OwnerIGLead, Overridable: true,
			Summary: "A privacy notice of this controller is published and in effect at the start of the call.",
			Remedy:  "Publish the privacy notice, and put its record on file with its address and day.",
			Patient: patientText,
		},
		{
			ID: RuleOffer, Clauses: []consult.ClauseID{"P3"}, Owner: consult.OwnerIGLead, Waivable: true, Overridable: true,
			Summary: "The notice says when a video consultation may be offered and how it takes place.",
			Remedy:  "Say in the notice when video may be offered and how it takes place.",
			Patient: patientText,
		},
		{
			ID: RuleProduct, Clauses: []consult.ClauseID{"P4"}, Owner: consult.OwnerIGLead, Overridable: true,
			Summary: "The notice names the product in use and every third party in it.",
			Remedy:  "Name in the notice the product and the third parties that are found missing, or stop using them.",
			Patient: patientText,
		},
		{
			ID: RuleSecureUse, Clauses: []consult.ClauseID{"P5"}, Owner: consult.OwnerIGLead, Waivable: true, Overridable: true,
			Summary: "The notice gives guidance on the secure use of the product.",
			Remedy:  "Add to the notice how patients use this product securely.",
			Patient: patientText,
		},
		{
			ID: RuleOverseas, Clauses: []consult.ClauseID{"P6"}, Owner: consult.OwnerIGLead, Overridable: true,
			Summary: "The notice names every country outside the United Kingdom in which information is stored or from which it can be reached, with the mechanism of the transfer.",
			Remedy:  "Name the country and the transfer's mechanism in the notice, or keep the information out of it.",
			Patient: patientText,
		},
		{
			ID: RuleCurrent, Clauses: []consult.ClauseID{"P4", "P6"}, Owner: consult.OwnerIGLead, Waivable: true, Overridable: true,
			Summary: "The notice is within its review date, and the published text is the one that was approved.",
			Remedy:  "Review the notice and set the next review date; approve the published text, or publish the approved one.",
			Patient: patientText,
		},
	}
}
