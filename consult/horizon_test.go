package consult_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

func TestValidUntilAndNextReviews(t *testing.T) {
	t.Parallel()
	dpia := &consult.RecordRef{Kind: "dpia", ID: "video-2026"}
	notice := &consult.RecordRef{Kind: "privacy-notice", ID: "web-7"}
	facts := noon.Add(4 * time.Minute)
	hour, minute := noon.Add(time.Hour), noon.Add(time.Minute)
	tests := []struct {
		reason string
		run    func(*consult.Pass)
		until  time.Time
		next   []consult.Reliance
	}{
		{"the facts alone, which are no record to review", func(*consult.Pass) {}, facts, nil},
		{
			"a record that ends later", func(p *consult.Pass) { p.Relies(dpia, "review", hour) }, facts,
			[]consult.Reliance{{Record: dpia, What: "review", Until: hour}},
		},
		{
			"a record that ends sooner", func(p *consult.Pass) { p.Relies(dpia, "review", minute) }, minute,
			[]consult.Reliance{{Record: dpia, What: "review", Until: minute}},
		},
		{
			"two at once keep their order", func(p *consult.Pass) {
				p.Relies(notice, "review", hour)
				p.Relies(dpia, "review", hour)
			}, facts,
			[]consult.Reliance{{Record: notice, What: "review", Until: hour}, {Record: dpia, What: "review", Until: hour}},
		},
		{
			"the next to run out comes first", func(p *consult.Pass) {
				p.Relies(notice, "review", hour)
				p.Relies(dpia, "measure", minute)
			}, minute,
			[]consult.Reliance{{Record: dpia, What: "measure", Until: minute}, {Record: notice, What: "review", Until: hour}},
		},
		{"a record without an end", func(p *consult.Pass) { p.Relies(dpia, "content", time.Time{}) }, facts, nil},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			d := decided(t, gateOf(t, consult.Options{}, checking("relying", tt.run)), soundCall())
			assert.Equal(t, tt.until, d.ValidUntil)
			assert.Empty(t, cmp.Diff(tt.next, d.NextReviews()), "(-want +got)")
		})
	}
}

func TestARefusalHasNoHorizon(t *testing.T) {
	t.Parallel()
	dpia := &consult.RecordRef{Kind: "dpia", ID: "video-2026"}
	relying := checking("relying", func(p *consult.Pass) { p.Relies(dpia, "review", noon.Add(time.Hour)) })
	d := decided(t, gateOf(t, consult.Options{}, breaking("a"), relying), soundCall())
	assert.Zero(t, d.ValidUntil)
	assert.Len(t, d.NextReviews(), 1, "what else runs out is listed all the same")
}

func TestNothingThatEnds(t *testing.T) {
	t.Parallel()
	call := soundCall()
	for _, o := range observations(&call) {
		o.At = time.Time{}
	}
	gate := gateOf(t, consult.Options{Mode: consult.Observe}, passing())
	d := decided(t, gate, call)
	assert.Empty(t, d.NextReviews())
	assert.Zero(t, d.ValidUntil)
}

// TestThePermitNeverOutlivesTheDecision holds the end of a permit to its life and the horizon.
func TestThePermitNeverOutlivesTheDecision(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		life   time.Duration
		end    time.Time // of what the decision rests on; zero: the facts alone, at noon and four minutes
		want   time.Time
	}{
		{"the default life", 0, time.Time{}, noon.Add(2 * time.Minute)},
		{"a shorter life", time.Second, time.Time{}, noon.Add(time.Second)},
		{"a longer life than the facts have", time.Hour, time.Time{}, noon.Add(4 * time.Minute)},
		{"a record that ends first", time.Hour, noon.Add(3 * time.Second), noon.Add(3 * time.Second)},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			check := checking("relying", func(p *consult.Pass) { p.Relies(nil, "record", tt.end) })
			permit := permitted(t, gateOf(t, consult.Options{PermitLife: tt.life}, check), soundCall())
			assert.Equal(t, tt.want, permit.Expires())
		})
	}
}

// TestSinceAndUntil holds the instants at which what is on record is in effect: now and at the
// start of the call.
func TestSinceAndUntil(t *testing.T) {
	t.Parallel()
	hour := time.Hour
	tests := []struct {
		reason       string
		start, at    time.Time
		since, until bool
	}{
		{"no instant", noon, time.Time{}, false, false},
		{"now, and the call starts now", noon, noon, true, false},
		{"now, and the call starts later", noon.Add(hour), noon, true, false},
		{"between now and the start", noon.Add(hour), noon.Add(hour / 2), false, false},
		{"at the start to come", noon.Add(hour), noon.Add(hour), false, false},
		{"after the start to come", noon.Add(hour), noon.Add(hour + 1), false, true},
		{"between a start that has passed and now", noon.Add(-hour), noon.Add(-hour / 2), false, false},
		{"at a start that has passed", noon.Add(-hour), noon.Add(-hour), true, false},
		{"after now, and the start has passed", noon.Add(-hour), noon.Add(1), false, true},
		{"before now, and no start is given", time.Time{}, noon.Add(-1), true, false},
		{"after now, and no start is given", time.Time{}, noon.Add(1), false, true},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			var since, until bool
			check := checking("asking", func(p *consult.Pass) { since, until = p.Since(tt.at), p.Until(tt.at) })
			call := soundCall()
			call.Start = tt.start
			decided(t, gateOf(t, consult.Options{}, check), call)
			require.Equal(t, tt.since, since, "Since")
			require.Equal(t, tt.until, until, "Until")
		})
	}
}
