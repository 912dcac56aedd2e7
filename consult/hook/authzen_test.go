package hook_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
)

// A vector is a request of testdata/authzen with what is answered; README.md there has the headers.
type vector struct {
	source, path, kind, answer, comment string
	status                              int
	answers                             []string
	body                                []byte
}

func parseVector(data []byte) (v vector, err error) {
	header, body, found := bytes.Cut(data, []byte("\n\n"))
	if !found || !bytes.HasSuffix(body, []byte("\n")) {
		return v, errors.New("has no header, or no line feed at its end")
	}
	v.body, v.kind = body[:len(body)-1], "application/json"
	for line := range strings.SplitSeq(string(header), "\n") {
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch name {
		case "source":
			v.source = value
		case "path":
			v.path = "/access/v1/" + value
		case "type":
			v.kind = value
		case "status":
			v.status, err = strconv.Atoi(value)
		case "answer":
			v.answer = value
		case "answers":
			v.answers = strings.Split(value, ", ")
		case "comment":
			v.comment = value
		default:
			return v, fmt.Errorf("has the unknown header %q", name)
		}
	}
	switch {
	case err != nil:
		return v, err
	case v.source == "" || v.comment == "":
		return v, errors.New("has no source, or no comment: say why")
	case v.path != evaluation && v.path != evaluations:
		return v, errors.New("is for no path")
	case (v.status == http.StatusOK) != (v.answer != "" || v.answers != nil):
		return v, errors.New("has an answer and is no success, or the other way round")
	}
	return v, nil
}

// vectors returns the requests of testdata by their names.
func vectors(t testing.TB) map[string]vector {
	t.Helper()
	files, err := filepath.Glob("testdata/authzen/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	all := make(map[string]vector, len(files))
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		v, err := parseVector(data)
		require.NoError(t, err, file)
		all[strings.TrimSuffix(filepath.Base(file), ".txt")] = v
	}
	return all
}

// ask has a decision point answer the request of a vector.
func (v *vector) ask(t testing.TB, h http.Handler) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, v.path, bytes.NewReader(v.body))
	r.Header.Set("Authorization", "Bearer "+clinicToken)
	if v.kind != "" {
		r.Header.Set("Content-Type", v.kind)
	}
	return serve(h, r)
}

// TestVectors runs the cases of the certification scenario of AuthZEN, and the examples of its specification.
func TestVectors(t *testing.T) {
	t.Parallel()
	for name, v := range vectors(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rig := consulttest.NewRig(t)
			p := point(t, rig.Gate, nil)
			for range 3 { // scenario 2.6: the same question has the same answer
				w := v.ask(t, p)
				if v.status != http.StatusOK {
					assert.Equal(t, hook.TypeNotRead, problem(t, w, v.status).Type, v.comment)
					assert.Empty(t, rig.Recorder.Decisions(), "nothing was decided about what cannot be read")
					continue
				}
				a := answer(t, w)
				if v.answer != "" {
					assert.Nil(t, a.Evaluations)
					assert.Equal(t, v.answer, said(t, a), v.comment)
					continue
				}
				assert.Nil(t, a.Decision, "scenario 3.3.4: there is no decision beside those of the evaluations")
				var got []string
				for _, one := range a.Evaluations {
					got = append(got, said(t, one))
				}
				assert.Equal(t, v.answers, got, v.comment)
			}
		})
	}
}

// said returns the decision of an answer as the vectors have it, and holds it to what goes with it.
func said(t testing.TB, a answered) string {
	t.Helper()
	require.NotNil(t, a.Decision, "scenario 2.3.1: there is a decision")
	assert.Equal(t, *a.Decision, a.Context.Permit != nil, "a permit goes with a yes, and with nothing else")
	switch {
	case a.Context.Error != nil:
		assert.False(t, *a.Decision)
		assert.Equal(t, http.StatusBadRequest, a.Context.Error.Status)
		assert.NotEmpty(t, a.Context.Error.Message)
		return "error"
	case *a.Decision:
		assert.Equal(t, "allowed", a.Context.Outcome)
		return "true"
	default:
		assert.NotEmpty(t, a.Context.ReasonAdmin["en"], "a no has its reason")
		return "false"
	}
}

func TestRequestIDIsEchoed(t *testing.T) {
	t.Parallel()
	p := point(t, consulttest.NewRig(t).Gate, &hook.PointOptions{URL: "https://decisions.example"})
	for _, test := range []struct{ why, method, path, body, token string }{
		{"an answer", http.MethodPost, evaluation, question(t, consulttest.Call()), clinicToken},
		{"several answers", http.MethodPost, evaluations, `{"evaluations":[{}]}`, clinicToken},
		{"what cannot be read", http.MethodPost, evaluation, `{`, clinicToken},
		{"somebody who may not ask", http.MethodPost, evaluation, `{}`, ""},
		{"the wrong method", http.MethodGet, evaluation, "", clinicToken},
		{"nothing there", http.MethodPost, "/access/v1/search/subject", "{}", clinicToken},
		{"the metadata", http.MethodGet, "/.well-known/authzen-configuration", "", ""},
	} {
		r := httptest.NewRequestWithContext(t.Context(), test.method, test.path, strings.NewReader(test.body))
		r.Header.Set("Authorization", "Bearer "+test.token)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Request-ID", "bfe9eb29-ab87")
		assert.Equal(t, []string{"bfe9eb29-ab87"}, serve(p, r).Header().Values("X-Request-ID"), test.why)
		r.Header.Del("X-Request-ID")
		assert.Empty(t, serve(p, r).Header().Values("X-Request-ID"), test.why)
	}
}

