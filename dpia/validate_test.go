package dpia_test

import (
	"testing"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
	"github.com/stretchr/testify/require"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	const (
		controller = "controller: is not an ODS code"
		none       = "scope.products: none is given"
		malformed  = "scope.products: one is not an identifier"
	)
	for _, test := range []struct {
		reason    string
		dpia      func(*dpia.Record)
		screening func(*dpia.Screening)
		want      []string // of either
	}{
		{"nothing wrong", func(*dpia.Record) {}, func(*dpia.Screening) {}, nil},
		{
			"no call has such a controller",
			func(r *dpia.Record) { r.Controller = "a81001" }, func(s *dpia.Screening) { s.Controller = "" },
			[]string{controller},
		},
		{
			"no call has no product",
			func(r *dpia.Record) { r.Scope.Products = consult.Products{} }, func(s *dpia.Screening) { s.Scope.Products = consult.Products{} },
			[]string{none},
		},
		{
			"no call has such a product",
			func(r *dpia.Record) { r.Scope.Products = consult.ProductsOf("!", "?", "a") },
			func(s *dpia.Screening) { s.Scope.Products = consult.ProductsOf("b", "a product") },
			[]string{malformed},
		},
		{
			"all faults at once",
			func(r *dpia.Record) { *r = dpia.Record{} }, func(s *dpia.Screening) { *s = dpia.Screening{} },
			[]string{controller, none},
		},
		{
			"a review on the day itself is odd and no mistake",
			func(r *dpia.Record) { r.ReviewDue = consult.DateAt(r.Approval.At) },
			func(s *dpia.Screening) { s.ReviewDue = consult.DateAt(s.Decided) }, nil,
		},
		{
			"what is missing is left to the rules",
			func(r *dpia.Record) {
				*r = dpia.Record{Controller: r.Controller, Scope: dpia.Scope{Products: r.Scope.Products}, ReviewDue: today}
			},
			func(s *dpia.Screening) { s.Reasons, s.Decided, s.SeenByDPO = "", time.Time{}, time.Time{} }, nil,
		},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			r, s := record("video"), screening("no")
			test.dpia(&r)
			test.screening(&s)
			for _, err := range []error{r.Validate(), s.Validate()} {
				if test.want == nil {
					require.NoError(t, err)
					continue
				}
				for _, text := range test.want {
					require.ErrorContains(t, err, text)
				}
			}
		})
	}

	r, s := record("video"), screening("no")
	r.ReviewDue, s.ReviewDue = day(-300), day(-300)
	require.EqualError(t, r.Validate(), "review_due: is a day before approval.at")
	require.EqualError(t, s.Validate(), "review_due: is a day before decided")
}

// TestWords holds that each enumeration reads what it writes, and refuses all else.
func TestWords(t *testing.T) {
	t.Parallel()
	words(t, dpia.CaptureUnknown, dpia.Scribe)
	words(t, dpia.LevelUnknown, dpia.High)
	words(t, dpia.MitigationUnknown, dpia.InPlace)
	words(t, dpia.StatusUnknown, dpia.Withdrawn)
	words(t, dpia.AdviceUnknown, dpia.Overruled)
	words(t, dpia.OutcomeUnknown, dpia.MustNot)
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
