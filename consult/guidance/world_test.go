package guidance_test

import (
	"cmp"
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// Organisations and products that plainly do not exist.
const (
	practice  consult.ODSCode   = "TEST01"
	partner   consult.ODSCode   = "TEST02" // has an agreement with the practice
	stranger  consult.ODSCode   = "TEST03" // has none; its records are noise
	meet      consult.ProductID = "example-meet"
	chat      consult.ProductID = "example-chat"
	cloud     consult.ProductID = "example-cloud" // receives data from example-meet
	analytics consult.ProductID = "example-analytics"
)

var (
	gb = consult.UnitedKingdom
	ie = country("IE")
	us = country("US")
)

// A world is a call, the instant at which it is judged, and all records on file.
type world struct {
	now    time.Time
	maxAge time.Duration
	call   consult.Call
	records
	changes []string // what makes it differ from a compliant one
}

type records struct {
	controllers  []risk.Controller
	dpias        []dpia.Record
	screenings   []dpia.Screening
	assessments  []risk.Assessment
	procurements []risk.Procurement
	notices      []notice.Record
	waivers      []consult.Waiver
}

// compliant returns a world in which no rule is broken, with a little noise.
func compliant(now, start time.Time) *world {
	w := &world{now: now, maxAge: 10 * time.Minute, call: compliantCall(now, start)}
	w.records = compliantRecords(practice, meet, now)
	noise := compliantRecords(stranger, meet, now)
	other := compliantRecords(practice, chat, now)
	noise.controllers[0].Contacts = risk.Contacts{}
	noise.dpias[0].Approval.Status = dpia.Withdrawn
	noise.notices[0].Offer = ""
	other.dpias[0].Residual = dpia.High
	other.procurements[0].Route = risk.OwnRoute
	other.notices[0].Offer = ""
	w.controllers = append(w.controllers, noise.controllers...)
	w.dpias = append(append(w.dpias, noise.dpias...), other.dpias...)
	w.screenings = append(w.screenings, noise.screenings...)
	w.assessments = append(append(w.assessments, noise.assessments...), other.assessments...)
	w.procurements = append(append(w.procurements, noise.procurements...), other.procurements...)
	w.notices = append(append(w.notices, noise.notices...), other.notices...)
	return w
}

func compliantCall(now, start time.Time) consult.Call {
	seen := func(source consult.SourceID, age time.Duration) consult.Observed {
		return consult.Observed{Source: source, At: now.Add(-age)}
	}
	return consult.Call{
		ID: "call-0001", Controller: practice, Product: consult.Product{ID: meet, Version: version("3.2.0")},
		Purpose: consult.Consultation, Start: start,
		Initiator: consult.Initiator{
			Observed: seen("idp", 3*time.Minute), Verified: consult.Yes, Party: consult.Provider, Role: "R0001", Organisation: practice,
		},
		Room: consult.Room{
			Observed:  seen("platform", time.Minute),
			Recording: consult.RecordingOnRequest, RecordingAuthority: consult.AuthorityHost,
			Transcription: consult.CaptureOnRequest, Scribe: consult.CaptureOff,
			Encryption: consult.EncryptionTransport, ServerCapture: consult.Yes,
			Visibility: consult.VisibilityPrivate, Admission: consult.AdmissionWaitingRoom,
		},
		Device: consult.Device{Observed: seen("mdm", 2*time.Minute), Standing: consult.DeviceCorporate},
		Client: consult.Client{Observed: seen("platform", time.Minute), Version: version("3.1.7"), Server: version("5.4")},
		Data: consult.Data{
			Observed:   seen("platform", 0),
			Categories: consult.SetOf(consult.IdentityData, consult.AudioVisualData, consult.HealthData),
			Subjects:   consult.SetOf(consult.Patients, consult.Staff),
			Purposes:   consult.SetOf(consult.DirectCare),
			Recipients: consult.RecipientsOf(cloud),
			Access:     consult.In(gb, ie), Storage: consult.In(gb, ie),
		},
	}
}

// judge decides and reads calls: one gate and one oracle over the same records.
type judge struct {
	now     time.Time
	set     *register.Set
	file    *guidance.Records
	options consult.Options
	checks  []*consult.Check
	gate    *consult.Gate
	oracle  *onFile
}

// newJudge returns a judge whose checks are arranged by arrange, where it is not nil.
func newJudge(t testing.TB, maxAge time.Duration, arrange func([]*consult.Check)) *judge {
	t.Helper()
	set := register.NewSet() // one for all, as those of a folder have
	j := &judge{set: set, file: &guidance.Records{
		Controllers:  register.New[risk.Controller](set, guidance.KindController),
		DPIAs:        register.New[dpia.Record](set, guidance.KindDPIA),
		Screenings:   register.New[dpia.Screening](set, guidance.KindScreening),
		Assessments:  register.New[risk.Assessment](set, guidance.KindAssessment),
		Procurements: register.New[risk.Procurement](set, guidance.KindProcurement),
		Notices:      register.New[notice.Record](set, guidance.KindNotice),
		Waivers:      register.New[consult.Waiver](set, guidance.KindWaiver),
	}}
	j.checks = guidance.Checks(j.file)
	if arrange != nil {
		arrange(j.checks)
	}
	j.options = consult.Options{
		Clock: func() time.Time { return j.now }, MaxFactAge: maxAge, Waivers: j.file.Waivers,
		Escalate: func(context.Context, consult.Decision) error { return nil },
	}
	gate, err := consult.NewGate(consult.Discard, j.checks, &j.options)
	require.NoError(t, err)
	j.gate = gate
	return j
}

// put puts the records of a world on file, for the gate and for the oracle. Records that
// cannot be meant never get on file, for either.
func (j *judge) put(t testing.TB, w *world) {
	t.Helper()
	r := records{
		controllers: meant(w.controllers), dpias: meant(w.dpias), screenings: meant(w.screenings), assessments: meant(w.assessments),
		procurements: meant(w.procurements), notices: meant(w.notices), waivers: meant(w.waivers),
	}
	next := new(register.Snapshot)
	fileAll(t, next, j.file.Controllers, r.controllers)
	fileAll(t, next, j.file.DPIAs, r.dpias)
	fileAll(t, next, j.file.Screenings, r.screenings)
	fileAll(t, next, j.file.Assessments, r.assessments)
	fileAll(t, next, j.file.Procurements, r.procurements)
	fileAll(t, next, j.file.Notices, r.notices)
	fileAll(t, next, j.file.Waivers, r.waivers)
	j.set.Swap(next)
	j.oracle = filed(&r)
}

func fileAll[T register.Record](t testing.TB, into *register.Snapshot, r *register.Register[T], records []T) {
	t.Helper()
	all := make([]*consult.Filed[T], len(records))
	for i, record := range records {
		all[i] = &consult.Filed[T]{Record: record, Ref: register.Ref(r.Kind(), record.RecordID(), []byte(record.RecordID()))}
	}
	require.NoError(t, r.File(into, all...))
}

// meant returns the records that a register takes.
func meant[T interface{ Validate() error }](list []T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(r T) bool { return r.Validate() != nil })
}

