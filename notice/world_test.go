package notice_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/notice"
	"github.com/stretchr/testify/require"
)

// The instant of the decisions; the call starts an hour later.
var (
	now      = time.Date(2026, time.June, 1, 9, 0, 0, 0, time.UTC)
	start    = now.Add(time.Hour)
	today    = consult.DateAt(now)
	ireland  = country("IE")
	america  = country("US")
	guernsey = country("GG")
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
	call    consult.Call
	notices []notice.Record
}

func newWorld() *world {
	seen := func(source consult.SourceID) consult.Observed { return consult.Observed{Source: source, At: now} }
	return &world{
		call: consult.Call{
			ID: "c1", Controller: "Z99901", Product: consult.Product{ID: "example-meet"}, Purpose: consult.Consultation, Start: start,
			Initiator: consult.Initiator{Observed: seen("cis2")},
			Room:      consult.Room{Observed: seen("platform")},
			Device:    consult.Device{Observed: seen("mdm")},
			Client:    consult.Client{Observed: seen("platform")},
			Data: consult.Data{
				Observed:   seen("platform"),
				Categories: consult.SetOf(consult.AudioVisualData, consult.HealthData),
				Subjects:   consult.SetOf(consult.Patients, consult.Staff),
				Recipients: consult.RecipientsOf("example-relay"),
				Access:     consult.In(consult.UnitedKingdom, ireland),
				Storage:    consult.In(ireland),
			},
		},
		notices: []notice.Record{record("web")},
	}
}

// record returns a notice that has no fault.
func record(id consult.RecordID) notice.Record {
	text := notice.HashOf([]byte("How we use your information in video calls."))
	return notice.Record{
		ID: id, Controller: "Z99901", Address: "https://example.nhs.uk/privacy", Published: now.AddDate(0, -1, 0),
		Offer: "Video consultations", Way: "What happens in a video call",
		Products:     []notice.Product{{ID: "example-meet", SecureUse: "Staying safe in a video call"}},
		ThirdParties: consult.ProductsOf("example-relay"),
		Overseas:     []notice.Transfer{{Country: ireland, Mechanism: notice.Regulations}},
		ApprovedHash: text, PublishedHash: text, ReviewDue: day(300),
	}
}

func (w *world) check(t require.TestingT) *consult.Check {
	notices, err := register.Of("privacy-notice", w.notices...)
	require.NoError(t, err)
	return notice.Disclosed(notices)
}

func (w *world) decide(t require.TestingT) consult.Decision {
	gate, err := consult.NewGate(consult.Discard, []*consult.Check{w.check(t)}, &consult.Options{Clock: func() time.Time { return now }})
	require.NoError(t, err)
	before := content(t, w)
	d, err := gate.Decide(context.Background(), &w.call)
	require.NoError(t, err)
	require.Equal(t, before, content(t, w), "a decision modifies neither call nor records")
	return d
}

// content returns everything that a decision must not modify.
func content(t require.TestingT, w *world) string {
	text, err := json.Marshal([]any{w.call, w.notices})
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

// The functions below make a row's change.

func says(change func(*notice.Record)) func(*world) {
	return func(w *world) { change(&w.notices[0]) }
}

func called(change func(*consult.Call)) func(*world) {
	return func(w *world) { change(&w.call) }
}

func both(changes ...func(*world)) func(*world) {
	return func(w *world) {
		for _, change := range changes {
			change(w)
		}
	}
}
