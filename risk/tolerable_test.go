package risk_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/risk"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestDCB0129 is the table of the UK Core hazard log, row by row from very high likelihood, cell by
// cell from minor consequence.
func TestDCB0129(t *testing.T) {
	t.Parallel()
	table := []struct {
		likelihood int
		scores     [5]int // minor, significant, considerable, major, catastrophic
	}{
		{5, [5]int{3, 4, 4, 5, 5}}, // very high
		{4, [5]int{2, 3, 3, 4, 5}}, // high
		{3, [5]int{2, 2, 3, 3, 4}}, // medium
		{2, [5]int{1, 2, 2, 3, 4}}, // low
		{1, [5]int{1, 1, 2, 2, 3}}, // very low
	}
	for _, row := range table {
		for i, want := range row.scores {
			r := risk.Rating{Scheme: risk.DCB0129, Likelihood: row.likelihood, Consequence: i + 1}
			got, ok := r.Score()
			require.True(t, ok, "%+v", r)
			require.Equal(t, want, got, "%+v", r)
		}
	}
}

func TestScore(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		rating risk.Rating
		want   int // 0: no rating
	}{
		{"NPSA: least", risk.Rating{risk.NPSA5x5, 1, 1, 0}, 1},
		{"NPSA: a product", risk.Rating{risk.NPSA5x5, 4, 2, 0}, 8},
		{"NPSA: the same number is another one in DCB0129", risk.Rating{risk.DCB0129, 5, 2, 0}, 4},
		{"NPSA: greatest", risk.Rating{risk.NPSA5x5, 5, 5, 0}, 25},
		{"NPSA: no likelihood", risk.Rating{risk.NPSA5x5, 0, 5, 0}, 0},
		{"NPSA: no consequence", risk.Rating{risk.NPSA5x5, 5, 0, 0}, 0},
		{"NPSA: likelihood too great", risk.Rating{risk.NPSA5x5, 6, 1, 0}, 0},
		{"NPSA: consequence too great", risk.Rating{risk.NPSA5x5, 1, 6, 0}, 0},
		{"NPSA: has no overall rating", risk.Rating{risk.NPSA5x5, 1, 1, 1}, 0},
		{"DCB0129: no likelihood", risk.Rating{risk.DCB0129, 0, 1, 0}, 0},
		{"DCB0129: less than none", risk.Rating{risk.DCB0129, -1, 1, 0}, 0},
		{"DCB0129: consequence too great", risk.Rating{risk.DCB0129, 1, 6, 0}, 0},
		{"DCB0129: has no overall rating", risk.Rating{risk.DCB0129, 1, 1, 2}, 0},
		{"ICO: the assessor's, whatever the steps", risk.Rating{risk.ICO3x3, 1, 1, 3}, 3},
		{"ICO: the assessor's, whatever the steps, the other way", risk.Rating{risk.ICO3x3, 3, 3, 1}, 1},
		{"ICO: not without the assessor's", risk.Rating{risk.ICO3x3, 3, 3, 0}, 0},
		{"ICO: greater than high", risk.Rating{risk.ICO3x3, 3, 3, 4}, 0},
		{"ICO: less than low", risk.Rating{risk.ICO3x3, 3, 3, -1}, 0},
		{"ICO: likelihood of another scheme", risk.Rating{risk.ICO3x3, 4, 3, 2}, 0},
		{"ICO: severity of another scheme", risk.Rating{risk.ICO3x3, 3, 4, 2}, 0},
		{"no scheme", risk.Rating{risk.SchemeUnknown, 1, 1, 0}, 0},
		{"no known scheme", risk.Rating{risk.ICO3x3 + 1, 1, 1, 1}, 0},
		{"no rating at all", risk.Rating{}, 0},
	} {
		got, ok := test.rating.Score()
		require.Equal(t, test.want > 0, ok, test.reason)
		require.Equal(t, test.want, got, test.reason)
	}
}

