package guidance_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/risk"
)

// The benchmarks hold the gate against the oracle, which is what a platform would write by
// hand, and decisions against each other. Each runs both sides in turns and reports the ratio
// of the medians, so that what else the machine does weighs on both alike. They show neither
// what gathering the facts costs nor what a recorder does: the recorder is consult.Discard.

// turns runs two sides in turns, a batch at a time, and reports the median of each and how many
// times as long the second takes.
func turns(b *testing.B, batch int, first, second string, runFirst, runSecond func(n int)) {
	b.Helper()
	var firsts, seconds []time.Duration
	for b.Loop() {
		t0 := time.Now()
		runFirst(batch)
		t1 := time.Now()
		runSecond(batch)
		t2 := time.Now()
		firsts, seconds = append(firsts, t1.Sub(t0)), append(seconds, t2.Sub(t1))
	}
	f, s := median(firsts), median(seconds)
	b.ReportMetric(f/float64(batch), "ns/"+first)
	b.ReportMetric(s/float64(batch), "ns/"+second)
	b.ReportMetric(s/f, "x-"+first)
	b.ReportMetric(0, "ns/op") // of both, and of no use
}

func median(times []time.Duration) float64 {
	slices.Sort(times)
	return float64(times[len(times)/2])
}

// bench is a judge with the records of some organisations on file.
type bench struct {
	*judge
	world world // the call is one of the last organisation filed
}

func newBench(b testing.TB, organisations int, now time.Time) *bench {
	b.Helper()
	p := &bench{newJudge(b, years, nil), world{Now: now, Call: consulttest.CallAt(now, now.Add(5*time.Minute))}}
	for i := range organisations {
		code := consult.ODSCode(fmt.Sprintf("TEST%05d", i))
		r := consulttest.RecordsFor(code, meet, now)
		r.Screenings = nil // a DPIA needs none
		p.world.Add(&r)
		p.world.Call.Controller, p.world.Call.Initiator.Organisation = code, code
	}
	p.put(b, &p.world)
	d := p.decide(b, &p.world.Call, now)
	require.Empty(b, d.Findings)
	require.Empty(b, p.differs(b, &p.world.Call, now))
	return p
}

// refused8 breaks eight rules, from all packages that have checks, by one value each.
func refused8(w *world) []consult.RuleID {
	w.Call.Room.Recording = consult.RecordingBuffered
	w.Call.Room.Visibility = consult.VisibilityPublic
	w.Call.Device.Standing = consult.DevicePersonalUnmanaged
	w.Call.Client.Version = version("3.1.6")
	w.DPIAs[0].Residual = dpia.High
	w.Assessments[0].AssessedBy = partner
	w.Procurements[0].Route = risk.OwnRoute
	w.Notices[0].Offer = ""
	return []consult.RuleID{
		"client.updated", "device.protected", "dpia.residual", "notice.offer",
		"procurement.route", "recording.default", "risk.own", "visibility.private",
	}
}

// clocked makes a gate over the same records that has another clock.
func (p *judge) clocked(b testing.TB, clock func() time.Time) *consult.Gate {
	b.Helper()
	options := p.options
	options.Clock, options.Waivers, options.Escalate = clock, nil, nil
	gate, err := consult.NewGate(consult.Discard, p.checks, &options)
	require.NoError(b, err)
	return gate
}

// decisions returns a function that decides a call so many times.
func decisions(b testing.TB, gate *consult.Gate, call *consult.Call, allowed bool) func(n int) {
	ctx := context.Background()
	return func(n int) {
		for range n {
			d, err := gate.Decide(ctx, call)
			if err != nil || d.Allows() != allowed {
				b.Fatalf("%v, %v", d.Broken(), err)
			}
		}
	}
}

// readings returns a function that reads a call so many times.
func readings(b testing.TB, file *onFile, call *consult.Call, clock func() time.Time, allowed bool) func(n int) {
	return func(n int) {
		for range n {
			if refuses, _ := file.read(call, clock(), years); (len(refuses) == 0) != allowed {
				b.Fatalf("%v", refuses)
			}
		}
	}
}

