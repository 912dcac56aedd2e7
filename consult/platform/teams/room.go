package teams

import (
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// Source is the source that facts from Microsoft Graph carry.
const Source consult.SourceID = "microsoft-graph"

// Room returns what the meeting proves, as it was read at an instant. Visibility is that of the team
// that the meeting belongs to, by [Group.Visible]; [consult.VisibilityPrivate] for a meeting of no team; the zero
// Visibility where it is not known. Scribe is unknown, since no property says it.
func (m Meeting) Room(visibility consult.Visibility, at time.Time) consult.Room {
	return consult.Room{
		Observed:           consult.Observed{Source: Source, At: at},
		Recording:          m.recording(),
		RecordingAuthority: m.authority(),
		Transcription:      m.transcription(),
		Encryption:         m.encryption(),
		ServerCapture:      m.serverCapture(),
		Visibility:         visibility,
		Admission:          m.admission(),
	}
}

func (m Meeting) recording() consult.Recording {
	automatically, allowed := platform.YesNo(m.RecordAutomatically), platform.YesNo(m.AllowRecording)
	switch {
	case automatically == consult.Yes: // whatever allowRecording says beside it
		return consult.RecordingAutomatic
	case allowed == consult.No:
		return consult.RecordingOff
	case automatically == consult.No: // allowed, or that is not known: at the most on request
		return consult.RecordingOnRequest
	default:
		return consult.RecordingUnknown
	}
}

func (m Meeting) authority() consult.RecordingAuthority {
	if m.recording() == consult.RecordingOff {
		return consult.AuthorityNobody
	}
	switch m.AllowedPresenters.Or("") {
	case "organizer", "roleIsPresenter": // the organiser, and those whom the organiser names
		return consult.AuthorityHost
	case "organization", "everyone": // whoever of the organisation joins is a presenter, and may record
		return consult.AuthorityParticipants
	default: // absent too, although Graph's default is everyone: neither is safe
		return consult.AuthorityUnknown
	}
}

// transcription: where a transcript is allowed, no property says how it starts. Where it is not, live captions
// remain, which each viewer turns on and which are not kept; unless the meeting is encrypted from end to end.
func (m Meeting) transcription() consult.Capture {
	switch {
	case platform.YesNo(m.AllowTranscription) != consult.No:
		return consult.CaptureUnknown
	case m.encryption() == consult.EncryptionEndToEnd:
		return consult.CaptureOff
	default:
		return consult.CaptureOnRequest
	}
}

// encryption: what is not encrypted from end to end is on its way to Microsoft, which no setting turns
// off: learn.microsoft.com/microsoftteams/teams-security-guide.
func (m Meeting) encryption() consult.Encryption {
	if m.EndToEnd.Or(false) {
		return consult.EncryptionEndToEnd
	}
	return consult.EncryptionTransport
}

// serverCapture: without end-to-end encryption Microsoft's servers make live captions for whoever asks, even
// where recording and transcripts are not allowed. With it, there is none of them, as
// learn.microsoft.com/microsoftteams/end-to-end-encrypted-meetings says; no is said where nothing in the
// document contradicts that.
func (m Meeting) serverCapture() consult.YesNo {
	switch {
	case m.encryption() != consult.EncryptionEndToEnd,
		m.RecordAutomatically.Or(false), m.AllowRecording.Or(false), m.AllowTranscription.Or(false):
		return consult.Yes
	case m.recording() == consult.RecordingOff && m.transcription() == consult.CaptureOff:
		return consult.No
	default:
		return consult.Unknown
	}
}

func (m Meeting) admission() consult.Admission {
	lobby, _ := m.Lobby.Get()
	if lobby.DialIn.Or(false) {
		return consult.AdmissionLink // whoever has the number, whatever the scope
	}
	dialIn := platform.YesNo(lobby.DialIn)
	switch scope := lobby.Scope.Or(""); {
	case scope == "everyone":
		return consult.AdmissionLink
	case scope == "organization", scope == "organizationAndFederated", scope == "organizationExcludingGuests":
		return consult.AdmissionLink // the patient waits, but whoever of the tenancy has the link does not
	case dialIn != consult.No || !m.providerAdmits():
		return consult.AdmissionUnknown
	case scope == "organizer":
		return consult.AdmissionWaitingRoom
	case scope == "invited":
		return consult.AdmissionNamedGuests // whoever is invited walks in, a patient too; all others wait
	default:
		return consult.AdmissionUnknown
	}
}

// providerAdmits reports whether only the organiser, and those whom the organiser names, let people in
// from the lobby. Where everyone presents and presenters admit, a patient who is in lets others in.
func (m Meeting) providerAdmits() bool {
	if m.AllowedLobbyAdmitters.Or("") == "organizerAndCoOrganizers" {
		return true
	}
	presenters := m.AllowedPresenters.Or("")
	return presenters == "organizer" || presenters == "roleIsPresenter"
}
