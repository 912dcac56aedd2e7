package main

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"slices"
	"sync"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/guidance"
)

// A Fault is a mistake of the kind that platforms make, planted in ClinicLink.
type Fault struct {
	Name  string
	Plant func(c *ClinicLink) link
	// Found is the attack that the fault is planted for, by its reason. Others may find it too.
	Found string
}

// Faults returns a fault for each attack of the test kit.
func Faults() []Fault {
	faults := []Fault{
		{"refuses everybody", func(c *ClinicLink) link { return refusing{c} }, "the compliant call starts, once, on the record, and is not recorded"},
		{"records every call", func(c *ClinicLink) link { return recordingAll{c} }, "the compliant call starts, once, on the record, and is not recorded"},
		{"keeps the permit and never redeems it", func(c *ClinicLink) link { return keeping{c} }, "the compliant call starts, once, on the record, and is not recorded"},
		{"starts for whoever brings no reference", func(c *ClinicLink) link { return trusting{c} }, "started without a permit"},
		{"lets a permit be used again", func(c *ClinicLink) link { return forgiving{c, consult.ErrUsed} }, "started again with a permit that was used"},
		{"notes that a permit was used when it is too late", func(c *ClinicLink) link { return &racing{ClinicLink: c, used: map[string]bool{}} }, "started eight times at once with one permit"},
		{"lets an expired permit start a call", func(c *ClinicLink) link { return forgiving{c, consult.ErrExpired} }, "started with a permit at the instant at which it expires"},
		{"takes the clock's going back for summer time", func(c *ClinicLink) link { return forgiving{c, consult.ErrExpired} }, "started after the clock was set back"},
		{"gives old facts the time of day", func(c *ClinicLink) link { return &restamping{ClinicLink: c} }, "a day passes between decision and start"},
		{"looks at the form of a reference only", func(c *ClinicLink) link { return formal{c} }, "started with a permit of another gate"},
		{"starts any call for the permit of one", func(c *ClinicLink) link { return careless{c} }, "started with the permit of another call"},
		{"makes references of the ids of calls", func(c *ClinicLink) link { return guessable{c} }, "started with a permit that was forged"},
		{"opens the room for whoever joins first", func(c *ClinicLink) link { return opening{c} }, "a patient joins before the provider has started"},
		{"lets the settings of a decided room be changed", func(c *ClinicLink) link { return moving{c} }, "recording is turned on between decision and start"},
		{"lets everybody record", func(c *ClinicLink) link { return open{c} }, "the patient turns recording on in the call"},
		{"logs what the gate says at the start, and starts", func(c *ClinicLink) link { return forgiving{c, consult.ErrRefused} }, "the DPIA is withdrawn between decision and start"},
		{"starts calls that nothing could be recorded of", func(c *ClinicLink) link { return forgiving{c, consult.ErrNotRecorded} }, "the recorder is down when the call starts"},
		{"takes an error of the gate for a yes", func(c *ClinicLink) link { return &overlooking{ClinicLink: c, errors: true} }, "the recorder is down when the call is decided"},
	}
	for _, k := range consulttest.Breaches() {
		if advice(k.Want[0]) {
			continue
		}
		faults = append(faults, Fault{"holds calls although " + k.Why, func(c *ClinicLink) link { return &overlooking{ClinicLink: c, rules: k.Want} }, k.Why})
	}
	for _, f := range consulttest.Facts() {
		if advice(f.Rules[0]) {
			continue
		}
		faults = append(faults, Fault{"assumes the best where " + f.Path + " is not known", func(c *ClinicLink) link { return assuming{c, f.Forget} }, f.Path + " is not known"})
	}
	return faults
}

// advice reports whether a rule is advice, which refuses nothing.
func advice(id consult.RuleID) bool {
	rule, _ := guidance.NewTrace().Rule(id)
	return rule.Advice
}

// Each fault is the platform with one of its methods otherwise.

type refusing struct{ *ClinicLink }

func (refusing) Ask(context.Context, consult.Call) (string, error) { return "", errRefused }

type recordingAll struct{ *ClinicLink }

func (c recordingAll) Start(ctx context.Context, call consult.CallID, reference string) error {
	return errors.Join(c.ClinicLink.Start(ctx, call, reference), c.record(call))
}

type keeping struct{ *ClinicLink }

func (c keeping) Start(_ context.Context, call consult.CallID, reference string) error {
	c.mu.Lock()
	_, known := c.permits[reference]
	c.mu.Unlock()
	if !known {
		return errNoPermit
	}
	return c.open(call, false)
}

type trusting struct{ *ClinicLink }

func (c trusting) Start(ctx context.Context, call consult.CallID, reference string) error {
	if reference == "" {
		return c.open(call, false)
	}
	return c.ClinicLink.Start(ctx, call, reference)
}

// forgiving starts a call although its permit was refused for one reason.
type forgiving struct {
	*ClinicLink
	what error
}

func (c forgiving) Start(ctx context.Context, call consult.CallID, reference string) error {
	err := c.ClinicLink.Start(ctx, call, reference)
	if errors.Is(err, c.what) {
		return c.open(call, false)
	}
	return err
}

// racing has a table of its own of what was used, which it reads before and writes after.
type racing struct {
	*ClinicLink
	table sync.Mutex
	used  map[string]bool
}

