package teams_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/teams"
)

// decide reads the meeting and has the rig's gate allow the call that it carries.
func decide(t *testing.T, rig *consulttest.Rig, api *teams.API) (consult.Permit, teams.Reading) {
	t.Helper()
	call := consulttest.Call()
	seen, err := api.Read(t.Context(), call.ID, where)
	require.NoError(t, err)
	call.Room = seen.Room()
	call.Room.Scribe = consult.CaptureOff // as the tenancy's administration says
	return rig.Permit(t, call), seen
}

func TestJoinURLForAPermit(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	_, api := stands(t, strict)
	permit, seen := decide(t, rig, api)
	got, err := api.JoinURL(t.Context(), rig.Gate, permit, seen)
	require.NoError(t, err)
	assert.Equal(t, joinURL, got)
	last, _ := rig.Recorder.Last()
	assert.Equal(t, consult.StageRedeem, last.Stage, "what was started is on record")

	_, err = api.JoinURL(t.Context(), rig.Gate, permit, seen)
	assert.ErrorIs(t, err, consult.ErrUsed)
}

func TestJoinURLIsKeptWhereTheMeetingChanged(t *testing.T) {
	t.Parallel()
	for property, change := range map[string]func(string) string{
		"recordAutomatically":                       flip(`"recordAutomatically":false`, `"recordAutomatically":true`),
		"allowRecording":                            flip(`"allowRecording":false`, `"allowRecording":null`),
		"allowTranscription":                        flip(`"allowTranscription":false,`, ``),
		"allowedPresenters":                         flip(`"allowedPresenters":"organizer"`, `"allowedPresenters":"everyone"`),
		"allowedLobbyAdmitters":                     flip(`organizerAndCoOrganizers`, `organizerAndCoOrganizersAndPresenters`),
		"lobbyBypassSettings.scope":                 flip(`"scope":"organizer"`, `"scope":"unknownFutureValue"`),
		"lobbyBypassSettings.isDialInBypassEnabled": flip(`"isDialInBypassEnabled":false`, `"isDialInBypassEnabled":true`),
		"isEndToEndEncryptionEnabled":               flip(`{"recordA`, `{"isEndToEndEncryptionEnabled":true,"recordA`),
		"joinWebUrl":                                func(settings string) string { return settings },
	} {
		rig := consulttest.NewRig(t)
		g, api := stands(t, strict)
		permit, seen := decide(t, rig, api)
		g.set(change(strict))
		if property == "joinWebUrl" { // which set writes
			g.meeting = strings.Replace(g.meeting, joinURL, joinURL+"x", 1)
		}
		_, err := api.JoinURL(t.Context(), rig.Gate, permit, seen)
		var changed *teams.ChangedError
		require.ErrorAs(t, err, &changed, property)
		assert.Equal(t, []string{property}, changed.Properties)
		assert.Equal(t, "teams: changed since the decision: "+property, err.Error())
		g.set(strict)
		_, err = api.JoinURL(t.Context(), rig.Gate, permit, seen)
		assert.NoError(t, err, "the permit was not used up")
	}
}

func flip(from, to string) func(string) string {
	return func(text string) string { return strings.Replace(text, from, to, 1) }
}

func TestJoinURLIsKeptWhereTheTeamWasOpened(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	g, api := stands(t, strict)
	g.group = strings.Replace(groupSample, "Public", "Private", 1)
	call := consulttest.Call()
	seen, err := api.Read(t.Context(), call.ID, teams.Where{User: organiser, Meeting: meetingID, Group: groupID})
	require.NoError(t, err)
	call.Room = seen.Room()
	call.Room.Scribe = consult.CaptureOff
	permit := rig.Permit(t, call)
	g.group = groupSample
	_, err = api.JoinURL(t.Context(), rig.Gate, permit, seen)
	assert.ErrorContains(t, err, "visibility")
}

func TestJoinURLIsKeptFromEverythingElse(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	g, api := stands(t, strict)
	permit, seen := decide(t, rig, api)

	_, err := api.JoinURL(t.Context(), rig.Gate, consult.Permit{}, seen)
	assert.ErrorIs(t, err, consult.ErrNoPermit)
	_, err = api.JoinURL(t.Context(), rig.Gate, consult.Permit{}, teams.Reading{})
	assert.ErrorIs(t, err, consult.ErrNoPermit)
	_, err = api.JoinURL(t.Context(), rig.Gate, permit, teams.Reading{})
	assert.ErrorIs(t, err, consult.ErrOtherCall, "a reading of no meeting")
	other, err := api.Read(t.Context(), "call-0002", where)
	require.NoError(t, err)
	_, err = api.JoinURL(t.Context(), rig.Gate, permit, other)
	assert.ErrorIs(t, err, consult.ErrOtherCall, "the meeting of another call")
	_, err = api.JoinURL(t.Context(), consulttest.NewRig(t).Gate, permit, seen)
	assert.ErrorIs(t, err, consult.ErrOtherGate)
	_, err = api.JoinURL(t.Context(), nil, permit, seen)
	assert.ErrorIs(t, err, consult.ErrNoGate)

	g.status = http.StatusServiceUnavailable
	_, err = api.JoinURL(t.Context(), rig.Gate, permit, seen)
	var status *platform.StatusError
	assert.ErrorAs(t, err, &status, "a meeting that cannot be read again")
	g.status = 0

	rig.Recorder.SetDown(true)
	_, err = api.JoinURL(t.Context(), rig.Gate, permit, seen)
	assert.ErrorIs(t, err, consulttest.ErrDown, "no record, no start")
}

func TestJoinURLIsKeptFromADecisionOnOtherFacts(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	_, api := stands(t, flip(`"allowRecording":false`, `"allowRecording":true`)(strict))
	call := consulttest.Call() // which says nothing of the meeting
	seen, err := api.Read(t.Context(), call.ID, where)
	require.NoError(t, err)
	call.Room.Admission = consult.AdmissionNamedGuests
	_, err = api.JoinURL(t.Context(), rig.Gate, rig.Permit(t, call), seen)
	assert.ErrorIs(t, err, teams.ErrOtherFacts)
}

func TestJoinURLIsAURL(t *testing.T) {
	t.Parallel()
	for why, url := range map[string]string{"redacted": "(redacted)", "not encrypted": "http://teams.microsoft.com/x", "a script": "javascript:alert(1)", "empty": ""} {
		rig := consulttest.NewRig(t)
		g, api := stands(t, strict)
		g.meeting = strings.Replace(g.meeting, joinURL, url, 1)
		permit, seen := decide(t, rig, api)
		_, err := api.JoinURL(t.Context(), rig.Gate, permit, seen)
		assert.ErrorIs(t, err, teams.ErrNoJoinURL, why)
	}
}
