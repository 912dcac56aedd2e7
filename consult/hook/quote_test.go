package hook_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
)

// places returns copies of a JSON value, each with one of its texts or names replaced by a marker, and one with
// all of its texts replaced.
func places(value any, marker string) []any {
	var all []any
	switch v := value.(type) {
	case string:
		return []any{marker}
	case map[string]any:
		for name, member := range v {
			with := func(name string, member any) any {
				c := map[string]any{}
				for n, m := range v {
					if n != name {
						c[n] = m
					}
				}
				c[name] = member
				return c
			}
			all = append(all, with(name+marker, member), with(marker, "x"), with(name, marker), with(name, []any{marker}), with(name, map[string]any{marker: marker}))
			for _, changed := range places(member, marker) {
				all = append(all, with(name, changed))
			}
		}
	case []any:
		for i := range v {
			for _, changed := range places(v[i], marker) {
				c := slices.Clone(v)
				c[i] = changed
				all = append(all, c)
			}
		}
	}
	return all
}

// TestNothingOfARequestIsQuoted puts a marker in every place of a request, as a value and as a name, and looks for it in the
// answer: it may be a patient's name that somebody put where it does not belong.
func TestNothingOfARequestIsQuoted(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	p := point(t, rig.Gate, nil)
	identified := point(t, rig.Gate, &hook.PointOptions{Identify: signInRefused})
	var single, batch any
	require.NoError(t, json.Unmarshal([]byte(signedIn(t, map[string]string{"id_token": "e30", "access_token": "at", "nonce": "n"})), &single))
	require.NoError(t, json.Unmarshal([]byte(several(t, "execute_all", consulttest.Call())), &batch))
	redemption := map[string]any{"reference": given(t, p, consulttest.Call()), "call": "call-0001"}
	// A code may be quoted by a finding, so the markers have the form of none: one has a space and a sign, one is far too long.
	for _, marker := range []string{"Mrs Jane O'Example <jane@example.org>", strings.Repeat("marker", 100)} {
		asked := 0
		for path, body := range map[string]any{evaluation: single, evaluations: batch, redeem: redemption} {
			for _, changed := range places(body, marker) {
				for _, h := range []http.Handler{p, identified} {
					w := post(t, h, path, text(t, changed))
					quotesNothing(t, w, marker)
					asked++
				}
			}
		}
		assert.Greater(t, asked, 500)
		for _, broken := range []string{marker, `{"` + marker, `{"subject":"` + marker + `"`, `{"subject":{},"subject":"` + marker + `"}`, `{"context":` + strconv.Quote(marker) + `}trailing ` + marker} {
			for _, path := range []string{evaluation, evaluations, redeem} {
				quotesNothing(t, post(t, p, path, broken), marker)
			}
		}
		quotesNothing(t, post(t, p, "/"+url.PathEscape(marker), "{}"), marker)
		quotesNothing(t, post(t, p, evaluation, "{}", strings.ReplaceAll(marker, " ", "_")), marker)
	}
}

// TestIDsAreNotQuoted has ids of the right form where AuthZEN wants some: they could be made from anything.
func TestIDsAreNotQuoted(t *testing.T) {
	t.Parallel()
	p := point(t, consulttest.NewRig(t).Gate, nil)
	const marker = "943-476-5919"
	for _, call := range []consult.Call{consulttest.Call(), consulttest.Call(consulttest.RecordingOn), {}} {
		call.ID = marker
		q, err := questionOf(call)
		require.NoError(t, err)
		q.Subject.ID, q.Subject.Type = marker, marker
		quotesNothing(t, post(t, p, evaluation, text(t, q)), marker)
		q.Action.Name = marker
		quotesNothing(t, post(t, p, evaluation, text(t, q)), marker)
	}
}

func quotesNothing(t *testing.T, w *httptest.ResponseRecorder, marker string) {
	t.Helper()
	body := w.Body.String()
	for _, form := range []string{marker, strings.Trim(strconv.Quote(marker), `"`), "Jane", "markermarker"} {
		if strings.Contains(body, form) {
			t.Errorf("%q is quoted: %s", form, body)
		}
	}
	for name, values := range w.Header() {
		if strings.Contains(strings.Join(values, " "), marker) {
			t.Errorf("%q is quoted in the header %s", marker, name)
		}
	}
}
