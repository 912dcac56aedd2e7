package wire

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/internal/document"
)

// What is wrong with a value that cannot be written.
const (
	malformed   = "is not of the form that it must have"
	unknownWord = "is not one of the known values"
	outsideTime = "is not in a year from 0 to 9999"
	missing     = "is missing"
)

// fitter finds what in a value has no wire form. It makes paths only for faults.
type fitter struct {
	under  string // before every path
	faults []Fault
}

func (f *fitter) fault(problem string, path ...string) {
	f.faults = append(f.faults, Fault{Path: f.under + strings.Join(path, "."), Problem: problem})
}

// call returns the call with everything that has no wire form replaced by its zero value,
// which is unknown, and what that was. A list of which one member has no wire form is
// unknown as a whole: without that member it would claim to be complete.
func (f *fitter) call(c consult.Call) consult.Call {
	fitCode(f, &c.ID, "id")
	fitCode(f, &c.Controller, "controller")
	fitCode(f, &c.Product.ID, "product", "id")
	fitWord(f, &c.Purpose, "purpose")
	f.time(&c.Start, "start")

	i := &c.Initiator
	f.observed(&i.Observed, "initiator")
	fitWord(f, &i.Verified, "initiator", "verified")
	fitWord(f, &i.Party, "initiator", "party")
	fitCode(f, &i.Role, "initiator", "role")
	fitCode(f, &i.Organisation, "initiator", "organisation")

	r := &c.Room
	f.observed(&r.Observed, "room")
	fitWord(f, &r.Recording, "room", "recording")
	fitWord(f, &r.RecordingAuthority, "room", "recording_authority")
	fitWord(f, &r.Transcription, "room", "transcription")
	fitWord(f, &r.Scribe, "room", "scribe")
	fitWord(f, &r.Encryption, "room", "encryption")
	fitWord(f, &r.ServerCapture, "room", "server_capture")
	fitWord(f, &r.Visibility, "room", "visibility")
	fitWord(f, &r.Admission, "room", "admission")

	f.observed(&c.Device.Observed, "device")
	fitWord(f, &c.Device.Standing, "device", "standing")
	f.observed(&c.Client.Observed, "client")

	d := &c.Data
	f.observed(&d.Observed, "data")
	fitWords(f, &d.Categories, "data", "categories")
	fitWords(f, &d.Subjects, "data", "subjects")
	fitWords(f, &d.Purposes, "data", "purposes")
	f.recipients(&d.Recipients)
	f.places(&d.Access, "access")
	f.places(&d.Storage, "storage")
	return c
}

func (f *fitter) observed(o *consult.Observed, group string) {
	fitCode(f, &o.Source, group, "observed", "source")
	f.time(&o.At, group, "observed", "at")
}

func (f *fitter) recipients(r *consult.Recipients) {
	fit := r.State.String() != "invalid"
	if !fit {
		f.fault(unknownWord, "data", "recipients", "state")
	}
	for id := range r.Products.All {
		if !id.Valid() {
			f.fault(malformed, "data", "recipients", "products")
			fit = false
			break
		}
	}
	if !fit {
		*r = consult.Recipients{}
	}
}

func (f *fitter) places(p *consult.Places, name string) {
	if p.State.String() == "invalid" {
		f.fault(unknownWord, "data", name, "state")
		*p = consult.Places{}
	}
}

func (f *fitter) time(t *time.Time, path ...string) {
	*t = t.UTC().Round(0)
	if year := t.Year(); year < 0 || year > 9999 {
		f.fault(outsideTime, path...)
		*t = time.Time{}
	}
}

func fitCode[C interface {
	~string
	Valid() bool
}](f *fitter, c *C, path ...string) {
	if *c != "" && !(*c).Valid() {
		f.fault(malformed, path...)
		*c = ""
	}
}

func fitWord[E consult.Enum](f *fitter, e *E, path ...string) {
	if (*e).String() == "invalid" {
		f.fault(unknownWord, path...)
		*e = 0
	}
}

func fitWords[E consult.Enum](f *fitter, s *consult.Set[E], path ...string) {
	fit := *s&1 == 0
	for v := E(1); v < 64; v++ {
		fit = fit && (!s.Has(v) || v.String() != "invalid")
	}
	if !fit {
		f.fault(unknownWord, path...)
		*s = 0
	}
}

// decision finds what in a decision, beside its call, has no wire form.
func (f *fitter) decision(d *consult.Decision) {
	if d.ID == (consult.DecisionID{}) {
		f.fault(missing, "id")
	}
	fitWord(f, new(d.Stage), "stage")
	fitWord(f, new(d.Outcome), "outcome")
	fitWord(f, new(d.Mode), "mode")
	f.time(new(d.At), "at")
	if d.At.IsZero() {
		f.fault(missing, "at")
	}
	f.time(new(d.ValidUntil), "valid_until")
	if !isDigest(d.RuleSet) {
		f.fault("is not the digest of a gate's rules: 32 hexadecimal digits", "rule_set")
	}
	for i := range d.Findings {
		f.finding(&d.Findings[i], fmt.Sprintf("findings[%d]", i))
	}
	i := 0
	for r := range d.Relied.All {
		at := fmt.Sprintf("relied[%d]", i)
		f.record(r.Record, at, "record")
		f.text(r.What, at, "what")
		f.time(&r.Until, at, "until")
		i++
	}
	if o := d.Override; !o.IsZero() {
		if o.Clinician == "" {
			f.fault(missing, "override", "clinician")
		}
		fitCode(f, &o.Clinician, "override", "clinician")
		fitWord(f, &o.Need, "override", "need")
	}
}

func (f *fitter) finding(of *consult.Finding, at string) {
	r := &of.Rule
	if !r.ID.Valid() {
		f.fault(malformed, at, "rule", "id")
	}
	for _, c := range r.Clauses {
		f.text(string(c), at, "rule", "clauses")
	}
	f.text(r.Summary, at, "rule", "summary")
	fitWord(f, new(r.Owner), at, "rule", "owner")
	f.text(r.Remedy, at, "rule", "remedy")
	f.text(r.Patient, at, "rule", "patient")
	f.text(of.Fact, at, "fact")
	f.text(cut(of.Found.String()), at, "found")
	f.text(cut(of.Expected.String()), at, "expected")
	f.record(of.Record, at, "record")
	fitWord(f, new(of.Effect), at, "effect")
	f.record(of.Waiver, at, "waiver")
}

func (f *fitter) record(r *consult.RecordRef, path ...string) {
	if r == nil {
		return
	}
	f.text(r.Kind, append(path, "kind")...)
	if !r.ID.Valid() {
		f.fault(malformed, append(path, "id")...)
	}
	f.text(r.Version, append(path, "version")...)
}

func (f *fitter) text(text string, path ...string) {
	switch {
	case len(text) > document.MaxText:
		f.fault(fmt.Sprintf("is longer than %d bytes", document.MaxText), path...)
	case !utf8.ValidString(text):
		f.fault("is not UTF-8 text", path...)
	case strings.ContainsFunc(text, control):
		f.fault("has a control character", path...)
	}
}

func control(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// cut returns a text with its end cut off where it is too long: a set of many products.
func cut(text string) string {
	const ellipsis = " …"
	if len(text) <= document.MaxText {
		return text
	}
	end := document.MaxText - len(ellipsis)
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + ellipsis
}

// isDigest reports whether text is 32 hexadecimal digits, in small letters.
func isDigest(text string) bool {
	for i := range len(text) {
		if b := text[i]; (b < '0' || b > '9') && (b < 'a' || b > 'f') {
			return false
		}
	}
	return len(text) == 32
}
