package risk_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/risk"
	"github.com/stretchr/testify/require"
)

// TestDocumentedRules holds that the package's documentation lists its rules as they are.
func TestDocumentedRules(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	var documented []string
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); strings.HasPrefix(line, "\t") && len(words) > 3 && consult.RuleID(words[0]).Valid() {
			documented = append(documented, strings.Join(words, " "))
		}
	}
	declared := slices.Concat(risk.Assessed(nil, nil).Rules, risk.Procured(nil, nil).Rules, risk.Escalated(nil).Rules)
	require.Len(t, documented, len(declared))
	for i, rule := range declared {
		want := string(rule.ID)
		for _, clause := range rule.Clauses {
			want += " " + string(clause)
		}
		want += " " + rule.Owner.String() + " "
		if rule.Advice {
			want += "advice: "
		}
		require.True(t, strings.HasPrefix(documented[i], want), "want %q in %q", want, documented[i])
		require.Equal(t, !rule.Advice, rule.Overridable, rule.ID)
		require.Equal(t, !rule.Advice && rule.ID != risk.RuleAssessed && rule.ID != risk.RuleOwn, rule.Waivable, rule.ID)
	}
}
