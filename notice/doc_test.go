package notice_test

import (
	"os"
	"strings"
	"testing"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/notice"
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
	declared := notice.Disclosed(nil).Rules
	require.Len(t, documented, len(declared))
	for i, rule := range declared {
		want := string(rule.ID)
		for _, clause := range rule.Clauses {
			want += " " + string(clause)
		}
		require.True(t, strings.HasPrefix(documented[i], want+" "+rule.Owner.String()+" "), "want %q in %q", want, documented[i])
		named := rule.ID == notice.RuleOffer || rule.ID == notice.RuleSecureUse || rule.ID == notice.RuleCurrent
		require.Equal(t, named, rule.Waivable, rule.ID)
		require.True(t, rule.Overridable, rule.ID)
	}
}