func TestPathsAndMethods(t *testing.T) {
	t.Parallel()
	p := point(t, consulttest.NewRig(t).Gate, nil)
	for _, test := range []struct {
		why, method, path string
		status            int
		allow             string
	}{
		{"search is not offered", http.MethodPost, "/access/v1/search/subject", http.StatusNotFound, ""},
		{"another version", http.MethodPost, "/access/v2/evaluation", http.StatusNotFound, ""},
		{"a path below", http.MethodPost, evaluation + "/", http.StatusNotFound, ""},
		{"no metadata without an address", http.MethodGet, "/.well-known/authzen-configuration", http.StatusNotFound, ""},
		{"a question is posted", http.MethodGet, evaluation, http.StatusMethodNotAllowed, http.MethodPost},
		{"a question has an answer, not headers alone", http.MethodHead, evaluations, http.StatusMethodNotAllowed, http.MethodPost},
		{"nothing is put", http.MethodPut, redeem, http.StatusMethodNotAllowed, http.MethodPost},
	} {
		w := serve(p, httptest.NewRequestWithContext(t.Context(), test.method, test.path, nil))
		problem(t, w, test.status)
		assert.Equal(t, test.allow, w.Header().Get("Allow"), test.why)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	r.URL.Path = "" // as http.StripPrefix leaves it
	problem(t, serve(p, r), http.StatusNotFound)
}

// TestMounted serves a point below a path, with its metadata where AuthZEN wants it.
func TestMounted(t *testing.T) {
	t.Parallel()
	p := point(t, consulttest.NewRig(t).Gate, &hook.PointOptions{URL: "https://clinic.example/decisions"})
	mux := http.NewServeMux()
	mux.Handle("/decisions/", http.StripPrefix("/decisions", p))
	mux.Handle("/.well-known/authzen-configuration/", p)
	assert.True(t, *answer(t, post(t, mux, "/decisions"+evaluation, question(t, consulttest.Call()))).Decision)
	w := serve(mux, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/.well-known/authzen-configuration/decisions", nil))
	assert.Contains(t, w.Body.String(), `"https://clinic.example/decisions/access/v1/evaluation"`)
}

// TestMetadata is section 6 of the scenario.
func TestMetadata(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	const at = "/.well-known/authzen-configuration"
	for _, test := range []struct{ why, url, base, path string }{
		{"without a path", "https://decisions.example", "https://decisions.example", at},
		{"with a slash at the end", "https://decisions.example:8443/", "https://decisions.example:8443", at},
		{"with a path, which goes behind", "https://decisions.example/tenant1", "https://decisions.example/tenant1", at + "/tenant1"},
	} {
		p := point(t, rig.Gate, &hook.PointOptions{URL: test.url})
		w := serve(p, httptest.NewRequestWithContext(t.Context(), http.MethodGet, test.path, nil))
		require.Equal(t, http.StatusOK, w.Code, test.why)
		assert.Equal(t, "application/json", w.Header().Get("Content-Type"))
		assert.Equal(t, "max-age=300", w.Header().Get("Cache-Control"))
		assert.JSONEq(t, `{"policy_decision_point":"`+test.base+`","access_evaluation_endpoint":"`+test.base+evaluation+`",
			"access_evaluations_endpoint":"`+test.base+evaluations+`","permit_redemption_endpoint":"`+test.base+redeem+`"}`, w.Body.String(), test.why)
		assert.Equal(t, http.StatusOK, serve(p, httptest.NewRequestWithContext(t.Context(), http.MethodHead, test.path, nil)).Code)
		w = serve(p, httptest.NewRequestWithContext(t.Context(), http.MethodPost, test.path, nil))
		problem(t, w, http.StatusMethodNotAllowed)
		assert.Equal(t, http.MethodGet, w.Header().Get("Allow"))
	}
	callers := hook.MutualTLS("clinic.example")
	for why, url := range map[string]string{
		"no scheme": "decisions.example", "another scheme": "ftp://decisions.example", "no host": "https:///tenant1",
		"a query": "https://decisions.example/?tenant=1", "an empty query": "https://decisions.example/?",
		"a fragment": "https://decisions.example/#1", "a user": "https://me:secret@decisions.example", "no address": "https://[", "blank": " ",
	} {
		_, err := hook.NewDecisionPoint(rig.Gate, callers, &hook.PointOptions{URL: url})
		require.Error(t, err, why)
		assert.NotContains(t, err.Error(), "secret")
	}
}
