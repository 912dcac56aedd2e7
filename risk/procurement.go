package risk

import (
	"errors"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A Procurement is how a controller came by a product, and on which terms (S2 to S5, U1).
type Procurement struct {
	// ID is unique among the procurement records on file. Required.
	ID consult.RecordID `json:"id"`
	// Controller is the ODS code of the organisation that uses the product. Required.
	Controller consult.ODSCode `json:"controller"`
	// Product is the product that was procured. Required.
	Product consult.ProductID `json:"product"`
	// Decided is the instant from which on the record is in effect. Of several, the newest in
	// effect counts. Required; the zero Time means never.
	Decided time.Time `json:"decided"`
	// Route is the way of procurement (S2, S5). Required; unknown fits no organisation.
	Route Route `json:"route"`
	// DTAC is the assessment against the Digital Technology Assessment Criteria (S3). Left
	// out, there is none.
	DTAC DTAC `json:"dtac,omitzero"`
	// OnCommissionersList says whether the product is on the commissioner's list (S4). It
	// counts for practices and networks; unknown counts as no.
	OnCommissionersList consult.YesNo `json:"on_commissioners_list,omitzero"`
	// SameThresholds says where it is shown that a product that is not on the list meets the
	// same thresholds (S4). Empty, it is not shown.
	SameThresholds string `json:"same_thresholds,omitzero"`
	// Free says whether the product is used free of charge (U1). Required; unknown counts as
	// yes.
	Free consult.YesNo `json:"free"`
	// Processor says whether the vendor processes personal data for the controller (UK GDPR
	// Art 28). Required; unknown counts as yes.
	Processor consult.YesNo `json:"processor"`
	// Contract is the contract with the vendor (U1; UK GDPR Art 28(3) where it is a processor).
	// Left out, there is none.
	Contract Contract `json:"contract,omitzero"`
	// ServiceLevel says where the service level is agreed (U1). Empty, it is not.
	ServiceLevel string `json:"service_level,omitzero"`
}

// RecordID returns the record's id.
func (r Procurement) RecordID() consult.RecordID { return r.ID }

// Keys returns the controller and product.
func (r Procurement) Keys() []consult.Key {
	return []consult.Key{{Controller: r.Controller, Product: r.Product}}
}

// Validate returns what cannot be meant, all of it. What the record lacks is left to the rules.
func (r Procurement) Validate() error {
	return errors.Join(filed(r.Controller, r.Product), ranges("dtac.versions", r.DTAC.Versions))
}

// Route is a way of procurement.
type Route uint8

// The routes. The zero Route is unknown.
const (
	RouteUnknown    Route = iota
	BuyingCatalogue       // the Digital Services for Integrated Care Buying Catalogue (S2)
	Commissioner          // licences that the commissioner bought on behalf of the practice (S3, S4)
	OwnRoute              // the organisation's own procurement, by national regulations (S5)
)

var routeWords = consult.Words[Route]{"unknown", "buying-catalogue", "commissioner", "own-route"}

// String returns the text.
func (r Route) String() string { return routeWords.Text(r) }

// MarshalText implements [encoding.TextMarshaler].
func (r Route) MarshalText() ([]byte, error) { return routeWords.Marshal(r) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (r *Route) UnmarshalText(text []byte) error { return routeWords.Unmarshal(r, text) }

// fits reports whether the route is one for the kind of organisation: practices and
// networks buy from the catalogue or through their commissioner (S2, S4), trusts by their
// own routes (S5), and other providers as they may.
func (r Route) fits(kind OrganisationKind) bool {
	switch kind {
	case GPPractice, PrimaryCareNetwork:
		return r == BuyingCatalogue || r == Commissioner
	case NHSTrust, FoundationTrust:
		return r == OwnRoute
	case OtherProvider:
		return r == BuyingCatalogue || r == Commissioner || r == OwnRoute
	default:
		return false
	}
}

// listed reports whether organisations of the kind choose from the commissioner's list, or
// by the same thresholds (S4). One of an unknown kind is judged as if it did.
func (k OrganisationKind) listed() bool {
	return k != NHSTrust && k != FoundationTrust && k != OtherProvider
}

// DTAC is an assessment against the Digital Technology Assessment Criteria. It is made for
// versions of a product.
type DTAC struct {
	// Versions are the versions that were assessed, ends included. No other was.
	Versions []consult.Versions `json:"versions"`
	// Assessed is the day on which the buyer assessed the supplier's answers. Without it, or
	// on a day to come, nobody did.
	Assessed consult.Date `json:"assessed"`
}

// A Contract is a written contract with a vendor.
type Contract struct {
	// Reference says where the contract is to be found. Without it there is none.
	Reference string `json:"reference"`
	// Until is the last day of the contract; the zero Date means that none is fixed.
	Until consult.Date `json:"until,omitzero"`
}

// binds reports whether there is a contract that has not ended, and otherwise why not.
func (c *Contract) binds(p *consult.Pass) bool {
	return c.Reference != "" && (c.Until.IsZero() || p.Through(c.Until))
}

// fault returns why a contract is not in force.
func (c *Contract) fault(ref *consult.RecordRef) consult.Fault {
	if c.Reference == "" {
		return consult.Fault{Fact: "contract.reference", Found: consult.Phrase("missing"), Expected: consult.Phrase("a written contract"), Record: ref}
	}
	return consult.Fault{Fact: "contract.until", Found: consult.DateValue(c.Until), Expected: consult.Phrase("a contract in force"), Record: ref}
}
