package livekit_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/livekit"
)

// compliant are the facts of a room made with nothing, as deployed.
var compliant = consult.Room{
	Recording: consult.RecordingOnRequest, RecordingAuthority: consult.AuthorityHost,
	Transcription: consult.CaptureOnRequest, Scribe: consult.CaptureOff,
	Encryption: consult.EncryptionTransport, ServerCapture: consult.Yes,
	Visibility: consult.VisibilityPrivate, Admission: consult.AdmissionWaitingRoom,
}

// but returns the compliant facts with changes.
func but(change func(r *consult.Room)) consult.Room {
	r := compliant
	change(&r)
	return r
}

func TestFactsOfDocuments(t *testing.T) {
	t.Parallel()
	automatic := but(func(r *consult.Room) { r.Recording = consult.RecordingAutomatic })
	unheard := but(func(r *consult.Room) { r.Transcription, r.Scribe = consult.CaptureUnknown, consult.CaptureUnknown })
	anything := but(func(r *consult.Room) {
		r.Recording, r.Transcription, r.Scribe = consult.RecordingUnknown, consult.CaptureUnknown, consult.CaptureUnknown
	})
	standing := anything // what a room that is there proves: its making is not known
	running := but(func(r *consult.Room) {
		r.Recording, r.Transcription, r.Scribe = consult.RecordingAutomatic, consult.CaptureUnknown, consult.CaptureUnknown
	})
	open := func(document string) livekit.Room {
		r := decoded[livekit.Room](document)
		r.Open = consult.Yes
		return r
	}
	made, token := decoded[livekit.Configuration], decoded[livekit.Claims]
	for _, row := range []struct {
		why  string
		of   livekit.Document
		want consult.Room
	}{
		{"a room that is not there is the one that Open makes", livekit.Room{Open: consult.No}, compliant},
		{"a room that was not asked about proves nothing", livekit.Room{}, consult.Room{}},
		{"a room proves nothing where its being there is nonsense", livekit.Room{Open: 99}, consult.Room{}},
		{"no document proves nothing", nil, consult.Room{}},

		{"a recorder is in the room", open(`{"name":"call-0001","active_recording":true}`), running},
		{"no recorder is in the room, and one may come by itself", open(`{"name":"call-0001","active_recording":false}`), standing},
		{"whether a recorder is in the room is not said", open(`{"name":"call-0001"}`), standing},
		{"whether a recorder is in the room is null", open(`{"name":"call-0001","active_recording":null}`), standing},

		{"a configuration without anything", made(`{"name":"call-0001","empty_timeout":300}`), compliant},
		{"egress is null, which is unset", made(`{"egress":null}`), compliant},
		{"egress of the room", made(`{"egress":{"room":{"layout":"grid"}}}`), automatic},
		{"egress of each participant", made(`{"egress":{"participant":{"file_outputs":[]}}}`), automatic},
		{"egress of tracks", made(`{"egress":{"tracks":{"filepath":"recording"}}}`), automatic},
		{"egress of a kind to come", made(`{"egress":{"everything":{}}}`), automatic},
		{"egress that names nothing is taken for one", made(`{"egress":{}}`), automatic},
		{"agents are null, which is unset", made(`{"agents":null}`), compliant},
		{"agents are none", made(`{"agents":[]}`), compliant},
		{"an agent is sent, which may do anything", made(`{"agents":[{"agent_name":"scribe"}]}`), unheard},
		{"a preset is null, which is unset", made(`{"room_preset":null}`), compliant},
		{"a preset is empty, which is unset", made(`{"room_preset":""}`), compliant},
		{"a preset may hold anything", made(`{"room_preset":"recorded"}`), anything},
		{"a preset in the other spelling", made(`{"roomPreset":"recorded"}`), anything},
		{"a preset, and egress beside it", made(`{"room_preset":"p","egress":{"room":{}}}`),
			but(func(r *consult.Room) {
				r.Recording, r.Transcription, r.Scribe = consult.RecordingAutomatic, consult.CaptureUnknown, consult.CaptureUnknown
			})},
		{"replay is off", made(`{"replay_enabled":false}`), compliant},
		{"replay is null, which is off", made(`{"replay_enabled":null}`), compliant},
		{"replay keeps media from the start", made(`{"replay_enabled":true}`), but(func(r *consult.Room) { r.Recording = consult.RecordingBuffered })},
		{"replay in the other spelling", made(`{"replayEnabled":true}`), but(func(r *consult.Room) { r.Recording = consult.RecordingBuffered })},

		{"a token without anything", token(`{}`), compliant},
		{"a token that joins", token(`{"video":{"roomJoin":true,"room":"call-0001"}}`), compliant},
		{"a token that may record", token(`{"video":{"roomRecord":true}}`), but(func(r *consult.Room) { r.RecordingAuthority = consult.AuthorityParticipants })},
		{"a token that may not record", token(`{"video":{"roomRecord":false}}`), compliant},
		{"a token for which it is null, which is false", token(`{"video":{"roomRecord":null}}`), compliant},
		{"a recorder's token", token(`{"video":{"recorder":true}}`), automatic},
		{"a recorder's token by its kind", token(`{"kind":"egress"}`), but(func(r *consult.Room) {
			r.Recording, r.Encryption = consult.RecordingAutomatic, consult.EncryptionUnknown
		})},
		{"an agent's token", token(`{"video":{"agent":true}}`), unheard},
		{"an agent's token by its kind", token(`{"kind":"agent"}`), but(func(r *consult.Room) {
			r.Transcription, r.Scribe, r.Encryption = consult.CaptureUnknown, consult.CaptureUnknown, consult.EncryptionUnknown
		})},
		{"a telephone's token", token(`{"kind":"sip"}`), but(func(r *consult.Room) { r.Encryption = consult.EncryptionUnknown })},
		{"a person's token by its kind", token(`{"kind":"standard"}`), compliant},
		{"a token that records the room it opens", token(`{"roomConfig":{"egress":{"room":{}}}}`), automatic},
		{"a token that sends agents", token(`{"roomConfig":{"agents":[{}]}}`), unheard},
		{"a token with a preset", token(`{"roomPreset":"recorded"}`), anything},
		{"a token with a right that is not known", token(`{"video":{"roomCapture":true}}`), but(func(r *consult.Room) {
			r.Recording, r.RecordingAuthority = consult.RecordingUnknown, consult.AuthorityUnknown
		})},
		{"a token with a claim that is not known", token(`{"capture":true}`), but(func(r *consult.Room) {
			r.Recording, r.RecordingAuthority = consult.RecordingUnknown, consult.AuthorityUnknown
		})},
	} {
		row.want.Observed = consult.Observed{Source: "livekit", At: consulttest.Now}
		assert.Equal(t, row.want, livekit.Facts(row.of, deployed, consulttest.Now), row.why)
	}
}

