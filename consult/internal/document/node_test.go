package document_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/internal/document"
)

// TestParseFaults has documents that cannot be read at all.
func TestParseFaults(t *testing.T) {
	t.Parallel()
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	tests := []struct {
		reason string
		format document.Format
		data   string
		want   string
	}{
		{"a format must be chosen", 0, "{}", "f: has a format that is not known: write it as YAML or JSON"},
		{"a document has a size", document.JSON, "{" + strings.Repeat(" ", document.DefaultMaxBytes) + "}", "f: is larger than 65536 bytes"},
		{"a document is text", document.YAML, "a: b\nc: \xff\n", "f:2: is not UTF-8 text"},
		{"a document is whole text", document.JSON, "{\"a\":\n\"\xe4\"}", "f:2: is not UTF-8 text"},
		{"UTF-16 is another encoding", document.YAML, "\xff\xfea\x00:\x00b\x00", "f:1: is not UTF-8 text"},

		{"JSON of nothing", document.JSON, "", "f:1: is empty"},
		{"JSON of blanks", document.JSON, "\n \n", "f:1: is empty"},
		{"JSON that stops", document.JSON, "{\"a\":\n[1,\n", "f:3: ends before it is complete"},
		{"JSON that stops in a name", document.JSON, "{\"a\":1,\n\"b", "f:2: ends before it is complete"},
		{"JSON that stops after a name", document.JSON, "{\"a\"", "f:1: ends before it is complete"},
		{"JSON that is not", document.JSON, "{\n'a': 1}", "f:2: is not valid JSON from here on"},
		{"JSON without a comma", document.JSON, "[1\n2]", "f:2: is not valid JSON from here on"},
		{"JSON with a comma too many", document.JSON, "{\"a\":1,\n}", "f:1: is not valid JSON from here on"},
		{"JSON with a comment", document.JSON, "// no\n{}", "f:1: is not valid JSON from here on"},
		{"JSON with a lone surrogate", document.JSON, "[\n\"\\ud800\"]", "f:2: is not valid JSON from here on"},
		{"JSON with NaN", document.JSON, "[NaN]", "f:1: is not valid JSON from here on"},
		{"JSON with a byte order mark", document.JSON, "\ufeff{}", "f:1: is not valid JSON from here on"},
		{"JSON with something after it", document.JSON, "{}\n\n{}", "f:3: has something after its end"},
		{"JSON with rubbish after it", document.JSON, "{}\n}", "f:2: has something after its end"},
		{"JSON that is deep", document.JSON, deep(document.MaxDepth + 1), "f:1: has objects and lists that lie too deep in each other"},
		{"JSON that is deep in objects", document.JSON, strings.Repeat(`{"a":`, 1000), "f:1: has objects and lists that lie too deep in each other"},

		{"YAML of nothing", document.YAML, "", "f: is empty"},
		{"YAML of comments", document.YAML, "# nothing\n", "f: is empty"},
		{"YAML that is indented badly", document.YAML, "a: b\n c: d\n", "f:2: is not valid YAML: mapping values are not allowed in this context"},
		{"YAML that stops", document.YAML, "a: [b,\n", "f:2: is not valid YAML: did not find expected node content"},
		{"YAML with a tab", document.YAML, "a:\n\tb: c\n", "f:2: is not valid YAML: found character that cannot start any token"},
		{"YAML with a quoting message", document.YAML, "a: !x`y b\n", "f:1: is not valid YAML"},
		{"YAML with a control character", document.YAML, "a: b\nc: é\x01\n", "f:2: has a control character"},
		{"YAML with two documents", document.YAML, "a: b\n---\nc: d\n", "f:2: holds more than one document: give each its own file"},
		{"YAML with an empty second document", document.YAML, "a: b\n---\n", "f:2: holds more than one document: give each its own file"},
		{"YAML with a broken second document", document.YAML, "a: b\n---\n- [\n", "f:4: is not valid YAML: did not find expected node content"},
		{"YAML that is deep", document.YAML, deep(document.MaxDepth + 1), "f:1: has objects and lists that lie too deep in each other"},
		{"YAML that is very deep", document.YAML, strings.Repeat("[", 60000), "f:1: has objects and lists that lie too deep in each other"},
		{"YAML that is deep in lists", document.YAML, strings.Repeat("- ", 40) + "x\n", "f:1: has objects and lists that lie too deep in each other"},
		{"YAML that is deep in objects", document.YAML, "a:\n" + nested(40), "f:33: has objects and lists that lie too deep in each other"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			var r record
			err := document.Decode([]byte(test.data), test.format, &r, &document.Options{File: "f"})
			require.EqualError(t, err, test.want)
			assert.Zero(t, r)
		})
	}
}

// nested returns objects in each other.
func nested(n int) string {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "%sa:\n", strings.Repeat(" ", i))
	}
	return b.String()
}

