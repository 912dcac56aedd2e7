package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
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
func report(w io.Writer, on []scene, results []result, weights map[string]weight, now time.Time) error {
	fmt.Fprintf(w, "Measured on %s by `go run ./examples/peers`, with %s on %d cores of an %s: %s.\n\n",
		now.Format("2 January 2006"), runtime.Version(), runtime.NumCPU(), processor(), versions())
	times(w, on, results)
	memory := memories(on, results)
	if err := besides(&memory, results, weights); err != nil {
		return err
	}
	memory.print(w)
	idioms(w)
	return nil
}

// times prints the time of a decision, and how many times the library's it is.
func times(w io.Writer, on []scene, results []result) {
	header := []string{"time of a decision", "rules"}
	for _, s := range on {
		header = append(header, s.name)
	}
	t := table{append(header, "a second on 1 core", "on 2 cores", "set-up")}
	first := &results[0]
	for i := range results {
		r := &results[i]
		cells := []string{r.entrant.name, fmt.Sprint(len(r.entrant.expresses(worlds.Rules())))}
		for s, c := range r.costs {
			cells = append(cells, fmt.Sprintf("%s (%s)", duration(c.ns), ratio(c.ns/first.costs[s].ns)))
		}
		t.row(append(cells, count(r.single), count(r.double), fmt.Sprintf("%.2f ms", float64(r.setUp)/float64(time.Millisecond)))...)
	}
	t.print(w)
}

// memories returns the table of what a decision allocates.
func memories(on []scene, results []result) table {
	header := []string{"memory of a decision, and the rest"}
	for _, s := range on {
		header = append(header, s.name)
	}
	t := table{header}
	for i := range results {
		cells := []string{results[i].entrant.name}
		for _, c := range results[i].costs {
			cells = append(cells, fmt.Sprintf("%s B in %s", count(c.bytes), count(c.allocs)))
		}
		t.row(cells...)
	}
	return t
}

// besides adds to a table what an engine adds to a program, and what it answers where a fact of
// the call is missing.
func besides(t *table, results []result, weights map[string]weight) error {
	(*t)[0] = append((*t)[0], "adds to a program", "modules", "a fact is missing")
	for i := range results {
		e := results[i].entrant
		binary, modules := "not weighed", "not weighed"
		if added, weighed := weights[e.program]; weighed {
			binary, modules = fmt.Sprintf("%.1f MB", float64(added.bytes)/1e6), fmt.Sprint(len(added.modules))
		}
		answer, err := answered(e.missing)
		if err != nil {
			return err
		}
		(*t)[i+1] = append((*t)[i+1], binary, modules, answer)
	}
	return nil
}

// answered says what an engine answers where a fact is missing, by rules as they are usually
// written, and by rules that are written with care.
func answered(name string) (string, error) {
	i := slices.IndexFunc(missing.Engines, func(e missing.Engine) bool { return e.Name == name })
	usual, err := allows(&missing.Engines[i], false)
	if err != nil {
		return "", err
	}
	careful, err := allows(&missing.Engines[i], true)
	if err != nil {
		return "", err
	}
	switch all := len(missing.Facts); {
	case usual == 0 && careful == 0:
		return "refuses", nil
	case usual == all && careful == 0:
		return "allows; refuses with care", nil
	default:
		return fmt.Sprintf("allows %d of %d; with care %d", usual, all, careful), nil
	}
}

// allows returns how many of the calls with a fact missing an engine allows.
func allows(e *missing.Engine, care bool) (n int, err error) {
	for _, f := range missing.Facts {
		answer, err := e.Ask(missing.Without(f), care)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", e.Name, err)
		}
		if answer == missing.Allows {
			n++
		}
	}
	return n, nil
}

// idioms prints the rule on recording, as each engine has it.
func idioms(w io.Writer) {
	t := table{{"the rule on recording", "as it is usually written", "with care"}}
	for _, e := range missing.Engines {
		t.row(e.Name, code(e.Idiom), code(e.Care))
	}
	t.print(w)
}

// code sets off a text as code in a cell of a table.
func code(text string) string {
	return "`` " + strings.ReplaceAll(text, "|", `\|`) + " ``"
}

func duration(ns float64) string {
	if ns < 9_950 {
		return count(ns) + " ns"
	}
	return fmt.Sprintf("%.1f µs", ns/1000)
}

func ratio(times float64) string {
	if times < 10 {
		return fmt.Sprintf("%.2fx", times)
	}
	return fmt.Sprintf("%.0fx", times)
}

// count writes a number with commas between the thousands.
func count(n float64) string {
	text := fmt.Sprintf("%.0f", n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// versions names every engine with its version.
func versions() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "versions not known"
	}
	names := map[string]string{
		"github.com/open-policy-agent/opa": "OPA", "github.com/cedar-policy/cedar-go": "cedar-go",
		"cel.dev/cel-go": "cel-go", "github.com/go-playground/validator/v10": "validator",
	}
	var all []string
	for _, module := range info.Deps {
		if name := names[module.Path]; name != "" {
			all = append(all, name+" "+strings.TrimPrefix(module.Version, "v"))
		}
	}
	return strings.Join(all, ", ")
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
