package consult

import (
	"errors"
	"math/bits"
)

// countryCodes are the officially assigned codes of ISO 3166-1 alpha-2, in order.
// User-assigned, reserved and withdrawn codes (UK, EU, XK, AN among them) are not countries.
const countryCodes = "" +
	"ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZ" +
	"CACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFR" +
	"GAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJP" +
	"KEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZ" +
	"NANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURW" +
	"SASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZ" +
	"UAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW"

var errCountry = errors.New("is not an assigned ISO 3166-1 alpha-2 code in capital letters (the United Kingdom is GB)")

// A Country is a country or territory with an assigned code of ISO 3166-1 alpha-2.
// The zero Country is none. Guernsey (GG), Jersey (JE) and the Isle of Man (IM) have
// codes of their own and are not the United Kingdom.
type Country uint8

// UnitedKingdom is GB, where the guidance applies; everything else is overseas (P6).
const UnitedKingdom Country = 77

// ParseCountry returns the country with the given code, which is in capital letters.
// The error quotes no input.
func ParseCountry(code string) (Country, error) {
	if len(code) == 2 {
		lo, hi := 0, len(countryCodes)/2
		for lo < hi {
			mid := (lo + hi) / 2
			switch at := countryCodes[2*mid : 2*mid+2]; {
			case at == code:
				return Country(mid + 1), nil
			case at < code:
				lo = mid + 1
			default:
				hi = mid
			}
		}
	}
	return 0, errCountry
}

// String returns the code of the country, or "none".
func (c Country) String() string {
	if c == 0 || int(c) > len(countryCodes)/2 {
		return "none"
	}
	return countryCodes[2*int(c)-2 : 2*int(c)]
}

// MarshalText implements [encoding.TextMarshaler].
func (c Country) MarshalText() ([]byte, error) {
	if c == 0 || int(c) > len(countryCodes)/2 {
		return nil, errNoWord
	}
	return []byte(c.String()), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (c *Country) UnmarshalText(text []byte) (err error) {
	*c, err = ParseCountry(string(text))
	return err
}

// Countries is a set of countries. It is a value: it copies and compares like a
// number, and Has, Union, Minus and All do not allocate. The zero Countries is empty; a
// fact that may rightly be empty is a [Places], which says so.
type Countries struct{ a, b, c, d uint64 } // a bit for each country, from the first on; four words, so that they stay in registers

// CountriesOf returns the set of the given countries. The zero Country is left out.
func CountriesOf(countries ...Country) Countries {
	var s Countries
	for _, c := range countries {
		s = s.With(c)
	}
	return s
}

// ParseCountries returns the set of countries with the given codes, and an error if
// any of them is not an assigned code.
func ParseCountries(codes ...string) (Countries, error) {
	var s Countries
	for _, code := range codes {
		c, err := ParseCountry(code)
		if err != nil {
			return Countries{}, err
		}
		s = s.With(c)
	}
	return s, nil
}

// AllCountries returns the set of all countries.
func AllCountries() Countries { return allCountries }

var allCountries = func() (s Countries) {
	for c := range Country(len(countryCodes) / 2) {
		s = s.With(c + 1)
	}
	return s
}()

// only returns the set of one country, or the empty set for what is none.
func only(c Country) Countries {
	if c == 0 || int(c) > len(countryCodes)/2 {
		return Countries{}
	}
	bit := uint64(1) << (c % 64)
	switch c / 64 {
	case 0:
		return Countries{a: bit}
	case 1:
		return Countries{b: bit}
	case 2:
		return Countries{c: bit}
	default:
		return Countries{d: bit}
	}
}

// With returns the set with a country added. The zero Country adds nothing.
func (s Countries) With(c Country) Countries { return s.Union(only(c)) }

// Has reports whether c is in the set.
func (s Countries) Has(c Country) bool {
	one := only(c)
	return !one.Empty() && one.Minus(s).Empty()
}

// Empty reports whether the set has no member.
func (s Countries) Empty() bool { return s.a|s.b|s.c|s.d == 0 }

// Len returns the number of members.
func (s Countries) Len() int {
	return bits.OnesCount64(s.a) + bits.OnesCount64(s.b) + bits.OnesCount64(s.c) + bits.OnesCount64(s.d)
}

// Union returns the members of either set.
func (s Countries) Union(t Countries) Countries {
	return Countries{s.a | t.a, s.b | t.b, s.c | t.c, s.d | t.d}
}

// Minus returns the members of s that are not in t.
func (s Countries) Minus(t Countries) Countries {
	return Countries{s.a &^ t.a, s.b &^ t.b, s.c &^ t.c, s.d &^ t.d}
}

// All calls yield with each member in the order of the codes, until it returns false.
// It does not allocate.
func (s Countries) All(yield func(Country) bool) {
	for i, word := range [...]uint64{s.a, s.b, s.c, s.d} {
		for ; word != 0; word &= word - 1 {
			if !yield(Country(64*i + bits.TrailingZeros64(word))) {
				return
			}
		}
	}
}

// Words returns the codes of the members in order.
func (s Countries) Words() []string {
	words := make([]string, 0, s.Len())
	for c := range s.All {
		words = append(words, c.String())
	}
	return words
}

// String returns the codes of the members in order, joined by a comma and a space.
func (s Countries) String() string { return joined(s.Words()) }

// AddWord adds the country whose code is given; see [Set.AddWord].
func (s *Countries) AddWord(text []byte) error {
	c, err := ParseCountry(string(text))
	if err != nil {
		return err
	}
	if s.Has(c) {
		return errRepeated
	}
	*s = s.With(c)
	return nil
}

// MarshalJSON writes the set as a list of codes in order.
func (s Countries) MarshalJSON() ([]byte, error) { return wordList(s.Words()), nil }

// PlacesState says whether it is known where something happens.
type PlacesState uint8

// The states of [Places].
const (
	PlacesUnknown PlacesState = iota
	PlacesNone                // nowhere: nothing is stored, or nobody has access
	PlacesListed              // in the countries listed, and nowhere else
)

var placesWords = Words[PlacesState]{"unknown", "none", "listed"}

// String returns the state's text.
func (s PlacesState) String() string { return placesWords.Text(s) }

// MarshalText implements [encoding.TextMarshaler].
func (s PlacesState) MarshalText() ([]byte, error) { return placesWords.Marshal(s) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *PlacesState) UnmarshalText(text []byte) error { return placesWords.Unmarshal(s, text) }

// Places says in which countries something happens. The zero Places is unknown: an
// empty list of countries never stands for "nowhere" (design: a fact has three states).
// A list that is empty, or countries beside any other state, make it unknown too.
type Places struct {
	State     PlacesState `json:"state"`              // whether it is known where
	Countries Countries   `json:"countries,omitzero"` // the countries, where State is PlacesListed; otherwise empty
}

// Nowhere returns the Places of something that happens in no country.
func Nowhere() Places { return Places{State: PlacesNone} }

// In returns the Places of something that happens in the given countries and nowhere else.
func In(countries ...Country) Places {
	return Places{PlacesListed, CountriesOf(countries...)}
}

// Known returns the countries, and whether they are known.
func (p *Places) Known() (Countries, bool) {
	switch {
	case p.State == PlacesListed && !p.Countries.Empty(), p.State == PlacesNone && p.Countries.Empty():
		return p.Countries, true
	default:
		return Countries{}, false
	}
}
