package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// shippedInstant is where the clock stands in the demonstration, so that it says the same for
// ever: the records that ship with the program do not run out there.
var shippedInstant = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

const help = `quickstart judges video calls by a folder of records, before they start, as
NHS England's guidance for information governance professionals asks.

In a clone of the repository, run: go run ./examples/quickstart [options] [call]

  quickstart                           judge the calls that ship with it, by the
                                       records of three made-up organisations
  quickstart -print-call > call.json   write a call to start from
  quickstart call.json                 judge the call in a file
  quickstart -                         judge the call on standard input
  quickstart -records DIR call.json    judge it by records of your own
  quickstart -records DIR              read the records, and say what is wrong
                                       with them

Options, which stand before the file:

  -records DIR        The folder with the records, one YAML or JSON document a
                      file. Begin with a copy of examples/quickstart/records.
  -at INSTANT         Judge as of an instant, such as 2026-11-23T10:00:00Z.
                      Without it, a call or a folder of yours is judged as of
                      now; the calls that ship with the program are judged as of
                      that very instant, so that they come out the same for ever
                      and the records that ship with it do not run out.
  -max-fact-age AGE   How old the facts of a call may be: 24h, or 5m as it is
                      without the option. Each group of facts in a call says
                      when it was observed; older ones refuse the call.
  -json               Print decisions as JSON, one a line.
  -print-call         Print a call as JSON, with facts as if observed just now.
                      It fits the records that ship with the program.
  -h                  Print this text.

Exit code: 0 the call is allowed, 1 it is refused, 2 no decision was made,
because of the records, the call or the options. Where no single call is judged,
0 means that all went well. "go run" itself exits with 1 for both 1 and 2: to
read the code, build the program with "go build ./quickstart" in examples.

Colour is used on a terminal alone, and nowhere if NO_COLOR is set.
`

// options are what the command line says.
type options struct {
	records    string        // the folder; empty for the one that ships with the program
	at         time.Time     // zero for the instant that the occasion calls for
	maxFactAge time.Duration // zero for the library's own
	json       bool
	printCall  bool
	call       string // the file, or "-"; empty for none
}

func parseOptions(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("quickstart", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.records, "records", "", "")
	flags.Func("at", "", func(text string) (err error) {
		if o.at, err = time.Parse(time.RFC3339, text); err != nil {
			return errors.New("is not an instant such as 2026-11-23T10:00:00Z")
		}
		return nil
	})
	flags.Func("max-fact-age", "", func(text string) (err error) {
		if o.maxFactAge, err = time.ParseDuration(text); err != nil || o.maxFactAge <= 0 {
			return errors.New("is not an age such as 5m or 24h")
		}
		return nil
	})
	flags.BoolVar(&o.json, "json", false, "")
	flags.BoolVar(&o.printCall, "print-call", false, "")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	switch {
	case flags.NArg() > 1:
		return o, fmt.Errorf("one call at a time, and options before it: %q is one too many", flags.Arg(1))
	case flags.NArg() == 1 && o.printCall:
		return o, errors.New("-print-call prints a call and judges none: leave out one of the two")
	case o.printCall && (o.json || o.records != ""):
		return o, errors.New("-print-call goes with -at alone")
	case o.records != "" && flags.NArg() == 0 && o.json:
		return o, errors.New("-json needs a call: name its file, or - for standard input")
	}
	o.call = flags.Arg(0)
	return o, nil
}

// demonstrates reports whether the program is asked to judge the calls that ship with it.
func (o *options) demonstrates() bool { return o.call == "" && o.records == "" && !o.printCall }

// clock returns the clock by which records and calls are judged.
func (o *options) clock(now func() time.Time) func() time.Time {
	at := o.at
	if at.IsZero() && o.demonstrates() {
		at = shippedInstant
	}
	if at.IsZero() {
		return now
	}
	return func() time.Time { return at }
}

// gateOptions returns what the options say about a gate.
func (o *options) gateOptions(now func() time.Time) consult.Options {
	return consult.Options{Clock: o.clock(now), MaxFactAge: o.maxFactAge}
}
