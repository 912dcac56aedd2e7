package dpia_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/dpia"
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

// A world is a call and what is on file. The one that newWorld returns breaks no rule.
type world struct {
	at         time.Time
	call       consult.Call
	dpias      []dpia.Record
	screenings []dpia.Screening
}

func newWorld() *world {
	seen := func(source consult.SourceID) consult.Observed { return consult.Observed{Source: source, At: now} }
	return &world{
		at: now,
		call: consult.Call{
			ID: "c1", Controller: "Z99901", Product: consult.Product{ID: "example-meet"}, Purpose: consult.Consultation, Start: start,
			Initiator: consult.Initiator{Observed: seen("cis2")},
			Room: consult.Room{
				Observed: seen("platform"), Recording: consult.RecordingOff, Transcription: consult.CaptureOff, Scribe: consult.CaptureOff,
			},
			Device: consult.Device{Observed: seen("mdm")},
			Client: consult.Client{Observed: seen("platform")},
			Data: consult.Data{
				Observed:   seen("platform"),
				Categories: consult.SetOf(consult.AudioVisualData, consult.HealthData),
				Subjects:   consult.SetOf(consult.Patients, consult.Staff),
				Purposes:   consult.SetOf(consult.DirectCare),
				Recipients: consult.RecipientsOf("example-relay"),
				Access:     consult.In(consult.UnitedKingdom),
				Storage:    consult.Nowhere(),
			},
		},
		dpias: []dpia.Record{record("video")},
	}
}

func scope() dpia.Scope {
	return dpia.Scope{
		Products:   consult.ProductsOf("example-meet"),
		Purposes:   consult.SetOf(consult.DirectCare),
		Categories: consult.SetOf(consult.AudioVisualData, consult.HealthData),
		Subjects:   consult.SetOf(consult.Patients, consult.Staff),
		Recipients: consult.ProductsOf("example-relay"),
		Access:     consult.CountriesOf(consult.UnitedKingdom),
	}
}

// record returns a DPIA that covers the call and has no fault.
func record(id consult.RecordID) dpia.Record {
	return dpia.Record{
		ID: id, Controller: "Z99901", Title: "Video consultations", Scope: scope(),
		Activity: "section 2", Necessity: "section 4", Proportionality: "section 4",
		Risks: []dpia.Risk{{Description: "somebody listens in", Overall: dpia.Medium}},
		Mitigations: []dpia.Mitigation{
			{Measure: "waiting room", State: dpia.InPlace, Confirmed: day(-30), Evidence: "screenshot 4"},
		},
		Residual:  dpia.Low,
		Approval:  dpia.Approval{Status: dpia.Approved, At: now.AddDate(0, -1, 0), By: "senior partner", Advice: dpia.Accepted},
		ReviewDue: day(300),
	}
}

// screening returns one that covers the call and says that no DPIA is required.
func screening(id consult.RecordID) dpia.Screening {
	return dpia.Screening{
		ID: id, Controller: "Z99901", Scope: scope(), Required: consult.No, Reasons: "a single clinician, and already studied",
		SeenByDPO: now.AddDate(0, -1, 0), Decided: now.AddDate(0, -1, 0), ReviewDue: day(300),
	}
}

func (w *world) decide(t require.TestingT) consult.Decision {
	dpias, err := register.Of("dpia", w.dpias...)
	require.NoError(t, err)
	screenings, err := register.Of("dpia-screening", w.screenings...)
	require.NoError(t, err)
	gate, err := consult.NewGate(consult.Discard, []*consult.Check{dpia.Covered(dpias, screenings)}, &consult.Options{Clock: func() time.Time { return w.at }})
	require.NoError(t, err)
	before := content(t, w)
	d, err := gate.Decide(context.Background(), &w.call)
	require.NoError(t, err)
	require.Equal(t, before, content(t, w), "a decision modifies neither call nor records")
	return d
}

// content returns everything that a decision must not modify.
func content(t require.TestingT, w *world) string {
	text, err := json.Marshal([]any{w.call, w.dpias, w.screenings})
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

// relied returns what the decision rests on: kind and id of the record, and what of it.
func relied(d *consult.Decision) []string {
	var all []string
	for r := range d.Relied.All {
		if r.Record != nil {
			all = append(all, string(r.Record.ID)+" "+r.What)
		}
	}
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
