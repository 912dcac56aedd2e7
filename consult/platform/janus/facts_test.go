package janus_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/janus"
)

// safest is a request as Open makes it, and listed the entry that version 1.1.2 lists for it, with the
// members that no fact depends on.
const (
	safest = `{"request":"create","room":1,"is_private":true,"secret":"s","pin":"p","allowed":["a","b"],` +
		`"require_pvtid":true,"require_e2ee":false,"record":false,"rec_dir":"/dev/null","lock_record":true}`
	listed = `{"room":1,"description":"Room 1","pin_required":true,"is_private":true,"max_publishers":3,"bitrate":0,"fir_freq":0,` +
		`"require_pvtid":true,"require_e2ee":false,"dummy_publisher":false,"notify_joining":false,"audiocodec":"opus","videocodec":"vp8",` +
		`"opus_fec":true,"record":false,"rec_dir":"/dev/null","lock_record":true,"num_participants":0,"audiolevel_ext":true,` +
		`"audiolevel_event":false,"videoorient_ext":true,"playoutdelay_ext":true,"transport_wide_cc_ext":true}`
)

// facts is what both of them prove, but for how people get in.
func facts() consult.Room {
	return consult.Room{
		Observed:  consult.Observed{Source: janus.Source, At: consulttest.Now},
		Recording: consult.RecordingOnRequest, RecordingAuthority: consult.AuthorityHost,
		Transcription: consult.CaptureOnRequest, Scribe: consult.CaptureOnRequest,
		Encryption: consult.EncryptionTransport, ServerCapture: consult.Yes,
		Visibility: consult.VisibilityPrivate,
	}
}

// endToEnd makes the facts those of a room with require_e2ee.
func endToEnd(r *consult.Room) {
	r.Encryption, r.ServerCapture = consult.EncryptionEndToEnd, consult.No
	r.Transcription, r.Scribe = consult.CaptureOff, consult.CaptureOff
}

