package records_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/guidance/records"
	"github.com/preconsult/preconsult/consult/register/folder"
)

const controller = `kind: controller
controller: Z99901
organisation: gp-practice
contacts: {ig_lead: ig@practice.example}
`

const waiver = `kind: waiver
id: phones
rule: device.protected
controller: Z99901
product: example-meet
reason: new phones are on their way
requested_by: staff-1
accepted_by: staff-2
from: 2026-11-01T00:00:00Z
until: 2026-12-01T00:00:00Z
`

func files(texts map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range texts {
		fsys[name] = &fstest.MapFile{Data: []byte(text), ModTime: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}
	}
	return fsys
}

func TestOpenFillsEveryRegister(t *testing.T) {
	t.Parallel()
	on, err := records.Open(files(map[string]string{"practice/controller.yaml": controller, "practice/waiver.yml": waiver}), nil)
	require.NoError(t, err)
	assert.Equal(t, 1, on.Controllers.Len())
	assert.Equal(t, 1, on.Waivers.Len())
	for _, empty := range []int{on.DPIAs.Len(), on.Screenings.Len(), on.Assessments.Len(), on.Procurements.Len(), on.Notices.Len()} {
		assert.Zero(t, empty)
	}
	assert.Equal(t, 2, on.Status().Records)
	_, err = consult.NewGate(consult.Discard, guidance.Checks(&on.Records), &consult.Options{Waivers: on.Waivers})
	require.NoError(t, err)
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ reason, name, text, want string }{
		{"a kind that there is not", "a.yaml", "kind: dpa\n", "a.yaml:1: kind: says which kind of record this is"},
		{"a waiver of a misspelt rule, which would never hold", "w.yaml", replace(waiver, "device.protected", "device.protcted"), "w.yaml:3: rule: is not a rule of the suite"},
		{"a waiver of a rule that cannot be waived", "w.yaml", replace(waiver, "device.protected", "recording.default"), "w.yaml:3: rule: cannot be waived"},
		{"a waiver that one person asked for and accepted", "w.yaml", replace(waiver, "staff-2", "staff-1"), "w.yaml:8: accepted_by: must be somebody else"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			_, err := records.Open(files(map[string]string{test.name: test.text}), nil)
			require.ErrorContains(t, err, test.want)
			assert.IsType(t, folder.Faults{}, err)
		})
	}
}

func replace(text, old, by string) string {
	before, after, found := strings.Cut(text, old)
	if !found {
		panic("the text has no " + old)
	}
	return before + by + after
}

// Example reads a folder with the record of one controller; what else the suite asks for is
// not on file, and refuses.
func Example() {
	on, err := records.Open(files(map[string]string{"practice/controller.yaml": controller}), nil)
	if err != nil {
		fmt.Println(err) // every fault, with file, line and path
		return
	}
	gate, err := consult.NewGate(consult.Discard, guidance.Checks(&on.Records), &consult.Options{Waivers: on.Waivers})
	if err != nil {
		fmt.Println(err)
		return
	}
	call := consult.Call{ID: "call-1", Controller: "Z99901", Product: consult.Product{ID: "example-meet"}, Purpose: consult.Consultation}
	decision, err := gate.Decide(context.Background(), &call)
	if err != nil {
		fmt.Println(err)
		return
	}
	owners := map[consult.Owner]bool{}
	for _, f := range decision.Findings {
		owners[f.Rule.Owner] = true
	}
	fmt.Println(decision.Outcome, "with something to mend for", slices.Sorted(maps.Keys(owners)))
	// Output:
	// refused with something to mend for [platform clinician ig-lead procurement]
}
