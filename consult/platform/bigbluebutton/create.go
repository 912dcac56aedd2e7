package bigbluebutton

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// Source is the source of all facts of this package.
const Source consult.SourceID = "bigbluebutton"

// A Create is the part of the parameters of BigBlueButton's call "create" that decides how a call runs. One
// that is absent is what the server's settings say, unless its comment says otherwise. One that is empty, or a
// boolean that is neither true nor false, is null: BigBlueButton takes some for absent and some for false.
type Create struct {
	// MeetingID is meetingID: which meeting. Empty where it is absent.
	MeetingID string
	// Record is record: whether the meeting is set to record. Absent and empty stand for false, as
	// processRecordMeeting of bbb-web's ParamsProcessorUtil has it.
	Record platform.Field[bool]
	// AutoStartRecording is autoStartRecording: whether the recording starts with the first who joins.
	AutoStartRecording platform.Field[bool]
	// AllowStartStopRecording is allowStartStopRecording: whether moderators may start and stop it.
	AllowStartStopRecording platform.Field[bool]
	// MeetingKeepEvents is meetingKeepEvents: whether events, such as chat, are kept although nothing is
	// recorded.
	MeetingKeepEvents platform.Field[bool]
	// GuestPolicy is guestPolicy: ALWAYS_ACCEPT, ALWAYS_DENY or ASK_MODERATOR, for who joins as guest.
	GuestPolicy platform.Field[string]
	// DisabledFeatures is disabledFeatures, without those of disabledFeaturesExclude: what the meeting does not
	// have. The server's settings may disable more.
	DisabledFeatures []string
	// Plugins says whether the call names any, by pluginManifests or pluginManifestsFetchUrl.
	Plugins bool
}

// Features of BigBlueButton that write down what is said.
const (
	captions          = "captions"
	liveTranscription = "liveTranscription"
)

// ErrQuery: the parameters cannot be read, or one is there twice.
var ErrQuery = errors.New("bigbluebutton: the parameters cannot be read: they are too long, malformed, or one is there twice")

// DecodeCreate reads the parameters of a call: what follows the question mark of its URL, or the body of a
// POST. The error is [ErrQuery].
func DecodeCreate(query string) (Create, error) {
	p, err := parameters(query)
	if err != nil {
		return Create{}, err
	}
	c := Create{
		MeetingID:               p.Get("meetingID"),
		Record:                  boolean(p, "record"),
		AutoStartRecording:      boolean(p, "autoStartRecording"),
		AllowStartStopRecording: boolean(p, "allowStartStopRecording"),
		MeetingKeepEvents:       boolean(p, "meetingKeepEvents"),
		Plugins:                 p.Get("pluginManifests") != "" || p.Get("pluginManifestsFetchUrl") != "",
	}
	switch policy := p.Get("guestPolicy"); {
	case policy != "":
		c.GuestPolicy = platform.Given(policy)
	case p.Has("guestPolicy"):
		c.GuestPolicy = platform.Null[string]()
	}
	enabled := list(p.Get("disabledFeaturesExclude"))
	for _, feature := range list(p.Get("disabledFeatures")) {
		if !slices.Contains(enabled, feature) {
			c.DisabledFeatures = append(c.DisabledFeatures, feature)
		}
	}
	return c, nil
}

// parameters parses a query, strictly: of two parameters of one name it is not known which counts.
func parameters(query string) (url.Values, error) {
	if len(query) > platform.MaxBytes {
		return nil, ErrQuery
	}
	p, err := url.ParseQuery(query)
	if err != nil {
		return nil, ErrQuery // without the query
	}
	for _, values := range p {
		if len(values) > 1 {
			return nil, ErrQuery
		}
	}
	return p, nil
}

// boolean reads one, as Java does: in any case.
func boolean(p url.Values, name string) platform.Field[bool] {
	value := p.Get(name)
	switch {
	case strings.EqualFold(value, "true"):
		return platform.Given(true)
	case strings.EqualFold(value, "false"):
		return platform.Given(false)
	case p.Has(name):
		return platform.Null[bool]()
	default:
		return platform.Field[bool]{}
	}
}

// list returns the members of a list with commas.
func list(s string) (members []string) {
	for member := range strings.SplitSeq(s, ",") {
		if member = strings.TrimSpace(member); member != "" {
			members = append(members, member)
		}
	}
	return members
}

// Facts says what a meeting that is made so proves of its call.
func (c *Create) Facts(at time.Time) consult.Room {
	record := platform.YesNo(c.Record)
	if c.Record.Absent() {
		record = consult.No
	}
	room := consult.Room{
		Observed:      consult.Observed{Source: Source, At: at},
		Recording:     recording(record, c.AutoStartRecording.Or(false)),
		Transcription: c.transcription(),
		Scribe:        c.scribe(),
		Encryption:    consult.EncryptionTransport,
		Visibility:    consult.VisibilityPrivate, // nobody finds a meeting, and each way in is signed
		Admission:     c.admission(),
	}
	room.RecordingAuthority = c.authority(record)
	room.ServerCapture = c.capture(&room)
	return room
}

// recording is what a meeting does that is set to record, or is not.
func recording(record consult.YesNo, starts bool) consult.Recording {
	switch {
	case record == consult.No:
		return consult.RecordingOff
	case record == consult.Yes && starts:
		return consult.RecordingAutomatic
	case record == consult.Yes:
		return consult.RecordingBuffered
	default:
		return consult.RecordingUnknown
	}
}

// authority is the moderators', who are the hosts, where they are not kept from it.
func (c *Create) authority(record consult.YesNo) consult.RecordingAuthority {
	switch {
	case record == consult.No, record == consult.Yes && !c.AllowStartStopRecording.Or(true):
		return consult.AuthorityNobody
	case record == consult.Yes:
		return consult.AuthorityHost
	default:
		return consult.AuthorityUnknown
	}
}

// transcription is off where both features are. Otherwise it is as the server has it.
func (c *Create) transcription() consult.Capture {
	if slices.Contains(c.DisabledFeatures, captions) && slices.Contains(c.DisabledFeatures, liveTranscription) {
		return consult.CaptureOff
	}
	return consult.CaptureUnknown
}

// scribe is off, since BigBlueButton has none, unless a plugin is one.
func (c *Create) scribe() consult.Capture {
	if c.Plugins {
		return consult.CaptureUnknown
	}
	return consult.CaptureOff
}

// capture is ruled out only where all that could capture is off.
func (c *Create) capture(r *consult.Room) consult.YesNo {
	keeps := platform.YesNo(c.MeetingKeepEvents)
	switch {
	case r.Recording == consult.RecordingBuffered, r.Recording == consult.RecordingAutomatic, keeps == consult.Yes:
		return consult.Yes
	case r.Recording == consult.RecordingOff && r.Transcription == consult.CaptureOff &&
		r.Scribe == consult.CaptureOff && keeps == consult.No:
		return consult.No
	default:
		return consult.Unknown
	}
}

// admission is how guests get in. Who is accepted always has a link that works for anyone.
func (c *Create) admission() consult.Admission {
	switch c.GuestPolicy.Or("") {
	case "ASK_MODERATOR":
		return consult.AdmissionWaitingRoom
	case "ALWAYS_DENY":
		return consult.AdmissionNamedGuests
	case "ALWAYS_ACCEPT":
		return consult.AdmissionLink
	default:
		return consult.AdmissionUnknown
	}
}