// TestDepth shows that what lies as deep as it may is read.
func TestDepth(t *testing.T) {
	t.Parallel()
	deepest := strings.Repeat("[", document.MaxDepth) + strings.Repeat("]", document.MaxDepth)
	for _, format := range []document.Format{document.JSON, document.YAML} {
		_, err := document.Parse([]byte(deepest), format, nil)
		assert.NoError(t, err)
	}
}

func TestMaxBytes(t *testing.T) {
	t.Parallel()
	data := []byte(`{"state":"none"}`)
	var p consult.Places
	assert.NoError(t, document.Decode(data, document.JSON, &p, &document.Options{MaxBytes: len(data)}))
	assert.EqualError(t, document.Decode(data, document.JSON, &p, &document.Options{MaxBytes: len(data) - 1}), "is larger than 15 bytes")
}

// TestNodeText reads the member that says what the rest is.
func TestNodeText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		yaml   string
		want   string
		line   int
		ok     bool
	}{
		{"text", "a: b\nkind: dpia\n", "dpia", 2, true},
		{"quoted", "kind: 'dpia'\n", "dpia", 1, true},
		{"the first of two, of which the second is a fault", "kind: dpia\nkind: risk\n", "dpia", 1, true},
		{"a list", "a: b\nkind: [dpia]\n", "", 2, false},
		{"null", "a: b\nkind:\n", "", 2, false},
		{"an alias", "a: &b c\nkind: *b\n", "", 2, false},
		{"with an anchor on its name", "&a kind: dpia\n", "", 1, false},
		{"missing", "# comment\na: b\n", "", 2, false},
		{"of no object", "[kind]\n", "", 1, false},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			node, err := document.Parse([]byte(test.yaml), document.YAML, nil)
			require.NoError(t, err)
			got, line, ok := node.Text("kind")
			assert.Equal(t, test.want, got)
			assert.Equal(t, test.line, line)
			assert.Equal(t, test.ok, ok)
		})
	}
}

// TestSkip reads a document with members beside those of the Go type.
func TestSkip(t *testing.T) {
	t.Parallel()
	tests := []struct{ reason, yaml, want string }{
		{"members that are not decoded", "kind: places\n$schema: x\nstate: none\n", ""},
		{"are text", "kind: [places]\nstate: none\n", "line 1: kind: must be text"},
		{"are not aliases", "kind: &a places\nstate: none\n", "line 1: kind: has an anchor (&): write the value out where it is needed"},
		{"are given once", "kind: places\nstate: none\nkind: places\n", "line 3: kind: is given twice, the first time on line 1"},
		{"belong to the document alone", "state: none\nrange: {kind: x, from: '1', through: '2'}\n",
			"line 2: range: has a member that is not known: the members are from, through"},
	}
	type places struct {
		State consult.PlacesState `json:"state"`
		Range consult.Versions    `json:"range,omitzero"`
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			node, err := document.Parse([]byte(test.yaml), document.YAML, nil)
			require.NoError(t, err)
			var p places
			if err := node.Decode(&p, "kind", "$schema"); test.want != "" {
				require.EqualError(t, err, test.want)
				return
			}
			require.NoError(t, node.Decode(&p, "kind", "$schema"))
			assert.Equal(t, consult.PlacesNone, p.State)
		})
	}
}

func TestFormatOf(t *testing.T) {
	t.Parallel()
	assert.Equal(t, document.YAML, document.FormatOf("a/b.yaml"))
	assert.Equal(t, document.YAML, document.FormatOf("b.YML"))
	assert.Equal(t, document.JSON, document.FormatOf("b.json"))
	assert.Zero(t, document.FormatOf("b.yaml~"))
	assert.Zero(t, document.FormatOf("json"))
}

// TestFaultsAreOneLine shows that the name of a file cannot forge a line of its own.
func TestFaultsAreOneLine(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `"a\n\x1b.yaml":2: x: y`, document.Fault{File: "a\n\x1b.yaml", Line: 2, Path: "x", Problem: "y"}.Error())
	assert.Equal(t, `"\xff": y`, document.Fault{File: "\xff", Problem: "y"}.Error())
	assert.Equal(t, "y", document.Fault{Problem: "y"}.Error())
	assert.Equal(t, "é.yaml: y", document.Fault{File: "é.yaml", Problem: "y"}.Error())
}

