package teams_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/teams"
)

// sample is what Graph returns in the second example of learn.microsoft.com/graph/api/onlinemeeting-update,
// with the comma that it has too many left out.
const sample = `{
    "id": "MSpkYzE3Njc0Yy04MWQ5LTRhZGItYmZi",
    "creationDateTime":"2020-07-03T00:23:39.444642Z",
    "startDateTime":"2020-09-09T21:33:30.8546353Z",
    "endDateTime":"2020-09-09T22:03:30.8566356Z",
    "joinWebUrl":"(redacted)",
    "subject":"Patch Meeting Subject",
    "autoAdmittedUsers": "EveryoneInCompany",
    "isEntryExitAnnounced": true,
    "allowedPresenters": "everyone",
    "videoTeleconferenceId": "(redacted)",
    "participants": {
        "organizer": {
            "upn": "(redacted)",
            "role": "presenter",
            "identity": {"user": {"id": "dc17674c-81d9-4adb-bfb2-8f6a442e4622", "displayName": null, "tenantId": "909c6581-5130-43e9-88f3-fcb3582cde38", "identityProvider": "AAD"}}
        },
        "attendees": []
    },
    "lobbyBypassSettings": {
        "scope": "organization",
        "isDialInBypassEnabled": true
    }
}`

// decoded reads a document that a test made up.
func decoded(t *testing.T, text string) teams.Meeting {
	t.Helper()
	m, err := teams.Decode([]byte(text))
	require.NoError(t, err, text)
	return m
}

func TestDecodeReadsTheSample(t *testing.T) {
	t.Parallel()
	assert.Equal(t, teams.Meeting{
		ID:                platform.Given("MSpkYzE3Njc0Yy04MWQ5LTRhZGItYmZi"),
		JoinWebURL:        platform.Given("(redacted)"),
		AllowedPresenters: platform.Given("everyone"),
		Lobby:             platform.Given(teams.Lobby{Scope: platform.Given("organization"), DialIn: platform.Given(true)}),
	}, decoded(t, sample), "and every property that the sample leaves out is absent")
}

// hostile are documents that Graph does not send.
var hostile = []struct {
	why, text string
	want      error
}{
	{"nothing", ``, platform.ErrMalformed},
	{"the sample, cut off", sample[:len(sample)/2], platform.ErrMalformed},
	{"the sample, twice", sample + sample, platform.ErrMalformed},
	{"a property twice: one records, one does not", `{"recordAutomatically":false,"recordAutomatically":true}`, platform.ErrMalformed},
	{"a property twice, once escaped", `{"recordAutomatically":false,"record\u0041utomatically":true}`, platform.ErrMalformed},
	{"the lobby's scope twice", `{"lobbyBypassSettings":{"scope":"organizer","scope":"everyone"}}`, platform.ErrMalformed},
	{"not UTF-8", "{\"allowedPresenters\":\"\xff\"}", platform.ErrMalformed},
	{"text for a flag", `{"recordAutomatically":"false"}`, platform.ErrMistyped},
	{"a number for a flag", `{"allowRecording":0}`, platform.ErrMistyped},
	{"a flag for a word", `{"allowedPresenters":false}`, platform.ErrMistyped},
	{"a word for the lobby", `{"lobbyBypassSettings":"organizer"}`, platform.ErrMistyped},
	{"a list of scopes", `{"lobbyBypassSettings":{"scope":["organizer"]}}`, platform.ErrMistyped},
	{"a list of meetings, as a filter returns", `[` + sample + `]`, platform.ErrMistyped},
	{"too deep", `{"participants":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`, platform.ErrTooDeep},
	{"64 KiB of brackets", strings.Repeat("[", 64<<10), platform.ErrTooDeep},
	{"more than 64 KiB", `{"subject":"` + strings.Repeat("x", 64<<10) + `"}`, platform.ErrTooLong},
}

func TestDecodeRefusesHostileDocuments(t *testing.T) {
	t.Parallel()
	for _, test := range hostile {
		m, err := teams.Decode([]byte(test.text))
		assert.ErrorIs(t, err, test.want, test.why)
		assert.Zero(t, m, test.why)
	}
	for why, text := range map[string]string{"twice": `{"visibility":"Private","visibility":"Public"}`, "a flag": `{"visibility":true}`} {
		g, err := teams.DecodeGroup([]byte(text))
		assert.Error(t, err, why)
		assert.Zero(t, g, why)
	}
}

// FuzzDecode holds that a meeting that can be read is written and read again as the same, and that no
// facts are made of what is not a meeting.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(`{"recordAutomatically":null,"allowRecording":false,"lobbyBypassSettings":{"scope":"unknownFutureValue"}}`))
	for _, test := range hostile {
		f.Add([]byte(test.text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := teams.Decode(data)
		if err != nil {
			assert.Zero(t, m)
			return
		}
		assert.Empty(t, m.Differs(m), "a meeting is as it is")
		assertLooseIsNeverSafe(t, m)
	})
}

// FuzzDecodeGroup holds that only the words that Graph documents are anything but unknown.
func FuzzDecodeGroup(f *testing.F) {
	f.Add([]byte(groupSample))
	f.Add([]byte(`{"visibility":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		g, err := teams.DecodeGroup(data)
		if err != nil {
			assert.Zero(t, g)
			return
		}
		if g.Visible() != 0 {
			assert.Contains(t, []string{"Private", "private", "Public", "public", "HiddenMembership", "hiddenMembership"}, g.Visibility.Or(""))
		}
	})
}
