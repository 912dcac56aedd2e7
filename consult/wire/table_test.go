package wire_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/internal/document"
	"github.com/preconsult/preconsult/consult/wire"
)

// row is a line of a table of the package documentation, without the meaning.
type row struct{ path, kind, values string }

var tableLine = regexp.MustCompile(`^\t(\S+) +(\S+)(?: +\(([^)]*)\))?(?:  .*)?$`)

// documented returns the table under a heading of the package documentation.
func documented(t *testing.T, heading string) []row {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	require.NoError(t, err)
	_, section, found := strings.Cut(file.Doc.Text(), "# "+heading+"\n")
	require.True(t, found, heading)
	section, _, _ = strings.Cut(section, "\n# ")
	var rows []row
	for line := range strings.SplitSeq(section, "\n") {
		if strings.HasPrefix(line, "\t") {
			m := tableLine.FindStringSubmatch(line)
			require.NotNil(t, m, "a line that is no row: %s", line)
			rows = append(rows, row{m[1], m[2], m[3]})
		}
	}
	return rows
}

// forms are what the documentation calls the forms of codes.
var forms = map[reflect.Type]string{
	reflect.TypeFor[consult.CallID]():     "opaque id",
	reflect.TypeFor[consult.StaffID]():    "opaque id",
	reflect.TypeFor[consult.ODSCode]():    "ODS code",
	reflect.TypeFor[consult.ProductID]():  "identifier",
	reflect.TypeFor[consult.RecordID]():   "identifier",
	reflect.TypeFor[consult.SourceID]():   "identifier",
	reflect.TypeFor[consult.RoleCode]():   "identifier",
	reflect.TypeFor[consult.RuleID]():     "rule id",
	reflect.TypeFor[consult.Version]():    "version",
	reflect.TypeFor[consult.DecisionID](): "32 hexadecimal digits",
	reflect.TypeFor[consult.Products]():   "identifiers",
	reflect.TypeFor[consult.Countries]():  "ISO 3166-1 alpha-2 codes",
}

// rowsOf returns the rows that the members of a type make.
func rowsOf(t *testing.T, typ reflect.Type, under string, optional bool) []row {
	t.Helper()
	members, err := document.Members(typ)
	require.NoError(t, err)
	var rows []row
	for _, m := range members {
		path, mark := under+m.Name, "?"
		if m.Required || optional {
			mark = ""
		}
		rows = append(rows, rowsFor(t, m.Field.Type, path, mark, optional)...)
	}
	return rows
}

func rowsFor(t *testing.T, typ reflect.Type, path, mark string, optional bool) []row {
	t.Helper()
	shape := document.ShapeOf(typ)
	if shape == document.Pointer {
		typ = typ.Elem()
		shape = document.ShapeOf(typ)
	}
	one := row{path: path + mark}
	switch words := document.Words(typ); shape {
	case document.Object:
		one.kind = "object"
		if typ == reflect.TypeFor[consult.Call]() {
			return []row{one} // it has a table of its own
		}
		return append([]row{one}, rowsOf(t, typ, path+".", optional)...)
	case document.List:
		one.kind = "list"
		items := rowsFor(t, typ.Elem(), path+"[]", "", optional)
		if items[0].kind == "object" {
			items = items[1:]
		}
		return append([]row{one}, items...)
	case document.WordSet:
		one.kind, one.values = "words", forms[typ]
		if one.values == "" {
			one.values = strings.Join(words, ", ")
		}
	case document.Instant:
		one.kind = "time"
	case document.Coded:
		switch form, isCode := forms[typ]; {
		case isCode:
			one.kind, one.values = "code", form
		case typ == reflect.TypeFor[consult.Value]():
			one.kind = "text"
		default:
			require.NotEmpty(t, words, "%v has neither words nor a form", typ)
			one.kind, one.values = "word", strings.Join(words, ", ")
		}
	case document.Text:
		one.kind = "text"
	case document.Boolean:
		one.kind = "boolean"
	default:
		require.Fail(t, "a type that the tables have no word for", "%s: %v", path, typ)
	}
	return []row{one}
}

// TestTables holds the tables of the documentation against the types that are decoded.
func TestTables(t *testing.T) {
	t.Parallel()
	for heading, got := range map[string][]row{
		"A call":     rowsOf(t, reflect.TypeFor[consult.Call](), "", true),
		"A decision": rowsOf(t, wire.DecisionType, "", false),
	} {
		if diff := cmp.Diff(got, documented(t, heading), cmp.AllowUnexported(row{})); diff != "" {
			t.Errorf("the table under %q is not as the types are (-types +documentation):\n%s", heading, diff)
		}
	}
}

// TestNoFieldIsForgotten holds what is decoded against the exported fields of the types: the
// wire form of a decision is a type of its own, which could lack one.
func TestNoFieldIsForgotten(t *testing.T) {
	t.Parallel()
	// fields are the members that the exported fields of a type have, those of embedded
	// structs without a name of their own among them.
	var fields func(reflect.Type) []string
	fields = func(typ reflect.Type) (list []string) {
		for f := range typ.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			switch {
			case !f.IsExported():
			case f.Anonymous && name == "":
				list = append(list, fields(f.Type)...)
			default:
				require.NotEmpty(t, name, "%v.%s has no name", typ, f.Name)
				list = append(list, name)
			}
		}
		return list
	}
	members := func(typ reflect.Type) (list []string) {
		all, err := document.Members(typ)
		require.NoError(t, err)
		for _, m := range all {
			list = append(list, m.Name)
		}
		return list
	}
	tests := []struct {
		reason     string
		want, from reflect.Type
	}{
		{"a decision has all of its fields", reflect.TypeFor[consult.Decision](), wire.DecisionType},
		{"a finding has all of its fields, and those of its fault", reflect.TypeFor[consult.Finding](), wire.FindingType},
	}
	for _, test := range tests {
		if diff := cmp.Diff(fields(test.want), members(test.from)); diff != "" {
			t.Errorf("%s (-%v +wire):\n%s", test.reason, test.want, diff)
		}
	}
	for _, typ := range []reflect.Type{reflect.TypeFor[consult.Call](), reflect.TypeFor[consult.Rule]()} {
		require.Equal(t, fields(typ), members(typ), fmt.Sprintf("%v is decoded as it is", typ))
	}
}
