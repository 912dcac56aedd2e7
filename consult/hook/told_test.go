package hook_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
)

// TestAnswer holds what an answer tells, and to whom.
func TestAnswer(t *testing.T) {
	t.Parallel()
	for _, breach := range consulttest.Breaches() {
		t.Run(breach.Why, func(t *testing.T) {
			t.Parallel()
			rig, call := world(t, breach)
			w := post(t, point(t, rig.Gate, nil), evaluation, question(t, call))
			if call.ID == "" {
				problem(t, w, http.StatusBadRequest) // AuthZEN has no question without it
				return
			}
			a := answer(t, w)
			d, recorded := rig.Recorder.Last()
			require.True(t, recorded)
			assert.Equal(t, d.ID.String(), a.Context.ID, "what is answered is on record")
			assert.Equal(t, d.Allows(), *a.Decision)
			assert.Equal(t, d.Outcome.String(), a.Context.Outcome)
			assert.Equal(t, "enforce", a.Context.Mode)
			assert.Equal(t, d.ForPatient(), a.Context.ReasonUser["en"])
			require.Len(t, a.Context.Findings, len(d.Findings))
			lines := strings.Split(a.Context.ReasonAdmin["en"], "\n")
			require.Len(t, lines, len(d.Findings))
			for i, f := range d.Findings {
				got := a.Context.Findings[i]
				assert.Equal(t, f.Rule.ID, got.Rule.ID)
				assert.Equal(t, f.Rule.Owner, got.Rule.Owner)
				assert.Equal(t, f.Rule.Remedy, got.Rule.Remedy)
				assert.Equal(t, f.Found.String(), got.Found)
				assert.True(t, strings.HasPrefix(lines[i], string(f.Rule.ID)+" ("), lines[i])
				assert.Contains(t, lines[i], f.Fact+" was found "+f.Found.String())
				assert.True(t, strings.HasSuffix(lines[i], ". For "+f.Rule.Owner.String()+": "+f.Rule.Remedy), lines[i])
			}
		})
	}
}

// world returns the rig and the call of a case.
func world(t testing.TB, breach consulttest.Case) (*consulttest.Rig, consult.Call) {
	t.Helper()
	var records []consulttest.RecordsChange
	if breach.Records != nil {
		records = append(records, breach.Records)
	}
	call := consulttest.Call()
	if breach.Call != nil {
		breach.Call(&call)
	}
	return consulttest.NewRig(t, records...), call
}

// TestObserveAnswersYes holds that a gate which only observes stops no call, and says so.
func TestObserveAnswersYes(t *testing.T) {
	t.Parallel()
	rig, err := consulttest.MakeRig(consulttest.RigOptions{Gate: &consult.Options{Mode: consult.Observe}})
	require.NoError(t, err)
	p := point(t, rig.Gate, nil)
	call := consulttest.Call(consulttest.RecordingOn)
	a := answer(t, post(t, p, evaluation, question(t, call)))
	assert.True(t, *a.Decision)
	assert.Equal(t, "refused", a.Context.Outcome)
	assert.Equal(t, "observe", a.Context.Mode)
	require.NotEmpty(t, a.Context.Findings)
	require.NotNil(t, a.Context.Permit)
	require.Equal(t, http.StatusOK, post(t, p, redeem, redemption(a.Context.Permit.Reference, call.ID)).Code)
}
