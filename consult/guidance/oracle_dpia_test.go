package guidance_test

import (
	"cmp"
	"slices"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
)

// dpia reads D1 to D4.
func (r *reading) dpia() {
	key := r.call.Key()
	on := r.file.dpias[key]
	if len(on) == 0 {
		r.screening(r.file.screenings[key])
		return
	}
	standing := make([]assessed, 0, 4)
	for _, d := range on {
		if r.approved(d) {
			standing = append(standing, assessed{d, !r.complete(d), !r.current(d), !r.tolerable(d)})
		}
	}
	if len(standing) == 0 {
		r.refuse("dpia.approved")
		return
	}
	needs := r.needs()
	left := r.uncovered(&needs, standing)
	if len(standing) > 1 {
		standing = r.needed(&needs, standing, left)
	}
	for i := range standing {
		if standing[i].incomplete {
			r.refuse("dpia.complete")
		}
		if standing[i].outdated {
			r.refuse("dpia.current")
		}
		if standing[i].intolerable {
			r.refuse("dpia.residual")
		}
	}
	if left != (processing{}) {
		r.refuse("dpia.covers")
	}
}

// assessed is a DPIA that stands, with what is wrong with it.
type assessed struct {
	*dpia.Record
	incomplete, outdated, intolerable bool
}

// severity orders faults by what can be done about them: nobody may go ahead with an
// intolerable risk, and a clinician may with the others.
func (a *assessed) severity() int {
	switch {
	case a.intolerable:
		return 2
	case a.incomplete || a.outdated:
		return 1
	}
	return 0
}

// needed returns the DPIAs that a call needs of those that stand: without the worst, and then
// without those that end first, as long as the rest cover as much.
func (r *reading) needed(needs *processing, standing []assessed, left processing) []assessed {
	slices.SortStableFunc(standing, func(a, b assessed) int {
		return cmp.Or(b.severity()-a.severity(), r.ends(a.Record).Compare(r.ends(b.Record)))
	})
	for i := 0; i < len(standing) && len(standing) > 1; {
		rest := slices.Concat(standing[:i], standing[i+1:])
		if r.uncovered(needs, rest) == left {
			standing = rest
		} else {
			i++
		}
	}
	return standing
}

// screening reads D3: where there is no DPIA, the newest screening says that none is needed.
func (r *reading) screening(on []*dpia.Screening) {
	var newest *dpia.Screening
	for _, s := range on {
		if r.since(s.Decided) && (newest == nil || s.Decided.After(newest.Decided) || s.Decided.Equal(newest.Decided) && s.ID > newest.ID) {
			newest = s
		}
	}
	if newest == nil || newest.Required != consult.No || newest.Reasons == "" ||
		!r.since(newest.SeenByDPO) || !r.through(newest.ReviewDue) {
		r.refuse("dpia.decided")
		return
	}
	needs := r.needs()
	if r.uncovered(&needs, []assessed{{Record: &dpia.Record{Scope: newest.Scope}}}) != (processing{}) {
		r.refuse("dpia.covers")
	}
}

func (r *reading) approved(d *dpia.Record) bool {
	a := &d.Approval
	advice := a.Advice == dpia.Accepted || a.Advice == dpia.Overruled && a.Reasons != ""
	return a.Status == dpia.Approved && advice && r.since(a.At)
}

func (r *reading) complete(d *dpia.Record) bool {
	if d.Activity == "" || d.Necessity == "" || d.Proportionality == "" || len(d.Risks) == 0 || len(d.Mitigations) == 0 {
		return false
	}
	for i := range d.Risks {
		if d.Risks[i].Description == "" {
			return false
		}
	}
	for i := range d.Mitigations {
		m := &d.Mitigations[i]
		planned := m.State == dpia.Planned && m.Owner != "" && r.through(m.Due)
		inPlace := m.State == dpia.InPlace && m.Evidence != "" && r.from(m.Confirmed)
		if m.Measure == "" || !planned && !inPlace {
			return false
		}
	}
	return true
}

func (r *reading) current(d *dpia.Record) bool {
	if !r.through(d.ReviewDue) {
		return false
	}
	for i := range d.Changes {
		c := &d.Changes[i]
		if c.Assessed != consult.Yes && (c.On.IsZero() || !c.On.Before(consult.DateAt(d.Approval.At)) && !r.until(c.On.Start())) {
			return false
		}
	}
	return true
}

// ends returns the first instant to come at which something is wrong with a DPIA that is not
// yet, or the zero Time where nothing is to come.
func (r *reading) ends(d *dpia.Record) (ends time.Time) {
	first := func(t time.Time) {
		if r.until(t) && (ends.IsZero() || t.Before(ends)) {
			ends = t
		}
	}
	first(d.ReviewDue.End())
	for i := range d.Mitigations {
		if m := &d.Mitigations[i]; m.State == dpia.Planned {
			first(m.Due.End())
		}
	}
	for i := range d.Changes {
		if c := &d.Changes[i]; c.Assessed != consult.Yes && !c.On.Before(consult.DateAt(d.Approval.At)) {
			first(c.On.Start())
		}
	}
	return ends
}

