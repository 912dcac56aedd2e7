package zoom_test

import (
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/platform/zoom"
)

// strict are the settings of Strict, as they are asked for.
const strict = `{"auto_recording":"none","encryption_type":"enhanced_encryption","waiting_room":true,` +
	`"waiting_room_options":{"mode":"custom","who_goes_to_waiting_room":"everyone"},` +
	`"join_before_host":false,"use_pmi":false,"auto_start_meeting_summary":false,"auto_start_ai_companion_questions":false}`

func TestStrictAsksForEveryValue(t *testing.T) {
	t.Parallel()
	body, err := json.Marshal(zoom.Strict())
	require.NoError(t, err)
	assert.Equal(t, strict, string(body), "false is written")
}

func TestDiffers(t *testing.T) {
	t.Parallel()
	want := zoom.Strict()
	assert.Nil(t, want.Differs(want))
	assert.Nil(t, want.Differs(zoom.Settings{}), "nothing was asked for")
	assert.Len(t, zoom.Settings{}.Differs(want), 9, "nothing came back")
	for name, text := range map[string]string{
		"auto_recording":            `{"auto_recording":null}`,
		"encryption_type":           `{"encryption_type":"e2ee"}`,
		"waiting_room":              `{"waiting_room":false}`,
		"waiting_room_options.mode": `{"waiting_room_options":{"mode":"follow_setting","who_goes_to_waiting_room":"everyone"}}`,
		"waiting_room_options.who_goes_to_waiting_room": `{"waiting_room_options":{"mode":"custom","who_goes_to_waiting_room":"users_not_on_invite"}}`,
		"join_before_host":                  `{"join_before_host":true}`,
		"use_pmi":                           `{"use_pmi":true}`,
		"auto_start_meeting_summary":        `{"auto_start_meeting_summary":null}`,
		"auto_start_ai_companion_questions": `{"auto_start_ai_companion_questions":true}`,
	} {
		got := zoom.Strict()
		require.NoError(t, json.Unmarshal([]byte(text), &got))
		assert.Equal(t, []string{name}, got.Differs(want), "one setting that came back otherwise")
	}
}
