package hook_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
)

// wellFormed holds that every element of a page is closed, and that its text is UTF-8.
func wellFormed(t *testing.T, page string) {
	t.Helper()
	require.True(t, strings.HasPrefix(page, "<!DOCTYPE html>\n<html lang=\"en-GB\">"))
	require.True(t, utf8.ValidString(page))
	// As XML, in which what HTML leaves open is closed.
	d := xml.NewDecoder(strings.NewReader(regexp.MustCompile(`<meta ([^>]*)>`).ReplaceAllString(page, `<meta $1/>`)))
	d.Entity = xml.HTMLEntity
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err, page)
	}
}

// pageOf returns the page that a problem is answered with.
func pageOf(t *testing.T, p *hook.Problem) *httptest.ResponseRecorder {
	t.Helper()
	guard := hook.Guard(consulttest.NewRig(t).Gate, func(*http.Request) (hook.Asked, error) { return hook.Asked{}, p }, nil)
	return serve(guard(never(t)), asks(t, "text/html"))
}

func TestPageOfARefusal(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t, consulttest.DPIAWithdrawn, consulttest.NoticeOverdue, consulttest.NoReference)
	call := consulttest.Call(consulttest.RecordingOn, consulttest.Public, consulttest.OnUnmanagedDevice)
	w := serve(hook.Guard(rig.Gate, describing(call, true), nil)(never(t)), asks(t, "text/html"))
	page := w.Body.String()
	wellFormed(t, page)
	assert.Contains(t, page, "<title>The call may not start</title>")
	assert.Contains(t, page, "<h1>The call may not start</h1>")

	d, _ := rig.Recorder.Last()
	assert.Contains(t, page, "<code>"+d.ID.String()+"</code>")
	headings := regexp.MustCompile(`<h2>For ([^<]*)</h2>`).FindAllStringSubmatch(page, -1)
	seen := map[string]bool{}
	for _, h := range headings {
		assert.False(t, seen[h[1]], "each owner has one part: %s", h[1])
		seen[h[1]] = true
	}
	owners := map[consult.Owner]bool{}
	for _, f := range d.Findings {
		if f.Effect != consult.Refuses {
			assert.NotContains(t, page, f.Rule.ID, "advice refuses nothing")
			continue
		}
		owners[f.Rule.Owner] = true
		assert.Contains(t, shown(page), f.Rule.Remedy)
		assert.Contains(t, shown(page), f.Fact+" was found "+f.Found.String())
		for _, c := range f.Rule.Clauses {
			assert.Contains(t, page, string(c))
		}
		if f.Record != nil {
			assert.Contains(t, page, "by "+f.Record.Kind+" "+string(f.Record.ID))
		}
	}
	assert.Len(t, headings, len(owners))
}

// TestPageLoadsAndRunsNothing holds the page to its policy: one style, whose digest is in it, and nothing else.
func TestPageLoadsAndRunsNothing(t *testing.T) {
	t.Parallel()
	w := pageOf(t, &hook.Problem{Status: http.StatusNotFound})
	page := w.Body.String()
	style := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindStringSubmatch(page)
	require.Len(t, style, 2)
	sum := sha256.Sum256([]byte(style[1]))
	assert.Equal(t, "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-"+
		base64.StdEncoding.EncodeToString(sum[:])+"'", w.Header().Get("Content-Security-Policy"))
	assert.NotRegexp(t, `(?i)<(script|link|img|iframe|form|a)\b| (style|src|href|on[a-z]+)=`, page)
	assert.NotContains(t, style[1], "url(")
	assert.Equal(t, "no-referrer", w.Header().Get("Referrer-Policy"))
	assert.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	assert.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
}

// TestPageEscapesTexts has texts of an application and of a check that would be markup.
func TestPageEscapesTexts(t *testing.T) {
	t.Parallel()
	const hostile = `</p><script>alert("1")</script>{{.Style}}&amp;'`
	w := pageOf(t, &hook.Problem{Status: http.StatusBadRequest, Title: hostile, Detail: hostile, Decision: hostile})
	wellFormed(t, w.Body.String())
	assert.NotContains(t, w.Body.String(), "<script")
	assert.Equal(t, 4, strings.Count(shown(w.Body.String()), hostile), "title, heading, detail and reference")

	rule := consult.Rule{
		ID: "page.plain", Clauses: []consult.ClauseID{"<b>"}, Owner: consult.OwnerDPO,
		Summary: hostile, Remedy: "Take " + hostile + " away.", Patient: "Sorry " + hostile + ".",
	}
	rig, err := consulttest.MakeRig(consulttest.RigOptions{Checks: func(*consulttest.Registers) []*consult.Check {
		return []*consult.Check{{Name: "page", Doc: "Nothing is markup.", Rules: []consult.Rule{rule}, Run: func(p *consult.Pass) {
			p.Report(rule.ID, consult.Fault{Fact: "<i>", Found: consult.Phrase("<script>found"), Expected: consult.Phrase("<script>expected"), Record: &consult.RecordRef{Kind: "<u>", ID: "<s>"}})
		}}}
	}})
	require.NoError(t, err)
	for _, staff := range []bool{true, false} {
		page := serve(hook.Guard(rig.Gate, describing(consulttest.Call(), staff), nil)(never(t)), asks(t, "text/html")).Body.String()
		wellFormed(t, page)
		assert.NotRegexp(t, `<(script|b|i|u|s)>`, page)
		assert.Contains(t, shown(page), `<script>alert("1")</script>`)
	}
}

func TestPageOfOddProblems(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why     string
		problem hook.Problem
		status  int
		title   string
	}{
		{"the zero problem", hook.Problem{}, http.StatusInternalServerError, "Internal Server Error"},
		{"a status without a name", hook.Problem{Status: 499}, 499, "Error"},
		{"texts that are not UTF-8", hook.Problem{Status: http.StatusConflict, Title: "no\xff", Detail: "\xc3\x28"}, http.StatusConflict, ""},
	} {
		w := pageOf(t, &test.problem)
		wellFormed(t, w.Body.String())
		assert.Equal(t, test.status, w.Code, test.why)
		if test.title != "" {
			assert.Contains(t, w.Body.String(), "<title>"+test.title+"</title>", test.why)
		}
	}
}

// TestPageNamesEveryOwner holds that an owner which is added to the enumeration gets a name for people.
func TestPageNamesEveryOwner(t *testing.T) {
	t.Parallel()
	for owner := consult.OwnerPlatform; owner <= consult.OwnerProcurement; owner++ {
		rule := consult.Rule{ID: "page.owner", Clauses: []consult.ClauseID{"U1"}, Owner: owner, Summary: "It holds.", Remedy: "Mend it.", Patient: "Please wait."}
		gate, err := consult.NewGate(consult.Discard, []*consult.Check{{Name: "page", Doc: "It holds.", Rules: []consult.Rule{rule}, Run: func(p *consult.Pass) {
			p.Report(rule.ID, consult.Fault{Fact: "id", Found: consult.Phrase("missing")})
		}}}, &consult.Options{Clock: new(consulttest.Clock).Now})
		require.NoError(t, err)
		page := serve(hook.Guard(gate, describing(consulttest.Call(), true), nil)(never(t)), asks(t, "text/html")).Body.String()
		assert.Regexp(t, `<h2>For (the|whoever) [a-z ]+</h2>`, page)
		assert.NotContains(t, page, "whoever answers for the call", "%v has a name", owner)
	}
}
