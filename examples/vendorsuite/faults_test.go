package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/consulttest"
)

// TestEveryPlantedFaultIsFound holds that each attack finds the fault that is planted for it.
func TestEveryPlantedFaultIsFound(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, fault := range Faults() {
		found, by := finds(t.Context(), fault)
		assert.True(t, found, "%s: the attack does not find it: %s; found by %v", fault.Name, fault.Found, by)
		assert.False(t, names[fault.Name], "two faults are called: %s", fault.Name)
		names[fault.Name] = true
	}
}

// TestEveryAttackHasAFault holds that no attack goes without one that it finds.
func TestEveryAttackHasAFault(t *testing.T) {
	t.Parallel()
	planted := map[string]bool{}
	for _, fault := range Faults() {
		planted[fault.Found] = true
	}
	for _, item := range consulttest.AttackPlatform(t.Context(), sound, nil).Items {
		assert.Equal(t, consulttest.Withstood, item.Result, item.Why)
		assert.True(t, planted[item.Why], "no fault is planted for the attack: %s", item.Why)
	}
}

// TestTheReadmeShowsTheConformanceTest holds the README of the library to the test that it shows.
func TestTheReadmeShowsTheConformanceTest(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	source, err := os.ReadFile("conformance_test.go")
	require.NoError(t, err)
	_, shown, found := strings.Cut(string(source), "// TestConformance is")
	require.True(t, found)
	shown, _, found = strings.Cut(shown, "\n}\n")
	require.True(t, found)
	assert.Contains(t, string(readme), "// TestConformance is"+shown+"\n}\n```")
}

func TestRun(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "reports")
	var out, progress bytes.Buffer
	require.NoError(t, run(context.Background(), []string{"-reports", dir}, &out, &progress))
	assert.Contains(t, out.String(), "0 failed, 0 not shown")
	assert.NotContains(t, out.String(), "NOT FOUND")
	assert.Contains(t, out.String(), "faults were found, and the mended platform has none.")
	for _, name := range []string{"conformance.xml", "conformance.sarif", "conformance.md"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		assert.Contains(t, string(text), "ClinicLink", name)
	}
	require.Error(t, run(context.Background(), []string{"extra"}, &out, &progress))
	require.Error(t, run(context.Background(), []string{"-bad"}, &out, &progress))
}
