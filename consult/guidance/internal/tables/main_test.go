package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/guidance"
)

// TestUpToDate fails when a rule or clause has changed and the tables have not been written since.
func TestUpToDate(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../doc.go")
	require.NoError(t, err)
	want, err := withTable(doc, guidance.NewTrace())
	require.NoError(t, err)
	assert.Equal(t, string(want), string(doc), "run go generate ./consult/guidance")

	rules, err := os.ReadFile("../../RULES.md")
	require.NoError(t, err)
	assert.Equal(t, string(rulesTable(guidance.NewTrace())), string(rules), "run go generate ./consult/guidance")
}

func TestWithTableNeedsItsPlace(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ reason, doc string }{
		{"no table at all", "package guidance\n"},
		{"a table without its end", tableStart},
		{"the end before the table", tableEnd + "\n" + tableStart},
	} {
		_, err := withTable([]byte(test.doc), guidance.NewTrace())
		assert.ErrorContains(t, err, "has no table of clauses", test.reason)
	}
}
