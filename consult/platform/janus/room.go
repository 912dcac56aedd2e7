package janus

import (
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// A Room is the part of an entry of VideoRoom's answer to "list" that decides how a call runs. Version 1.1.2
// lists every boolean, so one that is absent or null is unknown.
type Room struct {
	// Room is the member room: the room's id.
	Room RoomID `json:"room"`
	// IsPrivate is is_private: whether the room is listed to the holder of the admin_key alone.
	IsPrivate platform.Field[bool] `json:"is_private,omitzero"`
	// PinRequired is pin_required: whether it takes a pin to publish and to subscribe. Whether it takes a token
	// as well is not listed.
	PinRequired platform.Field[bool] `json:"pin_required,omitzero"`
	// RequireE2EE is require_e2ee: whether Janus turns away media that are not encrypted end to end.
	RequireE2EE platform.Field[bool] `json:"require_e2ee,omitzero"`
	// Record is record: whether the room is being recorded.
	Record platform.Field[bool] `json:"record,omitzero"`
	// RecDir is rec_dir, the folder for recordings, which is listed where the room has one: see NoFolder.
	RecDir platform.Field[string] `json:"rec_dir,omitzero"`
	// LockRecord is lock_record: whether it takes the room's secret to start a recording, if it has one.
	LockRecord platform.Field[bool] `json:"lock_record,omitzero"`

	// Guarded says whether the room has a secret, as the server showed when it was asked without one. It is no
	// member of the list: [Server.Room] sets it.
	Guarded platform.Field[bool] `json:"-"`
	// Forwarders is how many streams are being forwarded out of the room, as "listforwarders" says to whoever
	// has the room's secret. It is no member of the list: [Server.Room] sets it.
	Forwarders platform.Field[int] `json:"-"`
}

// DecodeRoom reads an entry of the list. Errors are those of [platform.Decode].
func DecodeRoom(data []byte) (Room, error) {
	var r Room
	if err := platform.Decode(data, &r); err != nil {
		return Room{}, err
	}
	return r, nil
}

// Facts says what a room that is there proves of its call.
//
// Transcription and scribe run on request where nothing is being forwarded: see [Request.Facts]. What is
// forwarded may reach one, which is unknown. How people get in is unknown, since the list does not say whether
// the room has tokens.
func (r *Room) Facts(at time.Time) consult.Room {
	s := settings{
		record:  platform.YesNo(r.Record),
		locked:  platform.YesNo(r.LockRecord),
		e2ee:    platform.YesNo(r.RequireE2EE),
		private: platform.YesNo(r.IsPrivate),
		secret:  platform.YesNo(r.Guarded),
		pin:     platform.YesNo(r.PinRequired),
		folder:  r.RecDir.Or(""),
	}
	capture := consult.CaptureUnknown
	if n, known := r.Forwarders.Get(); known && n == 0 {
		capture = consult.CaptureOnRequest
	}
	room := s.facts(at)
	room.Transcription, room.Scribe = s.onServer(capture), s.onServer(capture)
	return room
}
