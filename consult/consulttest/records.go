package consulttest

import (
	"slices"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// Records are what is on file: a plain value, which [NewRegisters] files.
type Records struct {
	Controllers  []risk.Controller  // kinds of organisation, contacts, appetite, agreements
	DPIAs        []dpia.Record      // data protection impact assessments
	Screenings   []dpia.Screening   // whether a DPIA is required
	Assessments  []risk.Assessment  // local risk assessments
	Procurements []risk.Procurement // how products were procured
	Notices      []notice.Record    // privacy notices
	Waivers      []consult.Waiver   // acceptances of broken rules
}

// OnFile returns the records that [Call] is judged by: those of the practice and [Meet], as of [Now].
// The changes are made in order.
func OnFile(changes ...RecordsChange) Records {
	r := RecordsFor(Practice, Meet, Now)
	for _, change := range changes {
		change(&r)
	}
	return r
}

// RecordsFor returns one record of each kind but waivers, for a controller and product, none with
// a fault. They are as of now, and their ends all differ, so that a test can tell which is first.
func RecordsFor(controller consult.ODSCode, product consult.ProductID, now time.Time) Records {
	return Records{
		Controllers:  []risk.Controller{Controller(controller, now)},
		DPIAs:        []dpia.Record{DPIA(controller, product, now)},
		Screenings:   []dpia.Screening{Screening(controller, product, now)},
		Assessments:  []risk.Assessment{Assessment(controller, product, now)},
		Procurements: []risk.Procurement{Procurement(controller, product, now)},
		Notices:      []notice.Record{Notice(controller, product, now)},
	}
}

// Meant returns the records without those that no register takes, because they cannot be meant: a
// random record may be due for review before it was made.
func (r *Records) Meant() Records {
	return Records{
		Controllers: meant(r.Controllers), DPIAs: meant(r.DPIAs), Screenings: meant(r.Screenings), Assessments: meant(r.Assessments),
		Procurements: meant(r.Procurements), Notices: meant(r.Notices), Waivers: meant(r.Waivers),
	}
}

func meant[T interface{ Validate() error }](list []T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(record T) bool { return record.Validate() != nil })
}

// Add adds the records of other.
func (r *Records) Add(other *Records) {
	r.Controllers = append(r.Controllers, other.Controllers...)
	r.DPIAs = append(r.DPIAs, other.DPIAs...)
	r.Screenings = append(r.Screenings, other.Screenings...)
	r.Assessments = append(r.Assessments, other.Assessments...)
	r.Procurements = append(r.Procurements, other.Procurements...)
	r.Notices = append(r.Notices, other.Notices...)
	r.Waivers = append(r.Waivers, other.Waivers...)
}

func id(kind string, controller consult.ODSCode, product consult.ProductID) consult.RecordID {
	return consult.RecordID(kind + "-" + string(controller) + "-" + string(product))
}

// days returns the day so many days from now.
func days(now time.Time, n int) consult.Date { return consult.DateAt(now.AddDate(0, 0, n)) }

// Controller returns the record of a GP practice that has an agreement with [Partner].
func Controller(code consult.ODSCode, now time.Time) risk.Controller {
	return risk.Controller{
		Code: code, Kind: risk.GPPractice,
		Contacts:   risk.Contacts{IGLead: "ig@synthetic.invalid"},
		Appetite:   []risk.Limit{{Scheme: risk.NPSA5x5, Highest: 8}, {Scheme: risk.DCB0129, Highest: 2}},
		Agreements: []risk.Agreement{{Organisation: Partner, Reference: "synthetic agreement", Until: days(now, 200)}},
	}
}

// scopeOf returns the processing that the ready-made call is within, and a little more.
func scopeOf(product consult.ProductID) dpia.Scope {
	return dpia.Scope{
		Products:   consult.ProductsOf(product, "example-spare"),
		Purposes:   consult.SetOf(consult.DirectCare, consult.Administration),
		Categories: consult.SetOf(consult.IdentityData, consult.ContactData, consult.AudioVisualData, consult.HealthData),
		Subjects:   consult.SetOf(consult.Patients, consult.Children, consult.Staff),
		Recipients: consult.ProductsOf(Cloud),
		Access:     consult.CountriesOf(gb, ie), Storage: consult.CountriesOf(gb, ie),
		Captures: consult.SetOf(dpia.Recording, dpia.Transcription, dpia.Scribe),
	}
}

// DPIA returns a data protection impact assessment that is approved, and has a measure in place, one
// planned, and a change that was assessed.
func DPIA(controller consult.ODSCode, product consult.ProductID, now time.Time) dpia.Record {
	return dpia.Record{
		ID: id("dpia", controller, product), Controller: controller, Scope: scopeOf(product),
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

// Screening returns the decision that no DPIA is required. It counts where there is no DPIA.
func Screening(controller consult.ODSCode, product consult.ProductID, now time.Time) dpia.Screening {
	return dpia.Screening{
		ID: id("screening", controller, product), Controller: controller, Scope: scopeOf(product),
		Required: consult.No, Reasons: "synthetic reasons",
		SeenByDPO: now.AddDate(0, 0, -31), Decided: now.AddDate(0, 0, -30), ReviewDue: days(now, 80),
	}
}

// Assessment returns a risk assessment with a risk within the appetite of [Controller], and one over
// it that was accepted.
func Assessment(controller consult.ODSCode, product consult.ProductID, now time.Time) risk.Assessment {
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

// Procurement returns the record of a product that was bought from the catalogue, with a contract.
func Procurement(controller consult.ODSCode, product consult.ProductID, now time.Time) risk.Procurement {
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

// Notice returns a privacy notice that names the product, [Cloud], and a country overseas.
func Notice(controller consult.ODSCode, product consult.ProductID, now time.Time) notice.Record {
	text := notice.HashOf([]byte("synthetic notice"))
	return notice.Record{
		ID: id("notice", controller, product), Controller: controller, Address: "https://synthetic.invalid/privacy",
		Published: now.AddDate(0, 0, -20), Offer: "synthetic offer", Way: "synthetic way",
		Products:     []notice.Product{{ID: product, SecureUse: "synthetic heading"}},
		ThirdParties: consult.ProductsOf(Cloud),
		Overseas:     []notice.Transfer{{Country: ie, Mechanism: notice.Regulations}},
		ApprovedHash: text, PublishedHash: text, ReviewDue: days(now, 45),
	}
}
