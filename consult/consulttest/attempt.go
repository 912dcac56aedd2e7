package consulttest

import (
	"errors"

	"github.com/preconsult/preconsult/consult"
)

// ticket asks for a call that is to be allowed.
func (a *attempt) ticket(call consult.Call) (Ticket, error) {
	ticket, err := a.Ask(a.ctx, call)
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		return Ticket{}, err
	case err != nil:
		return Ticket{}, faultf("the compliant call was refused: %v%s", err, a.lastFindings())
	case ticket == Ticket{}:
		return Ticket{}, faultf("the compliant call was given no ticket%s", a.lastFindings())
	}
	return ticket, nil
}

// started asks for the compliant call and starts it.
func (a *attempt) started() (consult.Call, Ticket, error) {
	call := Call()
	ticket, err := a.ticket(call)
	if err != nil {
		return call, ticket, err
	}
	if err := a.Start(a.ctx, call.ID, ticket); err != nil {
		if errors.Is(err, errors.ErrUnsupported) {
			return call, ticket, err
		}
		return call, ticket, faultf("the compliant call could not be started with its own ticket: %v%s", err, a.lastFindings())
	}
	return call, ticket, nil
}

// refused asks for a call that is to be refused, and tries to start it.
func (a *attempt) refused(call consult.Call) error {
	ticket, err := a.Ask(a.ctx, call)
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		return err
	case err != nil, ticket == Ticket{}:
		return a.quiet(call.ID)
	}
	return a.notStarted(call.ID, ticket)
}

// notStarted tries to start a call with a ticket that is to be refused.
func (a *attempt) notStarted(call consult.CallID, with Ticket) error {
	switch err := a.Start(a.ctx, call, with); {
	case errors.Is(err, errors.ErrUnsupported):
		return err
	case err == nil:
		return faultf("the call started")
	}
	return a.quiet(call)
}

// quiet reports a call that runs although its start was refused.
func (a *attempt) quiet(call consult.CallID) error {
	state, err := a.Look(a.ctx, call)
	if err == nil && state.Started > 0 {
		return faultf("the start was refused, and the call runs all the same")
	}
	return nil // a call that was never started need not be known, and one that cannot be looked at was refused
}

// looked returns how a call stands that was started.
func (a *attempt) looked(call consult.CallID) (State, error) {
	state, err := a.Look(a.ctx, call)
	if err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return state, faultf("a call that was started cannot be looked at: %v", err)
	}
	return state, err
}

// lastFindings says why the gate refused last, if it did.
func (a *attempt) lastFindings() string {
	d, recorded := a.rig.Recorder.Last()
	switch {
	case !recorded:
		return "; the gate was never asked: give the platform the gate of the rig"
	case d.Allows():
		return "; the gate allowed it"
	}
	return "; the gate says:" + explain(&d)
}
