package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"text/tabwriter"
	"time"
)

// A row is what was seen of a scene.
type row struct {
	name          string
	rate          float64 // decisions a second
	p50, p99, max time.Duration
	share         float64 // of the time to answer that went into judging the call
	memory        float64 // of the sidecar, at the end, in bytes
}

// measure measures a scene with a sidecar of its own.
func measure(ctx context.Context, program string, s scene, duration time.Duration, connections, slow int) (row, error) {
	call, err := readCall()
	if err != nil {
		return row{}, err
	}
	of, err := startSidecar(ctx, program, s.flush)
	if err != nil {
		return row{}, err
	}
	defer of.stop()
	if s.slow {
		stop, err := beSlow(ctx, of, slow)
		defer stop()
		if err != nil {
			return row{}, err
		}
	}
	clients := make([]*client, connections)
	for i := range clients {
		if clients[i], err = newClient(of, call); err != nil {
			return row{}, err
		}
		defer clients[i].conn.Close()
	}
	if _, err := together(ctx, clients, s.round, time.Second); err != nil { // until everything is warm
		return row{}, err
	}
	before, err := of.metrics(ctx)
	if err != nil {
		return row{}, err
	}
	began := time.Now()
	times, err := together(ctx, clients, s.round, duration)
	if err != nil {
		return row{}, err
	}
	took := time.Since(began)
	after, err := of.metrics(ctx)
	if err != nil {
		return row{}, err
	}
	grown := func(name string) float64 { return after[name] - before[name] }
	slices.Sort(times)
	return row{
		name: s.name, rate: grown("preconsult_decisions_total") / took.Seconds(),
		p50: times[len(times)/2], p99: times[len(times)*99/100], max: times[len(times)-1],
		share:  grown("preconsult_decide_seconds_sum") / grown("preconsult_request_seconds_sum"),
		memory: after["process_resident_memory_bytes"],
	}, nil
}

// together lets every client do a round over and over for a time, and returns how long each round took.
func together(ctx context.Context, clients []*client, round func(*client) error, duration time.Duration) ([]time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, duration)
	defer cancel()
	times := make([][]time.Duration, len(clients))
	errs := make([]error, len(clients))
	var wg sync.WaitGroup
	for i, c := range clients {
		wg.Go(func() {
			for ctx.Err() == nil {
				began := time.Now()
				if errs[i] = round(c); errs[i] != nil {
					cancel()
					return
				}
				times[i] = append(times[i], time.Since(began))
			}
		})
	}
	wg.Wait()
	all := slices.Concat(times...)
	if len(all) == 0 {
		errs = append(errs, errors.New("nothing was answered in time"))
	}
	return all, errors.Join(errs...)
}

// beSlow connects slow clients, each of which sends a byte of a request a second, until it is stopped, and connects again
// when the sidecar has had enough of it.
func beSlow(ctx context.Context, s *sidecar, number int) (stop func(), err error) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	stop = func() { cancel(); wg.Wait() }
	first := make(chan error, number)
	for range number {
		wg.Go(func() {
			conn, err := net.Dial("tcp", s.address)
			first <- err
			for err == nil && ctx.Err() == nil {
				crawl(ctx, conn, s.address)
				conn.Close()
				conn, err = net.Dial("tcp", s.address)
			}
			if err == nil {
				conn.Close()
			}
		})
	}
	for range number {
		if err := <-first; err != nil {
			return stop, fmt.Errorf("a slow client cannot connect: %w", err)
		}
	}
	return stop, nil
}

// crawl sends a request a byte a second, until the other side closes the connection.
func crawl(ctx context.Context, conn net.Conn, host string) {
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for _, b := range []byte("POST /access/v1/evaluation HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 1000\r\n\r\n{") {
		if _, err := conn.Write([]byte{b}); err != nil {
			return
		}
		select {
		case <-second.C:
		case <-ctx.Done():
			return
		}
	}
}

// printRows prints the rows as a table in Markdown.
func printRows(w io.Writer, rows []row) {
	t := tabwriter.NewWriter(w, 0, 0, 1, ' ', 0)
	fmt.Fprintln(t, "| scene\t| decisions a second\t| median\t| p99\t| longest\t| of it the decision\t| memory\t|")
	fmt.Fprintln(t, "| ---\t| ---\t| ---\t| ---\t| ---\t| ---\t| ---\t|")
	for _, r := range rows {
		fmt.Fprintf(t, "| %s\t| %.0f\t| %.2f ms\t| %.2f ms\t| %.1f ms\t| %.1f %%\t| %.0f MB\t|\n", r.name, r.rate,
			r.p50.Seconds()*1e3, r.p99.Seconds()*1e3, r.max.Seconds()*1e3, r.share*100, r.memory/1e6)
	}
	t.Flush()
}
