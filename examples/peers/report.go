package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/preconsult/preconsult/examples/peers/missing"
	"github.com/preconsult/preconsult/examples/peers/worlds"
)

// A table is a table of Markdown whose columns are aligned, so that it reads as well where it is
// not rendered.
type table [][]string

func (t *table) row(cells ...string) { *t = append(*t, cells) }

func (t table) print(w io.Writer) {
	widths := make([]int, len(t[0]))
	for _, cells := range t {
		for i, cell := range cells {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	for r, cells := range t {
		for i, cell := range cells {
			fmt.Fprintf(w, "| %-*s ", widths[i], cell)
		}
		fmt.Fprintln(w, "|")
		if r == 0 {
			for _, width := range widths {
				fmt.Fprint(w, "| ", strings.Repeat("-", width), " ")
			}
			fmt.Fprintln(w, "|")
		}
	}
	fmt.Fprintln(w)
}

// report prints what was measured, as the README has it.
func report(w io.Writer, on []scene, results []result, weights map[string]weight, now time.Time) {
	fmt.Fprintf(w, "%s, %s, %d cores, %s.\n\n", processor(), runtime.Version(), runtime.NumCPU(), now.Format("2 January 2006"))
	times(w, on, results)
	memories(w, results)
	if weights != nil {
		adds(w, results, weights)
	}
}

// times prints the time of a decision, and how many times the library's it is.
func times(w io.Writer, on []scene, results []result) {
	header := []string{"time of a decision", "rules"}
	for _, s := range on {
		header = append(header, s.name)
	}
	t := table{append(header, "decisions/s, 1 core", "2 cores", "set-up")}
	first := &results[0]
	for i := range results {
		r := &results[i]
		cells := []string{r.entrant.name, fmt.Sprint(len(r.entrant.expresses(worlds.Rules())))}
		for s, c := range r.costs {
			cells = append(cells, fmt.Sprintf("%s (%s)", nanoseconds(c.ns), times2(c.ns/first.costs[s].ns)))
		}
		t.row(append(cells, count(r.single), count(r.double), r.setUp.Round(10*time.Microsecond).String())...)
	}
	t.print(w)
}

// memories prints what a decision allocates.
func memories(w io.Writer, results []result) {
	t := table{{"memory of a decision", "allowed", "1 broken", "8 broken", "mix"}}
	for i := range results {
		cells := []string{results[i].entrant.name}
		for _, c := range results[i].costs {
			cells = append(cells, fmt.Sprintf("%s B in %s", count(c.bytes), count(c.allocs)))
		}
		t.row(cells...)
	}
	t.print(w)
}

// adds prints what an engine adds to a program.
func adds(w io.Writer, results []result, weights map[string]weight) {
	t := table{{"added to a program", "binary", "modules"}}
	shown := map[string]bool{}
	for i := range results {
		e := results[i].entrant
		if shown[e.program] {
			continue // another way of using the same engine
		}
		shown[e.program] = true
		added := weights[e.program]
		t.row(e.name, fmt.Sprintf("%.1f MB", float64(added.bytes)/1e6), fmt.Sprint(len(added.modules)))
	}
	t.print(w)
}

// answers prints what each engine makes of a call with a fact missing.
func answers(w io.Writer) error {
	t := table{{"a call of which one fact is missing", "the rule as it is usually written", "with care", "the rule on recording, as it is usually written", "with care"}}
	for _, e := range missing.Engines {
		usual, err := summary(e, false)
		if err != nil {
			return err
		}
		careful, err := summary(e, true)
		if err != nil {
			return err
		}
		t.row(e.Name, usual, careful, code(e.Idiom), code(e.Care))
	}
	t.print(w)
	return nil
}

// summary says how many of the calls with a fact missing an engine allows.
func summary(e missing.Engine, care bool) (string, error) {
	allowed := 0
	for _, f := range missing.Facts {
		answer, err := e.Ask(missing.Without(f), care)
		if err != nil {
			return "", fmt.Errorf("%s: %w", e.Name, err)
		}
		if answer == missing.Allows {
			allowed++
		}
	}
	switch allowed {
	case 0:
		return "refuses", nil
	case len(missing.Facts):
		return "allows", nil
	}
	return fmt.Sprintf("allows %d of %d", allowed, len(missing.Facts)), nil
}

// code sets off a text as code in a cell of a table.
func code(text string) string {
	return "``" + strings.ReplaceAll(text, "|", `\|`) + "``"
}

func nanoseconds(ns float64) string {
	if ns < 9_950 {
		return count(ns) + " ns"
	}
	return fmt.Sprintf("%.1f µs", ns/1000)
}

func times2(ratio float64) string {
	if ratio < 10 {
		return fmt.Sprintf("%.2fx", ratio)
	}
	return fmt.Sprintf("%.0fx", ratio)
}

// count writes a number with commas between the thousands.
func count(n float64) string {
	text := fmt.Sprintf("%.0f", n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// versions prints the version of every engine.
func versions(w io.Writer) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return
	}
	for _, module := range info.Deps {
		switch module.Path {
		case "github.com/open-policy-agent/opa", "github.com/cedar-policy/cedar-go", "cel.dev/cel-go", "github.com/go-playground/validator/v10":
			fmt.Fprintf(w, "%s %s\n", module.Path, module.Version)
		}
	}
}

// processor returns the name of the processor, where the system tells.
func processor() string {
	file, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if name, value, found := strings.Cut(lines.Text(), ":"); found && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
