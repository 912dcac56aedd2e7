package consulttest_test

import (
	"fmt"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/guidance"
)

// A test begins with what is compliant, and changes what it is about.
func ExampleCall() {
	on, err := consulttest.NewRegisters(consulttest.OnFile(consulttest.DPIAWithdrawn))
	if err != nil {
		fmt.Println(err)
		return
	}
	var clock consulttest.Clock
	var recorder consulttest.Recorder
	gate, err := consult.NewGate(&recorder, guidance.Checks(&on.Records), &consult.Options{Clock: clock.Now, Waivers: on.Waivers})
	if err != nil {
		fmt.Println(err)
		return
	}
	call := consulttest.Call(consulttest.RecordingOn)
	decision, err := gate.Decide(ctx, &call)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(decision.Outcome, decision.Broken())
	fmt.Println(len(recorder.Decisions()), "decision recorded")
	// Output:
	// refused [dpia.approved recording.default]
	// 1 decision recorded
}

// A rig is all of that at once, for tests.
func ExampleNewRig() {
	// In a test, t is its own.
	rig := consulttest.NewRig(t, consulttest.NoSecureUse)
	decision := rig.Decide(t, consulttest.Call())
	consulttest.RequireRefused(t, decision, []consult.RuleID{"notice.secure-use"})

	rig.Put(t, consulttest.OnFile()) // the notice is mended
	consulttest.RequireAllowed(t, rig.Decide(t, consulttest.Call()))
}
