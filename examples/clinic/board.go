package main

import (
	"net/http"
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
	now := time.Now()
	decisions, count := c.ledger.shown(now)
	view := readiness.NewView(&c.on.Records, c.on.Status(), controller, product, d, decisions, now)
	view.Decisions.Count(count.made, count.refused)
	return view
}

// readiness shows the IG lead how the practice stands, by a trial call: as the server is set, and right in everything else.
func (c *clinic) readiness(w http.ResponseWriter, r *http.Request, by *signin.Session) {
	var d consult.Decision // without which the page says that nobody has judged a call
	unplugged := c.settings.is("recorder")
	if !unplugged {
		d, _ = c.trial.Decide(r.Context(), c.trialCall(time.Now()))
	}
	view := c.view(d)
	if unplugged {
		view.Verdict = "A call that starts now is refused: its decision cannot be recorded."
	}
	c.pages.Render(w, http.StatusOK, "readiness", struct {
		web.Layout
		View readiness.View
	}{c.layout("Readiness", "readiness", by), view})
}

// trialCall returns a call as the server is set, by a clinician who may start it, on a device and in a browser that fit.
func (c *clinic) trialCall(now time.Time) *consult.Call {
	seen := consult.Observed{Source: platformSet, At: now}
	call := c.asSet("trial", now, now)
	call.Initiator = consult.Initiator{Observed: seen, Verified: consult.Yes, Party: consult.Provider, Role: starters[0], Organisation: controller}
	call.Device = consult.Device{Observed: seen, Standing: consult.DeviceCorporate}
	call.Client = consult.Client{Observed: seen, Version: mustVersion("1000.0"), Server: product.Version}
	return &call
}

// switchboard shows the switches.
func (c *clinic) switchboard(w http.ResponseWriter, _ *http.Request, by *signin.Session) {
	type row struct {
		Name, Title, Explains, Answers string
		On                             bool
	}
	var rows []row
	for _, s := range switches {
		rows = append(rows, row{s.Name, s.Title, s.Explains, answers(s.Rules), c.settings.is(s.Name)})
	}
	c.pages.Render(w, http.StatusOK, "switchboard", struct {
		web.Layout
		Switches []row
	}{c.layout("Switchboard", "switchboard", by), rows})
}

// answers says which rules answer a switch.
func answers(rules []consult.RuleID) string {
	var ids []string
	for _, id := range rules {
		ids = append(ids, string(id))
	}
	switch len(ids) {
	case 0:
		return "No record, no permit: nothing is decided."
	case 1:
		return "Rule " + ids[0] + " answers."
	}
	return "Rules " + strings.Join(ids, " and ") + " answer."
}

// turn turns a switch, and goes back to it on the switchboard.
func (c *clinic) turn(w http.ResponseWriter, r *http.Request, by *signin.Session) {
	name, on := r.PostFormValue("switch"), r.PostFormValue("on") == "yes"
	if name == "dpia" { // which is a record before it is a setting
		if err := c.due.runOut(filepath.Join(c.dir, "dpia.yaml"), on, time.Now()); err != nil {
			c.log.Error("the DPIA on disk was not changed", "error", err.Error())
			c.message(w, http.StatusInternalServerError, by, "The DPIA was not changed",
				"The file dpia.yaml in the records folder could not be changed, or has no line that begins with review_due. The switch is as it was.")
			return
		}
	}
	if !c.settings.turn(name, on) {
		c.message(w, http.StatusBadRequest, by, "There is no such switch", "Go back to the switchboard.")
		return
	}
	c.changes.Raise()
	http.Redirect(w, r, "/switchboard#switch-"+name, http.StatusSeeOther)
}
