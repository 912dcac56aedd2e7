package opa

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/task"
)

// document is an object of OPA's as Go has it.
type document = map[string]any

// data returns the records as the policy reads them: controllers and notices by the code of the
// controller, and records of a product by that and the id of the product.
func data(sheet *task.Sheet, set func([]string) any) document {
	controllers, notices, products := document{}, document{}, document{}
	for code, c := range sheet.Controllers {
		controller := document{"contact": c.Contact, "partners": set(c.Partners)}
		put(controller, "kind", known(c.Kind))
		controllers[string(code)] = controller
	}
	for code, n := range sheet.Notices {
		notices[string(code)] = notice(n, set)
	}
	for key, p := range sheet.Products {
		of, ok := products[string(key.Controller)].(document)
		if !ok {
			of = document{}
			products[string(key.Controller)] = of
		}
		of[string(key.Product)] = product(key.Product, p, set)
	}
	return document{"controllers": controllers, "notices": notices, "products": products}
}

func notice(n *task.Notice, set func([]string) any) document {
	d := document{
		"address": n.Address, "offer": n.Offer, "way": n.Way, "approved": n.Approved,
		"products": set(n.Products), "secured": set(n.Secured), "overseas": set(n.Overseas),
		"recipients": set(slices.Concat(n.Products, n.ThirdParties)), // that the notice names in any way
	}
	put(d, "published_at", n.PublishedAt)
	put(d, "withdrawn_at", n.WithdrawnAt)
	put(d, "review_ends", n.ReviewEnds)
	return d
}

func product(id consult.ProductID, p *task.Product, set func([]string) any) document {
	d := document{}
	if p.DPIA != nil {
		d["dpia"] = dpia(id, p.DPIA, set)
	}
	if p.Screening != nil {
		d["screening"] = screening(id, p.Screening, set)
	}
	if p.Assessment != nil {
		d["assessment"] = assessment(p.Assessment, set)
	}
	if p.Procurement != nil {
		d["procurement"] = procurement(p.Procurement)
	}
	return d
}

// scope returns what was assessed. The product itself is among the recipients, so that the policy
// need not make an exception of it.
func scope(id consult.ProductID, s *task.Scope, set func([]string) any) document {
	return document{
		"purposes": set(s.Purposes), "categories": set(s.Categories), "subjects": set(s.Subjects),
		"recipients": set(append([]string{string(id)}, s.Recipients...)),
		"access":     set(s.Access), "storage": set(s.Storage), "captures": set(s.Captures),
	}
}

func dpia(id consult.ProductID, r *task.DPIA, set func([]string) any) document {
	d := document{"scope": scope(id, &r.Scope, set), "reasons": r.Reasons}
	put(d, "status", known(r.Status))
	put(d, "advice", known(r.Advice))
	put(d, "residual", known(r.Residual))
	put(d, "regulator", known(r.Regulator))
	put(d, "approved_at", r.ApprovedAt)
	put(d, "changed_at", r.ChangedAt)
	put(d, "review_ends", r.ReviewEnds)
	put(d, "answered_at", r.AnsweredAt)
	return d
}

func screening(id consult.ProductID, s *task.Screening, set func([]string) any) document {
	d := document{"scope": scope(id, &s.Scope, set), "reasons": s.Reasons}
	put(d, "required", known(s.Required))
	put(d, "seen_at", s.SeenAt)
	put(d, "decided_at", s.DecidedAt)
	put(d, "review_ends", s.ReviewEnds)
	return d
}

func assessment(a *task.Assessment, set func([]string) any) document {
	d := document{"kinds": set(a.Kinds), "own_software": a.OwnSoftware, "enhanced": a.Enhanced, "cites": a.Cites}
	if a.SendsKnown {
		d["sends"] = set(a.Sends)
	}
	put(d, "assessed_by", a.AssessedBy)
	put(d, "encryption", known(a.Encryption))
	put(d, "recording", known(a.Recording))
	put(d, "assessed_at", a.AssessedAt)
	put(d, "adopted_at", a.AdoptedAt)
	put(d, "review_ends", a.ReviewEnds)
	put(d, "from", a.From)
	put(d, "through", a.Through)
	put(d, "lowest_client", a.LowestClient)
	put(d, "lowest_server", a.LowestServer)
	return d
}

func procurement(p *task.Procurement) document {
	d := document{"same_thresholds": p.SameThresholds, "contract": p.Contract, "service_level": p.ServiceLevel}
	put(d, "route", known(p.Route))
	put(d, "listed", known(p.Listed))
	put(d, "free", known(p.Free))
	put(d, "processor", known(p.Processor))
	put(d, "decided_at", p.DecidedAt)
	put(d, "dtac_at", p.DTACAt)
	put(d, "from", p.From)
	put(d, "through", p.Through)
	put(d, "contract_ends", p.ContractEnds)
	return d
}

// put adds a member to a document, unless it is zero.
func put[V string | int64](d document, name string, value V) {
	var zero V
	if value != zero {
		d[name] = value
	}
}

// known returns the text of a value of an enumeration, or nothing where it is unknown.
func known(word string) string {
	if word == "unknown" {
		return ""
	}
	return word
}

// object returns a set as JSON has it: an object with the members as names.
func object(members []string) any {
	o := make(document, len(members))
	for _, m := range members {
		o[m] = true
	}
	return o
}

// set returns a set of OPA's own.
func set(members []string) any {
	terms := make([]*ast.Term, len(members))
	for i, m := range members {
		terms[i] = ast.InternedTerm(m)
	}
	return ast.NewSet(terms...)
}
