package risk_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/risk"
	"github.com/stretchr/testify/require"
)

func TestRoute(t *testing.T) {
	none := found{risk.RuleRoute, "procurement", "none on file", "a record of this product", ""}
	broken := func(fact, got, expected string) []found {
		return []found{{risk.RuleRoute, fact, got, expected, onDeal}}
	}
	run(t, []row{
		{"none on file", func(w *world) { w.procurements = nil }, []found{none}},
		{"one of another product", procured(func(r *risk.Procurement) { r.Product = "other-meet" }), []found{none}},
		{"one of another controller", procured(func(r *risk.Procurement) { r.Controller = "A81002" }), []found{none}},
		{"decided a nanosecond later than now", procured(func(r *risk.Procurement) { r.Decided = now.Add(1) }), broken("decided", "2026-06-01T09:00:00Z", before)},
		{"decided now", procured(func(r *risk.Procurement) { r.Decided = now }), nil},
		{"never decided", procured(func(r *risk.Procurement) { r.Decided = time.Time{} }), broken("decided", "none", before)},
		{
			"of several that are not in effect the newest is named",
			func(w *world) {
				sooner := procurement("z-sooner")
				sooner.Decided, w.procurements[0].Decided = now.Add(time.Hour), now.Add(2*time.Hour)
				w.procurements = append(w.procurements, sooner)
			},
			broken("decided", "2026-06-01T11:00:00Z", before),
		},
		{
			"the newest in effect counts",
			func(w *world) {
				older, later := procurement("a-older"), procurement("z-later")
				older.Decided, later.Decided = older.Decided.Add(-1), now.Add(1)
				older.Route, later.Route = risk.OwnRoute, risk.OwnRoute
				w.procurements = append(w.procurements, older, later)
			},
			nil,
		},
		{
			"nobody knows of which kind the organisation is",
			organised(func(c *risk.Controller) { c.Kind = risk.KindUnknown }),
			broken("organisation", "unknown", "a kind of organisation"),
		},
		{
			"an organisation of no known kind is judged by the commissioner's list",
			both(organised(func(c *risk.Controller) { c.Kind = risk.KindUnknown }), procured(func(r *risk.Procurement) { r.OnCommissionersList = consult.No })),
			[]found{
				{risk.RuleRoute, "organisation", "unknown", "a kind of organisation", onDeal},
				{risk.RuleThreshold, "on_commissioners_list", "no", "yes, or the same thresholds", onDeal},
			},
		},
	})
}

// TestRouteOfEachKind holds every route against every kind of organisation.
func TestRouteOfEachKind(t *testing.T) {
	t.Parallel()
	fits := map[risk.OrganisationKind]map[risk.Route]bool{
		risk.KindUnknown:        {},
		risk.GPPractice:         {risk.BuyingCatalogue: true, risk.Commissioner: true},                      // S2, S4
		risk.PrimaryCareNetwork: {risk.BuyingCatalogue: true, risk.Commissioner: true},                      // S4
		risk.NHSTrust:           {risk.OwnRoute: true},                                                      // S5
		risk.FoundationTrust:    {risk.OwnRoute: true},                                                      // S5
		risk.OtherProvider:      {risk.BuyingCatalogue: true, risk.Commissioner: true, risk.OwnRoute: true}, // none is named
	}
	for kind, of := range fits {
		for route := risk.RouteUnknown; route <= risk.OwnRoute; route++ {
			w := newWorld()
			w.controllers[0].Kind, w.procurements[0].Route = kind, route
			d := w.decide(t)
			want := []found{{risk.RuleRoute, "route", route.String(), "a route for this kind of organisation", onDeal}}
			switch {
			case of[route]:
				want = nil
			case kind == risk.KindUnknown:
				want = []found{{risk.RuleRoute, "organisation", "unknown", "a kind of organisation", onDeal}}
			}
			require.Equal(t, want, findings(&d), fmt.Sprint(kind, " ", route))
		}
	}
}

func TestThreshold(t *testing.T) {
	broken := func(fact, got, expected string) []found {
		return []found{{risk.RuleThreshold, fact, got, expected, onDeal}}
	}
	dtac := func(change func(*risk.DTAC)) func(*world) {
		return procured(func(r *risk.Procurement) { change(&r.DTAC) })
	}
	listed := func(kind risk.OrganisationKind, list consult.YesNo, same string) func(*world) {
		return both(organised(func(c *risk.Controller) { c.Kind = kind }), procured(func(r *risk.Procurement) {
			r.OnCommissionersList, r.SameThresholds = list, same
			if kind == risk.NHSTrust || kind == risk.FoundationTrust {
				r.Route = risk.OwnRoute
			}
		}))
	}
	const same, past, version = "yes, or the same thresholds", "a day before the call, or its own", "a version that was assessed"
	run(t, []row{
		{"no DTAC at all", dtac(func(d *risk.DTAC) { *d = risk.DTAC{} }), broken("dtac.assessed", "none", past)},
		{"nobody knows when it was assessed", dtac(func(d *risk.DTAC) { d.Assessed = consult.Date{} }), broken("dtac.assessed", "none", past)},
		{"assessed tomorrow", dtac(func(d *risk.DTAC) { d.Assessed = day(1) }), broken("dtac.assessed", "2026-06-02", past)},
		{"assessed today", dtac(func(d *risk.DTAC) { d.Assessed = today }), nil},
		{"of no version", dtac(func(d *risk.DTAC) { d.Versions = nil }), broken("dtac.versions", "6.4.2", version)},
		{"of older versions", dtac(func(d *risk.DTAC) { d.Versions = versions("5.0", "6.4.1") }), broken("dtac.versions", "6.4.2", version)},
		{"of newer versions", dtac(func(d *risk.DTAC) { d.Versions = versions("6.4.3", "7") }), broken("dtac.versions", "6.4.2", version)},
		{"of this version", dtac(func(d *risk.DTAC) { d.Versions = versions("6.4.2", "6.4.2") }), nil},

		{"a practice, on the list", listed(risk.GPPractice, consult.Yes, ""), nil},
		{"a practice, not on the list, by the same thresholds", listed(risk.GPPractice, consult.No, "report 3"), nil},
		{"a practice, not on the list", listed(risk.GPPractice, consult.No, ""), broken("on_commissioners_list", "no", same)},
		{"a practice, nobody knows", listed(risk.GPPractice, consult.Unknown, ""), broken("on_commissioners_list", "unknown", same)},
		{"a network, on the list", listed(risk.PrimaryCareNetwork, consult.Yes, ""), nil},
		{"a network, by the same thresholds", listed(risk.PrimaryCareNetwork, consult.Unknown, "report 3"), nil},
		{"a network, not on the list", listed(risk.PrimaryCareNetwork, consult.No, ""), broken("on_commissioners_list", "no", same)},
		{"a trust has no commissioner's list", listed(risk.NHSTrust, consult.Unknown, ""), nil},
		{"nor has a foundation trust", listed(risk.FoundationTrust, consult.No, ""), nil},
		{"nor has any other provider", listed(risk.OtherProvider, consult.No, ""), nil},
	})
}

