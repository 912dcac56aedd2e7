package risk_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/risk"
	"github.com/stretchr/testify/require"
)

// The instant of the decisions; the call starts an hour later.
var (
	now     = time.Date(2026, time.June, 1, 9, 0, 0, 0, time.UTC)
	start   = now.Add(time.Hour)
	today   = consult.DateAt(now)
	ireland = country("IE")
	america = country("US")
)

// day returns the day that is so many days from the day of the call.
func day(days int) consult.Date { return consult.DateAt(now.AddDate(0, 0, days)) }

func country(code string) consult.Country {
	c, err := consult.ParseCountry(code)
	if err != nil {
		panic(err)
	}
	return c
}

func version(text string) consult.Version {
	v, err := consult.ParseVersion(text)
	if err != nil {
		panic(err)
	}
	return v
}

func versions(from, through string) []consult.Versions {
	return []consult.Versions{{From: version(from), Through: version(through)}}
}

// A world is a call and what is on file. The one that newWorld returns breaks no rule.
type world struct {
	call         consult.Call
	assessments  []risk.Assessment
	procurements []risk.Procurement
	controllers  []risk.Controller
}

func newWorld() *world {
	seen := func(source consult.SourceID) consult.Observed { return consult.Observed{Source: source, At: now} }
	return &world{
		call: consult.Call{
			ID: "c1", Controller: "Z99901", Product: consult.Product{ID: "example-meet", Version: version("6.4.2")}, Purpose: consult.Consultation, Start: start,
			Initiator: consult.Initiator{Observed: seen("cis2")},
			Room:      consult.Room{Observed: seen("platform"), RecordingAuthority: consult.AuthorityHost, Encryption: consult.EncryptionTransport},
			Device:    consult.Device{Observed: seen("mdm")},
			Client:    consult.Client{Observed: seen("platform")},
			Data: consult.Data{
				Observed: seen("platform"), Access: consult.In(consult.UnitedKingdom), Storage: consult.Nowhere(),
			},
		},
		assessments:  []risk.Assessment{assessment("video")},
		procurements: []risk.Procurement{procurement("licence")},
		controllers:  []risk.Controller{controller("Z99901")},
	}
}

// assessment returns one that has no fault.
func assessment(id consult.RecordID) risk.Assessment {
	return risk.Assessment{
		ID: id, Controller: "Z99901", Product: "example-meet", Versions: versions("6.0", "6.999"),
		Assessed: now.AddDate(0, -1, 0), AssessedBy: "Z99901", ReviewDue: day(300),
		Kinds: consult.SetOf(risk.ClinicalSafety, risk.Security, risk.Operation),
		Considered: risk.Considerations{
			SendsData:   consult.In(consult.UnitedKingdom, ireland),
			Encryption:  consult.EncryptionTransport,
			Recording:   consult.AuthorityHost,
			OwnSoftware: "etiquette at the start of each call", Enhanced: "none that we do not use",
		},
		Risks: []risk.Risk{
			{Kind: risk.Operation, Description: "the network fails", Residual: risk.Rating{Scheme: risk.NPSA5x5, Likelihood: 2, Consequence: 3}},
		},
		LowestSafe: consult.Lowest{Client: version("6.4"), Server: version("12")},
		References: consult.SetOf(risk.NCSCVideo),
	}
}

// procurement returns a record that has no fault.
func procurement(id consult.RecordID) risk.Procurement {
	return risk.Procurement{
		ID: id, Controller: "Z99901", Product: "example-meet", Decided: now.AddDate(0, -1, 0), Route: risk.BuyingCatalogue,
		DTAC:                risk.DTAC{Versions: versions("6.0", "6.999"), Assessed: day(-40)},
		OnCommissionersList: consult.Yes, Free: consult.No, Processor: consult.Yes,
		Contract: risk.Contract{Reference: "C-17"}, ServiceLevel: "C-17, annex 2",
	}
}

// controller returns the record of a practice, without fault.
func controller(code consult.ODSCode) risk.Controller {
	return risk.Controller{
		Code: code, Kind: risk.GPPractice, Contacts: risk.Contacts{IGLead: "ig@example.nhs.uk"},
		Appetite: []risk.Limit{{Scheme: risk.NPSA5x5, Highest: 6}},
	}
}

