package bigbluebutton_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/bigbluebutton"
)

// safest is what Open asks for, as far as a fact depends on it.
const safest = "meetingID=call-0001&record=false&autoStartRecording=false&allowStartStopRecording=false" +
	"&meetingKeepEvents=false&guestPolicy=ASK_MODERATOR&disabledFeatures=captions%2CliveTranscription"

func TestFactsOfACreate(t *testing.T) {
	t.Parallel()
	rows := []struct {
		why      string
		old, new string // what is changed in the parameters
		want     func(*consult.Room)
	}{
		{"as it is", "", "", func(*consult.Room) {}},
		{"record absent: it is false whatever the settings", "record=false&", "", func(*consult.Room) {}},
		{"record empty: BigBlueButton may misinterpret it", "record=false", "record=", unknownRecording},
		{"record is another word", "record=false", "record=yes", unknownRecording},
		{"record is another number", "record=false", "record=1", unknownRecording},
		{"record true: it captures before anybody presses the button", "record=false", "record=true", recorded(consult.RecordingBuffered, consult.AuthorityNobody)},
		{"record TRUE: Java reads it in any case", "record=false", "record=TRUE", recorded(consult.RecordingBuffered, consult.AuthorityNobody)},
		{"record FALSE: Java reads it in any case", "record=false", "record=FALSE", func(*consult.Room) {}},
		{"Record true: names are case-sensitive", "record=false", "record=false&Record=true", func(*consult.Room) {}},
		{"record true, with the button", "record=false&autoStartRecording=false&allowStartStopRecording=false", "record=true&allowStartStopRecording=true", recorded(consult.RecordingBuffered, consult.AuthorityHost)},
		{"record true, and the settings have the button", "record=false&autoStartRecording=false&allowStartStopRecording=false", "record=true", recorded(consult.RecordingBuffered, consult.AuthorityHost)},
		{"record and autoStartRecording true", "record=false&autoStartRecording=false", "record=true&autoStartRecording=true", recorded(consult.RecordingAutomatic, consult.AuthorityNobody)},
		{"autoStartRecording true, and record false: there is nothing to start", "autoStartRecording=false", "autoStartRecording=true", func(*consult.Room) {}},
		{"allowStartStopRecording absent, and record false: there is no button", "&allowStartStopRecording=false", "", func(*consult.Room) {}},
		{"meetingKeepEvents true", "meetingKeepEvents=false", "meetingKeepEvents=true", serverCaptures(consult.Yes)},
		{"meetingKeepEvents absent: the settings may keep them", "&meetingKeepEvents=false", "", serverCaptures(consult.Unknown)},
		{"meetingKeepEvents is no boolean", "meetingKeepEvents=false", "meetingKeepEvents=no", serverCaptures(consult.Unknown)},
		{"captions are not disabled", "captions%2C", "", transcribed},
		{"live transcription is not disabled", "%2CliveTranscription", "", transcribed},
		{"disabledFeatures absent", "&disabledFeatures=captions%2CliveTranscription", "", transcribed},
		{"a feature is enabled again", "&disabledFeatures=", "&disabledFeaturesExclude=chat%2Ccaptions&disabledFeatures=", transcribed},
		{"another feature is enabled again", "&disabledFeatures=", "&disabledFeaturesExclude=chat&disabledFeatures=", func(*consult.Room) {}},
		{"more features are disabled", "captions%2C", "chat%2C+captions%2C", func(*consult.Room) {}},
		{"features of another spelling", "captions%2C", "Captions%2C", transcribed},
		{"a plugin may be a scribe", "&guestPolicy", "&pluginManifests=%5B%5D&guestPolicy", plugin},
		{"plugins from elsewhere may be", "&guestPolicy", "&pluginManifestsFetchUrl=https%3A%2F%2Fplugins.example&guestPolicy", plugin},
		{"guestPolicy absent: as the settings have it", "&guestPolicy=ASK_MODERATOR", "", admitted(consult.AdmissionUnknown)},
		{"guestPolicy empty", "ASK_MODERATOR", "", admitted(consult.AdmissionUnknown)},
		{"guestPolicy is another word", "ASK_MODERATOR", "ask_moderator", admitted(consult.AdmissionUnknown)},
		{"ALWAYS_ACCEPT: a join URL works for anyone", "ASK_MODERATOR", "ALWAYS_ACCEPT", admitted(consult.AdmissionLink)},
		{"ALWAYS_DENY: guests have no way in", "ASK_MODERATOR", "ALWAYS_DENY", admitted(consult.AdmissionNamedGuests)},
		{"nothing", safest, "", func(r *consult.Room) {
			r.Transcription, r.ServerCapture, r.Admission = consult.CaptureUnknown, consult.Unknown, consult.AdmissionUnknown
		}},
	}
	for _, row := range rows {
		t.Run(row.why, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, safest, row.old, "the row changes nothing")
			create, err := bigbluebutton.DecodeCreate(strings.Replace(safest, row.old, row.new, 1))
			require.NoError(t, err)
			want := facts()
			row.want(&want)
			assert.Equal(t, want, create.Facts(consulttest.Now))
		})
	}
}

