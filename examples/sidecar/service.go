package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/guidance/records"
	"github.com/preconsult/preconsult/consult/hook"
	"github.com/preconsult/preconsult/consult/register/folder"
)

// How long a client may take, and how much it may send.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 10 * time.Second
	writeTimeout  = 20 * time.Second
	idleTimeout   = 2 * time.Minute
	maxHeader     = 16 << 10
	maxBody       = 32 << 10 // which leaves as much for the findings, since a decision with its call must have a wire form
)

// A service is the program, ready to serve.
type service struct {
	options         *options
	log             *slog.Logger
	on              *records.Folder
	journal         *journal
	listener, admin net.Listener
	decisions       *http.Server
	health          *http.Server
	stopping        atomic.Bool
	silent          sync.Map // the connections that have sent nothing yet, for which a stop does not wait
}

// newService reads what the options name, and listens. An error leaves nothing open but what the end of the program
// closes.
func newService(o *options, log *slog.Logger) (*service, error) {
	s := &service{options: o, log: log}
	var err error
	if s.on, err = records.Open(folder.Dir(o.records), &folder.Options{Changed: s.changed}); err != nil {
		return nil, fmt.Errorf("the records in %s cannot be taken:\n%w", o.records, err)
	}
	callers, err := readCallers(o)
	if err != nil {
		return nil, err
	}
	if s.journal, err = openJournal(o.journal, o.flush); err != nil {
		return nil, err
	}
	m := newMetrics(s.on.Status, time.Now)
	var recorder consult.Recorder = s.journal
	if o.verbose {
		recorder = logged(recorder, log)
	}
	mode := consult.Enforce
	if o.observe {
		mode = consult.Observe
	}
	gate, err := consult.NewGate(m.count(recorder, log), guidance.Checks(&s.on.Records), &consult.Options{Waivers: s.on.Waivers, Mode: mode})
	if err != nil {
		return nil, err
	}
	config, err := tlsConfig(o)
	if err != nil {
		return nil, err
	}
	identify, err := readIssuers(o.issuers, log)
	if err != nil {
		return nil, err
	}
	if err := s.listen(config); err != nil {
		return nil, err
	}
	point, err := hook.NewDecisionPoint(gate, callers, &hook.PointOptions{Options: hook.Options{Failed: s.failed, MaxBody: maxBody}, URL: s.url(), Identify: identify})
	if err != nil {
		return nil, err
	}
	errorLog := slog.NewLogLogger(log.Handler(), slog.LevelWarn)
	s.decisions = &http.Server{
		Handler: m.time(point), TLSConfig: config, ErrorLog: errorLog, MaxHeaderBytes: maxHeader,
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		ConnState: func(c net.Conn, state http.ConnState) {
			if state == http.StateNew {
				s.silent.Store(c, nil)
			} else {
				s.silent.Delete(c)
			}
		},
	}
	s.decisions.RegisterOnShutdown(s.hangUp)
	mux := http.NewServeMux()
	(&health{s.on.Status, time.Now, s.stopping.Load, m.down}).register(mux)
	mux.Handle("GET /metrics", m.page())
	s.health = &http.Server{Handler: mux, ErrorLog: errorLog, MaxHeaderBytes: maxHeader,
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout}
	return s, nil
}

// logged returns the recorder, with what it records logged.
func logged(to consult.Recorder, log *slog.Logger) consult.Recorder {
	return consult.RecorderFunc(func(ctx context.Context, d consult.Decision) error {
		err := to.Record(ctx, d)
		attrs := []slog.Attr{slog.Any("decision", d), slog.Bool("recorded", err == nil)}
		if err != nil {
			attrs = append(attrs, slog.String("error", err.Error()))
		}
		log.LogAttrs(ctx, slog.LevelInfo, "call decided", attrs...)
		return err
	})
}

// failed logs why nothing was decided, where nobody else does: a recorder is logged by metrics, and too many questions at
// once show in the statuses of answers.
func (s *service) failed(ctx context.Context, err error) {
	for _, known := range []error{consult.ErrNotRecorded, hook.ErrBusy, hook.ErrLate} {
		if ctx.Err() != nil || errors.Is(err, known) {
			return
		}
	}
	s.log.ErrorContext(ctx, "nothing was decided", "error", err.Error())
}

// changed logs that the records are others, or cannot be taken.
func (s *service) changed(now folder.Status) {
	if now.Stale() {
		s.log.Error("the records in the folder cannot be taken; those in force stay until they are too old",
			"faults", now.Faults.Error(), "stale_since", now.StaleSince, "records", now.Records)
		return
	}
	s.log.Info("records in force", "records", now.Records)
}

func (s *service) listen(config *tls.Config) error {
	listener, err := net.Listen("tcp", s.options.listen)
	if err != nil {
		return fmt.Errorf("cannot listen for platforms: %w", err)
	}
	if s.admin, err = net.Listen("tcp", s.options.admin); err != nil {
		return fmt.Errorf("cannot listen for health and metrics: %w", err)
	}
	s.listener = &bounded{Listener: listener, max: int64(s.options.connections)}
	if config != nil {
		s.listener = tls.NewListener(s.listener, config)
	}
	return nil
}

// hangUp closes the connections that have sent nothing. To stop, a server would wait for them for five seconds.
func (s *service) hangUp() {
	s.silent.Range(func(c, _ any) bool {
		_ = c.(net.Conn).Close() // nobody is there to be told
		return true
	})
}

// url returns the address under which platforms reach the service.
func (s *service) url() string {
	switch {
	case s.options.url != "":
		return s.options.url
	case s.options.tlsCert != "":
		return "https://" + s.listener.Addr().String()
	}
	return "http://" + s.listener.Addr().String()
}

func (s *service) adminURL() string { return "http://" + s.admin.Addr().String() }

// serve serves until the context ends, and then stops without losing a decision: what is being decided is
// answered, and what was decided is on record, before it returns. Clients and a disk that do not end in time are left behind.
func (s *service) serve(ctx context.Context) error {
	watching, cease := context.WithCancel(context.WithoutCancel(ctx))
	defer cease()
	go s.on.Watch(watching)
	failed := make(chan error, 2)
	go func() { failed <- s.decisions.Serve(s.listener) }()
	go func() { failed <- s.health.Serve(s.admin) }()
	s.log.Info("serving", "decisions", s.url(), "admin", s.adminURL(), "records", s.on.Status().Records)

	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		s.log.Info("stopping")
	}
	s.stopping.Store(true)
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.options.stopAfter)
	defer cancel()
	if late := s.decisions.Shutdown(within); late != nil {
		err = errors.Join(err, fmt.Errorf("requests in flight did not end in time: %w", late), s.decisions.Close())
	}
	// The journal has a time of its own: requests that were late say nothing about the disk.
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.options.stopAfter)
	defer cancel()
	err = errors.Join(err, s.journal.Close(closing), s.health.Close())
	s.log.Info("stopped")
	return err
}
