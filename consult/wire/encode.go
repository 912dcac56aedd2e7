package wire

import (
	"fmt"

	"github.com/preconsult/preconsult/consult"
)

// EncodeCall returns the wire form of a call. The same call always has the same bytes, and
// [DecodeCall] gives the call back: the instants in UTC and without the monotonic clock.
//
// A call that holds anything malformed, such as an id with spaces or a number that is no value
// of its enumeration, is an [*Error]: what is not decoded is not encoded. A nil call is an
// error. EncodeCall is safe for concurrent use as long as nobody modifies the call.
func EncodeCall(c *consult.Call) ([]byte, error) {
	if c == nil {
		return nil, fmt.Errorf("consult/wire: cannot encode a nil call")
	}
	var f fitter
	fit := f.call(*c)
	if err := errorOf(f.faults); err != nil {
		return nil, err
	}
	w := writer{make([]byte, 0, 2048)}
	w.call(&fit)
	return w.within(MaxBytes)
}

// EncodeDecision returns the wire form of a decision. The same decision always has the same
// bytes. [DecodeDecision] gives the decision back, with every [consult.Value] as text, and
// without what gives a permit.
//
// It encodes every decision that a gate makes, also of a call that holds something malformed.
// What is malformed in the call is not written, as it may be anything, a patient's name among it:
// it becomes unknown, as the rules take it to be, and the findings say so. Where the decision
// itself is malformed, that is an [*Error]: one without an id, or with texts of a check that are
// not UTF-8, hold control characters, or are longer than 4,096 bytes. What was found or expected
// is cut off at that length. A nil decision is an error. EncodeDecision is safe for concurrent
// use as long as nobody modifies the decision.
func EncodeDecision(d *consult.Decision) ([]byte, error) {
	if d == nil {
		return nil, fmt.Errorf("consult/wire: cannot encode a nil decision")
	}
	var f, ofCall fitter
	f.decision(d)
	if err := errorOf(f.faults); err != nil {
		return nil, err
	}
	call := ofCall.call(d.Call)
	w := writer{make([]byte, 0, 3<<10+512*len(d.Findings))}
	w.decision(d, &call)
	return w.within(MaxBytes)
}

// EncodeFindings returns the findings of a decision alone, as the list that they are in its wire
// form: what somebody is told who asked about a call, and knows it. The errors are those of
// [EncodeDecision].
func EncodeFindings(d *consult.Decision) ([]byte, error) {
	if d == nil {
		return nil, fmt.Errorf("consult/wire: cannot encode the findings of a nil decision")
	}
	var f fitter
	f.decision(d)
	if err := errorOf(f.faults); err != nil {
		return nil, err
	}
	w := writer{make([]byte, 0, 512*len(d.Findings)+2)}
	w.findings(d.Findings)
	return w.within(MaxBytes)
}

func (w *writer) call(c *consult.Call) {
	w.begin('{')
	w.code("id", string(c.ID))
	w.code("controller", string(c.Controller))
	w.object("product")
	w.code("id", string(c.Product.ID))
	w.version("version", c.Product.Version)
	w.end('}')
	w.word("purpose", c.Purpose.String())
	w.time("start", c.Start)

	w.object("initiator")
	w.observed(&c.Initiator.Observed)
	w.word("verified", c.Initiator.Verified.String())
	w.word("party", c.Initiator.Party.String())
	w.code("role", string(c.Initiator.Role))
	w.code("organisation", string(c.Initiator.Organisation))
	w.end('}')

	w.object("room")
	w.observed(&c.Room.Observed)
	w.word("recording", c.Room.Recording.String())
	w.word("recording_authority", c.Room.RecordingAuthority.String())
	w.word("transcription", c.Room.Transcription.String())
	w.word("scribe", c.Room.Scribe.String())
	w.word("encryption", c.Room.Encryption.String())
	w.word("server_capture", c.Room.ServerCapture.String())
	w.word("visibility", c.Room.Visibility.String())
	w.word("admission", c.Room.Admission.String())
	w.end('}')

	w.object("device")
	w.observed(&c.Device.Observed)
	w.word("standing", c.Device.Standing.String())
	w.end('}')

	w.object("client")
	w.observed(&c.Client.Observed)
	w.version("version", c.Client.Version)
	w.version("server", c.Client.Server)
	w.end('}')

	w.object("data")
	w.observed(&c.Data.Observed)
	words(w, "categories", c.Data.Categories)
	words(w, "subjects", c.Data.Subjects)
	words(w, "purposes", c.Data.Purposes)
	w.object("recipients")
	w.word("state", c.Data.Recipients.State.String())
	if products := c.Data.Recipients.Products; !products.Empty() {
		w.name("products")
		w.begin('[')
		for id := range products.All {
			w.item(string(id))
		}
		w.end(']')
	}
	w.end('}')
	w.places("access", &c.Data.Access)
	w.places("storage", &c.Data.Storage)
	w.end('}')
	w.end('}')
}

