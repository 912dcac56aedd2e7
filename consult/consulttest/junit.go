package consulttest

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// The elements of a JUnit report, as far as pipelines agree on them.
type (
	junitSuites struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name      string      `xml:"name,attr"`
		Tests     int         `xml:"tests,attr"`
		Failures  int         `xml:"failures,attr"`
		Errors    int         `xml:"errors,attr"`
		Skipped   int         `xml:"skipped,attr"`
		Time      string      `xml:"time,attr"`
		Timestamp string      `xml:"timestamp,attr"`
		Cases     []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Time    string        `xml:"time,attr"`
		Failure *junitOutcome `xml:"failure"`
		Skipped *junitOutcome `xml:"skipped"`
	}
	junitOutcome struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes the report as JUnit XML. What is not shown is skipped there.
func (r *Report) WriteJUnit(w io.Writer) error {
	suite := junitSuite{
		Name: r.Subject, Tests: len(r.Items), Failures: r.Count(Failed), Skipped: r.Count(NotShown),
		Timestamp: r.At.UTC().Format("2006-01-02T15:04:05"),
	}
	var total time.Duration
	for i := range r.Items {
		item := &r.Items[i]
		total += item.Took
		c := junitCase{Class: string(item.Rule), Name: item.Why, Time: seconds(item.Took)}
		switch message, _, _ := strings.Cut(item.Detail, "\n"); item.Result {
		case Failed:
			c.Failure = &junitOutcome{message, string(item.Rule), fmt.Sprintf("%s\nclauses: %s\nto mend it: %s", item.Detail, clauses(item.Clauses), item.Remedy)}
		case NotShown:
			c.Skipped = &junitOutcome{Message: message}
		case Withstood:
		}
		suite.Cases = append(suite.Cases, c)
	}
	suite.Time = seconds(total)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(junitSuites{Suites: []junitSuite{suite}}); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
