package teams_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform/teams"
)

// groupSample has, of the group in learn.microsoft.com/graph/api/group-get, the properties that are read,
// and two that are not.
const groupSample = `{"id": "b320ee12-b1cd-4cca-b648-a437be61c5cd", "groupTypes": ["Unified"], "securityEnabled": false, "visibility": "Public"}`

func TestRoomOfTheSample(t *testing.T) {
	t.Parallel()
	assert.Equal(t, consult.Room{
		Observed:           consult.Observed{Source: "microsoft-graph", At: consulttest.Now},
		RecordingAuthority: consult.AuthorityParticipants,
		Encryption:         consult.EncryptionTransport,
		ServerCapture:      consult.Yes,
		Visibility:         consult.VisibilityTenancy,
		Admission:          consult.AdmissionLink,
	}, decoded(t, sample).Room(consult.VisibilityTenancy, consulttest.Now))
}

func TestRoomOfAStrictMeeting(t *testing.T) {
	t.Parallel()
	assert.Equal(t, consult.Room{
		Observed:           consult.Observed{Source: teams.Source, At: consulttest.Now},
		Recording:          consult.RecordingOff,
		RecordingAuthority: consult.AuthorityNobody,
		Transcription:      consult.CaptureOnRequest, // live captions, which nothing keeps
		Encryption:         consult.EncryptionTransport,
		ServerCapture:      consult.Yes,
		Visibility:         consult.VisibilityPrivate,
		Admission:          consult.AdmissionWaitingRoom,
	}, teams.Strict().Room(consult.VisibilityPrivate, consulttest.Now))
}

// TestFacts says of each property, absent, null and with each value, what it proves.
func TestFacts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why, text string
		fact      func(consult.Room) string
		want      string
	}{
		{"no property: the organiser's policy decides, which is not in it", `{}`, recording, "unknown"},
		{"null is not false", `{"recordAutomatically":null}`, recording, "unknown"},
		{"it does not start by itself", `{"recordAutomatically":false}`, recording, "on-request"},
		{"it starts by itself", `{"recordAutomatically":true}`, recording, "automatic"},
		{"it is not allowed", `{"allowRecording":false}`, recording, "off"},
		{"not allowed, and not by itself", `{"allowRecording":false,"recordAutomatically":false}`, recording, "off"},
		{"not allowed, and by itself: the worse of the two", `{"allowRecording":false,"recordAutomatically":true}`, recording, "automatic"},
		{"allowed does not say that it does not start by itself", `{"allowRecording":true}`, recording, "unknown"},
		{"allowed, and not by itself", `{"allowRecording":true,"recordAutomatically":false}`, recording, "on-request"},
		{"null is not forbidden", `{"allowRecording":null,"recordAutomatically":null}`, recording, "unknown"},

		{"no property: the default is everyone, and everyone is not safe", `{}`, authority, "unknown"},
		{"null", `{"allowedPresenters":null}`, authority, "unknown"},
		{"everyone presents, and a presenter may record", `{"allowedPresenters":"everyone"}`, authority, "participants"},
		{"whoever is of the organisation", `{"allowedPresenters":"organization"}`, authority, "participants"},
		{"whom the organiser names", `{"allowedPresenters":"roleIsPresenter"}`, authority, "host"},
		{"the organiser", `{"allowedPresenters":"organizer"}`, authority, "host"},
		{"a word of tomorrow", `{"allowedPresenters":"unknownFutureValue"}`, authority, "unknown"},
		{"no word", `{"allowedPresenters":""}`, authority, "unknown"},
		{"another spelling", `{"allowedPresenters":"Organizer"}`, authority, "unknown"},
		{"nobody can record where nobody may", `{"allowedPresenters":"everyone","allowRecording":false}`, authority, "nobody"},
		{"not where it records all the same", `{"allowedPresenters":"everyone","allowRecording":false,"recordAutomatically":true}`, authority, "participants"},

		{"no property", `{}`, transcription, "unknown"},
		{"null", `{"allowTranscription":null}`, transcription, "unknown"},
		{"allowed: no property says how it starts", `{"allowTranscription":true,"recordAutomatically":false}`, transcription, "unknown"},
		{"not allowed: live captions remain", `{"allowTranscription":false}`, transcription, "on-request"},
		{"not allowed, and no captions", `{"allowTranscription":false,"isEndToEndEncryptionEnabled":true}`, transcription, "off"},
		{"no property is about Copilot", `{"allowTranscription":false}`, scribe, "unknown"},

		{"no property: what Teams always does", `{}`, encryption, "transport"},
		{"null", `{"isEndToEndEncryptionEnabled":null}`, encryption, "transport"},
		{"turned off", `{"isEndToEndEncryptionEnabled":false}`, encryption, "transport"},
		{"turned on", `{"isEndToEndEncryptionEnabled":true}`, encryption, "end-to-end"},

		{"the servers make captions all the same", `{"allowRecording":false,"allowTranscription":false}`, capture, "yes"},
		{"it can be recorded", `{"allowRecording":true}`, capture, "yes"},
		{"it is recorded", `{"recordAutomatically":true}`, capture, "yes"},
		{"it can be transcribed", `{"allowTranscription":true}`, capture, "yes"},
		{"encrypted from end to end, and nothing allowed", `{"isEndToEndEncryptionEnabled":true,"allowRecording":false,"allowTranscription":false}`, capture, "no"},
		{"encrypted from end to end, and it says that it records", `{"isEndToEndEncryptionEnabled":true,"recordAutomatically":true}`, capture, "yes"},
		{"encrypted from end to end, and not said", `{"isEndToEndEncryptionEnabled":true}`, capture, "unknown"},
	} {
		assert.Equal(t, test.want, test.fact(decoded(t, test.text).Room(0, consulttest.Now)), "%s: %s", test.text, test.why)
	}
}

