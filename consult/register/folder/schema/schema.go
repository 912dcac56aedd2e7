package schema

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/internal/document"
)

// Options add to a schema. A nil *Options is the zero Options.
type Options struct {
	// Patterns are the regular expressions (ECMA-262, anchored) of types that read themselves
	// from text. They go before those that the package knows: the codes, ids and versions of
	// package consult.
	Patterns map[reflect.Type]string
}

const (
	slugPattern   = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
	rulePattern   = `^[a-z0-9-]+\.[a-z0-9-]+$` // and 64 bytes at most
	opaquePattern = "^[A-Za-z0-9._~:-]{1,128}$"
)

// patterns are those of package consult.
var patterns = map[reflect.Type]string{
	reflect.TypeFor[consult.ODSCode]():   "^[A-Z0-9]{3,10}$",
	reflect.TypeFor[consult.ProductID](): slugPattern,
	reflect.TypeFor[consult.RecordID]():  slugPattern,
	reflect.TypeFor[consult.SourceID]():  slugPattern,
	reflect.TypeFor[consult.RoleCode]():  slugPattern,
	reflect.TypeFor[consult.RuleID]():    rulePattern,
	reflect.TypeFor[consult.CallID]():    opaquePattern,
	reflect.TypeFor[consult.StaffID]():   opaquePattern,
	reflect.TypeFor[consult.Version]():   versionPattern,
}

// versionPattern is that of consult.Version: one to four numbers of at most nine digits, a
// pre-release, and build metadata; or the empty text.
const versionPattern = `^(v?(0|[1-9][0-9]{0,8})(\.(0|[1-9][0-9]{0,8})){0,3}` +
	`(-(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?` +
	`(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?)?$`

// Of returns the schema of the documents of a kind whose records have the struct type t,
// indented, with a newline at its end. docs and options may be nil. The error says which type
// or field has no form in a document.
func Of(t reflect.Type, kind string, docs Docs, options *Options) ([]byte, error) {
	if t == nil || document.ShapeOf(t) != document.Object {
		return nil, fmt.Errorf("schema: %v is no struct that can be a record", t)
	}
	if kind == "" {
		return nil, errors.New("schema: a kind of record needs a name")
	}
	if err := document.Check(t, "kind", "$schema"); err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	if options == nil {
		options = new(Options)
	}
	g := generator{docs: docs, patterns: options.Patterns, defined: make(map[string]definition)}
	root := object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"title", kind},
	}
	root = append(root, g.structOf(t,
		object{
			{"kind", object{{"description", "The kind of record that this document is."}, {"const", kind}}},
			{"$schema", object{{"description", "The schema of this document, for editors."}, {"type", "string"}}},
		}, "kind")...)
	if g.err != nil {
		return nil, g.err
	}
	if len(g.defined) > 0 {
		var defs object
		for name, d := range g.defined {
			defs = append(defs, member{name, d.schema})
		}
		slices.SortFunc(defs, func(a, b member) int { return strings.Compare(a.name, b.name) })
		root = append(root, member{"$defs", defs})
	}
	return encode(root)
}

// generator makes the schemas of types. Those of named types are defined once.
type generator struct {
	docs     Docs
	patterns map[reflect.Type]string
	defined  map[string]definition // by name
	err      error                 // the first
}

type definition struct {
	of     reflect.Type
	schema object
}

// structOf returns the schema of a struct, which may have members of its envelope.
func (g *generator) structOf(t reflect.Type, envelope object, required ...string) object {
	members, err := document.Members(t)
	if err != nil {
		g.err = err // not to be reached: the type has been checked
	}
	properties := envelope
	for _, m := range members {
		of := g.of(m.Field.Type)
		if text := g.docs.field(t, m.Field.Name); text != "" {
			of = append(object{{"description", text}}, of...)
		}
		properties = append(properties, member{m.Name, of})
		if m.Required {
			required = append(required, m.Name)
		}
	}
	return append(g.described(t), object{
		{"type", "object"},
		{"properties", properties},
		{"required", required},
		{"additionalProperties", false},
	}...)
}

// described returns the beginning of a schema: the description of the type, if there is one.
func (g *generator) described(t reflect.Type) object {
	if text := g.docs.typed(t); text != "" {
		return object{{"description", text}}
	}
	return nil
}

// of returns the schema of a type, or a reference to it.
func (g *generator) of(t reflect.Type) object {
	switch document.ShapeOf(t) {
	case document.Pointer:
		return g.of(t.Elem())
	case document.List:
		return object{{"type", "array"}, {"items", g.of(t.Elem())}}
	case document.WordSet:
		return object{{"type", "array"}, {"uniqueItems", true}, {"items", g.element(t)}}
	case document.Instant:
		return object{{"type", "string"}, {"format", "date-time"}}
	case document.Boolean:
		return object{{"type", "boolean"}}
	case document.Integer:
		return integer(t)
	case document.Coded:
		return g.reference(t, func() object { return g.coded(t) })
	case document.Text:
		return plain()
	default:
		return g.reference(t, func() object { return g.structOf(t, nil) })
	}
}

func plain() object { return object{{"type", "string"}, {"maxLength", document.MaxText}} }

// reference returns a reference to the definition of a named type, and defines it if it is
// the first. A type without a name stands where it is used.
func (g *generator) reference(t reflect.Type, define func() object) object {
	if t.Name() == "" {
		return define()
	}
	name := strings.Map(func(r rune) rune {
		if r < 0x80 && strings.ContainsRune("[]/*, ", r) {
			return '_'
		}
		return r
	}, t.String())
	known, ok := g.defined[name]
	switch {
	case !ok:
		g.defined[name] = definition{of: t} // for a type that holds itself
		g.defined[name] = definition{t, define()}
	case known.of != t:
		g.err = fmt.Errorf("schema: two types have the name %s: %s.%s and %s.%s",
			name, known.of.PkgPath(), known.of.Name(), t.PkgPath(), t.Name())
	}
	return object{{"$ref", "#/$defs/" + name}}
}

// coded returns the schema of a type that reads itself from text.
func (g *generator) coded(t reflect.Type) object {
	of := g.described(t)
	if words := document.Words(t); words != nil {
		return append(of, member{"enum", words})
	}
	pattern, ok := g.patterns[t]
	if !ok {
		pattern, ok = patterns[t]
	}
	switch {
	case ok:
		return append(of, object{{"type", "string"}, {"pattern", pattern}}...)
	case t == reflect.TypeFor[consult.Date]():
		return append(of, object{{"type", "string"}, {"format", "date"}}...)
	default:
		return append(of, plain()...)
	}
}

// element returns the schema of the members of a set of words.
func (g *generator) element(t reflect.Type) object {
	element, words := document.Element(t), document.Words(t)
	switch {
	case element == nil:
		return plain()
	case words != nil && !slices.Equal(words, document.Words(element)): // the unknown one is no member
		return append(g.described(element), member{"enum", words})
	default:
		return g.of(element)
	}
}

func integer(t reflect.Type) object {
	if t.Kind() >= reflect.Uint {
		return object{{"type", "integer"}, {"minimum", 0}, {"maximum", uint64(math.MaxUint64) >> (64 - t.Bits())}}
	}
	most := int64(math.MaxInt64) >> (64 - t.Bits())
	return object{{"type", "integer"}, {"minimum", -most - 1}, {"maximum", most}}
}