// checks returns the checks of the package.
func (w *world) checks(t require.TestingT) []*consult.Check {
	assessments, controllers := registered(t, "risk-assessment", w.assessments), registered(t, "controller", w.controllers)
	return []*consult.Check{
		risk.Assessed(assessments, controllers),
		risk.Procured(registered(t, "procurement", w.procurements), controllers),
		risk.Escalated(controllers),
	}
}

// registered returns a register of the records, those among them that cannot be meant: what
// a decision makes of them must not depend on their being refused before.
func registered[T register.Record](t require.TestingT, kind string, records []T) *register.Register[T] {
	set, state := register.NewSet(), register.NewSnapshot(now)
	r := register.New[T](set, kind)
	var filed []*consult.Filed[T]
	for _, record := range records {
		text, err := json.Marshal(record)
		require.NoError(t, err)
		filed = append(filed, &consult.Filed[T]{Record: record, Ref: register.Ref(kind, record.RecordID(), text)})
	}
	_ = r.File(state, filed...)
	set.Swap(state)
	return r
}

// decide judges a call by the given checks.
func decide(t require.TestingT, call *consult.Call, checks ...*consult.Check) consult.Decision {
	gate, err := consult.NewGate(consult.Discard, checks, &consult.Options{Clock: func() time.Time { return now }})
	require.NoError(t, err)
	d, err := gate.Decide(context.Background(), call)
	require.NoError(t, err)
	return d
}

func (w *world) decide(t require.TestingT) consult.Decision {
	before := content(t, w)
	d := decide(t, &w.call, w.checks(t)...)
	require.Equal(t, before, content(t, w), "a decision modifies neither call nor records")
	return d
}

// content returns everything that a decision must not modify.
func content(t require.TestingT, w *world) string {
	text, err := json.Marshal([]any{w.call, w.assessments, w.procurements, w.controllers})
	require.NoError(t, err)
	return string(text)
}

// A found is a finding as a test expects it.
type found struct {
	Rule            consult.RuleID
	Fact            string
	Found, Expected string
	Record          string // kind and id
}

func findings(d *consult.Decision) []found {
	var all []found
	for _, f := range d.Findings {
		record := ""
		if f.Record != nil {
			record = f.Record.Kind + " " + string(f.Record.ID)
		}
		all = append(all, found{f.Rule.ID, f.Fact, f.Found.String(), f.Expected.String(), record})
	}
	return all
}

// A row is a world, and what is found in it.
type row struct {
	reason string // why the row is there
	change func(*world)
	want   []found
}

// run judges each row, and wants exactly its findings.
func run(t *testing.T, rows []row) {
	t.Parallel()
	for _, r := range rows {
		t.Run(r.reason, func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, r.reason, "every row has a reason")
			w := newWorld()
			r.change(w)
			d := w.decide(t)
			if diff := cmp.Diff(r.want, findings(&d)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// The functions below make a row's change of the one record of a kind.

func assessed(change func(*risk.Assessment)) func(*world) {
	return func(w *world) { change(&w.assessments[0]) }
}

func procured(change func(*risk.Procurement)) func(*world) {
	return func(w *world) { change(&w.procurements[0]) }
}

func organised(change func(*risk.Controller)) func(*world) {
	return func(w *world) { change(&w.controllers[0]) }
}

func called(change func(*consult.Call)) func(*world) {
	return func(w *world) { change(&w.call) }
}

// both makes two changes.
func both(changes ...func(*world)) func(*world) {
	return func(w *world) {
		for _, change := range changes {
			change(w)
		}
	}
}

// relied returns what the decision rests on that begins with the given kind: id and what of it.
func relied(d *consult.Decision, kind string) []string {
	var all []string
	for r := range d.Relied.All {
		if r.Record != nil && r.Record.Kind == kind {
			all = append(all, string(r.Record.ID)+" "+r.What)
		}
	}
	slices.Sort(all)
	return all
}

// ends returns the first end of a record that the decision rests on.
func ends(d *consult.Decision) time.Time {
	for _, r := range d.NextReviews() {
		if r.Record != nil {
			return r.Until
		}
	}
	return time.Time{}
}
