package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/examples/peers/task"
	"github.com/preconsult/preconsult/examples/peers/worlds"
)

// A cost is what one decision costs: time, which is a median, and memory.
type cost struct {
	ns     float64
	bytes  float64
	allocs float64
}

// A result is what was measured of an entrant.
type result struct {
	entrant *entrant
	costs   []cost        // by scene
	single  float64       // decisions a second of one goroutine
	double  float64       // of two
	setUp   time.Duration // to make the engine and file the records
}

// A schedule says how long to measure.
type schedule struct {
	rounds int           // in each of which every engine has its turn
	turn   time.Duration // how long a turn is, at the least
}

// measure measures all entrants on all scenes. They take turns, so that what else the machine
// does meets all alike. It reports its progress by note.
func measure(ctx context.Context, entrants []entrant, on []scene, plan schedule, note func(string, ...any)) ([]result, error) {
	results := make([]result, len(entrants))
	made := make([]task.Engine, len(entrants))
	for i := range entrants {
		e := &entrants[i]
		note("setting up %s", e.name)
		results[i].entrant = e
		var err error
		if results[i].setUp, err = setUp(e, plan.rounds); err != nil {
			return nil, err
		}
		if made[i], err = ready(e, on); err != nil {
			return nil, err
		}
	}
	for s := range on {
		times := make([][]float64, len(entrants))
		note("measuring %s, %d of %d", on[s].name, s+1, len(on)+1)
		for range plan.rounds {
			for i, engine := range made {
				if ctx.Err() != nil {
					return nil, ctx.Err()
				}
				times[i] = append(times[i], perDecision(engine, &on[s], plan.turn))
			}
		}
		for i, engine := range made {
			c := cost{ns: median(times[i])}
			c.bytes, c.allocs = memory(engine, &on[s])
			results[i].costs = append(results[i].costs, c)
		}
	}
	singles, doubles := make([][]float64, len(entrants)), make([][]float64, len(entrants))
	note("measuring two cores, %d of %d", len(on)+1, len(on)+1)
	for range plan.rounds {
		for i, engine := range made {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			singles[i] = append(singles[i], rate(engine, &on[0], 1, plan.turn))
			doubles[i] = append(doubles[i], rate(engine, &on[0], 2, plan.turn))
		}
	}
	for i := range results {
		results[i].single, results[i].double = median(singles[i]), median(doubles[i])
	}
	return results, nil
}

// decide decides the calls of a scene in turn, n of them, from a place in it on.
func decide(engine task.Engine, s *scene, from, n int) int {
	for range n {
		if _, err := engine.Broken(&s.calls[from], consulttest.Now); err != nil {
			panic(fmt.Sprintf("%s: %v", s.name, err)) // it decided the same calls before
		}
		if from++; from == len(s.calls) {
			from = 0
		}
	}
	return from
}

// perDecision returns how many nanoseconds one decision takes. It decides for the length of a
// turn, and every call of the scene at least once.
func perDecision(engine task.Engine, s *scene, turn time.Duration) float64 {
	done, next := 0, 0
	began := time.Now()
	for batch := max(16, len(s.calls)); ; {
		next = decide(engine, s, next, batch)
		done += batch
		if taken := time.Since(began); taken >= turn {
			return float64(taken) / float64(done)
		}
	}
}

// memory returns how many bytes one decision allocates, in how many pieces.
func memory(engine task.Engine, s *scene) (bytes, allocs float64) {
	n := max(500, len(s.calls))
	decide(engine, s, 0, n) // what is kept for later is there
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	decide(engine, s, 0, n)
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc-before.TotalAlloc) / float64(n), float64((after.Mallocs - before.Mallocs) / uint64(n))
}

// rate returns how many decisions a second some goroutines make between them.
func rate(engine task.Engine, s *scene, goroutines int, turn time.Duration) float64 {
	counts := make([]int, goroutines)
	var all sync.WaitGroup
	began := time.Now()
	for g := range goroutines {
		all.Go(func() {
			done := 0
			for time.Since(began) < turn {
				decide(engine, s, 0, 16)
				done += 16
			}
			counts[g] = done
		})
	}
	all.Wait()
	taken := time.Since(began)
	total := 0
	for _, n := range counts {
		total += n
	}
	return float64(total) / taken.Seconds()
}

// setUp returns how long it takes to make the engine of an entrant and file the records.
func setUp(e *entrant, rounds int) (time.Duration, error) {
	records := worlds.Practices(others)
	var times []time.Duration
	for range rounds {
		began := time.Now()
		if _, err := filled(e, &records); err != nil {
			return 0, err
		}
		times = append(times, time.Since(began))
	}
	return median(times), nil
}

func median[N time.Duration | float64](of []N) N {
	slices.Sort(of)
	return of[len(of)/2]
}
