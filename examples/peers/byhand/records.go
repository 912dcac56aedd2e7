package byhand

import (
	"slices"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

func (r *reading) dpia(d *dpia.Record, s *dpia.Screening) {
	if d == nil {
		exempt := s != nil && r.since(s.Decided) && s.Required == consult.No && s.Reasons != "" && r.since(s.SeenByDPO) && r.until(s.ReviewDue.End())
		r.require(exempt, "dpia.decided")
		if exempt {
			r.require(r.within(&s.Scope), "dpia.covers")
		}
		return
	}
	a := &d.Approval
	approved := a.Status == dpia.Approved && r.since(a.At) && (a.Advice == dpia.Accepted || a.Advice == dpia.Overruled && a.Reasons != "")
	r.require(approved, "dpia.approved")
	if !approved {
		return
	}
	r.require(r.until(d.ReviewDue.End()) && !slices.ContainsFunc(d.Changes, func(c dpia.Change) bool {
		return c.Assessed != consult.Yes && (c.On.IsZero() || !c.On.Before(consult.DateAt(a.At)) && !r.until(c.On.Start()))
	}), "dpia.current")
	leave := d.Regulator.Outcome == dpia.MayProceed && r.since(d.Regulator.Answered.Start())
	r.require(d.Regulator.Outcome != dpia.MustNot && (d.Residual == dpia.Low || d.Residual == dpia.Medium || d.Residual == dpia.High && leave), "dpia.residual")
	r.require(r.within(&d.Scope), "dpia.covers")
}

// within reports whether all processing of the call is known and within a scope.
func (r *reading) within(s *dpia.Scope) bool {
	d, room := &r.call.Data, &r.call.Room
	access, accessKnown := d.Access.Known()
	storage, storageKnown := d.Storage.Known()
	recipients, recipientsKnown := d.Recipients.Known()
	return !d.Purposes.Empty() && d.Purposes.Minus(s.Purposes).Empty() &&
		!d.Categories.Empty() && d.Categories.Minus(s.Categories).Empty() &&
		!d.Subjects.Empty() && d.Subjects.Minus(s.Subjects).Empty() &&
		accessKnown && access.Minus(s.Access).Empty() &&
		storageKnown && storage.Minus(s.Storage).Empty() &&
		recipientsKnown && recipients.Without(func(id consult.ProductID) bool { return id == r.call.Product.ID || s.Recipients.Has(id) }).Empty() &&
		(room.Recording == consult.RecordingOff || room.Recording != consult.RecordingUnknown && s.Captures.Has(dpia.Recording)) &&
		(room.Transcription == consult.CaptureOff || room.Transcription != consult.CaptureUnknown && s.Captures.Has(dpia.Transcription)) &&
		(room.Scribe == consult.CaptureOff || room.Scribe != consult.CaptureUnknown && s.Captures.Has(dpia.Scribe))
}

func (r *reading) risk(a *risk.Assessment) {
	if a == nil || !r.since(a.Assessed) {
		r.require(false, "risk.assessed")
		return
	}
	sends, sendsKnown := a.Considered.SendsData.Known()
	encryption, recording := a.Considered.Encryption, a.Considered.Recording
	r.require(a.AssessedBy == r.call.Controller || r.since(a.Adopted), "risk.own")
	r.require(a.Kinds.Has(risk.ClinicalSafety) && a.Kinds.Has(risk.Security) && a.Kinds.Has(risk.Operation), "risk.whole")
	r.require(sendsKnown && encryption != consult.EncryptionUnknown && recording != consult.AuthorityUnknown &&
		a.Considered.OwnSoftware != "" && a.Considered.Enhanced != "", "risk.considered")
	r.require(r.until(a.ReviewDue.End()) && r.call.Product.In(a.Versions), "risk.current")
	room, data := &r.call.Room, &r.call.Data
	drifts := sendsKnown && (!goes(&data.Access, sends) || !goes(&data.Storage, sends)) ||
		room.Encryption < encryption ||
		recording != consult.AuthorityUnknown && (room.RecordingAuthority == consult.AuthorityUnknown || room.RecordingAuthority > recording)
	r.require(!drifts, "risk.drift")
	r.require(!a.References.Empty(), "risk.reference")
}

// goes reports whether data are known to go nowhere but to the given countries.
func goes(to *consult.Places, countries consult.Countries) bool {
	places, known := to.Known()
	return known && places.Minus(countries).Empty()
}

func (r *reading) procurement(p *risk.Procurement, c *risk.Controller) {
	if p == nil || !r.since(p.Decided) {
		r.require(false, "procurement.route")
		return
	}
	bought := p.Route == risk.BuyingCatalogue || p.Route == risk.Commissioner
	fits, listed := false, true // an organisation of an unknown kind is judged as a practice
	if c != nil {
		switch c.Kind {
		case risk.GPPractice, risk.PrimaryCareNetwork:
			fits = bought
		case risk.NHSTrust, risk.FoundationTrust:
			fits, listed = p.Route == risk.OwnRoute, false
		case risk.OtherProvider:
			fits, listed = bought || p.Route == risk.OwnRoute, false
		}
	}
	r.require(fits, "procurement.route")
	r.require(r.since(p.DTAC.Assessed.Start()) && r.call.Product.In(p.DTAC.Versions) &&
		(!listed || p.OnCommissionersList == consult.Yes || p.SameThresholds != ""), "procurement.threshold")
	bound := p.Contract.Reference != "" && (p.Contract.Until.IsZero() || r.until(p.Contract.Until.End()))
	r.require(bound || p.Processor == consult.No, "procurement.contract")
	r.require(p.Free == consult.No || bound && p.ServiceLevel != "", "procurement.recourse")
}

func (r *reading) notice(n *notice.Record) {
	overseas, known := r.call.Data.Overseas()
	if !r.consultation() && (!r.patients() || known && overseas.Empty()) {
		return
	}
	if n == nil || n.Address == "" || !r.since(n.Published) || !n.Withdrawn.IsZero() && !r.until(n.Withdrawn) {
		if r.consultation() {
			r.require(false, "notice.published")
		} else {
			r.require(false, "notice.overseas")
		}
		return
	}
	if r.consultation() {
		r.require(n.Offer != "" && n.Way != "", "notice.offer")
		product := slices.IndexFunc(n.Products, func(p notice.Product) bool { return p.ID == r.call.Product.ID })
		r.require(product >= 0 && r.named(n), "notice.product")
		r.require(product < 0 || n.Products[product].SecureUse != "", "notice.secure-use")
	}
	r.require(known && r.transferred(n, overseas), "notice.overseas")
	r.require(r.until(n.ReviewDue.End()) && !n.ApprovedHash.IsZero() && n.ApprovedHash == n.PublishedHash, "notice.current")
}

// named reports whether it is known who receives data, and the notice names them all.
func (r *reading) named(n *notice.Record) bool {
	recipients, known := r.call.Data.Recipients.Known()
	return known && recipients.Without(func(id consult.ProductID) bool {
		return id == r.call.Product.ID || n.ThirdParties.Has(id) || slices.ContainsFunc(n.Products, func(p notice.Product) bool { return p.ID == id })
	}).Empty()
}

// transferred reports whether the notice names every country, with what the transfer rests on.
func (r *reading) transferred(n *notice.Record, overseas consult.Countries) bool {
	for _, t := range n.Overseas {
		if t.Mechanism != notice.MechanismUnknown {
			overseas = overseas.Minus(consult.CountriesOf(t.Country))
		}
	}
	return overseas.Empty()
}
