package document

import (
	"encoding"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// bytes returns a text as bytes that are good until the next call.
func (d *decoder) bytes(text string) []byte {
	d.text = append(d.text[:0], text...)
	return d.text
}

// scalar decodes a value that holds no others, and returns what is wrong with it, or "".
func (d *decoder) scalar(v *value, into reflect.Value, p *plan) string {
	switch p.shape {
	case Boolean:
		if v.kind != boolean && v.kind != plain || v.text != "true" && v.text != "false" {
			return "must be true or false"
		}
		into.SetBool(v.text == "true")
		return ""
	case Integer:
		return integerInto(v, into)
	}
	if problem := unfitText(v); problem != "" {
		if v.kind != text && v.kind != refused && listed(p.words) {
			problem += ": one of " + strings.Join(p.words, ", ")
		}
		return problem
	}
	switch p.shape {
	case Instant:
		var t time.Time
		if err := t.UnmarshalText(d.bytes(v.text)); err != nil {
			return "needs a time and zone, like 2026-05-11T09:00:00Z"
		}
		into.Set(reflect.ValueOf(t.UTC()))
	case Coded:
		if err := into.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText(d.bytes(v.text)); err != nil {
			return refusal(err, v.text, p.words)
		}
	default:
		if strings.ContainsFunc(v.text, forbidden) {
			return "has a control character"
		}
		into.SetString(strings.Clone(v.text)) // rather than keep the whole document for a part of it
	}
	return ""
}

// unfitText returns why a value cannot be read as text, or "". That it is UTF-8 is known: of
// the document from Parse, of what is escaped in it from the parsers.
func unfitText(v *value) string {
	switch {
	case v.kind == refused:
		return v.text
	case v.kind != text && v.kind != plain:
		return "must be text"
	case len(v.text) > MaxText:
		return fmt.Sprintf("is longer than %d bytes", MaxText)
	default:
		return ""
	}
}

func forbidden(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// integerInto decodes a whole number in the only way that means the same to everybody:
// decimal digits, without leading zeros, fraction and exponent.
func integerInto(v *value, into reflect.Value) string {
	const problem = "must be a whole number"
	digits := strings.TrimPrefix(v.text, "-")
	if v.kind != number && v.kind != plain || digits == "" || digits[0] == '0' && v.text != "0" ||
		strings.ContainsFunc(digits, func(r rune) bool { return r < '0' || r > '9' }) {
		return problem
	}
	if into.CanInt() {
		n, err := strconv.ParseInt(v.text, 10, 64)
		if err != nil || into.OverflowInt(n) {
			return outOfRange(into.Type())
		}
		into.SetInt(n)
		return ""
	}
	n, err := strconv.ParseUint(v.text, 10, 64)
	if err != nil || into.OverflowUint(n) {
		return outOfRange(into.Type())
	}
	into.SetUint(n)
	return ""
}

func outOfRange(t reflect.Type) string {
	if t.Kind() >= reflect.Uint {
		return fmt.Sprintf("must be from 0 to %d", uint64(math.MaxUint64)>>(64-t.Bits()))
	}
	most := int64(math.MaxInt64) >> (64 - t.Bits())
	return fmt.Sprintf("must be from %d to %d", -most-1, most)
}

// listed reports whether words are few enough to be named in a fault.
func listed(words []string) bool { return 0 < len(words) && len(words) <= 24 }

// refusal returns what a type says against a text, with the words that it admits if they are
// few. What a type says must not quote the text; should it, that is left out.
func refusal(err error, content string, words []string) string {
	if listed(words) && !slices.Contains(words, content) {
		return "is not one of: " + strings.Join(words, ", ")
	}
	said := err.Error()
	if len(content) > 2 && strings.Contains(said, content) || strings.ContainsAny(said, "\"`\n") {
		return "is not valid"
	}
	return said
}
