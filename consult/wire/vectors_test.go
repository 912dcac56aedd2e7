package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/wire"
)

// A vector is a document of testdata with what is expected of it. Its file has header lines, an
// empty line, and the document with one line feed after it that is not part of it:
//
//	expect: ok, or error
//	path: of an error, the path of its one fault; empty for the document itself
//	form: canonical, where the document is byte for byte as it is written
//	comment: why it is so
type vector struct {
	expect, path, form, comment string
	hasPath                     bool
	document                    []byte
}

func parseVector(data []byte) (v vector, err error) {
	header, document, found := bytes.Cut(data, []byte("\n\n"))
	if !found || !bytes.HasSuffix(document, []byte("\n")) {
		return v, errors.New("has no header, or no line feed at its end")
	}
	v.document = document[:len(document)-1]
	for line := range strings.SplitSeq(string(header), "\n") {
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		var into *string
		switch name {
		case "expect":
			into = &v.expect
		case "path":
			into, v.hasPath = &v.path, true
		case "form":
			into = &v.form
		case "comment":
			into = &v.comment
		default:
			return v, fmt.Errorf("has the unknown header %q", name)
		}
		if *into != "" {
			return v, fmt.Errorf("has the header %q twice", name)
		}
		*into = value
	}
	switch {
	case v.expect != "ok" && v.expect != "error":
		return v, fmt.Errorf("expects %q", v.expect)
	case (v.expect == "error") != v.hasPath:
		return v, errors.New("has a path and is no error, or the other way round")
	case v.form != "" && (v.form != "canonical" || v.expect != "ok"):
		return v, fmt.Errorf("has the form %q", v.form)
	case v.comment == "":
		return v, errors.New("has no comment: say why")
	}
	return v, nil
}

// vectors returns the vectors of a folder of testdata by their names.
func vectors(t testing.TB, folder string) map[string]vector {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	all := make(map[string]vector, len(files))
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		v, err := parseVector(data)
		require.NoError(t, err, file)
		all[strings.TrimSuffix(filepath.Base(file), ".txt")] = v
	}
	return all
}

func TestCallVectors(t *testing.T) {
	t.Parallel()
	for name, v := range vectors(t, "call") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkVector(t, v, wire.DecodeCall, func(c consult.Call) ([]byte, error) { return wire.EncodeCall(&c) })
		})
	}
}

func TestDecisionVectors(t *testing.T) {
	t.Parallel()
	for name, v := range vectors(t, "decision") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkVector(t, v, wire.DecodeDecision, func(d consult.Decision) ([]byte, error) {
				_, ok := d.Permit()
				assert.False(t, ok, "a decision that was decoded gives no permit")
				return wire.EncodeDecision(&d)
			})
		})
	}
}

func checkVector[T any](t *testing.T, v vector, decode func([]byte) (T, error), encode func(T) ([]byte, error)) {
	t.Helper()
	got, err := decode(v.document)
	if v.expect == "error" {
		fault, ok := errors.AsType[*wire.Error](err)
		require.True(t, ok, "%s: got %v", v.comment, err)
		require.Len(t, fault.Faults, 1, "one fault each: %v", err)
		assert.Equal(t, v.path, fault.Faults[0].Path, fault.Faults[0].Problem)
		assert.NotEmpty(t, fault.Faults[0].Problem)
		assert.Zero(t, got, "what is refused is not given out in part")
		quotesNothing(t, err)
		return
	}
	require.NoError(t, err, v.comment)
	assert.True(t, json.Valid(v.document))
	written, err := encode(got)
	require.NoError(t, err)
	if v.form == "canonical" {
		assert.Equal(t, string(v.document), string(written))
	}
	again, err := decode(written)
	require.NoError(t, err)
	assert.Equal(t, got, again)
	twice, err := encode(again)
	require.NoError(t, err)
	assert.Equal(t, string(written), string(twice), "what was written is written again as it was")
}

// quotesNothing holds an error against words that vectors and seeds have where a value or a
// name is at fault.
func quotesNothing(t testing.TB, err error) {
	t.Helper()
	for _, word := range []string{"Xyzzy", "Marker", "9434765919", "never", "blood", "hurry", "soon"} {
		if strings.Contains(err.Error(), word) {
			t.Errorf("the error quotes the document: %v", err)
		}
	}
}

func TestVectorHeaders(t *testing.T) {
	t.Parallel()
	tests := []struct{ reason, file, want string }{
		{"a header that is not known may be a misspelt one", "expect: ok\ncoment: x\n\n{}\n", `unknown header "coment"`},
		{"a header once", "expect: ok\nexpect: error\ncomment: x\n\n{}\n", "twice"},
		{"ok or error", "expect: fine\ncomment: x\n\n{}\n", `expects "fine"`},
		{"an error has a path", "expect: error\ncomment: x\n\n{}\n", "path"},
		{"no path without an error", "expect: ok\npath: id\ncomment: x\n\n{}\n", "path"},
		{"a reason", "expect: ok\n\n{}\n", "comment"},
		{"forms", "expect: ok\nform: pretty\ncomment: x\n\n{}\n", "form"},
		{"a header at all", "{}", "no header"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			_, err := parseVector([]byte(test.file))
			require.ErrorContains(t, err, test.want)
		})
	}
}
