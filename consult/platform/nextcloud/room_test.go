package nextcloud_test

import (
	"encoding/json"
	"maps"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/nextcloud"
)

// Members are the members of a document, as JSON.
type members map[string]string

// The documents of an instance on which nothing is recorded on its own, and a conversation with a lobby.
var (
	config = members{
		"call_recording": `"yes"`, "call_recording_transcription": `"no"`, "call_recording_summary": `"no"`,
		"recording_consent": `"1"`, "call_end_to_end_encryption": `"0"`, "start_calls": `"2"`, "default_permissions": `"246"`,
	}
	capabilities = members{"recording": `true`, "live-transcription": `false`}
	conversation = members{
		"token": `"call0001"`, "type": `3`, "listable": `0`, "lobbyState": `1`, "lobbyTimer": `0`, "sipEnabled": `0`,
		"participantType": `1`, "permissions": `254`, "callPermissions": `0`, "defaultPermissions": `0`,
		"canStartCall": `true`, "hasCall": `false`, "callRecording": `0`, "recordingConsent": `1`,
	}
)

// with returns the members with others in their place. An empty text leaves one out.
func (m members) with(changes members) members {
	all := maps.Clone(m)
	for name, value := range changes {
		if all[name] = value; value == "" {
			delete(all, name)
		}
	}
	return all
}

// in returns the members as a document, in objects of the given names.
func (m members) in(names ...string) []byte {
	raw := make(map[string]json.RawMessage)
	for name, value := range m {
		raw[name] = json.RawMessage(value)
	}
	var document any = raw
	for i := len(names) - 1; i >= 0; i-- {
		document = map[string]any{names[i]: document}
	}
	data, err := json.Marshal(document)
	if err != nil {
		panic(err) // the table holds something that is not JSON
	}
	return data
}

// documents reads the three documents with changes.
func documents(inConfig, inCapabilities, inConversation members) (d nextcloud.Documents, err error) {
	if d.Config, err = nextcloud.ReadConfig(config.with(inConfig).in("apps", "spreed")); err != nil {
		return d, err
	}
	d.Capabilities, err = nextcloud.ReadCapabilities(capabilities.with(inCapabilities).in("ocs", "data", "capabilities", "spreed", "config", "call"))
	if err != nil {
		return d, err
	}
	d.Conversation, err = nextcloud.ReadConversation(conversation.with(inConversation).in("ocs", "data"))
	return d, err
}

// The room that the documents without changes prove.
func provedRoom(at time.Time) consult.Room {
	return consult.Room{
		Observed:  consult.Observed{Source: nextcloud.Source, At: at},
		Recording: consult.RecordingOnRequest, RecordingAuthority: consult.AuthorityHost,
		Transcription: consult.CaptureOff, Scribe: consult.CaptureOff,
		Encryption: consult.EncryptionTransport, ServerCapture: consult.Yes,
		Visibility: consult.VisibilityPrivate, Admission: consult.AdmissionWaitingRoom,
	}
}

