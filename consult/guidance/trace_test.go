package guidance_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
)

// suite is every rule with its clauses, owner and what may lower it, written down by hand: a
// change here is a change of what users rely on.
const suite = `
admission.controlled     U4 I1            clinician    advice waivable overridable
call.identified          I1               platform
check.sound              I1               platform
client.updated           U3               platform     waivable overridable
device.protected         U2               clinician    waivable overridable
dpia.approved            D1               dpo          overridable
dpia.complete            D4               ig-lead      waivable overridable
dpia.covers              D2               dpo          overridable
dpia.current             D1 D2            dpo          waivable overridable
dpia.decided             D1 D3            ig-lead      overridable
dpia.residual            D4               dpo
encryption.consistent    R4b P2           platform
encryption.known         R4b              platform     overridable
escalation.known         U5               ig-lead      waivable overridable
facts.fresh              I1               platform     overridable
initiator.known          P1               platform     overridable
initiator.organisation   P1 R1            clinician    overridable
initiator.provider       P1               clinician
notice.current           P4 P6            ig-lead      waivable overridable
notice.offer             P3               ig-lead      waivable overridable
notice.overseas          P6               ig-lead      overridable
notice.product           P4               ig-lead      overridable
notice.published         P3 P4            ig-lead      overridable
notice.secure-use        P5               ig-lead      waivable overridable
procurement.contract     U1               procurement  waivable overridable
procurement.recourse     U1               procurement  advice
procurement.route        S2 S5            procurement  waivable overridable
procurement.threshold    S3 S4            procurement  waivable overridable
recording.authority      R4c P2           platform     waivable overridable
recording.default        P2               platform
risk.assessed            S1               ig-lead      overridable
risk.considered          R4a R4b R4c R4d  ig-lead      waivable overridable
risk.current             S1               ig-lead      waivable overridable
risk.drift               S1 R4a R4b R4c   platform     waivable overridable
risk.own                 R1               ig-lead      overridable
risk.reference           R3               ig-lead      advice
risk.tolerable           S1 R2            ig-lead      waivable overridable
risk.whole               R2               ig-lead      waivable overridable
transcription.default    P2               platform
visibility.private       U4               clinician
`

func TestRulesAreThoseOfTheSuite(t *testing.T) {
	t.Parallel()
	var got []string
	for _, r := range guidance.Rules() {
		words := []string{string(r.ID)}
		for _, c := range r.Clauses {
			words = append(words, string(c))
		}
		words = append(words, r.Owner.String())
		for _, is := range []struct {
			so   bool
			word string
		}{{r.Advice, "advice"}, {r.Waivable, "waivable"}, {r.Overridable, "overridable"}} {
			if is.so {
				words = append(words, is.word)
			}
		}
		got = append(got, strings.Join(words, " "))
	}
	var want []string
	for line := range strings.Lines(strings.TrimSpace(suite)) {
		want = append(want, strings.Join(strings.Fields(line), " "))
	}
	assert.Equal(t, want, got)
}

func TestTraceIsWhole(t *testing.T) {
	t.Parallel()
	trace := guidance.NewTrace()
	assert.Len(t, trace.Clauses, 28, "the clauses of the edition")
	seen := map[consult.ClauseID]bool{}
	for _, clause := range trace.Clauses {
		assert.Falsef(t, seen[clause.ID], "clause %s is listed twice", clause.ID)
		seen[clause.ID] = true
		assert.NotEmptyf(t, clause.Rules, "clause %s has no rule", clause.ID)
		assert.NotEmptyf(t, clause.Summary, "clause %s says nothing", clause.ID)
		assert.NotEmptyf(t, clause.Part, "clause %s stands nowhere", clause.ID)
		for _, rule := range clause.Rules {
			assert.Containsf(t, rule.Clauses, clause.ID, "rule %s does not name clause %s", rule.ID, clause.ID)
		}
	}
	for _, rule := range trace.Rules {
		assert.NotEmptyf(t, rule.Clauses, "rule %s comes from no clause", rule.ID)
		for _, id := range rule.Clauses {
			clause, ok := trace.Clause(id)
			require.Truef(t, ok, "rule %s names clause %s, which does not exist", rule.ID, id)
			assert.Truef(t, slices.ContainsFunc(clause.Rules, func(r consult.Rule) bool { return r.ID == rule.ID }),
				"clause %s does not list rule %s", id, rule.ID)
		}
	}
}

func TestTraceLooksUp(t *testing.T) {
	t.Parallel()
	trace := guidance.NewTrace()
	rule, ok := trace.Rule("recording.default")
	require.True(t, ok)
	assert.Equal(t, []consult.ClauseID{"P2"}, rule.Clauses)
	_, ok = trace.Rule("recording.unheard-of")
	assert.False(t, ok, "a rule that the suite does not have")
	_, ok = trace.Clause("P7")
	assert.False(t, ok, "a clause that the edition does not have")
}

// TestAdviceHasItsForce holds that only advice comes from a may, and that what comes from a
// must or should refuses, but for the two rules that the package's documentation gives a reason for.
func TestAdviceHasItsForce(t *testing.T) {
	t.Parallel()
	trace := guidance.NewTrace()
	for _, rule := range trace.Rules {
		advice := true
		for _, id := range rule.Clauses {
			clause, _ := trace.Clause(id)
			advice = advice && clause.Force == guidance.May
		}
		switch rule.ID {
		case "admission.controlled", "procurement.contract":
			assert.NotEqualf(t, advice, rule.Advice, "%s is an exception no longer", rule.ID)
		default:
			assert.Equalf(t, advice, rule.Advice, "%s", rule.ID)
		}
	}
}

func TestTextsAreSentences(t *testing.T) {
	t.Parallel()
	for _, r := range guidance.Rules() {
		for name, text := range map[string]string{"summary": r.Summary, "remedy": r.Remedy, "patient": r.Patient} {
			assert.Truef(t, strings.HasSuffix(text, "."), "the %s of %s is no sentence", name, r.ID)
		}
		assert.NotContainsf(t, r.Patient, "DPIA", "%s tells patients what is not theirs to know", r.ID)
	}
}

func ExampleNewTrace() {
	clause, _ := guidance.NewTrace().Clause("P2")
	fmt.Println(clause.ID, clause.Force, clause.Summary)
	for _, rule := range clause.Rules {
		fmt.Printf("%s (%s): %s\n", rule.ID, rule.Owner, rule.Summary)
	}
	// Output:
	// P2 should The product does not record and store the consultation as a default.
	// encryption.consistent (platform): End-to-end encryption is not claimed together with recording, transcription or a scribe on the server.
	// recording.authority (platform): Participants cannot record in the product without the host's authorisation.
	// recording.default (platform): The call does not start recording by itself, and no media are stored before somebody asks.
	// transcription.default (platform): Transcription, captions and AI scribes do not start by themselves and get kept.
}