func TestFactsOfARequest(t *testing.T) {
	t.Parallel()
	rows := []struct {
		why      string
		old, new string // what is changed in the request
		want     func(*consult.Room)
	}{
		{"as it is", ``, ``, func(*consult.Room) {}},
		{"record absent: Janus's default is false", `"record":false,`, ``, func(*consult.Room) {}},
		{"record null: Janus refuses it", `"record":false`, `"record":null`, func(r *consult.Room) {
			r.Recording = consult.RecordingUnknown
		}},
		{"record true: everything is recorded from the start", `"record":false`, `"record":true`, func(r *consult.Room) {
			r.Recording = consult.RecordingAutomatic
		}},
		{"lock_record absent: anybody may record", `,"lock_record":true`, ``, func(r *consult.Room) {
			r.RecordingAuthority = consult.AuthorityParticipants
		}},
		{"lock_record null: Janus refuses it", `"lock_record":true`, `"lock_record":null`, func(r *consult.Room) {
			r.RecordingAuthority = consult.AuthorityUnknown
		}},
		{"lock_record false: anybody may record", `"lock_record":true`, `"lock_record":false`, func(r *consult.Room) {
			r.RecordingAuthority = consult.AuthorityParticipants
		}},
		{"secret absent: a lock without a key", `"secret":"s",`, ``, func(r *consult.Room) {
			r.RecordingAuthority = consult.AuthorityParticipants
		}},
		{"secret empty: a lock without a key", `"secret":"s"`, `"secret":""`, func(r *consult.Room) {
			r.RecordingAuthority = consult.AuthorityParticipants
		}},
		{"secret null: Janus refuses it", `"secret":"s"`, `"secret":null`, func(r *consult.Room) {
			r.RecordingAuthority = consult.AuthorityUnknown
		}},
		{"rec_dir absent: participants may record themselves", `"rec_dir":"/dev/null",`, ``, func(r *consult.Room) {
			r.RecordingAuthority = consult.AuthorityParticipants
		}},
		{"rec_dir null: Janus refuses it, and there is no folder that cannot be", `"rec_dir":"/dev/null"`, `"rec_dir":null`, func(r *consult.Room) {
			r.RecordingAuthority = consult.AuthorityParticipants
		}},
		{"rec_dir a folder: participants may record themselves", `"rec_dir":"/dev/null"`, `"rec_dir":"/var/recordings"`, func(r *consult.Room) {
			r.RecordingAuthority = consult.AuthorityParticipants
		}},
		{"require_e2ee absent: Janus's default is false", `"require_e2ee":false,`, ``, func(*consult.Room) {}},
		{"require_e2ee null: Janus refuses it", `"require_e2ee":false`, `"require_e2ee":null`, func(r *consult.Room) {
			r.Encryption, r.ServerCapture = consult.EncryptionUnknown, consult.Unknown
		}},
		{"require_e2ee true: Janus turns others away", `"require_e2ee":false`, `"require_e2ee":true`, endToEnd},
		{"end-to-end encrypted and recorded: the server captures", `"require_e2ee":false,"record":false`, `"require_e2ee":true,"record":true`, func(r *consult.Room) {
			endToEnd(r)
			r.Recording, r.ServerCapture = consult.RecordingAutomatic, consult.Yes
		}},
		{"is_private absent: everybody is told of the room", `"is_private":true,`, ``, func(r *consult.Room) {
			r.Visibility = consult.VisibilityPublic
		}},
		{"is_private null: Janus refuses it", `"is_private":true`, `"is_private":null`, func(r *consult.Room) {
			r.Visibility = consult.VisibilityUnknown
		}},
		{"is_private false: everybody is told of the room", `"is_private":true`, `"is_private":false`, func(r *consult.Room) {
			r.Visibility = consult.VisibilityPublic
		}},
		{"pin absent: tokens are asked for, but whether the room can be found is not known", `"pin":"p",`, ``, func(r *consult.Room) {
			r.Visibility = consult.VisibilityUnknown
		}},
		{"pin null: Janus refuses it", `"pin":"p"`, `"pin":null`, func(r *consult.Room) {
			r.Visibility, r.Admission = consult.VisibilityUnknown, consult.AdmissionUnknown
		}},
		{"require_pvtid absent: subscribers need the pin", `"require_pvtid":true,`, ``, func(*consult.Room) {}},
		{"require_pvtid null: Janus refuses it", `"require_pvtid":true`, `"require_pvtid":null`, func(r *consult.Room) {
			r.Admission = consult.AdmissionUnknown
		}},
		{"neither pin nor require_pvtid: subscribers need nothing", `"pin":"p","allowed":["a","b"],"require_pvtid":true`, `"allowed":["a","b"]`, func(r *consult.Room) {
			r.Visibility, r.Admission = consult.VisibilityUnknown, consult.AdmissionLink
		}},
		{"allowed absent: the pin is shared by all", `"allowed":["a","b"],`, ``, func(r *consult.Room) {
			r.Admission = consult.AdmissionLink
		}},
		{"allowed empty: the pin is shared by all", `["a","b"]`, `[]`, func(r *consult.Room) {
			r.Admission = consult.AdmissionLink
		}},
		{"allowed null: Janus refuses it", `["a","b"]`, `null`, func(r *consult.Room) {
			r.Admission = consult.AdmissionUnknown
		}},
		{"a token that is empty: it is nobody's", `["a","b"]`, `["a",""]`, func(r *consult.Room) {
			r.Admission = consult.AdmissionLink
		}},
		{"an empty request: Janus's defaults, of which none is safe", safest, `{}`, func(r *consult.Room) {
			r.RecordingAuthority, r.Visibility, r.Admission = consult.AuthorityParticipants, consult.VisibilityPublic, consult.AdmissionLink
		}},
	}
	for _, row := range rows {
		t.Run(row.why, func(t *testing.T) {
			t.Parallel()
			require.True(t, row.old == "" || strings.Contains(safest, row.old), "the row changes nothing")
			request, err := janus.DecodeRequest([]byte(strings.Replace(safest, row.old, row.new, 1)))
			require.NoError(t, err)
			want := facts()
			want.Admission = consult.AdmissionNamedGuests
			row.want(&want)
			assert.Equal(t, want, request.Facts(consulttest.Now))
		})
	}
}

