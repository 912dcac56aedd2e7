package wire

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/internal/document"
)

// MaxBytes is the size that a document may have, in bytes. A decision on a call of an
// ordinary size stays far below it, with every rule of the suite broken.
const MaxBytes = 64 << 10

// DecodeCall returns the call whose wire form is given. Every member may be left out: what
// is not there is unknown, and no rule accepts it. Anything that is not as the package
// documentation has it is an [*Error] with every fault; the call is then the zero Call.
// DecodeCall is safe for concurrent use and keeps nothing of the data.
func DecodeCall(data []byte) (consult.Call, error) {
	var c consult.Call
	if err := decode(data, &c, MaxBytes); err != nil {
		return consult.Call{}, err
	}
	var f fitter
	c = f.call(c)
	if err := errorOf(f.faults); err != nil {
		return consult.Call{}, err
	}
	return c, nil
}

// ReadCall is [DecodeCall] of all that can be read from r. It reads no more than one byte
// beyond MaxBytes. An error of r is returned as it is, wrapped.
func ReadCall(r io.Reader) (consult.Call, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return consult.Call{}, fmt.Errorf("consult/wire: the call could not be read: %w", err)
	}
	return DecodeCall(data)
}

// DecodeDecision returns the decision whose wire form is given: a record of what a gate once
// decided. It gives no permit, whatever it says. Anything that is not as the package
// documentation has it is an [*Error] with every fault; the decision is then the zero
// Decision. DecodeDecision is safe for concurrent use and keeps nothing of the data.
func DecodeDecision(data []byte) (consult.Decision, error) {
	var on decision
	if err := decode(data, &on, MaxBytes); err != nil {
		return consult.Decision{}, err
	}
	d := on.decision()
	var f fitter
	f.decision(&d)
	f.under = "call."
	d.Call = f.call(d.Call)
	if err := errorOf(f.faults); err != nil {
		return consult.Decision{}, err
	}
	return d, nil
}

func decode(data []byte, into any, limit int) error {
	err := document.Decode(data, document.JSON, into, &document.Options{MaxBytes: limit, Optional: ofCall})
	if faults, ok := errors.AsType[document.Faults](err); ok {
		return fromDocument(faults)
	}
	return err
}

// ofCall are the types of a call and of its facts, of which every member may be left out.
var ofCall = []reflect.Type{
	reflect.TypeFor[consult.Call](), reflect.TypeFor[consult.Product](), reflect.TypeFor[consult.Observed](),
	reflect.TypeFor[consult.Initiator](), reflect.TypeFor[consult.Room](), reflect.TypeFor[consult.Device](),
	reflect.TypeFor[consult.Client](), reflect.TypeFor[consult.Data](), reflect.TypeFor[consult.Recipients](),
	reflect.TypeFor[consult.Places](),
}

// decision is a [consult.Decision] as it is on the wire.
type decision struct {
	ID         consult.DecisionID `json:"id"`
	Stage      consult.Stage      `json:"stage"`
	Redeems    consult.DecisionID `json:"redeems,omitzero"`
	Outcome    consult.Outcome    `json:"outcome"`
	Mode       consult.Mode       `json:"mode"`
	At         time.Time          `json:"at"`
	ValidUntil time.Time          `json:"valid_until,omitzero"`
	Call       consult.Call       `json:"call"`
	Findings   []finding          `json:"findings"`
	Relied     []consult.Reliance `json:"relied"`
	RuleSet    string             `json:"rule_set"`
	Override   consult.Override   `json:"override,omitzero"`
}

// finding is a [consult.Finding] as it is on the wire.
type finding struct {
	Rule     consult.Rule       `json:"rule"`
	Fact     string             `json:"fact"`
	Found    consult.Value      `json:"found"`
	Expected consult.Value      `json:"expected,omitzero"`
	Record   *consult.RecordRef `json:"record,omitzero"`
	Effect   consult.Effect     `json:"effect"`
	Waiver   *consult.RecordRef `json:"waiver,omitzero"`
}

func (on *decision) decision() consult.Decision {
	d := consult.Decision{
		ID: on.ID, Stage: on.Stage, Redeems: on.Redeems, Outcome: on.Outcome, Mode: on.Mode,
		At: on.At, ValidUntil: on.ValidUntil, Call: on.Call, Relied: consult.ReliancesOf(on.Relied...),
		RuleSet: on.RuleSet, Override: on.Override,
	}
	for _, f := range on.Findings {
		d.Findings = append(d.Findings, consult.Finding{
			Rule: f.Rule, Fault: consult.Fault{Fact: f.Fact, Found: f.Found, Expected: f.Expected, Record: f.Record},
			Effect: f.Effect, Waiver: f.Waiver,
		})
	}
	return d
}
