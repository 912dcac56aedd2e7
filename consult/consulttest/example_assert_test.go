package consulttest_test

import (
	"fmt"
	"strings"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
)

// printed prints the failures of assertions, as a test's log would show them.
type printed struct{}

func (printed) Errorf(format string, args ...any) {
	_, message, _ := strings.Cut(fmt.Sprintf(format, args...), "Error:")
	for line := range strings.Lines(message) {
		if line = strings.TrimSpace(line); line != "" {
			fmt.Println(line)
		}
	}
}

// A failure says what differs, where it comes from and what to do.
func ExampleAssertRefused() {
	rig, err := consulttest.MakeRig(consulttest.RigOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	call := consulttest.Call(consulttest.Public)
	decision, err := rig.Gate.Decide(ctx, &call)
	if err != nil {
		fmt.Println(err)
		return
	}
	consulttest.AssertRefused(printed{}, decision, []consult.RuleID{"recording.default"})
	// Output:
	// The call is refused by other rules (-want +got):
	// - recording.default (P2): not found broken
	// holds when: The call does not start recording by itself, and no media are stored before somebody asks.
	// + visibility.private (U4): room.visibility is public, expected private
	// holds when: The team, room or meeting is private: neither public nor open to the whole tenancy.
	// to mend it (clinician): Set the team, room or meeting to Private, or start the call in a new private one.
}
