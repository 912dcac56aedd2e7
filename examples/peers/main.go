// Peers holds the library against the engines that platforms decide by otherwise: the same rules
// on the same calls and records, in one run.
//
//	go run ./examples/peers              measures for some minutes, and prints the tables of its README
//	go run ./examples/peers -quick       measures for seconds, to see that all is there
//	go run ./examples/peers -engines OPA,CEL
//	go run ./examples/peers -h           says the rest
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "peers:", err)
			os.Exit(1)
		}
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("peers", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "Peers measures the same decision by this library, by hand-written Go and by policy engines.")
		fmt.Fprintln(stderr, "It prints Markdown on standard output and its progress on standard error.")
		flags.PrintDefaults()
	}
	quick := flags.Bool("quick", false, "measure for seconds: to see that all is there, and not for the figures")
	builds := flags.Bool("weigh", true, "build a program with each engine for its weight, which takes minutes the first time")
	names := flags.String("engines", "", "the engines to measure beside the library, joined by commas; all where empty")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%q is no flag; -h lists them", flags.Arg(0))
	}
	entrants, err := choose(*names)
	if err != nil {
		return err
	}
	plan := schedule{rounds: 15, turn: 100 * time.Millisecond}
	if *quick {
		plan = schedule{rounds: 3, turn: 2 * time.Millisecond}
	}
	note := func(format string, args ...any) { fmt.Fprintf(stderr, "peers: "+format+"\n", args...) }
	began := time.Now()
	on, err := scenes()
	if err != nil {
		return err
	}
	results, err := measure(ctx, entrants, on, plan, note)
	if err != nil {
		return err
	}
	var weights map[string]weight
	if *builds {
		if weights, err = weigh(ctx, note, programsOf(entrants)...); err != nil {
			return err
		}
	}
	note("measured in %v", time.Since(began).Round(time.Second))
	return report(stdout, on, results, weights, began)
}

// choose returns the library and the entrants whose names begin with one of those given.
func choose(names string) ([]entrant, error) {
	if names == "" {
		return engines, nil
	}
	chosen := []entrant{engines[0]}
	for name := range strings.SplitSeq(names, ",") {
		found := false
		for _, e := range engines[1:] {
			if strings.HasPrefix(e.name, name) {
				chosen, found = append(chosen, e), true
			}
		}
		if !found {
			all := make([]string, len(engines))
			for i, e := range engines {
				all[i] = e.name
			}
			return nil, fmt.Errorf("there is no engine %q; there are %s", name, strings.Join(all, "; "))
		}
	}
	return chosen, nil
}

// programsOf returns the programs that the entrants are weighed by, each once.
func programsOf(entrants []entrant) (programs []string) {
	for _, e := range entrants {
		if !slices.Contains(programs, e.program) {
			programs = append(programs, e.program)
		}
	}
	return programs
}
