package readiness_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/examples/clinic/readiness"
	"github.com/preconsult/preconsult/risk"
)

func day(days int) consult.Date { return consult.DateAt(consulttest.Now.AddDate(0, 0, days)) }

// listed returns the deadlines as lines.
func listed(v *readiness.View) (lines []string) {
	for i, d := range v.Timeline.Deadlines {
		line := fmt.Sprintf("%s: %s, %s, %s", d.Left, d.Record.Kind, d.What, d.Urgency())
		if !d.Bears {
			line += ", hollow"
		}
		if d.Number != i+1 {
			line += ", out of order"
		}
		lines = append(lines, line)
	}
	return lines
}

func TestTimeline(t *testing.T) {
	for _, test := range []struct {
		why     string
		changes []consulttest.RecordsChange
		want    []string
	}{
		{
			why: "everything that ends, the first to end first; the screening has no say beside a DPIA",
			want: []string{
				"45 days left: Privacy notice, Review is due, later",
				"60 days left: Risk assessment, Acceptance of a risk ends, later",
				"80 days left: DPIA screening, Review is due, later, hollow",
				"90 days left: DPIA, Planned measure is due, later",
				"120 days left: DPIA, Review is due, later",
				"150 days left: Risk assessment, Review is due, later",
				"180 days left: Procurement, Contract ends, later",
				"200 days left: Organisation, Agreement with another organisation ends, later",
			},
		},
		{
			why: "what is overdue stands first, and what a withdrawn DPIA had due is no concern",
			changes: []consulttest.RecordsChange{
				consulttest.NoticeOverdue, consulttest.DPIAWithdrawn, consulttest.RiskNotAccepted, waive(risk.RuleTolerable),
				func(r *consulttest.Records) {
					r.Controllers[0].Agreements = nil
					r.Screenings = nil
					r.Procurements[0].Contract.Until = day(0)
				},
			},
			want: []string{
				"overdue by 1 day: Privacy notice, Review is due, overdue",
				"today is the last day: Procurement, Contract ends, soon",
				"10 days left: Waiver, Waiver ends, soon",
				"150 days left: Risk assessment, Review is due, later",
			},
		},
		{
			why: "an assessment that a newer one has replaced ends nothing, nor does one that is to come",
			changes: []consulttest.RecordsChange{func(r *consulttest.Records) {
				old, next := r.Assessments[0], r.Assessments[0]
				old.ID, old.Assessed, old.ReviewDue = "old", consulttest.Now.AddDate(-2, 0, 0), day(-300)
				next.ID, next.Assessed, next.ReviewDue = "next", consulttest.Now.AddDate(0, 0, 7), day(400)
				r.Assessments = append(r.Assessments, old, next)
				r.DPIAs[0].Mitigations[1].Due = day(1)
				r.DPIAs[0].Changes = append(r.DPIAs[0].Changes, dpia.Change{On: day(3), Description: "to come"})
				r.Controllers[0].Agreements, r.Screenings, r.Procurements, r.Notices = nil, nil, nil, nil
			}},
			want: []string{
				"1 day left: DPIA, Planned measure is due, soon",
				"2 days left: DPIA, A change that is not assessed takes place, soon",
				"60 days left: Risk assessment, Acceptance of a risk ends, later",
				"120 days left: DPIA, Review is due, later",
				"150 days left: Risk assessment, Review is due, later",
			},
		},
	} {
		v := viewOf(t, test.changes...)
		assert.Equal(t, test.want, listed(&v), test.why)
	}
}

// What ends at an instant is overdue from that instant on, on whatever day it is looked at.
func TestOverdueFromTheEndOn(t *testing.T) {
	rig := consulttest.NewRig(t, consulttest.RiskNotAccepted, waive(risk.RuleTolerable))
	ends := consulttest.Now.AddDate(0, 0, 10) // in the middle of a day
	left := func(at time.Time) string {
		v := viewAt(t, rig, at)
		for _, d := range v.Timeline.Deadlines {
			if d.Record.ID == "waiver-1" {
				return d.Left
			}
		}
		return "not listed"
	}
	assert.Equal(t, "today is the last day", left(ends.Add(-time.Nanosecond)))
	assert.Equal(t, "overdue by 1 day", left(ends))
	assert.Equal(t, "overdue by 2 days", left(ends.AddDate(0, 0, 2)))
}

func TestTimelinePicture(t *testing.T) {
	v := viewOf(t, consulttest.NoticeOverdue, func(r *consulttest.Records) {
		for i := range 5 { // five ends on one day must not hide each other
			m := r.DPIAs[0].Mitigations[1]
			m.Measure = fmt.Sprintf("measure %d", i)
			r.DPIAs[0].Mitigations = append(r.DPIAs[0].Mitigations, m)
		}
		r.Procurements[0].Contract.Until = day(500)
		r.Controllers[0].Agreements[0].Until = day(4000)
	})
	tl := v.Timeline
	assert.Equal(t, 24, tl.Ahead, "it reaches as far as it must")
	assert.Equal(t, 1, tl.Later)
	at := map[int]readiness.Point{}
	places := map[string]int{}
	for _, lane := range tl.Lanes {
		for _, p := range lane.Points {
			at[p.Number] = p
			places[fmt.Sprint(p.X, p.Y)]++
			assert.Less(t, lane.Y, p.Y)
			assert.Less(t, p.Y, lane.Y+lane.Height, "a mark is in the lane of its kind")
		}
	}
	for place, n := range places {
		assert.Equal(t, 1, n, "marks hide each other at %s", place)
	}
	last := 0
	for _, d := range tl.Deadlines {
		p, ok := at[d.Number]
		require.True(t, ok, "deadline %d is not in the picture", d.Number)
		if d.Overdue() {
			assert.Less(t, p.X, tl.Today(), "what is overdue is before today")
			continue
		}
		assert.GreaterOrEqual(t, p.X, tl.Today())
		assert.GreaterOrEqual(t, p.X, last, "what is later is further to the right")
		assert.Less(t, p.X, tl.Width())
		last = p.X
	}
}

func TestMonthsCarryTheYear(t *testing.T) {
	v := viewOf(t)
	var names []string
	for _, m := range v.Timeline.Months {
		names = append(names, m.Name)
	}
	assert.Equal(t, []string{"Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan 2027", "Feb", "Mar", "Apr", "May", "Jun"}, names)
}
