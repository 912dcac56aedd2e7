package readiness_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/examples/clinic/readiness"
	"github.com/preconsult/preconsult/risk"
)

func rated(likelihood, consequence int) risk.Risk {
	return risk.Risk{Kind: risk.Security, Residual: risk.Rating{Scheme: risk.NPSA5x5, Likelihood: likelihood, Consequence: consequence}}
}

func withRisks(risks ...risk.Risk) consulttest.RecordsChange {
	return func(r *consulttest.Records) { r.Assessments[0].Risks = risks }
}

func withAppetite(limits ...risk.Limit) consulttest.RecordsChange {
	return func(r *consulttest.Records) { r.Controllers[0].Appetite = limits }
}

// cellAt returns the cell of a likelihood and consequence.
func cellAt(m *readiness.Matrix, likelihood, consequence int) readiness.Cell {
	return m.Rows[5-consequence].Cells[likelihood-1]
}

// Every rating is drawn in its own cell, of the band of its product.
func TestEveryRatingIsInItsCell(t *testing.T) {
	bands := map[int]string{
		1: "low", 2: "low", 3: "low", 4: "moderate", 5: "moderate", 6: "moderate",
		8: "high", 9: "high", 10: "high", 12: "high", 15: "extreme", 16: "extreme", 20: "extreme", 25: "extreme",
	}
	for likelihood := 1; likelihood <= 5; likelihood++ {
		for consequence := 1; consequence <= 5; consequence++ {
			v := viewOf(t, withRisks(rated(likelihood, consequence)))
			require.Len(t, v.Matrix.Marks, 1)
			mark, cell := v.Matrix.Marks[0], cellAt(&v.Matrix, likelihood, consequence)
			assert.Equal(t, []int{1}, cell.Risks)
			assert.Equal(t, likelihood*consequence, cell.Product)
			assert.Equal(t, bands[likelihood*consequence], cell.Band.Name)
			assert.True(t, cell.X < mark.X && mark.X < cell.X+cell.Size && cell.Y < mark.Y && mark.Y < cell.Y+cell.Size,
				"%d × %d: the mark is outside of its cell", likelihood, consequence)
			assert.Equal(t, likelihood*consequence <= 8, cell.Within)
			assert.Equal(t, likelihood*consequence <= 8, v.Matrix.Risks[0].Standing == readiness.Within)
		}
	}
	v := viewOf(t)
	m := v.Matrix
	assert.Less(t, cellAt(&m, 1, 1).X, cellAt(&m, 5, 1).X, "likelihood goes across")
	assert.Greater(t, cellAt(&m, 1, 1).Y, cellAt(&m, 1, 5).Y, "consequence goes up")
}

func TestMarksOfOneCell(t *testing.T) {
	for n := 1; n <= 12; n++ {
		var risks []risk.Risk
		for range n {
			risks = append(risks, rated(3, 3))
		}
		v := viewOf(t, withRisks(risks...))
		cell := cellAt(&v.Matrix, 3, 3)
		assert.Len(t, cell.Risks, n)
		assert.Len(t, v.Matrix.Marks, min(n, 9))
		places := map[string]bool{}
		for _, m := range v.Matrix.Marks {
			places[fmt.Sprint(m.X, m.Y)] = true
			assert.True(t, cell.X < m.X && m.X < cell.X+cell.Size && cell.Y < m.Y && m.Y < cell.Y+cell.Size)
		}
		assert.Len(t, places, len(v.Matrix.Marks), "marks hide each other")
		if n > 9 {
			assert.Equal(t, fmt.Sprintf("+%d", n-8), v.Matrix.Marks[8].Text, "the last place counts what does not fit")
		}
	}
}

