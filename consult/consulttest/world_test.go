package consulttest_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/guidance"
)

// all returns every rule that a decision found broken, advice included.
func all(d *consult.Decision) []consult.RuleID {
	return slices.Sorted(slices.Values(slices.Concat(d.Broken(), d.Rules(consult.Advises))))
}

func sorted(of []consult.RuleID) []consult.RuleID { return slices.Sorted(slices.Values(of)) }

func TestTheReadyMadeWorldBreaksNothing(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	d := rig.Decide(t, consulttest.Call())
	assert.Empty(t, d.Findings)
	assert.Empty(t, rig.Decide(t, consulttest.Call(consulttest.FromPartner)).Findings)
	assert.Empty(t, rig.Decide(t, consulttest.Call(consulttest.BetweenColleagues)).Findings)

	w := consulttest.NewWorld(consulttest.Now, consulttest.Now.Add(time.Hour))
	rig.Put(t, w.Records)
	assert.Empty(t, rig.Decide(t, w.Call).Findings, "what is on file about others is nobody's concern")
}

func TestBreachesBreakTheirRulesAndNoOther(t *testing.T) {
	t.Parallel()
	first := map[consult.RuleID]bool{consult.CheckSound: true}
	names := map[string]bool{}
	for _, b := range consulttest.Breaches() {
		rig := consulttest.NewRig(t)
		call := consulttest.Call()
		if b.Call != nil {
			call = consulttest.Call(b.Call)
		}
		if b.Records != nil {
			rig.Put(t, consulttest.OnFile(b.Records))
		}
		d := rig.Decide(t, call)
		require.Equal(t, sorted(b.Want), all(&d), b.Why)
		require.NotEmpty(t, b.Want, b.Why)
		require.False(t, names[b.Why], "two breaches read: %s", b.Why)
		first[b.Want[0]], names[b.Why] = true, true
	}
	for _, rule := range guidance.Rules() {
		assert.True(t, first[rule.ID], "no breach is about %s", rule.ID)
	}
}

func TestFactsThatAreForgottenBreakTheirRules(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	for _, f := range consulttest.Facts() {
		d := rig.Decide(t, consulttest.Call(f.Forget))
		assert.Equal(t, sorted(f.Rules), all(&d), "%s is not known", f.Path)
	}
}

// TestEveryFactIsAmongFacts holds that no field of a call is missing from the list: all forgotten,
// a call is the zero one but for what no rule asks.
func TestEveryFactIsAmongFacts(t *testing.T) {
	t.Parallel()
	call := consulttest.Call()
	for _, f := range consulttest.Facts() {
		f.Forget(&call)
	}
	call.Initiator.Role = "" // counts only where the gate admits some roles
	assert.Equal(t, consult.Call{}, call)
}

func TestRecordsAreCopiesOfTheirOwn(t *testing.T) {
	t.Parallel()
	changed := consulttest.OnFile(consulttest.NoSecureUse, consulttest.DPIAMitigationOverdue, consulttest.RiskNotAccepted, consulttest.NoContact)
	assert.NotEqual(t, changed, consulttest.OnFile(), "a change of one is no change of the next")
	d := consulttest.NewRig(t).Decide(t, consulttest.Call())
	assert.Empty(t, d.Findings)
}

func TestRegistersRefuseWhatCannotBeMeant(t *testing.T) {
	t.Parallel()
	on, err := consulttest.NewRegisters(consulttest.OnFile())
	require.NoError(t, err)
	twice := consulttest.OnFile()
	twice.Add(&twice)
	require.ErrorContains(t, on.Put(twice), "have the id dpia-TEST01-example-meet")
	assert.Equal(t, 1, on.DPIAs.Len(), "what was on file stays")
	_, err = consulttest.NewRegisters(twice)
	require.Error(t, err)
}

// TestRandomWorldsComeFromTheChoices holds that a world can be made again from its choices.
func TestRandomWorldsComeFromTheChoices(t *testing.T) {
	t.Parallel()
	one, two := rand.New(rand.NewPCG(1, 2)), rand.New(rand.NewPCG(1, 2))
	for range 200 {
		require.Equal(t, consulttest.Random(one), consulttest.Random(two))
		require.Equal(t, consulttest.RandomCall(one), consulttest.RandomCall(two))
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	var c consulttest.Clock
	assert.Equal(t, consulttest.Now, c.Now())
	c.Advance(time.Hour)
	c.Advance(-time.Minute)
	assert.Equal(t, consulttest.Now.Add(59*time.Minute), c.Now())
	c.Set(consulttest.Now)
	assert.Equal(t, consulttest.Now, c.Now())
}

func TestRecorder(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	_, had := rig.Recorder.Last()
	assert.False(t, had)
	first, second := rig.Decide(t, consulttest.Call()), rig.Decide(t, consulttest.Call(consulttest.NotVerified))
	last, had := rig.Recorder.Last()
	assert.True(t, had)
	assert.Equal(t, second.ID, last.ID)
	require.Len(t, rig.Recorder.Decisions(), 2)
	assert.Equal(t, first.ID, rig.Recorder.Decisions()[0].ID)

	over, err := rig.Gate.Override(t.Context(), &second, consult.Override{Clinician: "staff-1", Need: consult.NeedUrgent})
	require.NoError(t, err)
	assert.Equal(t, []consult.DecisionID{over.ID}, rig.Recorder.Escalated())

	rig.Recorder.SetDown(true)
	call := consulttest.Call()
	_, err = rig.Gate.Decide(t.Context(), &call)
	require.ErrorIs(t, err, consulttest.ErrDown)
	require.ErrorIs(t, rig.Recorder.Escalate(t.Context(), second), consulttest.ErrDown)
	rig.Recorder.SetDown(false)
	rig.Permit(t, call)
}
