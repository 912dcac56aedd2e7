package document

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
)

// wordAdder is what the pointer to a set of words implements.
type wordAdder interface{ AddWord(text []byte) error }

var (
	wordAdderType       = reflect.TypeFor[wordAdder]()
	textUnmarshalerType = reflect.TypeFor[encoding.TextUnmarshaler]()
	textMarshalerType   = reflect.TypeFor[encoding.TextMarshaler]()
	timeType            = reflect.TypeFor[time.Time]()
	durationType        = reflect.TypeFor[time.Duration]()
)

// A Shape is the way in which a Go type is written in a document.
type Shape uint8

// The shapes.
const (
	Object  Shape = iota + 1 // a struct
	List                     // a slice
	WordSet                  // a set of words
	Instant                  // time.Time
	Coded                    // text that the type reads itself
	Text                     // any text
	Boolean                  // true or false
	Integer                  // a whole number
	Pointer                  // as what it points to
)

// plan is how values of one type are decoded.
type plan struct {
	shape  Shape
	words  []string // that the type admits, where they can be told
	elem   *plan    // of List and Pointer
	fields []field  // of Object
	names  map[string]int
}

type field struct {
	Member
	plan *plan
}

// A Member is a field of a struct as documents have it.
type Member struct {
	Name     string // in the document
	Required bool
	Field    reflect.StructField
}

// plans holds the *plan of each type that was found sound.
var plans sync.Map // reflect.Type to *plan

func planOf(t reflect.Type) (*plan, error) {
	if p, ok := plans.Load(t); ok {
		return p.(*plan), nil
	}
	building := make(map[reflect.Type]*plan)
	p, err := build(t, building)
	if err != nil {
		return nil, fmt.Errorf("document: %v cannot be read from a document: %w", t, err)
	}
	for t, p := range building {
		plans.Store(t, p)
	}
	return p, nil
}

// Check returns an error where values of a type cannot be read from documents, or where the
// type is a struct with a member that has one of the reserved names. It is an error of the
// program: a kind of field that has no form in a document, a field without a name.
func Check(t reflect.Type, reserved ...string) error {
	p, err := planOf(t)
	if err != nil {
		return err
	}
	for _, name := range reserved {
		if _, taken := p.names[name]; taken {
			return fmt.Errorf("document: %v has a member %s, a name that every document has already: rename it", t, name)
		}
	}
	return nil
}

// ShapeOf returns the shape of a type, or 0 where values of it cannot be read from documents.
func ShapeOf(t reflect.Type) Shape {
	pointer := reflect.PointerTo(t)
	switch {
	case pointer.Implements(wordAdderType):
		return WordSet
	case t == timeType:
		return Instant
	case t == durationType: // a bare number of nanoseconds is not how people write it
		return 0
	case pointer.Implements(textUnmarshalerType):
		return Coded
	}
	switch t.Kind() {
	case reflect.Pointer:
		return Pointer
	case reflect.Struct:
		return Object
	case reflect.Slice:
		return List
	case reflect.String:
		return Text
	case reflect.Bool:
		return Boolean
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return Integer
	default:
		return 0
	}
}

// Members returns the members that documents of a struct type have, in the order of its
// fields, and an error for a field that cannot be one.
func Members(t reflect.Type) ([]Member, error) {
	var members []Member
	for f := range t.Fields() {
		tag, _ := f.Tag.Lookup("json")
		if tag == "-" || !f.IsExported() && !f.Anonymous {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		switch {
		case !f.IsExported():
			return nil, fmt.Errorf("embedded type %s is not exported", f.Name)
		case !quotable(name):
			return nil, fmt.Errorf("field %s has no json tag with a name", f.Name)
		case slices.ContainsFunc(members, func(m Member) bool { return m.Name == name }):
			return nil, fmt.Errorf("field %s has the name of another, %s", f.Name, name)
		}
		optional := strings.Split(options, ",")
		members = append(members, Member{
			Name:     name,
			Required: !slices.Contains(optional, "omitzero") && !slices.Contains(optional, "omitempty"),
			Field:    f,
		})
	}
	return members, nil
}

// build makes the plan of a type. A type that holds itself finds its plan in building.
func build(t reflect.Type, building map[reflect.Type]*plan) (*plan, error) {
	if p, ok := building[t]; ok {
		return p, nil
	}
	p := &plan{shape: ShapeOf(t)}
	building[t] = p
	switch p.shape {
	case 0:
		return nil, fmt.Errorf("%v has no form in a document", t)
	case WordSet, Coded:
		p.words = Words(t)
	case List, Pointer:
		elem, err := build(t.Elem(), building)
		if err != nil {
			return nil, err
		}
		p.elem = elem
	case Object:
		return p, p.buildFields(t, building)
	}
	return p, nil
}

func (p *plan) buildFields(t reflect.Type, building map[reflect.Type]*plan) error {
	members, err := Members(t)
	if err != nil {
		return fmt.Errorf("%v: %w", t, err)
	}
	p.names = make(map[string]int, len(members))
	for i, m := range members {
		of, err := build(m.Field.Type, building)
		if err != nil {
			return fmt.Errorf("%v: field %s: %w", t, m.Field.Name, err)
		}
		p.names[m.Name] = i
		p.fields = append(p.fields, field{m, of})
	}
	return nil
}
