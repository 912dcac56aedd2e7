package consulttest

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// The attacks on the permit, each in the order of the list.

func compliant(a *attempt) error {
	call, _, err := a.started()
	if err != nil {
		return err
	}
	redeemed := false
	for _, d := range a.rig.Recorder.Decisions() {
		redeemed = redeemed || d.Stage == consult.StageRedeem && d.Call.ID == call.ID && d.Allows()
	}
	if !redeemed {
		return faultf("the call started without its permit being redeemed at the gate: nothing was judged again, and nothing is on the record")
	}
	if err := a.Join(a.ctx, call.ID, consult.Patient); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return faultf("the patient cannot join the call that the provider has started: %v", err)
	}
	state, err := a.looked(call.ID)
	switch {
	case err != nil:
		return err
	case state.Started != 1:
		return faultf("the call was started once, and the platform says %d times", state.Started)
	case state.Recording:
		return faultf("the call is recorded, although nobody asked for it")
	}
	return nil
}

func withoutPermit(a *attempt) error {
	call := Call()
	if _, err := a.ticket(call); err != nil { // the call is known; its ticket stays with whoever has it
		return err
	}
	return a.notStarted(call.ID, Ticket{})
}

func usedPermit(a *attempt) error {
	call, ticket, err := a.started()
	if err != nil {
		return err
	}
	if err := a.Start(a.ctx, call.ID, ticket); err == nil {
		return faultf("the call started a second time")
	}
	return a.startedOnce(call.ID)
}

// startedOnce reports a call that was started more than once.
func (a *attempt) startedOnce(call consult.CallID) error {
	state, err := a.looked(call)
	if errors.Is(err, errors.ErrUnsupported) {
		return nil // the refusal was seen
	}
	if err == nil && state.Started != 1 {
		return faultf("the call was started %d times", state.Started)
	}
	return err
}

func atOnce(a *attempt) error {
	call := Call()
	ticket, err := a.ticket(call)
	if err != nil {
		return err
	}
	var started, unsupported atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			switch err := a.Start(a.ctx, call.ID, ticket); {
			case err == nil:
				started.Add(1)
			case errors.Is(err, errors.ErrUnsupported):
				unsupported.Add(1)
			}
		})
	}
	all.Wait()
	switch n := started.Load(); {
	case unsupported.Load() > 0:
		return errors.ErrUnsupported
	case n != 1:
		return faultf("of eight starts with one permit %d succeeded", n)
	}
	return a.startedOnce(call.ID)
}

func expiredPermit(a *attempt) error {
	call := Call()
	ticket, err := a.ticket(call)
	if err != nil {
		return err
	}
	a.rig.Clock.Advance(consult.DefaultPermitLife)
	return a.notStarted(call.ID, ticket)
}

func foreignPermit(a *attempt) error {
	call := Call()
	other, err := a.more()
	if err != nil {
		return err
	}
	ticket, err := other.ticket(call)
	if err != nil {
		return err
	}
	if own, err := a.ticket(call); err != nil {
		return err
	} else if own == ticket {
		return faultf("two platforms give the same reference for a call: it can be guessed")
	}
	return a.notStarted(call.ID, ticket)
}

func permitOfAnotherCall(a *attempt) error {
	call, other := Call(), Call()
	other.ID = "call-0002"
	if _, err := a.ticket(call); err != nil {
		return err
	}
	ticket, err := a.ticket(other)
	if err != nil {
		return err
	}
	return a.notStarted(call.ID, ticket)
}

func forgedPermit(a *attempt) error {
	call := Call()
	ticket, err := a.ticket(call)
	if err != nil {
		return err
	}
	decision := consult.Decision{ID: consult.DecisionID{1, 1}, Outcome: consult.Allowed, Call: call, At: a.rig.Clock.Now()}
	permit, _ := decision.Permit()
	forged := []Ticket{{Permit: permit}, {Reference: "1"}, {Reference: string(call.ID)}}
	if last, _ := a.rig.Recorder.Last(); ticket.Reference != "" {
		r := ticket.Reference
		forged = append(forged,
			Ticket{Reference: r[:len(r)-1]}, Ticket{Reference: r + "0"}, Ticket{Reference: last.ID.String()},
			Ticket{Reference: r[:len(r)/2] + other(r[len(r)/2]) + r[len(r)/2+1:]})
	}
	for _, f := range forged {
		if err := a.notStarted(call.ID, f); err != nil {
			return err
		}
	}
	return nil
}

// other returns another character than the given one. In the middle of a reference it makes another
// reference; at the end of a text in base64 it may make the same one again.
func other(b byte) string {
	if b == 'A' {
		return "B"
	}
	return "A"
}

func clockSetBack(a *attempt) error {
	call := Call()
	ticket, err := a.ticket(call)
	if err != nil {
		return err
	}
	a.rig.Clock.Advance(-time.Hour)
	return a.notStarted(call.ID, ticket)
}
