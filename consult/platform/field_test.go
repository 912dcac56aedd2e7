package platform_test

import (
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// document is a document of a platform that tests make up.
type document struct {
	Flag   platform.Field[bool]   `json:"flag,omitzero"`
	Word   platform.Field[string] `json:"word,omitzero"`
	Nested platform.Field[struct {
		Flag platform.Field[bool] `json:"flag,omitzero"`
	}] `json:"nested,omitzero"`
	List platform.Field[[]string] `json:"list,omitzero"`
}

func TestFieldKeepsAbsentNullAndFalseApart(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why, text    string
		absent, null bool
		value, given bool
		want         consult.YesNo
	}{
		{"not in the document: not known", `{}`, true, false, false, false, consult.Unknown},
		{"null: not known either, but not the same", `{"flag":null}`, false, true, false, false, consult.Unknown},
		{"false: known not to be so", `{"flag":false}`, false, false, false, true, consult.No},
		{"true: known to be so", `{"flag":true}`, false, false, true, true, consult.Yes},
		{"another name is another member", `{"Flag":true}`, true, false, false, false, consult.Unknown},
		{"what vendors add is passed over", `{"newer":[{}],"flag":true}`, false, false, true, true, consult.Yes},
	} {
		var d document
		require.NoError(t, platform.Decode([]byte(test.text), &d), test.why)
		assert.Equal(t, test.absent, d.Flag.Absent(), test.why)
		assert.Equal(t, test.null, d.Flag.IsNull(), test.why)
		value, given := d.Flag.Get()
		assert.Equal(t, test.value, value, test.why)
		assert.Equal(t, test.given, given, test.why)
		assert.Equal(t, test.value || !test.given, d.Flag.Or(true), test.why)
		assert.Equal(t, test.want, platform.YesNo(d.Flag), test.why)
	}
}

func TestFieldOfFields(t *testing.T) {
	t.Parallel()
	var d document
	require.NoError(t, platform.Decode([]byte(`{"nested":{"flag":null},"word":"","list":[]}`), &d))
	nested, given := d.Nested.Get()
	assert.True(t, given)
	assert.True(t, nested.Flag.IsNull())
	word, given := d.Word.Get()
	assert.True(t, given, "empty text is text")
	assert.Empty(t, word)
	list, given := d.List.Get()
	assert.True(t, given, "an empty list is a list")
	assert.Empty(t, list)
}

func TestFieldIsWrittenAsItWasRead(t *testing.T) {
	t.Parallel()
	for why, text := range map[string]string{
		"absent stays absent":       `{}`,
		"null stays null":           `{"flag":null}`,
		"false is not left out":     `{"flag":false}`,
		"nor is empty text":         `{"word":""}`,
		"and so in what is nested":  `{"nested":{"flag":null}}`,
		"and what is nested absent": `{"nested":{}}`,
	} {
		var d document
		require.NoError(t, platform.Decode([]byte(text), &d), why)
		written, err := json.Marshal(d)
		require.NoError(t, err, why)
		assert.Equal(t, text, string(written), why)
	}
}

func TestFieldMade(t *testing.T) {
	t.Parallel()
	var zero platform.Field[int]
	assert.True(t, zero.Absent(), "the zero Field is absent")
	assert.Equal(t, 7, zero.Or(7))
	assert.True(t, platform.Null[int]().IsNull())
	assert.False(t, platform.Null[int]().Absent())
	assert.Equal(t, 0, platform.Given(0).Or(7), "zero is a value")
	assert.NotEqual(t, zero, platform.Given(0), "fields can be compared")
}

func TestDiffers(t *testing.T) {
	t.Parallel()
	var names []string
	for _, row := range []struct {
		name      string
		got, want platform.Field[bool]
	}{
		{"not asked for", platform.Given(true), platform.Field[bool]{}},
		{"as asked for", platform.Given(true), platform.Given(true)},
		{"otherwise", platform.Given(true), platform.Given(false)},
		{"not there", platform.Field[bool]{}, platform.Given(false)},
	} {
		platform.Differs(&names, row.name, row.got, row.want)
	}
	assert.Equal(t, []string{"otherwise", "not there"}, names)
}
