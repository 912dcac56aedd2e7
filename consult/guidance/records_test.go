package guidance_test

import (
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// compliantRecords returns one compliant record of each kind. Their ends all differ, so that
// a test of what ends first can tell them apart.
func compliantRecords(controller consult.ODSCode, product consult.ProductID, now time.Time) records {
	return records{
		controllers:  []risk.Controller{compliantController(controller, now)},
		dpias:        []dpia.Record{compliantDPIA(controller, product, now)},
		screenings:   []dpia.Screening{compliantScreening(controller, product, now)},
		assessments:  []risk.Assessment{compliantAssessment(controller, product, now)},
		procurements: []risk.Procurement{compliantProcurement(controller, product, now)},
		notices:      []notice.Record{compliantNotice(controller, product, now)},
	}
}

func id(kind string, controller consult.ODSCode, product consult.ProductID) consult.RecordID {
	return consult.RecordID(kind + "-" + string(controller) + "-" + string(product))
}

// days returns the day so many days from now.
func days(now time.Time, n int) consult.Date { return consult.DateAt(now.AddDate(0, 0, n)) }

func compliantController(code consult.ODSCode, now time.Time) risk.Controller {
	return risk.Controller{
		Code: code, Kind: risk.GPPractice,
		Contacts:   risk.Contacts{IGLead: "ig@synthetic.invalid"},
		Appetite:   []risk.Limit{{Scheme: risk.NPSA5x5, Highest: 8}, {Scheme: risk.DCB0129, Highest: 2}},
		Agreements: []risk.Agreement{{Organisation: partner, Reference: "synthetic agreement", Until: days(now, 200)}},
	}
}

func compliantScope(product consult.ProductID) dpia.Scope {
	return dpia.Scope{
		Products:   consult.ProductsOf(product, "example-spare"),
		Purposes:   consult.SetOf(consult.DirectCare, consult.Administration),
		Categories: consult.SetOf(consult.IdentityData, consult.ContactData, consult.AudioVisualData, consult.HealthData),
		Subjects:   consult.SetOf(consult.Patients, consult.Children, consult.Staff),
		Recipients: consult.ProductsOf(cloud),
		Access:     consult.CountriesOf(gb, ie), Storage: consult.CountriesOf(gb, ie),
		Captures: consult.SetOf(dpia.Recording, dpia.Transcription, dpia.Scribe),
	}
}

func compliantDPIA(controller consult.ODSCode, product consult.ProductID, now time.Time) dpia.Record {
	return dpia.Record{
		ID: id("dpia", controller, product), Controller: controller, Scope: compliantScope(product),
		Activity: "synthetic activity", Necessity: "synthetic necessity", Proportionality: "synthetic proportionality",
		Risks: []dpia.Risk{{Description: "synthetic risk", Overall: dpia.Medium}},
		Mitigations: []dpia.Mitigation{
			{Measure: "synthetic measure", State: dpia.InPlace, Confirmed: days(now, -50), Evidence: "synthetic evidence"},
			{Measure: "synthetic plan", State: dpia.Planned, Owner: "ig-lead", Due: days(now, 90)},
		},
		Residual: dpia.Low,
		Approval: dpia.Approval{Status: dpia.Approved, At: now.AddDate(0, 0, -40), By: "dpo", Advice: dpia.Accepted},
		Changes: []dpia.Change{
			{On: days(now, -60), Description: "before the approval"},
			{On: days(now, -10), Description: "assessed since", Assessed: consult.Yes},
		},
		ReviewDue: days(now, 120),
	}
}

func compliantScreening(controller consult.ODSCode, product consult.ProductID, now time.Time) dpia.Screening {
	return dpia.Screening{
		ID: id("screening", controller, product), Controller: controller, Scope: compliantScope(product),
		Required: consult.No, Reasons: "synthetic reasons",
		SeenByDPO: now.AddDate(0, 0, -31), Decided: now.AddDate(0, 0, -30), ReviewDue: days(now, 80),
	}
}

func compliantAssessment(controller consult.ODSCode, product consult.ProductID, now time.Time) risk.Assessment {
	return risk.Assessment{
		ID: id("assessment", controller, product), Controller: controller, Product: product,
		Versions: []consult.Versions{
			{From: version("2.0"), Through: version("2.9")}, {From: version("3.0"), Through: version("3.2.0")},
		},
		Assessed: now.AddDate(0, 0, -70), AssessedBy: controller, ReviewDue: days(now, 150),
		Kinds: consult.SetOf(risk.Privacy, risk.ClinicalSafety, risk.Security, risk.Operation),
		Considered: risk.Considerations{
			SendsData: consult.In(gb, ie), Encryption: consult.EncryptionTransport, Recording: consult.AuthorityHost,
			OwnSoftware: "synthetic answer", Enhanced: "synthetic answer",
		},
		Risks: []risk.Risk{
			{Kind: risk.Security, Residual: risk.Rating{Scheme: risk.NPSA5x5, Likelihood: 2, Consequence: 4}},
			{Kind: risk.ClinicalSafety, Residual: risk.Rating{Scheme: risk.DCB0129, Likelihood: 3, Consequence: 3},
				Accepted: risk.Acceptance{By: "senior", At: now.AddDate(0, 0, -69), Until: days(now, 60)}},
		},
		LowestSafe: consult.Lowest{Client: version("3.1.7"), Server: version("5.3.9")},
		References: consult.SetOf(risk.NCSCVideo),
	}
}

func compliantProcurement(controller consult.ODSCode, product consult.ProductID, now time.Time) risk.Procurement {
	return risk.Procurement{
		ID: id("procurement", controller, product), Controller: controller, Product: product,
		Decided: now.AddDate(0, 0, -100), Route: risk.BuyingCatalogue,
		DTAC: risk.DTAC{
			Versions: []consult.Versions{{From: version("3.0"), Through: version("3.2")}}, Assessed: days(now, -101),
		},
		OnCommissionersList: consult.Yes, Free: consult.No, Processor: consult.Yes,
		Contract:     risk.Contract{Reference: "synthetic contract", Until: days(now, 180)},
		ServiceLevel: "synthetic level",
	}
}

func compliantNotice(controller consult.ODSCode, product consult.ProductID, now time.Time) notice.Record {
	text := notice.HashOf([]byte("synthetic notice"))
	return notice.Record{
		ID: id("notice", controller, product), Controller: controller, Address: "https://synthetic.invalid/privacy",
		Published: now.AddDate(0, 0, -20), Offer: "synthetic offer", Way: "synthetic way",
		Products:     []notice.Product{{ID: product, SecureUse: "synthetic heading"}},
		ThirdParties: consult.ProductsOf(cloud),
		Overseas:     []notice.Transfer{{Country: ie, Mechanism: notice.Regulations}},
		ApprovedHash: text, PublishedHash: text, ReviewDue: days(now, 45),
	}
}
