package consult_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

// A shelf is a source whose snapshots say which they are.
type shelf struct {
	current atomic.Pointer[edition]
	asked   atomic.Int64
}

type edition struct {
	number int
	asOf   time.Time
	ages   bool
}

func (e *edition) AsOf() (time.Time, bool) { return e.asOf, e.ages }

// Under returns the edition itself, whatever the key.
func (e *edition) Under(consult.Key) any { return e }

func shelfOf(e *edition) *shelf {
	s := new(shelf)
	s.current.Store(e)
	return s
}

func (s *shelf) Snapshot() consult.Snapshot {
	s.asked.Add(1)
	if e := s.current.Load(); e != nil {
		return e
	}
	return nil
}

// TestSnapshotIsPinned holds that all checks of a decision see the same records, also where
// others are swapped in between two of them.
func TestSnapshotIsPinned(t *testing.T) {
	t.Parallel()
	source := shelfOf(&edition{number: 1})
	var seen []int
	look := func(p *consult.Pass) {
		seen = append(seen, p.Under(source, consult.Key{}).(*edition).number)
		source.current.Store(&edition{number: seen[len(seen)-1] + 1})
	}
	gate := gateOf(t, consult.Options{}, checking("a", look), checking("b", look), checking("c", look))
	decided(t, gate, soundCall())
	assert.Equal(t, []int{1, 1, 1}, seen)
	assert.EqualValues(t, 1, source.asked.Load(), "the source is asked once a decision")
	decided(t, gate, soundCall())
	assert.Equal(t, []int{1, 1, 1, 2, 2, 2}, seen, "the next decision sees the newest")
}

func TestSnapshotOfManySources(t *testing.T) {
	t.Parallel()
	sources := make([]*shelf, 11)
	for i := range sources {
		sources[i] = shelfOf(&edition{number: i})
	}
	look := func(p *consult.Pass) {
		for range 2 {
			for i, source := range sources {
				assert.Equal(t, i, p.Under(source, consult.Key{}).(*edition).number)
			}
		}
	}
	gate := gateOf(t, consult.Options{}, checking("a", look), checking("b", look))
	for n := range 3 {
		assert.Equal(t, consult.Allowed, decided(t, gate, soundCall()).Outcome)
		for i, source := range sources {
			assert.EqualValues(t, n+1, source.asked.Load(), "source %d is asked once a decision", i)
		}
	}
}

func TestSnapshotFreshness(t *testing.T) {
	t.Parallel()
	const maxAge = time.Hour
	tests := []struct {
		reason   string
		edition  *edition
		fresh    bool
		reported bool
		until    time.Time
	}{
		{"records of the program do not age", &edition{}, true, false, time.Time{}},
		{"records of the program, whenever they were made", &edition{asOf: noon.AddDate(-9, 0, 0)}, true, false, time.Time{}},
		{"read just now", &edition{asOf: noon, ages: true}, true, false, noon.Add(maxAge)},
		{"a nanosecond younger than the greatest age", &edition{asOf: noon.Add(1 - maxAge), ages: true}, true, false, noon.Add(1)},
		{"the greatest age", &edition{asOf: noon.Add(-maxAge), ages: true}, false, true, time.Time{}},
		{"never seen at their origin", &edition{ages: true}, false, true, time.Time{}},
		{"nothing was ever read", nil, false, false, time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			source := shelfOf(tt.edition)
			look := func(p *consult.Pass) {
				for range 2 {
					assert.Equal(t, tt.fresh, p.Under(source, consult.Key{}) != nil)
				}
			}
			d := decided(t, gateOf(t, consult.Options{MaxFactAge: maxAge, MaxRecordAge: maxAge}, checking("a", look)), soundCall())
			var records []consult.Reliance
			for r := range d.Relied.All {
				if r.What == "records" {
					records = append(records, r)
				}
			}
			if tt.until.IsZero() {
				assert.Empty(t, records)
			} else {
				assert.Equal(t, []consult.Reliance{{What: "records", Until: tt.until}}, records)
			}
			if !tt.reported {
				assert.Empty(t, d.Findings)
				return
			}
			require.Len(t, d.Findings, 1)
			assert.Equal(t, consult.FactsFresh, d.Findings[0].Rule.ID)
			assert.Equal(t, "records", d.Findings[0].Fact)
			assert.Equal(t, consult.Refused, d.Outcome)
		})
	}
}

