package preconsult_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/preconsult/preconsult/"

// listed is what "go list" says of a package.
type listed struct {
	ImportPath string
	Imports    []string // without those of its tests
	Deps       []string // all that is compiled for it
	Standard   bool
}

func list(t *testing.T, args ...string) map[string]listed {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports,Deps,Standard"}, args...)...).Output()
	require.NoError(t, err, "go list")
	packages := map[string]listed{}
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p listed
		require.NoError(t, d.Decode(&p))
		packages[p.ImportPath] = p
	}
	return packages
}

// standardOnly are the packages that compile nothing outside the standard library and this
// module. Never take a line away to make a build pass.
var standardOnly = []string{
	"consult",
	"consult/guidance",
	"consult/register",
	"dpia",
	"notice",
	"risk",
}

func TestTheCoreCompilesTheStandardLibraryAlone(t *testing.T) {
	t.Parallel()
	all := list(t, "-deps", "./...")
	for _, name := range standardOnly {
		p, ok := all[module+name]
		require.Truef(t, ok, "package %s is gone", name)
		for _, dep := range p.Deps {
			assert.Truef(t, all[dep].Standard || strings.HasPrefix(dep, module), "%s compiles %s", name, dep)
		}
	}
}

// mayImport says which packages of this module each package may import. Imports run one way:
// consult, register, the records, guidance, and then what serves programs.
var mayImport = map[string][]string{
	"":                                     {},
	"consult":                              {},
	"consult/consulttest":                  {"consult", "consult/guidance", "consult/register", "dpia", "notice", "risk"},
	"consult/expslog":                      {"consult"},
	"consult/hook":                         {"consult", "consult/platform", "consult/wire"},
	"consult/internal/document":            {},
	"consult/platform":                     {"consult"},
	"consult/platform/bigbluebutton":       {"consult", "consult/platform"},
	"consult/platform/daily":               {"consult", "consult/platform"},
	"consult/platform/janus":               {"consult", "consult/platform"},
	"consult/platform/jitsi":               {"consult", "consult/platform"},
	"consult/platform/livekit":             {"consult", "consult/platform"},
	"consult/platform/nextcloud":           {"consult", "consult/platform"},
	"consult/platform/teams":               {"consult", "consult/platform"},
	"consult/platform/zoom":                {"consult", "consult/platform"},
	"consult/platform/internal/servertest": {},
	"consult/wire":                         {"consult", "consult/internal/document"},
	"consult/register":                     {"consult"},
	"consult/register/folder":              {"consult", "consult/internal/document", "consult/register"},
	"consult/register/folder/schema":       {"consult", "consult/internal/document"},
	"dpia":                                 {"consult", "consult/register"},
	"notice":                               {"consult", "consult/register"},
	"risk":                                 {"consult", "consult/register"},
	"consult/guidance":                     {"consult", "consult/register", "dpia", "notice", "risk"},
	"consult/guidance/internal/tables":     {"consult", "consult/guidance"},
	"consult/guidance/records":             {"consult", "consult/guidance", "consult/register/folder", "dpia", "notice", "risk"},
	"consult/guidance/records/internal/schemas": {
		"consult", "consult/guidance", "consult/register/folder/schema", "dpia", "notice", "risk",
	},
}

func TestImportsRunOneWay(t *testing.T) {
	t.Parallel()
	for path, p := range list(t, "./...") {
		name := strings.TrimPrefix(strings.TrimPrefix(path, strings.TrimSuffix(module, "/")), "/")
		allowed, known := mayImport[name]
		require.Truef(t, known, "package %q is not in the list of what may import what", name)
		for _, imported := range p.Imports {
			if own, ok := strings.CutPrefix(imported, module); ok {
				assert.Truef(t, slices.Contains(allowed, own), "%s imports %s", name, own)
			}
			if name != "consult/consulttest" && name != "consult/platform/internal/servertest" {
				assert.NotEqualf(t, "testing", imported, "%s imports testing: only a test kit may", name)
			}
			assert.NotEqualf(t, "unsafe", imported, "%s imports unsafe", name)
		}
	}
}
