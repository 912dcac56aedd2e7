package main

import (
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

// refusals are the last refusal that each member of staff was shown, since going ahead is going ahead of that one. The gate
// itself takes none that is older than a permit lives.
type refusals struct {
	mu sync.Mutex
	of map[string]consult.Decision // by the person's id
}

func (r *refusals) keep(by *signin.Session, d *consult.Decision) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.of == nil {
		r.of = map[string]consult.Decision{}
	}
	r.of[by.Person().ID] = *d
}

// take returns the refusal, which can be gone ahead of once.
func (r *refusals) take(by *signin.Session) (consult.Decision, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	d, ok := r.of[by.Person().ID]
	delete(r.of, by.Person().ID)
	return d, ok
}

// override goes ahead with a refused call for clinical need.
func (c *clinic) override(w http.ResponseWriter, r *http.Request, by *signin.Session) {
	a := c.appointmentAt(r)
	if a != nil && c.heldByAnother(a.ID, by) { // before it is recorded that they went ahead
		c.held(w, a.ID, by)
		return
	}
	who, err := by.Who(r.Context())
	if err != nil { // before the refusal is taken, so that they can try again
		c.log.Warn("who goes ahead could not be verified", "error", err.Error())
		c.message(w, http.StatusServiceUnavailable, by, "Nobody can tell who you are", "Your sign-in could not be verified, and nothing was started. Try again, or sign out and in again.")
		return
	}
	refused, ok := c.refusals.take(by)
	if a == nil || !ok {
		http.Redirect(w, r, "/today", http.StatusSeeOther)
		return
	}
	o := consult.Override{Clinician: who.Staff}
	if refused.Call.ID != a.ID || o.Need.UnmarshalText([]byte(r.PostFormValue("need"))) != nil {
		http.Redirect(w, r, "/calls/"+string(a.ID)+"/card", http.StatusSeeOther)
		return
	}
	d, err := c.gate.Override(r.Context(), &refused, o)
	permit, permitted := d.Permit()
	if err != nil || !permitted {
		c.showCard(w, r, http.StatusForbidden, &d, err)
		return
	}
	switch d, err := c.start(r.Context(), permit, by); {
	case errors.Is(err, errHeld):
		c.held(w, a.ID, by)
	case err != nil:
		c.showCard(w, r, http.StatusForbidden, &d, err)
	default:
		http.Redirect(w, r, "/calls/"+string(a.ID), http.StatusSeeOther)
	}
}
