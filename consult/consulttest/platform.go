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
	Permit    consult.Permit // the permit, or the zero one
	Reference string         // the reference, or empty
}

// A State is how a call stands.
type State struct {
	Started   int  // how many times it was started: 0 before, and once after
	Recording bool // whether it is recorded, or media are stored, now
}

// PlatformOptions are the choices of [TestPlatform] and [AttackPlatform].
type PlatformOptions struct {
	// Name is the name of the platform in reports. Empty stands for that of the test.
	Name string
	// Rig makes the gate and what it depends on, for each attack anew. Nil stands for [MakeRig]
	// without options. There, [Call] has to be allowed, and permits live for
	// [consult.DefaultPermitLife].
	Rig func() (*Rig, error)
	// Timeout is how long one attack may take. Zero stands for ten seconds.
	Timeout time.Duration
}

// TestPlatform attacks a platform in every way that the library promises to withstand, and reports
// what came of it. Platform makes a platform whose gate is that of the rig; it is called for each
// attack, and what it opens is closed by rig.Cleanup.
//
// Each attack is a subtest, named for the rule and the reason, where t is a [testing.T]. One that
// the platform does not withstand fails it. First of all the compliant call is started: a
// platform that refuses everything passes nothing.
func TestPlatform(t testing.TB, platform func(rig *Rig) Platform, options *PlatformOptions) *Report {
	t.Helper()
	o := options.orDefaults(t.Name())
	report := o.report()
	for _, a := range attacks() {
		subtest(t, a.name(), func(t testing.TB) {
			t.Helper()
			item := a.mount(t.Context(), platform, &o)
			report.Items = append(report.Items, item)
			switch item.Result {
			case Failed:
				t.Errorf("%s\nrule %s, clauses %s\nto mend it: %s", item.Detail, item.Rule, clauses(item.Clauses), item.Remedy)
			case NotShown:
				t.Logf("not shown: %s", item.Detail)
			case Withstood:
			}
		})
	}
	if n := report.Count(NotShown); n > 0 {
		t.Logf("%d of %d attacks are not shown: the platform said that it cannot do what they need", n, len(report.Items))
	}
	return report
}

// AttackPlatform is [TestPlatform] outside of a test. It ends early where the context ends.
func AttackPlatform(ctx context.Context, platform func(rig *Rig) Platform, options *PlatformOptions) *Report {
	o := options.orDefaults("platform")
	report := o.report()
	for _, a := range attacks() {
		if ctx.Err() == nil {
			report.Items = append(report.Items, a.mount(ctx, platform, &o))
		}
	}
	return report
}

func (o *PlatformOptions) orDefaults(name string) PlatformOptions {
	var all PlatformOptions
	if o != nil {
		all = *o
	}
	if all.Name == "" {
		all.Name = name
	}
	if all.Rig == nil {
		all.Rig = func() (*Rig, error) { return MakeRig(RigOptions{}) }
	}
	if all.Timeout == 0 {
		all.Timeout = 10 * time.Second
	}
	return all
}

func (o *PlatformOptions) report() *Report { return &Report{Subject: o.Name, At: time.Now().UTC()} }

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

// An attempt is an attack on one platform.
type attempt struct {
	Platform
	ctx  context.Context
	rig  *Rig
	more func() (*attempt, error) // another platform of the same kind, with a gate of its own
}

// A platformFault is what is wrong with a platform. Any other error of an attack means that it
// could not be made.
type platformFault string

func (f platformFault) Error() string { return string(f) }

func faultf(format string, args ...any) error { return platformFault(fmt.Sprintf(format, args...)) }

// mount makes an attack, within its time.
func (a *attack) mount(ctx context.Context, platform func(*Rig) Platform, o *PlatformOptions) Item {
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	began, done := time.Now(), make(chan error, 1)
	go func() {
		err := faultf("the platform ended the attack before its time, as FailNow does")
		defer func() { done <- err }()
		err = a.carryOut(ctx, platform, o)
	}()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		err = faultf("the platform did not answer within %v", o.Timeout)
	}
	item := Item{Rule: a.rule, Why: a.why, Clauses: a.clauses, Remedy: a.remedy, Took: time.Since(began)}
	_, isFault := errors.AsType[platformFault](err)
	switch {
	case err == nil:
		item.Result = Withstood
	case isFault:
		item.Result, item.Detail = Failed, err.Error()
	case errors.Is(err, errors.ErrUnsupported):
		item.Result, item.Detail = NotShown, err.Error()
	default:
		item.Result, item.Detail = Failed, "the attack could not be made: "+err.Error()
	}
	return item
}

// carryOut carries an attack out on a platform that is made for it.
func (a *attack) carryOut(ctx context.Context, platform func(*Rig) Platform, o *PlatformOptions) (err error) {
	var rigs []*Rig
	defer func() {
		if r := recover(); r != nil {
			err = faultf("the platform panicked: %v", r)
		}
		for _, rig := range rigs {
			rig.Close()
		}
	}()
	var more func() (*attempt, error)
	more = func() (*attempt, error) {
		rig, err := o.Rig()
		if err != nil {
			return nil, err
		}
		rigs = append(rigs, rig)
		return &attempt{platform(rig), ctx, rig, more}, nil
	}
	one, err := more()
	if err != nil {
		return err
	}
	return a.run(one)
}
