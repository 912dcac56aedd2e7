package risk_test

import (
	"testing"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/risk"
	"github.com/stretchr/testify/require"
)

func TestEscalation(t *testing.T) {
	contacts := func(contacts risk.Contacts) func(*world) {
		return organised(func(c *risk.Controller) { c.Contacts = contacts })
	}
	run(t, []row{
		{"a Caldicott Guardian is enough", contacts(risk.Contacts{CaldicottGuardian: "caldicott@example.nhs.uk"}), nil},
		{"an IG lead is enough", contacts(risk.Contacts{IGLead: "ig@example.nhs.uk"}), nil},
		{"senior staff are enough", contacts(risk.Contacts{Senior: "01632 960000"}), nil},
		{"nobody", contacts(risk.Contacts{}), []found{{risk.RuleEscalation, "contacts", "none", "a contact", onCode}}},
		{
			"no record of the controller, nor of what it is and accepts",
			func(w *world) { w.controllers[0].Code, w.assessments[0].Risks = "A81002", nil },
			[]found{
				{risk.RuleEscalation, "controller", "no record on file", "a contact", ""},
				{risk.RuleRoute, "organisation", "unknown", "a kind of organisation", onDeal},
			},
		},
	})
}

// asks runs f as a check of its own, and returns what the decision rests on.
func asks(t *testing.T, call *consult.Call, f func(*consult.Pass)) consult.Decision {
	return decide(t, call, &consult.Check{
		Name: "test", Doc: "Asks.", Run: f,
		Rules: []consult.Rule{{ID: "test.asks", Clauses: []consult.ClauseID{"I1"}, Owner: consult.OwnerPlatform, Summary: "s", Remedy: "r", Patient: "p"}},
	})
}

func TestAgreed(t *testing.T) {
	t.Parallel()
	until := func(days int) risk.Agreement { return risk.Agreement{"RA7", "A-1", day(days)} }
	for _, test := range []struct {
		reason     string
		agreements []risk.Agreement
		agreed     bool
		until      time.Time
	}{
		{"none", nil, false, time.Time{}},
		{"without end", []risk.Agreement{{Organisation: "RA7", Reference: "A-1"}}, true, time.Time{}},
		{"until the day of the call", []risk.Agreement{until(0)}, true, today.End()},
		{"until the day before", []risk.Agreement{until(-1)}, false, time.Time{}},
		{"that nobody can find", []risk.Agreement{{Organisation: "RA7"}}, false, time.Time{}},
		{"with somebody else", []risk.Agreement{{Organisation: "RA8", Reference: "A-1"}}, false, time.Time{}},
		{"one that has ended, and one that has not", []risk.Agreement{until(-1), until(9)}, true, day(9).End()},
		{"of several the one that lasts longest", []risk.Agreement{until(20), until(60), until(50)}, true, day(60).End()},
		{"of several the one without end", []risk.Agreement{until(20), {Organisation: "RA7", Reference: "A-2"}, until(50)}, true, time.Time{}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.controllers[0].Agreements = test.agreements
			ask := risk.Agreed(registered(t, "controller", w.controllers))
			agreed := false
			d := asks(t, &w.call, func(p *consult.Pass) { agreed = ask(p, "RA7") })
			require.Equal(t, test.agreed, agreed)
			require.Equal(t, test.until, ends(&d))
			if agreed {
				require.Equal(t, []string{"Z99901 agreement"}, relied(&d, "controller"))
			}
			asks(t, &w.call, func(p *consult.Pass) { agreed = risk.Agreed(nil)(p, "RA7") })
			require.False(t, agreed, "where nothing is on file nothing is agreed")
		})
	}
}

func TestLowestSafe(t *testing.T) {
	t.Parallel()
	dated := func(id consult.RecordID, days int, client string) risk.Assessment {
		a := assessment(id)
		a.Assessed, a.LowestSafe.Client = now.AddDate(0, 0, days), version(client)
		return a
	}
	for _, test := range []struct {
		reason      string
		assessments []risk.Assessment
		record      consult.RecordID // empty: there is none
		client      string
	}{
		{"none on file", nil, "", ""},
		{"the one on file", []risk.Assessment{dated("a", -1, "6.4")}, "a", "6.4"},
		{"of several the newest", []risk.Assessment{dated("a", -1, "6.4"), dated("b", -3, "6.5"), dated("c", -2, "6.3")}, "a", "6.4"},
		{"of two at once the one with the greater id", []risk.Assessment{dated("a", -1, "6.4"), dated("b", -1, "6.5")}, "b", "6.5"},
		{"the newest although it is not in effect yet", []risk.Assessment{dated("a", -1, "6.4"), dated("b", 1, "7.0")}, "b", "7.0"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			ask := risk.LowestSafe(registered(t, "risk-assessment", test.assessments))
			var lowest consult.Lowest
			var record *consult.RecordRef
			found := false
			asks(t, &w.call, func(p *consult.Pass) { lowest, record, found = ask(p) })
			require.Equal(t, test.record != "", found)
			if found {
				require.Equal(t, test.record, record.ID)
				require.Equal(t, test.client, lowest.Client.String())
			}
		})
	}
}
