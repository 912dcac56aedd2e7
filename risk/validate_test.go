package risk_test

import (
	"testing"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/risk"
	"github.com/stretchr/testify/require"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		change func(*world)
		want   string // of the one record that was changed; empty: nothing is wrong
	}{
		{"nothing wrong", func(*world) {}, ""},
		{"what is missing is left to the rules", func(w *world) {
			w.assessments[0] = risk.Assessment{Controller: "Z99901", Product: "example-meet", ReviewDue: today}
			w.procurements[0] = risk.Procurement{Controller: "Z99901", Product: "example-meet"}
			w.controllers[0] = risk.Controller{Code: "Z99901"}
		}, ""},

		{"no call has such a controller", assessed(func(a *risk.Assessment) { a.Controller = "a" }), "controller: is not an ODS code"},
		{"no call has such a product", assessed(func(a *risk.Assessment) { a.Product = "" }), "product: is not an identifier"},
		{"a range the wrong way round", assessed(func(a *risk.Assessment) {
			a.Versions = append(a.Versions, versions("7.1", "7.0")...)
		}), "versions[1]: holds no version: from is after through, or one is missing"},
		{"a range without end", assessed(func(a *risk.Assessment) { a.Versions[0].Through = consult.Version{} }), "versions[0]: holds no version: from is after through, or one is missing"},
		{"a review before the assessment", assessed(func(a *risk.Assessment) { a.ReviewDue = day(-100) }), "review_due: is a day before assessed"},
		{"a review on the day of the assessment", assessed(func(a *risk.Assessment) { a.ReviewDue = consult.DateAt(a.Assessed) }), ""},
		{"a rating outside its scheme", assessed(func(a *risk.Assessment) {
			a.Risks = append(a.Risks, risk.Risk{Residual: risk.Rating{Scheme: risk.DCB0129, Likelihood: 6, Consequence: 1}})
		}), "risks[1].residual: is not a rating of its scheme"},
		{"an acceptance that ends before it begins", assessed(func(a *risk.Assessment) {
			a.Risks[0].Accepted = risk.Acceptance{By: "SIRO", At: now, Until: day(-1)}
		}), "risks[0].accepted.until: is a day before at"},
		{"an acceptance that ends on the day it begins", assessed(func(a *risk.Assessment) {
			a.Risks[0].Accepted = risk.Acceptance{By: "SIRO", At: now, Until: today}
		}), ""},
		{"an acceptance with an end only is left to the rules", assessed(func(a *risk.Assessment) { a.Risks[0].Accepted.Until = today }), ""},

		{"no call has such a controller: procurement", procured(func(r *risk.Procurement) { r.Controller = "" }), "controller: is not an ODS code"},
		{"no call has such a product: procurement", procured(func(r *risk.Procurement) { r.Product = "a product" }), "product: is not an identifier"},
		{"a range of DTAC the wrong way round", procured(func(r *risk.Procurement) { r.DTAC.Versions = versions("2", "1") }), "dtac.versions[0]: holds no version: from is after through, or one is missing"},

		{"no call has such a controller: controller", organised(func(c *risk.Controller) { c.Code = "A8-1001" }), "controller: is not an ODS code"},
		{"a limit greater than its scheme", organised(func(c *risk.Controller) { c.Appetite = []risk.Limit{{risk.DCB0129, 6}} }), "appetite[0]: is not a limit of its scheme"},
		{"a limit less than nothing", organised(func(c *risk.Controller) { c.Appetite = []risk.Limit{{risk.ICO3x3, -1}} }), "appetite[0]: is not a limit of its scheme"},
		{"a limit of no scheme", organised(func(c *risk.Controller) { c.Appetite = []risk.Limit{{risk.SchemeUnknown, 1}} }), "appetite[0]: is not a limit of its scheme"},
		{"a limit of nothing, and the greatest of each scheme", organised(func(c *risk.Controller) {
			c.Appetite = []risk.Limit{{risk.DCB0129, 0}, {risk.ICO3x3, 3}, {risk.NPSA5x5, 25}}
		}), ""},
		{"two limits in a scheme", organised(func(c *risk.Controller) {
			c.Appetite = []risk.Limit{{risk.NPSA5x5, 6}, {risk.DCB0129, 2}, {risk.NPSA5x5, 8}}
		}), "appetite[2]: a limit of this scheme stands before it"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			test.change(w)
			var texts []string
			for _, record := range []interface{ Validate() error }{w.assessments[0], w.procurements[0], w.controllers[0]} {
				if err := record.Validate(); err != nil {
					texts = append(texts, err.Error())
				}
			}
			if test.want == "" {
				require.Empty(t, texts)
			} else {
				require.Equal(t, []string{test.want}, texts)
			}
		})
	}
	all := risk.Assessment{Risks: []risk.Risk{{Accepted: risk.Acceptance{At: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), Until: consult.DateOf(2026, 5, 31)}}}}
	require.EqualError(t, all.Validate(), "controller: is not an ODS code\nproduct: is not an identifier\n"+
		"risks[0].residual: is not a rating of its scheme\nrisks[0].accepted.until: is a day before at", "all faults at once")
}

// TestWords holds that each enumeration reads what it writes, and refuses all else.
func TestWords(t *testing.T) {
	t.Parallel()
	words(t, risk.RiskUnknown, risk.Operation)
	words(t, risk.ReferenceUnknown, risk.NSACollaboration)
	words(t, risk.KindUnknown, risk.OtherProvider)
	words(t, risk.RouteUnknown, risk.OwnRoute)
	words(t, risk.SchemeUnknown, risk.ICO3x3)
}

type word[E any] interface {
	*E
	UnmarshalText([]byte) error
}

func words[E interface {
	consult.Enum
	MarshalText() ([]byte, error)
}, P word[E]](t *testing.T, unknown, last E) {
	t.Helper()
	seen := map[string]bool{}
	for e := unknown; e <= last; e++ {
		text, err := e.MarshalText()
		require.NoError(t, err)
		require.Equal(t, e.String(), string(text))
		require.False(t, seen[string(text)], "%s stands twice", text)
		seen[string(text)] = true
		var back E
		require.NoError(t, P(&back).UnmarshalText(text))
		require.Equal(t, e, back)
	}
	require.Equal(t, "unknown", unknown.String())
	require.Equal(t, "invalid", (last + 1).String())
	_, err := (last + 1).MarshalText()
	require.Error(t, err)
	require.Error(t, P(&last).UnmarshalText([]byte("perhaps")))
}
