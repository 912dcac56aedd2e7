package consult_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

// examples break one rule each, and no other: the smallest change of a sound call that does.
var examples = map[consult.RuleID]func(*consult.Call){
	consult.CallIdentified:        func(c *consult.Call) { c.ID = "" },
	consult.FactsFresh:            func(c *consult.Call) { c.Room.Source = "" },
	consult.InitiatorKnown:        func(c *consult.Call) { c.Initiator.Verified = consult.No },
	consult.InitiatorProvider:     func(c *consult.Call) { c.Initiator.Party = consult.Patient },
	consult.InitiatorOrganisation: func(c *consult.Call) { c.Initiator.Organisation = "B82002" },
	consult.RecordingDefault:      func(c *consult.Call) { c.Room.Recording = consult.RecordingAutomatic },
	consult.RecordingByAuthority:  func(c *consult.Call) { c.Room.RecordingAuthority = consult.AuthorityParticipants },
	consult.TranscriptionDefault:  func(c *consult.Call) { c.Room.Scribe = consult.CaptureAutomatic },
	consult.EncryptionKnown:       func(c *consult.Call) { c.Room.Encryption = consult.EncryptionNone },
	consult.EncryptionConsistent: func(c *consult.Call) {
		c.Room.Encryption, c.Room.ServerCapture = consult.EncryptionEndToEnd, consult.Yes
	},
	consult.VisibilityIsPrivate: func(c *consult.Call) { c.Room.Visibility = consult.VisibilityTenancy },
	consult.AdmissionControlled: func(c *consult.Call) { c.Room.Admission = consult.AdmissionLink },
	consult.DeviceProtected:     func(c *consult.Call) { c.Device.Standing = consult.DevicePersonalUnmanaged },
	consult.ClientUpdated:       func(c *consult.Call) { c.Client.Version = version("1") },
}

func TestEachRuleAlone(t *testing.T) {
	t.Parallel()
	gate := gateOf(t, consult.Options{}, soundChecks()...)
	require.Empty(t, found(decided(t, gate, soundCall())), "the sound call breaks nothing")
	for _, rule := range gate.Rules() {
		t.Run(string(rule.ID), func(t *testing.T) {
			t.Parallel()
			if rule.ID == consult.CheckSound {
				return // no call breaks it: a check does, see TestUnsoundChecks
			}
			change, ok := examples[rule.ID]
			require.True(t, ok, "the rule has no example")
			call := soundCall()
			change(&call)
			d := decided(t, gate, call)
			require.Equal(t, []consult.RuleID{rule.ID}, found(d))
			f := d.Findings[0]
			assert.Empty(t, cmp.Diff(rule, f.Rule), "the finding carries the rule (-want +got)")
			assert.NotEmpty(t, f.Fact, "it names the fact")
			assert.False(t, f.Found.IsZero(), "and what was found")
			want, effect := consult.Refused, consult.Refuses
			if rule.Advice {
				want, effect = consult.Allowed, consult.Advises
			}
			assert.Equal(t, want, d.Outcome)
			assert.Equal(t, effect, f.Effect)
		})
	}
}

// TestZeroCall holds that what nobody has said is unknown, and that unknown breaks every rule.
func TestZeroCall(t *testing.T) {
	t.Parallel()
	gate := gateOf(t, consult.Options{}, soundChecks()...)
	d := decided(t, gate, consult.Call{})
	assert.Equal(t, consult.Refused, d.Outcome)
	broken := map[consult.RuleID]bool{consult.CheckSound: true}
	for _, id := range found(d) {
		broken[id] = true
	}
	for _, rule := range gate.Rules() {
		assert.True(t, broken[rule.ID], "%s is kept by a call of which nothing is known", rule.ID)
	}
}

// TestRulesOfTheTable holds the effect, owner and exceptions of each rule to the table in which
// they were agreed.
func TestRulesOfTheTable(t *testing.T) {
	t.Parallel()
	type row struct {
		Clauses                       []consult.ClauseID
		Owner                         consult.Owner
		Advice, Waivable, Overridable bool
	}
	clauses := func(ids ...consult.ClauseID) []consult.ClauseID { return ids }
	platform, clinician := consult.OwnerPlatform, consult.OwnerClinician
	want := map[consult.RuleID]row{
		consult.CallIdentified:        {clauses("I1"), platform, false, false, false},
		consult.FactsFresh:            {clauses("I1"), platform, false, false, true},
		consult.CheckSound:            {clauses("I1"), platform, false, false, false},
		consult.InitiatorKnown:        {clauses("P1"), platform, false, false, true},
		consult.InitiatorProvider:     {clauses("P1"), clinician, false, false, false},
		consult.InitiatorOrganisation: {clauses("P1", "R1"), clinician, false, false, true},
		consult.RecordingDefault:      {clauses("P2"), platform, false, false, false},
		consult.TranscriptionDefault:  {clauses("P2"), platform, false, false, false},
		consult.RecordingByAuthority:  {clauses("R4c", "P2"), platform, false, true, true},
		consult.EncryptionKnown:       {clauses("R4b"), platform, false, false, true},
		consult.EncryptionConsistent:  {clauses("R4b", "P2"), platform, false, false, false},
		consult.VisibilityIsPrivate:   {clauses("U4"), clinician, false, false, false},
		consult.AdmissionControlled:   {clauses("U4", "I1"), clinician, true, true, true},
		consult.DeviceProtected:       {clauses("U2"), clinician, false, true, true},
		consult.ClientUpdated:         {clauses("U3"), platform, false, true, true},
	}
	got := map[consult.RuleID]row{}
	for _, r := range gateOf(t, consult.Options{}, soundChecks()...).Rules() {
		got[r.ID] = row{r.Clauses, r.Owner, r.Advice, r.Waivable, r.Overridable}
	}
	assert.Empty(t, cmp.Diff(want, got), "(-want +got)")
}
