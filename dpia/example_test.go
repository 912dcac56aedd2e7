package dpia_test

import (
	"context"
	"fmt"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/dpia"
)

// A DPIA that was carried out for video consultations does not cover an AI scribe that
// somebody has since turned on.
func Example() {
	now := time.Date(2026, time.June, 1, 9, 0, 0, 0, time.UTC)
	dpias, err := register.Of("dpia", dpia.Record{
		ID: "video-2026", Controller: "Z99901",
		Scope: dpia.Scope{
			Products:   consult.ProductsOf("example-meet"),
			Purposes:   consult.SetOf(consult.DirectCare),
			Categories: consult.SetOf(consult.AudioVisualData, consult.HealthData),
			Subjects:   consult.SetOf(consult.Patients, consult.Children, consult.Staff),
			Access:     consult.CountriesOf(consult.UnitedKingdom),
		},
		Activity:        "Video consultations in place of some visits: section 2.",
		Necessity:       "Section 4.1.",
		Proportionality: "Section 4.2.",
		Risks:           []dpia.Risk{{Description: "Somebody else in the room hears the consultation."}},
		Mitigations: []dpia.Mitigation{
			{Measure: "Staff ask who is in the room.", State: dpia.InPlace, Confirmed: consult.DateOf(2026, time.March, 2), Evidence: "Training register."},
			{Measure: "Headsets for all rooms.", State: dpia.Planned, Owner: "Practice manager", Due: consult.DateOf(2026, time.September, 30)},
		},
		Residual:  dpia.Low,
		Approval:  dpia.Approval{Status: dpia.Approved, At: now.AddDate(0, -2, 0), By: "Senior partner", Advice: dpia.Accepted},
		ReviewDue: consult.DateOf(2027, time.March, 31),
	})
	if err != nil {
		panic(err)
	}
	gate, err := consult.NewGate(consult.Discard, []*consult.Check{dpia.Covered(dpias, nil)}, &consult.Options{Clock: func() time.Time { return now }})
	if err != nil {
		panic(err)
	}

	seen := consult.Observed{Source: "example", At: now}
	call := consult.Call{
		ID: "c-1", Controller: "Z99901", Product: consult.Product{ID: "example-meet"}, Purpose: consult.Consultation, Start: now,
		Initiator: consult.Initiator{Observed: seen}, Device: consult.Device{Observed: seen}, Client: consult.Client{Observed: seen},
		Room: consult.Room{Observed: seen, Recording: consult.RecordingOff, Transcription: consult.CaptureOff, Scribe: consult.CaptureOnRequest},
		Data: consult.Data{
			Observed:   seen,
			Purposes:   consult.SetOf(consult.DirectCare),
			Categories: consult.SetOf(consult.AudioVisualData, consult.HealthData),
			Subjects:   consult.SetOf(consult.Children, consult.Staff),
			Recipients: consult.NoRecipients(),
			Access:     consult.In(consult.UnitedKingdom),
			Storage:    consult.Nowhere(),
		},
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
	// dpia.covers [D2]: room.scribe is on-request, expected only what was assessed
	// dpo: Keep the call within the DPIA, or assess the processing that is named and have the DPIA approved anew.
}
