package consulttest

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/preconsult/preconsult/consult"
)

// MostCombinations is how many combinations [Exhaust] tries at the most.
const MostCombinations = 10_000_000

// Exhaust holds what a platform makes of a call against what an oracle says, for every combination
// of the values of some facts; all other facts are those of [Call]. Got and want may return anything that
// go-cmp can compare: the rules that refuse, or whether the call may start. They are called from several
// goroutines at once and must not modify the call.
//
// Where they differ, the test fails with a counter-example that is as small as can be: the fewest of
// the facts that have to be otherwise than in Call for the two to differ. Exhaust returns how many
// combinations there were. Progress goes to t.Log.
func Exhaust[T any](t testing.TB, axes []Axis, got, want func(*consult.Call) T) int {
	t.Helper()
	total := 1
	for _, a := range axes {
		if total *= a.size; total > MostCombinations || total == 0 {
			t.Fatalf("consulttest: there are too many combinations, more than %d, or none: choose other facts", MostCombinations)
		}
	}
	e := exhaustion{axes: axes, total: total, base: Call(), differ: func(c *consult.Call) string {
		w, g := want(c), got(c)
		if cmp.Equal(w, g) {
			return ""
		}
		return cmp.Diff(w, g)
	}}
	found := e.search(t)
	if found == nil {
		return total
	}
	kept := e.shrink(found)
	call := e.call(found, kept)
	t.Errorf("Where %s, and all else is as in consulttest.Call, the platform differs from the oracle (-want +got):\n%s",
		e.describe(found, kept), e.differ(&call))
	return total
}

// An exhaustion visits combinations, each of which is a place on every axis.
type exhaustion struct {
	axes   []Axis
	total  int
	base   consult.Call
	differ func(*consult.Call) string
}

// search returns a combination for which the two differ, or nil.
func (e *exhaustion) search(t testing.TB) []int {
	var (
		next     atomic.Int64
		counter  atomic.Int64 // of those for which they differ, one more than the first
		workers  sync.WaitGroup
		ctx      = t.Context()
		began    = time.Now()
		chunk    = int64(1024)
		progress sync.Mutex
	)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for ctx.Err() == nil {
				from := next.Add(chunk) - chunk
				if from >= int64(e.total) || counter.Load() != 0 {
					return
				}
				for n := from; n < min(from+chunk, int64(e.total)); n++ {
					call := e.call(e.places(int(n)), nil)
					if e.differ(&call) != "" {
						first(&counter, n+1)
						return
					}
				}
				if progress.TryLock() {
					if time.Since(began) > 5*time.Second {
						began = time.Now()
						t.Logf("%d of %d combinations tried", from, e.total)
					}
					progress.Unlock()
				}
			}
		})
	}
	workers.Wait()
	if err := context.Cause(ctx); err != nil {
		t.Errorf("consulttest: not every combination was tried: %v", err)
	}
	if n := counter.Load(); n != 0 {
		return e.places(int(n - 1))
	}
	return nil
}

// first sets the counter to the least of what it is set to, which makes a failure more like the
// same again.
func first(counter *atomic.Int64, n int64) {
	for {
		was := counter.Load()
		if was != 0 && was <= n || counter.CompareAndSwap(was, n) {
			return
		}
	}
}

// places returns the places of the nth combination.
func (e *exhaustion) places(n int) []int {
	places := make([]int, len(e.axes))
	for i, a := range e.axes {
		places[i] = n % a.size
		n /= a.size
	}
	return places
}

// call returns the call of a combination. Where kept is not nil, the axes that are not kept are
// left as they are in Call.
func (e *exhaustion) call(places []int, kept []bool) consult.Call {
	call := e.base
	for i, a := range e.axes {
		if kept == nil || kept[i] {
			a.set(&call, places[i])
		}
	}
	return call
}

// shrink returns which axes have to be kept for the two to differ: it leaves out one after the
// other that makes no difference.
func (e *exhaustion) shrink(places []int) []bool {
	kept := make([]bool, len(e.axes))
	for i := range kept {
		kept[i] = true
	}
	for again := true; again; { // what cannot be left out may be able to once something else is
		again = false
		for i := range kept {
			if !kept[i] {
				continue
			}
			kept[i] = false
			if call := e.call(places, kept); e.differ(&call) == "" {
				kept[i] = true
			} else {
				again = true
			}
		}
	}
	return kept
}

func (e *exhaustion) describe(places []int, kept []bool) string {
	var facts []string
	for i, a := range e.axes {
		if kept[i] {
			facts = append(facts, a.fact+" is "+a.text(places[i]))
		}
	}
	if len(facts) == 0 {
		return "nothing is otherwise"
	}
	return strings.Join(facts, ", ")
}
