package risk_test

import (
	"context"
	"fmt"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/risk"
)

// The assessment was made of calls that stay in the United Kingdom; the vendor has since
// moved its support elsewhere.
func Example() {
	now := time.Date(2026, time.June, 1, 9, 0, 0, 0, time.UTC)
	controllers, err := register.Of("controller", risk.Controller{
		Code: "Z99901", Kind: risk.GPPractice,
		Appetite: []risk.Limit{{Scheme: risk.NPSA5x5, Highest: 6}, {Scheme: risk.DCB0129, Highest: 2}},
	})
	if err != nil {
		panic(err)
	}
	assessments, err := register.Of("risk-assessment", risk.Assessment{
		ID: "video-2026", Controller: "Z99901", Product: "example-meet", Versions: versions("6.0", "6.999"),
		Assessed: now.AddDate(0, -2, 0), AssessedBy: "Z99901", ReviewDue: consult.DateOf(2027, time.March, 31),
		Kinds: consult.SetOf(risk.Privacy, risk.ClinicalSafety, risk.Security, risk.Operation),
		Considered: risk.Considerations{
			SendsData:   consult.In(consult.UnitedKingdom),
			Encryption:  consult.EncryptionTransport,
			Recording:   consult.AuthorityHost,
			OwnSoftware: "Patients are asked not to; accepted as it cannot be prevented.",
			Enhanced:    "The vendor's health edition, which is in use.",
		},
		Risks: []risk.Risk{{
			Kind: risk.ClinicalSafety, Description: "Poor image hides a sign.",
			Residual: risk.Rating{Scheme: risk.DCB0129, Likelihood: 2, Consequence: 3},
		}},
		References: consult.SetOf(risk.NCSCVideo, risk.NHSEnglandVideo),
	})
	if err != nil {
		panic(err)
	}
	gate, err := consult.NewGate(consult.Discard, []*consult.Check{risk.Assessed(assessments, controllers)}, &consult.Options{Clock: func() time.Time { return now }})
	if err != nil {
		panic(err)
	}

	seen := consult.Observed{Source: "example", At: now}
	call := consult.Call{
		ID: "c-1", Controller: "Z99901", Product: consult.Product{ID: "example-meet", Version: version("6.4.2")}, Purpose: consult.Consultation, Start: now,
		Initiator: consult.Initiator{Observed: seen}, Device: consult.Device{Observed: seen}, Client: consult.Client{Observed: seen},
		Room: consult.Room{Observed: seen, Encryption: consult.EncryptionTransport, RecordingAuthority: consult.AuthorityHost},
		Data: consult.Data{Observed: seen, Access: consult.In(consult.UnitedKingdom, country("IN")), Storage: consult.Nowhere()},
	}
	decision, err := gate.Decide(context.Background(), &call)
	if err != nil {
		panic(err)
	}
	fmt.Println(decision.Outcome)
	for _, f := range decision.Findings {
		fmt.Printf("%s %v: %s is %s, expected %s\n", f.Rule.ID, f.Rule.Clauses, f.Fact, f.Found, f.Expected)
		fmt.Printf("%s: %s\n", f.Rule.Owner, f.Rule.Remedy)
	}
	// Output:
	// refused
	// risk.drift [S1 R4a R4b R4c]: data.access is IN, expected GB
	// platform: Set the room up as it was assessed, or have the IG lead assess how it runs now.
}
