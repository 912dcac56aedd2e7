package main

import (
	"errors"
	"net/http"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/hook"

	"github.com/preconsult/preconsult/examples/clinic/readiness"
	"github.com/preconsult/preconsult/examples/clinic/rooms"
	"github.com/preconsult/preconsult/examples/clinic/signin"
	"github.com/preconsult/preconsult/examples/clinic/web"
)

// home tells what the demonstration is.
func (c *clinic) home(w http.ResponseWriter, r *http.Request) {
	by, _ := c.session(r, consult.Provider)
	c.pages.Render(w, http.StatusOK, "home", struct {
		web.Layout
		Appointments []*appointment
		Records      string
	}{c.layout("Start", "", by), c.list, c.dir})
}

// today shows today's list.
func (c *clinic) today(w http.ResponseWriter, r *http.Request, by *signin.Session) {
	type row struct {
		*appointment
		State string
		Open  bool   // and theirs
		Held  string // by whom else it is
		Day   string // where it is not of today
	}
	var rows []row
	now := time.Now()
	for _, a := range c.list {
		state := c.rooms.State(a.ID)
		listed := row{appointment: a, State: stateText(state), Open: isOpen(state), Day: a.day(now)}
		if c.heldByAnother(a.ID, by) {
			listed.Open, listed.Held = false, c.holder(a.ID).Name
		}
		rows = append(rows, listed)
	}
	c.pages.Render(w, http.StatusOK, "today", struct {
		web.Layout
		Appointments []row
	}{c.layout("Today's list", "today", by), rows})
}

func stateText(s rooms.State) string {
	switch {
	case s.Stage == rooms.Ended:
		return "ended; it can be started anew"
	case s.Stage == rooms.Open:
		return "under way"
	case s.Stage == rooms.Waiting:
		return "open; the patient waits to be let in"
	case s.Patient:
		return "not started; the patient waits"
	}
	return "not started"
}

// isOpen reports whether the clinician can be in the room.
func isOpen(s rooms.State) bool { return s.Stage == rooms.Waiting || s.Stage == rooms.Open }

// card shows what the gate makes of a call before it starts.
func (c *clinic) card(w http.ResponseWriter, r *http.Request, by *signin.Session) {
	a := c.appointmentAt(r)
	if a == nil {
		c.message(w, http.StatusNotFound, by, "There is no such call", "Look at today's list.")
		return
	}
	call := c.describe(r.Context(), r, a, by)
	d, err := c.gate.Decide(r.Context(), &call)
	c.showCard(w, r, http.StatusOK, &d, err)
}

// refusedCard shows the card where a call that was to start was refused.
func (c *clinic) refusedCard(w http.ResponseWriter, r *http.Request, _ hook.Asked, d *consult.Decision) {
	c.showCard(w, r, http.StatusForbidden, d, nil)
}

// showCard shows a decision, or that there is none. The decision is kept for a clinician who goes ahead.
func (c *clinic) showCard(w http.ResponseWriter, r *http.Request, status int, d *consult.Decision, err error) {
	by, a, problem := c.who(r, consult.Provider)
	if problem != nil {
		c.problem(w, r, consult.Provider, problem)
		return
	}
	page := struct {
		web.Layout
		Appointment *appointment
		NotDecided  string
		Allowed     bool
		Until       string
		Owed        []consult.Owed
		ForPatient  string
		Needs       []need
		Parts       []readiness.Part
		Guidance    string
	}{Appointment: a, Guidance: guidance.Page}
	switch {
	case err != nil && !errors.Is(err, consult.ErrRefused):
		status, page.NotDecided = http.StatusServiceUnavailable, explain(err)
	default:
		page.Allowed = d.Allows()
		page.Owed, page.ForPatient = d.ByOwner(), d.ForPatient()
		page.Parts = c.view(*d).Parts
		if !d.ValidUntil.IsZero() {
			page.Until = d.ValidUntil.Local().Format("15:04 on 2 January 2006")
		}
		if !page.Allowed && allOverridable(d) {
			page.Needs = needs
			c.refusals.keep(by, a.ID, d)
		}
	}
	title := "Before the call"
	switch {
	case page.NotDecided != "":
		title = "Not decided: before the call"
	case !page.Allowed:
		title = "Refused: before the call"
	}
	page.Layout = c.layout(title, "today", by)
	c.pages.Render(w, status, "card", page)
}

// explain says to staff why nothing was decided. It quotes nothing of the error.
func explain(err error) string {
	if errors.Is(err, consult.ErrNotRecorded) {
		return "The decision could not be recorded, and without a record there is no permit. Whoever runs the platform has to look at the recorder."
	}
	return "The permit could not be used. Ask again."
}

// call shows the call itself, to the clinician who has it open, and to nobody else of the staff.
func (c *clinic) call(w http.ResponseWriter, r *http.Request, by *signin.Session) {
	a := c.appointmentAt(r)
	if a == nil || !isOpen(c.rooms.State(a.ID)) {
		http.Redirect(w, r, "/today", http.StatusSeeOther)
		return
	}
	if c.heldByAnother(a.ID, by) {
		c.held(w, a.ID, by)
		return
	}
	c.pages.Render(w, http.StatusOK, "call", struct {
		web.Layout
		Recording   string
		Appointment *appointment
		Party       string
	}{c.layout("Call", "today", by), c.settings.recording(), a, "provider"})
}

func (c *clinic) providerSocket(w http.ResponseWriter, r *http.Request, by *signin.Session) {
	a := c.appointmentAt(r)
	// Nor before a room is open: whoever waits there would be in it once somebody else opens it.
	if a == nil || c.holder(a.ID).ID != by.Person().ID || c.rooms.State(a.ID).Stage == rooms.Closed {
		rooms.Refuse(w, r, "This call is not yours, or not open")
		return
	}
	c.rooms.Socket(w, r, a.ID, consult.Provider)
}
