package cedar

import (
	"maps"
	"math"
	"slices"

	"github.com/cedar-policy/cedar-go"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/task"
)

// A service is what is on file about a product and its controller, as an entity. For the call that
// it is about, it is all the entities that there are: applications give Cedar those that a request
// needs, and looking each up among all of them, time and again, takes longer.
type service cedar.Entity

// Get implements [cedar.EntityGetter].
func (s *service) Get(uid cedar.EntityUID) (cedar.Entity, bool) {
	return cedar.Entity(*s), uid == s.UID
}

// service returns what is on file about the product and controller of a call.
func (e *Engine) service(call *consult.Call) *service {
	if s := e.services[call.Key()]; s != nil {
		return s
	}
	if s := e.services[consult.Key{Controller: call.Controller}]; s != nil {
		return s // which has the records of the controller alone
	}
	return new(service)
}

// services returns all that is on file. What is about a controller is with each of its products, and
// under a key without a product as well.
func services(sheet *task.Sheet) map[consult.Key]*service {
	all, controllers := map[consult.Key]*service{}, map[consult.ODSCode]cedar.RecordMap{}
	for code, c := range sheet.Controllers {
		controllers[code] = controller(c)
	}
	for code, n := range sheet.Notices {
		if controllers[code] == nil {
			controllers[code] = cedar.RecordMap{}
		}
		controllers[code]["notice"] = notice(n)
	}
	add := func(key consult.Key, attributes cedar.RecordMap) {
		id := string(key.Controller) + "/" + string(key.Product)
		all[key] = &service{UID: cedar.NewEntityUID("Service", cedar.String(id)), Attributes: cedar.NewRecord(attributes)}
	}
	for code, attributes := range controllers {
		add(consult.Key{Controller: code}, attributes)
	}
	for key, p := range sheet.Products {
		attributes := product(key.Product, p)
		maps.Copy(attributes, controllers[key.Controller])
		add(key, attributes)
	}
	return all
}

func controller(c *task.Controller) cedar.RecordMap {
	partners := make([]cedar.Value, len(c.Partners))
	for i, code := range c.Partners {
		partners[i] = organisation(code)
	}
	return cedar.RecordMap{"kind": cedar.String(c.Kind), "contact": cedar.Boolean(c.Contact), "partners": cedar.NewSet(partners...)}
}

// notice returns a privacy notice. It need not name the country that is not overseas.
func notice(n *task.Notice) cedar.Record {
	return cedar.NewRecord(cedar.RecordMap{
		"address": cedar.Boolean(n.Address), "offer": cedar.Boolean(n.Offer), "way": cedar.Boolean(n.Way), "approved": cedar.Boolean(n.Approved),
		"published_at": start(n.PublishedAt), "withdrawn_at": start(n.WithdrawnAt), "review_ends": cedar.Long(n.ReviewEnds),
		"products": set(n.Products), "secured": set(n.Secured),
		"recipients": set(slices.Concat(n.Products, n.ThirdParties)),
		"countries":  set(append([]string{consult.UnitedKingdom.String()}, n.Overseas...)),
	})
}

func product(id consult.ProductID, p *task.Product) cedar.RecordMap {
	attributes := cedar.RecordMap{}
	switch {
	case p.DPIA != nil:
		attributes["dpia"], attributes["scope"] = dpia(p.DPIA), scope(id, &p.DPIA.Scope)
	case p.Screening != nil: // which counts where there is no DPIA
		attributes["screening"], attributes["scope"] = screening(p.Screening), scope(id, &p.Screening.Scope)
	}
	if p.Assessment != nil {
		attributes["assessment"] = assessment(p.Assessment)
	}
	if p.Procurement != nil {
		attributes["procurement"] = procurement(p.Procurement)
	}
	return attributes
}

// scope returns what was assessed. The product itself is among the recipients, so that the policies
// need not make an exception of it.
func scope(id consult.ProductID, s *task.Scope) cedar.Record {
	return cedar.NewRecord(cedar.RecordMap{
		"purposes": set(s.Purposes), "categories": set(s.Categories), "subjects": set(s.Subjects),
		"recipients": set(append([]string{string(id)}, s.Recipients...)),
		"access":     set(s.Access), "storage": set(s.Storage), "captures": set(s.Captures),
	})
}

func dpia(d *task.DPIA) cedar.Record {
	return cedar.NewRecord(cedar.RecordMap{
		"status": cedar.String(d.Status), "advice": cedar.String(d.Advice), "reasons": cedar.Boolean(d.Reasons),
		"approved_at": start(d.ApprovedAt), "changed_at": start(d.ChangedAt), "review_ends": cedar.Long(d.ReviewEnds),
		"residual": cedar.String(d.Residual), "regulator": cedar.String(d.Regulator), "answered_at": start(d.AnsweredAt),
	})
}

func screening(s *task.Screening) cedar.Record {
	return cedar.NewRecord(cedar.RecordMap{
		"required": cedar.String(s.Required), "reasons": cedar.Boolean(s.Reasons),
		"seen_at": start(s.SeenAt), "decided_at": start(s.DecidedAt), "review_ends": cedar.Long(s.ReviewEnds),
	})
}

func assessment(a *task.Assessment) cedar.Record {
	attributes := cedar.RecordMap{
		"assessed_at": start(a.AssessedAt), "adopted_at": start(a.AdoptedAt), "review_ends": cedar.Long(a.ReviewEnds),
		"assessed_by": organisation(a.AssessedBy), "from": start(a.From), "through": cedar.Long(a.Through),
		"kinds": set(a.Kinds), "encryption": cedar.String(a.Encryption), "recording": cedar.String(a.Recording),
		"own_software": cedar.Boolean(a.OwnSoftware), "enhanced": cedar.Boolean(a.Enhanced),
		"lowest_client": start(a.LowestClient), "lowest_server": start(a.LowestServer), "cites": cedar.Boolean(a.Cites),
	}
	if a.SendsKnown {
		attributes["sends"] = set(a.Sends)
	}
	return cedar.NewRecord(attributes)
}

func procurement(p *task.Procurement) cedar.Record {
	return cedar.NewRecord(cedar.RecordMap{
		"decided_at": start(p.DecidedAt), "route": cedar.String(p.Route), "dtac_at": start(p.DTACAt),
		"from": start(p.From), "through": cedar.Long(p.Through), "listed": cedar.String(p.Listed),
		"same_thresholds": cedar.Boolean(p.SameThresholds), "free": cedar.String(p.Free), "processor": cedar.String(p.Processor),
		"contract": cedar.Boolean(p.Contract), "contract_ends": start(p.ContractEnds), "service_level": cedar.Boolean(p.ServiceLevel),
	})
}

// start returns where something starts, which is after all else where it is not given: an instant is
// never, and no version is as high. What ends is 0 then. Neither needs a test of its own.
func start(n int64) cedar.Long {
	if n == 0 {
		return math.MaxInt64
	}
	return cedar.Long(n)
}

func organisation[S ~string](code S) cedar.EntityUID {
	return cedar.NewEntityUID("Organisation", cedar.String(code))
}

func set[S ~string](members []S) cedar.Set {
	values := make([]cedar.Value, len(members))
	for i, m := range members {
		values[i] = cedar.String(m)
	}
	return cedar.NewSet(values...)
}
