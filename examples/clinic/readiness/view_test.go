package readiness_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/register/folder"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/examples/clinic/readiness"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// viewAt returns the view of a rig at an instant, by a trial with the ready-made call.
func viewAt(t *testing.T, rig *consulttest.Rig, now time.Time, decisions ...consult.Decision) readiness.View {
	t.Helper()
	rig.Clock.Set(now)
	call := consulttest.CallAt(now, now)
	trial := rig.Decide(t, call)
	return readiness.NewView(&rig.On.Records, folder.Status{}, consulttest.Practice, call.Product, trial, decisions, now)
}

func viewOf(t *testing.T, changes ...consulttest.RecordsChange) readiness.View {
	t.Helper()
	return viewAt(t, consulttest.NewRig(t, changes...), consulttest.Now)
}

func rulesOf(v *readiness.View) map[consult.RuleID]readiness.Rule {
	all := map[consult.RuleID]readiness.Rule{}
	for _, p := range v.Parts {
		for _, c := range p.Clauses {
			for _, r := range c.Rules {
				all[r.ID] = r
			}
		}
	}
	return all
}

// clausesBut returns the clauses that are in another state than kept.
func clausesBut(v *readiness.View) map[consult.ClauseID]string {
	all := map[consult.ClauseID]string{}
	for _, c := range v.Attention() {
		all[c.ID] = c.State.String()
	}
	return all
}

func waive(rule consult.RuleID) consulttest.RecordsChange {
	return func(r *consulttest.Records) {
		r.Waivers = append(r.Waivers, consult.Waiver{
			ID: "waiver-1", Rule: rule, Controller: consulttest.Practice, Product: consulttest.Meet, Reason: "synthetic",
			RequestedBy: "staff-1", AcceptedBy: "staff-2", From: consulttest.Now.AddDate(0, 0, -1), Until: consulttest.Now.AddDate(0, 0, 10),
		})
	}
}

func TestClauses(t *testing.T) {
	for _, test := range []struct {
		name    string
		why     string
		changes []consulttest.RecordsChange
		state   string
		want    map[consult.ClauseID]string
	}{
		{
			name: "compliant", why: "every clause is kept, and none is left out",
			state: "Kept", want: map[consult.ClauseID]string{},
		},
		{
			name: "DPIA withdrawn", why: "what nobody looks at without an approved DPIA must not look kept",
			changes: []consulttest.RecordsChange{consulttest.DPIAWithdrawn},
			state:   "Broken", want: map[consult.ClauseID]string{"D1": "Broken", "D2": "Not judged", "D4": "Not judged"},
		},
		{
			name: "DPIA overdue", why: "a DPIA that stands is judged further although it is overdue",
			changes: []consulttest.RecordsChange{consulttest.DPIAOverdue},
			state:   "Broken", want: map[consult.ClauseID]string{"D1": "Broken", "D2": "Broken"},
		},
		{
			name: "residual risk high", why: "a rule of one clause breaks that clause alone",
			changes: []consulttest.RecordsChange{consulttest.ResidualRiskHigh},
			state:   "Broken", want: map[consult.ClauseID]string{"D4": "Broken"},
		},
		{
			name: "no DPIA, no screening", why: "none on file breaks D1 and D3, and leaves the rest of it open",
			changes: []consulttest.RecordsChange{consulttest.NoDPIA},
			state:   "Broken", want: map[consult.ClauseID]string{"D1": "Broken", "D3": "Broken", "D2": "Not judged", "D4": "Not judged"},
		},
		{
			name: "screening only", why: "a screening stands in for the DPIA", state: "Kept", want: map[consult.ClauseID]string{},
			changes: []consulttest.RecordsChange{func(r *consulttest.Records) { r.DPIAs = nil }},
		},
		{
			name: "wrong route", why: "a procurement record with a wrong route is judged further",
			changes: []consulttest.RecordsChange{consulttest.WrongRoute},
			state:   "Broken", want: map[consult.ClauseID]string{"S2": "Broken", "S5": "Broken"},
		},
		{
			name: "no procurement", why: "without a record nothing else about it is judged",
			changes: []consulttest.RecordsChange{consulttest.NoProcurement}, state: "Broken",
			want: map[consult.ClauseID]string{"S2": "Broken", "S5": "Broken", "S3": "Not judged", "S4": "Not judged", "U1": "Not judged"},
		},
		{
			name: "advice", why: "advice refuses nothing and still shows",
			changes: []consulttest.RecordsChange{consulttest.NoReference}, state: "Kept", want: map[consult.ClauseID]string{"R3": "Advice"},
		},
		{
			name: "waived", why: "a waiver does not make a rule kept",
			changes: []consulttest.RecordsChange{consulttest.RiskNotAccepted, waive(risk.RuleTolerable)},
			state:   "Waived", want: map[consult.ClauseID]string{"S1": "Waived", "R2": "Waived"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := viewOf(t, test.changes...)
			assert.Equal(t, test.want, clausesBut(&v), test.why)
			assert.Equal(t, test.state, v.State.String(), test.why)
			n := 0
			for _, p := range v.Parts {
				n += len(p.Clauses)
			}
			assert.Equal(t, len(guidance.Clauses()), n, "a clause is missing")
		})
	}
}

