package validator

import (
	"slices"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/task"
)

// A file is what is on file for the calls of a controller with a product. Its records are copied
// for a call, which adds what they are compared with.
type file struct {
	contact       bool
	partners      map[string]bool
	dpia          *dpia
	screening     *screening
	assessment    *assessment
	procurement   *procurement
	notice        *notice
	lowestVersion int64
	lowestServer  int64
}

// file returns the file for a call.
func (e *Engine) file(call *consult.Call) *file {
	if f := e.files[call.Key()]; f != nil {
		return f
	}
	if f := e.files[consult.Key{Controller: call.Controller}]; f != nil {
		return f
	}
	return new(file)
}

// filed returns the files of all products that anything is on file about, and under no product
// those of the controllers for any other.
func filed(sheet *task.Sheet) map[consult.Key]*file {
	files := map[consult.Key]*file{}
	of := func(code consult.ODSCode, product consult.ProductID) *file {
		key := consult.Key{Controller: code, Product: product}
		if files[key] == nil {
			files[key] = newFile(sheet.Controllers[code], sheet.Notices[code], product)
		}
		return files[key]
	}
	for code := range sheet.Controllers {
		of(code, "")
	}
	for code, n := range sheet.Notices {
		of(code, "")
		for _, product := range n.Products {
			of(code, consult.ProductID(product))
		}
	}
	for key, p := range sheet.Products {
		of(key.Controller, key.Product).add(p, key.Controller, sheet.Controllers[key.Controller])
	}
	return files
}

// newFile returns a file that has only what is on file about its controller.
func newFile(c *task.Controller, n *task.Notice, product consult.ProductID) *file {
	f := new(file)
	if c != nil {
		f.contact, f.partners = c.Contact, make(map[string]bool, len(c.Partners))
		for _, p := range c.Partners {
			f.partners[p] = true
		}
	}
	if n != nil {
		f.notice = noticeOf(n, string(product))
	}
	return f
}

// add adds what is on file about the product.
func (f *file) add(p *task.Product, code consult.ODSCode, c *task.Controller) {
	if p.DPIA != nil {
		f.dpia = dpiaOf(p.DPIA)
	}
	if p.Screening != nil {
		f.screening = screeningOf(p.Screening)
	}
	if a := p.Assessment; a != nil {
		f.assessment = assessmentOf(a, string(code))
		f.lowestVersion, f.lowestServer = a.LowestClient, a.LowestServer
	}
	if p.Procurement != nil {
		f.procurement = procurementOf(p.Procurement, c)
	}
}

func dpiaOf(d *task.DPIA) *dpia {
	r := &dpia{
		status: d.Status, approvedAt: d.ApprovedAt, advice: d.Advice,
		reviewEnds: d.ReviewEnds, changedAt: d.ChangedAt, residual: d.Residual, regulator: d.Regulator,
	}
	if d.Advice == "overruled" {
		r.reasons = &d.Reasons
	}
	if d.Residual == "high" {
		r.leave, r.leaveFrom = &d.Regulator, &d.AnsweredAt
	}
	return r
}

func screeningOf(s *task.Screening) *screening {
	return &screening{required: s.Required, reasons: s.Reasons, decidedAt: s.DecidedAt, seenAt: s.SeenAt, reviewEnds: s.ReviewEnds}
}

func assessmentOf(a *task.Assessment, controller string) *assessment {
	r := &assessment{
		assessedAt:     a.AssessedAt,
		clinicalSafety: slices.Contains(a.Kinds, "clinical-safety"),
		security:       slices.Contains(a.Kinds, "security"),
		operation:      slices.Contains(a.Kinds, "operation"),
		sendsKnown:     a.SendsKnown, encryption: a.Encryption, recording: a.Recording, ownSoftware: a.OwnSoftware, enhanced: a.Enhanced,
		reviewEnds: a.ReviewEnds, from: a.From, through: a.Through, cites: a.Cites,
	}
	if a.AssessedBy != controller {
		r.adoptedAt = &a.AdoptedAt
	}
	return r
}

func procurementOf(p *task.Procurement, c *task.Controller) *procurement {
	r := &procurement{decidedAt: p.DecidedAt, dtacAt: p.DTACAt, from: p.From, through: p.Through}
	kind := "unknown"
	if c != nil {
		kind = c.Kind
	}
	switch kind {
	case "gp-practice", "primary-care-network":
		r.route = &practiceRoute{p.Route}
	case "nhs-trust", "foundation-trust":
		r.route = &trustRoute{p.Route}
	case "other-provider":
		r.route = &otherRoute{p.Route}
	}
	switch kind {
	case "nhs-trust", "foundation-trust", "other-provider":
	default: // an organisation of an unknown kind is judged as a practice
		r.listing = &listing{p.Listed, p.SameThresholds}
	}
	if p.Processor != "no" {
		r.contract, r.contractEnds = &p.Contract, p.ContractEnds
	}
	if p.Free != "no" {
		r.recourse, r.recourseEnds, r.serviceLevel = &p.Contract, p.ContractEnds, &p.ServiceLevel
	}
	return r
}

func noticeOf(n *task.Notice, product string) *notice {
	r := &notice{
		address: n.Address, publishedAt: n.PublishedAt, withdrawnAt: n.WithdrawnAt,
		offer: &n.Offer, way: &n.Way, reviewEnds: n.ReviewEnds, approved: n.Approved,
	}
	if slices.Contains(n.Products, product) {
		secure := slices.Contains(n.Secured, product)
		r.secureUse = &secure
	}
	return r
}
