package consulttest

import (
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
