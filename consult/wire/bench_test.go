package wire_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/wire"
)

// The benchmarks read and write one call with every member, of about 1,100 bytes, and the
// refusal of a call of which nothing is known, with the texts of its findings, about 13,000 bytes. They do
// not show what a request costs beside, nor what it costs to write a record down.

func BenchmarkDecodeCall(b *testing.B) {
	data := vectors(b, "call")["ok-whole"].document
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := wire.DecodeCall(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeCall(b *testing.B) {
	call, err := wire.DecodeCall(vectors(b, "call")["ok-whole"].document)
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		data, err := wire.EncodeCall(&call)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(data)))
	}
}

func BenchmarkDecodeDecision(b *testing.B) {
	decision := recorded(b, consult.Call{})
	data, err := wire.EncodeDecision(&decision)
	require.NoError(b, err)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := wire.DecodeDecision(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeDecision(b *testing.B) {
	decision := recorded(b, consult.Call{})
	b.ReportAllocs()
	for b.Loop() {
		data, err := wire.EncodeDecision(&decision)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(data)))
	}
}
