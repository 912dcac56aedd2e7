package zoom_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform/zoom"
)

func TestRoomOfTheSample(t *testing.T) {
	t.Parallel()
	want := consult.Room{
		Observed:      consult.Observed{Source: "zoom-api", At: consulttest.Now},
		Recording:     consult.RecordingOnRequest,
		Scribe:        consult.CaptureOnRequest,
		Encryption:    consult.EncryptionTransport,
		ServerCapture: consult.Yes,
		Visibility:    consult.VisibilityPrivate,
		Admission:     consult.AdmissionWaitingRoom,
	}
	assert.Equal(t, want, decoded(t, sample).Room(zoom.User{}, consulttest.Now), "without the host's settings, who records and what becomes of captions is unknown")
	want.RecordingAuthority, want.Transcription, want.Scribe = consult.AuthorityNobody, consult.CaptureOff, consult.CaptureOff
	assert.Equal(t, want, decoded(t, sample).Room(decodedUser(t, host), consulttest.Now))
}

// TestMeetingFacts says of each setting of a meeting, absent, null and with each value, what it proves.
func TestMeetingFacts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why, settings string
		fact          func(consult.Room) string
		want          string
	}{
		{"the host's default decides, which is not in it", `{}`, recording, "unknown"},
		{"null", `{"auto_recording":null}`, recording, "unknown"},
		{"none", `{"auto_recording":"none"}`, recording, "on-request"},
		{"in the cloud, by itself", `{"auto_recording":"cloud"}`, recording, "automatic"},
		{"on the host's computer, by itself", `{"auto_recording":"local"}`, recording, "automatic"},
		{"no word", `{"auto_recording":""}`, recording, "unknown"},
		{"a word of tomorrow", `{"auto_recording":"on_premise"}`, recording, "unknown"},
		{"another spelling", `{"auto_recording":"None"}`, recording, "unknown"},

		{"AI Companion: not said", `{}`, scribe, "unknown"},
		{"one of two", `{"auto_start_meeting_summary":false}`, scribe, "unknown"},
		{"null", `{"auto_start_meeting_summary":false,"auto_start_ai_companion_questions":null}`, scribe, "unknown"},
		{"neither", `{"auto_start_meeting_summary":false,"auto_start_ai_companion_questions":false}`, scribe, "on-request"},
		{"a summary", `{"auto_start_meeting_summary":true,"auto_start_ai_companion_questions":false}`, scribe, "automatic"},
		{"it listens", `{"auto_start_ai_companion_questions":true}`, scribe, "automatic"},

		{"not said", `{}`, encryption, "unknown"},
		{"null", `{"encryption_type":null}`, encryption, "unknown"},
		{"as far as Zoom", `{"encryption_type":"enhanced_encryption"}`, encryption, "transport"},
		{"from end to end", `{"encryption_type":"e2ee"}`, encryption, "end-to-end"},
		{"a word of tomorrow", `{"encryption_type":"mls"}`, encryption, "unknown"},
		{"Zoom's servers can be asked to", `{"encryption_type":"enhanced_encryption"}`, capture, "yes"},
		{"they cannot, as far as it says", `{"encryption_type":"e2ee"}`, capture, "unknown"},
		{"it says both", `{"encryption_type":"e2ee","auto_recording":"cloud"}`, capture, "yes"},
		{"it says both", `{"encryption_type":"e2ee","auto_start_meeting_summary":true}`, capture, "yes"},

		{"not said", `{}`, admission, "unknown"},
		{"null", `{"waiting_room":null,"join_before_host":false}`, admission, "unknown"},
		{"no waiting room", `{"waiting_room":false}`, admission, "link"},
		{"who waits is not said", `{"waiting_room":true,"join_before_host":false}`, admission, "unknown"},
		{"who waits is elsewhere", `{"waiting_room":true,"join_before_host":false,"waiting_room_options":{"mode":"follow_setting","who_goes_to_waiting_room":"everyone"}}`, admission, "unknown"},
		{"everyone waits", `{"waiting_room":true,"join_before_host":false,"waiting_room_options":{"mode":"custom","who_goes_to_waiting_room":"everyone"}}`, admission, "waiting-room"},
		{"an invited patient walks in", `{"waiting_room":true,"join_before_host":false,"waiting_room_options":{"mode":"custom","who_goes_to_waiting_room":"users_not_on_invite"}}`, admission, "named-guests"},
		{"the account walks in", `{"waiting_room":true,"join_before_host":false,"waiting_room_options":{"mode":"custom","who_goes_to_waiting_room":"users_not_in_account"}}`, admission, "link"},
		{"and some domains", `{"waiting_room":true,"join_before_host":false,"waiting_room_options":{"mode":"custom","who_goes_to_waiting_room":"users_not_in_account_or_whitelisted_domains"}}`, admission, "link"},
		{"a word of tomorrow", `{"waiting_room":true,"join_before_host":false,"waiting_room_options":{"mode":"custom","who_goes_to_waiting_room":"nobody"}}`, admission, "unknown"},
		{"custom, and no more", `{"waiting_room":true,"join_before_host":false,"waiting_room_options":{"mode":"custom"}}`, admission, "unknown"},
		{"null", `{"waiting_room":true,"join_before_host":false,"waiting_room_options":null}`, admission, "unknown"},
		{"without the host", `{"waiting_room":true,"join_before_host":true,"waiting_room_options":{"mode":"custom","who_goes_to_waiting_room":"everyone"}}`, admission, "link"},
		{"perhaps without the host", `{"waiting_room":true,"join_before_host":null,"waiting_room_options":{"mode":"custom","who_goes_to_waiting_room":"everyone"}}`, admission, "unknown"},
		{"perhaps without the host", `{"waiting_room":true,"waiting_room_options":{"mode":"custom","who_goes_to_waiting_room":"everyone"}}`, admission, "unknown"},
	} {
		m := decoded(t, `{"settings":`+test.settings+`}`)
		assert.Equal(t, test.want, test.fact(m.Room(zoom.User{}, consulttest.Now)), "%s: %s", test.settings, test.why)
	}
	beside := decoded(t, `{"auto_recording":"none","waiting_room":false,"settings":null}`).Room(zoom.User{}, consulttest.Now)
	assert.Equal(t, consult.RecordingUnknown, beside.Recording, "what stands beside the settings is no setting")
	assert.Equal(t, consult.AdmissionUnknown, beside.Admission)
}

