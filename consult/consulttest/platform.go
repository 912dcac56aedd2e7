package consulttest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A Platform is a video platform under test, as [TestPlatform] sees it: how a call is asked for,
// started, joined, recorded, and looked at afterwards. It is written once for each platform, in
// a few lines: over Go, or over whatever the platform is asked by, such as HTTP.
//
// A method that the platform has no counterpart for, or that cannot do what it is asked, returns
// [errors.ErrUnsupported]; what would have been shown by it stands in the report as not shown. Any
// other error means that the platform refused. Methods are called from several goroutines at once.
type Platform interface {
	// Ask asks for a call, as its initiator: in a room that is set up as the call says, on the
	// device and with the software that it says. The platform gathers these facts in its own way and has
	// its gate decide. What it returns stands for the permit; the zero Ticket, like an error, is a
	// refusal.
	Ask(ctx context.Context, call consult.Call) (Ticket, error)
	// Start starts the call with what Ask returned, or with what an attacker has in its place.
	Start(ctx context.Context, call consult.CallID, with Ticket) error
	// Join lets somebody into the call. A patient who joins does not start it.
	Join(ctx context.Context, call consult.CallID, as consult.Party) error
	// Record turns the recording of the call on, as somebody: before it starts, in the settings of
	// its room, and after it has started, in the call.
	Record(ctx context.Context, call consult.CallID, as consult.Party) error
	// Look returns how the call stands, as the platform itself knows it.
	Look(ctx context.Context, call consult.CallID) (State, error)
}

// A Ticket is what a platform gives to whoever may start a call: the permit itself, where it is in
// Go and hands permits on, or a reference to one that it keeps.
type Ticket struct {
	Permit    consult.Permit
	Reference string
}

// A State is how a call stands.
type State struct {
	Started   int  // how many times it was started: 0 before, and once after
	Recording bool // whether it is recorded, or media are stored, now
}

// PlatformOptions are the choices of [TestPlatform].
type PlatformOptions struct {
	// Name is the name of the platform in reports. Empty stands for that of the test.
	Name string
	// Rig makes the gate and what it depends on, for each attack anew. Nil stands for [NewRig].
	// There, [Call] has to be allowed, and permits live for [consult.DefaultPermitLife].
	Rig func(t testing.TB) *Rig
	// Timeout is how long one attack may take. Zero stands for ten seconds.
	Timeout time.Duration
}

// TestPlatform attacks a platform in every way that the library promises to withstand, and reports
// what came of it. Platform makes a platform whose gate is that of the rig; it is called for each attack, and
// closes with t.Cleanup what it opens.
//
// Each attack is a subtest, named for the rule and the reason, where t is a [testing.T]. One that
// the platform does not withstand fails it. First of all the compliant call is started: a
// platform that refuses everything passes nothing.
func TestPlatform(t testing.TB, platform func(t testing.TB, rig *Rig) Platform, options *PlatformOptions) *Report {
	t.Helper()
	var o PlatformOptions
	if options != nil {
		o = *options
	}
	if o.Rig == nil {
		o.Rig = func(t testing.TB) *Rig { return NewRig(t) }
	}
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	if o.Name == "" {
		o.Name = t.Name()
	}
	report := &Report{Subject: o.Name, At: time.Now().UTC()}
	for _, a := range attacks() {
		run := func(t testing.TB) {
			t.Helper()
			item := a.mount(t, platform, &o)
			report.Items = append(report.Items, item)
			switch item.Result {
			case Failed:
				t.Errorf("%s\n%s", item.Detail, a.advice())
			case NotShown:
				t.Logf("not shown: %s", item.Detail)
			case Withstood:
			}
		}
		if parent, ok := t.(*testing.T); ok {
			parent.Run(a.name(), func(t *testing.T) { run(t) })
		} else {
			run(t)
		}
	}
	if n := report.Count(NotShown); n > 0 {
		t.Logf("%d of %d attacks are not shown: the platform said that it cannot do what they need", n, len(report.Items))
	}
	return report
}

// An attack is a way in which a call might be started that should not be, or be held otherwise
// than it was decided.
type attack struct {
	rule    consult.RuleID // the rule that it is about, or what of the permit
	why     string
	clauses []consult.ClauseID
	remedy  string // what the platform's developers are to do
	run     func(*attempt) error
}

// name returns the name of the attack's subtest.
func (a *attack) name() string { return fmt.Sprintf("%s: %s", a.rule, a.why) }

func (a *attack) advice() string {
	return fmt.Sprintf("rule %s, clauses %s\nto mend it: %s", a.rule, clauses(a.clauses), a.remedy)
}

// An attempt is an attack on one platform.
type attempt struct {
	Platform
	ctx  context.Context
	rig  *Rig
	more func() *attempt // another platform of the same kind, with a gate of its own
}

// A fault is what is wrong with a platform. Any other error of an attack means that it could not
// be made.
type platformFault string

func (f platformFault) Error() string { return string(f) }

func faultf(format string, args ...any) error { return platformFault(fmt.Sprintf(format, args...)) }

// mount makes an attack, within its time.
func (a *attack) mount(t testing.TB, platform func(testing.TB, *Rig) Platform, o *PlatformOptions) Item {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), o.Timeout)
	defer cancel()
	attempted := func() *attempt {
		rig := o.Rig(t)
		return &attempt{Platform: platform(t, rig), ctx: ctx, rig: rig}
	}
	first := attempted()
	first.more = attempted
	began, done := time.Now(), make(chan error, 1)
	go func() {
		result := faultf("the test of the platform ended before the attack did") // by t.FailNow
		defer func() {
			if r := recover(); r != nil {
				result = faultf("the platform panicked: %v", r)
			}
			done <- result
		}()
		result = a.run(first)
	}()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		err = faultf("the platform did not answer within %v", o.Timeout)
	}
	item := Item{Rule: a.rule, Why: a.why, Clauses: a.clauses, Remedy: a.remedy, Took: time.Since(began)}
	var fault platformFault
	switch {
	case err == nil:
		item.Result = Withstood
	case errors.As(err, &fault):
		item.Result, item.Detail = Failed, err.Error()
	case errors.Is(err, errors.ErrUnsupported):
		item.Result, item.Detail = NotShown, err.Error()
	default:
		item.Result, item.Detail = Failed, "the attack could not be made: "+err.Error()
	}
	return item
}
