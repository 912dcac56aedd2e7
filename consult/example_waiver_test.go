package consult_test

import (
	"context"
	"fmt"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
)

// A waiver accepts one broken rule for a time: the finding stays, as a warning, and the end of
// the waiver is the end of what rests on it.
func ExampleWaiver() {
	now := time.Date(2026, time.May, 11, 9, 0, 0, 0, time.UTC)
	waivers, err := register.Of("waiver", consult.Waiver{
		ID: "devices-spring", Rule: consult.DeviceProtected, Controller: "Z99901", Product: "example-meet",
		Reason:      "The managed telephones are delivered at the end of May.",
		RequestedBy: "staff-17", AcceptedBy: "staff-4",
		From: now.AddDate(0, 0, -10), Until: now.AddDate(0, 0, 20),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	gate, err := consult.NewGate(consult.Discard, []*consult.Check{consult.Protected()}, &consult.Options{
		Waivers: waivers,
		Clock:   func() time.Time { return now },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	call := consultation(now)
	call.Device.Standing = consult.DevicePersonalManaged
	decision, err := gate.Decide(context.Background(), &call)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(decision.Outcome)
	for _, f := range decision.Findings {
		fmt.Println(f.Rule.ID, f.Effect, "by", f.Waiver.ID)
	}
	for _, next := range decision.NextReviews() {
		fmt.Println(next.What, "until", next.Until.Format(time.DateTime))
	}
	// Output:
	// allowed
	// device.protected waived by devices-spring
	// waiver until 2026-05-31 09:00:00
}
