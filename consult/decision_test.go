package consult_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

func TestDecisionIDText(t *testing.T) {
	t.Parallel()
	id := consult.DecisionID{0x0123456789abcdef, 1}
	assert.Equal(t, "0123456789abcdef0000000000000001", id.String())
	text, err := id.MarshalText()
	require.NoError(t, err)
	var back consult.DecisionID
	require.NoError(t, back.UnmarshalText(text))
	assert.Equal(t, id, back)

	tests := []struct{ reason, text string }{
		{"nothing", ""},
		{"too short", "0123456789abcdef000000000000001"},
		{"too long", "0123456789abcdef00000000000000011"},
		{"no hexadecimal digit", "0123456789abcdefg000000000000001"},
		{"a UUID", "01234567-89ab-cdef-0000-000000000001"},
		{"a name of the right length", "Mrs Jones, 12 High Street, Leeds"},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			got := id
			err := got.UnmarshalText([]byte(tt.text))
			require.Error(t, err)
			assertQuotesNothing(t, err, tt.text)
			assert.Equal(t, id, got)
		})
	}
}

func TestDecisionIDsAreUnique(t *testing.T) {
	t.Parallel()
	gate := gateOf(t, consult.Options{}, passing())
	seen := map[consult.DecisionID]bool{{}: true}
	for range 1000 {
		id := decided(t, gate, soundCall()).ID
		require.False(t, seen[id], "%s comes twice", id)
		seen[id] = true
	}
}

func TestZeroDecisionRefuses(t *testing.T) {
	t.Parallel()
	var d consult.Decision
	assert.False(t, d.Allows())
	assert.Equal(t, consult.Refused, d.Outcome)
	permit, ok := d.Permit()
	assert.False(t, ok)
	assert.Equal(t, consult.Permit{}, permit)
	assert.Empty(t, d.Broken())
	assert.Empty(t, d.ForPatient())
	assert.Empty(t, d.NextReviews())
}

func TestDecisionForPatient(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		texts  []string // of rules that refuse, in the order of their ids
		want   string
	}{
		{"one rule", []string{"Please wait."}, "Please wait."},
		{"a text of two rules is told once", []string{"Please wait.", "Please wait."}, "Please wait."},
		{"each of two texts", []string{"Please wait.", "Please call us."}, "Please wait. Please call us."},
		{
			"a sentence of two texts is told once, where it stands last",
			[]string{"We are not ready. Please wait.", "You are not ready. Please wait."}, "We are not ready. You are not ready. Please wait.",
		},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			advice := ruleOf("z.advice")
			advice.Advice, advice.Patient = true, "Not for you."
			rules := []consult.Rule{advice}
			for i, text := range tt.texts {
				r := ruleOf(consult.RuleID("a.r" + string(rune('0'+i))))
				r.Patient = text
				rules = append(rules, r)
			}
			check := checking("told", func(p *consult.Pass) {
				for _, r := range rules {
					p.Report(r.ID, consult.Fault{Fact: "one"})
					p.Report(r.ID, consult.Fault{Fact: "two"})
				}
			}, rules...)
			d := decided(t, gateOf(t, consult.Options{}, check), soundCall())
			assert.Equal(t, tt.want, d.ForPatient(), "only what refuses is told")
			assert.Len(t, d.Broken(), len(tt.texts), "each rule once")
			assert.Equal(t, []consult.RuleID{"z.advice"}, d.Rules(consult.Advises))
		})
	}
}

func TestDecisionJSON(t *testing.T) {
	t.Parallel()
	ref := consult.RecordRef{Kind: "dpia", ID: "video-2026", Version: "0011223344556677"}
	check := checking("relying", func(p *consult.Pass) { p.Relies(&ref, "review", noon.Add(time.Hour)) })
	d := decided(t, gateOf(t, consult.Options{}, check), soundCall())
	text, err := json.Marshal(d)
	require.NoError(t, err)
	var got struct {
		ID      consult.DecisionID
		Stage   consult.Stage
		Outcome consult.Outcome
		At      time.Time
		Relied  []consult.Reliance
		RuleSet string `json:"rule_set"`
		Call    map[string]any
	}
	require.NoError(t, json.Unmarshal(text, &got))
	assert.Equal(t, d.ID, got.ID)
	assert.Equal(t, consult.Allowed, got.Outcome)
	assert.Equal(t, d.At, got.At)
	assert.Equal(t, d.RuleSet, got.RuleSet)
	assert.Equal(t, "Z99901", got.Call["controller"])
	want := []consult.Reliance{
		{What: "facts", Until: noon.Add(4 * time.Minute)},
		{Record: &ref, What: "review", Until: noon.Add(time.Hour)},
	}
	assert.Empty(t, cmp.Diff(want, got.Relied), "what the decision rests on is written down (-want +got)")

	text, err = json.Marshal(consult.Reliances{})
	require.NoError(t, err)
	assert.Equal(t, "[]", string(text))
}

func TestRecordRefString(t *testing.T) {
	t.Parallel()
	ref := &consult.RecordRef{Kind: "dpia", ID: "video-2026", Version: "0011223344556677"}
	assert.Equal(t, "dpia video-2026 (0011223344556677)", ref.String())
	assert.Equal(t, "no record", (*consult.RecordRef)(nil).String())
}

// TestByOwner: each owner has what refuses the call and they can mend, and nobody has what does not refuse it.
func TestByOwner(t *testing.T) {
	t.Parallel()
	finding := func(id consult.RuleID, owner consult.Owner, effect consult.Effect) consult.Finding {
		return consult.Finding{Rule: consult.Rule{ID: id, Owner: owner}, Effect: effect}
	}
	d := consult.Decision{Findings: []consult.Finding{
		finding("a.one", consult.OwnerDPO, consult.Refuses), finding("b.two", consult.OwnerPlatform, consult.Refuses),
		finding("c.three", consult.OwnerDPO, consult.Waived), finding("d.four", consult.OwnerClinician, consult.Advises),
		finding("e.five", consult.OwnerDPO, consult.Refuses), finding("f.six", consult.OwnerIGLead, consult.Overridden),
	}}
	var got []string
	for _, owed := range d.ByOwner() {
		text := owed.Owner.Title() + ":"
		for _, f := range owed.Findings {
			text += " " + string(f.Rule.ID)
		}
		got = append(got, text)
	}
	want := []string{"the data protection officer: a.one e.five", "whoever runs the platform: b.two"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if all := new(consult.Decision).ByOwner(); len(all) != 0 {
		t.Errorf("a decision without findings: got %v, want none", all)
	}
}

// TestOwnersHaveTitles: every owner has one of their own, and what is no owner has that of nobody in particular.
func TestOwnersHaveTitles(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for o := consult.OwnerUnknown; o.String() != "invalid"; o++ {
		if title := o.Title(); title == "" || seen[title] {
			t.Errorf("%s has the title %q, which is none or another's", o, title)
		}
		seen[o.Title()] = true
	}
	if got, want := consult.Owner(200).Title(), consult.OwnerUnknown.Title(); got != want {
		t.Errorf("no owner: got %q, want %q", got, want)
	}
}
