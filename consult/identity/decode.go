package identity

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// maxDepth is how deep a document may be nested.
const maxDepth = 16

// decode reads a JSON object, and reports whether it is one that says one thing: in valid UTF-8, no name
// twice in an object, nothing after it. Numbers are of type [json.Number], since claims are texts in one
// place and numbers in another.
//
// Package encoding/json alone would take the last of two members, and names in any case.
func decode(data []byte) (map[string]any, bool) {
	if !utf8.Valid(data) || !json.Valid(data) {
		return nil, false
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	value, ok := next(d, maxDepth)
	object, is := value.(map[string]any)
	return object, ok && is
}

// next reads a value. The document is known to be valid, so that only its own rules can be broken.
func next(d *json.Decoder, depth int) (any, bool) {
	token, err := d.Token()
	if err != nil {
		return nil, false
	}
	switch token {
	case json.Delim('{'):
		object := map[string]any{}
		for depth > 0 && d.More() {
			name, err := d.Token()
			text, is := name.(string)
			if _, twice := object[text]; err != nil || !is || twice {
				return nil, false
			}
			value, ok := next(d, depth-1)
			if !ok {
				return nil, false
			}
			object[text] = value
		}
		return object, ended(d, depth)
	case json.Delim('['):
		list := []any{}
		for depth > 0 && d.More() {
			value, ok := next(d, depth-1)
			if !ok {
				return nil, false
			}
			list = append(list, value)
		}
		return list, ended(d, depth)
	}
	return token, true
}

// ended reads the end of an object or list, and reports whether it was not nested too deep.
func ended(d *json.Decoder, depth int) bool {
	if depth == 0 {
		return false
	}
	_, err := d.Token()
	return err == nil
}
