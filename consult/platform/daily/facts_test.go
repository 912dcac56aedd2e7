package daily_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform/daily"
)

func TestFactsOfTheSample(t *testing.T) {
	t.Parallel()
	want := consult.Room{
		Observed:      consult.Observed{Source: "daily-api", At: consulttest.Now},
		Encryption:    consult.EncryptionTransport,
		ServerCapture: consult.Yes,
		Visibility:    consult.VisibilityPublic,
		Admission:     consult.AdmissionLink,
	}
	assert.Equal(t, want, decoded(t, sample).Facts(daily.Domain{}, consulttest.Now), "what it leaves out is as the domain has it, which was not read")
	want.Recording, want.RecordingAuthority, want.Transcription = consult.RecordingOff, consult.AuthorityNobody, consult.CaptureOnRequest
	assert.Equal(t, want, decoded(t, sample).Facts(decodedDomain(t, domain), consulttest.Now), "and the domain has it as Daily does")
}

// TestFacts says of each setting, of the room and of its domain, absent, null and with each value, what it proves.
func TestFacts(t *testing.T) {
	t.Parallel()
	const unread = ""
	for _, test := range []struct {
		why, room, domain string
		fact              func(consult.Room) string
		want              string
	}{
		{"as the domain has it, which was not read", `{}`, unread, recording, "unknown"},
		{"null falls back as well", `{"enable_recording":null}`, unread, recording, "unknown"},
		{"not said by either: Daily does not", `{}`, `{}`, recording, "off"},
		{"null in both", `{"enable_recording":null}`, `{"enable_recording":null}`, recording, "off"},
		{"the domain does", `{}`, `{"enable_recording":"cloud"}`, recording, "on-request"},
		{"null falls back to a domain that does", `{"enable_recording":null}`, `{"enable_recording":"cloud"}`, recording, "on-request"},
		{"the room's own goes before it", `{"enable_recording":false}`, `{"enable_recording":"cloud"}`, recording, "off"},
		{"the room's own, whatever the domain", `{"enable_recording":false}`, unread, recording, "off"},
		{"in the cloud", `{"enable_recording":"cloud"}`, `{}`, recording, "on-request"},
		{"the sound, in the cloud", `{"enable_recording":"cloud-audio-only"}`, `{}`, recording, "on-request"},
		{"by each participant", `{"enable_recording":"local"}`, `{}`, recording, "on-request"},
		{"each apart", `{"enable_recording":"raw-tracks"}`, `{}`, recording, "on-request"},
		{"a mode of tomorrow", `{"enable_recording":"always"}`, `{}`, recording, "unknown"},
		{"true is no mode", `{"enable_recording":true}`, `{}`, recording, "unknown"},
		{"an alert starts it", `{"enable_recording":false}`, `{"intercom_auto_record":true}`, recording, "automatic"},
		{"no alert starts it", `{"enable_recording":false}`, `{"intercom_auto_record":false}`, recording, "off"},

		{"not known", `{}`, unread, authority, "unknown"},
		{"nobody", `{"enable_recording":false}`, unread, authority, "nobody"},
		{"in a room that allows it, anybody", `{"enable_recording":"cloud"}`, unread, authority, "participants"},
		{"in a domain that allows it, anybody", `{}`, `{"enable_recording":"raw-tracks"}`, authority, "participants"},
		{"a mode of tomorrow", `{"enable_recording":"always"}`, unread, authority, "participants"},

		{"not known", `{}`, unread, transcription, "unknown"},
		{"null", `{"auto_start_transcription":null}`, unread, transcription, "unknown"},
		{"not by itself; an owner can", `{"auto_start_transcription":false}`, unread, transcription, "on-request"},
		{"not by itself, by default", `{}`, `{}`, transcription, "on-request"},
		{"by itself, and who keeps it is not known", `{"auto_start_transcription":true}`, unread, transcription, "automatic"},
		{"by itself, and kept", `{"auto_start_transcription":true,"enable_transcription_storage":true}`, `{}`, transcription, "automatic"},
		{"by itself, and kept by the domain", `{"auto_start_transcription":true}`, `{"enable_transcription_storage":true}`, transcription, "automatic"},
		{"by itself, and not kept", `{"auto_start_transcription":true}`, `{}`, transcription, "transient"},
		{"the domain, by itself", `{}`, `{"auto_start_transcription":true,"enable_transcription_storage":true}`, transcription, "automatic"},
		{"no setting is about scribes", `{}`, `{}`, scribe, "unknown"},

		{"knocking, as by default: only with a token", `{}`, `{}`, admission, "named-guests"},
		{"not known", `{}`, unread, admission, "unknown"},
		{"null", `{"enable_knocking":null}`, unread, admission, "unknown"},
		{"not", `{"enable_knocking":false}`, unread, admission, "named-guests"},
		{"the provider lets in", `{"enable_knocking":true}`, unread, admission, "waiting-room"},
		{"the domain has it so", `{}`, `{"enable_knocking":true}`, admission, "waiting-room"},
		{"and the room otherwise", `{"enable_knocking":false}`, `{"enable_knocking":true}`, admission, "named-guests"},
	} {
		var on daily.Domain
		if test.domain != unread {
			on = decodedDomain(t, `{"domain_id":"d","config":`+test.domain+`}`)
		}
		r := decoded(t, `{"privacy":"private","config":`+test.room+`}`)
		assert.Equal(t, test.want, test.fact(r.Facts(on, consulttest.Now)), "%s on %s: %s", test.room, test.domain, test.why)
	}
	without := decodedDomain(t, `{"domain_id":"d"}`)
	assert.Equal(t, consult.RecordingUnknown, decoded(t, sample).Facts(without, consulttest.Now).Recording, "a domain without its configuration was not read")
}

func TestPrivacy(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ why, text, visibility, admission string }{
		{"not said", `{}`, "unknown", "unknown"},
		{"null", `{"privacy":null}`, "unknown", "unknown"},
		{"everybody who has the link", `{"privacy":"public","config":{"enable_knocking":true}}`, "public", "link"},
		{"everybody of the organisation", `{"privacy":"org","config":{"enable_knocking":true}}`, "tenancy", "link"},
		{"whom the provider lets in", `{"privacy":"private","config":{"enable_knocking":true}}`, "private", "waiting-room"},
		{"a word of tomorrow", `{"privacy":"secret","config":{"enable_knocking":true}}`, "unknown", "unknown"},
		{"another spelling", `{"privacy":"Private","config":{"enable_knocking":true}}`, "unknown", "unknown"},
	} {
		facts := decoded(t, test.text).Facts(daily.Domain{}, consulttest.Now)
		assert.Equal(t, test.visibility, facts.Visibility.String(), "%s: %s", test.text, test.why)
		assert.Equal(t, test.admission, facts.Admission.String(), "%s: %s", test.text, test.why)
	}
}

func recording(r consult.Room) string     { return r.Recording.String() }
func authority(r consult.Room) string     { return r.RecordingAuthority.String() }
func transcription(r consult.Room) string { return r.Transcription.String() }
func scribe(r consult.Room) string        { return r.Scribe.String() }
func admission(r consult.Room) string     { return r.Admission.String() }
