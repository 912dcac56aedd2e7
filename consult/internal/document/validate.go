package document

import (
	"strconv"
	"strings"
)

// A validator is a value that says what cannot be meant by it: faults that are in no single
// member, such as an end before the beginning. Its error is one for [Node.Locate].
type validator interface {
	Validate() error
}

// Locate returns an error about a value that was decoded from the document as [Faults], each
// with its line. Each error that it joins reads "path: problem", with the path of a member, and
// quotes no value. Nil stays nil.
func (n *Node) Locate(err error) error {
	if err == nil {
		return nil
	}
	all := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		all = joined.Unwrap()
	}
	var faults Faults
	for _, err := range all {
		for text := range strings.Lines(err.Error()) { // errors.Join may be joined again
			path, problem, found := strings.Cut(strings.TrimSuffix(text, "\n"), ": ")
			if !found {
				path, problem = "", path
			}
			faults = append(faults, Fault{File: n.options.File, Line: n.root.lineOf(path), Path: path, Problem: problem})
		}
	}
	faults.Sort()
	return faults
}

// lineOf returns the line of the member with the given path, such as scope.products or
// risks[2].residual, or of the nearest thing around it that the document has.
func (v *value) lineOf(path string) int {
	line := int(v.line)
	for path != "" {
		var step string
		step, path, _ = strings.Cut(path, ".")
		name, index, indexed := strings.Cut(step, "[")
		next := v.member(name)
		if next == nil {
			return line
		}
		v, line = &next.value, int(next.line)
		if i, err := strconv.Atoi(strings.TrimSuffix(index, "]")); indexed && err == nil && v.kind == list && i >= 0 && i < len(v.parts) {
			v = &v.parts[i].value
			line = int(v.line)
		}
	}
	return line
}

// member returns the member of an object with the given name, or nil.
func (v *value) member(name string) *part {
	if v.kind != object {
		return nil
	}
	for i := range v.parts {
		if m := &v.parts[i]; m.name == name && !m.refused {
			return m
		}
	}
	return nil
}