// decide decides a call at an instant.
func (j *judge) decide(t testing.TB, call *consult.Call, now time.Time) consult.Decision {
	t.Helper()
	j.now = now
	d, err := j.gate.Decide(context.Background(), call)
	require.NoError(t, err)
	return d
}

// filed files records as a program without registers would.
func filed(r *records) *onFile {
	f := &onFile{
		controllers:  map[consult.ODSCode]*risk.Controller{},
		dpias:        map[consult.Key][]*dpia.Record{},
		screenings:   map[consult.Key][]*dpia.Screening{},
		assessments:  map[consult.Key][]*risk.Assessment{},
		procurements: map[consult.Key][]*risk.Procurement{},
		notices:      map[consult.ODSCode][]*notice.Record{},
	}
	for _, c := range r.controllers {
		f.controllers[c.Code] = &c
	}
	inOrder := slices.SortedFunc(slices.Values(r.dpias), func(a, b dpia.Record) int { return cmp.Compare(a.ID, b.ID) })
	for _, d := range inOrder { // of DPIAs that are alike, the first is done without
		for product := range d.Scope.Products.All {
			key := consult.Key{Controller: d.Controller, Product: product}
			f.dpias[key] = append(f.dpias[key], &d)
		}
	}
	for _, s := range r.screenings {
		for product := range s.Scope.Products.All {
			key := consult.Key{Controller: s.Controller, Product: product}
			f.screenings[key] = append(f.screenings[key], &s)
		}
	}
	for _, a := range r.assessments {
		key := consult.Key{Controller: a.Controller, Product: a.Product}
		f.assessments[key] = append(f.assessments[key], &a)
	}
	for _, p := range r.procurements {
		key := consult.Key{Controller: p.Controller, Product: p.Product}
		f.procurements[key] = append(f.procurements[key], &p)
	}
	for _, n := range r.notices {
		f.notices[n.Controller] = append(f.notices[n.Controller], &n)
	}
	return f
}

func version(text string) consult.Version {
	v, err := consult.ParseVersion(text)
	if err != nil {
		panic(err) // a constant of these tests
	}
	return v
}

func country(code string) consult.Country {
	c, err := consult.ParseCountry(code)
	if err != nil {
		panic(err) // a constant of these tests
	}
	return c
}
