package main

import (
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/wire"
)

// The program without arguments prints what it has always printed, at any time of day.
func TestDemonstration(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := trial{}.do(t)
	if code != exitAllowed || stderr != "" {
		t.Errorf("exit code %d, standard error %q", code, stderr)
	}
	golden(t, "demonstration.txt", stdout)
}

// Each call is decided as its title says, by exactly the rules it names. Titles end with the
// outcome, and the call in the break-glass scene is refused before a clinician goes ahead.
func TestScenes(t *testing.T) {
	t.Parallel()
	clock := func() time.Time { return shippedInstant }
	on, err := openRecords("", clock, nil)
	if err != nil {
		t.Fatal(err)
	}
	effects := map[consult.RuleID]consult.Effect{}
	for _, r := range guidance.Rules() {
		if r.Advice {
			effects[r.ID] = consult.Advises
		}
	}
	ids := map[consult.CallID]bool{}
	for _, s := range scenes() {
		t.Run(s.title, func(t *testing.T) {
			gate, err := newGate(consult.Discard, on, consult.Options{Clock: clock, Mode: s.mode})
			if err != nil {
				t.Fatal(err)
			}
			call := s.call(shippedInstant)
			if ids[call.ID] {
				t.Errorf("two calls have the id %s", call.ID)
			}
			ids[call.ID] = true
			d, err := gate.Decide(t.Context(), &call)
			if err != nil {
				t.Fatal(err)
			}
			if d.Outcome != s.outcome {
				t.Errorf("outcome: got %s, want %s", d.Outcome, s.outcome)
			}
			if diff := cmp.Diff(s.broken, broken(&d)); diff != "" {
				t.Errorf("rules that are broken (-want +got):\n%s", diff)
			}
			if !strings.Contains(s.title, ": "+s.outcome.String()) && !strings.HasSuffix(s.title, ": a clinician goes ahead") {
				t.Errorf("the title does not say that the call is %s", s.outcome)
			}
			for _, f := range d.Findings {
				want := effects[f.Rule.ID]
				if f.Waiver != nil {
					want = consult.Waived
				}
				if f.Effect != want {
					t.Errorf("%s: effect: got %s, want %s", f.Rule.ID, f.Effect, want)
				}
			}
			if d.Allows() && d.ValidUntil.IsZero() {
				t.Error("an allowed call has no end")
			}
		})
	}
}

// -json prints every decision of the demonstration, in the order in which they were recorded.
func TestDemonstrationAsJSON(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := trial{args: []string{"-json"}}.do(t)
	if code != exitAllowed || stderr != "" {
		t.Errorf("exit code %d, standard error %q", code, stderr)
	}
	var got []string
	for line := range strings.Lines(stdout) {
		d, err := wire.DecodeDecision([]byte(line))
		if err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		got = append(got, string(d.Call.ID)+" "+d.Stage.String()+" "+d.Outcome.String())
	}
	want := []string{
		"call-7c41 decide allowed", "call-7c41 redeem allowed",
		"call-7c42 decide refused",
		"call-7c43 decide refused",
		"call-1d07 decide refused",
		"call-1d08 decide refused", "call-1d08 override allowed-by-override", "call-1d08 redeem allowed-by-override",
		"call-55e0 decide allowed",
		"call-55e1 decide allowed",
		"call-1d09 decide refused", "call-1d09 redeem refused",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("decisions (-want +got):\n%s", diff)
	}
}

// changing is what differs from one decision to the next, or with the rules.
var changing = regexp.MustCompile(`"(id|rule_set)":"[0-9a-f]{32}"`)

// -json prints the wire form of a decision, on one line.
func TestDecisionAsJSON(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := trial{
		args:  []string{"-json", "-"},
		stdin: anExample(t, `"visibility": "private"`, `"visibility": "tenancy"`),
	}.do(t)
	if code != exitRefused || stderr != "" {
		t.Errorf("exit code %d, standard error %q", code, stderr)
	}
	if got := len(changing.FindAllString(stdout, -1)); got != 2 {
		t.Errorf("got %d ids and digests, want 2", got)
	}
	golden(t, "decision.json", changing.ReplaceAllString(stdout, `"$1":"(another each time)"`))
}

// The demonstration says when it does not go as its titles say.
func TestDemonstrationThatSurprises(t *testing.T) {
	t.Parallel()
	clock := func() time.Time { return shippedInstant.AddDate(2, 0, 0) }
	on, err := openRecords("", clock, nil)
	if err != nil {
		t.Fatal(err)
	}
	out := newConsole(io.Discard, &surroundings{terminal: func(io.Writer) (int, bool) { return 0, false }})
	surprises, err := newDemonstration(t.Context(), on, consult.Options{Clock: clock}, newPaper(out)).run()
	if err != nil {
		t.Fatal(err)
	}
	isRefused := func(err error) bool { return strings.HasPrefix(err.Error(), "call 1: the decision is refused by [") }
	if !slices.ContainsFunc(surprises, isRefused) {
		t.Errorf("got %v, want that call 1 is refused", surprises)
	}
}

// The folder has a record of every kind, in YAML and in JSON.
func TestRecordsOfEveryKind(t *testing.T) {
	t.Parallel()
	on, err := openRecords("", time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	for kind, n := range map[string]int{
		"controllers": on.Controllers.Len(), "DPIAs": on.DPIAs.Len(), "screenings": on.Screenings.Len(),
		"assessments": on.Assessments.Len(), "procurements": on.Procurements.Len(), "notices": on.Notices.Len(),
		"waivers": on.Waivers.Len(),
	} {
		if n == 0 {
			t.Errorf("there are no %s", kind)
		}
	}
	for _, pattern := range []string{"records/*/*.yaml", "records/*/*.json"} {
		if files, err := fs.Glob(shipped, pattern); err != nil || len(files) == 0 {
			t.Errorf("no file matches %s: %v", pattern, err)
		}
	}
	for w := range on.Waivers.All() {
		if err := w.Record.Validate(); err != nil {
			t.Errorf("waiver %s: %v", w.Ref.ID, err)
		}
		i := slices.IndexFunc(guidance.Rules(), func(r consult.Rule) bool { return r.ID == w.Record.Rule && r.Waivable })
		if i < 0 {
			t.Errorf("waiver %s: there is no waivable rule %s", w.Ref.ID, w.Record.Rule)
		}
	}
}
