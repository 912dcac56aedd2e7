package bigbluebutton

import (
	"strings"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// A Join is the part of the parameters of BigBlueButton's call "join" that decides what its holder may do.
type Join struct {
	// MeetingID is meetingID: which meeting. Empty where it is absent.
	MeetingID string
	// Moderator says whether the holder joins as moderator, by role. Unknown where the role is absent or
	// another: the parameter password then decides, by what it is.
	Moderator consult.YesNo
	// Guest is guest: whether the meeting's guestPolicy holds for them. Absent stands for false.
	Guest platform.Field[bool]
	// CreateTime is createTime: the meeting that the URL holds for, of all of the same meetingID. Empty stands
	// for any.
	CreateTime string
}

// DecodeJoin reads the parameters of a call: what follows the question mark of its URL. The error is
// [ErrQuery].
func DecodeJoin(query string) (Join, error) {
	p, err := parameters(query)
	if err != nil {
		return Join{}, err
	}
	j := Join{MeetingID: p.Get("meetingID"), Guest: boolean(p, "guest"), CreateTime: p.Get("createTime")}
	switch role := p.Get("role"); {
	case strings.EqualFold(role, "MODERATOR"):
		j.Moderator = consult.Yes
	case strings.EqualFold(role, "VIEWER"):
		j.Moderator = consult.No
	}
	return j, nil
}

// Waits reports whether the holder waits for a moderator, in a meeting whose guestPolicy is ASK_MODERATOR:
// whoever joins as guest, and not as moderator.
func (j *Join) Waits() bool { return j.Moderator == consult.No && j.Guest.Or(false) }
