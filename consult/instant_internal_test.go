package consult

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// someTime draws instants that lie near one another, often at a whole second.
func someTime(t *rapid.T) time.Time {
	base := time.Date(2026, time.June, 15, 0, 0, 0, 0, time.UTC)
	return base.Add(time.Duration(rapid.IntRange(-2, 2).Draw(t, "seconds"))*time.Second + time.Duration(rapid.SampledFrom([]int{0, 0, 1, -1, 999_999_999}).Draw(t, "nanoseconds")))
}

// TestInstantsCompareAsTimesDo holds the instants that decisions are made by to time.Time.
func TestInstantsCompareAsTimesDo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := someTime(t), someTime(t)
		age := time.Duration(rapid.Int64Range(0, 5_000_000_000).Draw(t, "age"))
		assert.Equal(t, a.Before(b), moment(a).less(moment(b)), "%v before %v", a, b)
		assert.Equal(t, moment(a.Add(-age)), moment(a).before(age), "%v before %v", age, a)
	})
	assert.True(t, moment(time.Time{}).less(moment(time.Unix(0, 0))), "the zero Time is before all others")
}

// TestDaysAreComparedAsTheirEnds holds From to Since and Through to Until.
func TestDaysAreComparedAsTheirEnds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var p Pass
		p.look(&Call{Start: someTime(t)}, someTime(t))
		d := DateAt(time.Date(2026, time.June, rapid.IntRange(12, 17).Draw(t, "day"), 0, 0, 0, 0, time.UTC))
		if rapid.IntRange(0, 9).Draw(t, "given") == 0 {
			d = Date{}
		}
		assert.Equal(t, p.Since(d.Start()), p.From(d), "from %v", d)
		assert.Equal(t, p.Until(d.End()), p.Through(d), "through %v", d)
	})
}