func (r *reading) tolerable(d *dpia.Record) bool {
	if d.Regulator.Outcome == dpia.MustNot { // whatever remains of the risk
		return false
	}
	switch d.Residual {
	case dpia.Low, dpia.Medium:
		return true
	case dpia.High: // UK GDPR Art 36
		return d.Regulator.Outcome == dpia.MayProceed && r.from(d.Regulator.Answered)
	default:
		return false
	}
}

// processing is what a call processes, axis by axis, or what of it is not covered. What is not
// known may be anything.
type processing struct {
	unknown    bool // on any axis
	purposes   consult.Set[consult.ProcessingPurpose]
	categories consult.Set[consult.DataCategory]
	subjects   consult.Set[consult.DataSubject]
	captures   consult.Set[dpia.CaptureKind]
	access     consult.Countries
	storage    consult.Countries
	recipients int // of what is not covered, how many; where they are unknown, less by each that is covered
}

// Everything that may be on an axis.
var (
	anyPurposes   = upTo(consult.Improvement)
	anyCategories = upTo(consult.GeneticOrBiometric)
	anySubjects   = upTo(consult.Staff)
	anywhere      = func() (all consult.Countries) {
		for c := range 256 {
			all = all.Union(consult.CountriesOf(consult.Country(c)))
		}
		return all
	}()
)

func upTo[E consult.Enum](greatest E) (all consult.Set[E]) {
	for v := E(1); v <= greatest; v++ {
		all = all.Union(consult.SetOf(v))
	}
	return all
}

// needs returns what has to be covered.
func (r *reading) needs() processing {
	data, room := &r.call.Data, &r.call.Room
	needs := processing{purposes: data.Purposes, categories: data.Categories, subjects: data.Subjects}
	if needs.purposes.Empty() {
		needs.purposes, needs.unknown = anyPurposes, true
	}
	if needs.categories.Empty() {
		needs.categories, needs.unknown = anyCategories, true
	}
	if needs.subjects.Empty() {
		needs.subjects, needs.unknown = anySubjects, true
	}
	var known bool
	if needs.access, known = data.Access.Known(); !known {
		needs.access, needs.unknown = anywhere, true
	}
	if needs.storage, known = data.Storage.Known(); !known {
		needs.storage, needs.unknown = anywhere, true
	}
	if _, known = data.Recipients.Known(); !known {
		needs.unknown = true
	}
	// Off is the only state in which a capture cannot take place.
	if room.Recording != consult.RecordingOff {
		needs.captures = needs.captures.Union(consult.SetOf(dpia.Recording))
		needs.unknown = needs.unknown || room.Recording == consult.RecordingUnknown || room.Recording > consult.RecordingAutomatic
	}
	if room.Transcription != consult.CaptureOff {
		needs.captures = needs.captures.Union(consult.SetOf(dpia.Transcription))
		needs.unknown = needs.unknown || room.Transcription == consult.CaptureUnknown || room.Transcription > consult.CaptureAutomatic
	}
	if room.Scribe != consult.CaptureOff {
		needs.captures = needs.captures.Union(consult.SetOf(dpia.Scribe))
		needs.unknown = needs.unknown || room.Scribe == consult.CaptureUnknown || room.Scribe > consult.CaptureAutomatic
	}
	return needs
}

// uncovered returns what the scopes do not cover between them, axis by axis.
func (r *reading) uncovered(needs *processing, by []assessed) processing {
	left := *needs
	for i := range by {
		s := &by[i].Scope
		left.purposes = left.purposes.Minus(s.Purposes)
		left.categories = left.categories.Minus(s.Categories)
		left.subjects = left.subjects.Minus(s.Subjects)
		left.captures = left.captures.Minus(s.Captures)
		left.access = left.access.Minus(s.Access)
		left.storage = left.storage.Minus(s.Storage)
	}
	recipients, known := r.call.Data.Recipients.Known()
	if !known {
		left.recipients = -covers(by, r.call.Product.ID)
	}
	for id := range recipients.All {
		// The product of the call is none beside itself, even where it is listed.
		if id != r.call.Product.ID && !receives(by, id) {
			left.recipients++
		}
	}
	return left
}

func receives(by []assessed, id consult.ProductID) bool {
	for i := range by {
		if by[i].Scope.Recipients.Has(id) {
			return true
		}
	}
	return false
}

// covers returns how many recipients the scopes cover, beside the product of the call.
func covers(by []assessed, product consult.ProductID) (count int) {
	for i := range by {
		for id := range by[i].Scope.Recipients.All {
			if id != product && !receives(by[:i], id) {
				count++
			}
		}
	}
	return count
}
