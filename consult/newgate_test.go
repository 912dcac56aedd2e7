package consult_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

func TestNewGateRefuses(t *testing.T) {
	t.Parallel()
	rule := func(change func(*consult.Rule)) []*consult.Check {
		r := ruleOf("passing.held")
		change(&r)
		return []*consult.Check{checking("passing", func(*consult.Pass) {}, r)}
	}
	check := func(change func(*consult.Check)) []*consult.Check {
		c := passing()
		change(c)
		return []*consult.Check{c}
	}
	good := []*consult.Check{passing()}
	tests := []struct {
		reason   string
		recorder consult.Recorder
		checks   []*consult.Check
		options  *consult.Options
		want     string
	}{
		{"no recorder", nil, good, nil, "needs a recorder"},
		{"no checks", consult.Discard, nil, nil, "needs at least one check"},
		{"an empty list of checks", consult.Discard, []*consult.Check{}, nil, "needs at least one check"},
		{"a nil check", consult.Discard, []*consult.Check{passing(), nil}, nil, "check 1 is nil"},
		{"a check without a name", consult.Discard, check(func(c *consult.Check) { c.Name = "" }), nil, "check 0 has no valid name"},
		{"a name with a space", consult.Discard, check(func(c *consult.Check) { c.Name = "a b" }), nil, "check 0 has no valid name"},
		{"no documentation", consult.Discard, check(func(c *consult.Check) { c.Doc = "" }), nil, "check passing has no documentation"},
		{"no Run", consult.Discard, check(func(c *consult.Check) { c.Run = nil }), nil, "check passing has no Run"},
		{"no rule", consult.Discard, check(func(c *consult.Check) { c.Rules = nil }), nil, "check passing declares no rule"},
		{
			"two checks of one name", consult.Discard,
			[]*consult.Check{passing(), checking("passing", func(*consult.Pass) {}, ruleOf("other.held"))}, nil, "two checks are named passing",
		},
		{
			"one rule of two checks", consult.Discard,
			[]*consult.Check{passing(), checking("other", func(*consult.Pass) {}, ruleOf("passing.held"))}, nil,
			"rule passing.held is declared by passing and by other",
		},
		{
			"one rule twice in a check", consult.Discard,
			[]*consult.Check{checking("twice", func(*consult.Pass) {}, ruleOf("a.b"), ruleOf("a.b"))}, nil,
			"rule a.b is declared by twice and by twice",
		},
		{"a malformed rule id", consult.Discard, rule(func(r *consult.Rule) { r.ID = "Passing" }), nil, "its id is not"},
		{"a rule without a clause", consult.Discard, rule(func(r *consult.Rule) { r.Clauses = nil }), nil, "it names no clause"},
		{"a rule without a summary", consult.Discard, rule(func(r *consult.Rule) { r.Summary = "" }), nil, "it has no summary"},
		{"a rule without an owner", consult.Discard, rule(func(r *consult.Rule) { r.Owner = consult.OwnerUnknown }), nil, "it has no owner"},
		{"an owner that is none", consult.Discard, rule(func(r *consult.Rule) { r.Owner = 99 }), nil, "it has no owner"},
		{"a rule without a remedy", consult.Discard, rule(func(r *consult.Rule) { r.Remedy = "" }), nil, "it has no remedy"},
		{"a rule without a text for patients", consult.Discard, rule(func(r *consult.Rule) { r.Patient = "" }), nil, "it has no text for patients"},
		{"a summary of two lines", consult.Discard, rule(func(r *consult.Rule) { r.Summary = "It\nholds." }), nil, "a text of it"},
		{"a remedy that is no text", consult.Discard, rule(func(r *consult.Rule) { r.Remedy = "\xff" }), nil, "a text of it"},
		{
			"a text for patients that is too long", consult.Discard,
			rule(func(r *consult.Rule) { r.Patient = strings.Repeat("x", 1001) }), nil, "a text of it",
		},
		{"a mode that is none", consult.Discard, good, &consult.Options{Mode: 2}, "Options.Mode is neither"},
		{"a negative MaxFactAge", consult.Discard, good, &consult.Options{MaxFactAge: -1}, "is negative"},
		{"a negative MaxRecordAge", consult.Discard, good, &consult.Options{MaxRecordAge: -1}, "is negative"},
		{"a negative PermitLife", consult.Discard, good, &consult.Options{PermitLife: -time.Second}, "is negative"},
		{"a negative MaxWaiver", consult.Discard, good, &consult.Options{MaxWaiver: -time.Hour}, "is negative"},
		{
			"a check that takes the name of the gate's own", consult.Discard,
			[]*consult.Check{checking("call", func(*consult.Pass) {})}, nil, "two checks are named call",
		},
		{
			"a check that takes a rule of the gate's own", consult.Discard,
			[]*consult.Check{checking("mine", func(*consult.Pass) {}, ruleOf(consult.FactsFresh))}, nil, "rule facts.fresh is declared by",
		},
		{
			"the gate's own check, with a rule loosened", consult.Discard, []*consult.Check{loosened()}, nil, "two checks are named call",
		},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			gate, err := consult.NewGate(tt.recorder, tt.checks, tt.options)
			require.ErrorContains(t, err, tt.want)
			assert.Nil(t, gate)
			for line := range strings.Lines(err.Error()) {
				assert.True(t, strings.HasPrefix(line, "consult: "), "each fault says whose it is: %s", line)
			}
		})
	}
}

