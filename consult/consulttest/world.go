package consulttest

import (
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/risk"
)

// Organisations that do not exist.
const (
	Practice consult.ODSCode = "TEST01" // the controller of the ready-made call
	Partner  consult.ODSCode = "TEST02" // has an agreement with the practice
	Stranger consult.ODSCode = "TEST03" // has none
)

// Products that do not exist.
const (
	Meet      consult.ProductID = "example-meet"      // carries the ready-made call
	Chat      consult.ProductID = "example-chat"      // another product of the practice
	Cloud     consult.ProductID = "example-cloud"     // receives data from Meet
	Analytics consult.ProductID = "example-analytics" // receives none, as far as anything on file says
)

// Now is the instant of the ready-made call and records: a Monday morning.
var Now = time.Date(2026, time.June, 15, 10, 0, 0, 0, time.UTC)

// A World is a call, the instant at which it is judged, and everything on file. It is a plain
// value to change at will; copies share their records.
type World struct {
	Now     time.Time    // the instant at which the call is judged
	Call    consult.Call // the call
	Records              // what is on file, for the call and for others
	// Changes say in words what makes a random world differ from a compliant one.
	Changes []string
}

// NewWorld returns a world in which no rule is broken: [CallAt], and [RecordsFor] its controller
// and product. Beside them are records of a stranger and of another product, which have faults
// and are nobody's concern.
func NewWorld(now, start time.Time) *World {
	w := &World{Now: now, Call: CallAt(now, start), Records: RecordsFor(Practice, Meet, now)}
	stranger, other := RecordsFor(Stranger, Meet, now), RecordsFor(Practice, Chat, now)
	stranger.Controllers[0].Contacts = risk.Contacts{}
	stranger.DPIAs[0].Approval.Status = dpia.Withdrawn
	stranger.Notices[0].Offer = ""
	other.Controllers = nil // the practice is on file
	other.DPIAs[0].Residual = dpia.High
	other.Procurements[0].Route = risk.OwnRoute
	other.Notices[0].Offer = ""
	w.Add(&stranger)
	w.Add(&other)
	return w
}
