package rooms_test

import (
	"io/fs"
	"path"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/examples/clinic/rooms"
)

var imports = regexp.MustCompile(`\bfrom "([^"]*)"`)

func TestScriptsNeedNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(rooms.Static, "static/*.js")
	require.NoError(t, err)
	for _, name := range []string{"static/call.js", "static/devices.js"} {
		assert.Contains(t, names, name)
	}
	for _, name := range names {
		text, err := fs.ReadFile(rooms.Static, name)
		require.NoError(t, err)
		for _, imported := range imports.FindAllStringSubmatch(string(text), -1) {
			assert.Contains(t, names, path.Join("static", imported[1]), name)
		}
		for _, never := range []string{"innerHTML", "eval(", "http:", "https:", "stun:", "turn:", "console."} {
			assert.NotContains(t, string(text), never, name)
		}
	}
}
