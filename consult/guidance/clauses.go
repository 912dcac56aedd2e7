package guidance

import "github.com/preconsult/preconsult/consult"

// Edition is the day of the edition of the guidance that the suite implements.
const Edition = "2026-05-11"

// Page is the address of the guidance: NHS England, "Using video conferencing and
// consultation tools: guidance for IG professionals" (Open Government Licence).
const Page = "https://digital.nhs.uk/data-and-information/information-governance/guidance/using-video-conferencing-and-consultation-tools/guidance-for-ig-professionals"

// A Clause is one thing that the guidance asks.
type Clause struct {
	// ID is this library's name for the clause: a letter for the part of the page, a number
	// for the place in it.
	ID consult.ClauseID
	// Part is the heading of the page that the clause stands under, in short.
	Part string
	// Force is how strongly it is asked.
	Force Force
	// Summary is what it asks, in this library's words.
	Summary string
}

// Force is how strongly the guidance asks for something. A broken must or should refuses
// the call; a broken may is advice.
type Force uint8

// The forces.
const (
	Must   Force = iota // the guidance's own "must"
	Should              // its "should", "check that", "make it clear"
	May                 // its advice
)

// String returns "must", "should" or "may".
func (f Force) String() string { return consult.Words[Force]{"must", "should", "may"}.Text(f) }

// Clauses returns the clauses of the edition in the order of the page.
func Clauses() []Clause {
	const (
		intro   = "Introduction"
		select_ = "Selecting a tool"
		dpia    = "DPIA"
		risks   = "Risk assessments"
		use     = "Safe use"
		patient = "Consultations"
	)
	return []Clause{
		{ID: "I1", Part: intro, Force: Should, Summary: "Tools are used safely, both for consultations with patients or service users and between colleagues."},
		{ID: "S1", Part: select_, Force: Should, Summary: "Any tool may be used, provided there has been an appropriate local risk assessment."},
		{ID: "S2", Part: select_, Force: Should, Summary: "GP practices procure through the Digital Services for Integrated Care Buying Catalogue."},
		{ID: "S3", Part: select_, Force: Should, Summary: "At procurement, solutions are assessed against the Digital Technology Assessment Criteria."},
		{ID: "S4", Part: select_, Force: Should, Summary: "Practices and networks choose from the commissioner's list, or a solution that meets the same thresholds."},
		{ID: "S5", Part: select_, Force: Should, Summary: "NHS trusts and foundation trusts procure by their own routes, in line with national regulations."},
		{ID: "D1", Part: dpia, Force: Should, Summary: "A DPIA is in place before any tool is used."},
		{ID: "D2", Part: dpia, Force: Should, Summary: "Processing that no existing DPIA covers gets its own."},
		{ID: "D3", Part: dpia, Force: Should, Summary: "Whether a DPIA is required is itself assessed."},
		{ID: "D4", Part: dpia, Force: Should, Summary: "The DPIA sets out the activity, the risks, necessity and proportionality, the mitigations, and for each a plan or the confirmation that it is in place."},
		{ID: "R1", Part: risks, Force: Should, Summary: "The risk assessment is the organisation's own responsibility."},
		{ID: "R2", Part: risks, Force: Should, Summary: "The risk assessment looks at all risks, where a DPIA looks at data privacy."},
		{ID: "R3", Part: risks, Force: May, Summary: "Guidance of the National Cyber Security Centre may support the decision."},
		{ID: "R4a", Part: risks, Force: Should, Summary: "The risk assessment considers where the tool sends the data."},
		{ID: "R4b", Part: risks, Force: Should, Summary: "The risk assessment considers whether calls are encrypted end to end."},
		{ID: "R4c", Part: risks, Force: Should, Summary: "The risk assessment considers whether people can record freely, without the host's authorisation."},
		{ID: "R4d", Part: risks, Force: Should, Summary: "The risk assessment considers whether there are options with enhanced security or privacy."},
		{ID: "U1", Part: use, Force: May, Summary: "A free solution may leave the organisation without contract, service level or recourse."},
		{ID: "U2", Part: use, Force: Should, Summary: "Only corporate devices are used, or personal ones that are adequately protected."},
		{ID: "U3", Part: use, Force: Must, Summary: "All necessary updates of the solution are taken as they become available."},
		{ID: "U4", Part: use, Force: Should, Summary: "Staff know the privacy settings: a team set to Public is open to everybody in the tenancy."},
		{ID: "U5", Part: use, Force: Should, Summary: "Where information was shared inappropriately, advice comes from the Caldicott Guardian, IG or senior staff."},
		{ID: "P1", Part: patient, Force: Should, Summary: "The product supports the health or care provider to initiate the consultation."},
		{ID: "P2", Part: patient, Force: Should, Summary: "The product does not record and store the consultation as a default."},
		{ID: "P3", Part: patient, Force: Should, Summary: "Patients are told when a video consultation may be offered and how it takes place."},
		{ID: "P4", Part: patient, Force: Should, Summary: "The privacy notice names the third-party products that are used."},
		{ID: "P5", Part: patient, Force: Should, Summary: "The privacy notice gives guidance on the secure use of the solution."},
		{ID: "P6", Part: patient, Force: Should, Summary: "The privacy notice says if patient information is likely to be stored overseas."},
	}
}
