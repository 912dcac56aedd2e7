package consult

import (
	"errors"
	"math/bits"
	"slices"
)

// Errors of decoding text. They name no value, because the text may come from a
// request and may hold anything.
var (
	errUnknownWord = errors.New("is not one of the known values")
	errNoWord      = errors.New("consult: value has no text")
)

// Words are the texts of an enumeration, indexed by its values; the text of the
// zero value is "unknown". An enumeration in another package uses it to read and
// write itself strictly: a text that is not in the table is an error, never a guess.
type Words[E ~uint8] []string

// Text returns the text of e, or "invalid" where e is no value of the enumeration.
func (w Words[E]) Text(e E) string {
	if int(e) < len(w) {
		return w[e]
	}
	return "invalid"
}

// Marshal returns the text of e, or an error where e is no value of the enumeration.
func (w Words[E]) Marshal(e E) ([]byte, error) {
	if int(e) < len(w) {
		return []byte(w[e]), nil
	}
	return nil, errNoWord
}

// Unmarshal sets e to the value whose text is given. The error quotes no input.
func (w Words[E]) Unmarshal(e *E, text []byte) error {
	for i, word := range w {
		if word == string(text) {
			*e = E(i)
			return nil
		}
	}
	return errUnknownWord
}

// YesNo is a fact that is true, false or not known. The zero value is Unknown,
// which no rule accepts.
type YesNo uint8

// The states of a YesNo.
const (
	Unknown YesNo = iota
	Yes
	No
)

var yesNoWords = Words[YesNo]{"unknown", "yes", "no"}

// String returns "unknown", "yes" or "no".
func (y YesNo) String() string { return yesNoWords.Text(y) }

// MarshalText implements [encoding.TextMarshaler].
func (y YesNo) MarshalText() ([]byte, error) { return yesNoWords.Marshal(y) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (y *YesNo) UnmarshalText(text []byte) error { return yesNoWords.Unmarshal(y, text) }

// An Enum is an enumeration of this library or of a check's own: a small number
// whose zero value is unknown and whose String method gives the text of each value.
type Enum interface {
	~uint8
	String() string
}

// A Set is a set of values of an enumeration, such as the categories of data that a
// call processes. It is a value: it copies and compares like a number, and no
// operation allocates except All and Words. The zero Set is empty; where a fact is a Set, empty
// means that the fact is not known. The enumeration's unknown value is never a member.
type Set[E Enum] uint64

// SetOf returns the set of the given values. Unknown values are left out.
func SetOf[E Enum](values ...E) Set[E] {
	var s Set[E]
	for _, v := range values {
		if 0 < v && v < 64 {
			s |= 1 << v
		}
	}
	return s
}

// Has reports whether v is in the set.
func (s Set[E]) Has(v E) bool { return 0 < v && v < 64 && s&(1<<v) != 0 }

// Empty reports whether the set has no member.
func (s Set[E]) Empty() bool { return s == 0 }

// Len returns the number of members.
func (s Set[E]) Len() int { return bits.OnesCount64(uint64(s)) }

// Union returns the members of either set.
func (s Set[E]) Union(t Set[E]) Set[E] { return s | t }

// Minus returns the members of s that are not in t.
func (s Set[E]) Minus(t Set[E]) Set[E] { return s &^ t }

// All returns the members in the order of the enumeration.
func (s Set[E]) All() []E {
	all := make([]E, 0, s.Len())
	for rest := uint64(s); rest != 0; rest &= rest - 1 {
		all = append(all, E(bits.TrailingZeros64(rest)))
	}
	return all
}

// Words returns the texts of the members in the order of the enumeration.
func (s Set[E]) Words() []string {
	words := make([]string, 0, s.Len())
	for rest := uint64(s); rest != 0; rest &= rest - 1 {
		words = append(words, E(bits.TrailingZeros64(rest)).String())
	}
	return words
}

// String returns the texts of the members, joined by a comma and a space.
func (s Set[E]) String() string { return joined(s.Words()) }

// AddWord adds the member whose text is given. It is how a list of texts in a
// document becomes a set: a text that names no value, names the unknown one, or
// repeats a member is an error that quotes no input.
func (s *Set[E]) AddWord(text []byte) error {
	for v := E(1); v < 64; v++ {
		word := v.String()
		if word == "invalid" {
			break
		}
		if word == string(text) {
			if s.Has(v) {
				return errRepeated
			}
			*s |= 1 << v
			return nil
		}
	}
	return errUnknownWord
}

// MarshalJSON writes the set as a list of texts in the order of the enumeration.
func (s Set[E]) MarshalJSON() ([]byte, error) { return wordList(s.Words()), nil }

var errRepeated = errors.New("repeats a value that is already in the list")

// wordList writes words, which are plain ASCII without quotes, as a JSON list.
func wordList(words []string) []byte {
	list := []byte{'['}
	for i, w := range words {
		if i > 0 {
			list = append(list, ',')
		}
		list = append(list, '"')
		list = append(list, w...)
		list = append(list, '"')
	}
	return append(list, ']')
}

func joined[S ~string](words []S) string {
	var text []byte
	for i, w := range words {
		if i > 0 {
			text = append(text, ", "...)
		}
		text = append(text, w...)
	}
	return string(text)
}

// sortedWords returns a sorted copy without repeats.
func sortedWords[S ~string](words []S) []S {
	return slices.Compact(slices.Sorted(slices.Values(words)))
}