// loosened returns the gate's own check with facts that need not be fresh.
func loosened() *consult.Check {
	c := consult.Identified()
	for i := range c.Rules {
		c.Rules[i].Advice = true
	}
	return c
}

// TestNewGateOwnCheckStays holds that a check that looks like the gate's own does not take its place.
func TestNewGateOwnCheckStays(t *testing.T) {
	t.Parallel()
	empty := consult.Identified()
	empty.Run = func(*consult.Pass) {}
	for reason, checks := range map[string][]*consult.Check{
		"left out":         {passing()},
		"given":            {consult.Identified(), passing()},
		"given, and empty": {passing(), empty},
	} {
		gate := gateOf(t, consult.Options{}, checks...)
		d := decided(t, gate, consult.Call{})
		assert.Contains(t, d.Broken(), consult.CallIdentified, reason)
		assert.Contains(t, d.Broken(), consult.FactsFresh, reason)
		assert.Len(t, gate.Rules(), 4, reason)
	}
}

func TestNewGateListsAllFaults(t *testing.T) {
	t.Parallel()
	bad := &consult.Check{Name: "a b", Rules: []consult.Rule{{ID: "x.y"}}}
	bare := checking("bare", nil, consult.Rule{})
	bare.Doc = ""
	_, err := consult.NewGate(nil, []*consult.Check{nil, bad, bare}, &consult.Options{Mode: 7, PermitLife: -1})
	require.Error(t, err)
	for _, want := range []string{
		"check 0 is nil", "check 1 has no valid name", "rule x.y: it names no clause", "check bare has no documentation",
		"check bare has no Run", "its id is not", "needs a recorder", "Options.Mode", "negative",
	} {
		assert.ErrorContains(t, err, want)
	}
}

func TestGateKeepsItsChecks(t *testing.T) {
	t.Parallel()
	check := checking("kept", func(p *consult.Pass) { p.Report("b.held", consult.Fault{Fact: "kept"}) }, ruleOf("b.held"), ruleOf("a.held"))
	checks := []*consult.Check{check}
	gate := gateOf(t, consult.Options{}, checks...)
	before, ruleSet := gate.Rules(), gate.RuleSet()
	want := []consult.RuleID{"b.held"}
	require.Equal(t, want, found(decided(t, gate, soundCall())))

	check.Rules[0].ID, check.Rules[0].Advice, check.Rules[0].Clauses[0] = "c.other", true, "X9"
	check.Rules = check.Rules[1:]
	check.Name = "changed"
	check.Run = func(*consult.Pass) {}
	checks[0] = nil
	rules := gate.Rules()
	rules[0].Clauses[0], rules[0].ID = "X9", "d.other"

	d := decided(t, gate, soundCall())
	assert.Equal(t, want, d.Broken(), "what becomes of the checks afterwards changes nothing")
	assert.Equal(t, []consult.ClauseID{"I1"}, d.Findings[0].Rule.Clauses)
	assert.Empty(t, cmp.Diff(before, gate.Rules()), "(-want +got)")
	assert.Equal(t, ruleSet, gate.RuleSet())
}

func TestRuleSet(t *testing.T) {
	t.Parallel()
	of := func(options consult.Options, checks ...*consult.Check) string {
		return gateOf(t, options, checks...).RuleSet()
	}
	loose := passing()
	loose.Rules[0].Advice = true
	base := of(consult.Options{}, passing(), breaking("a"))
	assert.Len(t, base, 32)
	assert.Equal(t, base, of(consult.Options{}, breaking("a"), passing()), "the order of the checks has no meaning")
	assert.Equal(t, base, of(consult.Options{MaxFactAge: consult.DefaultMaxFactAge}, breaking("a"), passing()), "the default is the default")
	for reason, other := range map[string]string{
		"another check":        of(consult.Options{}, passing(), breaking("b")),
		"one check less":       of(consult.Options{}, passing()),
		"a rule that is laxer": of(consult.Options{}, loose, breaking("a")),
		"observing":            of(consult.Options{Mode: consult.Observe}, passing(), breaking("a")),
		"older facts":          of(consult.Options{MaxFactAge: time.Hour}, passing(), breaking("a")),
		"older records":        of(consult.Options{MaxRecordAge: time.Hour}, passing(), breaking("a")),
		"longer waivers":       of(consult.Options{MaxWaiver: time.Hour}, passing(), breaking("a")),
	} {
		assert.NotEqual(t, base, other, reason)
	}
	assert.Equal(t, base, decided(t, gateOf(t, consult.Options{}, passing(), breaking("a")), soundCall()).RuleSet)
}

func TestFindingsOrder(t *testing.T) {
	t.Parallel()
	checks := append(soundChecks(), breaking("zz"), breaking("aa"), checking("mixed", func(p *consult.Pass) {
		for _, id := range []consult.RuleID{"z.z", "a.a", "m.m"} {
			p.Report(id, consult.Fault{Fact: "mixed"})
		}
	}, ruleOf("z.z"), ruleOf("a.a"), ruleOf("m.m")))
	var first consult.Decision
	for i := range checks {
		order := append(append([]*consult.Check(nil), checks[i:]...), checks[:i]...)
		d := decided(t, gateOf(t, consult.Options{}, order...), consult.Call{})
		ids := found(d)
		assert.IsNonDecreasing(t, ids)
		if i == 0 {
			first = d
			continue
		}
		assert.Empty(t, cmp.Diff(first.Findings, d.Findings, cmpopts.IgnoreUnexported(consult.Finding{}), cmp.Comparer(sameValue)), "order %d", i)
	}
}

func sameValue(a, b consult.Value) bool { return a == b }
