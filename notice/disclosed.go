package notice

import (
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
)

// Disclosed returns the check that the controller's privacy notice discloses the call (P3
// to P6): when and how, the product and the third parties in it, secure use, and the
// countries overseas that are really in use.
//
// Of the notices that are published and in effect, the newest that names the product
// counts, or else the newest. A call between colleagues is bound by notice.overseas and
// notice.current alone, and only where it processes patient information overseas, or where
// that is not known. A nil register holds nothing.
func Disclosed(notices *register.Register[Record]) *consult.Check {
	return &consult.Check{
		Name:  "notice",
		Doc:   "The controller's privacy notice discloses the product, the third parties, secure use and the countries overseas.",
		Rules: rules(),
		Run: func(p *consult.Pass) {
			overseas, known := p.Call.Data.Overseas()
			patient := p.Call.WithPatient()
			if !patient && (known && overseas.Empty() || !p.Call.PatientInformation()) {
				return
			}
			f := inEffect(p, notices)
			switch {
			case f == nil && patient:
				p.Report(RulePublished, unpublished(p, notices))
				return
			case f == nil:
				p.Report(RuleOverseas, unpublished(p, notices))
				return
			case patient:
				f.Record.discloses(p, &f.Ref)
			}
			f.Record.names(p, &f.Ref, overseas)
			f.Record.current(p, &f.Ref)
		},
	}
}

// inEffect returns the notice that counts, or nil.
func inEffect(p *consult.Pass, notices *register.Register[Record]) *consult.Filed[Record] {
	f, replaced := register.Newest(p, notices.OfCall(p), (*Record).Effect)
	if f == nil {
		naming := replaced
		f, replaced = register.Newest(p, notices.OfController(p), (*Record).Effect)
		if f != nil && !naming.IsZero() {
			p.Relies(&f.Ref, "notice that names the product", naming)
		}
	}
	if f != nil {
		if end := f.Record.Withdrawn; !end.IsZero() {
			p.Relies(&f.Ref, "withdrawal", end)
		}
		if !replaced.IsZero() {
			p.Relies(&f.Ref, "newer notice", replaced)
		}
	}
	return f
}

// unpublished returns why no notice of the controller is in effect: what keeps the newest
// on file from it.
func unpublished(p *consult.Pass, notices *register.Register[Record]) consult.Fault {
	newest := register.Latest(notices.OfController(p), func(r *Record) time.Time { return r.Published })
	if newest == nil {
		return consult.Fault{Fact: "notice", Found: consult.Phrase("none on file"), Expected: consult.Phrase("one published and in effect")}
	}
	fault := consult.Fault{Record: &newest.Ref}
	switch r := &newest.Record; {
	case r.Address == "":
		fault.Fact, fault.Found, fault.Expected = "address", consult.Phrase("missing"), consult.Phrase("where it is published")
	case !p.Since(r.Published):
		fault.Fact, fault.Found, fault.Expected = "published", consult.TimeValue(r.Published), consult.Phrase("an instant before the call")
	default:
		fault.Fact, fault.Found, fault.Expected = "withdrawn", consult.TimeValue(r.Withdrawn), consult.Phrase("a notice in effect")
	}
	return fault
}

// Effect returns the instants from and until which the notice is in effect: since it was published, and until it is
// withdrawn. One without an address is not published, so that its from is the zero Time and it never is; a zero until means that
// it stays.
func (r *Record) Effect() (from, until time.Time) {
	if r.Address == "" {
		return time.Time{}, time.Time{}
	}
	return r.Published, r.Withdrawn
}

