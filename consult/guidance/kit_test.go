package guidance_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/guidance"
)

// casesOf returns a case for each way of breaking a rule of a check, and one that breaks none.
func casesOf(check *consult.Check) []consulttest.Case {
	cases := []consulttest.Case{{Why: "the compliant call"}}
	for _, c := range consulttest.Breaches() {
		c.Want = slices.DeleteFunc(c.Want, func(id consult.RuleID) bool {
			return !slices.ContainsFunc(check.Rules, func(r consult.Rule) bool { return r.ID == id })
		})
		if len(c.Want) > 0 {
			cases = append(cases, c)
		}
	}
	return cases
}

// TestChecks holds the library's own checks to what anyone's are held to.
func TestChecks(t *testing.T) {
	for i, check := range guidance.Checks(new(guidance.Records)) {
		t.Run(check.Name, func(t *testing.T) {
			consulttest.TestCheck(t, func(on *consulttest.Registers) *consult.Check { return guidance.Checks(&on.Records)[i] }, casesOf(check))
		})
	}
}

// agrees holds a gate against the oracle on random worlds: at their instants, at every instant at
// which something that the decision rests on ends, and a nanosecond before. It is the library's own
// suite as a function.
func agrees(t testing.TB, rig func(...consulttest.RecordsChange) *consulttest.Rig) {
	one := rig()
	j, r := &judge{on: one.On}, seeded(0x3a7a)
	for range 4_000 {
		w := consulttest.Random(r)
		j.put(t, w)
		instants := []time.Time{w.Now}
		for i := 0; i < len(instants); i++ {
			one.Clock.Set(instants[i])
			d := one.Decide(t, w.Call)
			refuses, advises := j.oracle.read(&w.Call, instants[i], maxFactAge)
			if !slices.Equal(d.Broken(), ids(refuses)) || !slices.Equal(d.Rules(consult.Advises), ids(advises)) {
				t.Fatalf("the gate finds %v and %v, the oracle %v and %v", d.Broken(), d.Rules(consult.Advises), refuses, advises)
			}
			if i > 0 {
				continue
			}
			for on := range d.Relied.All {
				if on.Until.After(w.Now) {
					instants = append(instants, on.Until.Add(-1), on.Until)
				}
			}
		}
	}
}

// TestSuiteKillsItsMutants holds that the oracle notices when a rule is weakened in any way that
// makes a difference.
func TestSuiteKillsItsMutants(t *testing.T) {
	t.Parallel()
	if raceEnabled {
		t.Log("the race detector finds nothing here that it does not find in the differential test")
		return
	}
	var options consulttest.MutantsOptions
	if testing.Short() {
		options.Rules = []consult.RuleID{"dpia.current", "facts.fresh", "recording.default"}
	}
	report := consulttest.Mutants(t, agrees, &options)
	if assert.Empty(t, report.Survived); testing.Short() {
		return
	}
	assert.GreaterOrEqual(t, len(report.Killed), 4*len(guidance.Rules()), "the mutants are mutants")
	for _, m := range report.Inert {
		switch m.Weakening {
		case consulttest.EndsLater, consulttest.BeginsEarly: // of rules that no instant counts for
		default:
			assert.Contains(t, inert, m, "nothing tells this weak gate from the sound one")
		}
	}
}

// inert are mutants that cannot differ from the sound gate, each with the reason.
var inert = map[consulttest.Mutant]string{
	{Rule: "risk.tolerable", Weakening: consulttest.UnknownFine}: "no register takes a risk that is not rated",
}
