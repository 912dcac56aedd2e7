package main

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"github.com/preconsult/preconsult/consult"

	"github.com/preconsult/preconsult/examples/clinic/signin"
)

// A need is a reason to go ahead, as a clinician chooses it.
type need struct {
	Need consult.ClinicalNeed
	Text string
}

var needs = []need{
	{consult.NeedEmergency, "Life or limb is at risk"},
	{consult.NeedUrgent, "Waiting would harm the patient"},
	{consult.NeedSafeguarding, "Somebody has to be protected from harm"},
	{consult.NeedNoOtherWay, "The patient cannot be seen in any other way in time"},
}

// allOverridable reports whether a clinician may go ahead of everything that refuses a call.
func allOverridable(d *consult.Decision) bool {
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Effect == consult.Refuses && !f.Rule.Overridable {
			return false
		}
	}
	return true
}

// refusals are the last refusal of each call that each member of staff was shown, since going ahead is going ahead of that one.
// The gate itself takes none that is older than a permit lives.
type refusals struct {
	ahead sync.Mutex // held while somebody goes ahead: who presses twice finds what came of the first

	mu sync.Mutex
	of map[shownTo]consult.Decision
}

// shownTo is who was shown the card of which call.
type shownTo struct {
	person string
	call   consult.CallID
}

func (r *refusals) keep(by *signin.Session, call consult.CallID, d *consult.Decision) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.of == nil {
		r.of = map[shownTo]consult.Decision{}
	}
	r.of[shownTo{by.Person().ID, call}] = *d
}

// take returns the refusal, which can be gone ahead of once.
func (r *refusals) take(by *signin.Session, call consult.CallID) (consult.Decision, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	to := shownTo{by.Person().ID, call}
	d, ok := r.of[to]
	delete(r.of, to)
	return d, ok
}

// override goes ahead with a refused call for clinical need.
func (c *clinic) override(w http.ResponseWriter, r *http.Request, by *signin.Session) {
	a := c.appointmentAt(r)
	if a == nil {
		http.Redirect(w, r, "/today", http.StatusSeeOther)
		return
	}
	c.refusals.ahead.Lock()
	defer c.refusals.ahead.Unlock()
	if c.heldByAnother(a.ID, by) { // before it is recorded that they went ahead
		c.held(w, a.ID, by)
		return
	}
	who, err := by.Who(r.Context())
	if err != nil { // before the refusal is taken, so that they can try again
		c.log.Warn("who goes ahead could not be verified", "error", err.Error())
		c.message(w, http.StatusServiceUnavailable, by, "Nobody can tell who you are", "Your sign-in could not be verified, and nothing was started. Try again, or sign out and in again.")
		return
	}
	refused, ok := c.refusals.take(by, a.ID)
	if !ok && isOpen(c.rooms.State(a.ID)) { // by the first of two presses of the button, and so theirs
		http.Redirect(w, r, "/calls/"+string(a.ID), http.StatusSeeOther)
		return
	}
	o := consult.Override{Clinician: who.Staff}
	if !ok || o.Need.UnmarshalText([]byte(r.PostFormValue("need"))) != nil {
		http.Redirect(w, r, "/calls/"+string(a.ID)+"/card", http.StatusSeeOther)
		return
	}
	// To its end also where their browser no longer waits for this answer, but for that of the second press.
	ctx := context.WithoutCancel(r.Context())
	d, err := c.gate.Override(ctx, &refused, o)
	permit, permitted := d.Permit()
	if err != nil || !permitted {
		c.showCard(w, r, http.StatusForbidden, &d, err)
		return
	}
	switch d, err := c.start(ctx, permit, by); {
	case errors.Is(err, errHeld):
		c.held(w, a.ID, by)
	case err != nil:
		c.showCard(w, r, http.StatusForbidden, &d, err)
	default:
		http.Redirect(w, r, "/calls/"+string(a.ID), http.StatusSeeOther)
	}
}
