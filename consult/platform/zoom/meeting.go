package zoom

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/preconsult/preconsult/consult/platform"
)

// A Meeting is what is read of a meeting, from GET /meetings/{meetingId} of
// developers.zoom.us/docs/api/meetings. It has no place for topic, agenda and people. The zero Meeting says nothing.
type Meeting struct {
	// ID is the member id: the meeting's number.
	ID platform.Field[int64] `json:"id,omitzero"`
	// Type is the member type: 1 instant, 2 scheduled, 3 and 8 recurring, 4 the host's personal meeting,
	// 10 one that shares its screen alone.
	Type platform.Field[int] `json:"type,omitzero"`
	// Passcode says whether the member password is there and not empty. What it is, is not kept.
	Passcode platform.Field[Present] `json:"password,omitzero"`
	// JoinURL is the member join_url: with it, anyone comes as far as the waiting room.
	JoinURL platform.Field[string] `json:"join_url,omitzero"`
	// StartURL is the member start_url: with it, anyone is the host. Zoom makes another each time.
	StartURL platform.Field[string] `json:"start_url,omitzero"`
	// Settings is the member settings. Zoom passes over settings that stand beside it.
	Settings platform.Field[Settings] `json:"settings,omitzero"`
}

// Settings are the settings of a meeting on which safety depends, both as Zoom returns them and to ask for.
// The zero Settings say nothing: Zoom falls back to those of the host.
type Settings struct {
	// AutoRecording is auto_recording: none, local or cloud.
	AutoRecording platform.Field[string] `json:"auto_recording,omitzero"`
	// EncryptionType is encryption_type: enhanced_encryption, which Zoom's servers can read, or e2ee.
	EncryptionType platform.Field[string] `json:"encryption_type,omitzero"`
	// WaitingRoom is waiting_room.
	WaitingRoom platform.Field[bool] `json:"waiting_room,omitzero"`
	// WaitingRoomOptions is waiting_room_options: who waits in it.
	WaitingRoomOptions platform.Field[WaitingRoomOptions] `json:"waiting_room_options,omitzero"`
	// JoinBeforeHost is join_before_host: whether participants are in the meeting without the host.
	JoinBeforeHost platform.Field[bool] `json:"join_before_host,omitzero"`
	// UsePMI is use_pmi: whether the meeting is in the host's personal room, whose number everybody has who
	// was ever in it.
	UsePMI platform.Field[bool] `json:"use_pmi,omitzero"`
	// AutoStartSummary is auto_start_meeting_summary: whether AI Companion writes a summary by itself.
	AutoStartSummary platform.Field[bool] `json:"auto_start_meeting_summary,omitzero"`
	// AutoStartQuestions is auto_start_ai_companion_questions: whether AI Companion listens by itself, to
	// answer questions about the meeting.
	AutoStartQuestions platform.Field[bool] `json:"auto_start_ai_companion_questions,omitzero"`
}

// WaitingRoomOptions say who waits in a waiting room.
type WaitingRoomOptions struct {
	// Mode is mode: follow_setting, where the host's and the account's settings decide, or custom.
	Mode platform.Field[string] `json:"mode,omitzero"`
	// Who is who_goes_to_waiting_room, where the mode is custom: everyone, users_not_in_account,
	// users_not_in_account_or_whitelisted_domains, or users_not_on_invite.
	Who platform.Field[string] `json:"who_goes_to_waiting_room,omitzero"`
}

// Decode reads the document of a meeting. The errors are those of [platform.Decode].
func Decode(data []byte) (Meeting, error) {
	var m Meeting
	if err := platform.Decode(data, &m); err != nil {
		return Meeting{}, err
	}
	return m, nil
}

// Present says of a text that is nobody's business whether there is any. The zero Present is none.
type Present bool

// UnmarshalJSONFrom implements json.UnmarshalerFrom of go-json-experiment/json: it keeps whether the text is empty.
func (p *Present) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	var text string
	if err := json.UnmarshalDecode(d, &text); err != nil {
		return err
	}
	*p = text != ""
	return nil
}
