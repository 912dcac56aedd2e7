package consulttest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
)

// attacks returns all attacks: that the compliant call starts, then those on the permit and on what
// happens between decision and start, then a breach of every rule and every fact unknown.
func attacks() []attack {
	trace := guidance.NewTrace()
	all := permitAttacks()
	for _, b := range Breaches() {
		rule, _ := trace.Rule(b.Want[0])
		if rule.Advice {
			continue // it refuses nothing
		}
		all = append(all, attack{rule: rule.ID, why: b.Why, clauses: rule.Clauses, remedy: withFacts, run: func(a *attempt) error {
			if err := a.rig.On.Put(b.records()); err != nil {
				return err
			}
			return a.refused(b.call())
		}})
	}
	for _, f := range Facts() {
		rule, _ := trace.Rule(f.Rules[0])
		if rule.Advice {
			continue
		}
		all = append(all, attack{rule: rule.ID, why: f.Path + " is not known", clauses: rule.Clauses, remedy: withUnknown, run: func(a *attempt) error {
			return a.refused(Call(f.Forget))
		}})
	}
	return all
}

const (
	withFacts   = "Give the gate the facts as they are, every one from where it is decided, and start nothing that the gate refuses."
	withUnknown = "Leave a fact that is not known as the zero value, never as a default that the gate would let pass."
	withRedeem  = "Start a call only where gate.Redeem returned no error for its permit, and take the call's id from the permit."
)

// safely is what attacks on the permit are about: tools are used safely.
var safely = []consult.ClauseID{"I1"}

// permitAttacks are those on the permit, and on what changes after the decision.
func permitAttacks() []attack {
	recording := []consult.ClauseID{"P2"}
	return []attack{
		{"permit.starts", "the compliant call starts, once, on the record, and is not recorded", safely, withRedeem, compliant},
		{"permit.required", "started without a permit", safely, withRedeem, withoutPermit},
		{"permit.once", "started again with a permit that was used", safely, withRedeem, usedPermit},
		{"permit.once", "started eight times at once with one permit", safely, withRedeem, atOnce},
		{"permit.expires", "started with a permit at the instant at which it expires", safely, withRedeem, expiredPermit},
		{"permit.gate", "started with a permit of another gate", safely, withRedeem, foreignPermit},
		{"permit.call", "started with the permit of another call", safely, withRedeem, permitOfAnotherCall},
		{"permit.genuine", "started with a permit that was forged", safely, "Hand out references that nobody can guess, such as 128 random bits, and compare them whole.", forgedPermit},
		{"permit.clock", "started after the clock was set back", safely, withRedeem, clockSetBack},
		{"initiator.provider", "a patient joins before the provider has started", []consult.ClauseID{"P1"}, "Let nobody's joining open the room: it opens when a permit is redeemed.", patientJoins},
		{"recording.default", "recording is turned on between decision and start", recording, "Read the room's settings again when the call starts, or keep them from being changed once the call is decided.", recordingBetween},
		{"recording.authority", "the patient turns recording on in the call", []consult.ClauseID{"R4c", "P2"}, "Give nobody but the host the right to record, in the token or the room.", patientRecords},
		{"dpia.approved", "the DPIA is withdrawn between decision and start", []consult.ClauseID{"D1"}, withRedeem, withdrawnBetween},
		{"facts.fresh", "a day passes between decision and start", safely, withRedeem, dayPasses},
		{"record.kept", "the recorder is down when the call is decided", safely, "Take an error of gate.Decide for what it is: there is no permit, and no call.", downAtDecision},
		{"record.kept", "the recorder is down when the call starts", safely, withRedeem, downAtStart},
	}
}

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
			Ticket{Reference: fmt.Sprintf("%s%c", r[:len(r)-1], r[len(r)-1]^1)})
	}
	for _, f := range forged {
		if err := a.notStarted(call.ID, f); err != nil {
			return err
		}
	}
	return nil
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
