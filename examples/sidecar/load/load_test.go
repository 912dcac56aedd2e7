package main

import (
	"bytes"
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

// TestWorseIsWorse holds that the scene of refusals breaks as many rules as it says, since it replaces texts of call.json.
func TestWorseIsWorse(t *testing.T) {
	t.Chdir("../../..")
	call, err := readCall()
	require.NoError(t, err)
	changed := 0
	for i, line := range strings.Split(worse.Replace(call), "\n") {
		if line != strings.Split(call, "\n")[i] {
			changed++
		}
	}
	assert.Equal(t, 5, changed, "each replacement finds its fact")
}