func TestTolerable(t *testing.T) {
	broken := func(fact, got, expected string) []found {
		return []found{{risk.RuleTolerable, "risks.residual" + fact, got, expected, onVideo}}
	}
	const unstated = "an appetite stated in this scheme, or acceptance"
	rated := func(scheme risk.Scheme, likelihood, consequence, overall int) func(*world) {
		return assessed(func(a *risk.Assessment) {
			a.Risks[0].Residual = risk.Rating{Scheme: scheme, Likelihood: likelihood, Consequence: consequence, Overall: overall}
		})
	}
	appetite := func(limits ...risk.Limit) func(*world) {
		return organised(func(c *risk.Controller) { c.Appetite = limits })
	}
	// over makes the risk one over the appetite, which somebody accepts.
	over := func(accepted risk.Acceptance) func(*world) {
		return both(rated(risk.NPSA5x5, 4, 3, 0), assessed(func(a *risk.Assessment) { a.Risks[0].Accepted = accepted }))
	}
	run(t, []row{
		{"no risks were found", assessed(func(a *risk.Assessment) { a.Risks = nil }), nil},
		{"at the limit", rated(risk.NPSA5x5, 3, 2, 0), nil},
		{"over the limit", rated(risk.NPSA5x5, 4, 2, 0), broken(".npsa-5x5", "8", "6")},
		{"not rated", rated(risk.SchemeUnknown, 1, 1, 0), broken("", "no rating", "a rating of its scheme")},
		{"not a rating of its scheme", rated(risk.DCB0129, 6, 1, 0), broken("", "no rating", "a rating of its scheme")},
		{
			"what is not a rating cannot be accepted",
			both(over(risk.Acceptance{By: "SIRO", At: now}), rated(risk.NPSA5x5, 0, 0, 0)),
			broken("", "no rating", "a rating of its scheme"),
		},

		{"no appetite in the risk's scheme: a limit of another says nothing", rated(risk.DCB0129, 1, 1, 0), broken(".dcb0129", "1", unstated)},
		{"low by the assessor, and no appetite in that scheme", rated(risk.ICO3x3, 1, 1, 1), broken(".ico-3x3", "1", unstated)},
		{"no appetite at all", appetite(), broken(".npsa-5x5", "6", unstated)},
		{"an appetite in the risk's scheme, beside others", both(rated(risk.DCB0129, 2, 2, 0),
			appetite(risk.Limit{risk.ICO3x3, 1}, risk.Limit{risk.DCB0129, 2}, risk.Limit{risk.NPSA5x5, 1})), nil},
		{"over the limit of its scheme, and under those of others", both(rated(risk.DCB0129, 3, 3, 0),
			appetite(risk.Limit{risk.ICO3x3, 3}, risk.Limit{risk.DCB0129, 2}, risk.Limit{risk.NPSA5x5, 25})), broken(".dcb0129", "3", "2")},
		{"of two limits in a scheme the lower counts", appetite(risk.Limit{risk.NPSA5x5, 25}, risk.Limit{risk.NPSA5x5, 5}, risk.Limit{risk.NPSA5x5, 9}), broken(".npsa-5x5", "6", "5")},
		{"a limit outside its scheme counts for nothing", both(rated(risk.DCB0129, 1, 1, 0), appetite(risk.Limit{risk.DCB0129, 12})), broken(".dcb0129", "1", unstated)},
		{"a limit of nothing accepts nothing", appetite(risk.Limit{risk.NPSA5x5, 0}), broken(".npsa-5x5", "6", "0")},

		{"over the limit, accepted now", over(risk.Acceptance{By: "SIRO", At: now}), nil},
		{"accepted without an appetite", both(appetite(), over(risk.Acceptance{By: "SIRO", At: now})), nil},
		{"accepted by nobody", over(risk.Acceptance{At: now}), broken(".npsa-5x5", "12", "6")},
		{"accepted, nobody knows when", over(risk.Acceptance{By: "SIRO"}), broken(".npsa-5x5", "12", "6")},
		{"accepted from a nanosecond later on", over(risk.Acceptance{By: "SIRO", At: now.Add(1)}), broken(".npsa-5x5", "12", "6")},
		{"accepted until the day before the call", over(risk.Acceptance{By: "SIRO", At: now.AddDate(0, -1, 0), Until: day(-1)}), broken(".npsa-5x5", "12", "6")},
		{"accepted until the day of the call", over(risk.Acceptance{By: "SIRO", At: now, Until: today}), nil},
		{
			"acceptance ends when the call starts", both(over(risk.Acceptance{By: "SIRO", At: now, Until: today}),
				called(func(c *consult.Call) { c.Start = today.End() })), broken(".npsa-5x5", "12", "6"),
		},
		{
			"every scheme with a risk over its limit is named once",
			both(rated(risk.NPSA5x5, 4, 2, 0), assessed(func(a *risk.Assessment) {
				a.Risks = append(a.Risks, risk.Risk{Residual: risk.Rating{risk.NPSA5x5, 5, 5, 0}}, risk.Risk{Residual: risk.Rating{risk.DCB0129, 5, 5, 0}})
			})),
			[]found{
				{risk.RuleTolerable, "risks.residual.npsa-5x5", "8", "6", onVideo},
				{risk.RuleTolerable, "risks.residual.dcb0129", "5", unstated, onVideo},
			},
		},
		{
			"the controller has no record, and so no appetite",
			func(w *world) { w.controllers = nil },
			[]found{
				{risk.RuleEscalation, "controller", "no record on file", "a contact", ""},
				{risk.RuleRoute, "organisation", "unknown", "a kind of organisation", onDeal},
				{risk.RuleTolerable, "risks.residual.npsa-5x5", "6", unstated, onVideo},
			},
		},
	})
}