func recording(r consult.Room) string     { return r.Recording.String() }
func authority(r consult.Room) string     { return r.RecordingAuthority.String() }
func transcription(r consult.Room) string { return r.Transcription.String() }
func scribe(r consult.Room) string        { return r.Scribe.String() }
func encryption(r consult.Room) string    { return r.Encryption.String() }
func capture(r consult.Room) string       { return r.ServerCapture.String() }
func admission(r consult.Room) string     { return r.Admission.String() }

func TestLobby(t *testing.T) {
	t.Parallel()
	const hosts, presenters = `"allowedLobbyAdmitters":"organizerAndCoOrganizers"`, `"allowedLobbyAdmitters":"organizerAndCoOrganizersAndPresenters"`
	for _, test := range []struct{ why, admitters, lobby, want string }{
		{"no lobby in the document", hosts, `null`, "unknown"},
		{"nothing said of it", hosts, `{}`, "unknown"},
		{"no scope", hosts, `{"scope":null,"isDialInBypassEnabled":false}`, "unknown"},
		{"everybody waits", hosts, `{"scope":"organizer","isDialInBypassEnabled":false}`, "waiting-room"},
		{"but for whoever telephones", hosts, `{"scope":"organizer","isDialInBypassEnabled":true}`, "link"},
		{"of which nothing is said", hosts, `{"scope":"organizer"}`, "unknown"},
		{"of which nothing is known", hosts, `{"scope":"organizer","isDialInBypassEnabled":null}`, "unknown"},
		{"an invited patient walks in, and nobody else", hosts, `{"scope":"invited","isDialInBypassEnabled":false}`, "named-guests"},
		{"but for whoever telephones", hosts, `{"scope":"invited","isDialInBypassEnabled":true}`, "link"},
		{"the whole tenancy walks in", hosts, `{"scope":"organization","isDialInBypassEnabled":false}`, "link"},
		{"without its guests", hosts, `{"scope":"organizationExcludingGuests","isDialInBypassEnabled":false}`, "link"},
		{"and whom it trusts", hosts, `{"scope":"organizationAndFederated","isDialInBypassEnabled":false}`, "link"},
		{"everyone walks in", hosts, `{"scope":"everyone","isDialInBypassEnabled":false}`, "link"},
		{"what Graph does not name", hosts, `{"scope":"unknownFutureValue","isDialInBypassEnabled":false}`, "unknown"},
		{"what nobody names yet", hosts, `{"scope":"nobody","isDialInBypassEnabled":false}`, "unknown"},
		{"another spelling", hosts, `{"scope":"Organizer","isDialInBypassEnabled":false}`, "unknown"},
		{"everyone presents, and lets others in", presenters + `,"allowedPresenters":"everyone"`, `{"scope":"organizer","isDialInBypassEnabled":false}`, "unknown"},
		{"only the organiser presents", presenters + `,"allowedPresenters":"organizer"`, `{"scope":"organizer","isDialInBypassEnabled":false}`, "waiting-room"},
		{"whom the organiser names presents", presenters + `,"allowedPresenters":"roleIsPresenter"`, `{"scope":"organizer","isDialInBypassEnabled":false}`, "waiting-room"},
		{"nobody says who admits", `"allowedLobbyAdmitters":null`, `{"scope":"organizer","isDialInBypassEnabled":false}`, "unknown"},
		{"a word of tomorrow admits", `"allowedLobbyAdmitters":"unknownFutureValue"`, `{"scope":"invited","isDialInBypassEnabled":false}`, "unknown"},
	} {
		m := decoded(t, `{`+test.admitters+`,"lobbyBypassSettings":`+test.lobby+`}`)
		assert.Equal(t, test.want, admission(m.Room(0, consulttest.Now)), "%s: %s", test.lobby, test.why)
	}
}

