package consulttest

import (
	"context"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
)

// A Suite is tests of something that depends on a gate, as a function. It makes as many rigs as it
// needs with rig, which is [NewRig] for a gate of which the suite does not know whether it is sound. It
// fails t where the gate is not as it should be; it has no subtests, since t is no [testing.T].
type Suite func(t testing.TB, rig func(changes ...RecordsChange) *Rig)

// MutantsOptions are the choices of [Mutants].
type MutantsOptions struct {
	// Checks makes the checks of the gate. Nil stands for the whole suite of the guidance.
	Checks func(*Registers) []*consult.Check
	// Options are the options of the gate; clock, waivers and escalation are the rig's. Nil stands
	// for the zero options.
	Options *consult.Options
	// Rules are the rules to weaken. Nil stands for all.
	Rules []consult.RuleID
	// Workers is how many mutants are tried at once. Zero stands for the number of processors.
	Workers int
	// Timeout is how long it may take. Zero stands for five minutes. Mutants that were not tried
	// by then fail the test.
	Timeout time.Duration
}

// A MutantsReport is what became of the mutants of a gate.
type MutantsReport struct {
	Killed   []Mutant   // those that the suite noticed
	Survived []Survivor // those that it did not
	Inert    []Mutant   // those that it did not notice, and that no random world tells from the sound gate
	NotTried []Mutant   // those that there was no time for
}

// A Survivor is a mutant that a suite did not notice: a test is missing.
type Survivor struct {
	Mutant
	Example string           // a world in which the weak gate decides otherwise, by its changes
	Want    []consult.RuleID // what the sound gate finds broken there
	Got     []consult.RuleID // what the weak gate does
}

