package consult_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

func TestUnsoundChecks(t *testing.T) {
	t.Parallel()
	const secret = "Mrs Jones, 9434765919"
	var none *consult.Call
	tests := []struct {
		reason string
		run    func(*consult.Pass)
		found  string
	}{
		{"it panics with a text", func(*consult.Pass) { panic(secret) }, "panicked"},
		{"it panics with an error", func(*consult.Pass) { panic(fmt.Errorf("%s", secret)) }, "panicked"},
		{"it panics with nil", func(*consult.Pass) { panic(nil) }, "panicked"},
		{"it uses a nil pointer", func(*consult.Pass) { _ = none.ID }, "panicked"},
		{
			"it reports a rule that it does not declare",
			func(p *consult.Pass) { p.Report("other.rule", consult.Fault{Fact: "other"}) }, "reported a rule that it does not declare",
		},
		{
			"it reports a rule of another check",
			func(p *consult.Pass) { p.Report(consult.CallIdentified, consult.Fault{Fact: "id"}) },
			"reported a rule that it does not declare",
		},
		{
			"it reports what is no rule at all",
			func(p *consult.Pass) { p.Report(secret, consult.Fault{Fact: "id"}) }, "reported a rule that it does not declare",
		},
		{"it asks a source that cannot be compared", func(p *consult.Pass) {
			p.Under(incomparable{}, consult.Key{})
			p.Under(incomparable{}, consult.Key{})
		}, "panicked"},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			options := consult.Options{Waivers: everything{}}
			d := decided(t, gateOf(t, options, checking("unsound", tt.run), breaking("zz")), soundCall())
			assert.Equal(t, consult.Refused, d.Outcome)
			require.Equal(t, []consult.RuleID{consult.CheckSound, "zz.held"}, found(d), "the other checks run all the same")
			assert.Equal(t, "unsound", d.Findings[0].Fact, "the check is named")
			assert.Equal(t, tt.found, d.Findings[0].Found.String())
			text, err := json.Marshal(d)
			require.NoError(t, err)
			assert.NotContains(t, string(text), "Jones", "what it panicked with is not quoted")
			assertGivesNothing(t, d)
		})
	}
}

type incomparable []int

func (incomparable) Snapshot() consult.Snapshot { return nil }

// everything waives every rule for every call, as far as a gate lets it.
type everything struct{}

func (everything) At(p *consult.Pass, key consult.Key) []*consult.Filed[consult.Waiver] {
	var all []*consult.Filed[consult.Waiver]
	for _, rule := range []consult.RuleID{consult.CheckSound, consult.CallIdentified, consult.FactsFresh} {
		all = append(all, &consult.Filed[consult.Waiver]{Record: consult.Waiver{
			ID: "all", Rule: rule, Controller: key.Controller, Product: key.Product, Reason: "all", RequestedBy: "a", AcceptedBy: "b",
			From: p.Now, Until: p.Now.Add(time.Hour),
		}})
	}
	return all
}

func TestReportBeforeThePanicStays(t *testing.T) {
	t.Parallel()
	check := checking("half", func(p *consult.Pass) {
		p.Report("half.held", consult.Fault{Fact: "first"})
		panic("then")
	})
	d := decided(t, gateOf(t, consult.Options{}, check), soundCall())
	assert.Equal(t, []consult.RuleID{consult.CheckSound, "half.held"}, d.Broken())
}

// TestEveryCheckPanics holds that each check that panics is named, wherever it stands, and that
// those between them run.
func TestEveryCheckPanics(t *testing.T) {
	t.Parallel()
	for _, panicking := range []string{"a", "z", "ab", "az", "yz", "abc", "abxyz"} {
		var checks []*consult.Check
		want := map[string]bool{}
		for _, name := range []string{"a", "b", "c", "x", "y", "z"} {
			check := breaking(name)
			if strings.Contains(panicking, name) {
				check.Run = func(*consult.Pass) { panic(name) }
				want[name] = true
			}
			checks = append(checks, check)
		}
		d := decided(t, gateOf(t, consult.Options{}, checks...), soundCall())
		named := map[string]bool{}
		for _, f := range d.Findings {
			if f.Rule.ID == consult.CheckSound {
				named[f.Fact] = true
			}
		}
		assert.Equal(t, want, named)
		assert.Len(t, d.Findings, 6, "one finding of each check")
	}
}

