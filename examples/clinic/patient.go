package main

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/hook"
	"github.com/preconsult/preconsult/consult/register"
	"github.com/preconsult/preconsult/notice"

	"github.com/preconsult/preconsult/examples/clinic/signin"
	"github.com/preconsult/preconsult/examples/clinic/web"
)

// visit shows a patient what to know and to try before the call. What the practice tells is from the privacy notice in effect;
// who calls and whether it is recorded is from the server itself.
func (c *clinic) visit(w http.ResponseWriter, r *http.Request, by *signin.Session, a *appointment) {
	c.showVisit(w, http.StatusOK, by, a, "")
}

// refusedVisit shows the page again to a patient who tried to start a call: what a patient may be told.
func (c *clinic) refusedVisit(w http.ResponseWriter, r *http.Request, _ hook.Asked, d *consult.Decision) {
	by, a, problem := c.who(r, consult.Patient)
	if problem != nil {
		c.problem(w, r, consult.Patient, problem)
		return
	}
	c.showVisit(w, http.StatusForbidden, by, a, d.ForPatient())
}

func (c *clinic) showVisit(w http.ResponseWriter, status int, by *signin.Session, a *appointment, refused string) {
	page := struct {
		web.Layout
		Practice, Clinician, Recording, Product, SecureUse, Refused, When, Places string

		Appointment *appointment
		Notice      *told
		MayStart    bool
	}{
		Layout: c.layout("Your video consultation", "visit", by), Practice: practice, Clinician: clinician.Name, Appointment: a, Refused: refused,
		Recording: c.settings.recording(), MayStart: c.settings.is("patient"),
	}
	now := time.Now()
	n := c.noticeNow(now)
	page.When = a.when(now)
	storage, access := c.settings.storage()
	page.Places = places(n, consult.Data{Storage: storage, Access: access})
	if n != nil {
		page.Notice = &told{string(n.Address), n.Offer, n.Way, strings.Join(thirdParties(n), ", ")}
		for _, p := range n.Products {
			if p.ID == productID {
				page.Product, page.SecureUse = "The practice’s own video service", p.SecureUse
			}
		}
	}
	c.pages.Render(w, status, "visit", page)
}

// places says where data go: all that the notice tells, where there is one, and all that the server is set to besides. A clinician
// may have gone ahead of a notice that does not name a country.
func places(n *notice.Record, set consult.Data) string {
	var from []string
	var named consult.Countries
	if n != nil {
		for _, o := range n.Overseas {
			from, named = append(from, o.Country.String()+", "+mechanisms[o.Mechanism]), named.With(o.Country)
		}
	}
	unnamed := ", of which no privacy notice tells"
	if n != nil {
		unnamed = ", which the privacy notice does not name"
	}
	overseas, known := set.Overseas()
	for country := range overseas.Minus(named).All {
		from = append(from, country.String()+unnamed)
	}
	stored, _ := set.Storage.Known()
	stored = stored.Minus(consult.CountriesOf(consult.UnitedKingdom))
	var text string
	switch {
	case len(from) > 0:
		text = "They can be reached from " + strings.Join(from, "; ") + "."
	case known:
		return "They stay in the United Kingdom."
	}
	if !stored.Empty() {
		text += " What a call leaves behind is stored in " + stored.String() + "."
	}
	if !known {
		text += " The practice does not know all of the places that they go to."
	}
	return strings.TrimSpace(text)
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

// mechanisms are what a transfer rests on, as patients are told.
var mechanisms = map[notice.Mechanism]string{
	notice.MechanismUnknown:  "and the notice does not say by which right",
	notice.Regulations:       "which UK regulations approve of",
	notice.TransferAgreement: "under the international data transfer agreement",
	notice.Addendum:          "under the UK addendum to the European standard contractual clauses",
	notice.CorporateRules:    "under binding corporate rules",
	notice.Derogation:        "as an exception for a specific situation",
}

// noticeNow returns the notice that counts at an instant, or nil: as package notice has it, the newest in effect that names the
// product, or else the newest in effect. Of two that were published at once package register says which that is.
func (c *clinic) noticeNow(now time.Time) *notice.Record {
	var counting, naming []*consult.Filed[notice.Record]
	for f := range c.on.Notices.All() {
		if n := &f.Record; n.Controller == controller && inEffect(n, now) {
			counting = append(counting, f)
			if namesUs(n) {
				naming = append(naming, f)
			}
		}
	}
	if len(naming) > 0 {
		counting = naming
	}
	newest := register.Latest(counting, func(n *notice.Record) time.Time { return n.Published })
	if newest == nil {
		return nil
	}
	return &newest.Record
}

// inEffect reports whether a notice is in effect.
func inEffect(n *notice.Record, now time.Time) bool {
	from, until := n.Effect()
	return !from.IsZero() && !from.After(now) && (until.IsZero() || now.Before(until))
}

// namesUs reports whether a notice names this product.
func namesUs(n *notice.Record) bool {
	return slices.ContainsFunc(n.Products, func(p notice.Product) bool { return p.ID == productID })
}

// room shows the waiting room, which becomes the call.
func (c *clinic) room(w http.ResponseWriter, r *http.Request, by *signin.Session, a *appointment) {
	c.pages.Render(w, http.StatusOK, "room", struct {
		web.Layout
		Clinician, Recording string
		Appointment          *appointment
		Party                string
	}{c.layout("Your consultation", "visit", by), clinician.Name, c.settings.recording(), a, "patient"})
}

func (c *clinic) patientSocket(w http.ResponseWriter, r *http.Request, _ *signin.Session, a *appointment) {
	c.rooms.Socket(w, r, a.ID, consult.Patient)
}
