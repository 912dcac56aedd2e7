package consulttest

import (
	"errors"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// The attacks by what changes between decision and start, or after it.

func patientJoins(a *attempt) error {
	call := Call()
	if _, err := a.ticket(call); err != nil {
		return err
	}
	if err := a.Join(a.ctx, call.ID, consult.Patient); errors.Is(err, errors.ErrUnsupported) {
		return err
	} // to be let into a waiting room is no fault
	state, err := a.Look(a.ctx, call.ID)
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		return err
	case err == nil && state.Started > 0:
		return faultf("the call started because the patient joined")
	}
	return nil
}

func recordingBetween(a *attempt) error {
	call := Call()
	ticket, err := a.ticket(call)
	if err != nil {
		return err
	}
	if err := a.Record(a.ctx, call.ID, consult.Provider); errors.Is(err, errors.ErrUnsupported) {
		return err
	} // that the setting cannot be changed any more is no fault
	if err := a.Start(a.ctx, call.ID, ticket); err != nil {
		return a.quiet(call.ID)
	}
	return a.notRecorded(call.ID, "the call started and is recorded: it was decided on a room that does not record")
}

func patientRecords(a *attempt) error {
	call, _, err := a.started()
	if err != nil {
		return err
	}
	if err := a.Join(a.ctx, call.ID, consult.Patient); err != nil {
		return errors.ErrUnsupported // whoever is not in the call cannot record it, as far as this tells
	}
	if err := a.Record(a.ctx, call.ID, consult.Patient); errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return a.notRecorded(call.ID, "the patient recorded the call without the host's authorisation")
}

// notRecorded reports a call that is recorded.
func (a *attempt) notRecorded(call consult.CallID, fault string) error {
	state, err := a.looked(call)
	if err == nil && state.Recording {
		return platformFault(fault)
	}
	return err
}

func withdrawnBetween(a *attempt) error {
	call := Call()
	ticket, err := a.ticket(call)
	if err != nil {
		return err
	}
	if err := a.rig.On.Put(OnFile(DPIAWithdrawn)); err != nil {
		return err
	}
	return a.notStarted(call.ID, ticket)
}

func dayPasses(a *attempt) error {
	call := Call()
	ticket, err := a.ticket(call)
	if err != nil {
		return err
	}
	a.rig.Clock.Advance(24 * time.Hour)
	return a.notStarted(call.ID, ticket)
}

func downAtDecision(a *attempt) error {
	a.rig.Recorder.SetDown(true)
	return a.refused(Call())
}

func downAtStart(a *attempt) error {
	call := Call()
	ticket, err := a.ticket(call)
	if err != nil {
		return err
	}
	a.rig.Recorder.SetDown(true)
	return a.notStarted(call.ID, ticket)
}
