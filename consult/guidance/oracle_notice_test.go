package guidance_test

import (
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/notice"
)

// notice reads P3 to P6.
func (r *reading) notice() {
	overseas, known := r.call.Data.Overseas()
	if !r.consultation() {
		// Between colleagues only P6 can bind, with what keeps the notice worth reading.
		if !r.patientData() || known && overseas.Empty() {
			return
		}
		n := r.published()
		if n == nil {
			r.refuse("notice.overseas")
			return
		}
		r.overseas(n, overseas, known)
		r.text(n)
		return
	}
	n := r.published()
	if n == nil {
		r.refuse("notice.published") // P3, P4
		return
	}
	if n.Offer == "" || n.Way == "" {
		r.refuse("notice.offer") // P3
	}
	named := names(n, r.call.Product.ID)
	if !named || !r.thirdParties(n) {
		r.refuse("notice.product") // P4
	}
	if named && !secured(n, r.call.Product.ID) { // to name the product comes first: one fault, one fix
		r.refuse("notice.secure-use") // P5
	}
	r.overseas(n, overseas, known)
	r.text(n)
}

// published returns the notice that counts: the newest in effect that names the product, or
// else the newest in effect.
func (r *reading) published() *notice.Record {
	var newest *notice.Record
	newestNames := false
	for _, n := range r.file.notices[r.call.Controller] {
		if n.Address == "" || !r.since(n.Published) || !n.Withdrawn.IsZero() && !r.until(n.Withdrawn) {
			continue
		}
		named := names(n, r.call.Product.ID)
		switch {
		case newest == nil, named && !newestNames:
			newest, newestNames = n, named
		case newestNames && !named:
		case n.Published.After(newest.Published), n.Published.Equal(newest.Published) && n.ID > newest.ID:
			newest, newestNames = n, named
		}
	}
	return newest
}

func names(n *notice.Record, product consult.ProductID) bool {
	for i := range n.Products {
		if n.Products[i].ID == product {
			return true
		}
	}
	return false
}

func secured(n *notice.Record, product consult.ProductID) bool {
	for i := range n.Products {
		if n.Products[i].ID == product && n.Products[i].SecureUse != "" {
			return true
		}
	}
	return false
}

// thirdParties reports whether it is known who receives data, and the notice names them all.
func (r *reading) thirdParties(n *notice.Record) bool {
	recipients, known := r.call.Data.Recipients.Known()
	if !known {
		return false
	}
	for id := range recipients.All {
		if !n.ThirdParties.Has(id) && !names(n, id) {
			return false
		}
	}
	return true
}

func (r *reading) overseas(n *notice.Record, overseas consult.Countries, known bool) {
	for country := range overseas.All {
		if !transfers(n, country) {
			known = false
			break
		}
	}
	if !known {
		r.refuse("notice.overseas") // P6
	}
}

// transfers reports whether the notice names a country with what the transfer rests on.
func transfers(n *notice.Record, to consult.Country) bool {
	for _, t := range n.Overseas {
		if t.Country == to && notice.Regulations <= t.Mechanism && t.Mechanism <= notice.Derogation {
			return true
		}
	}
	return false
}

func (r *reading) text(n *notice.Record) {
	if !r.through(n.ReviewDue) || n.ApprovedHash.IsZero() || n.ApprovedHash != n.PublishedHash {
		r.refuse("notice.current") // P4, P6
	}
}