func TestFactsOfDeployments(t *testing.T) {
	t.Parallel()
	absent := livekit.Room{Open: consult.No}
	quiet := livekit.Room{Open: consult.Yes, ActiveRecording: platform.Given(false)}
	for _, row := range []struct {
		why    string
		of     livekit.Document
		change func(d *livekit.Deployment)
		want   consult.Room
	}{
		{"nothing is said", absent, func(d *livekit.Deployment) { *d = livekit.Deployment{} }, consult.Room{}},
		{"auto_create was not probed", absent, func(d *livekit.Deployment) { d.AutoCreate = consult.Unknown },
			consult.Room{Encryption: consult.EncryptionTransport, ServerCapture: consult.Yes}},
		{"auto_create is on", absent, func(d *livekit.Deployment) { d.AutoCreate = consult.Yes },
			consult.Room{Encryption: consult.EncryptionTransport, ServerCapture: consult.Yes}},
		{"nothing can record", absent, func(d *livekit.Deployment) { d.Egress = consult.No }, but(func(r *consult.Room) {
			r.Recording, r.RecordingAuthority = consult.RecordingOff, consult.AuthorityNobody
		})},
		{"nothing can record or listen", absent, func(d *livekit.Deployment) { d.Egress, d.Agents = consult.No, consult.No }, but(func(r *consult.Room) {
			r.Recording, r.RecordingAuthority, r.ServerCapture = consult.RecordingOff, consult.AuthorityNobody, consult.No
			r.Transcription, r.Scribe = consult.CaptureOff, consult.CaptureOff
		})},
		{"nothing could have recorded a room that is there", quiet, func(d *livekit.Deployment) { d.Egress, d.Agents = consult.No, consult.No }, but(func(r *consult.Room) {
			r.Recording, r.RecordingAuthority, r.ServerCapture = consult.RecordingOff, consult.AuthorityNobody, consult.No
			r.Transcription, r.Scribe = consult.CaptureOff, consult.CaptureOff
		})},
		{"the right to record is nothing without a recorder", decoded[livekit.Claims](`{"video":{"roomRecord":true}}`), func(d *livekit.Deployment) { d.Egress = consult.No },
			but(func(r *consult.Room) {
				r.Recording, r.RecordingAuthority = consult.RecordingOff, consult.AuthorityNobody
			})},
		{"the right to record is the participant's, whomever the application records for", decoded[livekit.Claims](`{"video":{"roomRecord":true}}`),
			func(d *livekit.Deployment) { d.Recorders = consult.AuthorityNobody },
			but(func(r *consult.Room) { r.RecordingAuthority = consult.AuthorityParticipants })},
		{"whether an egress service is connected is not known", absent, func(d *livekit.Deployment) { d.Egress, d.Agents = consult.Unknown, consult.No },
			but(func(r *consult.Room) {
				r.ServerCapture, r.Transcription, r.Scribe = consult.Unknown, consult.CaptureOff, consult.CaptureOff
			})},
		{"the application records for nobody", absent, func(d *livekit.Deployment) { d.Recorders = consult.AuthorityNobody }, but(func(r *consult.Room) {
			r.Recording, r.RecordingAuthority = consult.RecordingOff, consult.AuthorityNobody
		})},
		{"the application records for anybody", absent, func(d *livekit.Deployment) { d.Recorders = consult.AuthorityParticipants },
			but(func(r *consult.Room) { r.RecordingAuthority = consult.AuthorityParticipants })},
		{"for whom the application records is not said", absent, func(d *livekit.Deployment) { d.Recorders = consult.AuthorityUnknown }, but(func(r *consult.Room) {
			r.Recording, r.RecordingAuthority = consult.RecordingUnknown, consult.AuthorityUnknown
		})},
		{"what agents do is not said", absent, func(d *livekit.Deployment) {
			d.Transcription, d.Scribe = consult.CaptureUnknown, consult.CaptureUnknown
		}, but(func(r *consult.Room) { r.Transcription, r.Scribe = consult.CaptureUnknown, consult.CaptureUnknown })},
		{"telephones come in", absent, func(d *livekit.Deployment) { d.Gateways = consult.Yes }, but(func(r *consult.Room) { r.Encryption = consult.EncryptionUnknown })},
		{"whether telephones come in is not known", absent, func(d *livekit.Deployment) { d.Gateways = consult.Unknown },
			but(func(r *consult.Room) { r.Encryption = consult.EncryptionUnknown })},
		{"an agent is sent, although none is registered", decoded[livekit.Configuration](`{"agents":[{}]}`), func(d *livekit.Deployment) { d.Egress, d.Agents = consult.No, consult.No },
			but(func(r *consult.Room) {
				r.Recording, r.RecordingAuthority, r.ServerCapture = consult.RecordingOff, consult.AuthorityNobody, consult.Unknown
				r.Transcription, r.Scribe = consult.CaptureUnknown, consult.CaptureUnknown
			})},
	} {
		d := deployed
		row.change(&d)
		row.want.Observed = consult.Observed{Source: "livekit", At: consulttest.Now}
		assert.Equal(t, row.want, livekit.Facts(row.of, d, consulttest.Now), row.why)
	}
}
