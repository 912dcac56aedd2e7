package document

import (
	"encoding"
	"reflect"
)

// Element returns the type of the members of a set of words, or nil for a type that is
// none. It is the type that the method All yields: func() []E or func(yield func(E) bool).
func Element(t reflect.Type) reflect.Type {
	if !reflect.PointerTo(t).Implements(wordAdderType) {
		return nil
	}
	all, ok := t.MethodByName("All")
	if !ok {
		return nil
	}
	signature := all.Type // the receiver is its first parameter
	switch {
	case signature.NumOut() == 1 && signature.Out(0).Kind() == reflect.Slice:
		return signature.Out(0).Elem()
	case signature.NumIn() == 2 && signature.In(1).Kind() == reflect.Func && signature.In(1).NumIn() == 1:
		return signature.In(1).In(0)
	default:
		return nil
	}
}

// Words returns the texts that a type admits, in the order of its values: those that its
// MarshalText gives for the numbers from 0, up to the first failure. A zero value without a
// text is passed over. It returns nil for a type that is no enumeration (of kind uint8).
// For a set of words it returns the texts of its members, which never include the zero value's.
func Words(t reflect.Type) []string {
	first := 0
	if element := Element(t); element != nil {
		t, first = element, 1
	}
	if t.Kind() != reflect.Uint8 || !t.Implements(textMarshalerType) {
		return nil
	}
	var words []string
	v := reflect.New(t).Elem()
	for n := first; n < 256; n++ {
		v.SetUint(uint64(n))
		word, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		switch {
		case err == nil:
			words = append(words, string(word))
		case n > 0:
			return words
		}
	}
	return words
}
