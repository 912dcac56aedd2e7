package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance/records"
)

// A demonstration judges the calls that ship with the program.
type demonstration struct {
	ctx     context.Context
	on      *records.Folder
	options consult.Options
	journal journal
	paper   *paper
}

// newDemonstration returns one whose gates tell the controller's contact when a clinician
// goes ahead. Here the message is printed; a platform queues it.
func newDemonstration(ctx context.Context, on *records.Folder, options consult.Options, paper *paper) *demonstration {
	d := &demonstration{ctx: ctx, on: on, options: options, paper: paper}
	d.options.Escalate = func(_ context.Context, decision consult.Decision) error {
		contact := d.contact(decision.Call.Controller)
		if contact == "" {
			return errors.New("no contact is on file for " + string(decision.Call.Controller))
		}
		d.paper.fact("Told", fmt.Sprintf("%s, before there is a permit: %s goes ahead, need %s", contact, decision.Call.ID, decision.Override.Need))
		return nil
	}
	return d
}

// contact returns whom a controller wants to be told.
func (d *demonstration) contact(controller consult.ODSCode) string {
	for filed := range d.on.Controllers.All() {
		if c := filed.Record.Contacts; filed.Record.Code == controller {
			for _, contact := range []string{c.CaldicottGuardian, c.IGLead, c.Senior} {
				if contact != "" {
					return contact
				}
			}
		}
	}
	return ""
}

// run plays every scene. The surprises say which did not end as its title says; the error,
// why it could not be played.
func (d *demonstration) run() (surprises []error, err error) {
	all := scenes()
	at := d.options.Clock()
	d.paper.opening(len(all), d.on, at)
	for i, s := range all {
		options := d.options
		options.Mode = s.mode
		gate, err := newGate(&d.journal, d.on, options)
		if err != nil {
			return nil, err
		}
		call := s.call(at)
		decision, err := gate.Decide(d.ctx, &call)
		if err != nil {
			return nil, err
		}
		d.paper.scene(i+1, len(all), &s)
		d.paper.decision(&decision)
		if s.then != nil {
			if err := s.then(d, gate, &decision); err != nil {
				surprises = append(surprises, fmt.Errorf("call %d: %w", i+1, err))
			}
		}
		if got := broken(&decision); decision.Outcome != s.outcome || !slices.Equal(got, s.broken) {
			surprises = append(surprises, fmt.Errorf("call %d: the decision is %s by %v, and should be %s by %v", i+1, decision.Outcome, got, s.outcome, s.broken))
		}
	}
	d.paper.closing(len(d.journal.decisions))
	return surprises, nil
}

// broken returns every rule that is broken, whatever the effect, each once.
func broken(d *consult.Decision) []consult.RuleID {
	var ids []consult.RuleID
	for _, f := range d.Findings {
		if !slices.Contains(ids, f.Rule.ID) {
			ids = append(ids, f.Rule.ID)
		}
	}
	return ids
}

// redeem uses the decision's permit, as what starts calls does, and then tries to use it again.
func (d *demonstration) redeem(gate *consult.Gate, decision *consult.Decision) error {
	permit, ok := decision.Permit()
	if !ok {
		return errors.New("there is no permit")
	}
	d.paper.heading("The permit")
	d.paper.fact("Given", fmt.Sprintf("for %s alone, once, until %s", permit.Call(), clockTime(permit.Expires())))
	again, err := gate.Redeem(d.ctx, permit, decision.Call.ID)
	if err != nil {
		return err
	}
	d.paper.fact("Redeemed", "the call was judged again and is "+again.Outcome.String()+": it starts")
	_, err = gate.Redeem(d.ctx, permit, decision.Call.ID)
	if !errors.Is(err, consult.ErrUsed) {
		return fmt.Errorf("a permit could be redeemed twice: %w", err)
	}
	d.paper.fact("Again", err.Error())
	return nil
}

// goAhead overrides a refusal for clinical need, and redeems the permit that there is then.
func (d *demonstration) goAhead(gate *consult.Gate, refused *consult.Decision) error {
	d.paper.heading("A clinician goes ahead")
	over, err := gate.Override(d.ctx, refused, consult.Override{Clinician: "staff-3b90e7", Need: consult.NeedUrgent})
	if err != nil {
		return err
	}
	d.paper.outcome(&over)
	permit, ok := over.Permit()
	if !ok || over.Outcome != consult.AllowedByOverride {
		return fmt.Errorf("the override does not allow the call: %s", over.Outcome)
	}
	_, err = gate.Redeem(d.ctx, permit, refused.Call.ID)
	return err
}

// observe shows that a gate that only observes gives a permit for a call that it refuses.
func (d *demonstration) observe(gate *consult.Gate, decision *consult.Decision) error {
	permit, ok := decision.Permit()
	if !ok {
		return errors.New("there is no permit, although the gate only observes")
	}
	_, err := gate.Redeem(d.ctx, permit, decision.Call.ID)
	if err == nil {
		d.paper.heading("The permit")
		d.paper.fact("Given", "because the gate only observes; the call starts, and the refusal is on record")
	}
	return err
}
