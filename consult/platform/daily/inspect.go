package daily

import (
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// ErrToken: what should be a meeting token is none.
var ErrToken = errors.New("daily: this is no meeting token")

// Claims are what a meeting token says, by the short names of
// docs.daily.co/docs/guides/privacy-and-security/self-signing-tokens. What is absent, the room decides. The zero
// Claims say nothing.
type Claims struct {
	Room              platform.Field[string]         `json:"r,omitzero"`    // room_name: without it, the token opens every room of the domain
	Domain            platform.Field[string]         `json:"d,omitzero"`    // domain_id
	Owner             platform.Field[bool]           `json:"o,omitzero"`    // is_owner: whether whoever has it admits, mutes and puts people out; false by default
	Recording         platform.Field[Mode]           `json:"er,omitzero"`   // enable_recording: how whoever has it may record
	StartRecording    platform.Field[bool]           `json:"sr,omitzero"`   // start_cloud_recording: it records when they join
	AutoTranscription platform.Field[bool]           `json:"ast,omitzero"`  // auto_start_transcription: it transcribes when they join
	RecordingButton   platform.Field[bool]           `json:"erui,omitzero"` // enable_recording_ui
	Permissions       platform.Field[jsontext.Value] `json:"p,omitzero"`    // permissions, of any kind
	NotBefore         platform.Field[float64]        `json:"nbf,omitzero"`  // nbf, in seconds since 1970
	Expires           platform.Field[float64]        `json:"exp,omitzero"`  // exp, in seconds since 1970: without it, the token opens the room for ever
	Issued            platform.Field[float64]        `json:"iat,omitzero"`  // iat, in seconds since 1970
}

// Inspect returns what a token says. It does not tell whether Daily takes it: whoever has its domain's API key does,
// and one that Daily does not take opens nothing. The error is ErrToken, and quotes nothing.
func Inspect(token platform.Token) (Claims, error) {
	parts := strings.Split(string(token), ".")
	if len(parts) != 3 || len(token) > 2*platform.MaxBytes {
		return Claims{}, ErrToken
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return Claims{}, ErrToken
	}
	var c Claims
	if err := platform.Decode(payload, &c); err != nil {
		return Claims{}, ErrToken
	}
	return c, nil
}

// An Excess is something that a token allows and a call does not need.
type Excess string

// What a token may allow beyond what a call needs.
const (
	EveryRoom     Excess = "it opens every room of the domain"
	AnotherRoom   Excess = "it opens another room"
	ForEver       Excess = "it never expires"
	TooLong       Excess = "it is valid for longer than it should be"
	Records       Excess = "it records when somebody joins"
	MayRecord     Excess = "it lets whoever has it record"
	Transcribes   Excess = "it transcribes when somebody joins"
	OwnsRoom      Excess = "it makes whoever has it an owner"
	OwnPermission Excess = "it gives permissions of its own"
)

// Excess returns what the token allows beyond what a participant of a call needs, in the order of the constants; nil
// where there is nothing. Party is who has it: a provider may own the room, and nobody else. Latest
// is the instant by which it is to have expired.
func (c Claims) Excess(call consult.CallID, party consult.Party, latest time.Time) []Excess {
	var found []Excess
	note := func(is bool, e Excess) {
		if is {
			found = append(found, e)
		}
	}
	room := c.Room.Or("")
	expires, ends := c.Expires.Get()
	mode, sets := c.Recording.Get()
	note(room == "", EveryRoom)
	note(room != "" && room != string(call), AnotherRoom)
	note(!ends, ForEver)
	note(ends && expires > float64(latest.Unix()), TooLong)
	note(c.StartRecording.Or(false), Records)
	note(sets && mode != "", MayRecord)
	note(c.AutoTranscription.Or(false), Transcribes)
	note(c.Owner.Or(false) && party != consult.Provider, OwnsRoom)
	_, own := c.Permissions.Get()
	note(own, OwnPermission)
	return found
}

// In returns the facts of a room once somebody joins it with the token. They are never safer than those
// of the room without.
func (c Claims) In(room consult.Room) consult.Room {
	if mode, sets := c.Recording.Get(); sets && mode != "" {
		if room.Recording == consult.RecordingOff {
			room.Recording = consult.RecordingOnRequest
		}
		switch {
		case !c.Owner.Or(false):
			room.RecordingAuthority = consult.AuthorityParticipants
		case room.RecordingAuthority == consult.AuthorityNobody:
			room.RecordingAuthority = consult.AuthorityHost
		}
	}
	if c.StartRecording.Or(false) {
		room.Recording = consult.RecordingAutomatic
	}
	if c.AutoTranscription.Or(false) {
		room.Transcription = consult.CaptureAutomatic
	}
	if room.Admission == consult.AdmissionWaitingRoom && !c.Owner.Or(false) {
		room.Admission = consult.AdmissionNamedGuests // any token goes past the waiting room
	}
	if c.Room.Or("") == "" {
		room.Admission = consult.AdmissionLink // whoever has it, into whatever room
	}
	return room
}
