package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestUpToDate fails when a record or its comments have changed and the schemas have not been
// written since, and when a schema is there that no kind has.
func TestUpToDate(t *testing.T) {
	t.Parallel()
	texts, err := schemas("../../../../..")
	require.NoError(t, err)
	for name, text := range texts {
		onDisk, err := os.ReadFile(filepath.Join("../../schema", name))
		require.NoError(t, err)
		assert.Equal(t, string(text), string(onDisk), "run go generate ./consult/guidance/records")
	}
	files, err := os.ReadDir("../../schema")
	require.NoError(t, err)
	assert.Len(t, files, len(texts))
}