func TestContract(t *testing.T) {
	broken := func(fact, got, expected string) []found {
		return []found{{risk.RuleContract, fact, got, expected, onDeal}}
	}
	contract := func(c risk.Contract, processor consult.YesNo) func(*world) {
		return procured(func(r *risk.Procurement) { r.Contract, r.Processor = c, processor })
	}
	const written, force = "a written contract", "a contract in force"
	run(t, []row{
		{"a processor, with a contract without end", contract(risk.Contract{Reference: "C-1"}, consult.Yes), nil},
		{"a processor, without contract", contract(risk.Contract{}, consult.Yes), broken("contract.reference", "missing", written)},
		{"a processor for all anybody knows", contract(risk.Contract{}, consult.Unknown), broken("contract.reference", "missing", written)},
		{"no processor needs no contract", contract(risk.Contract{}, consult.No), nil},
		{"a contract that nobody can find", contract(risk.Contract{Until: day(10)}, consult.Yes), broken("contract.reference", "missing", written)},
		{"a contract that ended the day before the call", contract(risk.Contract{"C-1", day(-1)}, consult.Yes), broken("contract.until", "2026-05-31", force)},
		{"a contract that ends on the day of the call", contract(risk.Contract{"C-1", today}, consult.Yes), nil},
		{
			"a contract that ends when the call starts",
			both(contract(risk.Contract{"C-1", today}, consult.Yes), called(func(c *consult.Call) { c.Start = today.End() })),
			broken("contract.until", "2026-06-01", force),
		},
	})
}

func TestRecourse(t *testing.T) {
	advice := []found{{risk.RuleRecourse, "service_level", "a free product without contract or service level", "both", onDeal}}
	terms := func(free consult.YesNo, contract, level string) func(*world) {
		return procured(func(r *risk.Procurement) {
			r.Free, r.Processor, r.Contract.Reference, r.ServiceLevel = free, consult.No, contract, level
		})
	}
	run(t, []row{
		{"paid for", terms(consult.No, "", ""), nil},
		{"free, with both", terms(consult.Yes, "C-1", "annex"), nil},
		{"free without contract", terms(consult.Yes, "", "annex"), advice},
		{"free without service level", terms(consult.Yes, "C-1", ""), advice},
		{
			"free for all anybody knows", terms(consult.Unknown, "", ""),
			[]found{{risk.RuleRecourse, "free", "unknown", "whether it is free, or contract and service level", onDeal}},
		},
		{
			"a free product of a processor without contract is refused, and advised upon",
			procured(func(r *risk.Procurement) { r.Free, r.Contract = consult.Yes, risk.Contract{} }),
			[]found{{risk.RuleContract, "contract.reference", "missing", "a written contract", onDeal}, advice[0]},
		},
	})
}

// TestAdvice holds that advice refuses nothing.
func TestAdvice(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.assessments[0].References = 0
	w.procurements[0].Free, w.procurements[0].ServiceLevel = consult.Yes, ""
	d := w.decide(t)
	require.Equal(t, consult.Allowed, d.Outcome)
	require.Equal(t, []consult.RuleID{risk.RuleRecourse, risk.RuleReference}, d.Rules(consult.Advises))
}

// TestRouteOfNoKnownKind holds that a kind that is none of the enumeration, which no
// document can have, is not taken for one that any route fits.
func TestRouteOfNoKnownKind(t *testing.T) {
	t.Parallel()
	w := newWorld()
	set, state := register.NewSet(), register.NewSnapshot(now)
	controllers, procurements := register.New[risk.Controller](set, "controller"), register.New[risk.Procurement](set, "procurement")
	c := w.controllers[0]
	c.Kind = risk.OtherProvider + 1
	_ = controllers.File(state, &consult.Filed[risk.Controller]{Record: c, Ref: consult.RecordRef{Kind: "controller", ID: c.RecordID()}})
	_ = procurements.File(state, &consult.Filed[risk.Procurement]{Record: w.procurements[0], Ref: consult.RecordRef{Kind: "procurement", ID: "licence"}})
	set.Swap(state)
	d := decide(t, &w.call, risk.Procured(procurements, controllers))
	require.Equal(t, []found{{risk.RuleRoute, "route", "buying-catalogue", "a route for this kind of organisation", onDeal}}, findings(&d))
}
