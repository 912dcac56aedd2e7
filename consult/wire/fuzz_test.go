package wire_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/wire"
)

// FuzzDecodeCall decodes anything as a call.
func FuzzDecodeCall(f *testing.F) {
	for _, v := range vectors(f, "call") {
		f.Add(v.document)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		decodeAnything(t, data, wire.DecodeCall, func(c consult.Call) ([]byte, error) { return wire.EncodeCall(&c) })
	})
}

// FuzzDecodeDecision decodes anything as a decision.
func FuzzDecodeDecision(f *testing.F) {
	for _, v := range vectors(f, "decision") {
		f.Add(v.document)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		decodeAnything(t, data, wire.DecodeDecision, func(d consult.Decision) ([]byte, error) {
			if _, ok := d.Permit(); ok {
				t.Fatal("a decision that was decoded gives a permit")
			}
			return wire.EncodeDecision(&d)
		})
	})
}

func decodeAnything[T any](t *testing.T, data []byte, decode func([]byte) (T, error), encode func(T) ([]byte, error)) {
	got, err := decode(data)
	if err != nil {
		if _, ok := errors.AsType[*wire.Error](err); !ok {
			t.Fatalf("the error is no fault of the document: %v", err)
		}
		quotesNothing(t, err)
		return
	}
	if !json.Valid(data) {
		t.Fatalf("what is no JSON to others was accepted: %q", data)
	}
	written, err := encode(got)
	if err != nil {
		t.Fatalf("what was accepted cannot be written: %v", err)
	}
	again, err := decode(written)
	if err != nil {
		t.Fatalf("what was written cannot be read: %v\n%s", err, written)
	}
	if diff := cmp.Diff(got, again, same); diff != "" {
		t.Fatalf("it changed (-first +second):\n%s", diff)
	}
	twice, err := encode(again)
	if err != nil || string(written) != string(twice) {
		t.Fatalf("the bytes changed: %v\n%s\n%s", err, written, twice)
	}
}
