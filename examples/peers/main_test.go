package main

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRun measures in no time, which shows that everything is there and decides alike, and nothing
// about speed.
func TestRun(t *testing.T) {
	t.Parallel()
	var out, progress bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-quick", "-weigh=false", "-engines", "Cedar,validator"}, &out, &progress))
	for _, row := range []string{"| preconsult ", "| Cedar ", "| validator ", "allows; refuses with care", "refuses "} {
		assert.Contains(t, out.String(), row)
	}
	assert.NotContains(t, out.String(), "| OPA, parsed input ", "only what was asked for")
	assert.Contains(t, progress.String(), "measuring two cores")
}

func TestRunRefuses(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		why  string
		ctx  context.Context
		args []string
		says string
	}{
		{"a word that is no flag", t.Context(), []string{"fast"}, `"fast" is no flag`},
		{"an engine that there is not", t.Context(), []string{"-engines", "Prolog"}, `no engine "Prolog"; there are preconsult; Go by hand; `},
		{"the user has had enough", ended, []string{"-quick", "-weigh=false", "-engines", "Cedar"}, "context canceled"},
	} {
		var out, progress bytes.Buffer
		require.ErrorContains(t, run(test.ctx, test.args, &out, &progress), test.says, test.why)
		assert.Empty(t, out.String(), test.why)
	}
}

// TestTheReadmeShowsTheTable holds that what the README shows is what the command prints, as far as
// that is not figures: every table, with every engine.
func TestTheReadmeShowsTheTable(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	shown := string(readme)
	for _, heading := range []string{"| time of a decision ", "| memory of a decision, and the rest ", "| the rule on recording "} {
		assert.Equal(t, 1, strings.Count(shown, "\n"+heading), heading)
	}
	for _, e := range engines {
		assert.GreaterOrEqual(t, strings.Count(shown, "\n| "+e.name+" "), 2, e.name)
	}
	var idiom bytes.Buffer
	idioms(&idiom)
	assert.Contains(t, shown, idiom.String())
	assert.Contains(t, shown, "`go run ./examples/peers`")
}
