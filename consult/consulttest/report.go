package consulttest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A Report is what a conformance test found: of a platform, by [TestPlatform].
type Report struct {
	Subject string    // what was tested
	At      time.Time // when
	Items   []Item    // in the order in which they were tried
}

// An Item is one thing that was tried.
type Item struct {
	Rule    consult.RuleID     // the rule of the guidance, or the part of the permit's promise, that it is about
	Clauses []consult.ClauseID // that the rule comes from
	Why     string             // what was tried
	Result  Result             // what came of it
	Detail  string             // what is wrong, or why it is not shown; empty otherwise
	Remedy  string             // what to do where it failed
	Took    time.Duration
}

// A Result is what came of trying something. The zero Result is a failure.
type Result uint8

// The results.
const (
	Failed    Result = iota // the platform does what it must not
	Withstood               // it does not
	NotShown                // it said that it cannot do what it takes to find out
)

// String returns "failed", "withstood" or "not shown".
func (r Result) String() string {
	return consult.Words[Result]{"failed", "withstood", "not shown"}.Text(r)
}

// Count returns how many items have the result.
func (r *Report) Count(result Result) (n int) {
	for i := range r.Items {
		if r.Items[i].Result == result {
			n++
		}
	}
	return n
}

// WriteFiles writes the report into a folder, which is made where it is missing: as
// conformance.xml for pipelines that read JUnit, as conformance.sarif for those that read SARIF, and
// as conformance.md for people.
func (r *Report) WriteFiles(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return errors.Join(
		writeFile(filepath.Join(dir, "conformance.xml"), r.WriteJUnit),
		writeFile(filepath.Join(dir, "conformance.sarif"), r.WriteSARIF),
		writeFile(filepath.Join(dir, "conformance.md"), r.WriteMarkdown),
	)
}

func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Close()); err != nil {
		return fmt.Errorf("consulttest: writing %s: %w", path, err)
	}
	return nil
}
