package document

import (
	"fmt"
	"path"
	"reflect"
	"strings"
	"unicode/utf8"
)

// The bounds of a document.
const (
	DefaultMaxBytes = 64 << 10 // the size of a document where Options.MaxBytes is 0, in bytes
	MaxText         = 4096     // the length of one text, in bytes
	MaxDepth        = 32       // how deep objects and lists may lie in each other
	MaxFaults       = 100      // how many faults of one document are reported
)

// A Format is a form that documents are written in. The zero Format is none and is refused.
type Format uint8

// The formats.
const (
	JSON Format = iota + 1
	YAML
)

// FormatOf returns the format of a file from its extension: .json, .yaml or .yml in small or
// capital letters. It returns the zero Format for any other.
func FormatOf(name string) Format {
	switch strings.ToLower(path.Ext(name)) {
	case ".json":
		return JSON
	case ".yaml", ".yml":
		return YAML
	default:
		return 0
	}
}

// Options say how a document is read. A nil *Options is the zero Options.
type Options struct {
	// File is the name that faults bear. Empty for a document that is no file.
	File string
	// MaxBytes is the size a document may have, in bytes. 0 is DefaultMaxBytes.
	MaxBytes int
	// NameMembers lets a fault quote the name of a member that is not known, if it looks like
	// one, and suggest the name that was meant. It is for records on disk. It must be false for
	// requests, where a name may hold anything.
	NameMembers bool
	// Optional are struct types of which every member may be left out, whatever the tags say:
	// those of facts that a request may not know.
	Optional []reflect.Type
}

// A Node is a document that has been parsed and not yet decoded. It is immutable, and nil
// is no document.
type Node struct {
	root    value
	options Options
}

// kind is what a value is written as.
type kind uint8

const (
	object kind = iota + 1
	list
	text    // quoted
	plain   // YAML without quotes: text, number or boolean, as the Go type wants it
	number  // JSON
	boolean // JSON
	null
	refused // whatever it is: an alias, a tag
)

// A value is a node of the tree, with the line it begins on.
type value struct {
	kind  kind
	line  int32
	text  string // of text, plain, number and boolean, as it is written; why it is refused
	parts []part // the members of an object, or the items of a list, in the order of the document
}

// A part is a member of an object, or an item of a list, which has a value alone.
type part struct {
	name    string
	line    int32
	refused bool // the name, which then says why
	value   value
}

// Decode parses a document and decodes it into the value that the pointer into points to.
// The error is [Faults] where the document is at fault; then what into holds means nothing. Any
// other error is one of the program, as [Check] finds it.
func Decode(data []byte, format Format, into any, options *Options) error {
	node, err := Parse(data, format, options)
	if err != nil {
		return err
	}
	return node.Decode(into)
}

// Parse reads a document that is well-formed. Its error is [Faults], with the first thing that
// keeps it from being read. Everything else that may be wrong is for [Node.Decode] to report.
func Parse(data []byte, format Format, options *Options) (*Node, error) {
	node := new(Node)
	if options != nil {
		node.options = *options
	}
	limit := node.options.MaxBytes
	if limit <= 0 {
		limit = DefaultMaxBytes
	}
	fault := Fault{}
	switch {
	case len(data) > limit:
		fault.Problem = fmt.Sprintf("is larger than %d bytes", limit)
	case !utf8.Valid(data):
		fault.Line = 1 + newlines(data[:validPrefix(data)])
		fault.Problem = "is not UTF-8 text"
	case format == JSON:
		fault = parseJSON(data, &node.root)
	case format == YAML:
		fault = parseYAML(data, &node.root)
	default:
		fault.Problem = "has a format that is not known: write it as YAML or JSON"
	}
	if fault.Problem != "" {
		fault.File = node.options.File
		return nil, Faults{fault}
	}
	return node, nil
}

// validPrefix returns how many bytes come before the first that is not UTF-8.
func validPrefix(data []byte) int {
	at := 0
	for at < len(data) {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		at += size
	}
	return at
}

func newlines(data []byte) int {
	n := 0
	for _, b := range data {
		if b == '\n' {
			n++
		}
	}
	return n
}

// Text returns the text of a member of the document, such as its kind, and the line it is on.
// It reports false where the document is no object, does not have the member, or has
// something other than text in its place; line is then the best there is to point at.
func (n *Node) Text(name string) (content string, line int, ok bool) {
	m := n.root.member(name)
	if m == nil {
		return "", int(n.root.line), false
	}
	if unfitText(&m.value) != "" {
		return "", int(m.line), false
	}
	return m.value.text, int(m.line), true
}

// Decode decodes the document into the value that the pointer into points to. The members
// named by skip are those that the document may have beside those of the Go type: they must be
// text, and are not decoded. A value with a method Validate() error is asked what cannot be
// meant by it as a whole. The error is as that of [Decode].
func (n *Node) Decode(into any, skip ...string) error {
	target := reflect.ValueOf(into)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return fmt.Errorf("document: cannot decode into %T: it must be a pointer that is not nil", into)
	}
	p, err := planOf(target.Type().Elem())
	if err != nil {
		return err
	}
	d := decoder{options: &n.options, skip: skip}
	d.value(&n.root, target.Elem(), p)
	if err := d.err(); err != nil {
		return err
	}
	if v, ok := into.(validator); ok {
		return n.Locate(v.Validate())
	}
	return nil
}
