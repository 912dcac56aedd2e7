package dpia

import (
	"errors"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A Record is a data protection impact assessment (UK GDPR Art 35) as far as a call is
// judged by it. The document itself stays where the controller keeps it.
//
// A member that is left out is a part that the assessment does not have. Reading a record
// does not complain of it; the rules do, when a call is judged.
type Record struct {
	// ID is unique among the DPIAs on file. Required.
	ID consult.RecordID `json:"id"`
	// Controller is the ODS code of the controller that carried the assessment out (Art
	// 35(1)). Required.
	Controller consult.ODSCode `json:"controller"`
	// Title is how people call the assessment. It is for people and decides nothing.
	Title string `json:"title,omitzero"`
	// Scope is the processing that was assessed (Art 35(7)(a); D2). A call must be within it.
	// Its products are required.
	Scope Scope `json:"scope"`
	// Activity describes the activity that is proposed, or says where the assessment does
	// (Art 35(7)(a); D4). Empty, it is missing.
	Activity string `json:"activity,omitzero"`
	// Necessity says why the processing is necessary for its purposes (Art 35(7)(b); D4).
	// Empty, it is missing.
	Necessity string `json:"necessity,omitzero"`
	// Proportionality says why it is proportionate to them (Art 35(7)(b); D4). Empty, it is
	// missing.
	Proportionality string `json:"proportionality,omitzero"`
	// Risks are the risks to the rights and freedoms of people (Art 35(7)(c); D4). At least
	// one: a call that needs an assessment has some.
	Risks []Risk `json:"risks,omitzero"`
	// Mitigations are the measures that address them (Art 35(7)(d); D4). At least one.
	Mitigations []Mitigation `json:"mitigations,omitzero"`
	// Residual is the risk that remains, as the assessor rates it over all. It is never
	// derived from the risks. Unknown is as bad as high.
	Residual Level `json:"residual,omitzero"`
	// Regulator is the outcome of consulting the regulator before processing (Art 36),
	// which a high residual risk calls for. It is left out where nobody consulted it.
	Regulator Regulator `json:"regulator,omitzero"`
	// Approval says whether the controller has approved the assessment, and what became of
	// the advice of the data protection officer (Art 35(2); D1).
	Approval Approval `json:"approval,omitzero"`
	// Changes are the changes of the processing or its risk that came to be known (Art
	// 35(11); D2). None means that nothing has changed.
	Changes []Change `json:"changes,omitzero"`
	// ReviewDue is the last day on which the assessment is current without a review
	// (Art 35(11)). The zero Date means that no review is planned, which no rule accepts.
	ReviewDue consult.Date `json:"review_due,omitzero"`
}

// RecordID returns the record's id.
func (r Record) RecordID() consult.RecordID { return r.ID }

// Keys returns the controller with each product in the scope.
func (r Record) Keys() []consult.Key { return keys(r.Controller, r.Scope.Products) }

// Validate returns what cannot be meant, all of it. What the assessment lacks is left to
// the rules.
func (r Record) Validate() error {
	return errors.Join(
		filed(r.Controller, r.Scope.Products),
		reviewed(r.ReviewDue, r.Approval.At, "approval.at"),
	)
}

// A Change is a change of the processing, or of its risk, since the assessment (Art 35(11)).
type Change struct {
	// On is the day on which the change takes place. One that is to come refuses nothing
	// before its day; the zero Date counts as a day since the approval.
	On consult.Date `json:"on"`
	// Description says what changes. It is for people and decides nothing.
	Description string `json:"description,omitzero"`
	// Assessed says whether the DPIA has been reviewed for the change and still stands.
	// Unknown counts as no.
	Assessed consult.YesNo `json:"assessed"`
}

func keys(controller consult.ODSCode, products consult.Products) []consult.Key {
	keys := make([]consult.Key, 0, products.Len())
	for id := range products.All {
		keys = append(keys, consult.Key{Controller: controller, Product: id})
	}
	return keys
}

// filed returns why no call could ever find the record.
func filed(controller consult.ODSCode, products consult.Products) error {
	var faults []error
	if !controller.Valid() {
		faults = append(faults, errors.New("controller: is not an ODS code"))
	}
	if products.Empty() {
		faults = append(faults, errors.New("scope.products: none is given"))
	}
	for id := range products.All {
		if !id.Valid() {
			faults = append(faults, errors.New("scope.products: one is not an identifier"))
			break
		}
	}
	return errors.Join(faults...)
}

// reviewed returns an error where a review is due before the day of what it is a review of.
func reviewed(due consult.Date, at time.Time, member string) error {
	if !due.IsZero() && !at.IsZero() && due.Before(consult.DateAt(at)) {
		return errors.New("review_due: is a day before " + member)
	}
	return nil
}