func (c *racing) Start(ctx context.Context, call consult.CallID, reference string) error {
	c.table.Lock()
	used := c.used[reference]
	c.table.Unlock()
	for range 1000 { // the table is in a database, and others come in meanwhile
		runtime.Gosched()
	}
	err := c.ClinicLink.Start(ctx, call, reference)
	if errors.Is(err, consult.ErrUsed) && !used {
		err = c.open(call, false)
	}
	c.table.Lock()
	c.used[reference] = true
	c.table.Unlock()
	return err
}

// restamping says of facts that they were observed just now, whenever that was.
type restamping struct {
	*ClinicLink
	asked consult.Call
}

func (c *restamping) Ask(ctx context.Context, call consult.Call) (string, error) {
	c.asked = call
	return c.ClinicLink.Ask(ctx, call)
}

func (c *restamping) Start(ctx context.Context, call consult.CallID, reference string) error {
	err := c.ClinicLink.Start(ctx, call, reference)
	if !errors.Is(err, consult.ErrExpired) {
		return err
	}
	again := c.asked
	d, err := c.gate.Decide(ctx, &again)
	if err != nil {
		return err
	}
	for _, o := range []*consult.Observed{&again.Initiator.Observed, &again.Room.Observed, &again.Device.Observed, &again.Client.Observed, &again.Data.Observed} {
		o.At = d.At
	}
	if reference, err = c.ClinicLink.Ask(ctx, again); err != nil {
		return err
	}
	return c.ClinicLink.Start(ctx, call, reference)
}

type formal struct{ *ClinicLink }

func (c formal) Start(ctx context.Context, call consult.CallID, reference string) error {
	err := c.ClinicLink.Start(ctx, call, reference)
	if errors.Is(err, errNoPermit) && len(reference) == 26 {
		return c.open(call, false)
	}
	return err
}

type careless struct{ *ClinicLink }

func (c careless) Start(ctx context.Context, call consult.CallID, reference string) error {
	c.mu.Lock()
	permit := c.permits[reference]
	c.mu.Unlock()
	if err := c.ClinicLink.Start(ctx, permit.Call(), reference); err != nil {
		return err
	}
	if permit.Call() == call {
		return nil
	}
	return c.open(call, false)
}

type guessable struct{ *ClinicLink }

func (c guessable) Ask(ctx context.Context, call consult.Call) (string, error) {
	reference, err := c.ClinicLink.Ask(ctx, call)
	if err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.permits[string(call.ID)] = c.permits[reference]
	return string(call.ID), nil
}

type opening struct{ *ClinicLink }

func (c opening) Join(ctx context.Context, call consult.CallID, as consult.Party) error {
	if starts, _, err := c.Look(call); err == nil && starts == 0 {
		return c.open(call, false)
	}
	return c.ClinicLink.Join(ctx, call, as)
}

type moving struct{ *ClinicLink }

func (c moving) Start(ctx context.Context, call consult.CallID, reference string) error {
	_, recording, _ := c.Look(call)
	err := c.ClinicLink.Start(ctx, call, reference)
	if err == nil && recording {
		return c.record(call)
	}
	return err
}

type open struct{ *ClinicLink }

func (c open) Record(_ context.Context, call consult.CallID, _ consult.Party) error {
	return c.record(call)
}

// overlooking holds a call that breaks nothing but the rules that it overlooks, or that it could get no
// decision on. It makes up a reference for it.
type overlooking struct {
	*ClinicLink
	rules  []consult.RuleID
	errors bool
	held   sync.Map // the references that it made up
}

func (c *overlooking) Ask(ctx context.Context, call consult.Call) (string, error) {
	reference, err := c.ClinicLink.Ask(ctx, call)
	if err == nil {
		return reference, nil
	}
	d, decided := c.gate.Decide(ctx, &call)
	harmless := decided != nil && c.errors
	if decided == nil && !c.errors {
		harmless = !slices.ContainsFunc(d.Broken(), func(id consult.RuleID) bool { return !slices.Contains(c.rules, id) })
	}
	if !harmless {
		return "", err
	}
	reference = c.keep(call.ID, consult.Permit{})
	c.held.Store(reference, true)
	return reference, nil
}

func (c *overlooking) Start(ctx context.Context, call consult.CallID, reference string) error {
	if _, held := c.held.Load(reference); held {
		return c.open(call, false)
	}
	return c.ClinicLink.Start(ctx, call, reference)
}

// assuming takes a fact that is not known for what it was the last time that all was well.
type assuming struct {
	*ClinicLink
	forget consulttest.CallChange
}

func (c assuming) Ask(ctx context.Context, call consult.Call) (string, error) {
	forgotten := call
	if c.forget(&forgotten); reflect.DeepEqual(forgotten, call) {
		call = consulttest.Call()
	}
	return c.ClinicLink.Ask(ctx, call)
}

func (c assuming) Start(ctx context.Context, call consult.CallID, reference string) error {
	c.mu.Lock()
	permit := c.permits[reference]
	c.mu.Unlock()
	if call == "" { // the id was not known either
		call = permit.Call()
	}
	return c.ClinicLink.Start(ctx, call, reference)
}