func recording(r consult.Room) string     { return r.Recording.String() }
func authority(r consult.Room) string     { return r.RecordingAuthority.String() }
func transcription(r consult.Room) string { return r.Transcription.String() }
func scribe(r consult.Room) string        { return r.Scribe.String() }
func encryption(r consult.Room) string    { return r.Encryption.String() }
func capture(r consult.Room) string       { return r.ServerCapture.String() }
func admission(r consult.Room) string     { return r.Admission.String() }

func TestVisibility(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ why, text, want string }{
		{"nothing said", `{}`, "unknown"},
		{"a meeting of its own, with a passcode", `{"type":2,"password":"x","settings":{"use_pmi":false}}`, "private"},
		{"an instant one", `{"type":1,"password":"x","settings":{"use_pmi":false}}`, "private"},
		{"recurring: the number is that of others", `{"type":3,"password":"x","settings":{"use_pmi":false}}`, "unknown"},
		{"recurring, at a fixed time", `{"type":8,"password":"x","settings":{"use_pmi":false}}`, "unknown"},
		{"the host's personal room", `{"type":2,"password":"x","settings":{"use_pmi":true}}`, "public"},
		{"the host's personal room", `{"type":4,"password":"x","settings":{"use_pmi":false}}`, "public"},
		{"no passcode", `{"type":2,"password":"","settings":{"use_pmi":false}}`, "public"},
		{"perhaps no passcode", `{"type":2,"settings":{"use_pmi":false}}`, "unknown"},
		{"perhaps no passcode", `{"type":2,"password":null,"settings":{"use_pmi":false}}`, "unknown"},
		{"perhaps the personal room", `{"type":2,"password":"x","settings":{"use_pmi":null}}`, "unknown"},
		{"a kind of tomorrow", `{"type":11,"password":"x","settings":{"use_pmi":false}}`, "unknown"},
	} {
		assert.Equal(t, test.want, decoded(t, test.text).Room(zoom.User{}, consulttest.Now).Visibility.String(), "%s: %s", test.text, test.why)
	}
}

