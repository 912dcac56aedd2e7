package zoom_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/zoom"
)

// decide reads the meeting and has the rig's gate allow the call that it carries.
func decide(t *testing.T, rig *consulttest.Rig, api *zoom.API) (consult.Permit, zoom.Reading) {
	t.Helper()
	call := consulttest.Call()
	seen, err := api.Read(t.Context(), call.ID, where)
	require.NoError(t, err)
	call.Room = seen.Room()
	return rig.Permit(t, call), seen
}

func TestReleaseForAPermit(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	s, api := stands(t)
	permit, seen := decide(t, rig, api)
	s.change("zak=xyz", "zak=another") // Zoom makes another each time
	urls, err := api.Release(t.Context(), rig.Gate, permit, seen)
	require.NoError(t, err)
	assert.Equal(t, zoom.URLs{Patient: "https://example.zoom.us/j/85746065?pwd=abc", Provider: "https://example.zoom.us/s/85746065?zak=another"}, urls)
	assert.Equal(t, "withheld", urls.LogValue().String(), "whoever reads the log does not host the call")
	assert.Equal(t, "none", zoom.URLs{}.LogValue().String())
	_, err = api.Release(t.Context(), rig.Gate, permit, seen)
	assert.ErrorIs(t, err, consult.ErrUsed)
}

func TestReleaseIsKeptWhereTheMeetingChanged(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ setting, from, to string }{
		{"type", `"type": 2`, `"type": 3`},
		{"password", `"password": "123456"`, `"password": ""`},
		{"join_url", `?pwd=abc`, `?pwd=abd`},
		{"auto_recording", `"auto_recording": "none", "cn`, `"auto_recording": "cloud", "cn`},
		{"auto_recording", `"auto_recording": "none", "cn`, `"cn`},
		{"encryption_type", `"enhanced_encryption"`, `"e2ee"`},
		{"waiting_room", `"waiting_room": true, "waiting`, `"waiting_room": false, "waiting`},
		{"waiting_room_options.mode", `"custom"`, `"follow_setting"`},
		{"waiting_room_options.who_goes_to_waiting_room", `"everyone"`, `"users_not_on_invite"`},
		{"join_before_host", `"join_before_host": false, "meeting`, `"join_before_host": true, "meeting`},
		{"use_pmi", `"use_pmi": false`, `"use_pmi": true`},
		{"auto_start_meeting_summary", `"auto_start_meeting_summary": false`, `"auto_start_meeting_summary": true`},
		{"auto_start_ai_companion_questions", `"auto_start_ai_companion_questions": false`, `"auto_start_ai_companion_questions": null`},
		{"host", `"local_recording": false`, `"local_recording": true`},
	} {
		rig := consulttest.NewRig(t)
		s, api := stands(t)
		permit, seen := decide(t, rig, api)
		s.change(test.from, test.to)
		urls, err := api.Release(t.Context(), rig.Gate, permit, seen)
		var changed *zoom.ChangedError
		require.ErrorAs(t, err, &changed, test.setting)
		assert.Equal(t, []string{test.setting}, changed.Settings)
		assert.Equal(t, "zoom: changed since the decision: "+test.setting, err.Error())
		assert.Zero(t, urls)
		s.change(test.to, test.from)
	}
}

func TestReleaseUsesNoPermitForAMeetingThatChanged(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	s, api := stands(t)
	permit, seen := decide(t, rig, api)
	s.change(`"enhanced_encryption"`, `"e2ee"`)
	_, err := api.Release(t.Context(), rig.Gate, permit, seen)
	require.Error(t, err)
	s.change(`"e2ee"`, `"enhanced_encryption"`)
	_, err = api.Release(t.Context(), rig.Gate, permit, seen)
	assert.NoError(t, err)
}

func TestReleaseIsKeptFromEverythingElse(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	s, api := stands(t)
	permit, seen := decide(t, rig, api)
	_, err := api.Release(t.Context(), rig.Gate, consult.Permit{}, zoom.Reading{})
	assert.ErrorIs(t, err, consult.ErrNoPermit)
	_, err = api.Release(t.Context(), rig.Gate, permit, zoom.Reading{})
	assert.ErrorIs(t, err, consult.ErrOtherCall, "a reading of no meeting")
	other, err := api.Read(t.Context(), "call-0002", where)
	require.NoError(t, err)
	_, err = api.Release(t.Context(), rig.Gate, permit, other)
	assert.ErrorIs(t, err, consult.ErrOtherCall, "the meeting of another call")
	_, err = api.Release(t.Context(), consulttest.NewRig(t).Gate, permit, seen)
	assert.ErrorIs(t, err, consult.ErrOtherGate)
	_, err = api.Release(t.Context(), nil, permit, seen)
	assert.ErrorIs(t, err, consult.ErrNoGate)

	s.status = http.StatusServiceUnavailable
	_, err = api.Release(t.Context(), rig.Gate, permit, seen)
	var status *platform.StatusError
	assert.ErrorAs(t, err, &status, "a meeting that cannot be read again")
	s.status = 0
	rig.Recorder.SetDown(true)
	_, err = api.Release(t.Context(), rig.Gate, permit, seen)
	assert.ErrorIs(t, err, consulttest.ErrDown, "no record, no start")

	call := consulttest.Call() // which says something else of the meeting
	rig = consulttest.NewRig(t)
	_, err = api.Release(t.Context(), rig.Gate, rig.Permit(t, call), seen)
	assert.ErrorIs(t, err, zoom.ErrOtherFacts)
}

func TestReleaseGivesURLs(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ why, from, to string }{
		{"no start URL, as for somebody else's meeting", `"start_url": "https://example.zoom.us/s/85746065?zak=xyz", `, ``},
		{"a start URL that is none", `https://example.zoom.us/s/`, `zoom.us/s/`},
		{"a join URL that is none", `https://example.zoom.us/j/`, `javascript:/j/`},
		{"a join URL in the clear", `https://example.zoom.us/j/`, `http://example.zoom.us/j/`},
		{"a patient who would be the host", `https://example.zoom.us/j/85746065?pwd=abc`, `https://example.zoom.us/s/85746065?zak=xyz`},
	} {
		rig := consulttest.NewRig(t)
		s, api := stands(t)
		s.change(test.from, test.to)
		permit, seen := decide(t, rig, api)
		_, err := api.Release(t.Context(), rig.Gate, permit, seen)
		assert.ErrorIs(t, err, zoom.ErrNoURL, test.why)
	}
}
