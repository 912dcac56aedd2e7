package dpia

import (
	"errors"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A Screening is the assessment of whether a DPIA is required (D3). That none is required is
// a decision to be justified and recorded, with the view of the data protection officer; a
// screening that says so stands in for a DPIA, for the processing in its scope.
type Screening struct {
	// ID is unique among the screenings on file. Required.
	ID consult.RecordID `json:"id"`
	// Controller is the ODS code of the controller that carried it out. Required.
	Controller consult.ODSCode `json:"controller"`
	// Scope is the processing that was looked at. A call must be within it. Its products are
	// required.
	Scope Scope `json:"scope"`
	// Required says whether a DPIA is required. Unknown counts as yes, and yes without a DPIA
	// refuses.
	Required consult.YesNo `json:"dpia_required"`
	// Reasons say why. A screening that says no does not stand without them.
	Reasons string `json:"reasons,omitzero"`
	// SeenByDPO is the instant at which the data protection officer gave a view. The zero Time
	// means never; the screening does not stand without it.
	SeenByDPO time.Time `json:"seen_by_dpo,omitzero"`
	// Decided is the instant at which the controller decided, from which on the screening is
	// in effect. Of several the newest in effect counts. The zero Time means never.
	Decided time.Time `json:"decided,omitzero"`
	// ReviewDue is the last day on which the screening stands without a review. The zero Date
	// means that no review is planned, which no rule accepts.
	ReviewDue consult.Date `json:"review_due,omitzero"`
}

// RecordID returns the screening's id.
func (s Screening) RecordID() consult.RecordID { return s.ID }

// Keys returns the controller with each product in the scope.
func (s Screening) Keys() []consult.Key { return keys(s.Controller, s.Scope.Products) }

// Validate returns what cannot be meant, all of it. What the screening lacks is left to the
// rules.
func (s Screening) Validate() error {
	return errors.Join(
		filed(s.Controller, s.Scope.Products),
		reviewed(s.ReviewDue, s.Decided, "decided"),
	)
}

func (s *Screening) effect() (from, until time.Time) { return s.Decided, time.Time{} }

// exempts reports whether the screening stands in for a DPIA for the call that p judges,
// and otherwise what it lacks.
func (s *Screening) exempts(p *consult.Pass) (consult.Fault, bool) {
	switch {
	case s.Required != consult.No:
		return consult.Fault{Fact: "dpia_required", Found: consult.EnumValue(s.Required), Expected: consult.EnumValue(consult.No)}, false
	case s.Reasons == "":
		return consult.Fault{Fact: "reasons", Found: consult.Phrase("missing"), Expected: consult.Phrase("why no DPIA is required")}, false
	case !p.Since(s.SeenByDPO):
		return consult.Fault{Fact: "seen_by_dpo", Found: consult.TimeValue(s.SeenByDPO), Expected: consult.Phrase("an instant before the call")}, false
	case !p.Since(s.Decided):
		return consult.Fault{Fact: "decided", Found: consult.TimeValue(s.Decided), Expected: consult.Phrase("an instant before the call")}, false
	case !p.Through(s.ReviewDue):
		return consult.Fault{Fact: "review_due", Found: consult.DateValue(s.ReviewDue), Expected: consult.Phrase("a day to come")}, false
	}
	return consult.Fault{}, true
}
