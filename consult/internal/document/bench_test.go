package document_test

import (
	"strings"
	"testing"

	"github.com/preconsult/preconsult/consult/internal/document"
)

// BenchmarkYAML reads one record of about 60 lines on one core.
func BenchmarkYAML(b *testing.B) {
	data := []byte(typical(1))
	b.ReportMetric(float64(strings.Count(string(data), "\n")), "lines")
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		var r record
		if err := document.Decode(data, document.YAML, &r, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkJSON reads a small request, as a decision point does for every call.
func BenchmarkJSON(b *testing.B) {
	data := []byte(`{"id":"video-1","controller":"Z99901","screening":"yes","categories":["identity","health"],` +
		`"storage":{"state":"listed","countries":["GB"]},"approved":"2026-05-11T09:00:00Z","lowest":"1.10","base":{"source":"livekit"}}`)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		var r record
		if err := document.Decode(data, document.JSON, &r, nil); err != nil {
			b.Fatal(err)
		}
	}
}
