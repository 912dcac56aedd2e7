package consult_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

func TestSetMembers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		values []consult.DataCategory
		want   []consult.DataCategory
		text   string
	}{
		{"nothing given is empty", nil, []consult.DataCategory{}, ""},
		{"unknown is never a member", []consult.DataCategory{consult.CategoryUnknown}, []consult.DataCategory{}, ""},
		{"values that do not fit are left out", []consult.DataCategory{64, 65, 255}, []consult.DataCategory{}, ""},
		{
			"members come in the order of the enumeration, once",
			[]consult.DataCategory{consult.HealthData, consult.IdentityData, consult.HealthData},
			[]consult.DataCategory{consult.IdentityData, consult.HealthData}, "identity, health",
		},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			s := consult.SetOf(tt.values...)
			assert.Empty(t, cmp.Diff(tt.want, s.All()), "All (-want +got)")
			assert.Equal(t, len(tt.want), s.Len())
			assert.Equal(t, len(tt.want) == 0, s.Empty())
			assert.Equal(t, tt.text, s.String())
			for _, v := range tt.want {
				assert.True(t, s.Has(v))
			}
			assert.False(t, s.Has(consult.CategoryUnknown))
			assert.False(t, s.Has(consult.DeviceData))
			assert.False(t, s.Has(200))
		})
	}
}

func TestSetOperations(t *testing.T) {
	t.Parallel()
	a := consult.SetOf(consult.Patients, consult.Children)
	b := consult.SetOf(consult.Children, consult.Staff)
	assert.Equal(t, consult.SetOf(consult.Patients, consult.Children, consult.Staff), a.Union(b))
	assert.Equal(t, consult.SetOf(consult.Patients), a.Minus(b))
	assert.Equal(t, a, consult.SetOf(consult.Patients, consult.Children), "the operands stay as they are")
}

func TestSetAddWord(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		text   string
		ok     bool
	}{
		{"a word of the enumeration", "carers", true},
		{"a word that is there already", "patients", false},
		{"the unknown value is no member", "unknown", false},
		{"the text of no value is no word", "invalid", false},
		{"another case is another word", "Carers", false},
		{"the empty text", "", false},
		{"what a request might hold", "Mrs Jones", false},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			s := consult.SetOf(consult.Patients)
			err := s.AddWord([]byte(tt.text))
			if tt.ok {
				require.NoError(t, err)
				assert.Equal(t, consult.SetOf(consult.Patients, consult.Carers), s)
				return
			}
			require.Error(t, err)
			assertQuotesNothing(t, err, tt.text)
			assert.Equal(t, consult.SetOf(consult.Patients), s, "after an error the set is what it was")
		})
	}
}

func TestSetJSON(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		set    json.Marshaler
		want   string
	}{
		{"an empty set is an empty list", consult.SetOf[consult.DataSubject](), `[]`},
		{"members in the order of the enumeration", consult.SetOf(consult.Staff, consult.Patients), `["patients","staff"]`},
		{"countries in the order of their codes", countries("US", "GB", "IE"), `["GB","IE","US"]`},
		{"products in order, once", consult.ProductsOf("b", "a", "b"), `["a","b"]`},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			got, err := json.Marshal(tt.set)
			require.NoError(t, err)
			assert.Equal(t, tt.want, string(got))
		})
	}
}

func TestYesNo(t *testing.T) {
	t.Parallel()
	var zero consult.YesNo
	assert.Equal(t, consult.Unknown, zero, "a fact that nobody gave is unknown")
	assert.NotEqual(t, consult.No, zero, "and not No")
}

// assertQuotesNothing fails where an error holds the text that it is about.
func assertQuotesNothing(t *testing.T, err error, text string) {
	t.Helper()
	if len(text) > 1 { // a single letter is in every sentence
		assert.NotContains(t, err.Error(), text)
	}
}
