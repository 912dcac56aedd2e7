package notice

import (
	"errors"
	"fmt"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A Record is a privacy notice as far as a call is judged by it (P3 to P6; UK GDPR Art 13).
// The text itself stays where the controller publishes it.
type Record struct {
	// ID is unique among the privacy notices on file. Required.
	ID consult.RecordID `json:"id"`
	// Controller is the ODS code of the controller whose notice it is (Art 13(1)(a)). Required.
	Controller consult.ODSCode `json:"controller"`
	// Address is where the notice is published. A notice without one is not published.
	Address string `json:"address,omitzero"`
	// Published is the instant from which on the notice is published and in effect. The zero
	// Time means never. Of several that name the product, the newest in effect counts.
	Published time.Time `json:"published,omitzero"`
	// Withdrawn is the instant from which on it no longer is; the zero Time means that it stays.
	Withdrawn time.Time `json:"withdrawn,omitzero"`
	// Offer is where the notice says when video may be offered (P3): a heading or an address.
	// Empty, it does not say.
	Offer string `json:"offer,omitzero"`
	// Way is where it says how a video consultation takes place (P3). Empty, it does not say.
	Way string `json:"way,omitzero"`
	// Products are the video products that the notice names (P4), each once.
	Products []Product `json:"products,omitzero"`
	// ThirdParties are the other recipients and third-party products that it names (P4;
	// Art 13(1)(e) would let it name categories, the guidance asks for the products). Left out,
	// it names none.
	ThirdParties consult.Products `json:"third_parties,omitzero"`
	// Overseas are the countries outside the United Kingdom that it names, each with the
	// mechanism of the transfer (P6; Art 13(1)(f), 44A). The countries of the European Economic
	// Area are among them. Left out, it says that nothing goes overseas.
	Overseas []Transfer `json:"overseas,omitzero"`
	// ApprovedHash is the SHA-256 of the text that was approved (P4), as [HashOf] makes it. The
	// zero Hash means that nobody has taken it, which no rule accepts.
	ApprovedHash Hash `json:"approved_hash,omitzero"`
	// PublishedHash is the SHA-256 of the text last seen at the address (P4). Whatever watches
	// the address keeps it up to date. The zero Hash means that nobody has looked, which no
	// rule accepts.
	PublishedHash Hash `json:"published_hash,omitzero"`
	// ReviewDue is the last day on which the notice is current without a review. The zero Date
	// means that no review is planned, which no rule accepts.
	ReviewDue consult.Date `json:"review_due,omitzero"`
}

// RecordID returns the notice's id.
func (r Record) RecordID() consult.RecordID { return r.ID }

// Keys returns the controller without a product, and with each product that is named.
func (r Record) Keys() []consult.Key {
	keys := []consult.Key{{Controller: r.Controller}}
	for i, product := range r.Products {
		if !named(r.Products[:i], product.ID) {
			keys = append(keys, consult.Key{Controller: r.Controller, Product: product.ID})
		}
	}
	return keys
}

// Validate returns what cannot be meant, all of it. What the notice lacks is left to the rules.
func (r Record) Validate() error {
	var faults []error
	if !r.Controller.Valid() {
		faults = append(faults, errors.New("controller: is not an ODS code"))
	}
	if !r.Withdrawn.IsZero() && !r.Withdrawn.After(r.Published) {
		faults = append(faults, errors.New("withdrawn: must be after published"))
	}
	if !r.ReviewDue.IsZero() && !r.Published.IsZero() && r.ReviewDue.Before(consult.DateAt(r.Published)) {
		faults = append(faults, errors.New("review_due: is a day before published"))
	}
	for i, product := range r.Products {
		if !product.ID.Valid() {
			faults = append(faults, fmt.Errorf("products[%d].id: is not an identifier", i))
		} else if named(r.Products[:i], product.ID) {
			faults = append(faults, fmt.Errorf("products[%d].id: is named before it", i))
		}
	}
	for i, transfer := range r.Overseas {
		if transfer.Country == 0 || transfer.Country == consult.UnitedKingdom {
			faults = append(faults, fmt.Errorf("overseas[%d].country: is no country outside the United Kingdom", i))
		}
	}
	return errors.Join(faults...)
}

func named(products []Product, id consult.ProductID) bool {
	for i := range products {
		if products[i].ID == id {
			return true
		}
	}
	return false
}

// A Product is a video product that a notice names.
type Product struct {
	// ID is the product. Required.
	ID consult.ProductID `json:"id"`
	// SecureUse says where the notice gives guidance on using this product securely (P5): a
	// heading or an address. Empty, it gives none.
	SecureUse string `json:"secure_use,omitzero"`
}

// A Transfer is the disclosure that information goes to a country outside the United Kingdom.
type Transfer struct {
	// Country is where information is stored, or from where it can be reached. Required, and
	// not the United Kingdom.
	Country consult.Country `json:"country"`
	// Mechanism is what the transfer rests on (UK GDPR Art 44A, 45A, 46, 49). Unknown is none.
	Mechanism Mechanism `json:"mechanism"`
}

// Mechanism is what a transfer out of the United Kingdom rests on. Which countries are
// covered by regulations changes, and for some only certain recipients are: that is the
// controller's to establish.
type Mechanism uint8

// The mechanisms. The zero Mechanism is unknown.
const (
	MechanismUnknown  Mechanism = iota
	Regulations                 // regulations under Art 45A: the country, or this recipient in it, is approved
	TransferAgreement           // the international data transfer agreement
	Addendum                    // the UK addendum to the European standard contractual clauses
	CorporateRules              // binding corporate rules
	Derogation                  // a derogation for a specific situation (Art 49)
)

var mechanismWords = consult.Words[Mechanism]{
	"unknown", "regulations", "transfer-agreement", "addendum", "corporate-rules", "derogation",
}

// String returns the text.
func (m Mechanism) String() string { return mechanismWords.Text(m) }

// MarshalText implements [encoding.TextMarshaler].
func (m Mechanism) MarshalText() ([]byte, error) { return mechanismWords.Marshal(m) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (m *Mechanism) UnmarshalText(text []byte) error { return mechanismWords.Unmarshal(m, text) }
