package document_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/internal/document"
)

// TestOptional has what a request may leave out, and what it may not.
func TestOptional(t *testing.T) {
	t.Parallel()
	all := []reflect.Type{reflect.TypeFor[record](), reflect.TypeFor[person]()}
	tests := []struct {
		reason   string
		json     string
		optional []reflect.Type
		want     string // the error, or empty for none
	}{
		{"by the tags, two members are required", `{}`, nil, "line 1: id: is missing\nline 1: controller: is missing"},
		{"of an optional type, none is", `{}`, all, ""},
		{"nor of one inside it", `{"author":{"next":{}}}`, all, ""},
		{"types that are not listed keep their tags", `{"mitigations":[{"measure":"lock"}]}`, all, "line 1: mitigations[0].due: is missing"},
		{"only the inner type is listed", `{"author":{}}`, all[1:], "line 1: id: is missing\nline 1: controller: is missing"},
		{"what is there is as strict as ever", `{"author":{"role":null}}`, all, "line 1: author.role: is null: give a value, or leave it out if it may be left out"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			var r record
			err := document.Decode([]byte(test.json), document.JSON, &r, &document.Options{Optional: test.optional})
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, test.want)
		})
	}
}
