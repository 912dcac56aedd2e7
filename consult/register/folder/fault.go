package folder

import (
	"cmp"
	"slices"
	"strings"

	"github.com/preconsult/preconsult/consult/internal/document"
)

// A Fault is one thing that is wrong in a folder. It quotes no value of a document, and of the
// names of members only those that look like a misspelt one.
type Fault struct {
	File    string // the path of the file in the folder; "." for the folder itself
	Line    int    // the line in the file, from 1; 0 where the fault is of the file as a whole
	Path    string // where in the document: "mitigations[2].due"; empty for the document itself
	Problem string // what is wrong and what to do: "is missing"
}

// Error returns the fault as one line, in the form of a compiler:
//
//	a81001/dpia.yaml:12: mitigations[2].due: is not a date in the form 2006-01-02
func (f Fault) Error() string { return document.Fault(f).Error() }

// name returns a file's name as a fault shows it.
func name(file string) string { return strings.TrimSuffix(Fault{File: file}.Error(), ": ") }

// Faults are everything that is wrong in a folder, in the order of files and lines.
type Faults []Fault

// Error returns the faults, one a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i := range f {
		lines[i] = f[i].Error()
	}
	return strings.Join(lines, "\n")
}

func (f Faults) sort() {
	slices.SortStableFunc(f, func(a, b Fault) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}
