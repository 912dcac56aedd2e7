package consulttest

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// longest is how long a sentence for people may be, in bytes.
const longest = 240

// documentation holds what a check says of itself to what people can read.
func (c *checked) documentation(t testing.TB) {
	check := c.make(new(Registers))
	sentence(t, "Doc", check.Doc)
	for _, r := range check.Rules {
		sentence(t, string(r.ID)+": Summary", r.Summary)
		sentence(t, string(r.ID)+": Remedy", r.Remedy)
		sentence(t, string(r.ID)+": Patient", r.Patient)
		for _, clause := range r.Clauses {
			if strings.Contains(r.Patient, string(r.ID)) || strings.Contains(r.Patient, string(clause)+" ") {
				t.Errorf("%s: Patient names a rule or a clause, which means nothing to a patient", r.ID)
			}
		}
		if r.Summary == r.Remedy || r.Patient == r.Remedy || r.Patient == r.Summary {
			t.Errorf("%s: two of its texts are the same, though they are for different people", r.ID)
		}
	}
}

// sentence holds that a text is one or more whole sentences of a readable length.
func sentence(t testing.TB, what, text string) {
	t.Helper()
	first, _ := utf8.DecodeRuneInString(text)
	switch {
	case text == "":
		t.Errorf("%s is missing", what)
	case !unicode.IsUpper(first) && !unicode.IsDigit(first):
		t.Errorf("%s does not begin with a capital letter", what)
	case !strings.HasSuffix(text, "."):
		t.Errorf("%s does not end with a full stop", what)
	case len(text) > longest:
		t.Errorf("%s is longer than %d bytes: say less", what, longest)
	case strings.Contains(text, "  ") || strings.TrimSpace(text) != text:
		t.Errorf("%s has spaces too many", what)
	}
}
