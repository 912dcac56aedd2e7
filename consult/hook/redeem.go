package hook

import (
	"context"
	"errors"
	"net/http"

	"github.com/preconsult/preconsult/consult"
)

// ErrUnknownReference: the reference leads to no permit of this caller and call. It was used, is too old, or never was.
var ErrUnknownReference = errors.New("hook: the reference leads to no permit: it was used, is too old, is of another caller or call, or never was: ask again")

// Redeem starts a call with a reference that the same caller was given for it: the permit is redeemed, and with it
// used up. With a nil error the call may start, now. Every error means that it must not; the decision, where one was
// made, says why. It is ErrUnknownReference, or one of [consult.Gate.Redeem] or of Ask.
func (p *DecisionPoint) Redeem(ctx context.Context, caller, reference string, call consult.CallID) (consult.Decision, error) {
	if p.gate == nil {
		return consult.Decision{}, consult.ErrNoGate
	}
	made := make(chan consult.Decision, 1)
	err := p.pending.do(ctx, func(ctx context.Context) error {
		permit, ok := p.references.take(reference, caller, call)
		if !ok {
			return ErrUnknownReference
		}
		d, err := p.gate.Redeem(ctx, permit, call)
		made <- d
		return err
	})
	if err != nil && !answers(err) {
		p.options.failed(ctx, err)
	}
	select {
	case d := <-made:
		return d, err
	default:
		return consult.Decision{}, err
	}
}

// answers reports whether an error of Redeem is an answer: that the call is refused, or the reference leads nowhere.
func answers(err error) bool {
	return errors.Is(err, consult.ErrRefused) || errors.Is(err, ErrUnknownReference) || errors.Is(err, consult.ErrExpired) || errors.Is(err, consult.ErrUsed)
}

// redeem starts a call with a reference.
func (p *DecisionPoint) redeem(w http.ResponseWriter, r *http.Request, caller string, data []byte) {
	var of struct {
		Reference *string `json:"reference"`
		Call      *string `json:"call"`
	}
	err := read(data, &of, "")
	if err == nil && (of.Reference == nil || of.Call == nil) {
		err = badRequest("reference and call must both be there, and text")
	}
	if err != nil {
		refuseRead(w, err)
		return
	}
	d, err := p.Redeem(r.Context(), caller, *of.Reference, consult.CallID(*of.Call))
	switch {
	case err == nil:
		writeJSON(w, &struct {
			Call     consult.CallID `json:"call"`
			Decision string         `json:"decision"`
		}{d.Call.ID, d.ID.String()})
	case errors.Is(err, consult.ErrRefused):
		Refusal(&d, true).write(w)
	case answers(err):
		(&Problem{Type: TypeNoPermit, Title: "The reference leads to no permit", Status: http.StatusConflict,
			Detail: "It was used, has expired, is of another caller or call, or never was. Ask for a new decision."}).write(w)
	default:
		NotDecided(err, true).write(w)
	}
}