// TestRoom holds what each member proves: as given, absent, null, and otherwise.
func TestRoom(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 11, 9, 0, 0, 0, time.UTC)
	off := func(r *consult.Room) {
		r.Recording, r.RecordingAuthority, r.ServerCapture = consult.RecordingOff, consult.AuthorityNobody, consult.No
	}
	unknownRecording := func(r *consult.Room) {
		r.Recording, r.RecordingAuthority, r.ServerCapture = consult.RecordingUnknown, consult.AuthorityUnknown, consult.Unknown
	}
	running := func(r *consult.Room) {
		r.Recording, r.RecordingAuthority = consult.RecordingAutomatic, consult.AuthorityUnknown
	}
	captions := func(c consult.Capture) func(*consult.Room) { return func(r *consult.Room) { r.Transcription = c } }
	scribe := func(c consult.Capture) func(*consult.Room) { return func(r *consult.Room) { r.Scribe = c } }
	admission := func(a consult.Admission) func(*consult.Room) { return func(r *consult.Room) { r.Admission = a } }
	visibility := func(v consult.Visibility) func(*consult.Room) { return func(r *consult.Room) { r.Visibility = v } }
	same := func(*consult.Room) {}

	for _, row := range []struct {
		why                                      string
		inConfig, inCapabilities, inConversation members
		want                                     func(*consult.Room)
	}{
		{"everything as it should be", nil, nil, nil, same},

		{"call_recording absent is its default, yes", members{"call_recording": ""}, nil, nil, same},
		{"call_recording no", members{"call_recording": `"no"`}, nil, nil, off},
		{"call_recording null, and the capability says it can", members{"call_recording": `null`}, nil, nil, same},
		{"call_recording null, and nothing else is known", members{"call_recording": `null`}, members{"recording": ""}, nil, unknownRecording},
		{"call_recording is no word of Talk's", members{"call_recording": `"perhaps"`}, members{"recording": ""}, nil, unknownRecording},
		{"recording is not possible as the server is set up", nil, members{"recording": `false`}, nil, off},
		{"recording null", nil, members{"recording": `null`}, nil, same},

		{"callRecording absent", nil, nil, members{"callRecording": ""}, unknownRecording},
		{"callRecording null", nil, nil, members{"callRecording": `null`}, unknownRecording},
		{"callRecording absent, and nothing can be recorded", members{"call_recording": `"no"`}, nil, members{"callRecording": ""}, off},
		{"video is recorded", nil, nil, members{"callRecording": `1`}, running},
		{"sound is about to be recorded", nil, nil, members{"callRecording": `4`}, running},
		{"a recording runs that the configuration rules out", members{"call_recording": `"no"`}, nil, members{"callRecording": `2`}, running},
		{"a recording failed", nil, nil, members{"callRecording": `5`}, same},
		{"a status that Talk does not document", nil, nil, members{"callRecording": `6`}, unknownRecording},

		{"recordings are transcribed", members{"call_recording_transcription": `"yes"`}, nil, nil, captions(consult.CaptureOnRequest)},
		{"call_recording_transcription absent is its default, no", members{"call_recording_transcription": ""}, nil, nil, same},
		{"call_recording_transcription null", members{"call_recording_transcription": `null`}, nil, nil, captions(consult.CaptureUnknown)},
		{"captions can be had", nil, members{"live-transcription": `true`}, nil, captions(consult.CaptureOnRequest)},
		{"live-transcription absent", nil, members{"live-transcription": ""}, nil, captions(consult.CaptureUnknown)},
		{"live-transcription null", nil, members{"live-transcription": `null`}, nil, captions(consult.CaptureUnknown)},
		{"nothing is recorded, and captions can be had", members{"call_recording": `"no"`}, members{"live-transcription": `true`}, nil, func(r *consult.Room) {
			off(r)
			r.Transcription, r.ServerCapture = consult.CaptureOnRequest, consult.Yes
		}},
		{"nothing is recorded, and captions are unknown", members{"call_recording": `"no"`}, members{"live-transcription": ""}, nil, func(r *consult.Room) {
			off(r)
			r.Transcription, r.ServerCapture = consult.CaptureUnknown, consult.Unknown
		}},
		{"a recording that runs is transcribed", members{"call_recording_transcription": `"yes"`}, nil, members{"callRecording": `1`}, func(r *consult.Room) {
			running(r)
			r.Transcription = consult.CaptureAutomatic
		}},

		{"call_recording_summary absent is its default, yes", members{"call_recording_summary": ""}, nil, nil, scribe(consult.CaptureOnRequest)},
		{"call_recording_summary null", members{"call_recording_summary": `null`}, nil, nil, scribe(consult.CaptureUnknown)},
		{"call_recording_summary of what is not recorded", members{"call_recording_summary": `"yes"`, "call_recording": `"no"`}, nil, nil, off},

		{"clients are told to encrypt end to end, which proves nothing", members{"call_end_to_end_encryption": `"1"`}, nil, nil, same},
		{"call_end_to_end_encryption null", members{"call_end_to_end_encryption": `null`}, nil, nil, same},

		{"listable by people with an account", nil, nil, members{"listable": `1`}, visibility(consult.VisibilityTenancy)},
		{"listable by everybody", nil, nil, members{"listable": `2`}, visibility(consult.VisibilityPublic)},
		{"listable absent", nil, nil, members{"listable": ""}, visibility(consult.VisibilityUnknown)},
		{"listable null", nil, nil, members{"listable": `null`}, visibility(consult.VisibilityUnknown)},
		{"listable as Talk does not document it", nil, nil, members{"listable": `3`}, visibility(consult.VisibilityUnknown)},

		{"no lobby, by a link", nil, nil, members{"lobbyState": `0`}, admission(consult.AdmissionLink)},
		{"no lobby, a group", nil, nil, members{"lobbyState": `0`, "type": `2`}, admission(consult.AdmissionNamedGuests)},
		{"no lobby, one to one", nil, nil, members{"lobbyState": `0`, "type": `1`}, admission(consult.AdmissionNamedGuests)},
		{"no lobby, a group that anybody can dial into", nil, nil, members{"lobbyState": `0`, "type": `2`, "sipEnabled": `2`}, admission(consult.AdmissionLink)},
		{"no lobby, a group, and dialling in is unknown", nil, nil, members{"lobbyState": `0`, "type": `2`, "sipEnabled": ""}, admission(consult.AdmissionUnknown)},
		{"no lobby, and of a type that is for no calls", nil, nil, members{"lobbyState": `0`, "type": `6`}, admission(consult.AdmissionUnknown)},
		{"no lobby, and of no type", nil, nil, members{"lobbyState": `0`, "type": `null`}, admission(consult.AdmissionUnknown)},
		{"lobbyState absent", nil, nil, members{"lobbyState": ""}, admission(consult.AdmissionUnknown)},
		{"lobbyState null", nil, nil, members{"lobbyState": `null`}, admission(consult.AdmissionUnknown)},
		{"lobbyState as Talk does not document it", nil, nil, members{"lobbyState": `2`}, admission(consult.AdmissionUnknown)},
		{"the lobby opens by itself", nil, nil, members{"lobbyTimer": `1780000000`}, admission(consult.AdmissionLink)},
		{"lobbyTimer absent", nil, nil, members{"lobbyTimer": ""}, admission(consult.AdmissionUnknown)},
		{"lobbyTimer null", nil, nil, members{"lobbyTimer": `null`}, admission(consult.AdmissionUnknown)},
		{"new participants pass the lobby", nil, nil, members{"defaultPermissions": `255`}, admission(consult.AdmissionLink)},
		{"everybody in this call passes the lobby", nil, nil, members{"callPermissions": `9`}, admission(consult.AdmissionLink)},
		{"the patient who asked passes the lobby", nil, nil, members{"participantType": `4`}, admission(consult.AdmissionLink)},
		{"whoever asked passes the lobby, and may be a patient", nil, nil, members{"participantType": ""}, admission(consult.AdmissionLink)},
		{"a patient who asked does not pass the lobby", nil, nil, members{"participantType": `4`, "permissions": `246`}, same},
		{"everybody on the instance passes the lobby", members{"default_permissions": `"254"`}, nil, nil, admission(consult.AdmissionLink)},
		{"the conversation's own permissions come before the instance's", members{"default_permissions": `"254"`}, nil, members{"defaultPermissions": `247`}, same},
		{"default_permissions absent is its default", members{"default_permissions": ""}, nil, nil, same},
		{"default_permissions empty is its default", members{"default_permissions": `""`}, nil, nil, same},
		{"default_permissions null", members{"default_permissions": `null`}, nil, nil, admission(consult.AdmissionUnknown)},
		{"default_permissions not a number", members{"default_permissions": `"all"`}, nil, nil, admission(consult.AdmissionUnknown)},
		{"defaultPermissions absent", nil, nil, members{"defaultPermissions": ""}, admission(consult.AdmissionUnknown)},
		{"callPermissions null", nil, nil, members{"callPermissions": `null`}, admission(consult.AdmissionUnknown)},
		{"a member that vendors add", members{"new": `{}`}, members{"new": `[]`}, members{"new": `null`}, same},
	} {
		t.Run(row.why, func(t *testing.T) {
			t.Parallel()
			d, err := documents(row.inConfig, row.inCapabilities, row.inConversation)
			require.NoError(t, err)
			want := provedRoom(at)
			row.want(&want)
			if diff := cmp.Diff(want, d.Room(at)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}

	t.Run("documents that were not read prove nothing", func(t *testing.T) {
		t.Parallel()
		var d nextcloud.Documents
		assert.Equal(t, consult.Room{Observed: consult.Observed{Source: nextcloud.Source, At: at}}, d.Room(at))
		assert.Equal(t, consult.Unknown, d.Consent())
		assert.Equal(t, consult.Unknown, d.StartedByModerators())
	})
}

// TestWhatElseIsProved holds consent and who starts calls.
func TestWhatElseIsProved(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		why                      string
		inConfig, inConversation members
		consent, moderators      consult.YesNo
	}{
		{"asked everybody, started by moderators", nil, nil, consult.Yes, consult.Yes},
		{"absent is 0 for both", members{"recording_consent": "", "start_calls": ""}, nil, consult.No, consult.No},
		{"null is unknown for both", members{"recording_consent": `null`, "start_calls": `null`}, nil, consult.Unknown, consult.Unknown},
		{"moderators chose to ask; nobody starts calls", members{"recording_consent": `"2"`, "start_calls": `"3"`}, nil, consult.Yes, consult.Yes},
		{"moderators chose not to ask; those with an account start", members{"recording_consent": `"2"`, "start_calls": `"1"`}, members{"recordingConsent": `0`}, consult.No, consult.No},
		{"what moderators chose is absent", members{"recording_consent": `"2"`}, members{"recordingConsent": ""}, consult.Unknown, consult.Yes},
		{"no values of Talk's", members{"recording_consent": `"3"`, "start_calls": `"4"`}, nil, consult.Unknown, consult.Unknown},
	} {
		t.Run(row.why, func(t *testing.T) {
			t.Parallel()
			d, err := documents(row.inConfig, nil, row.inConversation)
			require.NoError(t, err)
			assert.Equal(t, row.consent, d.Consent())
			assert.Equal(t, row.moderators, d.StartedByModerators())
		})
	}
}

// TestWrongTypes holds that a member of another type is an error, whichever it is.
func TestWrongTypes(t *testing.T) {
	t.Parallel()
	for name := range config {
		_, err := documents(members{name: `true`}, nil, nil)
		assert.ErrorIs(t, err, platform.ErrMistyped, name)
	}
	for name := range capabilities {
		_, err := documents(nil, members{name: `"yes"`}, nil)
		assert.ErrorIs(t, err, platform.ErrMistyped, name)
	}
	for name := range conversation {
		_, err := documents(nil, nil, members{name: `[]`})
		assert.ErrorIs(t, err, platform.ErrMistyped, name)
	}
}

// TestOtherDocuments holds that a document in which Talk has no part is not taken for one that is silent.
func TestOtherDocuments(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ why, document string }{
		{"empty", `{}`},
		{"null", `null`},
		{"no envelope", `{"token":"call0001"}`},
		{"an envelope without data", `{"ocs":{"meta":{}}}`},
		{"data that is null", `{"ocs":{"data":null}}`},
		{"another app", `{"apps":{"files":{}},"ocs":{"data":{"capabilities":{"files":{}}}}}`},
		{"Talk is null", `{"apps":{"spreed":null},"ocs":{"data":{"capabilities":{"spreed":null}}}}`},
		{"a room without a token", `{"ocs":{"data":{"token":""}}}`},
	} {
		_, err := nextcloud.ReadConfig([]byte(row.document))
		assert.ErrorIs(t, err, nextcloud.ErrOther, row.why)
		_, err = nextcloud.ReadCapabilities([]byte(row.document))
		assert.ErrorIs(t, err, nextcloud.ErrOther, row.why)
		_, err = nextcloud.ReadConversation([]byte(row.document))
		assert.ErrorIs(t, err, nextcloud.ErrOther, row.why)
	}
	for _, hostile := range []string{``, `{`, `{"apps":{},"apps":{}}`, `{} {}`, "{\"\xff\":1}"} {
		_, err := nextcloud.ReadConfig([]byte(hostile))
		assert.ErrorIs(t, err, platform.ErrMalformed, hostile)
	}
}
