package consult_test

import (
	"context"
	"fmt"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A refusal says which rule is broken and by what, from which clause it comes, who can mend it
// and how; and in another text what the patient may be told.
func ExampleFinding() {
	gate, err := consult.NewGate(consult.Discard, []*consult.Check{consult.Private(), consult.Protected()}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	call := consultation(time.Now())
	call.Room.Visibility = consult.VisibilityTenancy
	call.Device.Standing = consult.DeviceUnknown

	decision, err := gate.Decide(context.Background(), &call)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(decision.Outcome)
	for _, f := range decision.Findings {
		fmt.Printf("%s %v: %s is %s, not %s\n", f.Rule.ID, f.Rule.Clauses, f.Fact, f.Found, f.Expected)
		fmt.Printf("  %s: %s\n", f.Rule.Owner, f.Rule.Remedy)
	}
	fmt.Println("patient:", decision.ForPatient())
	// Output:
	// refused
	// device.protected [U2]: device.standing is unknown, not corporate, or personal and compliant
	//   clinician: Use a corporate device, or enrol the personal one in device management and bring it up to the policy.
	// visibility.private [U4]: room.visibility is tenancy, not private
	//   clinician: Set the team, room or meeting to Private, or start the call in a new private one.
	// patient: Your clinician needs to change the device they use. Please wait. We could not confirm that this call is private. Your care team will contact you.
}
