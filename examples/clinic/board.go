package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/preconsult/preconsult/consult"

	"github.com/preconsult/preconsult/examples/clinic/readiness"
	"github.com/preconsult/preconsult/examples/clinic/signin"
	"github.com/preconsult/preconsult/examples/clinic/web"
)

// view returns how the practice stands: by a decision, and by what is on record.
func (c *clinic) view(d consult.Decision) readiness.View {
	return readiness.NewView(&c.on.Records, c.on.Status(), controller, product, d, c.ledger.decisions(), time.Now())
}

// readiness shows the IG lead how the practice stands, by a trial call that is right in everything that a platform can set.
func (c *clinic) readiness(w http.ResponseWriter, r *http.Request, by *signin.Session) {
	d, _ := c.trial.Decide(r.Context(), trialCall(time.Now())) // without a decision the page says so
	c.pages.Render(w, http.StatusOK, "readiness", struct {
		web.Layout
		View readiness.View
	}{c.layout("Readiness", "readiness", by), c.view(d)})
}

// trialCall returns a call that is right in everything but what is on record.
func trialCall(now time.Time) *consult.Call {
	seen := consult.Observed{Source: platformSet, At: now}
	room := newSettings().room()
	room.Observed = seen
	storage, access := newSettings().storage()
	return &consult.Call{
		ID: "trial", Controller: controller, Product: product, Purpose: consult.Consultation, Start: now,
		Initiator: consult.Initiator{Observed: seen, Verified: consult.Yes, Party: consult.Provider, Role: starters[0], Organisation: controller},
		Room:      room,
		Device:    consult.Device{Observed: seen, Standing: consult.DeviceCorporate},
		Client:    consult.Client{Observed: seen, Version: mustVersion("1000.0"), Server: product.Version},
		Data: consult.Data{
			Observed:   seen,
			Categories: consult.SetOf(consult.IdentityData, consult.ContactData, consult.AudioVisualData, consult.HealthData, consult.DeviceData),
			Subjects:   consult.SetOf(consult.Patients, consult.Staff), Purposes: consult.SetOf(consult.DirectCare),
			Recipients: consult.NoRecipients(), Storage: storage, Access: access,
		},
	}
}

// switchboard shows the switches.
func (c *clinic) switchboard(w http.ResponseWriter, r *http.Request, by *signin.Session) {
	type row struct {
		Name, Title, Explains, Answers string
		On                             bool
	}
	var rows []row
	for _, s := range switches {
		var rules []string
		for _, id := range s.Rules {
			rules = append(rules, string(id))
		}
		rows = append(rows, row{s.Name, s.Title, s.Explains, strings.Join(rules, " and "), c.settings.is(s.Name)})
	}
	c.pages.Render(w, http.StatusOK, "switchboard", struct {
		web.Layout
		Switches []row
	}{c.layout("Switchboard", "switchboard", by), rows})
}

// turn turns a switch, and goes back to the switchboard.
func (c *clinic) turn(w http.ResponseWriter, r *http.Request, by *signin.Session) {
	name, on := r.PostFormValue("switch"), r.PostFormValue("on") == "yes"
	if !c.settings.turn(name, on) {
		c.message(w, r, http.StatusBadRequest, by, "There is no such switch", "Go back to the switchboard.")
		return
	}
	if name == "dpia" {
		if err := c.runOut(on); err != nil {
			c.log.Error("the DPIA on disk was not changed", "error", err.Error())
		}
	}
	c.changes.Raise()
	http.Redirect(w, r, "/switchboard", http.StatusSeeOther)
}

// runOut lets the review of the DPIA on disk be overdue, or lays the DPIA out anew. The folder is followed, so that the next
// start finds it.
func (c *clinic) runOut(on bool) error {
	now := time.Now()
	if err := writeRecord(c.dir, "dpia.yaml", now); err != nil || !on {
		return err
	}
	name := filepath.Join(c.dir, "dpia.yaml")
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	before, after, _ := strings.Cut(string(text), "review_due: ")
	_, rest, _ := strings.Cut(after, "\n")
	overdue := before + "review_due: " + now.UTC().AddDate(0, 0, -1).Format(time.DateOnly) + "\n" + rest
	aside := filepath.Join(c.dir, ".dpia.yaml")
	if err := os.WriteFile(aside, []byte(overdue), 0o600); err != nil {
		return err
	}
	return os.Rename(aside, name)
}
