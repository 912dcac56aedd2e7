package wire

import (
	"strconv"
	"strings"

	"github.com/preconsult/preconsult/consult/internal/document"
)

// A Fault is one thing that is wrong with a document, or with a value that is to become one.
// It never quotes a value, nor the name of a member that is not known: either may be anything.
type Fault struct {
	// Path says where: "room.recording", "data.categories[2]". A member that is not known has
	// the path of the object that it is in. Empty for the document as a whole.
	Path string
	// Line is the line of the document, from 1. It is 0 where the fault is of the document as a
	// whole, or of a value that is to become one.
	Line int
	// Problem says what is wrong, and what is right where that can be told in a few words:
	// "is not one of: unknown, off, on-request, buffered, automatic".
	Problem string
}

// String returns the path and the problem.
func (f Fault) String() string {
	switch {
	case f.Path != "":
		return f.Path + ": " + f.Problem
	case f.Line > 1:
		return "line " + strconv.Itoa(f.Line) + ": " + f.Problem
	default:
		return "the document " + f.Problem
	}
}

// An Error says why a document is no call or decision, or why a value has no wire form. It has
// every fault that was found, in the order of the document, and at least one. It is safe to log
// and to send back.
type Error struct {
	// Faults are what is wrong. At least one.
	Faults []Fault
}

// Error returns the faults, joined by semicolons.
func (e *Error) Error() string {
	texts := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		texts[i] = f.String()
	}
	return "consult/wire: " + strings.Join(texts, "; ")
}

// errorOf returns an error of the given faults, or nil where there are none.
func errorOf(faults []Fault) error {
	if len(faults) == 0 {
		return nil
	}
	return &Error{faults}
}

// fromDocument returns the faults of a document as they are on the wire.
func fromDocument(faults document.Faults) error {
	list := make([]Fault, len(faults))
	for i, f := range faults {
		list[i] = Fault{Path: f.Path, Line: f.Line, Problem: f.Problem}
	}
	return errorOf(list)
}
