package bigbluebutton

import (
	"errors"
	"fmt"
	"strings"

	"github.com/preconsult/preconsult/consult"
)

// ErrCallID: the id of the call is not valid, or too long for a meeting.
var ErrCallID = errors.New("bigbluebutton: the id of the call makes no id of a meeting: it is not valid, or too long")

// prefix begins the ids of meetings that are calls.
const prefix = "call-"

// maxMeetingID is the length that BigBlueButton takes.
const maxMeetingID = 256

// MeetingID returns the meetingID of a call. BigBlueButton's documentation allows letters, digits, dashes and
// underscores in it: they stand for themselves, but for the underscore, which begins two hexadecimal digits
// that stand for any other character. So different calls have different meetings, and [CallID] tells which call
// a meeting is. The error is [ErrCallID].
func MeetingID(call consult.CallID) (string, error) {
	if !call.Valid() {
		return "", ErrCallID
	}
	var id strings.Builder
	id.WriteString(prefix)
	for _, b := range []byte(call) {
		if plain(b) {
			id.WriteByte(b)
		} else {
			fmt.Fprintf(&id, "_%02X", b)
		}
	}
	if id.Len() > maxMeetingID {
		return "", ErrCallID
	}
	return id.String(), nil
}

// CallID returns the call of a meeting, and whether the meeting is that of a call.
func CallID(meetingID string) (consult.CallID, bool) {
	rest, ok := strings.CutPrefix(meetingID, prefix)
	if !ok || len(meetingID) > maxMeetingID {
		return "", false
	}
	var call strings.Builder
	for rest != "" {
		b, n := rest[0], 1
		if b == '_' {
			if len(rest) < 3 {
				return "", false
			}
			b, n = unhex(rest[1])<<4|unhex(rest[2]), 3
		}
		call.WriteByte(b)
		rest = rest[n:]
	}
	id := consult.CallID(call.String())
	again, err := MeetingID(id) // each call has one meeting, and each meeting one call
	return id, err == nil && again == meetingID
}

func plain(b byte) bool {
	return '0' <= b && b <= '9' || 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z' || b == '-'
}

// unhex returns the value of a digit. What is none makes no meeting of a call in any case.
func unhex(b byte) byte {
	if b >= 'A' {
		return b - 'A' + 10
	}
	return b - '0'
}
