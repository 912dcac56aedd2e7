package jitsi

import (
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// Source is the source of facts that come from Jitsi's tokens and settings.
const Source consult.SourceID = "jitsi"

// Config is what the client's config.js says, as JSON; docs/dev-guide/configuration.md of
// github.com/jitsi/handbook has it. People can overwrite most of it in the address of a room, so that it never
// proves that something cannot be done. Absent is unknown, unless the field says otherwise.
type Config struct {
	LocalRecording platform.Field[LocalRecording] `json:"localRecording"` // absent leaves recording in the browser on

	read bool
}

// LocalRecording is how people record in their browsers.
type LocalRecording struct {
	Disable platform.Field[bool] `json:"disable"` // absent leaves it on
}

// ReadConfig reads the object that config.js assigns to config, as JSON.
func ReadConfig(data []byte) (Config, error) {
	var c platform.Field[Config]
	if err := platform.Decode(data, &c); err != nil {
		return Config{}, err
	}
	value, ok := c.Get()
	if !ok {
		return Config{}, platform.ErrMistyped
	}
	value.read = true
	return value, nil
}

// A Deployment is what the operator says of the servers, which no document of theirs does. The zero
// Deployment says nothing.
type Deployment struct {
	// Tokens says whether nobody comes in without a token for the room: allow_empty_token is false, and there is
	// no guest domain, and token_verification is loaded.
	Tokens consult.YesNo
	// Filters says whether Prosody refuses recording and transcription to those whose tokens do not have the
	// feature: filter_iq_jibri and filter_iq_rayo are loaded.
	Filters consult.YesNo
	// Recorder says whether Jibri is connected, which records and streams.
	Recorder consult.YesNo
	// Transcriber says whether Jigasi or a transcribing bridge is connected.
	Transcriber consult.YesNo
	// BrowserRecording says whether people are offered to record in their browsers. No is for clients of the
	// operator's own, whose configuration nobody can overwrite.
	BrowserRecording consult.YesNo
	// Scribe says whether something that is not Jitsi's listens and writes notes.
	Scribe consult.YesNo
	// Lobby says whether everybody but moderators waits in the lobby of every room, as with Options.Lobby and
	// the modules that it needs.
	Lobby consult.YesNo
}

// Facts returns what a token, the client's configuration and the operator say of a call, as they were read
// at an instant. The token is the one with the most rights in the call: the provider's, as [Server.Claims] has
// it. Patients' tokens are held by [Server.Inspect] to grant no recording. What is not proved is unknown.
//
// Encryption is what WebRTC gives always (RFC 8827, section 6.5), and never end-to-end, which clients turn on.
func Facts(c Claims, config Config, d Deployment, at time.Time) consult.Room {
	server := d.capture(&c, d.Recorder, "recording", "livestreaming")
	r := consult.Room{
		Observed:      consult.Observed{Source: Source, At: at},
		Transcription: d.capture(&c, d.Transcriber, "transcription"),
		Encryption:    consult.EncryptionTransport,
	}
	r.Recording, r.RecordingAuthority = d.recording(server, config)
	if d.Scribe == consult.No { // otherwise how it starts is not Jitsi's to say
		r.Scribe = consult.CaptureOff
	}
	switch {
	case server == consult.CaptureOnRequest, r.Transcription == consult.CaptureOnRequest, d.Scribe == consult.Yes:
		r.ServerCapture = consult.Yes
	case server == consult.CaptureOff && r.Transcription == consult.CaptureOff && d.Scribe == consult.No:
		r.ServerCapture = consult.No
	}
	r.Visibility, r.Admission = d.doors(&c)
	return r
}

// capture is how something starts that a server does and some features are for: it is off without that
// server, and where the features are denied to everybody and Prosody holds them to it.
func (d *Deployment) capture(c *Claims, connected consult.YesNo, features ...string) consult.Capture {
	if connected == consult.No {
		return consult.CaptureOff
	}
	if c.grants(features) {
		return consult.CaptureOnRequest // as far as a server is connected
	}
	if d.Filters == consult.Yes && d.Tokens == consult.Yes {
		return consult.CaptureOff
	}
	return consult.CaptureUnknown
}

// grants reports whether a token grants one of some features. One that says nothing grants all of them.
func (c *Claims) grants(features []string) bool {
	may, said := c.Context.Or(Context{}).Features.Get()
	for _, name := range features {
		if !said || bool(may[name]) {
			return true
		}
	}
	return false
}

// recording says how recordings start, and who starts them. Nothing in Jitsi starts one by itself. What is
// recorded in a browser is recorded by anybody.
func (d *Deployment) recording(server consult.Capture, config Config) (consult.Recording, consult.RecordingAuthority) {
	browser := d.BrowserRecording
	if disabled := config.LocalRecording.Or(LocalRecording{}).Disable.Or(false); browser == consult.Unknown && config.read && !disabled {
		browser = consult.Yes // a setting proves that it is offered, and not that it is not
	}
	switch {
	case server == consult.CaptureUnknown:
		return consult.RecordingUnknown, consult.AuthorityUnknown
	case browser == consult.Yes:
		return consult.RecordingOnRequest, consult.AuthorityParticipants
	case browser == consult.Unknown:
		return consult.RecordingOnRequest, consult.AuthorityUnknown
	case server == consult.CaptureOff:
		return consult.RecordingOff, consult.AuthorityNobody
	case d.Tokens == consult.Yes && d.Filters == consult.Yes:
		return consult.RecordingOnRequest, consult.AuthorityHost
	}
	return consult.RecordingOnRequest, consult.AuthorityUnknown
}

// doors says who finds the room and gets in.
func (d *Deployment) doors(c *Claims) (consult.Visibility, consult.Admission) {
	room := c.Room.Or("*")
	switch {
	case d.Tokens == consult.No && d.Lobby == consult.Yes:
		return consult.VisibilityPublic, consult.AdmissionWaitingRoom
	case d.Tokens == consult.No && d.Lobby == consult.No:
		return consult.VisibilityPublic, consult.AdmissionLink
	case d.Tokens != consult.Yes || room == "*":
		return consult.VisibilityUnknown, consult.AdmissionUnknown
	case d.Lobby == consult.Yes:
		return consult.VisibilityPrivate, consult.AdmissionWaitingRoom
	}
	return consult.VisibilityPrivate, consult.AdmissionNamedGuests
}
