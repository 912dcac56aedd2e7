package bigbluebutton_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform/bigbluebutton"
)

// documented is after the example of the answer to getMeetingInfo in BigBlueButton's API reference
// (docs.bigbluebutton.org/development/api), with the elements that its structure needs.
const documented = `<response>
	<returncode>SUCCESS</returncode>
	<meetingName>A Room</meetingName>
	<meetingID>call-0001</meetingID>
	<internalMeetingID>a0715c95000a2bcb90604ecc7097dbc94592c690-1715261728123</internalMeetingID>
	<createTime>1715261728123</createTime>
	<createDate>Thu May 09 13:35:28 UTC 2024</createDate>
	<voiceBridge>66052</voiceBridge>
	<running>true</running>
	<duration>0</duration>
	<recording>false</recording>
	<attendees>
		<attendee>
			<userID>w_ftcrsyuh44oj</userID>
			<role>MODERATOR</role>
			<customdata></customdata>
		</attendee>
	</attendees>
	<metadata>
		<recording>true</recording>
	</metadata>
	<isBreakout>false</isBreakout>
</response>`

func TestMeeting(t *testing.T) {
	t.Parallel()
	is := consult.Room{
		Observed:  consult.Observed{Source: bigbluebutton.Source, At: consulttest.Now},
		Recording: consult.RecordingOff, RecordingAuthority: consult.AuthorityNobody,
		Encryption: consult.EncryptionTransport, Visibility: consult.VisibilityPrivate,
	}
	records, unknown := is, is
	records.Recording, records.RecordingAuthority, records.ServerCapture = consult.RecordingBuffered, consult.AuthorityHost, consult.Yes
	unknown.Recording, unknown.RecordingAuthority = consult.RecordingUnknown, consult.AuthorityUnknown
	for why, row := range map[string]struct {
		old, new string
		want     consult.Room
	}{
		"recording false; that of the metadata is somebody's own": {"", "", is},
		"recording true":                {"<recording>false</recording>", "<recording>true</recording>", records},
		"recording absent":              {"<recording>false</recording>", "", unknown},
		"recording empty":               {"<recording>false</recording>", "<recording/>", unknown},
		"recording of another name":     {"<recording>false</recording>", "<Recording>false</Recording>", unknown},
		"recording with elements in it": {"<recording>false</recording>", "<recording>false<x/></recording>", unknown},
		"a declaration before it":       {"<response>", `<?xml version="1.0" encoding="UTF-8"?>` + "\n<response>", is},
	} {
		require.Contains(t, documented, row.old, why)
		meeting, err := bigbluebutton.DecodeMeeting([]byte(strings.Replace(documented, row.old, row.new, 1)))
		require.NoError(t, err, why)
		assert.Equal(t, row.want, meeting.Facts(consulttest.Now), why)
		assert.Equal(t, "1715261728123", meeting.CreateTime, why)
	}
}

// hostileXML are answers that are to be refused, with the reason of each.
func hostileXML() map[string]string {
	return map[string]string{
		"empty":                        "",
		"cut off":                      documented[:200],
		"no XML":                       `{"recording":false}`,
		"another root":                 `<html><recording>false</recording></html>`,
		"two roots":                    documented + documented,
		"text after the root":          documented + "x",
		"an element twice":             strings.Replace(documented, "<recording>", "<recording>true</recording><recording>", 1),
		"an element twice, once empty": strings.Replace(documented, "<recording>", "<recording/><recording>", 1),
		"a document type":              `<!DOCTYPE response>` + documented,
		"entities that grow":           `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>` + strings.Replace(documented, "A Room", "&b;", 1),
		"an entity from outside":       `<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + strings.Replace(documented, "A Room", "&a;", 1),
		"an entity of its own":         strings.Replace(documented, "false", "&false;", 1),
		"too long":                     strings.Replace(documented, "A Room", strings.Repeat("a", 64<<10), 1),
		"too deep":                     strings.Replace(documented, "A Room", strings.Repeat("<a>", 40)+strings.Repeat("</a>", 40), 1),
		"another character set":        `<?xml version="1.0" encoding="UTF-16"?>` + documented,
		"not UTF-8":                    strings.Replace(documented, "A Room", "\xff", 1),
		"recording is a word":          strings.Replace(documented, "<recording>false", "<recording>no", 1),
		"recording is a number":        strings.Replace(documented, "<recording>false", "<recording>0", 1),
		"recording in capitals":        strings.Replace(documented, "<recording>false", "<recording>FALSE", 1),
		"running is a word":            strings.Replace(documented, "<running>true", "<running>perhaps", 1),
		"no return code":               strings.Replace(documented, "<returncode>SUCCESS</returncode>", "", 1),
		"another return code":          strings.Replace(documented, "SUCCESS", "PERHAPS", 1),
	}
}

func TestHostileXML(t *testing.T) {
	t.Parallel()
	for why, text := range hostileXML() {
		meeting, err := bigbluebutton.DecodeMeeting([]byte(text))
		require.ErrorIs(t, err, bigbluebutton.ErrXML, why)
		assert.Zero(t, meeting, why)
	}
}

func TestFailedXML(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		"notFound":               "notFound",
		"<![CDATA[notFound]]>":   "notFound",
		"Patient Example, 1 Jan": "", // no key, and not to be quoted
		"":                       "",
		strings.Repeat("a", 65):  "",
	} {
		_, err := bigbluebutton.DecodeMeeting([]byte(`<response><returncode>FAILED</returncode><messageKey>` + key + `</messageKey></response>`))
		assert.Equal(t, &bigbluebutton.Error{Call: "getMeetingInfo", Key: want}, err)
	}
}

func FuzzDecodeMeeting(f *testing.F) {
	f.Add([]byte(documented))
	for _, text := range hostileXML() {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		meeting, err := bigbluebutton.DecodeMeeting(data)
		if err != nil {
			return
		}
		if proved := meeting.Facts(consulttest.Now); proved.Recording == consult.RecordingOff && !strings.Contains(string(data), "recording") {
			t.Error("an answer that does not speak of recording proves that there is none")
		}
	})
}
