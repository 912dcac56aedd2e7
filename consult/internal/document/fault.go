package document

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// A Fault is one thing that is wrong with a document. It quotes no value of the document.
type Fault struct {
	File    string // the name of the file, or empty where there is none
	Line    int    // the line, from 1; 0 where the fault is of the file as a whole
	Path    string // where in the document: "mitigations[2].due"; empty for the document itself
	Problem string // what is wrong and what to do: "is missing"
}

// Error returns the fault as one line, in the form of a compiler:
//
//	dpia.yaml:12: mitigations[2].due: is not a date in the form 2006-01-02
func (f Fault) Error() string {
	var b strings.Builder
	switch {
	case f.File != "" && f.Line > 0:
		b.WriteString(printable(f.File) + ":" + strconv.Itoa(f.Line) + ": ")
	case f.File != "":
		b.WriteString(printable(f.File) + ": ")
	case f.Line > 0:
		b.WriteString("line " + strconv.Itoa(f.Line) + ": ")
	}
	if f.Path != "" {
		b.WriteString(f.Path + ": ")
	}
	b.WriteString(f.Problem)
	return b.String()
}

// printable returns a name as it is, or quoted where it could break the line it stands on.
func printable(name string) string {
	for _, r := range name {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return strconv.QuoteToASCII(name)
		}
	}
	return name
}

// Faults are the faults of one document or of many, in the order of file, line and path.
type Faults []Fault

// Error returns the faults, one a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i := range f {
		lines[i] = f[i].Error()
	}
	return strings.Join(lines, "\n")
}

// Sort puts the faults in order.
func (f Faults) Sort() {
	slices.SortStableFunc(f, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}
