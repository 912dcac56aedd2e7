// Sidecar is a decision point for video consultations, as a program beside a platform in any language: it answers
// whether a call may start, and lets the platform's back end redeem the permits of those that may.
//
//	go run ./examples/sidecar       shows how it works, with records of a made-up practice
//	go run ./examples/sidecar -h    says the rest
//
// It shows what a service needs around the library: options.go says how it is started, service.go puts it together,
// callers.go says who may ask, journal.go records decisions, metrics.go and health.go tell how it is.
// client.mjs is a platform in JavaScript, and load measures it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"
)

func main() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		// What lives long is small and every request makes some garbage: collecting it more rarely takes a third off
		// the time to answer, as long as there is memory.
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(512 << 20)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // from then on, another signal ends the program at once, whatever it waits for
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program. It returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parseOptions(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, help)
		return 0
	}
	if err != nil {
		fmt.Fprintf(stderr, "sidecar: %v\nsidecar -h says what the options are.\n", err)
		return 2
	}
	show := !o.serves()
	if show {
		if o.demo, err = prepare(o.demo, time.Now()); err != nil {
			fmt.Fprintf(stderr, "sidecar: %v\n", err)
			return 2
		}
		o.records, o.callers = filepath.Join(o.demo, "records"), filepath.Join(o.demo, "callers")
		o.journal = filepath.Join(o.demo, "decisions.jsonl")
	}
	log := slog.New(slog.NewJSONHandler(stderr, nil))
	s, err := newService(&o, log)
	if err != nil {
		fmt.Fprintf(stderr, "sidecar: %v\n", err)
		if show {
			_ = os.RemoveAll(o.demo) // so that the same command can be tried again
		}
		return 2
	}
	if show {
		fmt.Fprintf(stdout, introduction, s.url(), s.adminURL(), o.demo)
	}
	if err := s.serve(ctx); err != nil {
		log.Error("stopped", "error", err.Error())
		return 1
	}
	return 0
}

const introduction = `Decisions       %[1]s
Health, metrics %[2]s/readyz and /metrics
Records         %[3]s/records; change one, and the next decision follows
On record       %[3]s/decisions.jsonl

Ask, from the folder of the repository, in another terminal:

  export URL=%[1]s TOKEN=$(cat %[3]s/token)
  node examples/sidecar/client.mjs

or as examples/sidecar/README.md does with curl. Ctrl-C stops it.
`
