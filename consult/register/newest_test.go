package register_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
)

// TestNewest asks at noon, for a call that starts an hour later.
func TestNewest(t *testing.T) {
	t.Parallel()
	day := 24 * time.Hour
	at := func(id consult.RecordID, from, until time.Duration) page {
		p := page{ID: id, Under: []consult.Key{a}, From: noon.Add(from)}
		if until != 0 {
			p.Until = noon.Add(until)
		}
		return p
	}
	never := page{ID: "never", Under: []consult.Key{a}}
	tests := []struct {
		reason   string
		pages    []page
		want     consult.RecordID // empty: none
		replaced time.Time
	}{
		{"none on file", nil, "", time.Time{}},
		{"one in effect", []page{at("x", -day, 0)}, "x", time.Time{}},
		{"one in effect since now", []page{at("x", 0, 0)}, "x", time.Time{}},
		{"one that takes effect in a nanosecond", []page{at("x", 1, 0)}, "", noon.Add(1)},
		{"one that takes effect before the call starts is not in effect yet", []page{at("x", time.Minute, 0)}, "", noon.Add(time.Minute)},
		{"one that takes effect with the call", []page{at("x", time.Hour, 0)}, "", noon.Add(time.Hour)},
		{"one that takes effect after the start never does for this call", []page{at("x", time.Hour+1, 0)}, "", time.Time{}},
		{"one that never takes effect", []page{never}, "", time.Time{}},
		{"one that has ended", []page{at("x", -day, -1)}, "", time.Time{}},
		{"the one before, where the last ends before the call starts", []page{at("x", -2*day, 0), at("y", -day, 1)}, "x", time.Time{}},
		{"one that ends at the start of the call", []page{at("x", -day, time.Hour)}, "", time.Time{}},
		{"one that ends just after the start", []page{at("x", -day, time.Hour+1)}, "x", time.Time{}},
		{"the one that took effect last", []page{at("x", -day, 0), at("y", -2*day, 0), at("z", -3*day, 0)}, "x", time.Time{}},
		{"of two at once, the greater id", []page{at("x", -day, 0), at("y", -day, 0)}, "y", time.Time{}},
		{"the one before, where the last has ended", []page{at("x", -day, -1), at("y", -2*day, 0)}, "y", time.Time{}},
		{"the next is announced", []page{at("x", -day, 0), at("y", time.Hour, 0)}, "x", noon.Add(time.Hour)},
		{"and of two the earlier", []page{at("x", -day, 0), at("y", time.Hour, 0), at("z", time.Minute, 0)}, "x", noon.Add(time.Minute)},
		{"one that will have ended before it begins is no next one", []page{at("x", -day, 0), at("y", time.Minute, -day)}, "x", time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			r, err := register.Of("page", tt.pages...)
			require.NoError(t, err)
			judge(t, func(p *consult.Pass) {
				newest, replaced := register.Newest(p, r.At(p, a), func(p *page) (time.Time, time.Time) { return p.From, p.Until })
				assert.Equal(t, tt.replaced, replaced)
				if tt.want == "" {
					assert.Nil(t, newest)
				} else if assert.NotNil(t, newest) {
					assert.Equal(t, tt.want, newest.Record.ID)
				}
			})
		})
	}
}

// TestNewestOfACallThatHasStarted holds that a record that began between the start of the call
// and now neither is in effect for the call nor ever takes another's place for it: an end that
// has passed would leave the decision no time at all.
func TestNewestOfACallThatHasStarted(t *testing.T) {
	t.Parallel()
	r, err := register.Of("page",
		page{ID: "old", Under: []consult.Key{a}, From: noon.AddDate(0, 0, -1)},
		page{ID: "between", Under: []consult.Key{a}, From: noon.Add(-time.Hour)},
		page{ID: "now", Under: []consult.Key{a}, From: noon},
	)
	require.NoError(t, err)
	judgeFrom(t, noon.Add(-2*time.Hour), func(p *consult.Pass) {
		newest, replaced := register.Newest(p, r.At(p, a), func(p *page) (time.Time, time.Time) { return p.From, p.Until })
		if assert.NotNil(t, newest) {
			assert.Equal(t, consult.RecordID("old"), newest.Record.ID)
		}
		assert.Zero(t, replaced)
	})
}

func TestLatest(t *testing.T) {
	t.Parallel()
	day := 24 * time.Hour
	filed := func(pages ...page) (list []*consult.Filed[page]) {
		for _, p := range pages {
			list = append(list, &consult.Filed[page]{Record: p, Ref: register.Ref("page", p.ID, nil)})
		}
		return list
	}
	at := func(id consult.RecordID, from time.Duration) page { return page{ID: id, From: noon.Add(from)} }
	for _, tt := range []struct {
		reason string
		pages  []page
		want   consult.RecordID // empty: none
	}{
		{"none on file", nil, ""},
		{"one to come is on file too", []page{at("x", -day), at("y", day)}, "y"},
		{"the latest, wherever it stands", []page{at("x", day), at("y", -day)}, "x"},
		{"of two at once, the greater id", []page{at("x", day), at("y", day)}, "y"},
		{"one that never takes effect is the last to count", []page{{ID: "never"}, at("y", -day)}, "y"},
		{"and counts where it is alone", []page{{ID: "never"}}, "never"},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			latest := register.Latest(filed(tt.pages...), func(p *page) time.Time { return p.From })
			if tt.want == "" {
				assert.Nil(t, latest)
			} else if assert.NotNil(t, latest) {
				assert.Equal(t, tt.want, latest.Record.ID)
			}
		})
	}
}
