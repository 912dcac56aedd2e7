package consult_test

import (
	"encoding"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

// An enumeration is one of the package's, with the texts of its values in order. The texts
// are part of the interface: records of decisions and documents hold them.
type enumeration struct {
	name    string
	words   []string
	text    func(uint8) string
	marshal func(uint8) ([]byte, error)
	decode  func(before uint8, text string) (uint8, error)
}

func enumerationOf[E interface {
	~uint8
	fmt.Stringer
	encoding.TextMarshaler
}, P interface {
	*E
	encoding.TextUnmarshaler
}](words ...string) enumeration {
	return enumeration{
		name:    reflect.TypeFor[E]().Name(),
		words:   words,
		text:    func(v uint8) string { return E(v).String() },
		marshal: func(v uint8) ([]byte, error) { return E(v).MarshalText() },
		decode: func(before uint8, text string) (uint8, error) {
			e := E(before)
			err := P(&e).UnmarshalText([]byte(text))
			return uint8(e), err
		},
	}
}

// facts are the enumerations whose values are facts about a call or a record: their zero
// value is unknown, because nobody has said.
var facts = []enumeration{
	enumerationOf[consult.YesNo]("unknown", "yes", "no"),
	enumerationOf[consult.Purpose]("unknown", "consultation", "colleagues"),
	enumerationOf[consult.Party]("unknown", "provider", "patient", "carer", "system"),
	enumerationOf[consult.Recording]("unknown", "off", "on-request", "buffered", "automatic"),
	enumerationOf[consult.RecordingAuthority]("unknown", "nobody", "host", "participants"),
	enumerationOf[consult.Capture]("unknown", "off", "on-request", "transient", "automatic"),
	enumerationOf[consult.Encryption]("unknown", "none", "transport", "end-to-end"),
	enumerationOf[consult.Visibility]("unknown", "private", "tenancy", "public"),
	enumerationOf[consult.Admission]("unknown", "waiting-room", "named-guests", "link"),
	enumerationOf[consult.DeviceStanding]("unknown", "corporate", "personal-compliant", "personal-managed", "personal-unmanaged"),
	enumerationOf[consult.DataCategory]("unknown", "identity", "contact", "audio-visual", "health", "demographic", "social-care",
		"images", "messages", "device", "genetic-biometric"),
	enumerationOf[consult.DataSubject]("unknown", "patients", "children", "carers", "staff"),
	enumerationOf[consult.ProcessingPurpose]("unknown", "direct-care", "safeguarding", "administration", "training", "audit",
		"research", "product-improvement"),
	enumerationOf[consult.PlacesState]("unknown", "none", "listed"),
	enumerationOf[consult.RecipientsState]("unknown", "none", "listed"),
	enumerationOf[consult.Owner]("unknown", "platform", "clinician", "ig-lead", "dpo", "procurement"),
	enumerationOf[consult.ClinicalNeed]("unknown", "emergency", "urgent", "safeguarding", "no-other-way"),
}

// verdicts are the enumerations whose values a gate gives: their zero value is the strictest.
var verdicts = []enumeration{
	enumerationOf[consult.Outcome]("refused", "allowed", "allowed-by-override"),
	enumerationOf[consult.Stage]("decide", "redeem", "override"),
	enumerationOf[consult.Effect]("refuses", "advises", "waived", "overridden"),
	enumerationOf[consult.Mode]("enforce", "observe"),
}

func TestEnumerations(t *testing.T) {
	t.Parallel()
	for _, e := range append(facts[:len(facts):len(facts)], verdicts...) {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			for i, word := range e.words {
				v := uint8(i)
				text, err := e.marshal(v)
				require.NoError(t, err)
				assert.Equal(t, word, string(text))
				assert.Equal(t, word, e.text(v))
				got, err := e.decode(v+1, word)
				require.NoError(t, err)
				assert.Equal(t, v, got, "%s reads back", word)
			}
			for _, v := range []uint8{uint8(len(e.words)), 64, 255} {
				assert.Equal(t, "invalid", e.text(v), "%d is no value", v)
				_, err := e.marshal(v)
				assert.Error(t, err, "%d has no text to write", v)
			}
			for _, text := range []string{"", "invalid", "Unknown", "unknown ", "0", "Mrs Jones, 9434765919"} {
				got, err := e.decode(1, text)
				require.Error(t, err, "%q is no value", text)
				assertQuotesNothing(t, err, text)
				assert.Equal(t, uint8(1), got, "after an error the value is what it was")
			}
		})
	}
	for _, e := range facts {
		assert.Equal(t, "unknown", e.words[0], "%s: what nobody has said is unknown", e.name)
	}
}

// TestEnumerationsComplete reads the package's source, so that none is forgotten above and
// no value is without its text.
func TestEnumerationsComplete(t *testing.T) {
	t.Parallel()
	want := map[string]int{}
	for _, e := range append(facts[:len(facts):len(facts)], verdicts...) {
		want[e.name] = len(e.words)
	}
	assert.Empty(t, cmp.Diff(want, declaredEnumerations(t)), "values of each enumeration (-tested +declared)")
}

// declaredEnumerations returns the exported types that are declared as uint8, with the number
// of their constants. Country is a code of a standard and has its own tests.
func declaredEnumerations(t *testing.T) map[string]int {
	t.Helper()
	names, err := fs.Glob(os.DirFS("."), "*.go")
	require.NoError(t, err)
	types, constants := map[string]int{}, map[string]int{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, decl := range file.Decls {
			group, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			kind := ""
			for _, spec := range group.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					if under, ok := s.Type.(*ast.Ident); ok && under.Name == "uint8" && s.Name.IsExported() && s.Name.Name != "Country" {
						types[s.Name.Name] = 0
					}
				case *ast.ValueSpec:
					if of, ok := s.Type.(*ast.Ident); ok && group.Tok == token.CONST {
						kind = of.Name
					}
					constants[kind] += len(s.Names)
				}
			}
		}
	}
	for name := range types {
		types[name] = constants[name]
	}
	return types
}