func TestBrokenRuleSaysWhatToDo(t *testing.T) {
	v := viewOf(t, consulttest.DPIAWithdrawn)
	rules := rulesOf(&v)
	r := rules[dpia.RuleApproved]
	require.Len(t, r.Faults, 1)
	assert.Equal(t, "approval.status", r.Faults[0].Fact)
	assert.Equal(t, "withdrawn", r.Faults[0].Found)
	assert.Equal(t, consult.RecordID("dpia-TEST01-example-meet"), r.Faults[0].Record.ID)
	assert.Equal(t, "DPIA", r.Faults[0].Record.Kind)
	assert.Equal(t, "Data protection officer", r.Owner)
	assert.NotEmpty(t, r.Remedy)
	assert.Equal(t, dpia.RuleApproved, rules[dpia.RuleComplete].Because, "it says what has to be mended first")
}

func TestWaivedRuleNamesItsWaiver(t *testing.T) {
	v := viewOf(t, consulttest.RiskNotAccepted, waive(risk.RuleTolerable))
	r := rulesOf(&v)[risk.RuleTolerable]
	assert.Equal(t, consult.RecordID("waiver-1"), r.Waiver.ID)
	assert.Equal(t, "25 June 2026", r.Until.String(), "it is accepted until the waiver ends")
	assert.Equal(t, "10 days left", r.Left)
}

// Every breach that the kit knows shows on the page, with the rules that the gate found and no others.
func TestEveryBreachShows(t *testing.T) {
	for _, test := range consulttest.Breaches() {
		if test.Records == nil || test.Call != nil {
			continue // of the platform, where a trial is right
		}
		t.Run(test.Why, func(t *testing.T) {
			v := viewOf(t, test.Records)
			var got []consult.RuleID
			for id, r := range rulesOf(&v) {
				if r.State == readiness.Broken || r.State == readiness.Advised {
					assert.NotEmpty(t, r.Faults)
					got = append(got, id)
				}
			}
			assert.ElementsMatch(t, test.Want, got)
		})
	}
}

// What the page says of how long a rule is kept is true: the moment before, the gate still finds it
// kept, and then it does not. A rule without an end is kept for years.
func TestUntilIsTrue(t *testing.T) {
	rig := consulttest.NewRig(t)
	now := viewAt(t, rig, consulttest.Now)
	ending := map[consult.RuleID]time.Time{}
	var instants []time.Time
	for id, r := range rulesOf(&now) {
		require.Equal(t, readiness.Kept, r.State, id)
		if !r.Until.IsZero() {
			ending[id] = r.Until.End()
			instants = append(instants, r.Until.End())
		}
	}
	for _, id := range []consult.RuleID{dpia.RuleCurrent, dpia.RuleComplete, risk.RuleCurrent, risk.RuleTolerable, risk.RuleContract, notice.RuleCurrent} {
		assert.Contains(t, ending, id, "its end is not shown")
	}
	for _, at := range append(instants, consulttest.Now.AddDate(2, 0, 0)) {
		before, after := viewAt(t, rig, at.Add(-time.Nanosecond)), viewAt(t, rig, at)
		then, since := rulesOf(&before), rulesOf(&after)
		for id := range since {
			switch end, ends := ending[id]; {
			case id == risk.RuleRecourse: // holds as long as the contract, and longer for a product that is paid for
			case !ends || at.Before(end):
				assert.Equal(t, readiness.Kept, since[id].State, "%s at %s", id, at)
			case at.Equal(end):
				assert.Equal(t, readiness.Kept, then[id].State, "%s before %s", id, at)
				assert.Equal(t, readiness.Broken, since[id].State, "%s at %s", id, at)
			}
		}
	}
}

