package consult_test

import (
	"context"
	"fmt"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A gate that observes shows what it would refuse, before it refuses anything. Its decisions are
// recorded as they would be otherwise, and say that they stopped nothing.
func ExampleOptions_observe() {
	refusals := map[consult.RuleID]int{}
	count := consult.RecorderFunc(func(_ context.Context, d consult.Decision) error {
		for _, id := range d.Broken() {
			refusals[id]++
		}
		return nil
	})
	gate, err := consult.NewGate(count, []*consult.Check{consult.Protected()}, &consult.Options{Mode: consult.Observe})
	if err != nil {
		fmt.Println(err)
		return
	}
	call := consultation(time.Now())
	call.Device.Standing = consult.DevicePersonalUnmanaged
	decision, err := gate.Decide(context.Background(), &call)
	if err != nil {
		fmt.Println(err) // what is not recorded does not start, also here
		return
	}
	_, ok := decision.Permit()
	fmt.Println(decision.Mode, decision.Outcome, "- permit:", ok)
	fmt.Println(refusals)
	// Output:
	// observe refused - permit: true
	// map[device.protected:1]
}
