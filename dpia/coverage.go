package dpia

import "github.com/preconsult/preconsult/consult"

// An axis is one on which the processing of a call is held against scopes.
type axis uint8

const (
	purposes axis = iota
	categories
	subjects
	recipients
	access
	storage
	recording
	transcription
	scribe
	axes // how many there are
)

// facts are the facts of a call on each axis.
var facts = [axes]string{
	"data.purposes", "data.categories", "data.subjects", "data.recipients", "data.access", "data.storage",
	"room.recording", "room.transcription", "room.scribe",
}

// A gap is the processing of a call that is not known, or that no scope covers. The zero
// gap is none. What is not known may be anything, so that a gap on an unknown axis is all
// that no scope covers: what a scope has on it makes a difference.
type gap struct {
	unknown    uint16 // a bit for each axis
	purposes   consult.Set[consult.ProcessingPurpose]
	categories consult.Set[consult.DataCategory]
	subjects   consult.Set[consult.DataSubject]
	recipients int // how many are outside; where they are unknown, how many are within, negative
	access     consult.Countries
	storage    consult.Countries
	captures   consult.Set[CaptureKind]
}

// empty reports whether there is no gap.
func (g *gap) empty() bool {
	return g.unknown == 0 && g.purposes == 0 && g.categories == 0 && g.subjects == 0 && g.recipients == 0 && g.captures == 0 &&
		g.access.Empty() && g.storage.Empty()
}

// uncovered returns the processing of a call that the scopes of the candidates that are
// kept do not cover between them, axis by axis. It does not allocate.
func uncovered(call *consult.Call, by []candidate) gap {
	d, room := &call.Data, &call.Room
	var g gap
	g.purposes = needed(&g, purposes, d.Purposes)
	g.categories = needed(&g, categories, d.Categories)
	g.subjects = needed(&g, subjects, d.Subjects)
	g.access = reached(&g, access, &d.Access)
	g.storage = reached(&g, storage, &d.Storage)
	capture := func(a axis, kind CaptureKind, unknown, off bool) {
		g.mark(a, unknown)
		if !off {
			g.captures = g.captures.Union(1 << kind)
		}
	}
	capture(recording, Recording, room.Recording == consult.RecordingUnknown, room.Recording == consult.RecordingOff)
	capture(transcription, Transcription, room.Transcription == consult.CaptureUnknown, room.Transcription == consult.CaptureOff)
	capture(scribe, Scribe, room.Scribe == consult.CaptureUnknown, room.Scribe == consult.CaptureOff)

	received, known := d.Recipients.Known()
	g.mark(recipients, !known)
	for i := range by {
		if !by[i].kept {
			continue
		}
		s := by[i].scope
		g.purposes = g.purposes.Minus(s.Purposes)
		g.categories = g.categories.Minus(s.Categories)
		g.subjects = g.subjects.Minus(s.Subjects)
		g.access = g.access.Minus(s.Access)
		g.storage = g.storage.Minus(s.Storage)
		g.captures = g.captures.Minus(s.Captures)
		if !known {
			for id := range s.Recipients.All {
				if !receives(call, by[:i], id) {
					g.recipients--
				}
			}
		}
	}
	for id := range received.All {
		if !receives(call, by, id) {
			g.recipients++
		}
	}
	return g
}

func (g *gap) mark(a axis, unknown bool) {
	if unknown {
		g.unknown |= 1 << a
	}
}

// needed returns what a scope has to have on an axis, and marks the axis where that is unknown.
func needed[E consult.Enum](g *gap, a axis, s consult.Set[E]) consult.Set[E] {
	if s.Empty() {
		g.mark(a, true)
		return ^s
	}
	return s
}

// reached is needed for the axes of places.
func reached(g *gap, a axis, p *consult.Places) consult.Countries {
	c, known := p.Known()
	if !known {
		g.mark(a, true)
		return consult.AllCountries()
	}
	return c
}

// receives reports whether a recipient is one that was assessed. The product of the call is
// no recipient beside itself, even where it is listed as one.
func receives(call *consult.Call, by []candidate, id consult.ProductID) bool {
	if id == call.Product.ID {
		return true
	}
	for i := range by {
		if by[i].kept && by[i].scope.Recipients.Has(id) {
			return true
		}
	}
	return false
}

// report reports the gap of a call, axis by axis.
func (g *gap) report(p *consult.Pass, by []candidate, record *consult.RecordRef) {
	report := func(a axis, found consult.Value) {
		p.Report(RuleCovers, consult.Fault{Fact: facts[a], Found: found, Expected: consult.Phrase("only what was assessed"), Record: record})
	}
	outside := func(a axis, covered bool) bool {
		if g.unknown&(1<<a) != 0 {
			report(a, consult.Phrase("unknown"))
			return false
		}
		return !covered
	}
	if outside(purposes, g.purposes.Empty()) {
		report(purposes, consult.SetValue(g.purposes))
	}
	if outside(categories, g.categories.Empty()) {
		report(categories, consult.SetValue(g.categories))
	}
	if outside(subjects, g.subjects.Empty()) {
		report(subjects, consult.SetValue(g.subjects))
	}
	if outside(recipients, g.recipients == 0) {
		received, _ := p.Call.Data.Recipients.Known()
		report(recipients, consult.ProductsValue(received.Without(func(id consult.ProductID) bool { return receives(p.Call, by, id) })))
	}
	if outside(access, g.access.Empty()) {
		report(access, consult.CountriesValue(g.access))
	}
	if outside(storage, g.storage.Empty()) {
		report(storage, consult.CountriesValue(g.storage))
	}
	room := &p.Call.Room
	if outside(recording, !g.captures.Has(Recording)) {
		report(recording, consult.EnumValue(room.Recording))
	}
	if outside(transcription, !g.captures.Has(Transcription)) {
		report(transcription, consult.EnumValue(room.Transcription))
	}
	if outside(scribe, !g.captures.Has(Scribe)) {
		report(scribe, consult.EnumValue(room.Scribe))
	}
}
