package missing

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ask returns the answer of an engine, which is to have one.
func ask(t *testing.T, e Engine, document []byte, care bool) Answer {
	t.Helper()
	answer, err := e.Ask(document, care)
	require.NoError(t, err)
	return answer
}

// TestRulesDoWhatTheySay holds that the rules of every engine, written in either way, allow the
// good call and refuse each that is bad.
func TestRulesDoWhatTheySay(t *testing.T) {
	t.Parallel()
	for _, e := range Engines {
		for _, care := range []bool{false, true} {
			assert.Equal(t, Allows, ask(t, e, []byte(Good), care), "%s, with care %t: all is good", e.Name, care)
			for _, f := range Facts {
				assert.Equal(t, Refuses, ask(t, e, Bad(f), care), "%s, with care %t: %s is %s", e.Name, care, f.Path, f.Bad)
			}
		}
	}
}

// TestIdiomaticRulesAllowACallWithAFactMissing shows what this package is about: the same call,
// of which one fact was never supplied, is refused by the library and allowed by the idiomatic
// rules of every other engine.
func TestIdiomaticRulesAllowACallWithAFactMissing(t *testing.T) {
	t.Parallel()
	for _, e := range Engines {
		want := Allows
		if e.Name == preconsult.Name {
			want = Refuses
		}
		for _, f := range Facts {
			assert.Equal(t, want, ask(t, e, Without(f), false), "%s: %s was never supplied", e.Name, f.Path)
		}
	}
}

// TestCarefulRulesRefuseACallWithAFactMissing shows that every engine can be made to.
func TestCarefulRulesRefuseACallWithAFactMissing(t *testing.T) {
	t.Parallel()
	for _, e := range Engines {
		for _, f := range Facts {
			assert.Equal(t, Refuses, ask(t, e, Without(f), true), "%s: %s was never supplied", e.Name, f.Path)
		}
	}
}

// TestRegoNegationAllowsACallWithAFactMissing shows that asking for what is good is not care enough
// in Rego: where the fact is undefined, so is the membership that is negated, and the rule is silent.
func TestRegoNegationAllowsACallWithAFactMissing(t *testing.T) {
	t.Parallel()
	const policy = `package calls
deny contains "recording.default" if not input.room.recording in {"off", "on-request"}`
	for document, want := range map[string]Answer{Good: Allows, string(Bad(Facts[0])): Refuses, string(Without(Facts[0])): Allows} {
		answer, err := denied(policy, []byte(document))
		require.NoError(t, err)
		assert.Equal(t, want, answer, document)
	}
}

// TestCELWithoutAGuardFails shows why CEL's users write one: without it there is no answer.
func TestCELWithoutAGuardFails(t *testing.T) {
	t.Parallel()
	for _, f := range Facts {
		_, err := evaluate([]string{f.Path + ` != "` + f.Bad + `"`}, Without(f))
		assert.ErrorContains(t, err, "no such key", f.Path)
	}
}
