package guidance_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
)

// years is an age of facts at which it is the records that end first.
const years = 5 * 365 * 24 * time.Hour

// decided decides the call of a world at an instant; where a clinician would have to go ahead,
// they do.
func (j *judge) decided(t *testing.T, w *world, at time.Time) consult.Decision {
	t.Helper()
	d := j.decide(t, &w.Call, at)
	if d.Allows() || slices.ContainsFunc(d.Findings, func(f consult.Finding) bool {
		return f.Effect == consult.Refuses && !f.Rule.Overridable
	}) {
		return d
	}
	d, err := j.gate.Override(context.Background(), &d, consult.Override{Clinician: "staff-0001", Need: consult.NeedUrgent})
	require.NoError(t, err)
	return d
}

// found says what a decision found, without the values found, which may name the instant.
func found(d *consult.Decision) (list []string) {
	for i := range d.Findings {
		f := &d.Findings[i]
		list = append(list, fmt.Sprint(f.Rule.ID, " ", f.Fact, " ", f.Effect, " ", f.Record, " ", f.Waiver))
	}
	return list
}

// ending returns what a decision rests on that ends first.
func ending(t *testing.T, d *consult.Decision) consult.Reliance {
	t.Helper()
	for r := range d.Relied.All {
		if r.Until.Equal(d.ValidUntil) {
			return r
		}
	}
	require.Fail(t, "nothing that the decision rests on ends when it does", "valid until %v", d.ValidUntil)
	return consult.Reliance{}
}

// faulty reports whether a fault of a record is waived or overridden: more of the same is then
// no new finding.
func faulty(d *consult.Decision, record *consult.RecordRef) bool {
	return record != nil && slices.ContainsFunc(d.Findings, func(f consult.Finding) bool { return f.Record != nil && *f.Record == *record })
}

// TestValidUntil holds that a decision is the same until it says it has to be made again, and
// not a nanosecond longer: the earliest end of anything it rests on is neither missed nor
// invented.
func TestValidUntil(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why    string
		maxAge time.Duration
		seed   uint64
		waive  bool
	}{
		{"the facts end first", 10 * time.Minute, 1, false},
		{"the records end first", years, 2, false},
		{"waivers hold for what is broken", years, 202, true},
	} {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			const worlds = 2_000
			r, j := seeded(test.seed), newJudge(t, test.maxAge, nil)
			outcomes := map[consult.Outcome]int{}
			ends := map[string]int{}
			sharp, waived := 0, 0
			for range worlds {
				w := consulttest.Random(r)
				j.put(t, w)
				if test.waive {
					waive(t, j, w, r)
				}
				d := j.decided(t, w, w.Now)
				if !d.Allows() {
					require.Zero(t, d.ValidUntil, "a refusal holds until nothing")
					continue
				}
				outcomes[d.Outcome]++
				isWaived := len(d.Rules(consult.Waived)) > 0
				if isWaived {
					waived++
				}
				require.True(t, d.ValidUntil.After(w.Now), "valid until %v at %v\n%+v\nchanges %v", d.ValidUntil, w.Now, ending(t, &d), w.Changes)
				between := w.Now.Add(time.Duration(r.Int64N(int64(d.ValidUntil.Sub(w.Now)))))
				for _, at := range []time.Time{between, d.ValidUntil.Add(-1)} {
					if begins(w) && d.Outcome == consult.AllowedByOverride {
						continue // an override rests on nothing that is not there: what begins may bring a fault that allows none
					}
					still := j.decided(t, w, at)
					require.True(t, still.Allows(), "at %v, valid until %v, findings %v\nchanges %v", at, d.ValidUntil, found(&still), w.Changes)
					if !begins(w) {
						require.Equal(t, d.Outcome, still.Outcome)
						require.Equal(t, found(&d), found(&still), "at %v, valid until %v\nchanges %v", at, d.ValidUntil, w.Changes)
					}
				}
				next := ending(t, &d)
				ends[next.What]++
				if begins(w) || next.What == "withdrawal" && (len(w.Notices) > 3 || !w.Call.WithPatient()) || faulty(&d, next.Record) {
					continue // something else may take the place of what ends, or its end be hidden by a fault there was
				}
				sharp++
				after := j.decided(t, w, d.ValidUntil)
				require.NotEqual(t, found(&d), found(&after), "nothing ends at %v\n%v\nchanges %v", d.ValidUntil, next, w.Changes)
				if d.Outcome == consult.Allowed && !isWaived && len(after.Rules(consult.Advises)) == len(d.Rules(consult.Advises)) {
					require.False(t, after.Outcome == consult.Allowed, "the call is allowed at %v as well\nchanges %v", d.ValidUntil, w.Changes)
				}
			}
			assert.Greater(t, outcomes[consult.Allowed], worlds/20, "allowed")
			assert.Greater(t, outcomes[consult.AllowedByOverride], worlds/20, "overridden")
			assert.Greater(t, sharp, worlds/20, "held to the nanosecond")
			if test.waive {
				assert.Greater(t, waived, worlds/20, "waived")
			}
			t.Log(outcomes, sharp, waived, ends)
		})
	}
}

// waive files waivers for some of the rules that are broken.
func waive(t *testing.T, j *judge, w *world, r consulttest.Chooser) {
	t.Helper()
	d := j.decide(t, &w.Call, w.Now)
	for i, rule := range d.Broken() {
		for n := range r.IntN(3) {
			from := w.Now.AddDate(0, 0, -20)
			w.Waivers = append(w.Waivers, consult.Waiver{
				ID: consult.RecordID(fmt.Sprintf("waiver-%d-%d", i, n)), Rule: rule, Controller: practice, Product: meet, Reason: "synthetic",
				RequestedBy: "staff-0002", AcceptedBy: "staff-0003",
				From: from, Until: from.Add(time.Duration(1+r.IntN(24*90)) * time.Hour),
			})
		}
	}
	j.put(t, w)
}

