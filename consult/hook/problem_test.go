package hook_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
)

func TestProblemDocument(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why     string
		problem hook.Problem
		status  int
		want    string
	}{
		{"the zero problem is an error", hook.Problem{}, 500, `{"title":"Internal Server Error","status":500}`},
		{"a success is no problem", hook.Problem{Status: 200, Title: "Fine"}, 500, `{"title":"Fine","status":500}`},
		{"nor is a redirection", hook.Problem{Status: 399}, 500, `{"title":"Internal Server Error","status":500}`},
		{"nor a number that is no status", hook.Problem{Status: 600}, 500, `{"title":"Internal Server Error","status":500}`},
		{"nor one below", hook.Problem{Status: -1}, 500, `{"title":"Internal Server Error","status":500}`},
		{"the title of the status", hook.Problem{Status: 409}, 409, `{"title":"Conflict","status":409}`},
		{"a status without a name", hook.Problem{Status: 599}, 599, `{"title":"Error","status":599}`},
		{"every member", hook.Problem{
			Type: "https://clinic.example/late", Title: "Late", Status: 403, Detail: "Come again.", Decision: "5c0f", Findings: jsontext.Value(`[]`),
		}, 403, `{"type":"https://clinic.example/late","title":"Late","status":403,"detail":"Come again.","decision":"5c0f","findings":[]}`},
		{"a text that is not UTF-8 takes the others with it", hook.Problem{Status: 404, Title: "No \xff", Detail: "x"}, 404, `{"title":"Not Found","status":404}`},
		{"findings that are no JSON", hook.Problem{Status: 403, Title: "No", Findings: jsontext.Value(`[`)}, 403, `{"title":"Forbidden","status":403}`},
		{"nothing left, of a status without a name", hook.Problem{Status: 499, Detail: "\xff"}, 499, `{"title":"Error","status":499}`},
	} {
		status, body := test.problem.Document()
		assert.Equal(t, test.status, status, test.why)
		assert.JSONEq(t, test.want, string(body), test.why)
		assert.True(t, utf8.Valid(body), test.why)
	}
	var err error = &hook.Problem{Title: "Late", Detail: "Come again."}
	assert.EqualError(t, err, "hook: Late: Come again.")
}

// TestNotDecidedQuotesNothing has every class of error, wrapped around a text that is nobody's business.
func TestNotDecidedQuotesNothing(t *testing.T) {
	t.Parallel()
	details := map[string]string{}
	for _, test := range []struct {
		why    string
		err    error
		status int
	}{
		{"not recorded", consult.ErrNotRecorded, http.StatusServiceUnavailable},
		{"no gate", consult.ErrNoGate, http.StatusServiceUnavailable},
		{"busy", hook.ErrBusy, http.StatusServiceUnavailable},
		{"panicked", hook.ErrPanicked, http.StatusInternalServerError},
		{"the client left", context.Canceled, http.StatusServiceUnavailable},
		{"of the facts", errOfOthers, http.StatusServiceUnavailable},
	} {
		p := hook.NotDecided(fmt.Errorf("%w: %w", errOfOthers, test.err), true)
		assert.Equal(t, hook.TypeNotDecided, p.Type, test.why)
		assert.Equal(t, test.status, p.Status, test.why)
		_, body := p.Document()
		assert.NotContains(t, string(body), "10.1.2.3", test.why)
		assert.Empty(t, details[p.Detail], "%s reads like another", test.why)
		details[p.Detail] = test.why
	}
	assert.Equal(t, hook.NotDecided(hook.ErrBusy, true), hook.NotDecided(hook.ErrLate, true))
	assert.Equal(t, hook.NotDecided(context.Canceled, true), hook.NotDecided(context.DeadlineExceeded, true))
	assert.Equal(t, http.StatusServiceUnavailable, hook.NotDecided(nil, true).Status)
	own := &hook.Problem{Status: http.StatusGone}
	assert.Same(t, own, hook.NotDecided(fmt.Errorf("%w: %w", consult.ErrNotRecorded, own), true))
}

// TestRefusalThatHasNoWireForm holds that a check with texts of an odd kind refuses all the same, and names its rules.
func TestRefusalThatHasNoWireForm(t *testing.T) {
	t.Parallel()
	d := consult.Decision{Findings: []consult.Finding{
		{Rule: consult.Rule{ID: "odd.text", Owner: consult.OwnerDPO, Remedy: "\xff", Patient: "Please wait."}, Fault: consult.Fault{Fact: "id", Found: consult.Phrase("odd")}},
		{Rule: consult.Rule{ID: "<script>"}},
	}}
	p := hook.Refusal(&d, true)
	assert.Equal(t, http.StatusForbidden, p.Status)
	assert.Nil(t, p.Findings)
	assert.True(t, strings.HasSuffix(p.Detail, "These rules are broken: odd.text"), p.Detail)
	_, body := p.Document()
	var of map[string]any
	require.NoError(t, json.Unmarshal(body, &of))
}

// TestAnswerThatHasNoWireForm has a check of an application's that found what cannot be written down: that it did is
// told all the same.
func TestAnswerThatHasNoWireForm(t *testing.T) {
	t.Parallel()
	for _, advice := range []bool{false, true} {
		rule := consult.Rule{ID: "odd.found", Clauses: []consult.ClauseID{"U1"}, Owner: consult.OwnerDPO, Summary: "It holds.", Remedy: "Mend it.", Patient: "Please wait.", Advice: advice}
		rig, err := consulttest.MakeRig(consulttest.RigOptions{Checks: func(*consulttest.Registers) []*consult.Check {
			return []*consult.Check{{Name: "odd", Doc: "It holds.", Rules: []consult.Rule{rule}, Run: func(p *consult.Pass) {
				p.Report(rule.ID, consult.Fault{Fact: "id", Found: consult.Phrase("\xff")})
			}}}
		}})
		require.NoError(t, err)
		w := post(t, point(t, rig.Gate, nil), evaluation, question(t, consulttest.Call()))
		assert.Equal(t, http.StatusOK, w.Code)
		assert.Contains(t, w.Body.String(), fmt.Sprintf(`{"decision":%t,`, advice), "the answer does not depend on it")
		assert.Contains(t, w.Body.String(), "The findings cannot be written.")
		assert.NotContains(t, w.Body.String(), `"findings"`)
		for _, accept := range []string{"*/*", "text/html"} {
			w = serve(hook.Guard(rig.Gate, describing(consulttest.Call(), true), nil)(http.NotFoundHandler()), asks(t, accept))
			if advice {
				assert.Equal(t, http.StatusNotFound, w.Code, "the handler does not depend on what is told")
				continue
			}
			assert.Equal(t, http.StatusForbidden, w.Code)
			assert.Contains(t, w.Body.String(), "odd.found")
		}
	}
}

// TestTypesAreNamedAsTheirConstants holds that the address of each type leads to its documentation.
func TestTypesAreNamedAsTheirConstants(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]string{
		"TypeRefused": hook.TypeRefused, "TypeNotDecided": hook.TypeNotDecided, "TypeNotRead": hook.TypeNotRead,
		"TypeNoPermit": hook.TypeNoPermit, "TypeNotAllowed": hook.TypeNotAllowed,
	} {
		assert.Equal(t, "https://pkg.go.dev/github.com/preconsult/preconsult/consult/hook#"+name, at)
	}
	d := consulttest.NewRig(t).Decide(t, consult.Call{})
	assert.Equal(t, hook.TypeRefused, hook.Refusal(&d, true).Type)
}
