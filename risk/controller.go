package risk

import (
	"errors"
	"fmt"

	"github.com/preconsult/preconsult/consult"
)

// A Controller is what is on file about an organisation that holds calls: of which kind it
// is, whom to ask, what risk it accepts, and with whom it has agreements.
type Controller struct {
	// Code is the organisation's ODS code. Required. There is one record for each code.
	Code consult.ODSCode `json:"controller"`
	// Kind is the kind of organisation, which decides how it procures (S2, S4, S5). Required;
	// no route fits a kind that is unknown.
	Kind OrganisationKind `json:"organisation"`
	// Contacts are whom staff ask when information was shared inappropriately (U5). At least
	// one.
	Contacts Contacts `json:"contacts,omitzero"`
	// Appetite is the highest residual rating that the organisation accepts without further
	// ado, in each scheme that it rates in (S1). In a scheme without one, every risk needs
	// acceptance.
	Appetite []Limit `json:"appetite,omitzero"`
	// Agreements are those with organisations whose staff may start calls for this controller
	// (P1, R1). None means that only its own staff may.
	Agreements []Agreement `json:"agreements,omitzero"`
}

// RecordID returns the ODS code, so that there is one record for each.
func (c Controller) RecordID() consult.RecordID { return consult.RecordID(c.Code) }

// Keys returns the controller, without a product.
func (c Controller) Keys() []consult.Key { return []consult.Key{{Controller: c.Code}} }

// Validate returns what cannot be meant, all of it. What the record lacks is left to the rules.
func (c Controller) Validate() error {
	var faults []error
	if !c.Code.Valid() {
		faults = append(faults, errors.New("controller: is not an ODS code"))
	}
	var stated consult.Set[Scheme]
	for i, limit := range c.Appetite {
		if !limit.valid() {
			faults = append(faults, fmt.Errorf("appetite[%d]: is not a limit of its scheme", i))
		}
		if stated.Has(limit.Scheme) {
			faults = append(faults, fmt.Errorf("appetite[%d]: a limit of this scheme stands before it", i))
		}
		stated = stated.Union(consult.SetOf(limit.Scheme))
	}
	return errors.Join(faults...)
}

// OrganisationKind is a kind of organisation, as the guidance tells them apart.
type OrganisationKind uint8

// The kinds of organisation. The zero OrganisationKind is unknown.
const (
	KindUnknown OrganisationKind = iota
	GPPractice
	PrimaryCareNetwork
	NHSTrust
	FoundationTrust
	OtherProvider // social care, independent and voluntary providers among them
)

var kindWords = consult.Words[OrganisationKind]{"unknown", "gp-practice", "primary-care-network", "nhs-trust", "foundation-trust", "other-provider"}

// String returns the text.
func (k OrganisationKind) String() string { return kindWords.Text(k) }

// MarshalText implements [encoding.TextMarshaler].
func (k OrganisationKind) MarshalText() ([]byte, error) { return kindWords.Marshal(k) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (k *OrganisationKind) UnmarshalText(text []byte) error { return kindWords.Unmarshal(k, text) }

// Contacts say how staff reach those who advise them (U5): a shared mailbox or a telephone
// number, and not people's names. One that is left out is not known.
type Contacts struct {
	CaldicottGuardian string `json:"caldicott_guardian,omitzero"` // the Caldicott Guardian
	IGLead            string `json:"ig_lead,omitzero"`            // the information governance lead
	Senior            string `json:"senior,omitzero"`             // senior staff
}

// A Limit is the highest rating in a scheme that an organisation accepts.
type Limit struct {
	// Scheme is the scheme. A limit in one says nothing about ratings in another.
	Scheme Scheme `json:"scheme"`
	// Highest is a score of the scheme, see [Rating.Score], or 0 where every risk needs
	// acceptance. A limit that is neither counts for nothing.
	Highest int `json:"highest"`
}

func (l *Limit) valid() bool {
	return 0 < l.Scheme && int(l.Scheme) < len(greatest) && 0 <= l.Highest && l.Highest <= greatest[l.Scheme]
}

// An Agreement lets staff of another organisation start calls for the controller.
type Agreement struct {
	// Organisation is the ODS code of the other organisation. Required.
	Organisation consult.ODSCode `json:"organisation"`
	// Reference says where the agreement is to be found. Without it there is none.
	Reference string `json:"reference"`
	// Until is the last day of the agreement; the zero Date means that none is fixed.
	Until consult.Date `json:"until,omitzero"`
}
