// Load measures the sidecar under load: it builds it, starts it as a process of its own on loopback with the records of the
// demonstration, asks as fast as the answers come, for a bounded time, and prints what it saw as tables.
//
//	go run ./examples/sidecar/load
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"time"
)

const help = `load measures the sidecar under load, and prints what it saw as tables.

In a clone of the repository, run: go run ./examples/sidecar/load [options]

It builds the sidecar, starts it as a process of its own on loopback, with the
records of the demonstration, and asks from this one, which takes about half of
the machine.

Options:

  -for TIME          How long each scene is measured; 5s.
  -connections N     How many connections ask at once; 10. Each waits for its answer
                     before it asks again.
  -slow N            How many slow clients there are in the scene that has them; 10000.
`

func main() {
	flags := flag.NewFlagSet("load", flag.ExitOnError)
	flags.Usage = func() { fmt.Print(help) }
	duration := flags.Duration("for", 5*time.Second, "")
	connections := flags.Int("connections", 10, "")
	slow := flags.Int("slow", 10_000, "")
	_ = flags.Parse(os.Args[1:]) // which ends the program itself
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *duration, *connections, *slow); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// A scene is what is measured: what each connection does over and over.
type scene struct {
	name  string
	flush bool // whether the sidecar waits for the disk
	slow  bool // whether there are slow clients beside
	round func(c *client) error
}

var scenes = []scene{
	{"allowed, waiting for the disk", true, false, (*client).askAllowed},
	{"allowed", false, false, (*client).askAllowed},
	{"allowed, then redeemed", false, false, (*client).start},
	{"refused, 8 findings or more", false, false, (*client).askRefused},
	{"allowed, beside slow clients", false, true, (*client).askAllowed},
}

func run(ctx context.Context, duration time.Duration, connections, slow int) error {
	program, cleanup, err := build(ctx)
	if err != nil {
		return err
	}
	defer cleanup()
	var rows []row
	for _, s := range scenes {
		fmt.Fprintf(os.Stderr, "measuring %s for %s\n", s.name, duration)
		r, err := measure(ctx, program, s, duration, connections, slow)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		rows = append(rows, r)
	}
	fmt.Printf("Measured by `go run ./examples/sidecar/load -for %s -connections %d -slow %d`, with %s on %d cores, which the sidecar and what asks it share.\n\n",
		duration, connections, slow, runtime.Version(), runtime.NumCPU())
	printRows(os.Stdout, rows)
	return nil
}
