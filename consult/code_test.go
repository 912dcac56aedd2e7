package consult_test

import (
	"bytes"
	"encoding"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

// reader returns a function that reads text as a code of type C.
func reader[C ~string, P interface {
	*C
	encoding.TextUnmarshaler
}]() func(string) (string, error) {
	return func(text string) (string, error) {
		c := C("before")
		err := P(&c).UnmarshalText([]byte(text))
		return string(c), err
	}
}

var codeReaders = map[string]func(string) (string, error){
	"ODSCode":   reader[consult.ODSCode](),
	"ProductID": reader[consult.ProductID](),
	"RecordID":  reader[consult.RecordID](),
	"SourceID":  reader[consult.SourceID](),
	"RoleCode":  reader[consult.RoleCode](),
	"CallID":    reader[consult.CallID](),
	"StaffID":   reader[consult.StaffID](),
	"RuleID":    reader[consult.RuleID](),
}

func TestCodes(t *testing.T) {
	t.Parallel()
	slugs := []string{"ProductID", "RecordID", "SourceID", "RoleCode"}
	opaques := []string{"CallID", "StaffID"}
	all := append(append([]string{"ODSCode", "RuleID"}, slugs...), opaques...)
	tests := []struct {
		reason string
		kinds  []string
		text   string
		ok     bool
	}{
		{"a practice", []string{"ODSCode"}, "Z99901", true},
		{"the shortest", []string{"ODSCode"}, "RXX", true},
		{"the longest", []string{"ODSCode"}, "Z999012345", true},
		{"too short", []string{"ODSCode"}, "RX", false},
		{"too long", []string{"ODSCode"}, "Z9990123456", false},
		{"lower case", []string{"ODSCode"}, "a81001", false},
		{"a hyphen", []string{"ODSCode"}, "A81-001", false},

		{"letters, digits and . _ -", slugs, "example-meet_2.0", true},
		{"one character", slugs, "x", true},
		{"64 characters", slugs, strings.Repeat("x", 64), true},
		{"65 characters", slugs, strings.Repeat("x", 65), false},
		{"begins with a dot", slugs, ".hidden", false},
		{"a slash", slugs, "a/b", false},
		{"a colon", slugs, "a:b", false},

		{"a UUID", opaques, "018f2e0a-8d3e-7c1b-9a77-0242ac120002", true},
		{"a URN", opaques, "urn:call:~1.2_3", true},
		{"begins with a dot, for it is opaque", opaques, ".x", true},
		{"128 characters", opaques, strings.Repeat("x", 128), true},
		{"129 characters", opaques, strings.Repeat("x", 129), false},
		{"a slash in an opaque id", opaques, "a/b", false},
		{"an address", opaques, "jones@example.org", false},

		{"subject, dot, what must hold", []string{"RuleID"}, "notice.secure-use", true},
		{"no dot", []string{"RuleID"}, "notice", false},
		{"two dots", []string{"RuleID"}, "notice.secure.use", false},
		{"a dot at the start", []string{"RuleID"}, ".notice", false},
		{"a dot at the end", []string{"RuleID"}, "notice.", false},
		{"capital letters", []string{"RuleID"}, "Notice.Use", false},
		{"too long a rule", []string{"RuleID"}, "a." + strings.Repeat("x", 63), false},

		{"nothing", all, "", false},
		{"a space", all, "Mrs Jones", false},
		{"a line break", all, "abc\n", false},
		{"a quote", all, `abc"def`, false},
		{"markup", all, "<b>abc</b>", false},
		{"another alphabet", all, "Zoë.x", false},
		{"a zero byte", all, "abc\x00", false},
	}
	for _, tt := range tests {
		for _, kind := range tt.kinds {
			t.Run(kind+": "+tt.reason, func(t *testing.T) {
				t.Parallel()
				got, err := codeReaders[kind](tt.text)
				if tt.ok {
					require.NoError(t, err)
					assert.Equal(t, tt.text, got)
					return
				}
				require.Error(t, err)
				assertQuotesNothing(t, err, tt.text)
				assert.Equal(t, "before", got, "after an error the code is what it was")
			})
		}
	}
}

func TestZeroCodesAreInvalid(t *testing.T) {
	t.Parallel()
	assert.False(t, consult.ODSCode("").Valid())
	assert.False(t, consult.ProductID("").Valid())
	assert.False(t, consult.RecordID("").Valid())
	assert.False(t, consult.SourceID("").Valid())
	assert.False(t, consult.RoleCode("").Valid())
	assert.False(t, consult.CallID("").Valid())
	assert.False(t, consult.StaffID("").Valid())
	assert.False(t, consult.RuleID("").Valid())
}

func TestStaffIDIsWithheldFromLogs(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	logger.Info("decided", "clinician", consult.StaffID("555036632103"), "nobody", consult.StaffID(""))
	assert.NotContains(t, log.String(), "555036632103")
	assert.Contains(t, log.String(), `"clinician":"withheld"`)
	assert.Contains(t, log.String(), `"nobody":"none"`)
}

func TestProducts(t *testing.T) {
	t.Parallel()
	given := []consult.ProductID{"scribe", "captions", "scribe"}
	set := consult.ProductsOf(given...)
	given[0] = "changed"
	assert.Equal(t, 2, set.Len(), "repeats count once")
	assert.Equal(t, "captions, scribe", set.String(), "in order, whatever becomes of the list given")
	assert.True(t, set.Has("scribe"))
	assert.False(t, set.Has("changed"))
	assert.False(t, set.Empty())
	assert.False(t, set.IsZero())
	assert.True(t, consult.Products{}.Empty())
	assert.True(t, consult.ProductsOf().IsZero())
	assert.True(t, set.Equal(consult.ProductsOf("scribe", "captions")))
	assert.False(t, set.Equal(consult.ProductsOf("scribe")))

	union := set.Union(consult.ProductsOf("analytics", "scribe"))
	assert.Equal(t, []string{"analytics", "captions", "scribe"}, union.Words())
	assert.Equal(t, "captions", union.Without(func(id consult.ProductID) bool { return id != "captions" }).String())
	assert.True(t, union.Without(union.Has).Empty())
	assert.Equal(t, "captions, scribe", set.String(), "a set never changes")

	var first []consult.ProductID
	for id := range union.All {
		first = append(first, id)
		break
	}
	assert.Equal(t, []consult.ProductID{"analytics"}, first, "All stops when it is told to")
	n := 0
	for range union.All {
		n++
	}
	assert.Equal(t, 3, n)
}

func TestProductsAddWord(t *testing.T) {
	t.Parallel()
	set := consult.ProductsOf("scribe")
	shared := set
	require.NoError(t, set.AddWord([]byte("captions")))
	assert.Equal(t, "captions, scribe", set.String())
	assert.Equal(t, "scribe", shared.String(), "another copy of the set stays what it was")
	for _, text := range []string{"captions", "Mrs Jones", ""} {
		err := set.AddWord([]byte(text))
		require.Error(t, err, "%q", text)
		assertQuotesNothing(t, err, text)
	}
	assert.Equal(t, 2, set.Len())
}

func FuzzCode(f *testing.F) {
	for _, seed := range []string{"Z99901", "example-meet", "urn:x:1~2", "notice.secure-use", "", ".", "a b", "é", "\x00", strings.Repeat("A", 129)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for kind, read := range codeReaders {
			got, err := read(text)
			if err != nil {
				assert.Equal(t, "before", got, kind)
				continue
			}
			assert.Equal(t, text, got, kind)
			assert.NotContains(t, got, " ", kind)
			assert.LessOrEqual(t, len(got), 128, kind)
			for _, b := range []byte(got) {
				assert.True(t, b > ' ' && b < 0x7f && !strings.ContainsRune(`"'<>&\/`, rune(b)), "%s holds %q", kind, b)
			}
		}
	})
}
