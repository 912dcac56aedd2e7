package zoom

import (
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// Source is the source that facts from Zoom's API carry.
const Source consult.SourceID = "zoom-api"

// Room returns what the meeting and the settings of its host prove, as they were read at an instant. The
// zero User stands for settings that were not read.
func (m Meeting) Room(host User, at time.Time) consult.Room {
	settings, _ := m.Settings.Get()
	room := consult.Room{
		Observed:           consult.Observed{Source: Source, At: at},
		Recording:          settings.recording(host),
		RecordingAuthority: host.authority(),
		Transcription:      host.transcription(),
		Scribe:             settings.scribe(host),
		Encryption:         settings.encryption(),
		Visibility:         m.visibility(),
		Admission:          settings.admission(),
	}
	room.ServerCapture = serverCapture(&room, host)
	return room
}

func (s Settings) recording(host User) consult.Recording {
	byDefault, _ := host.Recording.Get()
	switch s.AutoRecording.Or("") {
	case "local", "cloud":
		return consult.RecordingAutomatic
	case "none":
		if d, said := byDefault.AutoRecording.Get(); said && d != "none" {
			return consult.RecordingUnknown // an account can lock the default, and the meeting's own value is void
		}
		return consult.RecordingOnRequest
	default:
		return consult.RecordingUnknown
	}
}

// authority: local recording is for hosts and participants, recording in the cloud for hosts.
func (u User) authority() consult.RecordingAuthority {
	recording, _ := u.Recording.Get()
	local, cloud := platform.YesNo(recording.Local), platform.YesNo(recording.Cloud)
	switch {
	case local == consult.Yes:
		return consult.AuthorityParticipants
	case local == consult.No && cloud == consult.No:
		return consult.AuthorityNobody
	case local == consult.No:
		return consult.AuthorityHost
	default:
		return consult.AuthorityUnknown
	}
}

// transcription: no setting says whether captions start by themselves, so that they are fine where there are none,
// or where nothing keeps them.
func (u User) transcription() consult.Capture {
	recording, _ := u.Recording.Get()
	meeting, _ := u.InMeeting.Get()
	c, _ := meeting.Captions.Get()
	switch {
	case recording.AudioTranscript.Or(true):
		return consult.CaptureUnknown
	case !c.Automatic.Or(true) && !c.Manual.Or(true) && !c.ThirdParty.Or(true):
		return consult.CaptureOff
	case !c.Save.Or(true) && !c.Transcript.Or(true) && !c.ThirdParty.Or(true):
		return consult.CaptureTransient
	default:
		return consult.CaptureUnknown
	}
}

func (s Settings) scribe(host User) consult.Capture {
	meeting, _ := host.InMeeting.Get()
	summary, _ := meeting.Summary.Get()
	questions, _ := meeting.Questions.Get()
	switch {
	case s.AutoStartSummary.Or(false), s.AutoStartQuestions.Or(false):
		return consult.CaptureAutomatic
	case !summary.Enable.Or(true) && !questions.Enable.Or(true):
		return consult.CaptureOff
	case !s.AutoStartSummary.Or(true) && !s.AutoStartQuestions.Or(true):
		return consult.CaptureOnRequest
	default:
		return consult.CaptureUnknown
	}
}

func (s Settings) encryption() consult.Encryption {
	switch s.EncryptionType.Or("") {
	case "enhanced_encryption":
		return consult.EncryptionTransport
	case "e2ee":
		return consult.EncryptionEndToEnd
	default:
		return consult.EncryptionUnknown
	}
}

// serverCapture is no only where the meeting is encrypted from end to end and nothing can be captured:
// otherwise Zoom's servers can be asked to.
func serverCapture(room *consult.Room, host User) consult.YesNo {
	recording, _ := host.Recording.Get()
	switch {
	case room.Encryption != consult.EncryptionEndToEnd,
		room.Recording == consult.RecordingAutomatic, room.Scribe == consult.CaptureAutomatic, recording.Cloud.Or(false):
		return consult.Yes
	case platform.YesNo(recording.Cloud) == consult.No && room.Transcription == consult.CaptureOff && room.Scribe == consult.CaptureOff:
		return consult.No
	default:
		return consult.Unknown
	}
}

// visibility: Zoom lists meetings nowhere, so that one of its own with a passcode is for whoever was given its URL.
// A personal room has the same number for everybody who was ever in it, and a number without a passcode can be guessed.
func (m Meeting) visibility() consult.Visibility {
	settings, _ := m.Settings.Get()
	personal, kind := platform.YesNo(settings.UsePMI), m.Type.Or(0)
	passcode, said := m.Passcode.Get()
	switch {
	case personal == consult.Yes, kind == 4, said && !bool(passcode):
		return consult.VisibilityPublic
	case personal == consult.No && said && (kind == 1 || kind == 2):
		return consult.VisibilityPrivate
	default: // recurring meetings too: their number is that of every other patient
		return consult.VisibilityUnknown
	}
}

func (s Settings) admission() consult.Admission {
	room, options := platform.YesNo(s.WaitingRoom), s.WaitingRoomOptions.Or(WaitingRoomOptions{})
	switch {
	case room == consult.No, s.JoinBeforeHost.Or(false):
		return consult.AdmissionLink
	case room != consult.Yes || platform.YesNo(s.JoinBeforeHost) != consult.No || options.Mode.Or("") != "custom":
		return consult.AdmissionUnknown // follow_setting: who waits is not in the document
	}
	switch options.Who.Or("") {
	case "everyone":
		return consult.AdmissionWaitingRoom
	case "users_not_on_invite":
		return consult.AdmissionNamedGuests // whoever is invited walks in, a patient too; all others wait
	case "users_not_in_account", "users_not_in_account_or_whitelisted_domains":
		return consult.AdmissionLink // the patient waits, but whoever of the account has the link does not
	default:
		return consult.AdmissionUnknown
	}
}
