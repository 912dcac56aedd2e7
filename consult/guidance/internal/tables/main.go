// Command tables writes the tables of clauses and rules: the one in the documentation of
// package guidance, and RULES.md beside it. It runs in the folder of that package.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
)

func main() {
	log.SetFlags(0)
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		log.Fatal(err)
	}
	doc, err = withTable(doc, guidance.NewTrace())
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("doc.go", doc, 0o666); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("RULES.md", rulesTable(guidance.NewTrace()), 0o666); err != nil {
		log.Fatal(err)
	}
}

// Between these lines of doc.go stands the table of clauses.
const (
	tableStart = "//\tclause  force   rules\n"
	tableEnd   = "//\n// The rules themselves"
)

// withTable returns doc.go with the table of clauses as the trace has it.
func withTable(doc []byte, trace guidance.Trace) ([]byte, error) {
	start, end := bytes.Index(doc, []byte(tableStart)), bytes.Index(doc, []byte(tableEnd))
	if start < 0 || end < start {
		return nil, fmt.Errorf("doc.go has no table of clauses: it begins with %q and ends before %q", tableStart, tableEnd)
	}
	var out bytes.Buffer
	out.Write(doc[:start+len(tableStart)])
	for _, clause := range trace.Clauses {
		line := fmt.Sprintf("%-6s  %-6s ", clause.ID, clause.Force)
		for _, word := range ids(clause.Rules) {
			if len(line)+1+len(word) > 88 {
				fmt.Fprintf(&out, "//\t%s\n", strings.TrimRight(line, " "))
				line = strings.Repeat(" ", 15)
			}
			line += " " + word
		}
		fmt.Fprintf(&out, "//\t%s\n", line)
	}
	out.Write(doc[end:])
	return out.Bytes(), nil
}

func ids(rules []consult.Rule) []string {
	var ids []string
	for _, r := range rules {
		ids = append(ids, string(r.ID))
	}
	return ids
}

// rulesTable returns RULES.md.
func rulesTable(trace guidance.Trace) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, `# Rules and clauses

<!-- Written by go generate ./consult/guidance; do not edit. -->

The guidance is NHS England's [Using video conferencing and consultation tools: guidance for IG
professionals](%s), edition of %s. Clauses and rules are in this library's words.

A broken rule refuses the call, unless it is advice. *Waivable*: a recorded acceptance that ends may lower it to a
warning. *Overridable*: a clinician may go ahead for clinical need, on the record.

## Rules

| rule | clauses | holds when | owner | remedy | |
| --- | --- | --- | --- | --- | --- |
`, guidance.Page, guidance.Edition)
	for _, r := range trace.Rules {
		var clauses []string
		for _, c := range r.Clauses {
			clauses = append(clauses, string(c))
		}
		fmt.Fprintf(&out, "| `%s` | %s | %s | %s | %s | %s |\n", r.ID, strings.Join(clauses, ", "), r.Summary, r.Owner, r.Remedy, kindOf(r))
	}
	out.WriteString("\n## Clauses\n\n| clause | part | force | what it asks | rules |\n| --- | --- | --- | --- | --- |\n")
	for _, c := range trace.Clauses {
		fmt.Fprintf(&out, "| %s | %s | %s | %s | `%s` |\n", c.ID, c.Part, c.Force, c.Summary, strings.Join(ids(c.Rules), "`, `"))
	}
	return out.Bytes()
}

// kindOf says what a broken rule does.
func kindOf(r consult.Rule) string {
	var kinds []string
	if r.Advice {
		kinds = append(kinds, "advice")
	}
	if r.Waivable {
		kinds = append(kinds, "waivable")
	}
	if r.Overridable {
		kinds = append(kinds, "overridable")
	}
	return strings.Join(kinds, ", ")
}
