package hook_test

import (
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
)

// TestPatientsAreToldWhatTheyMayBeTold breaks every rule, and holds the document and the page that anybody but
// staff gets to the text for patients and the reference, byte for byte.
func TestPatientsAreToldWhatTheyMayBeTold(t *testing.T) {
	t.Parallel()
	cases := append(consulttest.Breaches(),
		consulttest.Case{Why: "nothing is known of the call", Call: func(c *consult.Call) { *c = consult.Call{} }},
		consulttest.Case{Why: "nothing is known, and nothing on file", Call: func(c *consult.Call) { *c = consult.Call{} }, Records: func(r *consulttest.Records) { *r = consulttest.Records{} }},
	)
	for _, breach := range cases {
		t.Run(breach.Why, func(t *testing.T) {
			t.Parallel()
			rig, call := world(t, breach)
			guard := hook.Guard(rig.Gate, func(*http.Request) (hook.Asked, error) { return hook.Asked{Call: call}, nil }, nil)
			handler := guard(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))

			w := serve(handler, asks(t))
			d, recorded := rig.Recorder.Last()
			require.True(t, recorded)
			if d.Allows() {
				require.Equal(t, http.StatusNoContent, w.Code)
				return // a rule that is advice
			}
			require.NotEmpty(t, d.ForPatient())
			want, err := json.Marshal(map[string]any{
				"type": hook.TypeRefused, "title": "The call cannot start", "status": http.StatusForbidden, "detail": d.ForPatient(), "decision": d.ID.String(),
			})
			require.NoError(t, err)
			assert.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
			assert.JSONEq(t, string(want), w.Body.String())
			tellsNothing(t, rig, &d, w)

			w = serve(handler, asks(t, "text/html"))
			d, _ = rig.Recorder.Last()
			require.Equal(t, http.StatusForbidden, w.Code)
			assert.Equal(t, pageForPatients(d.ForPatient(), d.ID.String()), shown(w.Body.String()))
			tellsNothing(t, rig, &d, w)
		})
	}
}

// pageForPatients is what a page for patients shows.
func pageForPatients(text, reference string) string {
	return "The call cannot start The call cannot start " + text + " Reference: " + reference
}

var (
	styles  = regexp.MustCompile(`(?s)<style>.*?</style>`)
	tags    = regexp.MustCompile(`<[^>]*>`)
	factish = regexp.MustCompile(`\b[a-z_]+\.[a-z_]+\b`) // a fact or a rule: "room.recording"
)

// shown returns the text of a page, its title first.
func shown(page string) string {
	return html.UnescapeString(strings.Join(strings.Fields(tags.ReplaceAllString(styles.ReplaceAllString(page, ""), " ")), " "))
}

// tellsNothing looks for what a patient is not to be told anywhere in an answer, headers included.
func tellsNothing(t *testing.T, rig *consulttest.Rig, d *consult.Decision, w *httptest.ResponseRecorder) {
	t.Helper()
	var headers strings.Builder
	require.NoError(t, w.Header().Write(&headers))
	body := strings.Replace(w.Body.String(), hook.TypeRefused, "", 1)
	all := headers.String() + body
	for _, r := range rig.Gate.Rules() {
		assert.NotContains(t, all, string(r.ID))
		assert.NotContains(t, all, r.Remedy)
		assert.NotContains(t, all, r.Summary)
		for _, c := range r.Clauses {
			assert.NotRegexp(t, `\b`+string(c)+`\b`, all)
		}
	}
	for _, f := range d.Findings {
		assert.NotContains(t, all, "For "+f.Rule.Owner.String())
		if f.Record != nil {
			assert.NotContains(t, all, string(f.Record.ID))
			assert.NotContains(t, all, f.Record.Version)
		}
	}
	assert.NotRegexp(t, factish, shown(body))
	assert.NotContains(t, all, "findings")
	assert.NotContains(t, all, "<section")
}

// TestWhoIsNotStaffIsAPatient holds that the zero value of Asked.Staff tells least.
func TestWhoIsNotStaffIsAPatient(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	d := rig.Decide(t, consulttest.Call(consulttest.RecordingOn))
	assert.Nil(t, hook.Refusal(&d, false).Findings)
	assert.Equal(t, d.ForPatient(), hook.Refusal(&d, false).Detail)
	assert.NotNil(t, hook.Refusal(&d, true).Findings)
	assert.False(t, hook.Asked{}.Staff)
	zero := hook.Refusal(new(consult.Decision), false)
	assert.Equal(t, http.StatusForbidden, zero.Status)
	assert.Empty(t, zero.Detail, "the zero decision has nothing to say")
}
