package records_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/guidance/records"
	"github.com/preconsult/preconsult/consult/register/folder"
)

// FuzzRecord reads documents of every kind: none makes the reader or the gate panic, every error
// lists faults, and none quotes what stands in the document.
func FuzzRecord(f *testing.F) {
	const marker = "Mrs Marker of 1 Marker Lane"
	for _, text := range []string{
		controller, waiver,
		"kind: dpia\nid: a\ncontroller: Z99901\nscope: {products: [example-meet], storage: [GB, NO]}\nreview_due: 2027-01-31\nactivity: " + marker,
		"kind: dpia-screening\nid: a\ncontroller: Z99901\nscope: {products: [example-meet]}\ndpia_required: " + marker,
		"kind: risk-assessment\nid: a\ncontroller: Z99901\nproduct: example-meet\nassessed: 2026-01-01T00:00:00Z\nversions: [{from: 1.10, through: " + marker + "}]",
		`{"kind": "procurement", "id": "a", "controller": "Z99901", "product": "example-meet", "decided": "` + marker + `"}`,
		`{"kind": "privacy-notice", "id": "a", "controller": "Z99901", "approved_hash": "` + marker + `"}`,
	} {
		f.Add(text)
	}
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	clock := func() time.Time { return at }
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"record.yaml", "record.json"} {
			on, err := records.Open(files(map[string]string{name: text}), &folder.Options{Clock: clock})
			if err != nil {
				if _, ok := err.(folder.Faults); !ok || strings.Contains(err.Error(), marker) {
					t.Fatalf("%T: %v", err, err)
				}
				continue
			}
			gate, err := consult.NewGate(consult.Discard, guidance.Checks(&on.Records), &consult.Options{Clock: clock, Waivers: on.Waivers})
			if err != nil {
				t.Fatal(err)
			}
			call := consult.Call{ID: "call-1", Controller: "Z99901", Product: consult.Product{ID: "example-meet"}, Purpose: consult.Consultation, Start: at}
			d, err := gate.Decide(context.Background(), &call)
			if err != nil || d.Outcome != consult.Refused {
				t.Fatalf("one record alone allowed the call: %v, %v", d.Outcome, err)
			}
		}
	})
}
