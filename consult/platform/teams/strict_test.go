package teams_test

import (
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/teams"
)

// strict is the body that asks for the settings of Strict.
const strict = `{"recordAutomatically":false,"allowRecording":false,"allowTranscription":false,` +
	`"allowedPresenters":"organizer","allowedLobbyAdmitters":"organizerAndCoOrganizers",` +
	`"lobbyBypassSettings":{"scope":"organizer","isDialInBypassEnabled":false}}`

func TestStrictAsksForEveryValue(t *testing.T) {
	t.Parallel()
	body, err := json.Marshal(teams.Strict())
	require.NoError(t, err)
	assert.Equal(t, strict, string(body), "false is written, and what is not asked for is left out")
	assert.Equal(t, teams.Strict(), decoded(t, strict))
}

func TestDiffers(t *testing.T) {
	t.Parallel()
	want := teams.Strict()
	assert.Nil(t, want.Differs(want))
	assert.Nil(t, decoded(t, sample).Differs(teams.Meeting{}), "nothing was asked for")
	assert.Equal(t, []string{
		"recordAutomatically", "allowRecording", "allowTranscription", "allowedPresenters", "allowedLobbyAdmitters",
		"lobbyBypassSettings.scope", "lobbyBypassSettings.isDialInBypassEnabled",
	}, decoded(t, sample).Differs(want))

	for name, text := range map[string]string{
		"recordAutomatically":                       `{"recordAutomatically":null}`,
		"allowRecording":                            `{"allowRecording":true}`,
		"allowTranscription":                        `{"allowTranscription":true}`,
		"allowedPresenters":                         `{"allowedPresenters":"everyone"}`,
		"allowedLobbyAdmitters":                     `{"allowedLobbyAdmitters":"unknownFutureValue"}`,
		"lobbyBypassSettings.scope":                 `{"lobbyBypassSettings":{"scope":"unknownFutureValue","isDialInBypassEnabled":false}}`,
		"lobbyBypassSettings.isDialInBypassEnabled": `{"lobbyBypassSettings":{"scope":"organizer","isDialInBypassEnabled":null}}`,
	} {
		got := teams.Strict()
		require.NoError(t, json.Unmarshal([]byte(text), &got))
		assert.Equal(t, []string{name}, got.Differs(want), "one property that came back otherwise")
	}
	encrypted := teams.Meeting{EndToEnd: platform.Given(true)}
	assert.Equal(t, []string{"isEndToEndEncryptionEnabled"}, want.Differs(encrypted), "one that did not come back")
}
