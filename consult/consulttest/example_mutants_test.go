package consulttest_test

import (
	"testing"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
)

// A suite that is to be proved is a function of the gate. This one has a gap, which the test says:
// it would not notice a gate that takes an unknown visibility for a private one.
func ExampleMutants() {
	suite := func(t testing.TB, rig func(...consulttest.RecordsChange) *consulttest.Rig) {
		consulttest.AssertAllowed(t, rig().Decide(t, consulttest.Call()))
		consulttest.AssertRefused(t, rig().Decide(t, consulttest.Call(consulttest.Public)), []consult.RuleID{"visibility.private"})
	}
	// In a test, t is its own.
	consulttest.Mutants(t, suite, &consulttest.MutantsOptions{Rules: []consult.RuleID{"visibility.private"}})
}

// An oracle says what a platform should make of a call; here, that nobody but the provider starts one
// that is recorded by nobody. It is asked about every combination of the two facts.
func ExampleExhaust() {
	// In a test, t is its own.
	rig := consulttest.NewRig(t)
	consulttest.Exhaust(t, consulttest.Axes("initiator.party", "room.recording_authority"),
		func(c *consult.Call) bool {
			d := rig.Decide(t, *c)
			return d.Allows()
		},
		func(c *consult.Call) bool {
			return c.Initiator.Party == consult.Provider && c.Room.RecordingAuthority == consult.AuthorityNobody
		})
}
