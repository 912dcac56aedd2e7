package bigbluebutton

import (
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// A Meeting is the part of what BigBlueButton's call "getMeetingInfo" answers that decides how a call runs.
type Meeting struct {
	// MeetingID is the element meetingID.
	MeetingID string
	// CreateTime is the element createTime: when the meeting was made, in milliseconds.
	CreateTime string
	// Recording is the element recording: whether the meeting is set to record (bbb-web writes isRecord there),
	// and not whether a recording runs.
	Recording platform.Field[bool]
	// Running is the element running: whether somebody is in it.
	Running platform.Field[bool]
}

// DecodeMeeting reads the answer. The error is [ErrXML], or an [*Error] where the answer is that the call
// failed.
func DecodeMeeting(data []byte) (Meeting, error) {
	r, err := decode(data)
	if err != nil {
		return Meeting{}, err
	}
	if err := r.succeeded("getMeetingInfo"); err != nil {
		return Meeting{}, err
	}
	m := Meeting{MeetingID: r["meetingID"], CreateTime: r["createTime"]}
	if m.Recording, err = r.boolean("recording"); err != nil {
		return Meeting{}, err
	}
	if m.Running, err = r.boolean("running"); err != nil {
		return Meeting{}, err
	}
	return m, nil
}

// Facts says what a meeting that is there proves of its call. Whether its recording starts by itself, what is
// transcribed and how people get in is unknown: the answer does not say.
func (m *Meeting) Facts(at time.Time) consult.Room {
	record := platform.YesNo(m.Recording)
	room := consult.Room{
		Observed:   consult.Observed{Source: Source, At: at},
		Recording:  recording(record, false),
		Encryption: consult.EncryptionTransport,
		Visibility: consult.VisibilityPrivate, // nobody finds a meeting, and each way in is signed
	}
	switch record {
	case consult.No:
		room.RecordingAuthority = consult.AuthorityNobody
	case consult.Yes:
		room.RecordingAuthority, room.ServerCapture = consult.AuthorityHost, consult.Yes
	}
	return room
}
