package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance/records"
	"github.com/preconsult/preconsult/consult/wire"
)

// run is the program. It returns the exit code.
func run(ctx context.Context, args []string, around surroundings) int {
	o, err := parseOptions(args)
	out := newConsole(around.stdout, &around)
	code := exitNothing
	switch {
	case errors.Is(err, flag.ErrHelp):
		out.WriteString(help)
		code, err = exitAllowed, nil
	case err != nil:
		err = fmt.Errorf("%w\nquickstart -h says how the program is used", err)
	case o.printCall:
		code, err = printCall(out, &o, &around)
	default:
		code, err = judge(ctx, out, &o, &around)
	}
	if flushed := out.Flush(); flushed != nil {
		err = errors.Join(err, fmt.Errorf("what was decided could not be printed: %w", flushed))
	}
	if err != nil {
		fmt.Fprintf(around.stderr, "quickstart: %v\n", err)
		return exitNothing
	}
	return code
}

// judge reads the records and does with them what the options ask for.
func judge(ctx context.Context, out *console, o *options, around *surroundings) (int, error) {
	var call consult.Call
	if o.call != "" { // before the records, which may take longer
		var err error
		if call, err = readCall(o.call, around); err != nil {
			return exitNothing, err
		}
	}
	gateOptions := o.gateOptions(around.now)
	progress, done := progressOn(around)
	on, err := openRecords(o.records, gateOptions.Clock, progress)
	done()
	switch {
	case err != nil:
		return exitNothing, err
	case o.demonstrates():
		return demonstrate(ctx, out, o, on, gateOptions)
	case o.call == "":
		newPaper(out).inventory(o.records, on)
		return exitAllowed, nil
	}
	return judgeOne(ctx, out, o, on, gateOptions, &call)
}

// judgeOne judges a call of the user's own.
func judgeOne(ctx context.Context, out *console, o *options, on *records.Folder, gateOptions consult.Options, call *consult.Call) (int, error) {
	recorder := consult.Discard // this is no platform: whoever runs it sees the decision
	gate, err := newGate(recorder, on, gateOptions)
	if err != nil {
		return exitNothing, err
	}
	decision, err := gate.Decide(ctx, call)
	if err != nil {
		return exitNothing, err
	}
	if o.json {
		err = printDecision(out, &decision)
	} else {
		paper := newPaper(out)
		paper.decision(&decision)
		if slices.Contains(decision.Broken(), consult.FactsFresh) {
			paper.hint("To try things out, -max-fact-age 24h lets facts pass that were observed in the last 24 hours.")
		}
		paper.legend()
	}
	if !decision.Allows() {
		return exitRefused, err
	}
	return exitAllowed, err
}

// demonstrate judges the calls that ship with the program.
func demonstrate(ctx context.Context, out *console, o *options, on *records.Folder, gateOptions consult.Options) (int, error) {
	paper := newPaper(out)
	if o.json { // the decisions alone
		paper = newPaper(&console{Writer: bufio.NewWriter(io.Discard), width: defaultWidth})
	}
	d := newDemonstration(ctx, on, gateOptions, paper)
	surprises, err := d.run()
	if o.at.IsZero() && o.maxFactAge == 0 { // or else it may well end otherwise
		err = errors.Join(append(surprises, err)...)
	}
	if o.json {
		for i := range d.journal.decisions {
			err = errors.Join(err, printDecision(out, &d.journal.decisions[i]))
		}
	}
	return exitAllowed, err
}

func printDecision(out *console, d *consult.Decision) error {
	line, err := wire.EncodeDecision(d)
	out.Write(append(line, '\n'))
	return err
}

// printCall prints a call to start from.
func printCall(out *console, o *options, around *surroundings) (int, error) {
	call := practiceCall(o.clock(around.now)().UTC().Truncate(time.Second))
	line, err := wire.EncodeCall(&call)
	if err != nil {
		return exitNothing, err
	}
	var lines bytes.Buffer
	if err := json.Indent(&lines, line, "", "  "); err != nil {
		return exitNothing, err
	}
	out.WriteString(lines.String() + "\n")
	return exitAllowed, nil
}

// readCall reads a call from a file, or from standard input where the name is "-".
func readCall(name string, around *surroundings) (consult.Call, error) {
	in, shown := around.stdin, "standard input"
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return consult.Call{}, fmt.Errorf("the call cannot be read: %w", err)
		}
		defer file.Close()
		in, shown = file, name
	}
	call, err := wire.ReadCall(in)
	if bad, ok := errors.AsType[*wire.Error](err); ok {
		return consult.Call{}, badCall(shown, bad)
	}
	return call, err
}

// badCall says what is wrong with a call, one fault a line.
func badCall(name string, bad *wire.Error) error {
	var text strings.Builder
	fmt.Fprintf(&text, "%s in the call; nothing is judged before all of it is mended (-print-call prints a call that is well formed):", count(len(bad.Faults), "fault"))
	for _, f := range bad.Faults {
		text.WriteString("\n" + name)
		if f.Line > 0 {
			fmt.Fprintf(&text, ":%d", f.Line)
		}
		text.WriteString(": ")
		if f.Path != "" {
			text.WriteString(f.Path + ": ")
		}
		text.WriteString(f.Problem)
	}
	return errors.New(text.String())
}

// progressOn returns what shows the progress of reading records on standard error, and what
// takes it away again. There is none where standard error is no terminal, and none to see
// where there are few records.
func progressOn(around *surroundings) (progress func(done, total int), done func()) {
	const few, step = 500, 100
	if _, isTerminal := around.terminal(around.stderr); !isTerminal {
		return nil, func() {}
	}
	shown := false
	progress = func(done, total int) {
		if total > few && (done%step == 0 || done == total) {
			shown = true
			fmt.Fprintf(around.stderr, "\rreading the records: %d of %d", done, total)
		}
	}
	return progress, func() {
		if shown {
			fmt.Fprint(around.stderr, "\r\x1b[K")
		}
	}
}
