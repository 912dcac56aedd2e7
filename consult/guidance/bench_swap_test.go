package guidance_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/register"
)

// latencies are those of single decisions.
type latencies []time.Duration

func (l latencies) report(b *testing.B) {
	slices.Sort(l)
	b.ReportMetric(float64(l[len(l)/2]), "ns-median")
	b.ReportMetric(float64(l[len(l)*999/1000]), "ns-p99.9")
	b.ReportMetric(float64(l[len(l)-1]), "ns-worst")
}

// BenchmarkSwap measures single decisions while snapshots of fifty thousand records are being
// swapped all the time: against a goroutine that is as busy and swaps nothing, since it is the
// scheduler that makes the worst of them, and against none.
func BenchmarkSwap(b *testing.B) {
	now := time.Now().UTC()
	p := newBench(b, 10_000, now)
	set := register.NewSet()
	records := guidance.NewRecords(set)
	var snapshots [2]*register.Snapshot
	for i := range snapshots {
		s := register.NewSnapshot(now)
		require.NoError(b, records.Controllers.Put(s, p.world.Controllers...))
		require.NoError(b, records.DPIAs.Put(s, p.world.DPIAs...))
		require.NoError(b, records.Assessments.Put(s, p.world.Assessments...))
		require.NoError(b, records.Procurements.Put(s, p.world.Procurements...))
		require.NoError(b, records.Notices.Put(s, p.world.Notices...))
		snapshots[i] = s
	}
	set.Swap(snapshots[0])
	gate, err := consult.NewGate(consult.Discard, guidance.Checks(records), &consult.Options{Clock: func() time.Time { return now }, MaxFactAge: years})
	require.NoError(b, err)
	decide := decisions(b, gate, &p.world.Call, true)
	decide(1)

	for _, other := range []struct {
		name string
		busy func(i int) // what another goroutine does all the time
	}{
		{"still", nil},
		{"busy", func(i int) { _ = snapshots[i%2] }},
		{"swapping", func(i int) { set.Swap(snapshots[i%2]) }},
	} {
		b.Run(other.name, func(b *testing.B) {
			var done sync.WaitGroup
			var stop atomic.Bool
			times := 0
			if other.busy != nil {
				done.Go(func() {
					for ; !stop.Load(); times++ {
						other.busy(times)
					}
				})
			}
			taken := make(latencies, 0, 1<<20)
			began := time.Now()
			for b.Loop() {
				t := time.Now()
				decide(1)
				if len(taken) < cap(taken) {
					taken = append(taken, time.Since(t))
				}
			}
			length := time.Since(began)
			stop.Store(true)
			done.Wait()
			taken.report(b)
			b.ReportMetric(float64(times)/length.Seconds(), "times/s")
		})
	}
}
