package consult

import (
	"math/bits"
	"strconv"
	"time"
)

// A Value is what a finding found or expected: a word of an enumeration, a code, a set of
// countries, a version, a date, a number, or a phrase of the program. It has no
// constructor from free text, so that no finding can quote any. The zero Value is empty.
type Value struct {
	kind valueKind
	num  int64     // number, date, seconds of a time, count of a version's numbers
	text string    // word, code, phrase, pre-release of a version
	set  Countries // countries; numbers of a version
}

type valueKind uint8

const (
	valueNone valueKind = iota
	valueText
	valueCountries
	valueVersion
	valueAtLeast
	valueDate
	valueTime
	valueNumber
)

// phrase is unexported, so that [Phrase] takes constants of the program and nothing else.
type phrase string

// Phrase returns a value that reads as the given text, which must be a constant.
func Phrase(text phrase) Value { return Value{kind: valueText, text: string(text)} }

// EnumValue returns the value of an enumeration.
func EnumValue[E Enum](e E) Value { return Value{kind: valueText, text: e.String()} }

// CodeValue returns the value of a code, or "missing" or "malformed" where it is not a
// valid one. A [CallID] or [StaffID] is not quoted.
func CodeValue[C code](c C) Value {
	switch {
	case c == "":
		return Phrase("missing")
	case !c.Valid():
		return Phrase("malformed")
	}
	switch any(c).(type) {
	case CallID, StaffID:
		return Phrase("given")
	}
	return Value{kind: valueText, text: string(c)}
}

// CountriesValue returns the value of a set of countries.
func CountriesValue(c Countries) Value { return Value{kind: valueCountries, set: c} }

// SetValue returns the value of a set.
func SetValue[E Enum](s Set[E]) Value {
	if s.Len() == 1 {
		return EnumValue(E(bits.TrailingZeros64(uint64(s)))) // without allocating
	}
	return Value{kind: valueText, text: s.String()}
}

// ProductsValue returns the value of a set of products; one that is malformed is not quoted.
func ProductsValue(p Products) Value {
	if p.Len() == 1 {
		return CodeValue(p.ids[0]) // without allocating
	}
	for _, id := range p.ids {
		if !id.Valid() {
			return Phrase("malformed")
		}
	}
	return Value{kind: valueText, text: p.String()}
}

// VersionValue returns the value of a version.
func VersionValue(v Version) Value {
	return Value{kind: valueVersion, num: int64(v.count), text: v.pre, set: Countries{a: v.high, b: v.low}}
}

// AtLeastValue returns the value of a version and all newer ones.
func AtLeastValue(v Version) Value {
	value := VersionValue(v)
	value.kind = valueAtLeast
	return value
}

// DateValue returns the value of a date; of the zero Date, "none".
func DateValue(d Date) Value { return Value{kind: valueDate, num: int64(d.day)} }

// TimeValue returns the value of an instant, to the second; of the zero Time, "none".
func TimeValue(t time.Time) Value {
	if t.IsZero() {
		return Phrase("none")
	}
	return Value{kind: valueTime, num: t.Unix()}
}

// NumberValue returns the value of a number, such as a count or a rating.
func NumberValue(n int) Value { return Value{kind: valueNumber, num: int64(n)} }

// IsZero reports whether the value is empty.
func (v Value) IsZero() bool { return v.kind == valueNone }

// String returns the value as a person reads it.
func (v Value) String() string {
	switch v.kind {
	case valueText:
		return v.text
	case valueCountries:
		if v.set.Empty() {
			return "none"
		}
		return v.set.String()
	case valueVersion:
		return v.version().String()
	case valueAtLeast:
		if version := v.version(); version.Known() {
			return version.String() + " or newer"
		}
		return "a version that is known to be safe"
	case valueDate:
		return Date{int32(v.num)}.String()
	case valueTime:
		return time.Unix(v.num, 0).UTC().Format(time.RFC3339)
	case valueNumber:
		return strconv.FormatInt(v.num, 10)
	default:
		return ""
	}
}

func (v Value) version() Version {
	return Version{v.set.a, v.set.b, uint8(v.num), v.text}
}

// MarshalText implements [encoding.TextMarshaler].
func (v Value) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: what has been written as text is
// read as text. It is for reading the record of a decision back, as package
// [github.com/preconsult/preconsult/consult/wire] does; a check has no use for it.
func (v *Value) UnmarshalText(text []byte) error {
	*v = Value{}
	if len(text) > 0 {
		*v = Value{kind: valueText, text: string(text)}
	}
	return nil
}
