package hook_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
)

// TestWhoAsksForHTMLGetsAPage has what browsers and programs accept (RFC 9110, section 12.5.1).
func TestWhoAsksForHTMLGetsAPage(t *testing.T) {
	t.Parallel()
	guard := hook.Guard(consulttest.NewRig(t).Gate, describing(consult.Call{}, false), nil)(never(t))
	for _, test := range []struct {
		why    string
		accept []string
		page   bool
	}{
		{"nothing is said", nil, false},
		{"nothing is accepted", []string{""}, false},
		{"Firefox opens a page", []string{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}, true},
		{"Chrome opens a page", []string{"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"}, true},
		{"fetch, and curl", []string{"*/*"}, false},
		{"axios", []string{"application/json, text/plain, */*"}, false},
		{"HTML alone", []string{"text/html"}, true},
		{"in capitals, with a parameter", []string{"Text/HTML ; charset=utf-8"}, true},
		{"XHTML", []string{"application/xhtml+xml"}, true},
		{"any text", []string{"text/*"}, false},
		{"JSON alone", []string{"application/json"}, false},
		{"a problem document alone", []string{"application/problem+json"}, false},
		{"either: whoever names HTML is a person", []string{"text/html, application/json"}, true},
		{"in two lines", []string{"application/json;q=0.5", "text/html;q=0.6"}, true},
		{"JSON rather", []string{"text/html;q=0.5, application/json;q=0.6"}, false},
		{"a problem document rather", []string{"text/html;q=0.5, application/json;q=0.4, application/problem+json;q=0.6"}, false},
		{"anything rather, which JSON is", []string{"text/html;q=0.5, */*"}, false},
		{"any application rather, which JSON is", []string{"text/html;q=0.5, application/*;q=0.6"}, false},
		{"anything rather, but not JSON", []string{"text/html;q=0.5, application/json;q=0.1, */*"}, true},
		{"no HTML", []string{"text/html;q=0, */*"}, false},
		{"neither", []string{"text/html;q=0, application/json;q=0"}, false},
		{"a quality that is none", []string{"text/html;q=much"}, false},
		{"a quality over 1", []string{"text/html;q=1.1"}, false},
		{"a quality that is no number", []string{"text/html;q=NaN"}, false},
		{"a quality below 0", []string{"text/html;q=-1"}, false},
		{"the quality in a capital", []string{"text/html;Q=0"}, false},
		{"commas", []string{",,, ;;;=, text/html"}, true},
		{"very many", []string{strings.Repeat("text/plain,", 10_000)}, false},
	} {
		w := serve(guard, asks(t, test.accept...))
		want := "application/problem+json"
		if test.page {
			want = "text/html; charset=utf-8"
		}
		assert.Equal(t, want, w.Header().Get("Content-Type"), test.why)
		assert.Equal(t, http.StatusForbidden, w.Code, "the status is the same")
		assert.Equal(t, "Accept", w.Header().Get("Vary"))
	}
}