// TestHostFacts says what the host's settings add to a strict meeting.
func TestHostFacts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why, host string
		fact      func(consult.Room) string
		want      string
	}{
		{"not read", `{}`, recording, "on-request"},
		{"none, like the meeting", `{"recording":{"auto_recording":"none"}}`, recording, "on-request"},
		{"the default may be locked", `{"recording":{"auto_recording":"cloud"}}`, recording, "unknown"},
		{"the default may be locked", `{"recording":{"auto_recording":"local"}}`, recording, "unknown"},
		{"a word of tomorrow", `{"recording":{"auto_recording":"x"}}`, recording, "unknown"},
		{"null", `{"recording":{"auto_recording":null}}`, recording, "on-request"},

		{"not read", `{}`, authority, "unknown"},
		{"null", `{"recording":null}`, authority, "unknown"},
		{"null", `{"recording":{"local_recording":null,"cloud_recording":false}}`, authority, "unknown"},
		{"hosts and participants", `{"recording":{"local_recording":true,"cloud_recording":false}}`, authority, "participants"},
		{"hosts alone", `{"recording":{"local_recording":false,"cloud_recording":true}}`, authority, "host"},
		{"hosts alone, or nobody", `{"recording":{"local_recording":false}}`, authority, "host"},
		{"nobody", `{"recording":{"local_recording":false,"cloud_recording":false}}`, authority, "nobody"},

		{"not read", `{}`, transcription, "unknown"},
		{"captions are not said", `{"recording":{"recording_audio_transcript":false}}`, transcription, "unknown"},
		{"transcripts are not said", `{"in_meeting":{"manual_captioning":{"auto_generated_captions":false,"manual_captions":false,"third_party_captioning_service":false}}}`, transcription, "unknown"},
		{"none of either", `{"recording":{"recording_audio_transcript":false},"in_meeting":{"manual_captioning":{"auto_generated_captions":false,"manual_captions":false,"third_party_captioning_service":false}}}`, transcription, "off"},
		{"captions that nothing keeps", `{"recording":{"recording_audio_transcript":false},"in_meeting":{"manual_captioning":{"auto_generated_captions":true,"full_transcript":false,"save_captions":false,"third_party_captioning_service":false}}}`, transcription, "transient"},
		{"captions that somebody may save", `{"recording":{"recording_audio_transcript":false},"in_meeting":{"manual_captioning":{"auto_generated_captions":true,"full_transcript":false,"save_captions":true,"third_party_captioning_service":false}}}`, transcription, "unknown"},
		{"captions that go elsewhere", `{"recording":{"recording_audio_transcript":false},"in_meeting":{"manual_captioning":{"full_transcript":false,"save_captions":false,"third_party_captioning_service":true}}}`, transcription, "unknown"},
		{"a transcript of recordings", `{"recording":{"recording_audio_transcript":true},"in_meeting":{"manual_captioning":{"auto_generated_captions":false,"manual_captions":false,"third_party_captioning_service":false}}}`, transcription, "unknown"},

		{"not read", `{}`, scribe, "on-request"},
		{"AI Companion cannot be used", `{"in_meeting":{"meeting_summary_with_ai_companion":{"enable":false},"ai_companion_questions":{"enable":false}}}`, scribe, "off"},
		{"half of it can", `{"in_meeting":{"meeting_summary_with_ai_companion":{"enable":false},"ai_companion_questions":{"enable":true}}}`, scribe, "on-request"},
	} {
		room := decoded(t, sample).Room(decodedUser(t, test.host), consulttest.Now)
		assert.Equal(t, test.want, test.fact(room), "%s: %s", test.host, test.why)
	}

	companion := decoded(t, `{"settings":{"auto_start_meeting_summary":true}}`)
	assert.Equal(t, consult.CaptureAutomatic, companion.Room(decodedUser(t, host), consulttest.Now).Scribe, "the host's settings do not mend what the meeting says")
	private := decoded(t, `{"settings":{"encryption_type":"e2ee","auto_recording":"none"}}`)
	assert.Equal(t, consult.No, private.Room(decodedUser(t, host), consulttest.Now).ServerCapture, "nothing can be captured, and nobody could read it")
}
