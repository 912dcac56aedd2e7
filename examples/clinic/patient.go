package main

import (
	"net/http"
	"strings"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/hook"
	"github.com/preconsult/preconsult/notice"

	"github.com/preconsult/preconsult/examples/clinic/signin"
	"github.com/preconsult/preconsult/examples/clinic/web"
)

// visit shows a patient what to know and to try before the call, all of it from the privacy notice on record.
func (c *clinic) visit(w http.ResponseWriter, r *http.Request, by *signin.Session, a *appointment) {
	c.showVisit(w, http.StatusOK, by, a, "")
}

// refusedVisit shows the page again to a patient who tried to start a call: what a patient may be told.
func (c *clinic) refusedVisit(w http.ResponseWriter, r *http.Request, _ hook.Asked, d *consult.Decision) {
	by, a, problem := c.who(r, consult.Patient)
	if problem != nil {
		c.message(w, r, problem.Status, by, problem.Title, problem.Detail)
		return
	}
	c.showVisit(w, http.StatusForbidden, by, a, d.ForPatient())
}

func (c *clinic) showVisit(w http.ResponseWriter, status int, by *signin.Session, a *appointment, refused string) {
	page := struct {
		web.Layout
		Practice, Clinician, Recording, Product, SecureUse, Refused string

		Appointment *appointment
		Notice      *told
		Overseas    []string
		MayStart    bool
	}{
		Layout: c.layout("Your video consultation", "visit", by), Practice: practice, Clinician: clinician.Name, Appointment: a, Refused: refused,
		Product: "The practice’s own video service", Recording: "Your call is not recorded.", MayStart: c.settings.is("patient"),
	}
	if c.settings.room().Recording != consult.RecordingOff {
		page.Recording = "The practice’s system is set to record at present. Your call will not start before that has been changed."
	}
	if n := c.noticeNow(time.Now()); n != nil {
		page.Notice = &told{string(n.Address), n.Offer, n.Way, strings.Join(thirdParties(n), ", ")}
		for _, p := range n.Products {
			if p.ID == productID {
				page.SecureUse = p.SecureUse
			}
		}
		for _, o := range n.Overseas {
			page.Overseas = append(page.Overseas, "They can be reached from "+o.Country.String())
		}
	}
	c.pages.Render(w, status, "visit", page)
}

// told is what a notice tells.
type told struct{ Address, Offer, Way, ThirdParties string }

func thirdParties(n *notice.Record) []string {
	var ids []string
	for id := range n.ThirdParties.All {
		ids = append(ids, string(id))
	}
	return ids
}

// noticeNow returns the notice on record that is published, or nil.
func (c *clinic) noticeNow(now time.Time) *notice.Record {
	var newest *notice.Record
	for f := range c.on.Notices.All() {
		n := &f.Record
		if n.Controller == controller && !n.Published.After(now) && (newest == nil || n.Published.After(newest.Published)) {
			newest = n
		}
	}
	return newest
}

// room shows the waiting room, which becomes the call.
func (c *clinic) room(w http.ResponseWriter, r *http.Request, by *signin.Session, a *appointment) {
	c.pages.Render(w, http.StatusOK, "room", struct {
		web.Layout
		Practice, Clinician string
		Appointment         *appointment
		Party               string
	}{c.layout("Your consultation", "visit", by), practice, clinician.Name, a, "patient"})
}

func (c *clinic) patientSocket(w http.ResponseWriter, r *http.Request, _ *signin.Session, a *appointment) {
	c.rooms.Socket(w, r, a.ID, consult.Patient)
}
