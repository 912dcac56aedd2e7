package consult_test

import (
	"context"
	"fmt"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A clinician goes ahead with one refused call for clinical need. The escalation contact is
// told before there is a permit.
func ExampleGate_Override() {
	gate, err := consult.NewGate(consult.Discard, []*consult.Check{consult.Protected()}, &consult.Options{
		Escalate: func(_ context.Context, d consult.Decision) error {
			fmt.Println("telling the escalation contact:", d.Override.Need, d.Rules(consult.Overridden))
			return nil // queued
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, call := context.Background(), consultation(time.Now())
	call.Device.Standing = consult.DevicePersonalUnmanaged
	refused, err := gate.Decide(ctx, &call)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(refused.Outcome)

	decision, err := gate.Override(ctx, &refused, consult.Override{Clinician: "staff-17", Need: consult.NeedUrgent})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(decision.Outcome)
	if permit, ok := decision.Permit(); ok {
		started, err := gate.Redeem(ctx, permit, call.ID)
		fmt.Println(started.Outcome, err)
	}
	// Output:
	// refused
	// telling the escalation contact: urgent [device.protected]
	// allowed-by-override
	// allowed-by-override <nil>
}
