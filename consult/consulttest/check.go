package consulttest

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/preconsult/preconsult/consult"
)

// TestCheck holds a check, anyone's, to what a gate expects of it. Check makes it, on the given
// registers where it needs records; cases say what it makes of calls and records.
//
//   - In each case it reports exactly the rules wanted, and each rule that it declares in some case.
//   - It refuses the zero call with nothing on file, unless all of its rules are advice.
//   - It does not panic, and reports nothing undeclared, on random calls and records, nor on calls
//     with values that no enumeration has.
//   - It gives the same answer twice, and at once from several goroutines, and changes nothing that it is shown.
//   - Until the instant that it says its pass holds, it passes.
//   - It allocates nothing when it passes.
//   - Its documentation reads well.
//
// Each is a subtest, where t is a [testing.T]. The test that calls TestCheck must not be parallel, since allocations are counted.
func TestCheck(t testing.TB, check func(on *Registers) *consult.Check, cases []Case) {
	t.Helper()
	c := &checked{make: check, cases: cases, declared: check(new(Registers)).Rules}
	subtest(t, "documentation", c.documentation)
	subtest(t, "cases", c.judges)
	subtest(t, "every rule is met", c.fires)
	subtest(t, "the zero call is refused", c.zero)
	subtest(t, "random calls", c.random)
	subtest(t, "the same answer twice", c.same)
	subtest(t, "holds as long as it says", c.horizon)
	subtest(t, "allocations", c.allocations)
}

// checked is a check under test.
type checked struct {
	make     func(*Registers) *consult.Check
	cases    []Case
	declared []consult.Rule
}

// ages is longer than anything in a test lasts, so that facts do not end before what the check
// says does.
const ages = 100 * 365 * 24 * time.Hour