func TestJudgedByRecords(t *testing.T) {
	v := viewOf(t)
	kinds := func(rule consult.RuleID) (kinds []string) {
		r := rulesOf(&v)[rule]
		for _, record := range r.Records {
			kinds = append(kinds, record.Kind)
		}
		slices.Sort(kinds)
		return kinds
	}
	assert.Equal(t, []string{"DPIA"}, kinds(dpia.RuleApproved))
	assert.Equal(t, []string{"Organisation", "Risk assessment"}, kinds(risk.RuleTolerable), "the appetite is the organisation's")
	assert.Equal(t, []string{"Risk assessment"}, kinds(consult.ClientUpdated), "the lowest safe versions are the assessment's")
	assert.Empty(t, kinds(consult.RecordingDefault))
	assert.True(t, rulesOf(&v)[consult.RecordingDefault].ByFacts)
}

func TestNothingJudged(t *testing.T) {
	v := readiness.NewView(nil, folder.Status{}, consulttest.Practice, consult.Product{ID: consulttest.Meet}, consult.Decision{}, nil, consulttest.Now)
	assert.Equal(t, readiness.NotJudged, v.State)
	assert.Equal(t, []readiness.Count{{State: readiness.NotJudged, N: len(guidance.Clauses())}}, v.Counts(), "nothing may look kept")
	assert.Empty(t, v.Timeline.Deadlines)
	assert.Empty(t, v.Matrix.Marks)
}

func TestBrokenCheckLeavesRulesUnjudged(t *testing.T) {
	house := consult.Rule{ID: "house.rule", Clauses: []consult.ClauseID{"I1"}, Summary: "It holds.", Owner: consult.OwnerPlatform, Remedy: "Mend it.", Patient: "Not now."}
	rig, err := consulttest.MakeRig(consulttest.RigOptions{Checks: func(on *consulttest.Registers) []*consult.Check {
		return append(guidance.Checks(&on.Records),
			&consult.Check{Name: "house", Doc: "It holds.", Rules: []consult.Rule{house}, Run: func(p *consult.Pass) {
				p.Report(house.ID, consult.Fault{Fact: "house", Found: consult.Phrase("otherwise")})
				panic("broken")
			}})
	}})
	require.NoError(t, err)
	t.Cleanup(rig.Close)
	v := viewAt(t, rig, consulttest.Now)
	rules := rulesOf(&v)
	assert.Equal(t, readiness.Broken, rules[consult.CheckSound].State)
	assert.Equal(t, readiness.NotJudged, rules[dpia.RuleCurrent].State, "which rules a broken check left out is not on record")
	for _, r := range v.Others {
		assert.Equal(t, house.ID, r.ID, "only rules that are not of the guidance are others")
	}
}

func TestStatus(t *testing.T) {
	faults := folder.Faults{
		{File: "dpia.yaml", Line: 12, Path: "approval.status", Problem: "is not one of the words"},
		{File: "notice.yaml", Problem: "is not YAML"},
	}
	since := consulttest.Now.Add(-time.Hour)
	v := readiness.NewView(nil, folder.Status{AsOf: since, StaleSince: since, Faults: faults, Files: 3, Records: 2},
		consulttest.Practice, consult.Product{}, consult.Decision{}, nil, consulttest.Now)
	assert.True(t, v.Status.Stale())
	assert.Equal(t, []string{faults[0].Error(), faults[1].Error()}, v.Status.Faults, "one line for each fault")
	assert.Equal(t, 3, v.Status.Files)

	many := slices.Repeat(faults[:1], 130)
	v = readiness.NewView(nil, folder.Status{AsOf: since, StaleSince: since, Faults: many},
		consulttest.Practice, consult.Product{}, consult.Decision{}, nil, consulttest.Now)
	assert.Len(t, v.Status.Faults, 100, "a page has an end")
	assert.Equal(t, 30, v.Status.MoreFaults)
}
