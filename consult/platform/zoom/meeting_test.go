package zoom_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/zoom"
)

// sample has members of a meeting as Zoom's own types name them, MeetingsGetMeetingResponse in
// github.com/zoom/rivet-javascript, meetings/meetings.d.ts, with values of the enumerations there.
const sample = `{
	"host_email": "host@example.com", "host_id": "x1yCzABCDEfg23HiJKl4mN", "id": 85746065, "uuid": "4444AAAiAAAAAiAiAiiAii==",
	"topic": "Consultation", "type": 2, "start_time": "2026-05-11T12:00:00Z", "duration": 30, "timezone": "Europe/London", "status": "waiting",
	"join_url": "https://example.zoom.us/j/85746065?pwd=abc", "start_url": "https://example.zoom.us/s/85746065?zak=xyz", "password": "123456",
	"settings": {
		"alternative_hosts": "", "approval_type": 2, "audio": "both", "auto_recording": "none", "cn_meeting": false,
		"encryption_type": "enhanced_encryption", "global_dial_in_numbers": [{"country": "GB", "number": "+44 555 0100", "type": "toll"}],
		"host_video": true, "in_meeting": false, "jbh_time": 0, "join_before_host": false, "meeting_authentication": false,
		"use_pmi": false, "waiting_room": true, "waiting_room_options": {"mode": "custom", "who_goes_to_waiting_room": "everyone"},
		"auto_start_meeting_summary": false, "who_will_receive_summary": 1, "auto_start_ai_companion_questions": false
	}
}`

// host has members of a user's settings, UsersGetUserSettingsResponse in users/users.d.ts beside it.
const host = `{
	"schedule_meeting": {"join_before_host": false, "use_pmi_for_scheduled_meetings": false},
	"recording": {"auto_recording": "none", "local_recording": false, "cloud_recording": false, "recording_audio_transcript": false},
	"in_meeting": {
		"waiting_room": true,
		"manual_captioning": {"allow_to_type": false, "auto_generated_captions": false, "full_transcript": false, "manual_captions": false, "save_captions": false, "third_party_captioning_service": false},
		"meeting_summary_with_ai_companion": {"enable": false, "auto_enable": false},
		"ai_companion_questions": {"enable": false, "auto_enable": false}
	}
}`

func decoded(t *testing.T, text string) zoom.Meeting {
	t.Helper()
	m, err := zoom.Decode([]byte(text))
	require.NoError(t, err, text)
	return m
}

func decodedUser(t *testing.T, text string) zoom.User {
	t.Helper()
	u, err := zoom.DecodeUser([]byte(text))
	require.NoError(t, err, text)
	return u
}

func TestDecodeReadsTheSample(t *testing.T) {
	t.Parallel()
	m := decoded(t, sample)
	assert.Equal(t, zoom.Meeting{
		ID: platform.Given(int64(85746065)), Type: platform.Given(2), Passcode: platform.Given(zoom.Present(true)),
		JoinURL: platform.Given("https://example.zoom.us/j/85746065?pwd=abc"), StartURL: platform.Given("https://example.zoom.us/s/85746065?zak=xyz"),
		Settings: platform.Given(zoom.Strict()),
	}, m)
	m.JoinURL, m.StartURL = platform.Field[string]{}, platform.Field[string]{}
	assert.NotContains(t, fmt.Sprintf("%+v", m), "123456", "the passcode is not kept")
	assert.Equal(t, platform.Given(zoom.Present(false)), decoded(t, `{"password":""}`).Passcode)
	assert.True(t, decoded(t, `{"password":null}`).Passcode.IsNull())
}

// hostile are documents that Zoom does not send.
var hostile = []struct {
	why, text string
	want      error
}{
	{"nothing", ``, platform.ErrMalformed},
	{"the sample, cut off", sample[:len(sample)/2], platform.ErrMalformed},
	{"the sample, twice", sample + sample, platform.ErrMalformed},
	{"settings twice", `{"settings":{"auto_recording":"none"},"settings":{"auto_recording":"cloud"}}`, platform.ErrMalformed},
	{"a setting twice, once escaped", `{"settings":{"auto_recording":"none","auto\u005frecording":"cloud"}}`, platform.ErrMalformed},
	{"not UTF-8", "{\"join_url\":\"\xff\"}", platform.ErrMalformed},
	{"a number as text", `{"id":"85746065"}`, platform.ErrMistyped},
	{"a number that is none of a meeting", `{"id":1e99}`, platform.ErrMistyped},
	{"half a meeting", `{"id":0.5}`, platform.ErrMistyped},
	{"a passcode that is a number", `{"password":123456}`, platform.ErrMistyped},
	{"text for a flag", `{"settings":{"waiting_room":"true"}}`, platform.ErrMistyped},
	{"a number for a flag", `{"settings":{"join_before_host":0}}`, platform.ErrMistyped},
	{"a flag for a word", `{"settings":{"auto_recording":false}}`, platform.ErrMistyped},
	{"a list for settings", `{"settings":[]}`, platform.ErrMistyped},
	{"too deep", `{"occurrences":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`, platform.ErrTooDeep},
	{"64 KiB of brackets", strings.Repeat("[", 64<<10), platform.ErrTooDeep},
	{"more than 64 KiB", `{"agenda":"` + strings.Repeat("x", 64<<10) + `"}`, platform.ErrTooLong},
}

func TestDecodeRefusesHostileDocuments(t *testing.T) {
	t.Parallel()
	for _, test := range hostile {
		m, err := zoom.Decode([]byte(test.text))
		assert.ErrorIs(t, err, test.want, test.why)
		assert.Zero(t, m, test.why)
	}
	for why, text := range map[string]string{
		"twice":  `{"recording":{"local_recording":false,"local_recording":true}}`,
		"a word": `{"recording":"off"}`,
		"text":   `{"in_meeting":{"manual_captioning":{"save_captions":"false"}}}`,
	} {
		u, err := zoom.DecodeUser([]byte(text))
		assert.Error(t, err, why)
		assert.Zero(t, u, why)
	}
}

// FuzzDecode holds that what a meeting says in so many words is never read as something safer.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(sample), []byte(host))
	f.Add([]byte(`{"settings":null}`), []byte(`{"recording":null,"in_meeting":{"manual_captioning":null}}`))
	for _, test := range hostile {
		f.Add([]byte(test.text), []byte(host))
	}
	f.Fuzz(func(t *testing.T, meeting, user []byte) {
		m, err := zoom.Decode(meeting)
		if err != nil {
			assert.Zero(t, m)
		}
		u, err := zoom.DecodeUser(user)
		if err != nil {
			assert.Zero(t, u)
		}
		alone, room := m.Room(zoom.User{}, consulttest.Now), m.Room(u, consulttest.Now)
		settings := m.Settings.Or(zoom.Settings{})
		assert.Empty(t, settings.Differs(settings))
		if settings.AutoRecording.Or("") != "none" {
			assert.NotContains(t, []consult.Recording{consult.RecordingOff, consult.RecordingOnRequest}, room.Recording)
		}
		if room.Recording != alone.Recording {
			assert.Equal(t, consult.RecordingUnknown, room.Recording, "the host's settings make it worse, or nothing")
		}
		if settings.AutoStartSummary.Or(false) || settings.AutoStartQuestions.Or(false) {
			assert.Equal(t, consult.CaptureAutomatic, room.Scribe)
		}
		if !settings.WaitingRoom.Or(false) {
			assert.NotEqual(t, consult.AdmissionWaitingRoom, room.Admission)
		}
		assert.Zero(t, alone.RecordingAuthority)
		assert.Zero(t, alone.Transcription)
	})
}
