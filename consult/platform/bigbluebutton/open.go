package bigbluebutton

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/url"
	"strconv"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// Errors of [Server.Open], beside those of [consult.Gate.Redeem], [ErrCallID], [ErrXML], [Error] and those of
// the connection.
var (
	// ErrNoSecret: the Server has none, so it can sign nothing.
	ErrNoSecret = errors.New("bigbluebutton: a call is opened with the shared secret of the server: set it")
	// ErrExists: the meeting of the call is there already, perhaps with other parameters. It was left as it is.
	ErrExists = errors.New("bigbluebutton: the meeting of the call is there already: end it first")
	// ErrOtherMeeting: the server says that the meeting is set to record, or is not the one that was made. It
	// was ended.
	ErrOtherMeeting = errors.New("bigbluebutton: the meeting that the server made is not the one that it was asked for")
	// ErrWeaker: the call was decided on with end-to-end encryption, which BigBlueButton does not have. The
	// permit is used up.
	ErrWeaker = errors.New("bigbluebutton: the call was decided on with end-to-end encryption, which this platform does not have")
)

// A Ticket is a meeting that was opened for a call: the addresses that each side's browser is sent to. They
// hold for this meeting alone, and as long as it lasts.
type Ticket struct {
	Provider JoinURL // for the clinician, who is the moderator
	Patient  JoinURL // for the patient, who waits until they are let in
}

// LogValue implements [slog.LogValuer]: a log never shows the addresses.
func (Ticket) LogValue() slog.Value { return slog.StringValue("withheld") }

// Create returns what [Server.Open] will ask for. The facts of the call come from it before there is a meeting.
func (s *Server) Create(call consult.CallID) *Create {
	id, _ := MeetingID(call)                    // a call without one is refused by Open
	c, _ := DecodeCreate(s.create(id).Encode()) // where this fails, nothing is known of the meeting
	return &c
}

// create returns the parameters for a meeting with the fewest rights.
func (s *Server) create(id string) url.Values {
	p := url.Values{
		"meetingID": {id},
		"name":      {"Consultation"},
		"duration":  {strconv.Itoa(int(max(time.Minute, cmp.Or(s.Longest, DefaultLongest)) / time.Minute))},

		"record":                  {"false"},
		"autoStartRecording":      {"false"},
		"allowStartStopRecording": {"false"},
		"breakoutRoomsRecord":     {"false"},
		"meetingKeepEvents":       {"false"},

		"disabledFeatures": {"breakoutRooms,captions,learningDashboard,liveTranscription"},
		"guestPolicy":      {"ASK_MODERATOR"},

		"allowPromoteGuestToModerator":         {"false"},
		"allowRequestsWithoutSession":          {"false"},
		"meetingExpireIfNoUserJoinedInMinutes": {"5"},
	}
	if s.RecordingReady != "" {
		p.Set("meta_bbb-recording-ready-url", s.RecordingReady)
	}
	return p
}

// Open redeems a permit and opens the meeting of its call, as the package documentation has it. Every error
// means that the call must not start; where the permit was redeemed, it is used up. A meeting that may have
// been made all the same is ended, as far as the server can be reached.
func (s *Server) Open(ctx context.Context, gate *consult.Gate, permit consult.Permit) (Ticket, error) {
	if _, ok := s.Secret.Bytes(); !ok {
		return Ticket{}, ErrNoSecret
	}
	call := permit.Call()
	decision, err := gate.Redeem(ctx, permit, call)
	switch {
	case err != nil:
		return Ticket{}, err
	case decision.Call.Room.Encryption == consult.EncryptionEndToEnd:
		return Ticket{}, ErrWeaker
	}
	id, err := MeetingID(call)
	if err != nil {
		return Ticket{}, err
	}
	made, err := s.ask(ctx, "create", s.create(id))
	failed, answered := errors.AsType[*Error](err)
	switch {
	case answered && failed.Key == "idNotUnique", err == nil && made["messageKey"] == "duplicateWarning":
		return Ticket{}, ErrExists
	case answered:
		return Ticket{}, err // nothing was made
	case err == nil:
		err = s.verify(ctx, call, made)
	}
	if err != nil {
		s.abandon(ctx, call)
		return Ticket{}, err
	}
	return s.ticket(id, made["createTime"]), nil
}

// verify reads a meeting back and holds it against what create answered.
func (s *Server) verify(ctx context.Context, call consult.CallID, made response) error {
	m, err := s.Meeting(ctx, call)
	if err != nil {
		return err
	}
	if record, known := m.Recording.Get(); !known || record || m.CreateTime == "" || m.CreateTime != made["createTime"] {
		return ErrOtherMeeting
	}
	return nil
}

// abandon ends a meeting, also where the context has ended.
func (s *Server) abandon(ctx context.Context, call consult.CallID) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = s.Close(ctx, call) // it may not be there
}

// ticket signs the addresses of a meeting.
func (s *Server) ticket(id, createTime string) Ticket {
	join := func(name, role string) url.Values {
		return url.Values{"meetingID": {id}, "createTime": {createTime}, "fullName": {name}, "role": {role}}
	}
	patient := join(cmp.Or(s.PatientName, "Patient"), "VIEWER")
	patient.Set("guest", "true")
	return Ticket{
		Provider: JoinURL(s.sign("join", join(cmp.Or(s.ProviderName, "Clinician"), "MODERATOR"))),
		Patient:  JoinURL(s.sign("join", patient)),
	}
}