func TestStandings(t *testing.T) {
	accepted := func(r risk.Risk, until consult.Date) risk.Risk {
		r.Accepted = risk.Acceptance{By: "senior", At: consulttest.Now.AddDate(0, 0, -3), Until: until}
		return r
	}
	dcb := risk.Risk{Kind: risk.ClinicalSafety, Residual: risk.Rating{Scheme: risk.DCB0129, Likelihood: 3, Consequence: 3}}
	ico := risk.Risk{Kind: risk.Privacy, Residual: risk.Rating{Scheme: risk.ICO3x3, Likelihood: 2, Consequence: 3, Overall: 3}}
	v := viewOf(t, withRisks(rated(2, 4), accepted(rated(4, 4), day(5)), accepted(rated(4, 4), day(-1)), rated(5, 5), dcb, ico))
	want := []struct {
		why, rating, words string
		standing           readiness.Standing
		inMatrix           bool
	}{
		{"as much as the appetite is within", "8, high (likelihood unlikely, consequence major)", "within the appetite of 8", readiness.Within, true},
		{"accepted for now", "16, extreme (likelihood likely, consequence major)", "over the appetite of 8, accepted by senior to 20 June 2026", readiness.Accepted, true},
		{"accepted once", "16, extreme (likelihood likely, consequence major)", "over the appetite of 8; it was accepted by senior to 14 June 2026, which is past", readiness.NotAccepted, true},
		{"never accepted", "25, extreme (likelihood almost certain, consequence catastrophic)", "over the appetite of 8, and nobody accepted it", readiness.NotAccepted, true},
		{"another scheme has words of its own", "3 of 5 (likelihood medium, consequence considerable)", "over the appetite of 2, and nobody accepted it", readiness.NotAccepted, false},
		{"a scheme without appetite", "high (likelihood possible, consequence severe)", "no appetite is stated in this scheme, and nobody accepted it", readiness.NotAccepted, false},
	}
	require.Len(t, v.Matrix.Risks, len(want))
	for i, w := range want {
		got := v.Matrix.Risks[i]
		assert.Equal(t, i+1, got.Number)
		assert.Equal(t, w.rating, got.Rating, w.why)
		assert.Equal(t, w.words, got.Words, w.why)
		assert.Equal(t, w.standing, got.Standing, w.why)
		assert.Equal(t, w.inMatrix, got.InMatrix(), w.why)
	}
	assert.Len(t, v.Matrix.Marks, 4, "only ratings of the NPSA's scheme have a place in its matrix")
}

func TestAppetite(t *testing.T) {
	for _, test := range []struct {
		why     string
		limits  []risk.Limit
		within  int // cells
		outline string
	}{
		{"none stated", nil, 0, ""},
		{"nothing accepted", []risk.Limit{{Scheme: risk.NPSA5x5}}, 0, ""},
		{"another scheme's", []risk.Limit{{Scheme: risk.DCB0129, Highest: 3}}, 0, ""},
		{"a stair to the left only", []risk.Limit{{Scheme: risk.DCB0129, Highest: 2}, {Scheme: risk.NPSA5x5, Highest: 3}}, 5, "104,136 168,136 168,264 232,264 296,264 296,328"},
		{"a stair", []risk.Limit{{Scheme: risk.NPSA5x5, Highest: 8}}, 14, "104,8 168,8 168,72 232,72 232,200 296,200 360,200 360,264 424,264 424,328"},
		{"all", []risk.Limit{{Scheme: risk.NPSA5x5, Highest: 25}}, 25, "104,8 168,8 232,8 296,8 360,8 424,8 424,328"},
	} {
		v := viewOf(t, withAppetite(test.limits...))
		within := 0
		for _, row := range v.Matrix.Rows {
			for _, cell := range row.Cells {
				if cell.Within {
					within++
				}
			}
		}
		assert.Equal(t, test.within, within, test.why)
		assert.Equal(t, test.outline, v.Matrix.Outline, test.why)
	}
}

func TestNoAssessment(t *testing.T) {
	v := viewOf(t, consulttest.NoAssessment)
	assert.Empty(t, v.Matrix.Assessment)
	assert.Empty(t, v.Matrix.Risks)
	assert.Len(t, v.Matrix.Rows, 5, "the matrix is there, and empty")
	assert.Contains(t, v.Matrix.Summary, "No risk assessment")
}
