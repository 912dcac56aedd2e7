package wire_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/wire"
)

// same compares calls and decisions field by field; a value by its text, as the wire has it.
var same = cmp.Options{
	cmp.Exporter(func(reflect.Type) bool { return true }),
	cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b consult.Value) bool { return a.String() == b.String() }),
}

// TestCallAndBack writes any valid call and reads it again.
func TestCallAndBack(t *testing.T) {
	t.Parallel()
	for _, whole := range []bool{false, true} {
		rapid.Check(t, func(t *rapid.T) {
			call := randomCall(t, whole)
			if path := zeroField(reflect.ValueOf(call), ""); whole && path != "" {
				t.Fatalf("%s is zero", path)
			}
			written, err := wire.EncodeCall(&call)
			if err != nil {
				t.Fatal(err)
			}
			again, err := wire.DecodeCall(written)
			if err != nil {
				t.Fatalf("%v: %s", err, written)
			}
			if diff := cmp.Diff(call, again, same); diff != "" {
				t.Fatalf("the call changed (-written +read):\n%s", diff)
			}
			if !json.Valid(written) {
				t.Fatalf("no JSON: %s", written)
			}
		})
	}
}

// TestDecisionAndBack writes any valid decision and reads it again. It gives no permit.
func TestDecisionAndBack(t *testing.T) {
	t.Parallel()
	for _, whole := range []bool{false, true} {
		rapid.Check(t, func(t *rapid.T) {
			decision := randomDecision(t, whole)
			if path := zeroField(reflect.ValueOf(decision), ""); whole && path != "" {
				t.Fatalf("%s is zero", path)
			}
			written, err := wire.EncodeDecision(&decision)
			if err != nil {
				t.Fatal(err)
			}
			again, err := wire.DecodeDecision(written)
			if err != nil {
				t.Fatalf("%v: %s", err, written)
			}
			if diff := cmp.Diff(decision, again, same); diff != "" {
				t.Fatalf("the decision changed (-written +read):\n%s", diff)
			}
			if _, ok := again.Permit(); ok {
				t.Fatal("a decision that was decoded gives a permit")
			}
			twice, err := wire.EncodeDecision(&again)
			if err != nil || string(twice) != string(written) {
				t.Fatalf("the bytes changed: %v\n%s\n%s", err, written, twice)
			}
		})
	}
}

// zeroField returns the path of an exported field that is zero, or "". It holds the random
// calls to being whole, so that a field which is added and not written is noticed.
func zeroField(v reflect.Value, path string) string {
	for field, value := range v.Fields() {
		here := path + "." + field.Name
		switch {
		case !field.IsExported():
		case value.IsZero():
			return here
		case value.Kind() == reflect.Struct:
			if path := zeroField(value, here); path != "" {
				return path
			}
		}
	}
	return ""
}

// recorded returns the decision that a gate makes of a call, as its recorder sees it.
func recorded(t testing.TB, call consult.Call) (d consult.Decision) {
	t.Helper()
	recorder := consult.RecorderFunc(func(_ context.Context, made consult.Decision) error {
		d = made
		return nil
	})
	gate, err := consult.NewGate(recorder, []*consult.Check{
		consult.ProviderInitiated(), consult.OwnOrganisation(nil), consult.NotRecordedByDefault(), consult.Encrypted(),
		consult.Private(), consult.Admitted(), consult.Protected(), consult.Updated(nil),
	}, &consult.Options{Clock: func() time.Time { return time.Date(2026, time.May, 11, 9, 0, 0, 0, time.UTC) }})
	require.NoError(t, err)
	_, err = gate.Decide(t.Context(), &call)
	require.NoError(t, err)
	return d
}

// TestGateDecisionAndBack writes what a gate gives its recorder.
func TestGateDecisionAndBack(t *testing.T) {
	t.Parallel()
	decision := recorded(t, consult.Call{ID: "call-7f3a"})
	require.NotEmpty(t, decision.Findings)
	written, err := wire.EncodeDecision(&decision)
	require.NoError(t, err)
	again, err := wire.DecodeDecision(written)
	require.NoError(t, err)
	assert.Equal(t, decision.Broken(), again.Broken())
	assert.Equal(t, decision.ForPatient(), again.ForPatient())
	for i, f := range decision.Findings {
		assert.Equal(t, f.Found.String(), again.Findings[i].Found.String())
		assert.Equal(t, f.Rule, again.Findings[i].Rule)
	}
}