// TestSchemesAreNotCompared holds that a limit in one scheme never makes a risk of another tolerable.
func TestSchemesAreNotCompared(t *testing.T) {
	t.Parallel()
	for scheme := risk.NPSA5x5; scheme <= risk.ICO3x3; scheme++ {
		for limit := risk.NPSA5x5; limit <= risk.ICO3x3; limit++ {
			w := newWorld()
			w.controllers[0].Appetite = []risk.Limit{{Scheme: limit, Highest: map[risk.Scheme]int{risk.NPSA5x5: 25, risk.DCB0129: 5, risk.ICO3x3: 3}[limit]}}
			rating := risk.Rating{Scheme: scheme, Likelihood: 1, Consequence: 1}
			if scheme == risk.ICO3x3 {
				rating.Overall = 1
			}
			w.assessments[0].Risks[0].Residual = rating
			d := w.decide(t)
			require.Equal(t, scheme == limit, d.Allows(), fmt.Sprint(scheme, limit))
		}
	}
}

// TestScoreGrows holds that more likely or more harmful is never rated lower.
func TestScoreGrows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		step := rapid.IntRange(1, 4)
		r := risk.Rating{
			Scheme:     rapid.SampledFrom([]risk.Scheme{risk.NPSA5x5, risk.DCB0129}).Draw(t, "scheme"),
			Likelihood: step.Draw(t, "likelihood"), Consequence: step.Draw(t, "consequence"),
		}
		less, ok := r.Score()
		require.True(t, ok)
		if rapid.Bool().Draw(t, "likelier") {
			r.Likelihood++
		} else {
			r.Consequence++
		}
		more, ok := r.Score()
		require.True(t, ok)
		require.LessOrEqual(t, less, more)
	})
}

// TestHorizon is about what a decision rests on, and until when.
func TestHorizon(t *testing.T) {
	t.Parallel()
	over := risk.Rating{Scheme: risk.NPSA5x5, Likelihood: 5, Consequence: 5}
	for _, test := range []struct {
		reason string
		change func(*world)
		until  time.Time
		relied []string // of the assessment
	}{
		{"it ends with the review", func(*world) {}, day(300).End(), []string{"video review"}},
		{
			"it ends where the next assessment takes effect",
			func(w *world) {
				for id, minutes := range map[consult.RecordID]int{"n1": 9, "n2": 5, "n3": 7} {
					next := assessment(id)
					next.Assessed = now.Add(time.Duration(minutes) * time.Minute)
					w.assessments = append(w.assessments, next)
				}
			},
			now.Add(5 * time.Minute), []string{"video newer assessment", "video review"},
		},
		{
			"it ends with the first acceptance to end",
			assessed(func(a *risk.Assessment) {
				for _, days := range []int{20, 10, 30} {
					a.Risks = append(a.Risks, risk.Risk{Residual: over, Accepted: risk.Acceptance{By: "SIRO", At: now, Until: day(days)}})
				}
			}),
			day(10).End(), []string{"video acceptance of a risk", "video acceptance of a risk", "video acceptance of a risk", "video review"},
		},
		{
			"an acceptance that is not needed ends nothing",
			assessed(func(a *risk.Assessment) {
				a.Risks[0].Accepted = risk.Acceptance{By: "SIRO", At: now, Until: day(10)}
			}),
			day(300).End(), []string{"video review"},
		},
		{
			"an acceptance without end ends nothing",
			assessed(func(a *risk.Assessment) {
				a.Risks[0].Residual, a.Risks[0].Accepted = over, risk.Acceptance{By: "SIRO", At: now}
			}),
			day(300).End(), []string{"video review"},
		},
		{
			"it ends with the contract",
			procured(func(r *risk.Procurement) { r.Contract.Until = day(40) }),
			day(40).End(), []string{"video review"},
		},
		{
			"it ends where the next procurement record takes effect",
			func(w *world) {
				next := procurement("next")
				next.Decided = now.Add(4 * time.Minute)
				w.procurements = append(w.procurements, next)
			},
			now.Add(4 * time.Minute), []string{"video review"},
		},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			test.change(w)
			d := w.decide(t)
			require.Equal(t, consult.Allowed, d.Outcome)
			require.Equal(t, test.relied, relied(&d, "risk-assessment"))
			require.Equal(t, test.until, ends(&d))
		})
	}
}