func TestReportTwice(t *testing.T) {
	t.Parallel()
	ref := &consult.RecordRef{Kind: "dpia", ID: "a"}
	check := checking("twice", func(p *consult.Pass) {
		p.Report("twice.held", consult.Fault{Fact: "one", Found: consult.NumberValue(1)})
		p.Report("twice.held", consult.Fault{Fact: "one", Found: consult.NumberValue(2)})
		p.Report("twice.held", consult.Fault{Fact: "two"})
		p.Report("twice.held", consult.Fault{Fact: "one", Record: ref})
		p.Report("twice.held", consult.Fault{Fact: "one", Record: ref})
	})
	d := decided(t, gateOf(t, consult.Options{}, check), soundCall())
	require.Len(t, d.Findings, 3, "the same fault twice counts once; another fact or record is another fault")
	assert.Equal(t, "1", d.Findings[0].Found.String(), "the first report stays")
}

func TestManyFindings(t *testing.T) {
	t.Parallel()
	var rules []consult.Rule
	for i := range 40 {
		rules = append(rules, ruleOf(consult.RuleID(fmt.Sprintf("many.r%02d", i))))
	}
	many := checking("many", func(p *consult.Pass) {
		for i := len(rules) - 1; i >= 0; i-- {
			p.Report(consult.RuleID(fmt.Sprintf("many.r%02d", i)), consult.Fault{Fact: "many"})
		}
	}, rules...)
	gate := gateOf(t, consult.Options{}, many)
	for range 3 { // also in space that was grown before
		ids := found(decided(t, gate, soundCall()))
		assert.Len(t, ids, 40)
		assert.IsIncreasing(t, ids)
	}
}

// TestFactsAreNames holds that a finding's fact is a name of the program: what could be free
// text reads "malformed".
func TestFactsAreNames(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ reason, fact, want string }{
		{"the path of a fact", "room.recording_authority", "room.recording_authority"},
		{"an item of a list", "risks[2].residual", "risks[2].residual"},
		{"free text has spaces", "Mrs Example of 1 Long Lane", "malformed"},
		{"free text has other characters", "Exämple", "malformed"},
		{"a name is short", strings.Repeat("a", 65), "malformed"},
	} {
		check := checking("facts", func(p *consult.Pass) { p.Report("facts.held", consult.Fault{Fact: tt.fact}) }, ruleOf("facts.held"))
		d := decided(t, gateOf(t, consult.Options{}, check), soundCall())
		require.Len(t, d.Findings, 1, tt.reason)
		assert.Equal(t, tt.want, d.Findings[0].Fact, tt.reason)
	}
}

// TestTheCallIsTakenOnce holds that what is judged is what is recorded, whatever the caller does
// with its own copy in the middle of the decision.
func TestTheCallIsTakenOnce(t *testing.T) {
	t.Parallel()
	call := soundCall()
	meddling := checking("aaa", func(*consult.Pass) { call.Room.Recording = consult.RecordingAutomatic }, ruleOf("aaa.held"))
	gate := gateOf(t, consult.Options{}, meddling, consult.NotRecordedByDefault())
	d, err := gate.Decide(t.Context(), &call)
	require.NoError(t, err)
	assert.Equal(t, consult.Allowed, d.Outcome)
	assert.Equal(t, consult.RecordingOnRequest, d.Call.Room.Recording)
	d, err = gate.Decide(t.Context(), &call)
	require.NoError(t, err)
	assert.Equal(t, []consult.RuleID{consult.RecordingDefault}, d.Broken(), "the next decision sees the change")
}
