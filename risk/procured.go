package risk

import (
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
)

// Procured returns the check that the product was procured by a route for the controller's
// kind of organisation, to the thresholds, and on terms (S2 to S5, U1).
//
// Of several records of a controller and product the newest in effect counts. A nil
// register holds nothing.
func Procured(procurements *register.Register[Procurement], controllers *register.Register[Controller]) *consult.Check {
	return &consult.Check{
		Name:  "procurement",
		Doc:   "The product was procured by the right route, to the national thresholds, and on written terms.",
		Rules: procurementRules(),
		Run: func(p *consult.Pass) {
			on := procurements.OfCall(p)
			f, replaced := register.Newest(p, on, (*Procurement).effect)
			switch {
			case len(on) == 0:
				p.Report(RuleRoute, consult.Fault{Fact: "procurement", Found: consult.Phrase("none on file"), Expected: consult.Phrase("a record of this product")})
				return
			case f == nil:
				f = register.Latest(on, (*Procurement).decided)
				p.Report(RuleRoute, consult.Fault{Fact: "decided", Found: consult.TimeValue(f.Record.Decided), Expected: consult.Phrase("an instant before the call"), Record: &f.Ref})
				return
			}
			kind := KindUnknown
			if c := controller(p, controllers); c != nil {
				kind = c.Record.Kind
				p.Relies(&c.Ref, "kind of organisation", time.Time{})
			}
			if !replaced.IsZero() {
				p.Relies(&f.Ref, "newer procurement record", replaced)
			}
			f.Record.report(p, &f.Ref, kind)
		},
	}
}

func (r *Procurement) effect() (from, until time.Time) { return r.Decided, time.Time{} }

func (r *Procurement) decided() time.Time { return r.Decided }

func (r *Procurement) report(p *consult.Pass, ref *consult.RecordRef, kind OrganisationKind) {
	switch {
	case kind == KindUnknown:
		p.Report(RuleRoute, consult.Fault{Fact: "organisation", Found: consult.EnumValue(kind), Expected: consult.Phrase("a kind of organisation"), Record: ref})
	case !r.Route.fits(kind):
		p.Report(RuleRoute, consult.Fault{Fact: "route", Found: consult.EnumValue(r.Route), Expected: consult.Phrase("a route for this kind of organisation"), Record: ref})
	}

	switch product := &p.Call.Product; {
	case !p.From(r.DTAC.Assessed):
		p.Report(RuleThreshold, consult.Fault{Fact: "dtac.assessed", Found: consult.DateValue(r.DTAC.Assessed), Expected: consult.Phrase("a day before the call, or its own"), Record: ref})
	case !product.In(r.DTAC.Versions):
		p.Report(RuleThreshold, consult.Fault{Fact: "dtac.versions", Found: consult.VersionValue(product.Version), Expected: consult.Phrase("a version that was assessed"), Record: ref})
	}
	if kind.listed() && r.OnCommissionersList != consult.Yes && r.SameThresholds == "" {
		p.Report(RuleThreshold, consult.Fault{
			Fact: "on_commissioners_list", Found: consult.EnumValue(r.OnCommissionersList), Expected: consult.Phrase("yes, or the same thresholds"), Record: ref,
		})
	}

	bound := r.Contract.binds(p)
	if !bound && r.Processor != consult.No {
		p.Report(RuleContract, r.Contract.fault(ref))
	}
	if r.Free != consult.No && (!bound || r.ServiceLevel == "") {
		fault := consult.Fault{Fact: "service_level", Found: consult.Phrase("a free product without contract or service level"), Expected: consult.Phrase("both"), Record: ref}
		if r.Free != consult.Yes {
			fault.Fact, fault.Found, fault.Expected = "free", consult.EnumValue(r.Free), consult.Phrase("whether it is free, or contract and service level")
		}
		p.Report(RuleRecourse, fault)
	}
	if bound && (r.Processor != consult.No || r.Free != consult.No && r.ServiceLevel != "") {
		p.Relies(ref, "contract", r.Contract.Until.End())
	} else {
		p.Relies(ref, "procurement", time.Time{})
	}
}