func BenchmarkAllowed(b *testing.B) {
	now := time.Now().UTC()
	fixed := func() time.Time { return now }
	for _, organisations := range []int{1, 10_000} {
		p := newBench(b, organisations, now)
		for _, clock := range []struct {
			name string
			now  func() time.Time
		}{{"fixed", fixed}, {"running", time.Now}} {
			b.Run(fmt.Sprintf("organisations=%d/clock=%s", organisations, clock.name), func(b *testing.B) {
				turns(b, 100, "floor", "gate",
					readings(b, p.oracle, &p.world.Call, clock.now, true), decisions(b, p.clocked(b, clock.now), &p.world.Call, true))
			})
		}
	}
}

// BenchmarkOrganisations holds a decision with ten thousand organisations on file against one
// with a single one.
func BenchmarkOrganisations(b *testing.B) {
	now := time.Now().UTC()
	fixed := func() time.Time { return now }
	one, many := newBench(b, 1, now), newBench(b, 10_000, now)
	turns(b, 100, "one", "many", decisions(b, one.clocked(b, fixed), &one.world.Call, true), decisions(b, many.clocked(b, fixed), &many.world.Call, true))
}

func BenchmarkRefused8(b *testing.B) {
	now := time.Now().UTC()
	fixed := func() time.Time { return now }
	pass, refusal := newBench(b, 1, now), newBench(b, 1, now)
	want := refused8(&refusal.world)
	refusal.put(b, &refusal.world)
	d := refusal.decide(b, &refusal.world.Call, now)
	require.Equal(b, want, d.Broken())
	b.Run("against=pass", func(b *testing.B) {
		turns(b, 100, "pass", "refusal",
			decisions(b, pass.clocked(b, fixed), &pass.world.Call, true), decisions(b, refusal.clocked(b, fixed), &refusal.world.Call, false))
	})
	b.Run("against=floor", func(b *testing.B) {
		turns(b, 100, "floor", "gate",
			readings(b, refusal.oracle, &refusal.world.Call, fixed, false), decisions(b, refusal.clocked(b, fixed), &refusal.world.Call, false))
	})
}

// BenchmarkMix decides random calls, most of which break some rules.
func BenchmarkMix(b *testing.B) {
	now, fixed := consulttest.Now, new(consulttest.Clock).Now
	p, r := newJudge(b, years, nil), seeded(0x313)
	p.put(b, compliant(now, now.Add(5*time.Minute)))
	calls := make([]consult.Call, 4096)
	for i := range calls {
		calls[i] = consulttest.RandomCall(r)
	}
	gate, ctx := p.clocked(b, fixed), context.Background()
	turns(b, len(calls), "floor", "gate", func(int) {
		for i := range calls {
			p.oracle.read(&calls[i], fixed(), years)
		}
	}, func(int) {
		for i := range calls {
			if _, err := gate.Decide(ctx, &calls[i]); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkParallel holds the decisions a second of two goroutines against those of one.
func BenchmarkParallel(b *testing.B) {
	now := time.Now().UTC()
	p := newBench(b, 10_000, now)
	gate := p.clocked(b, func() time.Time { return now })
	const each = 10_000
	goroutines := func(count int) time.Duration {
		var done sync.WaitGroup
		began := time.Now()
		for range count {
			done.Go(func() {
				call := p.world.Call
				decisions(b, gate, &call, true)(each)
			})
		}
		done.Wait()
		return time.Since(began)
	}
	var ones, twos []time.Duration
	for b.Loop() {
		ones, twos = append(ones, goroutines(1)), append(twos, goroutines(2))
	}
	one, two := each/median(ones)*1e9, 2*each/median(twos)*1e9
	b.ReportMetric(one, "one/s")
	b.ReportMetric(two, "two/s")
	b.ReportMetric(two/one, "x-one")
	b.ReportMetric(0, "ns/op")
}
