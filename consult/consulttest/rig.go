package consulttest

import (
	"fmt"
	"testing"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
)

// A Rig is a gate with everything that it depends on in the hands of a test: what is on file,
// the clock, and the recorder. It serves as a platform's gate while the platform is tested. It is
// made by [NewRig] or [MakeRig].
type Rig struct {
	Gate     *consult.Gate // the whole suite, or the checks it was made of
	On       *Registers    // what is on file
	Clock    *Clock        // the gate's clock, which stands at Now
	Recorder *Recorder     // the gate's recorder, which escalations go to as well

	cleanups []func()
}

// RigOptions are the choices of [MakeRig]. The zero RigOptions are those of [NewRig].
type RigOptions struct {
	// Checks makes the checks of the gate. Nil stands for the whole suite of the guidance.
	Checks func(on *Registers) []*consult.Check
	// Gate are the options of the gate. Clock, waivers and escalation are the rig's, whatever they
	// say. Nil stands for the zero options.
	Gate *consult.Options
	// Records are what is on file. Nil stands for those of OnFile.
	Records *Records
}

// NewRig returns a rig with the whole suite of checks and [OnFile] on file, with the changes made
// to it. There, [Call] is allowed.
func NewRig(t testing.TB, changes ...RecordsChange) *Rig {
	t.Helper()
	records := OnFile(changes...)
	r, err := MakeRig(RigOptions{Records: &records})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// MakeRig returns a rig as the options have it. The error says why the records cannot be filed, or
// the gate not be made. Whoever makes it closes it.
func MakeRig(o RigOptions) (*Rig, error) {
	if o.Records == nil {
		records := OnFile()
		o.Records = &records
	}
	on, err := NewRegisters(*o.Records)
	if err != nil {
		return nil, fmt.Errorf("consulttest: the records cannot be filed: %w", err)
	}
	return o.over(on)
}

// over returns a rig over registers that are there, which it may share with others.
func (o *RigOptions) over(on *Registers) (*Rig, error) {
	r := &Rig{On: on, Clock: new(Clock), Recorder: new(Recorder)}
	var options consult.Options
	if o.Gate != nil {
		options = *o.Gate
	}
	options.Clock, options.Waivers, options.Escalate = r.Clock.Now, on.Waivers, r.Recorder.Escalate
	checks := guidance.Checks(&on.Records)
	if o.Checks != nil {
		checks = o.Checks(on)
	}
	var err error
	if r.Gate, err = consult.NewGate(r.Recorder, checks, &options); err != nil {
		return nil, fmt.Errorf("consulttest: the gate cannot be made: %w", err)
	}
	return r, nil
}

// Cleanup has f called when the rig is closed: the last that was given first.
func (r *Rig) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

// Close does what was given to Cleanup. One that [NewRig] made is closed when its test ends.
func (r *Rig) Close() {
	for len(r.cleanups) > 0 {
		last := len(r.cleanups) - 1
		f := r.cleanups[last]
		r.cleanups = r.cleanups[:last]
		f()
	}
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