// facts is what the safest parameters prove.
func facts() consult.Room {
	return consult.Room{
		Observed:  consult.Observed{Source: bigbluebutton.Source, At: consulttest.Now},
		Recording: consult.RecordingOff, RecordingAuthority: consult.AuthorityNobody,
		Transcription: consult.CaptureOff, Scribe: consult.CaptureOff,
		Encryption: consult.EncryptionTransport, ServerCapture: consult.No,
		Visibility: consult.VisibilityPrivate, Admission: consult.AdmissionWaitingRoom,
	}
}

func unknownRecording(r *consult.Room) {
	r.Recording, r.RecordingAuthority, r.ServerCapture = consult.RecordingUnknown, consult.AuthorityUnknown, consult.Unknown
}

func recorded(how consult.Recording, by consult.RecordingAuthority) func(*consult.Room) {
	return func(r *consult.Room) {
		r.Recording, r.RecordingAuthority, r.ServerCapture = how, by, consult.Yes
	}
}

func serverCaptures(is consult.YesNo) func(*consult.Room) {
	return func(r *consult.Room) { r.ServerCapture = is }
}

func transcribed(r *consult.Room) {
	r.Transcription, r.ServerCapture = consult.CaptureUnknown, consult.Unknown
}

func plugin(r *consult.Room) { r.Scribe, r.ServerCapture = consult.CaptureUnknown, consult.Unknown }

func admitted(how consult.Admission) func(*consult.Room) {
	return func(r *consult.Room) { r.Admission = how }
}

func TestHostileParameters(t *testing.T) {
	t.Parallel()
	for why, query := range hostileQueries() {
		_, err := bigbluebutton.DecodeCreate(query)
		require.ErrorIs(t, err, bigbluebutton.ErrQuery, why)
		_, err = bigbluebutton.DecodeJoin(query)
		require.ErrorIs(t, err, bigbluebutton.ErrQuery, why)
		_, err = (&bigbluebutton.Server{Secret: platform.NewSecret("s")}).Verify("create", "https://bbb.example/bigbluebutton/api/create?"+query)
		require.Error(t, err, why)
	}
}

func hostileQueries() map[string]string {
	return map[string]string{
		"a parameter twice, of which one is safe": "record=false&record=true",
		"a parameter twice, once encoded":         "record=false&r%65cord=true",
		"any parameter twice":                     "meta_a=1&meta_a=1",
		"half an escape":                          "record=%f",
		"semicolons, which some servers split at": "record=false;record=true",
		"too long": "name=" + strings.Repeat("a", 64<<10),
	}
}

func TestFactsOfAJoin(t *testing.T) {
	t.Parallel()
	for why, row := range map[string]struct {
		query     string
		moderator consult.YesNo
		waits     bool
	}{
		"a guest and viewer":                    {"role=VIEWER&guest=true", consult.No, true},
		"in any case, as documented":            {"role=viewer&guest=TRUE", consult.No, true},
		"a viewer who is no guest":              {"role=VIEWER", consult.No, false},
		"guest is false":                        {"role=VIEWER&guest=false", consult.No, false},
		"guest is another word":                 {"role=VIEWER&guest=yes", consult.No, false},
		"a moderator":                           {"role=MODERATOR", consult.Yes, false},
		"a moderator who is a guest":            {"role=MODERATOR&guest=true", consult.Yes, false},
		"by password: it depends on which":      {"password=ap&guest=true", consult.Unknown, false},
		"another role: the password may decide": {"role=ADMIN&guest=true", consult.Unknown, false},
		"nothing":                               {"", consult.Unknown, false},
	} {
		join, err := bigbluebutton.DecodeJoin(row.query)
		require.NoError(t, err, why)
		assert.Equal(t, row.moderator, join.Moderator, why)
		assert.Equal(t, row.waits, join.Waits(), why)
	}
}

func FuzzDecodeCreate(f *testing.F) {
	f.Add(safest)
	f.Add("")
	for _, query := range hostileQueries() {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, query string) {
		_, _ = bigbluebutton.DecodeJoin(query)
		create, err := bigbluebutton.DecodeCreate(query)
		if err != nil {
			return
		}
		p, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal("it reads what is malformed")
		}
		if proved := create.Facts(consulttest.Now); strings.EqualFold(p.Get("record"), "true") && proved.Recording == consult.RecordingOff {
			t.Error("a meeting that is set to record counts as one that is not")
		}
	})
}
