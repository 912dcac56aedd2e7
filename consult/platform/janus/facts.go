package janus

import (
	"time"

	"github.com/preconsult/preconsult/consult"
)

// settings are those of a room, whether it is asked for or listed.
type settings struct {
	record, locked, e2ee, private, secret, pin consult.YesNo

	folder string // for recordings
}

// facts says what both a request and an entry of the list prove.
func (s *settings) facts(at time.Time) consult.Room {
	return consult.Room{
		Observed:           consult.Observed{Source: Source, At: at},
		Recording:          s.recording(),
		RecordingAuthority: s.authority(),
		Encryption:         s.encryption(),
		ServerCapture:      s.capture(),
		Visibility:         s.visibility(),
	}
}

// recording is on request at best: whoever has the secret can turn it on in any room.
func (s *settings) recording() consult.Recording {
	switch s.record {
	case consult.Yes:
		return consult.RecordingAutomatic
	case consult.No:
		return consult.RecordingOnRequest
	default:
		return consult.RecordingUnknown
	}
}

// authority is the host's only where the recording is locked, by a secret, and there is no folder that a
// participant could have their own media recorded in.
func (s *settings) authority() consult.RecordingAuthority {
	switch {
	case s.locked == consult.No, s.secret == consult.No:
		return consult.AuthorityParticipants
	case s.locked != consult.Yes, s.secret != consult.Yes:
		return consult.AuthorityUnknown
	case s.folder != NoFolder:
		return consult.AuthorityParticipants
	default:
		return consult.AuthorityHost
	}
}

// encryption is at least that of WebRTC, which browsers insist on.
func (s *settings) encryption() consult.Encryption {
	switch s.e2ee {
	case consult.Yes:
		return consult.EncryptionEndToEnd
	case consult.No:
		return consult.EncryptionTransport
	default:
		return consult.EncryptionUnknown
	}
}

// capture is possible in any room whose media the server can read. What it stores of media that are encrypted
// end to end it cannot read; a room that records everything is not taken for one all the same.
func (s *settings) capture() consult.YesNo {
	switch {
	case s.record == consult.Yes, s.e2ee == consult.No:
		return consult.Yes
	case s.record == consult.No && s.e2ee == consult.Yes:
		return consult.No
	default:
		return consult.Unknown
	}
}

// onServer is how transcription or a scribe on the server runs, which is not at all where the media cannot be
// read there.
func (s *settings) onServer(otherwise consult.Capture) consult.Capture {
	if s.e2ee == consult.Yes {
		return consult.CaptureOff
	}
	return otherwise
}

// visibility is private where the room is neither listed to everybody nor open to who guesses its id.
func (s *settings) visibility() consult.Visibility {
	switch {
	case s.private == consult.No:
		return consult.VisibilityPublic
	case s.private == consult.Yes && s.pin == consult.Yes:
		return consult.VisibilityPrivate
	default:
		return consult.VisibilityUnknown
	}
}
