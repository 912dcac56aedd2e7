package janus

import (
	"log/slog"
	"slices"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// Source is the source of all facts of this package.
const Source consult.SourceID = "janus"

// NoFolder is a rec_dir that nothing can be recorded in: it is there, and is no folder. It holds for file names
// that participants choose as well, since Janus looks at rec_dir first.
const NoFolder = "/dev/null"

// A Request is the part of VideoRoom's request "create" that decides how a call runs: what asks Janus for a
// room. A field that is absent is what Janus then assumes, as its documentation (janus.plugin.videoroom.jcfg)
// and version 1.1.2 have it. One that is null Janus refuses.
type Request struct {
	// Room is the member room: the room's id. Absent stands for one that Janus picks.
	Room platform.Field[RoomID] `json:"room,omitzero"`
	// AdminKey is admin_key, without which Janus makes no room, where its operator has set one.
	AdminKey Secret `json:"admin_key,omitempty"`
	// IsPrivate is is_private: whether the room is left out of the list that everybody can ask for. Absent
	// stands for false.
	IsPrivate platform.Field[bool] `json:"is_private,omitzero"`
	// Secret is secret, which changes, records, forwards and destroys the room. Absent stands for none:
	// everybody may.
	Secret platform.Field[Secret] `json:"secret,omitzero"`
	// Pin is pin, which it takes to publish and to subscribe. Absent stands for none.
	Pin platform.Field[Secret] `json:"pin,omitzero"`
	// Allowed is allowed: the tokens of which it takes one to publish, but none to subscribe. Absent stands for
	// no such list.
	Allowed platform.Field[[]Secret] `json:"allowed,omitzero"`
	// RequirePvtID is require_pvtid: whether only those who have joined can subscribe. Absent stands for false.
	RequirePvtID platform.Field[bool] `json:"require_pvtid,omitzero"`
	// RequireE2EE is require_e2ee: whether Janus turns away media that are not encrypted end to end. Absent
	// stands for false.
	RequireE2EE platform.Field[bool] `json:"require_e2ee,omitzero"`
	// Record is record: whether everything is recorded from the start. Absent stands for false.
	Record platform.Field[bool] `json:"record,omitzero"`
	// RecDir is rec_dir, the folder for recordings: see NoFolder. Absent stands for the one that Janus runs in,
	// or that of the name which a participant gives.
	RecDir platform.Field[string] `json:"rec_dir,omitzero"`
	// LockRecord is lock_record: whether it takes the secret to start a recording. Absent stands for false:
	// everybody in the room may.
	LockRecord platform.Field[bool] `json:"lock_record,omitzero"`
}

// DecodeRequest reads a request for a room, so that one that somebody else makes can be judged before it is
// passed on. Errors are those of [platform.Decode].
func DecodeRequest(data []byte) (Request, error) {
	var r Request
	if err := platform.Decode(data, &r); err != nil {
		return Request{}, err
	}
	return r, nil
}

// Facts says what a room that is made by the request proves of its call.
//
// Transcription and scribe: Janus has neither, and media reach one only where somebody forwards or subscribes,
// so both run on request; where media are encrypted end to end, nothing on the server can read them.
func (r *Request) Facts(at time.Time) consult.Room {
	s := settings{
		record:  assumed(r.Record, false),
		locked:  assumed(r.LockRecord, false),
		e2ee:    assumed(r.RequireE2EE, false),
		private: assumed(r.IsPrivate, false),
		secret:  given(r.Secret),
		pin:     given(r.Pin),
		folder:  r.RecDir.Or(""),
	}
	room := s.facts(at)
	tokens, _ := r.Allowed.Get()
	switch {
	case r.Allowed.IsNull() || r.Pin.IsNull() || r.RequirePvtID.IsNull():
	case len(tokens) > 0 && !slices.Contains(tokens, "") && (s.pin == consult.Yes || r.RequirePvtID.Or(false)):
		room.Admission = consult.AdmissionNamedGuests
	default: // a pin is shared by all, and subscribers are asked for no token
		room.Admission = consult.AdmissionLink
	}
	room.Transcription, room.Scribe = s.onServer(consult.CaptureOnRequest), s.onServer(consult.CaptureOnRequest)
	return room
}

// String says which room is asked for, and no secret.
func (r Request) String() string { return "janus.Request(" + r.Room.Or(RoomID{}).String() + ")" }

// GoString is String.
func (r Request) GoString() string { return r.String() }

// LogValue implements [slog.LogValuer]: a log shows which room is asked for, and no secret.
func (r Request) LogValue() slog.Value {
	return slog.GroupValue(slog.String("room", r.Room.Or(RoomID{}).String()))
}

// assumed returns a field as a fact, where absent stands for a value; null is unknown.
func assumed(f platform.Field[bool], absent bool) consult.YesNo {
	if f.Absent() {
		f = platform.Given(absent)
	}
	return platform.YesNo(f)
}

// given reports whether there is a secret that is not empty; null is unknown.
func given(f platform.Field[Secret]) consult.YesNo {
	switch {
	case f.IsNull():
		return consult.Unknown
	case f.Or("") == "":
		return consult.No
	default:
		return consult.Yes
	}
}