func (w *writer) observed(o *consult.Observed) {
	w.object("observed")
	w.code("source", string(o.Source))
	w.time("at", o.At)
	w.end('}')
}

func (w *writer) places(name string, p *consult.Places) {
	w.object(name)
	w.word("state", p.State.String())
	if !p.Countries.Empty() {
		w.name("countries")
		w.begin('[')
		for c := range p.Countries.All {
			w.item(c.String())
		}
		w.end(']')
	}
	w.end('}')
}

func (w *writer) decision(d *consult.Decision, call *consult.Call) {
	w.begin('{')
	w.word("id", d.ID.String())
	w.word("stage", d.Stage.String())
	if d.Redeems != (consult.DecisionID{}) {
		w.word("redeems", d.Redeems.String())
	}
	w.word("outcome", d.Outcome.String())
	w.word("mode", d.Mode.String())
	w.time("at", d.At)
	w.time("valid_until", d.ValidUntil)
	w.name("call")
	w.call(call)
	w.name("findings")
	w.findings(d.Findings)
	w.name("relied")
	w.begin('[')
	for r := range d.Relied.All {
		w.separate()
		w.begin('{')
		w.record("record", r.Record)
		w.text("what", r.What)
		w.time("until", r.Until)
		w.end('}')
	}
	w.end(']')
	w.word("rule_set", d.RuleSet)
	if !d.Override.IsZero() {
		w.object("override")
		w.word("clinician", string(d.Override.Clinician))
		w.word("need", d.Override.Need.String())
		w.end('}')
	}
	w.end('}')
}

func (w *writer) findings(findings []consult.Finding) {
	w.begin('[')
	for i := range findings {
		w.separate()
		w.finding(&findings[i])
	}
	w.end(']')
}

func (w *writer) finding(f *consult.Finding) {
	w.begin('{')
	w.object("rule")
	w.word("id", string(f.Rule.ID))
	w.name("clauses")
	w.begin('[')
	for _, c := range f.Rule.Clauses {
		w.separate()
		w.quoted(string(c))
	}
	w.end(']')
	w.text("summary", f.Rule.Summary)
	w.word("owner", f.Rule.Owner.String())
	w.text("remedy", f.Rule.Remedy)
	w.text("patient", f.Rule.Patient)
	w.boolean("advice", f.Rule.Advice)
	w.boolean("waivable", f.Rule.Waivable)
	w.boolean("overridable", f.Rule.Overridable)
	w.end('}')
	w.text("fact", f.Fact)
	w.text("found", cut(f.Found.String()))
	if expected := f.Expected.String(); expected != "" {
		w.text("expected", cut(expected))
	}
	w.record("record", f.Record)
	w.word("effect", f.Effect.String())
	w.record("waiver", f.Waiver)
	w.end('}')
}

func (w *writer) record(name string, r *consult.RecordRef) {
	if r == nil {
		return
	}
	w.object(name)
	w.text("kind", r.Kind)
	w.word("id", string(r.ID))
	w.text("version", r.Version)
	w.end('}')
}
