// Clinic is a small platform for video consultations, in which a call starts only with a permit. Two browser windows hold a
// real call.
//
//	go run ./examples/clinic
//
// It is made to be copied from: describe.go gathers the facts of a call, clinic.go puts the guard before what starts one,
// and rooms opens a room with a permit and not without.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

const help = `clinic is a small platform for video consultations. It opens at an address on this
machine, and two windows of a browser hold a call.

In a clone of the repository, run: go run ./examples/clinic [options]

  -listen ADDRESS  Where it opens; 127.0.0.1:8080. On loopback alone, as browsers give
                   camera and microphone to no other address without TLS.
  -records DIR     The folder of the records, which is made there unless it is there
                   already; without it, a new one among the temporary ones.
  -h               Print this text.
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program. It returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("clinic", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	address := flags.String("listen", "127.0.0.1:8080", "")
	dir := flags.String("records", "", "")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, help)
		return 0
	case err == nil && flags.NArg() > 0:
		err = fmt.Errorf("%q is no option: options begin with -", flags.Arg(0))
		fallthrough
	case err != nil:
		fmt.Fprintf(stderr, "clinic: %v\nclinic -h says what the options are.\n", err)
		return 2
	}
	if err := serve(ctx, *address, *dir, stdout, slog.New(slog.NewTextHandler(stderr, nil))); err != nil {
		fmt.Fprintf(stderr, "clinic: %v\n", err)
		return 1
	}
	return 0
}

// serve serves the clinic until the context ends.
func serve(ctx context.Context, address, dir string, stdout io.Writer, log *slog.Logger) error {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return errors.New("-listen is not an address on loopback, such as 127.0.0.1:8080")
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("cannot open: %w (-listen takes another address)", err)
	}
	defer listener.Close()
	if dir, err = layOut(dir, time.Now()); err != nil {
		return err
	}
	base := "http://" + listener.Addr().String()
	c, err := newClinic(base, dir, log)
	if err != nil {
		return err
	}
	watching, cease := context.WithCancel(context.WithoutCancel(ctx))
	defer cease()
	watched := make(chan struct{})
	go func() { defer close(watched); c.watch(watching) }()
	server := &http.Server{Handler: c.handler(), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	fmt.Fprintf(stdout, "The clinic is open at %s\nRecords, to change while it runs: %s\nCtrl-C closes it.\n", base, dir)
	select {
	case err = <-failed:
	case <-ctx.Done():
		err = nil
	}
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if server.Shutdown(within) != nil {
		_ = server.Close() // pages that listen for changes have no end of their own
	}
	cease()
	<-watched // before the folder that it follows is closed
	return errors.Join(err, c.close())
}
