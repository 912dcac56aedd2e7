package guidance_test

import (
	"time"

	"github.com/preconsult/preconsult/consult"
)

var callChanges = []change{
	{"the id of the call is missing, malformed or another", func(w *world, r chooser) {
		w.call.ID = pick[consult.CallID](r, "", "not an id", "call~2")
	}},
	{"the controller is missing, malformed or another", func(w *world, r chooser) {
		w.call.Controller = pick(r, "", "test01", "T1", partner, stranger, practice)
	}},
	{"the product is missing, malformed or another", func(w *world, r chooser) {
		w.call.Product.ID = pick(r, "", "-meet", "example meet", chat, "example-spare", meet)
	}},
	{"the product runs another version", func(w *world, r chooser) { w.call.Product.Version = release(r) }},
	{"the purpose is another", func(w *world, r chooser) { w.call.Purpose = state(r, consult.Colleagues) }},
	{"the call is between colleagues", func(w *world, _ chooser) { w.call.Purpose = consult.Colleagues }},
	{"colleagues talk about no patient", func(w *world, r chooser) {
		w.call.Purpose = consult.Colleagues
		w.call.Data.Subjects = consult.SetOf(consult.Staff)
		w.call.Data.Categories = consult.SetOf(consult.AudioVisualData)
		if r.IntN(2) == 0 {
			w.call.Data.Access, w.call.Data.Storage = consult.In(gb), consult.In(gb)
		}
	}},
	{"the start is missing", func(w *world, _ chooser) { w.call.Start = time.Time{} }},
	{"the start is elsewhere", func(w *world, r chooser) { w.call.Start = near(w, r) }},
	{"a group of facts has another source", func(w *world, r chooser) {
		group(w, r).Source = pick[consult.SourceID](r, "", "two words", "other")
	}},
	{"a group of facts is of another age", func(w *world, r chooser) {
		o := group(w, r)
		switch r.IntN(4) {
		case 0:
			o.At = near(w, r)
		case 1:
			o.At = w.now.Add(pick[time.Duration](r, -1, 0, 1))
		default:
			o.At = w.now.Add(-w.maxAge).Add(pick[time.Duration](r, -1, 0, 1))
		}
	}},

	{"the initiator is verified or not", func(w *world, r chooser) { w.call.Initiator.Verified = state(r, consult.No) }},
	{"the initiator is another party", func(w *world, r chooser) { w.call.Initiator.Party = state(r, consult.System) }},
	{"the initiator is in another role", func(w *world, r chooser) {
		w.call.Initiator.Role = pick[consult.RoleCode](r, "", "R0002", "no role")
	}},
	{"the initiator is of another organisation", func(w *world, r chooser) {
		w.call.Initiator.Organisation = pick(r, "", "test02", partner, stranger)
	}},
	{"the agreement is another", func(w *world, r chooser) {
		w.call.Initiator.Organisation = partner
		c := one(r, w.controllers)
		for i := range c.Agreements {
			a := &c.Agreements[i]
			switch r.IntN(3) {
			case 0:
				a.Reference = text(r)
			case 1:
				a.Organisation = pick(r, partner, stranger, "")
			default:
				a.Until = around(w, r)
			}
		}
	}},

	{"the device is another", func(w *world, r chooser) {
		w.call.Device.Standing = state(r, consult.DevicePersonalUnmanaged)
	}},
	{"the client is of another version", func(w *world, r chooser) { w.call.Client.Version = release(r) }},
	{"the server is of another version", func(w *world, r chooser) { w.call.Client.Server = release(r) }},
}

// group returns what says where a group of facts comes from.
func group(w *world, r chooser) *consult.Observed {
	return pick(r, &w.call.Initiator.Observed, &w.call.Room.Observed, &w.call.Device.Observed, &w.call.Client.Observed, &w.call.Data.Observed)
}

var roomChanges = []change{
	{"recording is set otherwise", func(w *world, r chooser) { w.call.Room.Recording = state(r, consult.RecordingAutomatic) }},
	{"others may record", func(w *world, r chooser) {
		w.call.Room.RecordingAuthority = state(r, consult.AuthorityParticipants)
	}},
	{"participants may record, as was assessed", func(w *world, r chooser) {
		w.call.Room.RecordingAuthority = consult.AuthorityParticipants
		one(r, w.assessments).Considered.Recording = consult.AuthorityParticipants
	}},
	{"transcription is set otherwise", func(w *world, r chooser) { w.call.Room.Transcription = state(r, consult.CaptureAutomatic) }},
	{"the scribe is set otherwise", func(w *world, r chooser) { w.call.Room.Scribe = state(r, consult.CaptureAutomatic) }},
	{"encryption is set otherwise", func(w *world, r chooser) { w.call.Room.Encryption = state(r, consult.EncryptionEndToEnd) }},
	{"nothing is encrypted, as was assessed", func(w *world, r chooser) {
		w.call.Room.Encryption = consult.EncryptionNone
		one(r, w.assessments).Considered.Encryption = consult.EncryptionNone
	}},
	{"end to end is claimed beside a server", func(w *world, r chooser) {
		w.call.Room.Encryption = consult.EncryptionEndToEnd
		w.call.Room.ServerCapture = state(r, consult.No)
	}},
	{"the server captures or not", func(w *world, r chooser) { w.call.Room.ServerCapture = state(r, consult.No) }},
	{"the room is found by others", func(w *world, r chooser) { w.call.Room.Visibility = state(r, consult.VisibilityPublic) }},
	{"people get in otherwise", func(w *world, r chooser) { w.call.Room.Admission = state(r, consult.AdmissionLink) }},
}

var dataChanges = []change{
	{"other categories of data", func(w *world, r chooser) {
		w.call.Data.Categories = some[consult.DataCategory](r, int(consult.GeneticOrBiometric))
	}},
	{"other subjects", func(w *world, r chooser) { w.call.Data.Subjects = some[consult.DataSubject](r, int(consult.Staff)) }},
	{"other purposes of processing", func(w *world, r chooser) {
		w.call.Data.Purposes = some[consult.ProcessingPurpose](r, int(consult.Improvement))
	}},
	{"one category more", func(w *world, r chooser) {
		w.call.Data.Categories = w.call.Data.Categories.Union(consult.SetOf(state(r, consult.GeneticOrBiometric)))
	}},
	{"other recipients", func(w *world, r chooser) {
		w.call.Data.Recipients = consult.Recipients{State: state(r, consult.RecipientsListed), Products: products(r)}
	}},
	{"no recipients", func(w *world, _ chooser) { w.call.Data.Recipients = consult.NoRecipients() }},
	{"data are reached from elsewhere", func(w *world, r chooser) { w.call.Data.Access = places(r) }},
	{"data are stored elsewhere", func(w *world, r chooser) { w.call.Data.Storage = places(r) }},
	{"everything stays at home", func(w *world, _ chooser) {
		w.call.Data.Access, w.call.Data.Storage = consult.In(gb), consult.Nowhere()
	}},
}
