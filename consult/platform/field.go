package platform

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/preconsult/preconsult/consult"
)

// A Field is a member of a platform's document: absent, null, or a value. The zero Field is absent.
type Field[T any] struct {
	state fieldState
	value T
}

type fieldState uint8

const (
	absent fieldState = iota
	null
	given
)

// Given returns the field with a value.
func Given[T any](value T) Field[T] { return Field[T]{given, value} }

// Null returns the field that is null.
func Null[T any]() Field[T] { return Field[T]{state: null} }

// Get returns the value, and whether there is one: false where the field is absent or null.
func (f Field[T]) Get() (T, bool) { return f.value, f.state == given }

// Absent reports whether the document does not have the field.
func (f Field[T]) Absent() bool { return f.state == absent }

// IsNull reports whether the field is null.
func (f Field[T]) IsNull() bool { return f.state == null }

// Or returns the value, or the given one where the field is absent or null.
func (f Field[T]) Or(other T) T {
	if f.state == given {
		return f.value
	}
	return other
}

// UnmarshalJSONFrom implements json.UnmarshalerFrom of go-json-experiment/json, which [Decode] uses.
func (f *Field[T]) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	*f = Field[T]{}
	if d.PeekKind() == 'n' {
		f.state = null
		return d.SkipValue()
	}
	f.state = given
	return json.UnmarshalDecode(d, &f.value)
}

// MarshalJSONTo implements json.MarshalerTo. What is absent is written as null: leave it out with the
// tag omitzero.
func (f Field[T]) MarshalJSONTo(e *jsontext.Encoder) error {
	if f.state != given {
		return e.WriteToken(jsontext.Null)
	}
	return json.MarshalEncode(e, f.value)
}

// YesNo returns a field as a fact: unknown where it is absent or null.
func YesNo(f Field[bool]) consult.YesNo {
	switch value, ok := f.Get(); {
	case !ok:
		return consult.Unknown
	case value:
		return consult.Yes
	default:
		return consult.No
	}
}

// Differs appends the name of a setting to names where want gives it and got has it otherwise, or not at all: a
// platform may have passed over what it was asked for.
func Differs[T comparable](names *[]string, name string, got, want Field[T]) {
	if !want.Absent() && got != want {
		*names = append(*names, name)
	}
}
