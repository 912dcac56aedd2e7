package daily

import (
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// Source is the source that facts from Daily's API carry.
const Source consult.SourceID = "daily-api"

// Facts returns what the room and its domain prove, as they were read at an instant, of a call that people
// enter as [API.Enter] has them. The zero Domain stands for one that was not read. Scribe is unknown, since
// a scribe joins as participants do.
func (r Room) Facts(on Domain, at time.Time) consult.Room {
	own, _ := r.Config.Get()
	room := consult.Room{
		Observed:      consult.Observed{Source: Source, At: at},
		Encryption:    consult.EncryptionTransport, // RFC 8827, section 6.5
		ServerCapture: consult.Yes,                 // the REST API can always be asked to record or transcribe
		Visibility:    r.visibility(),
		Admission:     r.admission(on),
	}
	room.Recording, room.RecordingAuthority = recording(effective(own.Recording, on.config.Recording, on, ""))
	if on.config.IntercomRecording.Or(false) {
		room.Recording = consult.RecordingAutomatic
	}
	room.Transcription = transcription(
		effective(own.AutoTranscription, on.config.AutoTranscription, on, false),
		effective(own.KeepTranscription, on.config.KeepTranscription, on, false))
	return room
}

// effective returns the setting that holds in a room: its own, or its domain's, or Daily's default where the
// domain was read and sets none. Where the domain was not read, it is absent.
func effective[T any](room, domain platform.Field[T], on Domain, otherwise T) platform.Field[T] {
	if _, set := room.Get(); set {
		return room
	}
	if !on.read {
		return platform.Field[T]{}
	}
	return platform.Given(domain.Or(otherwise))
}

func recording(f platform.Field[Mode]) (consult.Recording, consult.RecordingAuthority) {
	mode, known := f.Get()
	switch {
	case !known:
		return consult.RecordingUnknown, consult.AuthorityUnknown
	case mode == "":
		return consult.RecordingOff, consult.AuthorityNobody
	case mode.known():
		return consult.RecordingOnRequest, consult.AuthorityParticipants
	default:
		return consult.RecordingUnknown, consult.AuthorityParticipants
	}
}

func (m Mode) known() bool {
	return m == "cloud" || m == "cloud-audio-only" || m == "local" || m == "raw-tracks"
}

// transcription: an owner can start it in any room of a domain that has it.
func transcription(auto, keep platform.Field[bool]) consult.Capture {
	switch {
	case platform.YesNo(auto) == consult.No:
		return consult.CaptureOnRequest
	case platform.YesNo(auto) == consult.Yes && platform.YesNo(keep) == consult.No:
		return consult.CaptureTransient
	case platform.YesNo(auto) == consult.Yes:
		return consult.CaptureAutomatic
	default:
		return consult.CaptureUnknown
	}
}

func (r Room) visibility() consult.Visibility {
	switch r.Privacy.Or("") {
	case "private":
		return consult.VisibilityPrivate
	case "org":
		return consult.VisibilityTenancy
	case "public":
		return consult.VisibilityPublic
	default:
		return consult.VisibilityUnknown
	}
}

func (r Room) admission(on Domain) consult.Admission {
	switch r.Privacy.Or("") {
	case "public", "org":
		return consult.AdmissionLink // knocking works in private rooms alone
	case "private":
		switch r.knocking(on) {
		case consult.Yes:
			return consult.AdmissionWaitingRoom // for whoever has no token, as the patient
		case consult.No:
			return consult.AdmissionNamedGuests // those with a token
		}
	}
	return consult.AdmissionUnknown
}

// knocking reports whether people without a token can ask to be let in.
func (r Room) knocking(on Domain) consult.YesNo {
	own, _ := r.Config.Get()
	return platform.YesNo(effective(own.Knocking, on.config.Knocking, on, false))
}
