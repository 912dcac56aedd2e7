package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/hook"
	"github.com/preconsult/preconsult/consult/register/folder"
	"github.com/preconsult/preconsult/consult/wire"
)

// metrics are what Prometheus reads of the program. There is nothing in them about a call, a caller or a person.
type metrics struct {
	registry  *prometheus.Registry
	decisions *prometheus.CounterVec
	findings  *prometheus.CounterVec
	failed    prometheus.Counter
	overdue   atomic.Int64 // decisions that the recorder has had for longer than a question waits
	failing   atomic.Bool  // whether the last decision could not be recorded, or not in time
	failedAt  atomic.Int64 // when that was, in nanoseconds since 1970
	decide    prometheus.Histogram
	record    prometheus.Histogram
	requests  *prometheus.HistogramVec
}

// newMetrics returns metrics, those of the records as status says they stand.
func newMetrics(status func() folder.Status, now func() time.Time) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		decisions: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "preconsult_decisions_total",
			Help: "Decisions on record, by what they were made for and what came of them."}, []string{"stage", "outcome"}),
		findings: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "preconsult_findings_total",
			Help: "Findings of the decisions on record, by rule and by what they did."}, []string{"rule", "effect"}),
		failed: prometheus.NewCounter(prometheus.CounterOpts{Name: "preconsult_not_recorded_total",
			Help: "Decisions that could not be recorded, so that nobody had them."}),
		decide: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "preconsult_decide_seconds",
			Help:    "Time to judge a call, without recording it.",
			Buckets: []float64{5e-7, 1e-6, 2e-6, 4e-6, 8e-6, 1.6e-5, 1e-4, 1e-3}}),
		record: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "preconsult_record_seconds",
			Help:    "Time to put a decision on record.",
			Buckets: []float64{1e-5, 1e-4, 1e-3, 2e-3, 5e-3, 1e-2, 5e-2, 0.1, 1, 5}}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "preconsult_request_seconds",
			Help:    "Time to answer a request, by address and status.",
			Buckets: []float64{5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 5e-2, 0.1, 1, 5}}, []string{"path", "status"}),
	}
	m.registry.MustRegister(m.decisions, m.findings, m.failed, m.decide, m.record, m.requests,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "preconsult_records",
			Help: "Records in force."}, func() float64 { return float64(status().Records) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "preconsult_records_age_seconds",
			Help: "How long ago the records in force were last known to be those in the folder."},
			func() float64 { return now().Sub(status().AsOf).Seconds() }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "preconsult_records_stale",
			Help: "1 while the folder holds something that cannot be taken, so that other records are in force."},
			func() float64 {
				if s := status(); s.Stale() {
					return 1
				}
				return 0
			}),
	)
	return m
}

// page serves the metrics.
func (m *metrics) page() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry})
}

// errSlow is what a recorder fails by that hangs: it has no error of its own yet.
var errSlow = errors.New("it takes longer than a question waits for its answer")

// fails says that decisions cannot be recorded. It is logged when it begins and not with every decision, of which there may
// be thousands a second.
func (m *metrics) fails(ctx context.Context, log *slog.Logger, err error) {
	m.failedAt.Store(time.Now().UnixNano())
	if !m.failing.Swap(true) {
		log.ErrorContext(ctx, "decisions cannot be recorded, so that no call can start", "error", err.Error())
	}
}

// retry is how long after a failure a recorder counts as down. Then it is worth a try: whoever sends no questions to a service
// that is not ready would otherwise never learn that it could record again.
const retry = 30 * time.Second

// down reports whether decisions could not be recorded just now, or hang: while they do, no question may get as far as the recorder.
func (m *metrics) down() bool {
	return m.overdue.Load() > 0 || m.failing.Load() && time.Since(time.Unix(0, m.failedAt.Load())) < retry
}

// count returns the recorder, with what it records counted, and with its failures logged.
func (m *metrics) count(to consult.Recorder, log *slog.Logger) consult.Recorder {
	return consult.RecorderFunc(func(ctx context.Context, d consult.Decision) error {
		judged := time.Now()
		m.decide.Observe(max(0, judged.Sub(d.At).Seconds())) // the gate takes the instant when it begins
		late := time.AfterFunc(hook.DefaultTimeout, func() {
			m.overdue.Add(1)
			m.fails(ctx, log, errSlow)
		})
		err := to.Record(ctx, d)
		if !late.Stop() {
			m.overdue.Add(-1)
		}
		m.record.Observe(time.Since(judged).Seconds())
		if err != nil {
			m.failed.Inc()
			if _, unwritable := errors.AsType[*wire.Error](err); unwritable { // the call is at fault, and not the recorder
				log.WarnContext(ctx, "a decision cannot be written down, so that its call does not start", "error", err.Error())
				return err
			}
			m.fails(ctx, log, err)
			return err
		}
		if m.failing.Load() && m.failing.Swap(false) { // it is written to only where it changes: every request comes here
			log.InfoContext(ctx, "decisions are recorded again")
		}
		m.decisions.WithLabelValues(d.Stage.String(), d.Outcome.String()).Inc()
		for i := range d.Findings {
			f := &d.Findings[i]
			m.findings.WithLabelValues(string(f.Rule.ID), f.Effect.String()).Inc()
		}
		return nil
	})
}

// time returns the handler, with the time that it takes measured. Addresses that there are not count as one.
func (m *metrics) time(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			path := r.URL.Path
			if seen.status == http.StatusNotFound {
				path = "other"
			}
			m.requests.WithLabelValues(path, strconv.Itoa(seen.status)).Observe(time.Since(began).Seconds())
		}()
		next.ServeHTTP(seen, r)
	})
}

// A statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap gives [http.ResponseController] the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
