package notice_test

import (
	"strings"
	"testing"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/notice"
	"github.com/stretchr/testify/require"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		change func(*notice.Record)
		want   []string // lines; none: nothing is wrong
	}{
		{"nothing wrong", func(*notice.Record) {}, nil},
		{"what is missing is left to the rules", func(r *notice.Record) { *r = notice.Record{Controller: "Z99901"} }, nil},
		{"no call has such a controller", func(r *notice.Record) { r.Controller = "nobody" }, []string{"controller: is not an ODS code"}},
		{"withdrawn when it is published", func(r *notice.Record) { r.Withdrawn = r.Published }, []string{"withdrawn: must be after published"}},
		{"withdrawn later", func(r *notice.Record) { r.Withdrawn = r.Published.Add(1) }, nil},
		{"a review before it is published", func(r *notice.Record) { r.ReviewDue = day(-100) }, []string{"review_due: is a day before published"}},
		{"a review on the day it is published", func(r *notice.Record) { r.ReviewDue = consult.DateAt(r.Published) }, nil},
		{"a product twice", func(r *notice.Record) {
			r.Products = []notice.Product{{ID: "a"}, {ID: "b"}, {ID: "a"}}
		}, []string{"products[2].id: is named before it"}},
		{"products that are none", func(r *notice.Record) { r.Products = []notice.Product{{}, {}} }, []string{
			"products[0].id: is not an identifier", "products[1].id: is not an identifier",
		}},
		{"home is not overseas", func(r *notice.Record) {
			r.Overseas = append(r.Overseas, notice.Transfer{consult.UnitedKingdom, notice.Regulations})
		}, []string{"overseas[1].country: is no country outside the United Kingdom"}},
		{"nor is no country", func(r *notice.Record) { r.Overseas[0].Country = 0 }, []string{"overseas[0].country: is no country outside the United Kingdom"}},
		{"a country for each recipient in it", func(r *notice.Record) {
			r.Overseas = append(r.Overseas, notice.Transfer{ireland, notice.CorporateRules})
		}, nil},
	} {
		r := record("web")
		test.change(&r)
		err := r.Validate()
		if test.want == nil {
			require.NoError(t, err, test.reason)
		} else {
			require.EqualError(t, err, strings.Join(test.want, "\n"), test.reason)
		}
	}
}

// TestKeys holds that a notice is found under the controller, and once under each product.
func TestKeys(t *testing.T) {
	t.Parallel()
	r := record("web")
	r.Products = []notice.Product{{ID: "b"}, {ID: "a"}, {ID: "b"}}
	require.Equal(t, []consult.Key{{Controller: "Z99901"}, {Controller: "Z99901", Product: "b"}, {Controller: "Z99901", Product: "a"}}, r.Keys())
}

func TestHash(t *testing.T) {
	t.Parallel()
	const digits = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // FIPS 180-2, B.1
	h := notice.HashOf([]byte("abc"))
	require.Equal(t, digits, h.String())
	text, err := h.MarshalText()
	require.NoError(t, err)
	require.Equal(t, digits, string(text))

	var none notice.Hash
	require.True(t, none.IsZero())
	require.Equal(t, "none", none.String())
	text, err = none.MarshalText()
	require.NoError(t, err)
	require.Empty(t, text)

	for _, test := range []struct {
		reason, text string
		want         notice.Hash
		ok           bool
	}{
		{"64 digits", digits, h, true},
		{"capital digits", strings.ToUpper(digits), h, true},
		{"no text is no hash", "", notice.Hash{}, true},
		{"one digit short", digits[1:], h, false},
		{"one too many", digits + "0", h, false},
		{"no digit", "g" + digits[1:], h, false},
		{"with the name of the algorithm", "sha256:" + digits[7:], h, false},
	} {
		got := h // which a text that is refused leaves as it is
		err := got.UnmarshalText([]byte(test.text))
		require.Equal(t, test.ok, err == nil, test.reason)
		require.Equal(t, test.want, got, test.reason)
		if err != nil {
			require.NotContains(t, err.Error(), test.text, "an error quotes no input")
		}
	}
}

// TestMechanismWords holds that the mechanisms are read as they are written, and all else is refused.
func TestMechanismWords(t *testing.T) {
	t.Parallel()
	for m := notice.MechanismUnknown; m <= notice.Derogation; m++ {
		text, err := m.MarshalText()
		require.NoError(t, err)
		require.Equal(t, m.String(), string(text))
		var back notice.Mechanism
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, m, back)
		require.Error(t, back.UnmarshalText([]byte("adequacy")))
	}
	require.Equal(t, "unknown", notice.MechanismUnknown.String())
	_, err := (notice.Derogation + 1).MarshalText()
	require.Error(t, err)
}