// begins reports whether anything on record or in the call takes effect only after the
// instant of the decision, so that what is broken may be mended without anybody's doing.
func begins(w *world) bool {
	early := w.Now
	if !w.Call.Start.IsZero() && w.Call.Start.Before(early) {
		early = w.Call.Start
	}
	is := func(at time.Time) bool { return at.After(early) }
	later := is(w.Call.Initiator.At) || is(w.Call.Room.At) || is(w.Call.Device.At) || is(w.Call.Client.At) || is(w.Call.Data.At)
	for _, d := range w.DPIAs {
		later = later || is(d.Approval.At) || is(d.Regulator.Answered.Start())
		for _, m := range d.Mitigations {
			later = later || is(m.Confirmed.Start())
		}
	}
	for _, s := range w.Screenings {
		later = later || is(s.SeenByDPO) || is(s.Decided)
	}
	for _, a := range w.Assessments {
		later = later || is(a.Assessed) || is(a.Adopted)
		for _, risk := range a.Risks {
			later = later || is(risk.Accepted.At)
		}
	}
	for _, p := range w.Procurements {
		later = later || is(p.Decided) || is(p.DTAC.Assessed.Start())
	}
	for _, n := range w.Notices {
		later = later || is(n.Published)
	}
	for _, v := range w.Waivers {
		later = later || is(v.From)
	}
	return later
}

// TestRecordThatBegins holds the end of a decision against a record that is newer than the one
// it rests on. It takes that one's place for the call where it begins before the call does.
func TestRecordThatBegins(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.June, 15, 10, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		why           string
		start, begins time.Duration // from now
		ends          bool          // whether the decision ends where the record begins
	}{
		{"it begins before the call", 2 * time.Hour, time.Hour, true},
		{"it begins with the call", 2 * time.Hour, 2 * time.Hour, true},
		{"it began after a call that has started, and never is in effect for it", -2 * time.Hour, -time.Hour, false},
		{"it began with the decision, after the start", -2 * time.Hour, 104, false},
		{"it begins after the call, and never is in effect for it", 2 * time.Hour, 3 * time.Hour, false},
	} {
		for _, kind := range []struct {
			name string
			file func(w *world, begins time.Time)
		}{
			{"assessment", func(w *world, begins time.Time) {
				a := consulttest.Assessment(practice, meet, now)
				a.ID, a.Assessed = "newer", begins
				w.Assessments = append(w.Assessments, a)
			}},
			{"procurement", func(w *world, begins time.Time) {
				p := consulttest.Procurement(practice, meet, now)
				p.ID, p.Decided = "newer", begins
				w.Procurements = append(w.Procurements, p)
			}},
			{"notice", func(w *world, begins time.Time) {
				n := consulttest.Notice(practice, meet, now)
				n.ID, n.Published = "newer", begins
				w.Notices = append(w.Notices, n)
			}},
			{"notice of the product", func(w *world, begins time.Time) {
				n := consulttest.Notice(practice, meet, now)
				n.ID, n.Published = "newer", begins
				w.Notices[0].Products, w.Notices[0].ThirdParties = nil, consult.ProductsOf(cloud)
				w.Notices = append(w.Notices, n)
			}},
			{"screening", func(w *world, begins time.Time) {
				s := consulttest.Screening(practice, meet, now)
				s.ID, s.Decided = "newer", begins
				w.DPIAs, w.Screenings = nil, append(w.Screenings, s)
			}},
		} {
			t.Run(kind.name+" "+test.why, func(t *testing.T) {
				t.Parallel()
				w := compliant(now, now.Add(test.start))
				kind.file(w, now.Add(test.begins))
				j := newJudge(t, years, nil)
				j.put(t, w)
				d := j.decided(t, w, now)
				require.True(t, d.Allows(), "%v", found(&d))
				assert.True(t, d.ValidUntil.After(now), "valid until %v: %v", d.ValidUntil, ending(t, &d))
				assert.Equal(t, test.ends, d.ValidUntil.Equal(now.Add(test.begins)), "valid until %v: %v", d.ValidUntil, ending(t, &d))
			})
		}
	}
}

// TestEndOfContract holds that the end of a contract is one of the decision's only where a rule
// would be broken by it.
func TestEndOfContract(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.June, 15, 10, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		why             string
		processor, free consult.YesNo
		level           string
		ends            bool
	}{
		{"a processor needs a contract", consult.Yes, consult.No, "", true},
		{"a vendor that may be a processor does as well", consult.Unknown, consult.No, "", true},
		{"without one, a free product has no recourse", consult.No, consult.Yes, "synthetic", true},
		{"a free product without a service level has none anyway", consult.No, consult.Yes, "", false},
		{"a product that is paid for, by a vendor that processes nothing, needs none", consult.No, consult.No, "synthetic", false},
	} {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			w := compliant(now, now.Add(time.Hour))
			p := &w.Procurements[0]
			p.Processor, p.Free, p.ServiceLevel, p.Contract.Until = test.processor, test.free, test.level, days(now, 2)
			j := newJudge(t, years, nil)
			j.put(t, w)
			d := j.decided(t, w, now)
			require.True(t, d.Allows(), "%v", found(&d))
			assert.Equal(t, test.ends, d.ValidUntil.Equal(p.Contract.Until.End()), "valid until %v: %v", d.ValidUntil, ending(t, &d))
		})
	}
}
