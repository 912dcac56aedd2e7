package livekit

import (
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A Deployment is what no document of the server says about it. [Server.Probe] asks for the first, and
// whoever operates the server and the application answers for the rest. The zero value of each field is
// unknown, and leaves unknown what rests on it.
type Deployment struct {
	// AutoCreate says whether any join token opens its room: room.auto_create, which is true unless the
	// server's configuration says otherwise. It is for Server.Probe to find out.
	AutoCreate consult.YesNo
	// Egress says whether an egress service is connected to the server, which then records for whoever has
	// roomRecord.
	Egress consult.YesNo
	// Recorders says for whom the application has calls recorded, since it alone holds the API secret.
	// Where an egress service is connected, it is what keeps recording from everybody else.
	Recorders consult.RecordingAuthority
	// Agents says whether agent workers are registered with the server. One without a name is sent into
	// every room.
	Agents consult.YesNo
	// Transcription says how these agents transcribe and caption, where there are any.
	Transcription consult.Capture
	// Scribe says how these agents write calls up, where there are any.
	Scribe consult.Capture
	// Gateways says whether people come in by anything else than WebRTC: a SIP service, ingress or a connector.
	Gateways consult.YesNo
	// Admission says whom the application gives tokens to. The server lets in who has one, and nobody else.
	Admission consult.Admission
}

// A Document is one that facts are read from: a [Room], a [Configuration] or [Claims].
type Document interface {
	facts(d *Deployment) consult.Room
}

// Facts returns what a document proves of how a call will run on a server that is deployed so. At is when the
// document was read. What is not proved is unknown; a nil document proves nothing.
func Facts(of Document, on Deployment, at time.Time) consult.Room {
	var r consult.Room
	if of != nil {
		r = of.facts(&on)
	}
	r.Observed = consult.Observed{Source: Source, At: at}
	return r
}

// roomFacts are facts on their way to being complete.
type roomFacts struct{ consult.Room }

// room returns how a call runs in a room that is made with nothing.
func (d *Deployment) room() (r roomFacts) {
	switch {
	case d.Egress == consult.Yes || d.Agents == consult.Yes:
		r.ServerCapture = consult.Yes
	case d.Egress == consult.No && d.Agents == consult.No:
		r.ServerCapture = consult.No
	}
	if d.Gateways == consult.No {
		// WebRTC has no media but those under DTLS-SRTP (RFC 8827, section 6.5), which end at the server.
		r.Encryption = consult.EncryptionTransport
	}
	if d.AutoCreate != consult.No {
		return r // whoever joins first may have opened the room, with the recording and agents of a token, or again when it was over
	}
	// A token names its room, and nobody joins without one (EnsureJoinPermission in the server's auth.go).
	r.Visibility = consult.VisibilityPrivate
	r.Admission = d.Admission
	switch {
	case d.Egress == consult.No, d.Recorders == consult.AuthorityNobody:
		r.Recording, r.RecordingAuthority = consult.RecordingOff, consult.AuthorityNobody
	case d.Recorders == consult.AuthorityHost, d.Recorders == consult.AuthorityParticipants:
		r.Recording, r.RecordingAuthority = consult.RecordingOnRequest, d.Recorders
	}
	if d.Agents == consult.No {
		r.Transcription, r.Scribe = consult.CaptureOff, consult.CaptureOff
	} else {
		r.Transcription, r.Scribe = d.Transcription, d.Scribe
	}
	return r
}

// agents takes note of agents that come by themselves, whatever they do.
func (r *roomFacts) agents() {
	r.Transcription, r.Scribe = consult.CaptureUnknown, consult.CaptureUnknown
	if r.ServerCapture != consult.Yes {
		r.ServerCapture = consult.Unknown
	}
}

// facts says how a call runs that somebody joins with these claims.
func (c Claims) facts(d *Deployment) consult.Room {
	configuration := c.RoomConfig.Or(Configuration{})
	if c.RoomPreset.Or("") != "" {
		configuration.Preset = c.RoomPreset
	}
	r := roomFacts{configuration.facts(d)}
	video, kind := c.Video.Or(VideoGrant{}), c.Kind.Or("")
	if video.RoomRecord.Or(false) && d.Egress != consult.No {
		r.RecordingAuthority = consult.AuthorityParticipants
		if r.Recording == consult.RecordingOff {
			r.Recording = consult.RecordingOnRequest
		}
	}
	if video.Agent.Or(false) || kind == "agent" {
		r.agents()
	}
	if video.Recorder.Or(false) || kind == "egress" { // IsRecorder in the server's participant.go
		r.Recording, r.ServerCapture = consult.RecordingAutomatic, consult.Yes
	}
	if kind != "" && kind != "standard" {
		r.Encryption = consult.EncryptionUnknown // it need not be a client of WebRTC
	}
	if c.others || video.others { // a grant that is not known may be one to record
		r.RecordingAuthority = consult.AuthorityUnknown
		if r.Recording == consult.RecordingOff || r.Recording == consult.RecordingOnRequest {
			r.Recording = consult.RecordingUnknown
		}
	}
	return r.Room
}
