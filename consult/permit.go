package consult

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// A Permit lets one call start, once, soon. It is a capability: a gate's decision gives it,
// [Gate.Redeem] takes it, and nothing outside this package can make one. What starts a call
// takes a Permit as a parameter, so that the compiler asks for the check.
//
// The zero Permit permits nothing. A Permit can be copied, but all copies are the same permit:
// the first to be redeemed uses it up. It has no encoded form: it never leaves the process.
//
// What it cannot promise: code in the same process that uses package unsafe, or a platform
// that starts calls by another way than the one that takes a Permit.
type Permit struct{ p *permit }

type permit struct {
	seal
	facts Call // the call as it was decided
}

// A seal is what a decision of a gate carries beside its fields, so that whoever changes the
// fields changes nothing about whether there is a permit, for which call and until when. Facts
// that are changed are judged, and recorded, when the permit is redeemed. The zero seal gives no permit.
type seal struct {
	gate    *Gate
	id      DecisionID
	call    CallID
	from    time.Time // the instant of the decision
	expires time.Time // the end of its permit, or of the time in which the refusal can be overridden
	refused bool
	permits bool
	// Who went ahead for clinical need, and on which rules, once the escalation contact was told.
	override   Override
	overridden []RuleID
}

// seal seals a decision that g has made and recorded.
func (g *Gate) seal(d *Decision) {
	s := &d.seal
	s.gate, s.id, s.call, s.from = g, d.ID, d.Call.ID, d.At
	s.refused = !d.Allows()
	s.permits = !s.refused || g.mode == Observe
	s.expires = d.At.Add(g.permitLife)
	if !d.ValidUntil.IsZero() && d.ValidUntil.Before(s.expires) {
		s.expires = d.ValidUntil
	}
}

// intact reports whether the decision is the one that was sealed.
func (d *Decision) intact() bool {
	return d.seal.gate != nil && d.ID == d.seal.id && d.Call.ID == d.seal.call
}

// Errors of [Gate.Redeem]. Each means that the call must not start.
var (
	// ErrNoPermit: the permit is zero. Only a decision that allows the call gives one.
	ErrNoPermit = errors.New("consult: this permit permits nothing: take it from a decision that allows the call")
	// ErrOtherGate: the permit is of another gate.
	ErrOtherGate = errors.New("consult: the permit is of another gate: redeem it where it was decided")
	// ErrOtherCall: the permit is of another call.
	ErrOtherCall = errors.New("consult: the permit is of another call: decide this one")
	// ErrExpired: the permit is past its time, or the clock has been set back before it.
	ErrExpired = errors.New("consult: the permit is not valid at this time: decide again")
	// ErrUsed: the permit was redeemed before.
	ErrUsed = errors.New("consult: the permit was used before: decide again")
	// ErrRefused: the call was judged again for its start and refused; the decision that is
	// returned with the error says why.
	ErrRefused = errors.New("consult: the call is refused now")
)

// Permit returns the permit that the decision gives, and whether it gives one. A decision
// gives a permit where it allows the call, or where the gate only observes, and where it
// comes from the gate that made and recorded it. All permits of one decision are the same one.
func (d *Decision) Permit() (Permit, bool) {
	if !d.intact() || !d.seal.permits {
		return Permit{}, false
	}
	return Permit{&permit{d.seal, d.Call}}, true
}

// Call returns the id of the call that the permit is for, or the zero CallID for the zero Permit.
func (p Permit) Call() CallID {
	if p.p == nil {
		return ""
	}
	return p.p.call
}

// Expires returns the instant from which on the permit cannot be redeemed.
func (p Permit) Expires() time.Time {
	if p.p == nil {
		return time.Time{}
	}
	return p.p.expires
}

// String says that this is a permit, and no more.
func (p Permit) String() string {
	if p.p == nil {
		return "consult.Permit(none)"
	}
	return "consult.Permit(for one call)"
}

// MarshalText refuses: a permit has no encoded form.
func (p Permit) MarshalText() ([]byte, error) {
	return nil, errors.New("consult: a permit has no encoded form: it never leaves the process")
}

// Redeem uses a permit up and judges its call again, against the records as they are now.
// With a nil error the call may start, now. Every error means that it must not; the
// decision, where one was made, is returned with it and says why.
//
// The permit is used up as soon as it is found to be of this gate and this call, and in
// time, whatever comes after; to try again, decide again. Of several goroutines that redeem
// the same permit, one succeeds at the most.
func (g *Gate) Redeem(ctx context.Context, p Permit, call CallID) (d Decision, err error) {
	switch {
	case g == nil || g.recorder == nil:
		return Decision{}, ErrNoGate
	case p.p == nil:
		return Decision{}, ErrNoPermit
	case p.p.gate != g:
		return Decision{}, ErrOtherGate
	case p.p.call != call:
		return Decision{}, ErrOtherCall
	case ctx.Err() != nil:
		return Decision{}, ctx.Err()
	}
	if err := g.redeemed.use(p.p.id, p.p.from, p.p.expires, g.clock()); err != nil {
		return Decision{}, err
	}
	err = g.decide(ctx, &p.p.facts, &request{StageRedeem, p.p.id, p.p.override, p.p.overridden}, &d)
	d.seal = seal{} // it has been redeemed; it gives no other permit
	switch {
	case err != nil:
		return d, err
	case !d.Allows() && g.mode != Observe:
		return d, fmt.Errorf("%w: %s", ErrRefused, joined(d.Broken()))
	}
	return d, nil
}

// A ledger remembers which permits were redeemed, for as long as they could be.
type ledger struct {
	mu     sync.Mutex
	used   map[DecisionID]time.Time // until when the permit could have been redeemed
	latest time.Time                // the latest instant seen: a clock set back revives no permit
	sweep  int                      // the number of permits at which those past their time are forgotten
}

func (l *ledger) use(id DecisionID, from, expires, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.After(l.latest) {
		l.latest = now
	}
	if _, used := l.used[id]; used {
		return ErrUsed
	}
	if now.Before(from) || !expires.After(l.latest) {
		return ErrExpired
	}
	if l.used == nil {
		l.used, l.sweep = make(map[DecisionID]time.Time), 1024
	}
	l.used[id] = expires
	if len(l.used) >= l.sweep {
		for id, expired := range l.used {
			if !expired.After(l.latest) {
				delete(l.used, id)
			}
		}
		l.sweep = max(1024, 2*len(l.used))
	}
	return nil
}
