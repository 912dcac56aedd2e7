package identity

import (
	"encoding/json"
	"reflect"
	"slices"
)

// Claims are the claims of a sign-in: those of the verified ID token, and of UserInfo of the same subject
// where that was read. The zero Claims have none.
//
// A claim that is null is not there; one of another type than asked for is as good as not there. A claim
// that both documents have must be the same in both: otherwise the sign-in is refused, as soon as one of the
// methods has looked at it. Names are compared exactly. Several names are spellings of one claim, which must
// agree as well.
type Claims struct {
	documents []map[string]any // the ID token, then UserInfo
	conflict  *bool            // set where they contradict each other
}

// Text returns a claim that is a text. A whole number that is not negative is taken for its digits, as
// issuers write ids in either way.
func (c Claims) Text(names ...string) string { return read(c, names, text) }

// Texts returns a claim that is a list of texts, or one text.
func (c Claims) Texts(names ...string) []string { return read(c, names, texts) }

// Level returns a claim that is a level from 0 to 9, written as a number or as a text, and whether there is
// one.
func (c Claims) Level(names ...string) (level int, ok bool) {
	digit := read(c, names, text)
	if len(digit) != 1 || digit[0] < '0' || digit[0] > '9' {
		return 0, false
	}
	return int(digit[0] - '0'), true
}

// List returns a claim that is a list of objects.
func (c Claims) List(names ...string) []Claims {
	var list []Claims
	for _, object := range read(c, names, objects) {
		list = append(list, Claims{[]map[string]any{object}, c.conflict})
	}
	return list
}

// IDToken returns the claims that are signed: those of the ID token alone.
func (c Claims) IDToken() Claims {
	return Claims{c.documents[:min(1, len(c.documents))], c.conflict}
}

// contradict notes that the documents contradict each other.
func (c Claims) contradict() {
	if c.conflict != nil {
		*c.conflict = true
	}
}

// read returns what the documents say of a claim. As returns it as the type that is asked for, or zero where it
// is of another.
func read[T any](c Claims, names []string, as func(any) T) T {
	var got, none T
	seen := false
	for _, document := range c.documents {
		for _, name := range names {
			value, there := document[name]
			if !there || value == nil {
				continue
			}
			said := as(value)
			if seen && !reflect.DeepEqual(said, got) {
				c.contradict()
				return none
			}
			got, seen = said, true
		}
	}
	return got
}

func text(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		for i := range len(v) {
			if v[i] < '0' || v[i] > '9' {
				return ""
			}
		}
		return v.String()
	}
	return ""
}

// texts returns a list in order: the order of a claim says nothing.
func texts(value any) []string {
	if one, ok := value.(string); ok {
		return []string{one}
	}
	all := elements[string](value)
	slices.Sort(all)
	return all
}

func objects(value any) []map[string]any { return elements[map[string]any](value) }

// elements returns a list whose elements are all of one type, or nil.
func elements[T any](value any) []T {
	list, _ := value.([]any)
	var all []T
	for _, element := range list {
		one, ok := element.(T)
		if !ok {
			return nil
		}
		all = append(all, one)
	}
	return all
}