func TestVisibleOfATeam(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ why, text, want string }{
		{"the sample", groupSample, "tenancy"},
		{"public is the tenancy, as all of NHSmail", `{"visibility":"Public"}`, "tenancy"},
		{"of the team instead of the group", `{"visibility":"public"}`, "tenancy"},
		{"private", `{"visibility":"Private"}`, "private"},
		{"of the team", `{"visibility":"private"}`, "private"},
		{"private, and its members not shown", `{"visibility":"HiddenMembership"}`, "private"},
		{"of the team", `{"visibility":"hiddenMembership"}`, "private"},
		{"not said: a group is Public by default, and may be anything", `{}`, "unknown"},
		{"null, as of a group that is no team's", `{"visibility":null}`, "unknown"},
		{"no word", `{"visibility":""}`, "unknown"},
		{"another spelling", `{"visibility":"PRIVATE"}`, "unknown"},
		{"a word of tomorrow", `{"visibility":"unknownFutureValue"}`, "unknown"},
	} {
		g, err := teams.DecodeGroup([]byte(test.text))
		assert.NoError(t, err, test.why)
		assert.Equal(t, test.want, g.Visible().String(), test.why)
	}
}

// assertLooseIsNeverSafe holds that what a document says in so many words is never read as something safer.
func assertLooseIsNeverSafe(t *testing.T, m teams.Meeting) {
	t.Helper()
	r := m.Room(0, consulttest.Now)
	if m.RecordAutomatically.Or(false) {
		assert.Equal(t, consult.RecordingAutomatic, r.Recording)
		assert.Equal(t, consult.Yes, r.ServerCapture)
	}
	if m.RecordAutomatically.Or(true) && m.AllowRecording.Or(true) {
		assert.NotContains(t, []consult.Recording{consult.RecordingOff, consult.RecordingOnRequest}, r.Recording)
	}
	if m.AllowTranscription.Or(true) {
		assert.Equal(t, consult.CaptureUnknown, r.Transcription)
	}
	if l, _ := m.Lobby.Get(); l.DialIn.Or(true) {
		assert.NotContains(t, []consult.Admission{consult.AdmissionWaitingRoom, consult.AdmissionNamedGuests}, r.Admission)
	}
	if !m.EndToEnd.Or(false) {
		assert.Equal(t, consult.EncryptionTransport, r.Encryption)
	}
	assert.Equal(t, consult.CaptureUnknown, r.Scribe)
}
