package guidance_test

import (
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/risk"
)

// consultation reports whether P1 to P6 bind the call. An unknown purpose counts as one.
func (r *reading) consultation() bool { return r.call.Purpose != consult.Colleagues }

// patientData reports whether P2 and P6 bind the call, because patients' information is
// processed in it or may be.
func (r *reading) patientData() bool {
	data := &r.call.Data
	return r.consultation() ||
		data.Subjects.Empty() || data.Subjects.Has(consult.Patients) || data.Subjects.Has(consult.Children) ||
		data.Categories.Empty() || data.Categories.Has(consult.HealthData)
}

func (r *reading) identity() {
	call := r.call
	if !call.ID.Valid() || !call.Controller.Valid() || !call.Product.ID.Valid() || call.Start.IsZero() ||
		call.Purpose != consult.Consultation && call.Purpose != consult.Colleagues {
		r.refuse("call.identified") // I1
	}
}

func (r *reading) freshness() {
	call := r.call
	if !r.fresh(&call.Initiator.Observed) || !r.fresh(&call.Room.Observed) || !r.fresh(&call.Device.Observed) ||
		!r.fresh(&call.Client.Observed) || !r.fresh(&call.Data.Observed) {
		r.refuse("facts.fresh") // I1
	}
}

func (r *reading) fresh(o *consult.Observed) bool {
	return o.Source.Valid() && !o.At.IsZero() && !o.At.After(r.now) && r.now.Sub(o.At) < r.maxAge
}

func (r *reading) initiator(controller *risk.Controller) {
	who := &r.call.Initiator
	if r.consultation() { // P1
		if who.Verified != consult.Yes {
			r.refuse("initiator.known")
		}
		if who.Party != consult.Provider {
			r.refuse("initiator.provider")
		}
	}
	if !who.Organisation.Valid() || who.Organisation != r.call.Controller && !r.agreed(controller, who.Organisation) {
		r.refuse("initiator.organisation") // P1, R1
	}
}

func (r *reading) agreed(controller *risk.Controller, with consult.ODSCode) bool {
	if controller == nil {
		return false
	}
	for i := range controller.Agreements {
		a := &controller.Agreements[i]
		if a.Organisation == with && a.Reference != "" && r.open(a.Until) {
			return true
		}
	}
	return false
}

func (r *reading) room() {
	room := &r.call.Room
	if r.patientData() { // P2
		if room.Recording != consult.RecordingOff && room.Recording != consult.RecordingOnRequest {
			r.refuse("recording.default")
		}
		if !asked(room.Transcription) || !asked(room.Scribe) {
			r.refuse("transcription.default")
		}
	}
	if room.RecordingAuthority != consult.AuthorityNobody && room.RecordingAuthority != consult.AuthorityHost {
		r.refuse("recording.authority") // R4c
	}
	if room.Encryption != consult.EncryptionTransport && room.Encryption != consult.EncryptionEndToEnd {
		r.refuse("encryption.known") // R4b
	}
	if room.ServerCapture != consult.No && (room.ServerCapture != consult.Yes || room.Encryption == consult.EncryptionEndToEnd) {
		r.refuse("encryption.consistent") // R4b
	}
	if room.Visibility != consult.VisibilityPrivate {
		r.refuse("visibility.private") // U4
	}
	if room.Admission != consult.AdmissionWaitingRoom && room.Admission != consult.AdmissionNamedGuests {
		r.advise("admission.controlled") // U4, I1
	}
}

// asked reports whether nothing of a capture is kept unless somebody asks for it.
func asked(c consult.Capture) bool {
	return c == consult.CaptureOff || c == consult.CaptureOnRequest || c == consult.CaptureTransient
}

func (r *reading) device() {
	if s := r.call.Device.Standing; s != consult.DeviceCorporate && s != consult.DevicePersonalCompliant {
		r.refuse("device.protected") // U2
	}
	// The lowest safe versions are those of the newest assessment on file, which need not be
	// in effect yet: an update is necessary once it is known to be.
	var newest *risk.Assessment
	for _, a := range r.file.assessments[r.call.Key()] {
		if newest == nil || a.Assessed.After(newest.Assessed) || a.Assessed.Equal(newest.Assessed) && a.ID > newest.ID {
			newest = a
		}
	}
	client := &r.call.Client
	if newest == nil || !safe(client.Version, newest.LowestSafe.Client) || !safe(client.Server, newest.LowestSafe.Server) {
		r.refuse("client.updated") // U3
	}
}

func safe(runs, lowest consult.Version) bool {
	return runs.Known() && lowest.Known() && runs.Compare(lowest) >= 0
}
