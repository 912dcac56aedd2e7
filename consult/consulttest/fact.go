package consulttest

import (
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A Fact is one that a platform has to know of a call.
type Fact struct {
	// Path is where the fact stands in a call, as findings name it: "room.recording".
	Path string
	// Rules are the rules that are broken where it is not known, all else being as in [Call].
	Rules []consult.RuleID
	// Forget makes the fact unknown.
	Forget CallChange
}

// Facts returns all facts of a call that a rule of the suite asks for.
func Facts() []Fact {
	return []Fact{
		{"id", rules("call.identified"), func(c *consult.Call) { c.ID = "" }},
		{"controller", rules("call.identified", "client.updated", "dpia.decided", "escalation.known", "initiator.organisation", "notice.published", "procurement.route", "risk.assessed"), func(c *consult.Call) { c.Controller = "" }},
		{"product.id", rules("call.identified", "client.updated", "dpia.decided", "notice.product", "procurement.route", "risk.assessed"), func(c *consult.Call) { c.Product.ID = "" }},
		{"product.version", rules("procurement.threshold", "risk.current"), func(c *consult.Call) { c.Product.Version = consult.Version{} }},
		{"purpose", rules("call.identified"), func(c *consult.Call) { c.Purpose = consult.PurposeUnknown }},
		{"start", rules("call.identified"), func(c *consult.Call) { c.Start = time.Time{} }},

		{"initiator", rules("facts.fresh"), func(c *consult.Call) { c.Initiator.Observed = consult.Observed{} }},
		{"initiator.verified", rules("initiator.known"), func(c *consult.Call) { c.Initiator.Verified = consult.Unknown }},
		{"initiator.party", rules("initiator.provider"), func(c *consult.Call) { c.Initiator.Party = consult.PartyUnknown }},
		{"initiator.organisation", rules("initiator.organisation"), func(c *consult.Call) { c.Initiator.Organisation = "" }},

		{"room", rules("facts.fresh"), func(c *consult.Call) { c.Room.Observed = consult.Observed{} }},
		{"room.recording", rules("dpia.covers", "recording.default"), func(c *consult.Call) { c.Room.Recording = consult.RecordingUnknown }},
		{"room.recording_authority", rules("recording.authority", "risk.drift"), func(c *consult.Call) { c.Room.RecordingAuthority = consult.AuthorityUnknown }},
		{"room.transcription", rules("dpia.covers", "transcription.default"), func(c *consult.Call) { c.Room.Transcription = consult.CaptureUnknown }},
		{"room.scribe", rules("dpia.covers", "transcription.default"), func(c *consult.Call) { c.Room.Scribe = consult.CaptureUnknown }},
		{"room.encryption", rules("encryption.known", "risk.drift"), func(c *consult.Call) { c.Room.Encryption = consult.EncryptionUnknown }},
		{"room.server_capture", rules("encryption.consistent"), func(c *consult.Call) { c.Room.ServerCapture = consult.Unknown }},
		{"room.visibility", rules("visibility.private"), func(c *consult.Call) { c.Room.Visibility = consult.VisibilityUnknown }},
		{"room.admission", rules("admission.controlled"), func(c *consult.Call) { c.Room.Admission = consult.AdmissionUnknown }},

		{"device", rules("facts.fresh"), func(c *consult.Call) { c.Device.Observed = consult.Observed{} }},
		{"device.standing", rules("device.protected"), func(c *consult.Call) { c.Device.Standing = consult.DeviceUnknown }},

		{"client", rules("facts.fresh"), func(c *consult.Call) { c.Client.Observed = consult.Observed{} }},
		{"client.version", rules("client.updated"), func(c *consult.Call) { c.Client.Version = consult.Version{} }},
		{"client.server", rules("client.updated"), func(c *consult.Call) { c.Client.Server = consult.Version{} }},

		{"data", rules("facts.fresh"), func(c *consult.Call) { c.Data.Observed = consult.Observed{} }},
		{"data.categories", rules("dpia.covers"), func(c *consult.Call) { c.Data.Categories = consult.SetOf[consult.DataCategory]() }},
		{"data.subjects", rules("dpia.covers"), func(c *consult.Call) { c.Data.Subjects = consult.SetOf[consult.DataSubject]() }},
		{"data.purposes", rules("dpia.covers"), func(c *consult.Call) { c.Data.Purposes = consult.SetOf[consult.ProcessingPurpose]() }},
		{"data.recipients", rules("dpia.covers", "notice.product"), func(c *consult.Call) { c.Data.Recipients = consult.Recipients{} }},
		{"data.access", rules("dpia.covers", "notice.overseas", "risk.drift"), func(c *consult.Call) { c.Data.Access = consult.Places{} }},
		{"data.storage", rules("dpia.covers", "notice.overseas", "risk.drift"), func(c *consult.Call) { c.Data.Storage = consult.Places{} }},
	}
}
