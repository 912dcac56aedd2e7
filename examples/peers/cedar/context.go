package cedar

import (
	"time"

	"github.com/cedar-policy/cedar-go"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/task"
)

// The two kinds of calls that the rules tell apart.
var (
	consultation = cedar.NewEntityUID("Action", "consult")
	colleagues   = cedar.NewEntityUID("Action", "call-colleagues")
)

// action returns the kind of a call. One of an unknown purpose is judged as a consultation.
func action(purpose consult.Purpose) cedar.EntityUID {
	if purpose == consult.Colleagues {
		return colleagues
	}
	return consultation
}

// context returns the facts of a call. It is one record without others in it, because Cedar sorts the
// names in each record and hashes it, and has them all under whatever is not known: a word that says
// so, 0, or an empty set. An empty set of recipients or countries means none, so these are left out.
func (e *Engine) context(call *consult.Call, now time.Time) cedar.Record {
	early, late := task.Bounds(call, now)
	w, c := e.words, e.contexts.Get().(cedar.RecordMap) // a record is made from a copy of its map
	defer e.contexts.Put(c)
	c["now"] = instant(now)
	c["stale"] = instant(now.Add(-task.MaxFactAge))
	c["early"] = instant(early)
	c["late"] = instant(late)
	c["controller"] = organisation(call.Controller)
	c["product"] = cedar.String(call.Product.ID)
	c["version"] = cedar.Long(task.Ordinal(call.Product.Version))

	c["initiator_source"] = cedar.String(call.Initiator.Source)
	c["initiator_at"] = instant(call.Initiator.At)
	c["verified"] = w.yesNo.of(call.Initiator.Verified)
	c["party"] = w.party.of(call.Initiator.Party)

	c["room_source"] = cedar.String(call.Room.Source)
	c["room_at"] = instant(call.Room.At)
	c["recording"] = w.recording.of(call.Room.Recording)
	c["recording_by"] = w.authority.of(call.Room.RecordingAuthority)
	c["transcription"] = w.capture.of(call.Room.Transcription)
	c["scribe"] = w.capture.of(call.Room.Scribe)
	c["encryption"] = w.encryption.of(call.Room.Encryption)
	c["server_capture"] = w.yesNo.of(call.Room.ServerCapture)
	c["visibility"] = w.visibility.of(call.Room.Visibility)
	c["admission"] = w.admission.of(call.Room.Admission)

	c["device_source"] = cedar.String(call.Device.Source)
	c["device_at"] = instant(call.Device.At)
	c["device"] = w.standing.of(call.Device.Standing)

	c["client_source"] = cedar.String(call.Client.Source)
	c["client_at"] = instant(call.Client.At)
	c["client"] = cedar.Long(task.Ordinal(call.Client.Version))
	c["server"] = cedar.Long(task.Ordinal(call.Client.Server))

	c["data_source"] = cedar.String(call.Data.Source)
	c["data_at"] = instant(call.Data.At)
	c["purposes"] = w.purposes.of(call.Data.Purposes)
	c["categories"] = w.categories.of(call.Data.Categories)
	c["subjects"] = w.subjects.of(call.Data.Subjects)
	delete(c, "recipients")
	if recipients, ok := call.Data.Recipients.Known(); ok {
		c["recipients"] = set(recipients.Words())
	}
	delete(c, "access")
	if access, ok := call.Data.Access.Known(); ok {
		c["access"] = w.countries.of(access)
	}
	delete(c, "storage")
	if storage, ok := call.Data.Storage.Known(); ok {
		c["storage"] = w.countries.of(storage)
	}
	return cedar.NewRecord(c)
}

func instant(t time.Time) cedar.Long { return cedar.Long(task.Instant(t)) }
