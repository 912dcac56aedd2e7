package consulttest

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
)

// WriteMarkdown writes the report for people, clause by clause, so that an information governance
// lead can file it: what each clause asks, what was tried, and what came of it.
func (r *Report) WriteMarkdown(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "# Conformance of %s\n\n", cell(r.Subject))
	fmt.Fprintf(b, "Tested on %s against NHS England's [Using video conferencing and consultation tools: guidance for IG professionals](%s), edition of %s. ",
		r.At.UTC().Format("2 January 2006, 15:04 UTC"), guidance.Page, guidance.Edition)
	fmt.Fprintf(b, "%d things were tried: %d withstood, **%d failed**, %d not shown.\n\n", len(r.Items), r.Count(Withstood), r.Count(Failed), r.Count(NotShown))
	b.WriteString("It tells what a platform does with what it is told. Whether it is told the truth, and whether the records are good, is for people to judge. Of a clause that is advice (may), only what the law makes of it refuses a call and is tried.\n\n")

	b.WriteString("## Clause by clause\n\n| clause | force | what it asks | tried | withstood | failed | not shown |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, clause := range guidance.Clauses() {
		of := r.of(clause.ID)
		fmt.Fprintf(b, "| %s | %s | %s | %d | %d | %s | %d |\n", clause.ID, clause.Force, cell(clause.Summary), len(of.Items),
			of.Count(Withstood), emphasised(of.Count(Failed)), of.Count(NotShown))
	}
	r.list(b, Failed, "What failed")
	r.list(b, NotShown, "What is not shown")
	r.list(b, Withstood, "What was withstood")
	return b.Flush()
}

// of returns the part of the report that is about a clause.
func (r *Report) of(clause consult.ClauseID) *Report {
	part := &Report{Subject: r.Subject, At: r.At}
	for _, item := range r.Items {
		if slices.Contains(item.Clauses, clause) {
			part.Items = append(part.Items, item)
		}
	}
	return part
}

func (r *Report) list(b *bufio.Writer, result Result, heading string) {
	if r.Count(result) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n", heading)
	for i := range r.Items {
		item := &r.Items[i]
		if item.Result != result {
			continue
		}
		fmt.Fprintf(b, "- `%s` (%s): %s", item.Rule, clauses(item.Clauses), cell(item.Why))
		switch result {
		case Failed:
			fmt.Fprintf(b, ". **%s.** %s", cell(item.Detail), cell(item.Remedy))
		case NotShown:
			fmt.Fprintf(b, ": %s", cell(item.Detail))
		case Withstood:
		}
		b.WriteString("\n")
	}
}

func emphasised(n int) string {
	if n == 0 {
		return "0"
	}
	return fmt.Sprintf("**%d**", n)
}

// cell makes a text one that stands in a line of Markdown, or in a cell of a table, as it is.
func cell(text string) string {
	return strings.NewReplacer("\n", " ", "\r", " ", "|", `\|`, "<", "&lt;", "`", "'").Replace(text)
}
