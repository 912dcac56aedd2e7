package hook_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/hook"
)

// The benchmarks decide a call that breaks no rule, with the whole suite and nothing kept: by the gate alone, by
// a decision point, and by a handler behind Guard. They show what share of an answer the decision is. They do not show the network,
// TLS, or what it costs to write a record down, each of which costs more than all that is here.

func gateForBench(b *testing.B) *consult.Gate {
	b.Helper()
	rig := consulttest.NewRig(b)
	gate, err := consult.NewGate(consult.Discard, guidance.Checks(&rig.On.Records), &consult.Options{Clock: rig.Clock.Now})
	require.NoError(b, err)
	return gate
}

// A light writer keeps the status, and nothing else.
type light struct {
	header http.Header
	status int
}

func (w *light) Header() http.Header { return w.header }

func (w *light) WriteHeader(status int) { w.status = status }

func (w *light) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return len(p), nil
}

// answers has a handler answer the same request over and over.
func answers(b *testing.B, h http.Handler, path, body string, status int) {
	b.Helper()
	r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, path, nil)
	r.Header.Set("Authorization", "Bearer "+clinicToken)
	r.Header.Set("Content-Type", "application/json")
	r.ContentLength = int64(len(body))
	from := strings.NewReader(body)
	w := &light{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		from.Reset(body)
		r.Body = reader{from}
		clear(w.header)
		w.status = 0
		h.ServeHTTP(w, r)
		if w.status != status {
			b.Fatal(w.status)
		}
	}
}

// reader is a body that is read from memory.
type reader struct{ *strings.Reader }

func (reader) Close() error { return nil }

func BenchmarkGate(b *testing.B) {
	gate, call := gateForBench(b), consulttest.Call()
	b.ReportAllocs()
	for b.Loop() {
		if d, err := gate.Decide(b.Context(), &call); err != nil || !d.Allows() {
			b.Fatal(err)
		}
	}
}

func BenchmarkEvaluation(b *testing.B) {
	answers(b, point(b, gateForBench(b), nil), evaluation, question(b, consulttest.Call()), http.StatusOK)
}

func BenchmarkRefusal(b *testing.B) {
	answers(b, point(b, gateForBench(b), nil), evaluation, question(b, consulttest.Call(consulttest.RecordingOn)), http.StatusOK)
}

func BenchmarkGuard(b *testing.B) {
	guard := hook.Guard(gateForBench(b), describing(consulttest.Call(), true), nil)
	answers(b, guard(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusCreated) })), "/calls", "call-0001", http.StatusCreated)
}
