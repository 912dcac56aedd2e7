package nextcloud

import (
	"strconv"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// Source is the source of facts that come from Nextcloud's documents.
const Source consult.SourceID = "nextcloud-talk"

// Room returns what the documents prove of a call in the conversation, as they were read at an instant. What they
// do not prove is unknown.
//
// Encryption is what WebRTC gives always (RFC 8827, section 6.5), and never end-to-end: that clients are told
// to encrypt does not prove that they do. No document says where media are processed.
func (d *Documents) Room(at time.Time) consult.Room {
	recording := d.recording()
	r := consult.Room{
		Observed:  consult.Observed{Source: Source, At: at},
		Recording: recording, RecordingAuthority: authority(recording),
		Transcription: d.transcription(recording), Scribe: d.scribe(recording),
		Visibility: d.visibility(), Admission: d.admission(),
	}
	if token, _ := d.Conversation.Token.Get(); token != "" {
		r.Encryption = consult.EncryptionTransport
	}
	switch {
	case recording == consult.RecordingOnRequest, recording == consult.RecordingAutomatic, r.Transcription == consult.CaptureOnRequest:
		r.ServerCapture = consult.Yes
	case recording == consult.RecordingOff && r.Transcription == consult.CaptureOff:
		r.ServerCapture = consult.No
	}
	return r
}

// Consent says whether people are asked to agree to a recording before they join.
func (d *Documents) Consent() consult.YesNo {
	switch d.Config.or(d.Config.RecordingConsent, "0") {
	case "0":
		return consult.No
	case "1":
		return consult.Yes
	case "2":
		switch set, ok := d.Conversation.RecordingConsent.Get(); {
		case ok && set == 1:
			return consult.Yes
		case ok && set == 0:
			return consult.No
		}
	}
	return consult.Unknown
}

// StartedByModerators says whether nobody but moderators can start calls, by Talk's own setting. That
// moderators are providers is for whoever invites them to see to.
func (d *Documents) StartedByModerators() consult.YesNo {
	switch d.Config.or(d.Config.StartCalls, "0") {
	case "0", "1":
		return consult.No
	case "2", "3":
		return consult.Yes
	}
	return consult.Unknown
}

// or returns a setting, or its default where it is absent from a document that was read, as
// docs/settings.md has it. A setting that is null is unknown.
func (c *Config) or(setting platform.Field[string], byDefault string) string {
	if setting.Absent() && c.read {
		return byDefault
	}
	return setting.Or("")
}

// recording is off where the server as it is set up, or the configuration, rules recordings out, and on
// request otherwise: nothing in Talk starts one by itself. One that runs already counts as one that does.
func (d *Documents) recording() consult.Recording {
	status, known := d.Conversation.CallRecording.Get()
	if known && status >= 1 && status <= 4 {
		return consult.RecordingAutomatic
	}
	if known && (status < 0 || status > 5) {
		return consult.RecordingUnknown
	}
	possible, said := d.Capabilities.Recording.Get()
	switch setting := d.Config.or(d.Config.CallRecording, "yes"); {
	case setting == "no", said && !possible:
		return consult.RecordingOff
	case known && (setting == "yes" || said):
		return consult.RecordingOnRequest
	}
	return consult.RecordingUnknown
}

// authority: moderators alone can start a recording (docs/recording.md, 403 for others).
func authority(r consult.Recording) consult.RecordingAuthority {
	switch r {
	case consult.RecordingOff:
		return consult.AuthorityNobody
	case consult.RecordingOnRequest:
		return consult.AuthorityHost
	default:
		return consult.AuthorityUnknown
	}
}

// transcription is on request where captions can be had, or what is recorded on request is transcribed.
func (d *Documents) transcription(r consult.Recording) consult.Capture {
	after := consult.CaptureUnknown
	switch setting := d.Config.or(d.Config.CallRecordingTranscription, "no"); {
	case r == consult.RecordingOff, setting == "no":
		after = consult.CaptureOff
	case setting == "yes":
		after = following(r)
	}
	switch live, known := d.Capabilities.LiveTranscription.Get(); {
	case after == consult.CaptureAutomatic:
		return after
	case !known, after == consult.CaptureUnknown:
		return consult.CaptureUnknown
	case live:
		return consult.CaptureOnRequest
	default:
		return after
	}
}

// scribe is the summary that an AI makes of what was recorded.
func (d *Documents) scribe(r consult.Recording) consult.Capture {
	switch setting := d.Config.or(d.Config.CallRecordingSummary, "yes"); {
	case r == consult.RecordingOff, setting == "no":
		return consult.CaptureOff
	case setting == "yes":
		return following(r)
	}
	return consult.CaptureUnknown
}

// following is how something starts that is made of every recording.
func following(r consult.Recording) consult.Capture {
	switch r {
	case consult.RecordingOff:
		return consult.CaptureOff
	case consult.RecordingOnRequest:
		return consult.CaptureOnRequest
	case consult.RecordingAutomatic:
		return consult.CaptureAutomatic
	default:
		return consult.CaptureUnknown
	}
}

// visibility is who finds the conversation. Who gets in by its link is a question of admission.
func (d *Documents) visibility() consult.Visibility {
	switch listable, ok := d.Conversation.Listable.Get(); {
	case ok && listable == 0:
		return consult.VisibilityPrivate
	case ok && listable == 1:
		return consult.VisibilityTenancy
	case ok && listable == 2:
		return consult.VisibilityPublic
	}
	return consult.VisibilityUnknown
}

// The types of a conversation that people are called in.
const (
	oneToOne = 1
	group    = 2
	public   = 3
)

// admission is by a waiting room where the lobby is on, stays on, and nobody passes it by a permission that
// the documents show. Without it, only those come in who were added to the conversation, unless it has a link,
// is listed, or can be dialled into by its token.
func (d *Documents) admission() consult.Admission {
	c := &d.Conversation
	lobby, known := c.LobbyState.Get()
	if !known || lobby < 0 || lobby > 1 {
		return consult.AdmissionUnknown
	}
	if lobby == 1 {
		timer, known := c.LobbyTimer.Get()
		passes := d.passesLobby()
		switch {
		case !known || passes == consult.Unknown:
			return consult.AdmissionUnknown
		case timer == 0 && passes == consult.No:
			return consult.AdmissionWaitingRoom
		}
	}
	listable, listed := c.Listable.Get()
	dialled, dials := c.SIPEnabled.Get()
	kind := c.Type.Or(0)
	switch {
	case kind == public, listed && listable > 0, dials && dialled == 2:
		return consult.AdmissionLink
	case (kind == oneToOne || kind == group) && listed && listable == 0 && dials && (dialled == 0 || dialled == 1):
		return consult.AdmissionNamedGuests
	}
	return consult.AdmissionUnknown
}

// passesLobby says whether people pass the lobby by the permissions of the call, the conversation or the
// instance, or whoever asked does, who is no moderator: moderators pass it always.
func (d *Documents) passesLobby() consult.YesNo {
	c := &d.Conversation
	call, callKnown := c.CallPermissions.Get()
	byDefault, defaultKnown := c.DefaultPermissions.Get()
	if !callKnown || !defaultKnown {
		return consult.Unknown
	}
	own := Permissions(0)
	switch c.ParticipantType.Or(0) {
	case 1, 2, 6: // a moderator
	default:
		own = c.Permissions.Or(0)
	}
	if (call|byDefault|own)&MayIgnoreLobby != 0 {
		return consult.Yes
	}
	if call == 0 && byDefault == 0 { // the permissions of the instance hold
		setting := d.Config.or(d.Config.DefaultPermissions, "246")
		if setting == "" && d.Config.DefaultPermissions == platform.Given("") {
			setting = "246" // as getDefaultPermissions of lib/Config.php takes it
		}
		instance, err := strconv.Atoi(setting)
		switch {
		case err != nil:
			return consult.Unknown
		case Permissions(instance)&MayIgnoreLobby != 0:
			return consult.Yes
		}
	}
	return consult.No
}