// Mutants proves a suite of tests: it weakens the gate in one rule after the other, in every way
// that there is, and has the suite tell. A weak gate that the suite does not notice fails t, with
// a call that it decides otherwise; so does a suite that fails where the gate is sound. Progress
// goes to t.Log.
//
// The rules call.identified and check.sound, and that facts need a source, cannot be weakened: a
// gate sees to them itself, whatever its checks.
func Mutants(t testing.TB, suite Suite, options *MutantsOptions) *MutantsReport {
	t.Helper()
	var o MutantsOptions
	if options != nil {
		o = *options
	}
	if o.Checks == nil {
		o.Checks = func(on *Registers) []*consult.Check { return guidance.Checks(&on.Records) }
	}
	if o.Options == nil {
		o.Options = new(consult.Options)
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Timeout == 0 {
		o.Timeout = 5 * time.Minute
	}
	if failure := o.noticed(t, suite, nil); failure != "" { // or whatever it notices means nothing
		t.Fatalf("The suite fails on a gate that is sound:\n%s", failure)
	}
	all := slices.DeleteFunc(mutants(o.Checks(new(Registers))), func(m Mutant) bool {
		return o.Rules != nil && !slices.Contains(o.Rules, m.Rule)
	})
	report := o.try(t, suite, all)
	report.Survived, report.Inert = o.tell(t, report.Inert)
	for _, s := range report.Survived {
		t.Errorf("The suite does not notice that %s. For example, where %s (-sound +weak):\n  - %v\n  + %v", s.Mutant, s.Example, s.Want, s.Got)
	}
	for _, m := range report.NotTried {
		t.Errorf("There was no time to try whether the suite notices that %s: raise the timeout", m)
	}
	t.Logf("%d weak gates: %d noticed, %d not, %d that no random world tells from the sound one, %d not tried",
		len(all), len(report.Killed), len(report.Survived), len(report.Inert), len(report.NotTried))
	return report
}

// try runs the suite on the mutants, several at once. Those that it does not notice are inert until
// more is known.
func (o *MutantsOptions) try(t testing.TB, suite Suite, all []Mutant) *MutantsReport {
	ctx, cancel := context.WithTimeout(t.Context(), o.Timeout)
	defer cancel()
	var (
		report MutantsReport
		mu     sync.Mutex // guards report, done and noted
		done   int
		noted  = time.Now()
		todo   = make(chan Mutant)
		works  sync.WaitGroup
	)
	work := func(m Mutant) {
		noticed := o.noticed(t, suite, &m) != ""
		mu.Lock()
		defer mu.Unlock()
		if noticed {
			report.Killed = append(report.Killed, m)
		} else {
			report.Inert = append(report.Inert, m)
		}
		if done++; time.Since(noted) > 5*time.Second {
			noted = time.Now()
			t.Logf("%d of %d weak gates tried, %d noticed so far", done, len(all), len(report.Killed))
		}
	}
	for range o.Workers {
		works.Go(func() {
			for m := range todo {
				if ctx.Err() == nil {
					work(m)
					continue
				}
				mu.Lock()
				report.NotTried = append(report.NotTried, m)
				mu.Unlock()
			}
		})
	}
	for _, m := range all {
		todo <- m
	}
	close(todo)
	works.Wait()
	return &report
}

// noticed runs the suite on the sound gate, or on a mutant, and returns how it failed, if it did.
func (o *MutantsOptions) noticed(t testing.TB, suite Suite, m *Mutant) string {
	w := &witness{TB: t}
	return w.run(func() {
		suite(w, func(changes ...RecordsChange) *Rig {
			w.Helper()
			on, err := NewRegisters(OnFile(changes...))
			if err != nil {
				w.Fatalf("consulttest: the records cannot be filed: %v", err)
			}
			r := o.rig(w, on, m)
			w.Cleanup(r.Close)
			return r
		})
	})
}

// rig makes a rig whose gate is sound, or the mutant where there is one.
func (o *MutantsOptions) rig(t testing.TB, on *Registers, m *Mutant) *Rig {
	checks, options := o.Checks(on), *o.Options
	if m != nil {
		checks, options = m.weaken(checks, options)
	}
	made := RigOptions{Checks: func(*Registers) []*consult.Check { return checks }, Gate: &options}
	r, err := made.over(on)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// probes is how many random worlds mutants are told from the sound gate by.
var probes = map[bool]int{false: 20_000, true: 2_000}[raceEnabled]

// tell looks for worlds in which mutants decide otherwise than the sound gate.
func (o *MutantsOptions) tell(t testing.TB, unnoticed []Mutant) (survivors []Survivor, inert []Mutant) {
	on, err := NewRegisters(Records{})
	if err != nil {
		t.Fatalf("consulttest: no records cannot be filed: %v", err)
	}
	sound := o.rig(t, on, nil)
	weak := map[Mutant]*Rig{}
	for _, m := range unnoticed {
		weak[m] = o.rig(t, on, &m)
	}
	r := rand.New(rand.NewPCG(1, 0x3a7))
	for n := 0; n < probes && len(weak) > 0; n++ {
		w := Random(r)
		w.Records = w.Records.Meant()
		sound.Put(t, w.Records)
		want := sound.finds(t, w)
		for m, rig := range weak {
			if got := rig.finds(t, w); !slices.Equal(want, got) {
				survivors = append(survivors, Survivor{m, strings.Join(w.Changes, ", and "), want, got})
				delete(weak, m)
			}
		}
	}
	inert = slices.DeleteFunc(slices.Clone(unnoticed), func(m Mutant) bool { return weak[m] == nil })
	return survivors, inert
}

// finds returns every rule that is found broken in a world, by the records on file, advice included.
func (r *Rig) finds(t testing.TB, w *World) []consult.RuleID {
	r.Clock.Set(w.Now)
	r.Recorder.forget()
	d := r.Decide(t, w.Call)
	ids := make([]consult.RuleID, len(d.Findings))
	for i := range d.Findings {
		ids[i] = d.Findings[i].Rule.ID
	}
	return slices.Compact(ids)
}