// rig returns a rig with the check alone. Where the facts are to last, nothing but the check ends.
func (c *checked) rig(t testing.TB, lasting bool) *Rig {
	t.Helper()
	o := RigOptions{Checks: func(on *Registers) []*consult.Check { return []*consult.Check{c.make(on)} }, Gate: new(consult.Options)}
	if lasting {
		o.Gate.MaxFactAge = ages
	}
	r, err := MakeRig(o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// reported returns the rules that the check reported, each once, in order of their ids. It fails
// where the check is not sound.
func (c *checked) reported(t testing.TB, d *consult.Decision) (ids []consult.RuleID) {
	t.Helper()
	for i := range d.Findings {
		f := &d.Findings[i]
		if f.Rule.ID == consult.CheckSound {
			t.Errorf("The check %s: %s", f.Fact, f.Found)
		}
		if slices.ContainsFunc(c.declared, func(r consult.Rule) bool { return r.ID == f.Rule.ID }) && !slices.Contains(ids, f.Rule.ID) {
			ids = append(ids, f.Rule.ID)
		}
	}
	return ids
}

func (c *checked) judges(t testing.TB) {
	if len(c.cases) == 0 {
		t.Error("There is no case: write one in which the check passes, and one for each rule that it declares")
	}
	for i := range c.cases {
		k := &c.cases[i]
		subtest(t, k.Why, func(t testing.TB) {
			rig := c.rig(t, false)
			rig.Put(t, k.records())
			d := rig.Decide(t, k.call())
			want := slices.Sorted(slices.Values(k.Want))
			if got := c.reported(t, &d); !slices.Equal(want, got) {
				t.Errorf("The check reports other rules (-want +got):\n%s%s", cmp.Diff(want, got), explain(&d))
			}
		})
	}
}

func (c *checked) fires(t testing.TB) {
	for _, rule := range c.declared {
		if rule.ID == consult.CheckSound {
			continue // checks break it, and calls do not
		}
		if !slices.ContainsFunc(c.cases, func(k Case) bool { return slices.Contains(k.Want, rule.ID) }) {
			t.Errorf("No case breaks %s, so that nobody knows whether anything does: write one", rule.ID)
		}
	}
}

func (c *checked) zero(t testing.TB) {
	rig := c.rig(t, false)
	rig.Put(t, Records{})
	d := rig.Decide(t, consult.Call{})
	got := c.reported(t, &d)
	refuses := func(id consult.RuleID) bool {
		return slices.ContainsFunc(c.declared, func(r consult.Rule) bool { return r.ID == id && !r.Advice })
	}
	advice := !slices.ContainsFunc(c.declared, func(r consult.Rule) bool { return !r.Advice })
	if !slices.ContainsFunc(got, refuses) && !(advice && len(got) > 0) {
		t.Errorf("Nothing is known of the call and nothing is on file, and the check passes it: report a rule where a fact has its zero value")
	}
}

// worlds is how many random worlds a check is tried on. Races show in few, each of which takes
// ten times as long with the race detector.
var worlds = map[bool]int{false: 2_000, true: 200}[raceEnabled]

// each calls visit with random worlds, on file in the rig and with its clock at their instant.
func (c *checked) each(t testing.TB, n int, lasting bool, visit func(rig *Rig, w *World)) {
	t.Helper()
	rig, r := c.rig(t, lasting), rand.New(rand.NewPCG(0xc4ec, 0x4ed))
	for range n {
		w := Random(r)
		w.Records = w.Records.Meant()
		rig.Put(t, w.Records)
		rig.Clock.Set(w.Now)
		rig.Recorder.forget()
		visit(rig, w)
		if t.Failed() {
			t.Logf("in a world where %s", strings.Join(w.Changes, ", and "))
			return
		}
	}
}

func (c *checked) random(t testing.TB) {
	r := rand.New(rand.NewPCG(1, 2))
	c.each(t, worlds, false, func(rig *Rig, w *World) {
		d := rig.Decide(t, w.Call)
		c.reported(t, &d)
		for _, a := range enumerated {
			if r.IntN(4) == 0 {
				a.set(&w.Call, r.IntN(256)) // which is likely to be none of the enumeration
			}
		}
		d = rig.Decide(t, w.Call)
		c.reported(t, &d)
	})
}

func (c *checked) same(t testing.TB) {
	c.each(t, worlds/10, false, func(rig *Rig, w *World) {
		call, before := w.Call, content(t, w)
		first := rig.Decide(t, call)
		var again [4]consult.Decision
		var all sync.WaitGroup
		for i := range again {
			all.Go(func() { again[i], _ = rig.Gate.Decide(t.Context(), &call) })
		}
		all.Wait()
		for i := range again {
			if want, got := findings(&first), findings(&again[i]); !slices.Equal(want, got) || !first.ValidUntil.Equal(again[i].ValidUntil) {
				t.Errorf("The check made something else of the same call (-first +again):\n%s", cmp.Diff(want, got))
			}
		}
		if !reflect.DeepEqual(call, w.Call) || content(t, w) != before {
			t.Errorf("The check changed the call, or a record on file")
		}
	})
}

// content returns everything that a check must not change.
func content(t testing.TB, w *World) string {
	t.Helper()
	text, err := json.Marshal(w.Records)
	if err != nil {
		t.Fatalf("consulttest: %v", err)
	}
	return string(text)
}

// findings returns what was found as texts, so that they compare.
func findings(d *consult.Decision) (list []string) {
	for i := range d.Findings {
		f := &d.Findings[i]
		list = append(list, fmt.Sprintf("%s %s", f.Rule.ID, fault(f)))
	}
	return list
}

func (c *checked) horizon(t testing.TB) {
	passed := 0
	c.each(t, worlds, true, func(rig *Rig, w *World) {
		d := rig.Decide(t, w.Call)
		if len(c.reported(t, &d)) > 0 {
			return
		}
		passed++
		for _, at := range during(w.Now, until(&d)) {
			rig.Clock.Set(at)
			later := rig.Decide(t, w.Call)
			if broken := c.reported(t, &later); len(broken) > 0 {
				t.Errorf("The check passes at %s and says that this holds until %s; at %s it reports %v: say with Relies until when it holds",
					instant(w.Now), instant(until(&d)), instant(at), broken)
				return
			}
		}
	})
	if passed == 0 && !t.Failed() {
		t.Error("The check passes in no random world, so that nothing is shown")
	}
}

// until returns the end of what a decision relies on beside the facts, or the zero Time.
func until(d *consult.Decision) (end time.Time) {
	for r := range d.Relied.All {
		if r.What != "facts" && r.What != "records" && !r.Until.IsZero() && (end.IsZero() || r.Until.Before(end)) {
			end = r.Until
		}
	}
	return end
}

// during returns instants from now up to and not including an end, the last before it among them.
func during(now, end time.Time) []time.Time {
	if end.IsZero() {
		end = now.AddDate(20, 0, 0)
	}
	length := end.Sub(now)
	all := []time.Time{end.Add(-1)}
	for _, part := range []time.Duration{1, time.Hour, 24 * time.Hour, length / 4, length / 2, length - time.Hour} {
		if at := now.Add(part); at.After(now) && at.Before(end) {
			all = append(all, at)
		}
	}
	return all
}

func (c *checked) allocations(t testing.TB) {
	rig, call := c.rig(t, false), Call()
	d := rig.Decide(t, call)
	if broken := c.reported(t, &d); len(broken) > 0 {
		t.Errorf("The check does not pass the compliant call: it reports %v", broken)
		return
	}
	if raceEnabled {
		t.Log("allocations are not counted under the race detector")
		return
	}
	gate, err := consult.NewGate(consult.Discard, []*consult.Check{c.make(rig.On)}, &consult.Options{Clock: rig.Clock.Now})
	if err != nil {
		t.Fatalf("consulttest: the gate cannot be made: %v", err)
	}
	ctx := context.Background()
	n := testing.AllocsPerRun(100, func() {
		if _, err := gate.Decide(ctx, &call); err != nil {
			t.Error(err)
		}
	})
	if n > 0 {
		t.Errorf("The check allocates %v times when it passes: build faults only where there are some", n)
	}
}
