package risk

import (
	"errors"
	"fmt"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// An Assessment is a controller's own risk assessment of a product (S1, R1). It looks at
// all risks, where a DPIA looks at those to people's data (R2). The document itself stays
// where the controller keeps it.
type Assessment struct {
	// ID is unique among the risk assessments on file. Required.
	ID consult.RecordID `json:"id"`
	// Controller is the ODS code of the organisation that uses the product. Required.
	Controller consult.ODSCode `json:"controller"`
	// Product is the product that was assessed. Required.
	Product consult.ProductID `json:"product"`
	// Versions are the versions of the product that were assessed, ends included. A call on any
	// other version refuses, so that a range that reaches ahead ("6.0" through "6.999") lets
	// updates through for which the assessment is not made again.
	Versions []consult.Versions `json:"versions,omitzero"`
	// Assessed is the instant from which on the assessment is in effect. Of several, the
	// newest in effect counts. Required; the zero Time means never.
	Assessed time.Time `json:"assessed"`
	// AssessedBy is the ODS code of the organisation that made the assessment (R1): the
	// controller, or somebody else whose assessment it adopts.
	AssessedBy consult.ODSCode `json:"assessed_by,omitzero"`
	// Adopted is the instant at which the controller made an assessment by somebody else its
	// own (R1). The zero Time means never.
	Adopted time.Time `json:"adopted,omitzero"`
	// ReviewDue is the last day on which the assessment is current without a review (S1). The
	// zero Date means that no review is planned, which no rule accepts.
	ReviewDue consult.Date `json:"review_due,omitzero"`
	// Kinds are the kinds of risk that were looked at, whether any was found or not (R2). All
	// but privacy are needed, which the DPIA looks at.
	Kinds consult.Set[Kind] `json:"kinds,omitzero"`
	// Considered are the answers to the four main considerations (R4a to R4d).
	Considered Considerations `json:"considered,omitzero"`
	// Risks are the risks that were found, with what remains of them (S1, R2). None means that
	// none was found.
	Risks []Risk `json:"risks,omitzero"`
	// LowestSafe are the oldest versions of client and server with all necessary updates (U3).
	// Left out, no version is known to be safe; see [LowestSafe].
	LowestSafe consult.Lowest `json:"lowest_safe,omitzero"`
	// References is the national guidance that the assessment rests on (R3). To rest on none
	// is reported and refuses nothing.
	References consult.Set[Reference] `json:"references,omitzero"`
}

// RecordID returns the assessment's id.
func (a Assessment) RecordID() consult.RecordID { return a.ID }

// Keys returns the controller and product.
func (a Assessment) Keys() []consult.Key {
	return []consult.Key{{Controller: a.Controller, Product: a.Product}}
}

// Validate returns what cannot be meant, all of it. What the assessment lacks is left to the
// rules.
func (a Assessment) Validate() error {
	faults := []error{filed(a.Controller, a.Product), ranges("versions", a.Versions)}
	if !a.ReviewDue.IsZero() && !a.Assessed.IsZero() && a.ReviewDue.Before(consult.DateAt(a.Assessed)) {
		faults = append(faults, errors.New("review_due: is a day before assessed"))
	}
	for i := range a.Risks {
		r := &a.Risks[i]
		if _, rated := r.Residual.Score(); !rated {
			faults = append(faults, fmt.Errorf("risks[%d].residual: is not a rating of its scheme", i))
		}
		if until := r.Accepted.Until; !until.IsZero() && until.Before(consult.DateAt(r.Accepted.At)) {
			faults = append(faults, fmt.Errorf("risks[%d].accepted.until: is a day before at", i))
		}
	}
	return errors.Join(faults...)
}

// filed returns why no call could ever find the record.
func filed(controller consult.ODSCode, product consult.ProductID) error {
	var faults []error
	if !controller.Valid() {
		faults = append(faults, errors.New("controller: is not an ODS code"))
	}
	if !product.Valid() {
		faults = append(faults, errors.New("product: is not an identifier"))
	}
	return errors.Join(faults...)
}

// ranges returns which ranges of versions hold no version at all.
func ranges(member string, list []consult.Versions) error {
	var faults []error
	for i := range list {
		if r := &list[i]; !r.Holds(r.From) {
			faults = append(faults, fmt.Errorf("%s[%d]: holds no version: from is after through, or one is missing", member, i))
		}
	}
	return errors.Join(faults...)
}

// Considerations are the answers to the guidance's four main considerations (R4a to R4d).
// An answer that is left out was not considered.
type Considerations struct {
	// SendsData is where the product sends data: every country in which they are stored or
	// from which they can be reached, the United Kingdom among them (R4a). Any other is drift.
	SendsData consult.Places `json:"sends_data,omitzero"`
	// Encryption is how calls are encrypted as they are set up, not what the product could do
	// (R4b). Weaker is drift.
	Encryption consult.Encryption `json:"encryption,omitzero"`
	// Recording is who may record inside the product (R4c). Freer is drift.
	Recording consult.RecordingAuthority `json:"recording,omitzero"`
	// OwnSoftware says what was decided about recording with software of people's own (R4c).
	// It can be discouraged and never excluded, so that the answer is how the risk is met.
	OwnSoftware string `json:"own_software,omitzero"`
	// Enhanced says which options with enhanced security or privacy there are, and which of
	// them are used (R4d).
	Enhanced string `json:"enhanced,omitzero"`
}

// Kind is a kind of risk.
type Kind uint8

// The kinds of risk. The zero Kind is unknown.
const (
	RiskUnknown    Kind = iota
	Privacy             // to people's data: what a DPIA looks at
	ClinicalSafety      // to patients' health (DCB0160)
	Security            // to the security of systems and information
	Operation           // to the running of the service: outage, access, support
)

var riskWords = consult.Words[Kind]{"unknown", "privacy", "clinical-safety", "security", "operation"}

// String returns the text.
func (k Kind) String() string { return riskWords.Text(k) }

// MarshalText implements [encoding.TextMarshaler].
func (k Kind) MarshalText() ([]byte, error) { return riskWords.Marshal(k) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (k *Kind) UnmarshalText(text []byte) error { return riskWords.Unmarshal(k, text) }

// A Risk is a risk of using the product, and what remains of it.
type Risk struct {
	// Kind is the kind of risk. It is for people and decides nothing.
	Kind Kind `json:"kind"`
	// Description says what could happen. It is for people and decides nothing.
	Description string `json:"description,omitzero"`
	// Residual rates what remains with the measures in place. A rating that is none of its
	// scheme is tolerable to nobody.
	Residual Rating `json:"residual"`
	// Accepted says who accepts a residual risk over the controller's appetite. It is left out
	// where the risk is within.
	Accepted Acceptance `json:"accepted,omitzero"`
}

// An Acceptance is a controller's acceptance of a residual risk over its appetite.
type Acceptance struct {
	// By is the role that accepted the risk; a role, not a name. Without it nobody did.
	By string `json:"by"`
	// At is the instant of the acceptance, from which on it holds. Without it nobody did.
	At time.Time `json:"at"`
	// Until is the last day of the acceptance; the zero Date means that it lasts as long as
	// the assessment is the newest in effect.
	Until consult.Date `json:"until,omitzero"`
}

// Reference is national guidance on choosing video tools.
type Reference uint8

// The references. The zero Reference is unknown.
const (
	ReferenceUnknown Reference = iota
	NCSCVideo                  // National Cyber Security Centre, on video conferencing services
	NCSCCloud                  // National Cyber Security Centre, cloud security principles
	NHSEnglandVideo            // NHS England, on video consultation tools
	NSACollaboration           // United States NSA and CISA, on selecting collaboration services
)

var referenceWords = consult.Words[Reference]{"unknown", "ncsc-video", "ncsc-cloud", "nhs-england-video", "nsa-collaboration"}

// String returns the text.
func (r Reference) String() string { return referenceWords.Text(r) }

// MarshalText implements [encoding.TextMarshaler].
func (r Reference) MarshalText() ([]byte, error) { return referenceWords.Marshal(r) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (r *Reference) UnmarshalText(text []byte) error { return referenceWords.Unmarshal(r, text) }