func TestStaleSourcesAreOneFault(t *testing.T) {
	t.Parallel()
	old := &edition{asOf: noon.AddDate(0, 0, -2), ages: true}
	a, b := shelfOf(old), shelfOf(old)
	check := checking("a", func(p *consult.Pass) {
		p.Under(a, consult.Key{})
		p.Under(b, consult.Key{})
	})
	d := decided(t, gateOf(t, consult.Options{}, check), soundCall())
	assert.Equal(t, []consult.RuleID{consult.FactsFresh}, found(d), "one fault, one fix: read the records again")
}

// keyed is a source that has its keys as what is filed under them, and counts how often it was asked.
type keyed struct{ asked atomic.Int64 }

func (k *keyed) Snapshot() consult.Snapshot { return k }

func (k *keyed) AsOf() (time.Time, bool) { return time.Time{}, false }

func (k *keyed) Under(key consult.Key) any {
	k.asked.Add(1)
	return key
}

// TestUnderCall holds that what is under the key of the call is asked for once, of every source, and
// for a call on trial anew.
func TestUnderCall(t *testing.T) {
	t.Parallel()
	a, b := new(keyed), new(keyed)
	call := soundCall()
	var seen []any
	look := func(p *consult.Pass) { seen = append(seen, p.UnderCall(a), p.UnderCall(b), p.Under(a, call.Key())) }
	trial := checking("trial", look)
	check := checking("a", func(p *consult.Pass) {
		look(p)
		other := call
		other.Controller = "Z99902"
		p.Try(trial, &other, p.Now)
		look(p)
	})
	decided(t, gateOf(t, consult.Options{}, check), call)
	own, others := call.Key(), consult.Key{Controller: "Z99902", Product: call.Product.ID}
	assert.Equal(t, []any{own, own, own, others, others, own, own, own, own}, seen)
	assert.EqualValues(t, 2, b.asked.Load(), "once for the call, and once for the one on trial")

	nothing := shelfOf(nil)
	stale := shelfOf(&edition{asOf: noon.AddDate(0, 0, -2), ages: true})
	d := decided(t, gateOf(t, consult.Options{}, checking("a", func(p *consult.Pass) {
		assert.Nil(t, p.UnderCall(nothing))
		assert.Nil(t, p.UnderCall(stale))
		assert.Nil(t, p.UnderCall(stale))
	})), call)
	assert.Equal(t, []consult.RuleID{consult.FactsFresh}, found(d))
}

// TestSnapshotsWhileTheyChange runs decisions while records are swapped; under the race
// detector it shows that neither waits for nor sees half of the other.
func TestSnapshotsWhileTheyChange(t *testing.T) {
	t.Parallel()
	source := shelfOf(&edition{number: 0})
	check := checking("a", func(p *consult.Pass) {
		first, second := p.Under(source, consult.Key{Controller: "1"}), p.Under(source, consult.Key{Controller: "2"})
		if first != second {
			p.Report("a.held", consult.Fault{Fact: "two snapshots"})
		}
	})
	gate := gateOf(t, consult.Options{}, check)
	var wg sync.WaitGroup
	wg.Go(func() {
		for n := range 2000 {
			source.current.Store(&edition{number: n})
		}
	})
	for range 4 {
		wg.Go(func() {
			for range 500 {
				call := soundCall()
				d, err := gate.Decide(t.Context(), &call)
				assert.NoError(t, err)
				assert.Empty(t, d.Findings)
			}
		})
	}
	wg.Wait()
}
