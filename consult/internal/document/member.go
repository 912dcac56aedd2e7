package document

import "strings"

// unknownMember returns the problem of an object that has a member it should not. The name
// is shown only if naming allows it and it looks like a name.
func unknownMember(name string, p *plan, naming bool) string {
	names := make([]string, len(p.fields))
	for i, f := range p.fields {
		names[i] = f.Name
	}
	if !naming || !quotable(name) {
		return "has a member that is not known: the members are " + strings.Join(names, ", ")
	}
	best, distance := "", 1+max(1, len(name)/3)
	for _, known := range names {
		if n := edits(strings.ToLower(name), strings.ToLower(known)); n < distance {
			best, distance = known, n
		}
	}
	if best != "" {
		return "unknown member " + name + ": did you mean " + best + "?"
	}
	return "unknown member " + name + ": the members are " + strings.Join(names, ", ")
}

// quotable reports whether a name is short and plain enough to be shown: 1 to 64 letters,
// digits and the characters . _ -
func quotable(name string) bool {
	if name == "" || len(name) > 64 {
		return false
	}
	for i := range len(name) {
		b := name[i]
		if (b < '0' || b > '9') && (b < 'A' || b > 'Z') && (b < 'a' || b > 'z') && b != '.' && b != '_' && b != '-' {
			return false
		}
	}
	return true
}

// edits returns how many letters must be put in, taken out or changed to make b of a.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
