package identity_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// compiled are the modules that the package may compile, beside the standard library. Never add one to make
// a build pass.
var compiled = []string{
	"github.com/coreos/go-oidc/v3",
	"github.com/go-jose/go-jose/v4",
	"github.com/preconsult/preconsult",
	"github.com/preconsult/preconsult/consult/identity",
	"golang.org/x/oauth2",
}

func TestWhatThePackageCompiles(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if .Module}}{{.Module.Path}} {{.ImportPath}}{{end}}", ".").Output()
	require.NoError(t, err)
	for line := range strings.Lines(string(out)) {
		module, path, _ := strings.Cut(strings.TrimSpace(line), " ")
		if module == "" {
			continue // of the standard library
		}
		assert.Contains(t, compiled, module, "compiles %s", path)
		if module == "github.com/preconsult/preconsult" {
			assert.Equal(t, "github.com/preconsult/preconsult/consult", path, "the package knows consult alone")
		}
	}
}
