package consulttest_test

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
)

// hostile is a text that no format must take for its own.
const hostile = "<b>&\"quoted\" | `code`\nsecond line"

func aReport() *consulttest.Report {
	return &consulttest.Report{
		Subject: "A|platform", At: time.Date(2026, time.June, 15, 10, 0, 0, 0, time.UTC),
		Items: []consulttest.Item{
			{Rule: "permit.once", Clauses: []consult.ClauseID{"I1"}, Why: "withstood one", Result: consulttest.Withstood, Took: 1500 * time.Millisecond},
			{Rule: "recording.default", Clauses: []consult.ClauseID{"P2"}, Why: "failed one", Result: consulttest.Failed, Detail: hostile, Remedy: "Mend it."},
			{Rule: "recording.default", Clauses: []consult.ClauseID{"P2"}, Why: "failed another", Detail: "the zero result is a failure", Remedy: "Mend it."},
			{Rule: "visibility.private", Clauses: []consult.ClauseID{"U4"}, Why: "not shown one", Result: consulttest.NotShown, Detail: "it cannot"},
		},
	}
}

func written(t *testing.T, name string) []byte {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "made", "for", "it")
	require.NoError(t, aReport().WriteFiles(dir))
	text, err := os.ReadFile(filepath.Join(dir, name))
	require.NoError(t, err)
	return text
}

func TestJUnit(t *testing.T) {
	t.Parallel()
	var suites struct {
		Suite struct {
			Name     string `xml:"name,attr"`
			Tests    int    `xml:"tests,attr"`
			Failures int    `xml:"failures,attr"`
			Skipped  int    `xml:"skipped,attr"`
			Time     string `xml:"time,attr"`
			Cases    []struct {
				Class   string  `xml:"classname,attr"`
				Name    string  `xml:"name,attr"`
				Failure *string `xml:"failure"`
				Skipped *struct {
					Message string `xml:"message,attr"`
				} `xml:"skipped"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	require.NoError(t, xml.Unmarshal(written(t, "conformance.xml"), &suites))
	s := suites.Suite
	assert.Equal(t, "A|platform", s.Name)
	assert.Equal(t, []int{4, 2, 1}, []int{s.Tests, s.Failures, s.Skipped})
	assert.Equal(t, "1.500", s.Time)
	require.Len(t, s.Cases, 4)
	assert.Equal(t, "permit.once", s.Cases[0].Class)
	assert.Nil(t, s.Cases[0].Failure)
	require.NotNil(t, s.Cases[1].Failure)
	assert.Contains(t, *s.Cases[1].Failure, hostile, "what was wrong, to the letter")
	assert.Contains(t, *s.Cases[1].Failure, "to mend it: Mend it.")
	require.NotNil(t, s.Cases[3].Skipped)
	assert.Equal(t, "it cannot", s.Cases[3].Skipped.Message)
}

func TestSARIF(t *testing.T) {
	t.Parallel()
	var log struct {
		Schema  string `json:"$schema"`
		Version string `json:"version"`
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name  string
					Rules []struct {
						ID               string
						ShortDescription struct{ Text string }
						HelpURI          string
						Properties       struct{ Clauses []string }
					}
				}
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Level     string
				Message   struct{ Text string }
				Locations []struct {
					LogicalLocations []struct{ FullyQualifiedName string }
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal(written(t, "conformance.sarif"), &log))
	assert.Equal(t, "2.1.0", log.Version)
	require.Len(t, log.Runs, 1)
	run := log.Runs[0]
	require.Len(t, run.Tool.Driver.Rules, 2, "of the rules that something was found about, each once")
	assert.Equal(t, "The call does not start recording by itself, and no media are stored before somebody asks.", run.Tool.Driver.Rules[0].ShortDescription.Text)
	assert.Equal(t, []string{"P2"}, run.Tool.Driver.Rules[0].Properties.Clauses)
	require.Len(t, run.Results, 3, "what was withstood is no result")
	assert.Equal(t, "error", run.Results[0].Level)
	assert.Contains(t, run.Results[0].Message.Text, hostile)
	assert.Equal(t, "note", run.Results[2].Level)
	for _, r := range run.Results {
		assert.Equal(t, r.RuleID, run.Tool.Driver.Rules[r.RuleIndex].ID)
		assert.Equal(t, "A|platform", r.Locations[0].LogicalLocations[0].FullyQualifiedName)
	}
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	text := string(written(t, "conformance.md"))
	assert.Contains(t, text, "# Conformance of A\\|platform\n")
	assert.Contains(t, text, "4 things were tried: 1 withstood, **2 failed**, 1 not shown.")
	assert.Contains(t, text, "| P2 | should | The product does not record and store the consultation as a default. | 2 | 0 | **2** | 0 |")
	assert.Contains(t, text, "| U3 | must |")
	assert.Contains(t, text, "- `recording.default` (P2): failed one. **&lt;b>&\"quoted\" \\| 'code' second line.** Mend it.\n")
	assert.Contains(t, text, "## What is not shown\n\n- `visibility.private` (U4): not shown one: it cannot\n")
	assert.Less(t, strings.Index(text, "## What failed"), strings.Index(text, "## What was withstood"), "what failed comes first")
	for line := range strings.Lines(text) {
		assert.True(t, utf8Clean(line), line)
	}
}

func utf8Clean(line string) bool { return !strings.ContainsAny(line, "\r\x00") }

func TestWriteFilesSaysWhereItCannot(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.Error(t, aReport().WriteFiles(file))
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "conformance.md"), 0o700))
	require.ErrorContains(t, aReport().WriteFiles(dir), "conformance.md")
}