// TestFindingsAlone writes the findings of a decision as the decision has them.
func TestFindingsAlone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		decision := randomDecision(t, false)
		whole, err := wire.EncodeDecision(&decision)
		if err != nil {
			t.Fatal(err)
		}
		var of struct {
			Findings json.RawMessage `json:"findings"`
		}
		if err := json.Unmarshal(whole, &of); err != nil {
			t.Fatal(err)
		}
		alone, err := wire.EncodeFindings(&decision)
		if err != nil || string(alone) != string(of.Findings) {
			t.Fatalf("%v\ngot  %s\nwant %s", err, alone, of.Findings)
		}
	})
	_, err := wire.EncodeFindings(nil)
	require.EqualError(t, err, "consult/wire: cannot encode the findings of a nil decision")
	decision := recorded(t, consult.Call{ID: "call-7f3a"})
	none := decision
	none.Findings = nil
	written, err := wire.EncodeFindings(&none)
	require.NoError(t, err)
	assert.Equal(t, "[]", string(written))
	decision.Findings[0].Rule.Remedy = "\xff"
	_, err = wire.EncodeFindings(&decision)
	_, whole := wire.EncodeDecision(&decision)
	require.Error(t, err)
	assert.Equal(t, whole, err, "the errors are the same")
	for range 12 {
		decision.Findings = append(decision.Findings, decision.Findings[1:]...)
	}
	decision.Findings = decision.Findings[1:]
	_, err = wire.EncodeFindings(&decision)
	require.ErrorContains(t, err, "larger than")
}

// TestBounds has documents of the size that is allowed, and of one byte more.
func TestBounds(t *testing.T) {
	t.Parallel()
	call := func(size int) []byte { return []byte(`{` + strings.Repeat(" ", size-2) + `}`) }
	_, err := wire.DecodeCall(call(wire.MaxBytes))
	require.NoError(t, err)
	_, err = wire.DecodeCall(call(wire.MaxBytes + 1))
	require.EqualError(t, err, "consult/wire: the document is larger than 65536 bytes")
	_, err = wire.DecodeDecision(call(wire.MaxBytes + 1))
	require.EqualError(t, err, "consult/wire: the document is larger than 65536 bytes")

	var many []consult.ProductID
	for i := range 2000 {
		many = append(many, consult.ProductID(fmt.Sprintf("%060d", i)))
	}
	_, err = wire.EncodeCall(&consult.Call{Data: consult.Data{Recipients: consult.RecipientsOf(many...)}})
	require.ErrorContains(t, err, "larger than", "what is not decoded is not encoded")
}

// TestReadCall reads from what a request's body may be.
func TestReadCall(t *testing.T) {
	t.Parallel()
	got, err := wire.ReadCall(iotest.OneByteReader(strings.NewReader(`{"id":"call-7f3a"}`)))
	require.NoError(t, err)
	assert.Equal(t, consult.CallID("call-7f3a"), got.ID)

	endless := &counter{}
	_, err = wire.ReadCall(endless)
	require.ErrorContains(t, err, "larger than")
	assert.LessOrEqual(t, endless.n, wire.MaxBytes+1, "no more than one byte beyond the bound is read")

	broken := errors.New("connection reset")
	_, err = wire.ReadCall(iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)
	_, isFault := errors.AsType[*wire.Error](err)
	assert.False(t, isFault, "the document is not at fault")
}

// counter is a reader of white space without an end.
type counter struct{ n int }

func (c *counter) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	c.n += len(b)
	return len(b), nil
}

var _ io.Reader = (*counter)(nil)

// TestError has what a person reads.
func TestError(t *testing.T) {
	t.Parallel()
	_, err := wire.DecodeCall([]byte("{\"room\":{\"recording\":\"never\"},\n\"product\":{\"name\":1,\"version\":2}}"))
	require.EqualError(t, err, "consult/wire: room.recording: is not one of: unknown, off, on-request, buffered, automatic; "+
		"product: has a member that is not known: the members are id, version; product.version: must be text")
	_, err = wire.DecodeCall([]byte("{\n\"id\":}"))
	require.EqualError(t, err, "consult/wire: line 2: is not valid JSON from here on")
	_, err = wire.DecodeCall(nil)
	require.EqualError(t, err, "consult/wire: the document is empty")
}
