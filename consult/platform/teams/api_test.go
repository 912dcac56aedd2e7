package teams_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/teams"
)

func TestRead(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why, group, visibility string
		want                   consult.Visibility
	}{
		{"a meeting of no team", teams.NoTeam, "", consult.VisibilityPrivate},
		{"nobody said", "", "", consult.VisibilityUnknown},
		{"a public team", groupID, "Public", consult.VisibilityTenancy},
		{"a private team", groupID, "Private", consult.VisibilityPrivate},
		{"a team of another kind", groupID, "Secret", consult.VisibilityUnknown},
	} {
		g, api := stands(t, strict)
		g.group = `{"id":"` + strings.ToUpper(groupID) + `","visibility":"` + test.visibility + `"}`
		r, err := api.Read(t.Context(), "call-0001", teams.Where{User: organiser, Meeting: meetingID, Group: test.group})
		require.NoError(t, err, test.why)
		assert.Equal(t, r.Meeting().Room(test.want, consulttest.Now), r.Room(), test.why)
		assert.Equal(t, "GET /v1.0/users/"+organiser+"/onlineMeetings/"+meetingID, g.requests[0])
		assert.Equal(t, "include-unknown-enum-members", g.prefer, "without it, invited reads unknownFutureValue")
		if test.group == groupID {
			assert.Equal(t, "GET /v1.0/groups/"+groupID+"?$select=id,visibility", g.requests[1])
		}
	}
}

func TestReadRefusesWhatWasNotAskedFor(t *testing.T) {
	t.Parallel()
	g, api := stands(t, strict)
	for why, at := range map[string]teams.Where{
		"no user":                     {Meeting: meetingID},
		"no meeting, which reads all": {User: organiser},
		"the folder above":            {User: organiser, Meeting: ".."},
		"very long":                   {User: organiser, Meeting: strings.Repeat("x", 2000)},
	} {
		_, err := api.Read(t.Context(), "call-0001", at)
		assert.ErrorIs(t, err, teams.ErrWhere, why)
	}
	assert.Empty(t, g.requests)

	_, err := api.Read(t.Context(), "call-0001", teams.Where{User: organiser, Meeting: "a/../b?$x=y", Group: teams.NoTeam})
	assert.ErrorIs(t, err, teams.ErrAnother, "Graph returned the meeting of another id")
	assert.Equal(t, "GET /v1.0/users/"+organiser+"/onlineMeetings/a%2F..%2Fb%3F$x=y", g.requests[0], "an id stays an id")

	g.group = `{"id":"other","visibility":"Private"}`
	_, err = api.Read(t.Context(), "call-0001", teams.Where{User: organiser, Meeting: meetingID, Group: groupID})
	assert.ErrorIs(t, err, teams.ErrAnother, "the group of another id")

	g.meeting = `{"id":null}`
	_, err = api.Read(t.Context(), "call-0001", where)
	assert.ErrorIs(t, err, teams.ErrAnother, "a meeting without an id")

	g.status = http.StatusForbidden
	_, err = api.Read(t.Context(), "call-0001", where)
	var status *platform.StatusError
	require.ErrorAs(t, err, &status)
	assert.Equal(t, http.StatusForbidden, status.Code)
}

func TestCreateAndChangeAskForEveryValue(t *testing.T) {
	t.Parallel()
	g, api := stands(t, strings.Replace(strict, `"recordAutomatically":false`, `"recordAutomatically":true`, 1))
	settings := teams.Strict()
	settings.ID, settings.JoinWebURL = platform.Given("mine"), platform.Given("https://elsewhere.example")
	start := time.Date(2026, 5, 11, 13, 0, 0, 0, time.FixedZone("BST", 3600))

	m, err := api.Create(t.Context(), organiser, settings, start, start.Add(time.Hour))
	require.NoError(t, err)
	assert.Equal(t, []string{"recordAutomatically"}, m.Differs(teams.Strict()), "a policy overruled what was asked for")
	_, err = api.Change(t.Context(), where, settings)
	require.NoError(t, err)

	assert.Equal(t, []string{"POST /v1.0/users/" + organiser + "/onlineMeetings", "PATCH /v1.0/users/" + organiser + "/onlineMeetings/" + meetingID}, g.requests)
	assert.Equal(t, strict[:len(strict)-1]+`,"startDateTime":"2026-05-11T12:00:00Z","endDateTime":"2026-05-11T13:00:00Z"}`, g.bodies[0])
	assert.Equal(t, strict, g.bodies[1], "neither id nor join URL is set")

	_, err = api.Create(t.Context(), "", settings, start, start)
	assert.ErrorIs(t, err, teams.ErrWhere)
	_, err = api.Change(t.Context(), teams.Where{User: organiser}, settings)
	assert.ErrorIs(t, err, teams.ErrWhere, "a change of no meeting")
}
