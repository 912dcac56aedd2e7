package consulttest

import (
	"testing"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
)

// A Rig is a gate with everything that it depends on in the hands of a test: what is on file,
// the clock, and the recorder. It is made by [NewRig] or [NewRigOf], and serves as a platform's
// gate while the platform is tested.
type Rig struct {
	Gate     *consult.Gate // the whole suite, or the checks it was made of
	On       *Registers    // what is on file
	Clock    *Clock        // the gate's clock
	Recorder *Recorder     // the gate's recorder, which escalations go to as well
}

// NewRig returns a rig with the whole suite of checks and [OnFile] on file, with the changes made
// to it. Its clock stands at [Now]. There, [Call] is allowed.
func NewRig(t testing.TB, changes ...RecordsChange) *Rig {
	t.Helper()
	return NewRigOf(t, func(on *Registers) []*consult.Check { return guidance.Checks(&on.Records) }, nil, changes...)
}

// NewRigOf is [NewRig] with other checks, and with options of the gate. Clock, waivers and
// escalation are the rig's, whatever the options say.
func NewRigOf(t testing.TB, checks func(*Registers) []*consult.Check, options *consult.Options, changes ...RecordsChange) *Rig {
	t.Helper()
	on, err := NewRegisters(OnFile(changes...))
	if err != nil {
		t.Fatalf("consulttest: the records cannot be filed: %v", err)
	}
	var o consult.Options
	if options != nil {
		o = *options
	}
	return newRig(t, on, checks(on), o)
}

func newRig(t testing.TB, on *Registers, checks []*consult.Check, o consult.Options) *Rig {
	t.Helper()
	r := &Rig{On: on, Clock: new(Clock), Recorder: new(Recorder)}
	o.Clock, o.Waivers, o.Escalate = r.Clock.Now, on.Waivers, r.Recorder.Escalate
	var err error
	r.Gate, err = consult.NewGate(r.Recorder, checks, &o)
	if err != nil {
		t.Fatalf("consulttest: the gate cannot be made: %v", err)
	}
	return r
}

// Put puts other records on file; see [Registers.Put].
func (r *Rig) Put(t testing.TB, records Records) {
	t.Helper()
	if err := r.On.Put(records); err != nil {
		t.Fatalf("consulttest: the records cannot be filed: %v", err)
	}
}

// Decide has the gate decide a call.
func (r *Rig) Decide(t testing.TB, call consult.Call) consult.Decision {
	t.Helper()
	d, err := r.Gate.Decide(t.Context(), &call)
	if err != nil {
		t.Fatalf("consulttest: no decision was made: %v", err)
	}
	return d
}

// Permit has the gate decide a call that it is to allow, and returns the permit.
func (r *Rig) Permit(t testing.TB, call consult.Call) consult.Permit {
	t.Helper()
	d := r.Decide(t, call)
	permit, ok := d.Permit()
	if !ok {
		t.Fatalf("consulttest: the decision gives no permit:%s", explain(&d))
	}
	return permit
}
