package validator

import (
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/task"
)

// A draft is a form with the memory of its parts.
type draft struct {
	form         form
	consultation consultation
	patients     patients
	dpia         dpia
	screening    screening
	assessment   assessment
	procurement  procurement
	notice       notice
}

// fill fills in the form, and leaves out what does not bind the call.
func (d *draft) fill(c *consult.Call, now time.Time, on *file) {
	i, r := &c.Initiator, &c.Room
	partner := ""
	if on.partners[string(i.Organisation)] {
		partner = string(i.Organisation)
	}
	d.form = form{
		initiator: initiator{string(c.Controller), partner, string(i.Organisation), observedOf(&i.Observed, now)},
		room: room{
			r.Encryption.String(), r.ServerCapture.String(), r.ServerCapture == consult.Yes, r.RecordingAuthority.String(),
			r.Visibility.String(), r.Admission.String(), observedOf(&r.Observed, now),
		},
		device: device{c.Device.Standing.String(), observedOf(&c.Device.Observed, now)},
		client: client{
			on.lowestVersion, on.lowestServer, task.Ordinal(c.Client.Version), task.Ordinal(c.Client.Server), observedOf(&c.Client.Observed, now),
		},
		data:    observedOf(&c.Data.Observed, now),
		contact: on.contact,
	}
	if c.WithPatient() {
		d.consultation = consultation{i.Verified.String(), i.Party.String()}
		d.form.consultation = &d.consultation
	}
	if c.PatientInformation() {
		d.patients = patients{r.Recording.String(), r.Transcription.String(), r.Scribe.String()}
		d.form.patients = &d.patients
	}
	d.records(c, now, on)
}

func observedOf(o *consult.Observed, now time.Time) observed {
	return observed{string(o.Source), now.Sub(o.At)}
}

// records fills in the records, each with the instants and the version that it is compared with.
func (d *draft) records(c *consult.Call, now time.Time, on *file) {
	start, end := task.Bounds(c, now)
	early, late, version := task.Instant(start), task.Instant(end), task.Ordinal(c.Product.Version)
	switch {
	case on.dpia != nil:
		d.dpia = *on.dpia
		d.dpia.early, d.dpia.late = early, late
		d.form.decision = &d.dpia
	case on.screening != nil:
		d.screening = *on.screening
		d.screening.early, d.screening.late = early, late
		d.form.decision = &d.screening
	}
	if on.assessment != nil {
		d.assessment = *on.assessment
		d.assessment.early, d.assessment.late, d.assessment.version = early, late, version
		d.form.assessment = &d.assessment
	}
	if on.procurement != nil {
		d.procurement = *on.procurement
		d.procurement.early, d.procurement.late, d.procurement.version = early, late, version
		d.form.procurement = &d.procurement
	}
	if on.notice != nil && informs(c) {
		d.notice = *on.notice
		d.notice.early, d.notice.late = early, late
		if !c.WithPatient() {
			d.notice.offer, d.notice.way, d.notice.secureUse = nil, nil, nil
		}
		d.form.notice = &d.notice
	}
}

// informs reports whether a call asks for a notice: a consultation does, and so does a call
// between colleagues in which information about patients may leave the United Kingdom.
func informs(c *consult.Call) bool {
	overseas, known := c.Data.Overseas()
	return c.WithPatient() || c.PatientInformation() && !(known && overseas.Empty())
}
