package consulttest_test

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
)

// hall is a platform that opens a room for whoever brings a permit.
type hall struct {
	gate *consult.Gate
	mu   sync.Mutex
	open map[consult.CallID]int
}

// Ask implements [consulttest.Platform].
func (h *hall) Ask(ctx context.Context, call consult.Call) (consulttest.Ticket, error) {
	decision, err := h.gate.Decide(ctx, &call)
	permit, _ := decision.Permit()
	return consulttest.Ticket{Permit: permit}, err
}

// Start has a fault: it forgets to redeem the permit.
func (h *hall) Start(_ context.Context, call consult.CallID, with consulttest.Ticket) error {
	if with.Permit.Call() != call {
		return errors.New("the permit is for another call")
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.open[call]++
	return nil
}

// Join implements [consulttest.Platform].
func (h *hall) Join(context.Context, consult.CallID, consult.Party) error { return nil }

// Record says that there is no recording in the hall.
func (h *hall) Record(context.Context, consult.CallID, consult.Party) error {
	return errors.ErrUnsupported
}

// Look implements [consulttest.Platform].
func (h *hall) Look(_ context.Context, call consult.CallID) (consulttest.State, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return consulttest.State{Started: h.open[call]}, nil
}

// A platform is attacked outside of a test as within one, where [TestPlatform] makes a subtest of
// every attack.
func ExampleAttackPlatform() {
	report := consulttest.AttackPlatform(ctx, func(rig *consulttest.Rig) consulttest.Platform {
		return &hall{gate: rig.Gate, open: map[consult.CallID]int{}}
	}, &consulttest.PlatformOptions{Name: "hall"})
	for _, item := range report.Items {
		if item.Rule == "permit.expires" || item.Rule == "dpia.approved" && item.Result != consulttest.Withstood {
			fmt.Printf("%s: %s: %s: %s\n", item.Rule, item.Why, item.Result, item.Detail)
		}
	}
	fmt.Println(report.Count(consulttest.NotShown), "not shown, since nothing is recorded here")
	// Output:
	// permit.expires: started with a permit at the instant at which it expires: failed: the call started
	// dpia.approved: the DPIA is withdrawn between decision and start: failed: the call started
	// 2 not shown, since nothing is recorded here
}

// A vendor's conformance test, which also leaves reports for the pipeline and the IG lead.
func ExampleTestPlatform() {
	// In a test, t is its own.
	report := consulttest.TestPlatform(t, func(rig *consulttest.Rig) consulttest.Platform {
		return &hall{gate: rig.Gate, open: map[consult.CallID]int{}}
	}, &consulttest.PlatformOptions{Name: "hall"})
	if err := report.WriteFiles("reports"); err != nil {
		t.Error(err)
	}
}
