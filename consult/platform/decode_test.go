package platform_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/platform"
)

// secret stands in hostile documents for what no error may quote.
const secret = "Mrs Jones"

// hostile are documents that no platform sends.
var hostile = []struct {
	why, text string
	want      error
}{
	{"nothing", ``, platform.ErrMalformed},
	{"nothing but space", " \n\t", platform.ErrMalformed},
	{"text that is not JSON", secret, platform.ErrMalformed},
	{"cut off", `{"word":"` + secret, platform.ErrMalformed},
	{"cut off after a member", `{"word":"` + secret + `"`, platform.ErrMalformed},
	{"followed by another document", `{"flag":false} {"flag":true}`, platform.ErrMalformed},
	{"followed by text", `{"flag":false}` + secret, platform.ErrMalformed},
	{"a comma too many", `{"flag":false,}`, platform.ErrMalformed},
	{"a comment", `{/* ` + secret + ` */"flag":false}`, platform.ErrMalformed},
	{"a byte order mark", "\ufeff{}", platform.ErrMalformed},
	{"a member twice: which one counts?", `{"flag":false,"flag":true}`, platform.ErrMalformed},
	{"a member twice, once escaped", `{"flag":false,"\u0066lag":true}`, platform.ErrMalformed},
	{"a member twice that nobody reads", `{"` + secret + `":1,"` + secret + `":2}`, platform.ErrMalformed},
	{"a member twice, further down", `{"nested":{"flag":false,"flag":true}}`, platform.ErrMalformed},
	{"bytes that are not UTF-8", "{\"word\":\"\xff\"}", platform.ErrMalformed},
	{"bytes that are not UTF-8, as a name", "{\"\xc0\xaf\":1}", platform.ErrMalformed},
	{"half a surrogate pair", `{"word":"\ud800"}`, platform.ErrMalformed},
	{"text for a flag", `{"flag":"` + secret + `"}`, platform.ErrMistyped},
	{"text that reads as a flag", `{"flag":"false"}`, platform.ErrMistyped},
	{"a number for a flag", `{"flag":0}`, platform.ErrMistyped},
	{"a flag for text", `{"word":true}`, platform.ErrMistyped},
	{"a list for an object", `{"nested":["` + secret + `"]}`, platform.ErrMistyped},
	{"an object for a list", `{"list":{"` + secret + `":1}}`, platform.ErrMistyped},
	{"numbers in a list of texts", `{"list":[1]}`, platform.ErrMistyped},
	{"a list for the document", `[{"flag":false}]`, platform.ErrMistyped},
	{"text for the document", `"` + secret + `"`, platform.ErrMistyped},
	{"one level too deep", strings.Repeat("[", 33) + strings.Repeat("]", 33), platform.ErrTooDeep},
	{"too deep where nobody reads", `{"newer":` + strings.Repeat("[", 32) + strings.Repeat("]", 32) + `}`, platform.ErrTooDeep},
	{"64 KiB of brackets", strings.Repeat("[", platform.MaxBytes), platform.ErrTooDeep},
	{"64 KiB of objects", strings.Repeat(`{"a":`, platform.MaxBytes/5), platform.ErrTooDeep},
	{"one byte too long", `{"word":"` + strings.Repeat("x", platform.MaxBytes-10) + `"}`, platform.ErrTooLong},
	{"much too long", strings.Repeat(" ", 10*platform.MaxBytes) + `{}`, platform.ErrTooLong},
}

func TestDecodeRefusesHostileDocuments(t *testing.T) {
	t.Parallel()
	for _, test := range hostile {
		var d document
		err := platform.Decode([]byte(test.text), &d)
		require.ErrorIs(t, err, test.want, test.why)
		assert.NotContains(t, err.Error(), secret, test.why)
		assert.ErrorIs(t, platform.Read(strings.NewReader(test.text), &d), test.want, test.why)
	}
}

func TestDecodeTakesWhatIsWithinItsLimits(t *testing.T) {
	t.Parallel()
	for why, text := range map[string]string{
		"as long as may be":  `{"word":"` + strings.Repeat("x", platform.MaxBytes-11) + `"}`,
		"as deep as may be":  `{"newer":` + strings.Repeat("[", 31) + strings.Repeat("]", 31) + `}`,
		"space around":       "\r\n\t {} \n",
		"many members":       `{"a":0` + manyMembers(5000) + `}`,
		"null, which is all": `null`,
	} {
		var d document
		assert.NoError(t, platform.Decode([]byte(text), &d), why)
	}
}

func manyMembers(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`,"`)
		b.WriteString(strings.Repeat("m", 1+i%3))
		b.WriteByte(byte('a' + i%26))
		b.WriteByte(byte('a' + i/26%26))
		b.WriteByte(byte('a' + i/676))
		b.WriteString(`":0`)
	}
	return b.String()
}

func TestReadStopsAtItsLimit(t *testing.T) {
	t.Parallel()
	endless := &counting{Reader: repeating{' '}}
	assert.ErrorIs(t, platform.Read(endless, new(document)), platform.ErrTooLong)
	assert.LessOrEqual(t, endless.read, platform.MaxBytes+1, "no more is read than it takes to know")

	broken := errors.New("broken")
	assert.ErrorIs(t, platform.Read(iotest.ErrReader(broken), new(document)), broken)
	assert.NoError(t, platform.Read(iotest.OneByteReader(strings.NewReader(`{"flag":true}`)), new(document)))
}

// repeating is a reader of one byte without end.
type repeating struct{ b byte }

func (r repeating) Read(p []byte) (int, error) {
	copy(p, bytes.Repeat([]byte{r.b}, len(p)))
	return len(p), nil
}

// counting counts what is read.
type counting struct {
	io.Reader
	read int
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.read += n
	return n, err
}

// FuzzDecode holds that any bytes are a document, or one of the four errors that quote nothing.
func FuzzDecode(f *testing.F) {
	for _, test := range hostile {
		f.Add([]byte(test.text))
	}
	f.Add([]byte(`{"flag":true,"word":"w","nested":{"flag":null},"list":["a","b"],"newer":{}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var d, again document
		err := platform.Decode(data, &d)
		switch err {
		case platform.ErrTooLong, platform.ErrTooDeep, platform.ErrMalformed, platform.ErrMistyped:
		case nil:
			require.NoError(t, platform.Read(bytes.NewReader(data), &again))
			assert.Equal(t, d, again, "a document means one thing")
		default:
			t.Errorf("another error: %v", err)
		}
	})
}
