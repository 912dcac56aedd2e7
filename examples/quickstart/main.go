// Quickstart judges video calls by a folder of records, and prints what it made of them.
//
//	go run ./examples/quickstart                        judges a few calls by the records that ship with it
//	go run ./examples/quickstart -print-call > call.json
//	go run ./examples/quickstart -records DIR call.json judges a call of yours by records of yours
//	go run ./examples/quickstart -h                     says the rest
//
// It shows how the library is put together: records.go reads the records, gate.go makes a
// gate, demonstration.go asks it and uses permits, decision.go words what it decided.
// calls.go has calls with all of their facts.
package main

import (
	"context"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], surroundings{
		stdin:    os.Stdin,
		stdout:   os.Stdout,
		stderr:   os.Stderr,
		now:      time.Now,
		getenv:   os.Getenv,
		terminal: terminal,
	}))
}

// The exit codes.
const (
	exitAllowed = 0 // the call may start, or the program did what else it was asked
	exitRefused = 1 // the call may not start
	exitNothing = 2 // no decision was made
)

// surroundings are what the program finds around it.
type surroundings struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time
	getenv         func(name string) string
	// terminal returns the width of the terminal that the writer writes to, or 0 where that is
	// not known, and whether it writes to one at all.
	terminal func(io.Writer) (width int, ok bool)
}

func terminal(w io.Writer) (width int, ok bool) {
	file, isFile := w.(*os.File)
	if !isFile || !term.IsTerminal(int(file.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		width = 0
	}
	return width, true
}
