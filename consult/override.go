package consult

import (
	"context"
	"errors"
	"fmt"
)

// An Override is a clinician's decision to go ahead with one call for clinical need,
// although rules are broken that allow it: breaking the glass. The zero Override overrides nothing.
type Override struct {
	// Clinician is who goes ahead.
	Clinician StaffID `json:"clinician"`
	// Need is why. It is a word and not a text, so that nothing about the patient gets on record.
	Need ClinicalNeed `json:"need"`
}

// IsZero reports whether there is no override.
func (o Override) IsZero() bool { return o == Override{} }

func (o *Override) given() bool {
	return o.Clinician.Valid() && 0 < o.Need && int(o.Need) < len(needWords)
}

// ClinicalNeed is the reason for an override.
type ClinicalNeed uint8

// The reasons for an override. The zero ClinicalNeed is none.
const (
	NeedUnknown      ClinicalNeed = iota
	NeedEmergency                 // life or limb is at risk
	NeedUrgent                    // waiting would harm the patient
	NeedSafeguarding              // somebody has to be protected from harm
	NeedNoOtherWay                // the patient cannot be seen in any other way in the time there is
)

var needWords = Words[ClinicalNeed]{"unknown", "emergency", "urgent", "safeguarding", "no-other-way"}

// String returns the text.
func (n ClinicalNeed) String() string { return needWords.Text(n) }

// MarshalText implements [encoding.TextMarshaler].
func (n ClinicalNeed) MarshalText() ([]byte, error) { return needWords.Marshal(n) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (n *ClinicalNeed) UnmarshalText(text []byte) error { return needWords.Unmarshal(n, text) }

// Errors of [Gate.Override]. Each means that there is no permit.
var (
	// ErrNoOverride: the override lacks the clinician or the need.
	ErrNoOverride = errors.New("consult: an override needs the id of the clinician and the clinical need")
	// ErrNotOverridable: the decision is not a refusal of this gate, or is past its time.
	ErrNotOverridable = errors.New("consult: only a refusal that this gate made just now can be overridden: decide again")
	// ErrNotEscalated: there is nobody to tell, or telling them failed.
	ErrNotEscalated = errors.New("consult: the escalation contact could not be told, so there is no permit")
)

// Override judges a refused call again, for a clinician who goes ahead for clinical need.
// Findings of rules that allow it no longer refuse the call; all others do. The decision is
// recorded, then the escalation contact is told by Options.Escalate, and only then does it give a
// permit.
//
// The refusal must be one of this gate and no older than a permit could be. An override is
// for that one call and for the rules that were broken when the contact was told, and is gone
// when its permit is.
func (g *Gate) Override(ctx context.Context, refused *Decision, o Override) (d Decision, err error) {
	switch {
	case g == nil || g.recorder == nil:
		return Decision{}, ErrNoGate
	case !o.given():
		return Decision{}, ErrNoOverride
	case g.escalate == nil:
		return Decision{}, fmt.Errorf("%w: Options.Escalate is nil", ErrNotEscalated)
	case refused == nil || !refused.refusedBy(g):
		return Decision{}, ErrNotOverridable
	}
	err = g.decide(ctx, &refused.Call, &request{StageOverride, refused.ID, o, nil}, &d)
	if err != nil || d.Outcome != AllowedByOverride {
		return d, err
	}
	given := d.seal
	d.seal = seal{} // no permit before the contact has been told
	if err := g.escalate(ctx, d); err != nil {
		return d, fmt.Errorf("%w: %w", ErrNotEscalated, err)
	}
	if err := ctx.Err(); err != nil {
		return d, fmt.Errorf("%w: %w", ErrNotEscalated, err)
	}
	d.seal = given
	d.seal.override, d.seal.overridden = o, d.Rules(Overridden)
	return d, nil
}

// refusedBy reports whether d is a refusal that g made, no longer ago than a permit lives.
func (d *Decision) refusedBy(g *Gate) bool {
	now := g.clock()
	return d.intact() && d.seal.gate == g && d.seal.refused && !now.Before(d.seal.from) && now.Before(d.seal.expires)
}
