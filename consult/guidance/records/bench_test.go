package records_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/guidance/records"
)

// write writes the five records of an organisation into a folder,
// all alike but for the controller.
func write(b *testing.B, dir string, organisation int) {
	b.Helper()
	code := fmt.Sprintf("Y%05d", organisation)
	folder := filepath.Join(dir, code)
	require.NoError(b, os.Mkdir(folder, 0o777))
	for name, text := range map[string]string{
		"controller.yaml":  controllerText,
		"dpia.yaml":        dpiaText,
		"assessment.yaml":  assessmentText,
		"procurement.yaml": procurementText,
		"notice.yaml":      noticeText,
	} {
		require.NoError(b, os.WriteFile(filepath.Join(folder, name), fmt.Appendf(nil, text, code), 0o666))
	}
}

// BenchmarkOpen loads the records of 10,000 organisations, five each, from files.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	for i := range 10_000 {
		write(b, dir, i)
	}
	root, err := os.OpenRoot(dir)
	require.NoError(b, err)
	defer root.Close()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var on *records.Folder
	for b.Loop() {
		on, err = records.Open(root.FS(), nil)
		require.NoError(b, err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	require.Equal(b, 50_000, on.Status().Records)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/50_000, "heap-B/record")
	b.ReportMetric(float64(after.Sys)/(1<<20), "MiB-at-most")
	b.ReportMetric(50_000*float64(b.N)/b.Elapsed().Seconds(), "records/s")
	runtime.KeepAlive(on)
}

const controllerText = `kind: controller
controller: %[1]s
organisation: gp-practice
contacts: {caldicott_guardian: caldicott@practice.example, ig_lead: ig@practice.example, senior: manager@practice.example}
appetite:
  - {scheme: npsa-5x5, highest: 8}
  - {scheme: dcb0129, highest: 2}
`

const dpiaText = `kind: dpia
id: video-%[1]s
controller: %[1]s
title: Video consultations
scope:
  products: [example-meet]
  purposes: [direct-care, administration]
  categories: [identity, contact, audio-visual, health]
  subjects: [patients, children, carers, staff]
  recipients: [example-relay, example-cloud]
  access: [GB, IE]
  storage: [GB]
  captures: [recording]
activity: Clinicians see patients by video where that suits them and the patient agrees to it.
necessity: Patients who cannot travel would otherwise not be seen in time.
proportionality: Nothing is stored beyond what the record of any consultation holds.
risks:
  - description: Somebody else sees or hears the consultation.
    overall: medium
  - description: The consultation is recorded without anyone having asked for it.
    overall: medium
  - description: The vendor uses the data for purposes of its own.
    overall: high
mitigations:
  - measure: The clinician admits each person from a waiting room.
    state: in-place
    confirmed: 2026-03-02
    evidence: settings of the room, checked at every start
  - measure: Automatic recording is turned off for the whole tenancy.
    state: in-place
    confirmed: 2026-03-02
    evidence: export of the tenancy's settings
  - measure: The contract is amended to exclude the vendor's own purposes.
    state: planned
    owner: procurement lead
    due: 2027-01-29
residual: low
approval:
  status: approved
  at: 2026-03-09T09:00:00Z
  by: senior information risk owner
  dpo_advice: accepted
review_due: 2027-03-08
`

const assessmentText = `kind: risk-assessment
id: meet-%[1]s
controller: %[1]s
product: example-meet
versions:
  - {from: "4.0", through: "4.9"}
assessed: 2026-03-09T09:00:00Z
assessed_by: %[1]s
review_due: 2027-03-08
kinds: [privacy, clinical-safety, security, operation]
considered:
  sends_data: {state: listed, countries: [GB, IE]}
  encryption: transport
  recording: host
  own_software: Staff and patients are asked not to; it cannot be excluded and is accepted.
  enhanced: End-to-end encryption exists and is not used, since interpreters join by telephone.
risks:
  - kind: clinical-safety
    description: The call breaks off while a patient needs help.
    residual: {scheme: dcb0129, likelihood: 3, consequence: 1}
  - kind: security
    description: A client without the last update can be taken over.
    residual: {scheme: npsa-5x5, likelihood: 2, consequence: 3}
lowest_safe: {client: "4.1.3", server: "1.11.0"}
references: [ncsc-video]
`

const procurementText = `kind: procurement
id: meet-%[1]s
controller: %[1]s
product: example-meet
decided: 2026-02-02T09:00:00Z
route: buying-catalogue
dtac:
  versions:
    - {from: "4.0", through: "4.9"}
  assessed: 2026-01-19
on_commissioners_list: "yes"
free: "no"
processor: "yes"
contract: {reference: C-2026-014, until: 2028-01-31}
service_level: schedule 3 of the contract
`

const noticeText = `kind: privacy-notice
id: video-%[1]s
controller: %[1]s
address: https://practice.example/privacy
published: 2026-03-16T09:00:00Z
offer: Where a clinician thinks that video suits, and you agree.
way: You get a link by text message and wait until the clinician lets you in.
products:
  - {id: example-meet, secure_use: How to join safely}
third_parties: [example-relay, example-cloud]
overseas:
  - {country: IE, mechanism: regulations}
approved_hash: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
published_hash: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
review_due: 2027-03-15
`
