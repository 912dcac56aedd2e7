package byhand

import (
	"slices"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/task"
	"github.com/preconsult/preconsult/risk"
)

func (r *reading) facts() {
	c := r.call
	r.require(r.fresh(&c.Initiator.Observed) && r.fresh(&c.Room.Observed) && r.fresh(&c.Device.Observed) &&
		r.fresh(&c.Client.Observed) && r.fresh(&c.Data.Observed), "facts.fresh")
}

func (r *reading) fresh(o *consult.Observed) bool {
	return o.Source != "" && !o.At.IsZero() && !o.At.After(r.now) && r.now.Sub(o.At) < task.MaxFactAge
}

func (r *reading) initiator(controller *risk.Controller) {
	i := &r.call.Initiator
	if r.consultation() {
		r.require(i.Verified == consult.Yes, "initiator.known")
		r.require(i.Party == consult.Provider, "initiator.provider")
	}
	r.require(i.Organisation != "" && (i.Organisation == r.call.Controller || agreed(controller, i.Organisation)), "initiator.organisation")
}

func agreed(c *risk.Controller, with consult.ODSCode) bool {
	return c != nil && slices.ContainsFunc(c.Agreements, func(a risk.Agreement) bool {
		return a.Organisation == with && a.Reference != ""
	})
}

func (r *reading) room() {
	room := &r.call.Room
	if r.patients() {
		r.require(room.Recording == consult.RecordingOff || room.Recording == consult.RecordingOnRequest, "recording.default")
		r.require(kept(room.Transcription) && kept(room.Scribe), "transcription.default")
	}
	r.require(room.RecordingAuthority == consult.AuthorityNobody || room.RecordingAuthority == consult.AuthorityHost, "recording.authority")
	r.require(room.Encryption == consult.EncryptionTransport || room.Encryption == consult.EncryptionEndToEnd, "encryption.known")
	r.require(room.ServerCapture == consult.No || room.ServerCapture == consult.Yes && room.Encryption != consult.EncryptionEndToEnd, "encryption.consistent")
	r.require(room.Visibility == consult.VisibilityPrivate, "visibility.private")
	r.require(room.Admission == consult.AdmissionWaitingRoom || room.Admission == consult.AdmissionNamedGuests, "admission.controlled")
}

// kept reports whether nothing of a capture is kept unless somebody asks for it.
func kept(c consult.Capture) bool {
	return c == consult.CaptureOff || c == consult.CaptureOnRequest || c == consult.CaptureTransient
}

func (r *reading) software(a *risk.Assessment) {
	d := r.call.Device.Standing
	r.require(d == consult.DeviceCorporate || d == consult.DevicePersonalCompliant, "device.protected")
	c := &r.call.Client
	r.require(a != nil && safe(c.Version, a.LowestSafe.Client) && safe(c.Server, a.LowestSafe.Server), "client.updated")
}

func safe(runs, lowest consult.Version) bool {
	return runs.Known() && lowest.Known() && runs.Compare(lowest) >= 0
}