// discloses reports what the notice leaves out that it tells every patient.
func (r *Record) discloses(p *consult.Pass, ref *consult.RecordRef) {
	if r.Offer == "" {
		p.Report(RuleOffer, consult.Fault{Fact: "offer", Found: consult.Phrase("missing"), Expected: consult.Phrase("when video may be offered"), Record: ref})
	}
	if r.Way == "" {
		p.Report(RuleOffer, consult.Fault{Fact: "way", Found: consult.Phrase("missing"), Expected: consult.Phrase("how it takes place"), Record: ref})
	}

	product := r.product(p.Call.Product.ID)
	switch {
	case product == nil:
		p.Report(RuleProduct, consult.Fault{Fact: "products", Found: consult.CodeValue(p.Call.Product.ID), Expected: consult.Phrase("a product that the notice names"), Record: ref})
	case product.SecureUse == "":
		p.Report(RuleSecureUse, consult.Fault{Fact: "products.secure_use", Found: consult.Phrase("missing"), Expected: consult.Phrase("guidance on secure use"), Record: ref})
	}
	recipients, known := p.Call.Data.Recipients.Known()
	unnamed := recipients.Without(func(id consult.ProductID) bool {
		return id == p.Call.Product.ID || r.ThirdParties.Has(id) || r.product(id) != nil
	})
	switch {
	case !known:
		p.Report(RuleProduct, consult.Fault{Fact: "data.recipients", Found: consult.Phrase("unknown"), Expected: consult.Phrase("third parties that the notice names"), Record: ref})
	case !unnamed.Empty():
		p.Report(RuleProduct, consult.Fault{Fact: "third_parties", Found: consult.ProductsValue(unnamed), Expected: consult.Phrase("third parties that the notice names"), Record: ref})
	}
}

func (r *Record) product(id consult.ProductID) *Product {
	for i := range r.Products {
		if r.Products[i].ID == id {
			return &r.Products[i]
		}
	}
	return nil
}

// names reports the countries overseas that the notice does not name, and those that it
// names without a mechanism.
func (r *Record) names(p *consult.Pass, ref *consult.RecordRef, overseas consult.Countries) {
	unknown := func(places *consult.Places, fact string) {
		if _, known := places.Known(); !known {
			p.Report(RuleOverseas, consult.Fault{Fact: fact, Found: consult.Phrase("unknown"), Expected: consult.Phrase("countries that the notice names"), Record: ref})
		}
	}
	unknown(&p.Call.Data.Access, "data.access")
	unknown(&p.Call.Data.Storage, "data.storage")
	var disclosed, resting consult.Countries
	for _, t := range r.Overseas {
		disclosed = disclosed.With(t.Country)
		if t.Mechanism != MechanismUnknown {
			resting = resting.With(t.Country)
		}
	}
	if missing := overseas.Minus(disclosed); !missing.Empty() {
		p.Report(RuleOverseas, consult.Fault{Fact: "overseas.country", Found: consult.CountriesValue(missing), Expected: consult.Phrase("countries that the notice names"), Record: ref})
	}
	if without := overseas.Minus(overseas.Minus(disclosed)).Minus(resting); !without.Empty() {
		p.Report(RuleOverseas, consult.Fault{Fact: "overseas.mechanism", Found: consult.CountriesValue(without), Expected: consult.Phrase("a mechanism of transfer"), Record: ref})
	}
}

// current reports a notice that is due for review, or not the one that was approved.
func (r *Record) current(p *consult.Pass, ref *consult.RecordRef) {
	if p.Through(r.ReviewDue) {
		p.Relies(ref, "review", r.ReviewDue.End())
	} else {
		p.Report(RuleCurrent, consult.Fault{Fact: "review_due", Found: consult.DateValue(r.ReviewDue), Expected: consult.Phrase("a day to come"), Record: ref})
	}
	switch {
	case r.ApprovedHash == r.PublishedHash && !r.ApprovedHash.IsZero():
	case r.ApprovedHash.IsZero():
		p.Report(RuleCurrent, consult.Fault{Fact: "approved_hash", Found: consult.Phrase("missing"), Expected: consult.Phrase("the hash of the text that was approved"), Record: ref})
	case r.PublishedHash.IsZero():
		p.Report(RuleCurrent, consult.Fault{Fact: "published_hash", Found: consult.Phrase("missing"), Expected: consult.Phrase("the hash of the text at the address"), Record: ref})
	default:
		p.Report(RuleCurrent, consult.Fault{Fact: "published_hash", Found: consult.Phrase("another text"), Expected: consult.Phrase("the text that was approved"), Record: ref})
	}
}
