package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestEachSceneIsMeasured runs every scene for a moment, so that the command in the README goes on to work. What it measures
// is not looked at: a test that is timed says more about the machine than about the program.
func TestEachSceneIsMeasured(t *testing.T) {
	t.Chdir("../../..") // the folder of the repository, in which the command is run
	program, cleanup, err := build(t.Context())
	require.NoError(t, err)
	defer cleanup()
	var rows []row
	for _, s := range scenes {
		r, err := measure(t.Context(), program, s, 200*time.Millisecond, 2, 50)
		require.NoError(t, err, s.name)
		assert.Positive(t, r.rate, s.name)
		assert.Positive(t, r.share, s.name)
		assert.Less(t, r.share, 1.0, s.name)
		rows = append(rows, r)
	}
	var table bytes.Buffer
	printRows(&table, rows)
	lines := strings.Split(strings.TrimSpace(table.String()), "\n")
	assert.Len(t, lines, 2+len(scenes))
	for _, line := range lines {
		assert.Equal(t, 8, strings.Count(line, "|"), line)
	}
}

// TestWorseIsWorse holds that the scene of refusals breaks as many rules as it says, and is not measured where it does not.
func TestWorseIsWorse(t *testing.T) {
	t.Chdir("../../..")
	program, cleanup, err := build(t.Context())
	require.NoError(t, err)
	defer cleanup()
	of, err := startSidecar(t.Context(), program, false)
	require.NoError(t, err)
	defer func() { assert.NoError(t, of.stop()) }()
	call, err := readCall()
	require.NoError(t, err)
	c, err := newClient(of, call)
	require.NoError(t, err)
	defer c.conn.Close()
	require.NoError(t, c.askRefused())
	var answer struct {
		Context struct{ Findings []any }
	}
	require.NoError(t, json.Unmarshal(c.body, &answer))
	assert.GreaterOrEqual(t, len(answer.Context.Findings), leastFindings)
	assert.Equal(t, len(answer.Context.Findings), bytes.Count(c.body, []byte(`"rule":{`)), "counting rules counts findings")

	bad := strings.NewReplacer("NOW", time.Now().UTC().Format(time.RFC3339), `"recording": "off"`, `"recording": "automatic"`).Replace(call)
	c.refused = c.request("/access/v1/evaluation", bad)
	require.ErrorContains(t, c.askRefused(), "a call that breaks 8 rules and more has ")
	c.refused = c.allowed
	require.ErrorContains(t, c.askRefused(), "was allowed")
}