// TestCheck has Go types that are errors of the program.
func TestCheck(t *testing.T) {
	t.Parallel()
	type hidden struct{}
	tests := []struct {
		reason string
		value  any // of the type
		want   string
	}{
		{"no name", struct{ A string }{}, "field A has no json tag with a name"},
		{"no name in the tag", struct {
			A string `json:",omitzero"`
		}{}, "field A has no json tag with a name"},
		{"two of a name", reflect.New(reflect.StructOf([]reflect.StructField{
			{Name: "A", Type: reflect.TypeFor[string](), Tag: `json:"a"`},
			{Name: "B", Type: reflect.TypeFor[string](), Tag: `json:"a"`},
		})).Elem().Interface(), "field B has the name of another, a"},
		{"embedded and not exported", struct {
			hidden `json:"hidden"`
		}{}, "embedded type hidden is not exported"},
		{"maps have no order and no known names", struct {
			A map[string]string `json:"a"`
		}{}, "field A: map[string]string has no form in a document"},
		{"fractions are written in many ways", struct {
			A []float64 `json:"a"`
		}{}, "field A: float64 has no form in a document"},
		{"a number of nanoseconds is no duration to anybody", struct {
			A time.Duration `json:"a"`
		}{}, "field A: time.Duration has no form in a document"},
		{"a function", struct {
			A *func() `json:"a"`
		}{}, "field A: func() has no form in a document"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			err := document.Check(reflect.TypeOf(test.value))
			require.ErrorContains(t, err, test.want)
			into := reflect.New(reflect.TypeOf(test.value)).Interface()
			err = document.Decode([]byte("{}"), document.JSON, into, nil)
			require.ErrorContains(t, err, test.want)
			var faults document.Faults
			assert.False(t, errors.As(err, &faults), "it is no fault of the document")
		})
	}
	assert.NoError(t, document.Check(reflect.TypeFor[record](), "kind"))
	assert.EqualError(t, document.Check(reflect.TypeFor[record](), "kind", "due"),
		"document: document_test.record has a member due, a name that every document has already: rename it")
	_, err := document.Members(reflect.TypeFor[struct{ A int }]())
	assert.ErrorContains(t, err, "field A")
}

func TestDecodeNeedsPointer(t *testing.T) {
	t.Parallel()
	for _, into := range []any{nil, record{}, (*record)(nil)} {
		assert.ErrorContains(t, document.Decode([]byte("{}"), document.JSON, into, nil), "must be a pointer that is not nil")
	}
}

// TestManyFields decodes an object with more members than have a place on the stack.
func TestManyFields(t *testing.T) {
	t.Parallel()
	fields := make([]reflect.StructField, 40)
	var yaml bytes.Buffer
	for i := range fields {
		name := fmt.Sprintf("f%d", i)
		fields[i] = reflect.StructField{
			Name: strings.ToUpper(name), Type: reflect.TypeFor[string](), Tag: reflect.StructTag(`json:"` + name + `"`),
		}
		fmt.Fprintf(&yaml, "%s: %d\n", name, i)
	}
	into := reflect.New(reflect.StructOf(fields))
	require.NoError(t, document.Decode(yaml.Bytes(), document.YAML, into.Interface(), nil))
	assert.Equal(t, "39", into.Elem().Field(39).String())
	yaml.WriteString("f39: again\n")
	assert.EqualError(t, document.Decode(yaml.Bytes(), document.YAML, into.Interface(), nil),
		"line 41: f39: is given twice, the first time on line 40")
}

// TestQuotingTypesAreSilenced decodes into types whose errors quote what they were given.
func TestQuotingTypesAreSilenced(t *testing.T) {
	t.Parallel()
	var into struct {
		Address netip.Addr `json:"address"`
		Bare    echo       `json:"bare"`
	}
	err := document.Decode([]byte("address: Jane Doe\nbare: Jane Doe\n"), document.YAML, &into, nil)
	require.EqualError(t, err, "line 1: address: is not valid\nline 2: bare: is not valid")
}

// echo refuses everything and says so.
type echo struct{}

func (*echo) UnmarshalText(text []byte) error { return fmt.Errorf("cannot read %s", text) }

func TestWords(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{"unknown", "yes", "no"}, document.Words(reflect.TypeFor[consult.YesNo]()))
	assert.Equal(t, []string{"patients", "children", "carers", "staff"}, document.Words(reflect.TypeFor[consult.Set[consult.DataSubject]]()))
	assert.Len(t, document.Words(reflect.TypeFor[consult.Country]()), 249)
	assert.Len(t, document.Words(reflect.TypeFor[consult.Countries]()), 249)
	assert.Nil(t, document.Words(reflect.TypeFor[consult.Products]()), "products are no enumeration")
	assert.Nil(t, document.Words(reflect.TypeFor[uint8]()), "a number is no enumeration")
	assert.Len(t, document.Words(reflect.TypeFor[every]()), 256)
	assert.Nil(t, document.Element(reflect.TypeFor[consult.YesNo]()))
	assert.Nil(t, document.Element(reflect.TypeFor[bag]()))
	assert.Nil(t, document.Element(reflect.TypeFor[odd]()))
	assert.Equal(t, reflect.TypeFor[consult.ProductID](), document.Element(reflect.TypeFor[consult.Products]()))
}

// every has a text for each of its values.
type every uint8

func (e every) MarshalText() ([]byte, error) { return fmt.Append(nil, uint8(e)), nil }

// bag and odd are sets of words that do not say of what.
type bag struct{}

func (*bag) AddWord([]byte) error { return nil }

type odd struct{ bag }

func (odd) All() {}
