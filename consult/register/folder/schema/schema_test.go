package schema_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register/folder/schema"
)

var update = flag.Bool("update", false, "write testdata/record.json anew")

var errLetter = errors.New("is not a small letter")

func generate(t *testing.T) []byte {
	t.Helper()
	docs, err := schema.Comments("testdata/source", "../../..")
	require.NoError(t, err)
	text, err := schema.Of(reflect.TypeFor[Record](), "assessment", docs, &schema.Options{
		Patterns: map[reflect.Type]string{reflect.TypeFor[Letter](): "^[a-z]$"},
	})
	require.NoError(t, err)
	return text
}

// TestGolden shows the whole schema of a record with a field of every sort. Of package
// consult it has the comments as they are; run with -update after they change.
func TestGolden(t *testing.T) {
	t.Parallel()
	got := generate(t)
	assert.Equal(t, got, generate(t), "the output is always the same")
	golden := filepath.Join("testdata", "record.json")
	if *update {
		require.NoError(t, os.WriteFile(golden, got, 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	// The descriptions are not this package's: they may change without it.
	if diff := cmp.Diff(undescribed(t, want), undescribed(t, got)); diff != "" {
		t.Errorf("(-want +got; -update to accept):\n%s", diff)
	}
}

// undescribed returns a schema without the descriptions that package consult gives.
func undescribed(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal(text, &v))
	defs := v.(map[string]any)["$defs"].(map[string]any)
	for name := range defs {
		if strings.HasPrefix(name, "consult.") {
			strip(defs[name])
		}
	}
	strip(v.(map[string]any)["properties"].(map[string]any)["categories"])
	return v
}

func strip(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, text := v["description"].(string); text {
			delete(v, "description")
		}
		for _, of := range v {
			strip(of)
		}
	case []any:
		for _, of := range v {
			strip(of)
		}
	}
}

// TestDescriptions has the comments that the test owns.
func TestDescriptions(t *testing.T) {
	t.Parallel()
	docs, err := schema.Comments("testdata/source")
	require.NoError(t, err)
	assert.Equal(t, schema.Docs{
		"schema_test.Record":             "Record is an assessment of a product by a consult.Country. It has a second paragraph.",
		"schema_test.Record.ID":          "ID is unique among records.",
		"schema_test.Record.Controller":  `who is responsible: "Z99901"`,
		"schema_test.Record.Due":         "Due is the day of the next review, at the latest. a day in UTC",
		"schema_test.Record.Base":        "Base says where it came from; see Base.Source.",
		"schema_test.Mitigation.Measure": "what is done, and when",
		"schema_test.Mitigation.Due":     "what is done, and when",
		"schema_test.Person":             "Person is somebody with a role.",
		"schema_test.Box":                "Box holds something.",
		"schema_test.Box.In":             "In is what it holds.",
		"schema_test.Embeds":             "Embeds has embedded fields of every form.",
		"schema_test.Embeds.Person":      "one",
		"schema_test.Embeds.Other":       "two",
		"schema_test.Embeds.Box":         "three",
		"schema_test.Embeds.Two":         "four",
	}, docs)

	_, err = schema.Comments(t.TempDir())
	assert.ErrorIs(t, err, os.ErrNotExist)
	_, err = schema.Comments("[")
	assert.ErrorIs(t, err, filepath.ErrBadPattern)
	broken := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(broken, "x.go"), []byte("package"), 0o600))
	_, err = schema.Comments(broken)
	assert.ErrorContains(t, err, "schema: ")
}

// TestOfFaults has types that are errors of the program.
func TestOfFaults(t *testing.T) {
	t.Parallel()
	type Twin struct { // it has the name of another
		B string `json:"b"`
	}
	type kindly struct {
		Kind string `json:"kind"`
	}
	type twice struct {
		A Twin  `json:"a"`
		B other `json:"b"`
	}
	tests := []struct {
		reason string
		of     reflect.Type
		kind   string
		want   string
	}{
		{"no type", nil, "a", "schema: <nil> is no struct"},
		{"no struct", reflect.TypeFor[consult.Date](), "a", "schema: consult.Date is no struct"},
		{"no kind", reflect.TypeFor[Base](), "", "needs a name"},
		{"a field that has no form", reflect.TypeFor[struct {
			A float64 `json:"a"`
		}](), "a", "float64 has no form in a document"},
		{"a kind of its own", reflect.TypeFor[kindly](), "a", "has a member kind"},
		{"two types of a name", reflect.TypeFor[twice](), "a", "two types have the name schema_test.Twin"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			_, err := schema.Of(test.of, test.kind, nil, nil)
			assert.ErrorContains(t, err, test.want)
		})
	}
	bad := schema.Docs{"schema_test.Base": "\xff"}
	_, err := schema.Of(reflect.TypeFor[Base](), "a", bad, nil)
	assert.ErrorContains(t, err, "invalid UTF-8")
}

// Twin has a name that a type inside a function has too, where this one is other.
type Twin struct {
	A string `json:"a"`
}

type other = Twin

// patternsOf returns the patterns of the fields of a struct, by their types.
func patternsOf(t *testing.T, of reflect.Type) map[reflect.Type]*regexp.Regexp {
	t.Helper()
	text, err := schema.Of(of, "codes", nil, nil)
	require.NoError(t, err)
	var root struct {
		Defs map[string]struct{ Pattern string } `json:"$defs"`
	}
	require.NoError(t, json.Unmarshal(text, &root))
	patterns := make(map[reflect.Type]*regexp.Regexp)
	for field := range of.Fields() {
		patterns[field.Type] = regexp.MustCompile(root.Defs[field.Type.String()].Pattern)
	}
	return patterns
}
