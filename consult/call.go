package consult

import "time"

// A Call is a video consultation, or a call between colleagues, before it starts: which
// call it is, and the facts about who starts it and how it will run. It has no place for
// anything about the patient, and must not be given any.
//
// The zero value of every fact is unknown. The zero Call is refused by every rule that
// binds it. A Call is a value: copies share nothing that can change.
type Call struct {
	// ID is the platform's own opaque id of the call.
	ID CallID `json:"id"`
	// Controller is the ODS code of the organisation that decides why and how the data of
	// the call are processed (UK GDPR Art 4(7)), and whose records are asked.
	Controller ODSCode `json:"controller"`
	// Product is the video product that carries the call.
	Product Product `json:"product"`
	// Purpose says whether a patient or service user takes part.
	Purpose Purpose `json:"purpose"`
	// Start is when the call is to start, as planned. It has nothing to do with how long
	// the decision holds. The zero Time is unknown.
	Start time.Time `json:"start"`

	// Initiator says who starts the call (P1).
	Initiator Initiator `json:"initiator"`
	// Room says how the call will run on the platform (P2, R4b, R4c, U4).
	Room Room `json:"room"`
	// Device is the provider's device (U2). Patients' devices are out of scope.
	Device Device `json:"device"`
	// Client is the software that the provider's side runs (U3).
	Client Client `json:"client"`
	// Data says what is processed about whom, where, and who receives it (D2, R4a, P6).
	Data Data `json:"data"`
}

// Key returns what the records about this call's controller and product are filed under.
func (c *Call) Key() Key { return Key{c.Controller, c.Product.ID} }

// WithPatient reports whether the clauses on consultations with patients or service users
// (P1 to P6) bind the call. A call whose purpose is unknown is judged as one.
func (c *Call) WithPatient() bool { return c.Purpose != Colleagues }

// PatientInformation reports whether P2 and P6 may bind the call: it is a consultation, or
// colleagues process information about patients in it, or that is not known.
func (c *Call) PatientInformation() bool {
	return c.WithPatient() || c.Data.Subjects.Empty() || c.Data.Subjects.Has(Patients) || c.Data.Subjects.Has(Children) ||
		c.Data.Categories.Empty() || c.Data.Categories.Has(HealthData)
}

// A Product is a video product in a version.
type Product struct {
	ID      ProductID `json:"id"`               // the product, spelt as on the records
	Version Version   `json:"version,omitzero"` // the version of the product or service; zero is unknown
}

// In reports whether the product's version is known and in one of the ranges.
func (p *Product) In(ranges []Versions) bool {
	for i := range ranges {
		if ranges[i].holds(&p.Version) {
			return true
		}
	}
	return false
}

// Observed says who established a group of facts, and when. Each group of facts in a
// [Call] carries it: facts without a source or time, from the future, or observed longer
// ago than the gate allows are as good as unknown, and rule facts.fresh refuses the call.
type Observed struct {
	Source SourceID  `json:"source"` // who or what established the facts
	At     time.Time `json:"at"`     // the instant at which they were so
}

// Purpose is what a call is for, as the guidance tells calls apart.
type Purpose uint8

// The purposes of a call. The zero Purpose is unknown and judged as a consultation.
const (
	PurposeUnknown Purpose = iota
	Consultation           // with a patient or service user: all clauses bind it
	Colleagues             // between colleagues: P1 to P6 do not bind it, but P2 and P6 where it processes patient information
)

var purposeWords = Words[Purpose]{"unknown", "consultation", "colleagues"}

// String returns the purpose's text.
func (p Purpose) String() string { return purposeWords.Text(p) }

// MarshalText implements [encoding.TextMarshaler].
func (p Purpose) MarshalText() ([]byte, error) { return purposeWords.Marshal(p) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (p *Purpose) UnmarshalText(text []byte) error { return purposeWords.Unmarshal(p, text) }
