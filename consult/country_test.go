package consult_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

// assigned are the officially assigned codes of ISO 3166-1 alpha-2, by first letter, as the
// standard's decoding table has them.
var assigned = map[byte]string{
	'A': "DEFGILMOQRSTUWXZ", 'B': "ABDEFGHIJLMNOQRSTVWYZ", 'C': "ACDFGHIKLMNORUVWXYZ", 'D': "EJKMOZ", 'E': "CEGHRST",
	'F': "IJKMOR", 'G': "ABDEFGHILMNPQRSTUWY", 'H': "KMNRTU", 'I': "DELMNOQRST", 'J': "EMOP", 'K': "EGHIMNPRWYZ",
	'L': "ABCIKRSTUVY", 'M': "ACDEFGHKLMNOPQRSTUVWXYZ", 'N': "ACEFGILOPRUZ", 'O': "M", 'P': "AEFGHKLMNRSTWY", 'Q': "A",
	'R': "EOSUW", 'S': "ABCDEGHIJKLMNORSTVXYZ", 'T': "CDFGHJKLMNORTVWZ", 'U': "AGMSYZ", 'V': "ACEGINU", 'W': "FS",
	'Y': "ET", 'Z': "AMW",
}

func TestCountryAllCombinations(t *testing.T) {
	t.Parallel()
	codes := map[string]bool{}
	for first, rest := range assigned {
		for i := range len(rest) {
			codes[string([]byte{first, rest[i]})] = true
		}
	}
	require.Len(t, codes, 249)
	seen := map[consult.Country]string{}
	for first := byte('A'); first <= 'Z'; first++ {
		for second := byte('A'); second <= 'Z'; second++ {
			code := string([]byte{first, second})
			c, err := consult.ParseCountry(code)
			if !codes[code] {
				assert.Error(t, err, "%s is not assigned", code)
				assert.Zero(t, c)
				continue
			}
			require.NoError(t, err, "%s is assigned", code)
			assert.Equal(t, code, c.String())
			assert.Empty(t, seen[c], "%s and another code are one country", code)
			seen[c] = code
			text, err := c.MarshalText()
			require.NoError(t, err)
			var back consult.Country
			require.NoError(t, back.UnmarshalText(text))
			assert.Equal(t, c, back)
		}
	}
}

func TestCountryRefused(t *testing.T) {
	t.Parallel()
	tests := []struct{ reason, code string }{
		{"reserved: the United Kingdom is GB", "UK"},
		{"reserved: the European Union is no country", "EU"},
		{"reserved: the United Nations", "UN"},
		{"user-assigned: Kosovo", "XK"},
		{"user-assigned", "ZZ"},
		{"withdrawn: the Netherlands Antilles", "AN"},
		{"withdrawn: Yugoslavia", "YU"},
		{"withdrawn: the Soviet Union", "SU"},
		{"withdrawn: Zaire", "ZR"},
		{"lower case", "gb"},
		{"three letters", "GBR"},
		{"one letter", "G"},
		{"nothing", ""},
		{"halves of two neighbours", "DA"},
		{"another alphabet", "é"},
		{"a name", "United Kingdom"},
		{"the text of no country", "none"},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			_, err := consult.ParseCountry(tt.code)
			require.Error(t, err)
			if tt.code != "GB" && len(tt.code) > 2 && tt.code != "United Kingdom" { // the error names these itself
				assertQuotesNothing(t, err, tt.code)
			}
			c := consult.UnitedKingdom
			assert.Error(t, c.UnmarshalText([]byte(tt.code)))
			assert.Zero(t, c, "a country that could not be read is none")
		})
	}
}

func TestCountryNone(t *testing.T) {
	t.Parallel()
	for _, c := range []consult.Country{0, 250, 255} {
		assert.Equal(t, "none", c.String())
		_, err := c.MarshalText()
		assert.Error(t, err)
		assert.True(t, consult.CountriesOf(c).Empty(), "%d is left out of a set", c)
		assert.False(t, countries("GB", "ZW").Has(c))
	}
	assert.Equal(t, "GB", consult.UnitedKingdom.String())
	for _, code := range []string{"GG", "JE", "IM"} {
		assert.NotEqual(t, consult.UnitedKingdom, country(code), "the Crown dependencies are not the United Kingdom")
	}
}

func TestCountries(t *testing.T) {
	t.Parallel()
	set := countries("US", "GB", "AD", "ZW", "GB")
	assert.Equal(t, 4, set.Len())
	assert.Equal(t, []string{"AD", "GB", "US", "ZW"}, set.Words())
	assert.Equal(t, "AD, GB, US, ZW", set.String())
	assert.True(t, set.Has(consult.UnitedKingdom))
	assert.False(t, set.Has(country("IE")))
	assert.Equal(t, countries("AD", "ZW"), set.Minus(countries("US", "GB", "IE")))
	assert.Equal(t, countries("AD", "GB", "IE", "US", "ZW"), set.Union(countries("IE")))
	assert.False(t, set.Empty())
	assert.True(t, consult.Countries{}.Empty())

	var first []consult.Country
	for c := range set.All {
		if first = append(first, c); len(first) == 2 {
			break
		}
	}
	assert.Equal(t, []consult.Country{country("AD"), country("GB")}, first, "All stops when it is told to")

	_, err := consult.ParseCountries("GB", "UK")
	assert.Error(t, err, "one code that is none is an error for all")

	require.NoError(t, set.AddWord([]byte("IE")))
	assert.True(t, set.Has(country("IE")))
	assert.Error(t, set.AddWord([]byte("IE")), "a repeated code")
	assert.Error(t, set.AddWord([]byte("UK")), "a code that is none")
}

func FuzzCountry(f *testing.F) {
	for _, seed := range []string{"GB", "UK", "ZW", "AD", "gb", "", "G", "GBR", "DA", "\xff\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, code string) {
		c, err := consult.ParseCountry(code)
		if err != nil {
			assert.Zero(t, c)
			return
		}
		assert.Equal(t, code, c.String(), "a country has one code")
		assert.True(t, consult.CountriesOf(c).Has(c))
	})
}

func country(code string) consult.Country {
	c, err := consult.ParseCountry(code)
	if err != nil {
		panic(err)
	}
	return c
}

func countries(codes ...string) consult.Countries {
	set, err := consult.ParseCountries(codes...)
	if err != nil {
		panic(err)
	}
	return set
}

func TestAllCountries(t *testing.T) {
	t.Parallel()
	all := consult.AllCountries()
	assert.Equal(t, 249, all.Len())
	for c := range all.All {
		assert.True(t, consult.CountriesOf(c).Minus(all).Empty(), c)
	}
	assert.Equal(t, all, all.With(0), "no country adds nothing")
}
