package consulttest

import (
	"time"

	"github.com/preconsult/preconsult/consult"
)

var callChanges = []change{
	{"the id of the call is missing, malformed or another", func(w *World, r Chooser) {
		w.Call.ID = pick[consult.CallID](r, "", "not an id", "call~2")
	}},
	{"the controller is missing, malformed or another", func(w *World, r Chooser) {
		w.Call.Controller = pick(r, "", "test01", "T1", Partner, Stranger, Practice)
	}},
	{"the product is missing, malformed or another", func(w *World, r Chooser) {
		w.Call.Product.ID = pick(r, "", "-Meet", "example Meet", Chat, "example-spare", Meet)
	}},
	{"the product runs another version", func(w *World, r Chooser) { w.Call.Product.Version = release(r) }},
	{"the purpose is another", func(w *World, r Chooser) { w.Call.Purpose = state(r, consult.Colleagues) }},
	{"the call is between colleagues", func(w *World, _ Chooser) { w.Call.Purpose = consult.Colleagues }},
	{"colleagues talk about no patient", func(w *World, r Chooser) {
		w.Call.Purpose = consult.Colleagues
		w.Call.Data.Subjects = consult.SetOf(consult.Staff)
		w.Call.Data.Categories = consult.SetOf(consult.AudioVisualData)
		if r.IntN(2) == 0 {
			w.Call.Data.Access, w.Call.Data.Storage = consult.In(gb), consult.In(gb)
		}
	}},
	{"the start is missing", func(w *World, _ Chooser) { w.Call.Start = time.Time{} }},
	{"the start is elsewhere", func(w *World, r Chooser) { w.Call.Start = near(w, r) }},
	{"a group of facts has another source", func(w *World, r Chooser) {
		group(w, r).Source = pick[consult.SourceID](r, "", "two words", "other")
	}},
	{"a group of facts is of another age", func(w *World, r Chooser) {
		o := group(w, r)
		switch r.IntN(4) {
		case 0:
			o.At = near(w, r)
		case 1:
			o.At = w.Now.Add(pick[time.Duration](r, -1, 0, 1))
		default:
			o.At = w.Now.Add(-consult.DefaultMaxFactAge).Add(pick[time.Duration](r, -1, 0, 1))
		}
	}},

	{"the initiator is verified or not", func(w *World, r Chooser) { w.Call.Initiator.Verified = state(r, consult.No) }},
	{"the initiator is another party", func(w *World, r Chooser) { w.Call.Initiator.Party = state(r, consult.System) }},
	{"the initiator is in another role", func(w *World, r Chooser) {
		w.Call.Initiator.Role = pick[consult.RoleCode](r, "", "R0002", "no role")
	}},
	{"the initiator is of another organisation", func(w *World, r Chooser) {
		w.Call.Initiator.Organisation = pick(r, "", "test02", Partner, Stranger)
	}},
	{"the agreement is another", func(w *World, r Chooser) {
		w.Call.Initiator.Organisation = Partner
		c := one(r, w.Controllers)
		for i := range c.Agreements {
			a := &c.Agreements[i]
			switch r.IntN(3) {
			case 0:
				a.Reference = text(r)
			case 1:
				a.Organisation = pick(r, Partner, Stranger, "")
			default:
				a.Until = around(w, r)
			}
		}
	}},

	{"the device is another", func(w *World, r Chooser) {
		w.Call.Device.Standing = state(r, consult.DevicePersonalUnmanaged)
	}},
	{"the client is of another version", func(w *World, r Chooser) { w.Call.Client.Version = release(r) }},
	{"the server is of another version", func(w *World, r Chooser) { w.Call.Client.Server = release(r) }},
}

// group returns what says where a group of facts comes from.
func group(w *World, r Chooser) *consult.Observed {
	return pick(r, &w.Call.Initiator.Observed, &w.Call.Room.Observed, &w.Call.Device.Observed, &w.Call.Client.Observed, &w.Call.Data.Observed)
}

var roomChanges = []change{
	{"recording is set otherwise", func(w *World, r Chooser) { w.Call.Room.Recording = state(r, consult.RecordingAutomatic) }},
	{"others may record", func(w *World, r Chooser) {
		w.Call.Room.RecordingAuthority = state(r, consult.AuthorityParticipants)
	}},
	{"participants may record, as was assessed", func(w *World, r Chooser) {
		w.Call.Room.RecordingAuthority = consult.AuthorityParticipants
		one(r, w.Assessments).Considered.Recording = consult.AuthorityParticipants
	}},
	{"transcription is set otherwise", func(w *World, r Chooser) { w.Call.Room.Transcription = state(r, consult.CaptureAutomatic) }},
	{"the scribe is set otherwise", func(w *World, r Chooser) { w.Call.Room.Scribe = state(r, consult.CaptureAutomatic) }},
	{"encryption is set otherwise", func(w *World, r Chooser) { w.Call.Room.Encryption = state(r, consult.EncryptionEndToEnd) }},
	{"nothing is encrypted, as was assessed", func(w *World, r Chooser) {
		w.Call.Room.Encryption = consult.EncryptionNone
		one(r, w.Assessments).Considered.Encryption = consult.EncryptionNone
	}},
	{"end to end is claimed beside a server", func(w *World, r Chooser) {
		w.Call.Room.Encryption = consult.EncryptionEndToEnd
		w.Call.Room.ServerCapture = state(r, consult.No)
	}},
	{"the server captures or not", func(w *World, r Chooser) { w.Call.Room.ServerCapture = state(r, consult.No) }},
	{"the room is found by others", func(w *World, r Chooser) { w.Call.Room.Visibility = state(r, consult.VisibilityPublic) }},
	{"people get in otherwise", func(w *World, r Chooser) { w.Call.Room.Admission = state(r, consult.AdmissionLink) }},
}

var dataChanges = []change{
	{"other categories of data", func(w *World, r Chooser) {
		w.Call.Data.Categories = some[consult.DataCategory](r, int(consult.GeneticOrBiometric))
	}},
	{"other subjects", func(w *World, r Chooser) { w.Call.Data.Subjects = some[consult.DataSubject](r, int(consult.Staff)) }},
	{"other purposes of processing", func(w *World, r Chooser) {
		w.Call.Data.Purposes = some[consult.ProcessingPurpose](r, int(consult.Improvement))
	}},
	{"one category more", func(w *World, r Chooser) {
		w.Call.Data.Categories = w.Call.Data.Categories.Union(consult.SetOf(state(r, consult.GeneticOrBiometric)))
	}},
	{"other recipients", func(w *World, r Chooser) {
		w.Call.Data.Recipients = consult.Recipients{State: state(r, consult.RecipientsListed), Products: products(r)}
	}},
	{"no recipients", func(w *World, _ Chooser) { w.Call.Data.Recipients = consult.NoRecipients() }},
	{"data are reached from elsewhere", func(w *World, r Chooser) { w.Call.Data.Access = places(r) }},
	{"data are stored elsewhere", func(w *World, r Chooser) { w.Call.Data.Storage = places(r) }},
	{"everything stays at home", func(w *World, _ Chooser) {
		w.Call.Data.Access, w.Call.Data.Storage = consult.In(gb), consult.Nowhere()
	}},
}