func TestFactsOfARoom(t *testing.T) {
	t.Parallel()
	rows := []struct {
		why      string
		old, new string // what is changed in the entry
		change   func(*janus.Room)
		want     func(*consult.Room)
	}{
		{"as it is", ``, ``, nil, func(*consult.Room) {}},
		{"record absent", `"record":false,`, ``, nil, func(r *consult.Room) { r.Recording = consult.RecordingUnknown }},
		{"record null", `"record":false`, `"record":null`, nil, func(r *consult.Room) { r.Recording = consult.RecordingUnknown }},
		{"record true", `"record":false`, `"record":true`, nil, func(r *consult.Room) { r.Recording = consult.RecordingAutomatic }},
		{"lock_record absent", `"lock_record":true,`, ``, nil, func(r *consult.Room) { r.RecordingAuthority = consult.AuthorityUnknown }},
		{"lock_record null", `"lock_record":true`, `"lock_record":null`, nil, func(r *consult.Room) { r.RecordingAuthority = consult.AuthorityUnknown }},
		{"lock_record false", `"lock_record":true`, `"lock_record":false`, nil, func(r *consult.Room) { r.RecordingAuthority = consult.AuthorityParticipants }},
		{"rec_dir absent: the room has none", `"rec_dir":"/dev/null",`, ``, nil, func(r *consult.Room) { r.RecordingAuthority = consult.AuthorityParticipants }},
		{"rec_dir a folder", `"/dev/null"`, `"/var/recordings"`, nil, func(r *consult.Room) { r.RecordingAuthority = consult.AuthorityParticipants }},
		{"the room has no secret", ``, ``, func(r *janus.Room) { r.Guarded = platform.Given(false) }, func(r *consult.Room) { r.RecordingAuthority = consult.AuthorityParticipants }},
		{"whether it has one was not asked", ``, ``, func(r *janus.Room) { r.Guarded = platform.Field[bool]{} }, func(r *consult.Room) { r.RecordingAuthority = consult.AuthorityUnknown }},
		{"require_e2ee absent", `"require_e2ee":false,`, ``, nil, func(r *consult.Room) {
			r.Encryption, r.ServerCapture = consult.EncryptionUnknown, consult.Unknown
		}},
		{"require_e2ee null", `"require_e2ee":false`, `"require_e2ee":null`, nil, func(r *consult.Room) {
			r.Encryption, r.ServerCapture = consult.EncryptionUnknown, consult.Unknown
		}},
		{"require_e2ee true", `"require_e2ee":false`, `"require_e2ee":true`, nil, endToEnd},
		{"require_e2ee true, and record absent", `"require_e2ee":false,"dummy_publisher":false,"notify_joining":false,"audiocodec":"opus","videocodec":"vp8","opus_fec":true,"record":false`, `"require_e2ee":true`, nil, func(r *consult.Room) {
			endToEnd(r)
			r.Recording, r.ServerCapture = consult.RecordingUnknown, consult.Unknown
		}},
		{"is_private absent", `"is_private":true,`, ``, nil, func(r *consult.Room) { r.Visibility = consult.VisibilityUnknown }},
		{"is_private null", `"is_private":true`, `"is_private":null`, nil, func(r *consult.Room) { r.Visibility = consult.VisibilityUnknown }},
		{"is_private false", `"is_private":true`, `"is_private":false`, nil, func(r *consult.Room) { r.Visibility = consult.VisibilityPublic }},
		{"pin_required absent", `"pin_required":true,`, ``, nil, func(r *consult.Room) { r.Visibility = consult.VisibilityUnknown }},
		{"pin_required false: who guesses the id may get in", `"pin_required":true`, `"pin_required":false`, nil, func(r *consult.Room) { r.Visibility = consult.VisibilityUnknown }},
		{"forwarders were not asked for", ``, ``, func(r *janus.Room) { r.Forwarders = platform.Field[int]{} }, func(r *consult.Room) {
			r.Transcription, r.Scribe = consult.CaptureUnknown, consult.CaptureUnknown
		}},
		{"something is being forwarded", ``, ``, func(r *janus.Room) { r.Forwarders = platform.Given(1) }, func(r *consult.Room) {
			r.Transcription, r.Scribe = consult.CaptureUnknown, consult.CaptureUnknown
		}},
		{"an empty entry", listed, `{}`, nil, func(r *consult.Room) {
			*r = consult.Room{Observed: r.Observed, Transcription: r.Transcription, Scribe: r.Scribe}
		}},
	}
	for _, row := range rows {
		t.Run(row.why, func(t *testing.T) {
			t.Parallel()
			require.True(t, row.old == "" || strings.Contains(listed, row.old), "the row changes nothing")
			room, err := janus.DecodeRoom([]byte(strings.Replace(listed, row.old, row.new, 1)))
			require.NoError(t, err)
			room.Guarded, room.Forwarders = platform.Given(true), platform.Given(0)
			if row.change != nil {
				row.change(&room)
			}
			want := facts()
			row.want(&want)
			assert.Equal(t, want, room.Facts(consulttest.Now))
		})
	}
}
