package zoom

import "github.com/preconsult/preconsult/consult/platform"

// A User is what is read of the settings of a meeting's host, from GET /users/{userId}/settings of
// developers.zoom.us/docs/api/users. The zero User says nothing.
type User struct {
	// Recording is the member recording.
	Recording platform.Field[UserRecording] `json:"recording,omitzero"`
	// InMeeting is the member in_meeting.
	InMeeting platform.Field[UserInMeeting] `json:"in_meeting,omitzero"`
}

// UserRecording are the settings on recording of a host.
type UserRecording struct {
	// AutoRecording is auto_recording: what the host's meetings do by default. None, local or cloud.
	AutoRecording platform.Field[string] `json:"auto_recording,omitzero"`
	// Local is local_recording: whether hosts and participants may record on their own computers.
	Local platform.Field[bool] `json:"local_recording,omitzero"`
	// Cloud is cloud_recording: whether hosts may record in Zoom's cloud.
	Cloud platform.Field[bool] `json:"cloud_recording,omitzero"`
	// AudioTranscript is recording_audio_transcript: whether what is recorded in the cloud is transcribed.
	AudioTranscript platform.Field[bool] `json:"recording_audio_transcript,omitzero"`
}

// UserInMeeting are the settings on what a host's meetings have.
type UserInMeeting struct {
	// Captions is manual_captioning: captions of every kind, for all its name.
	Captions platform.Field[UserCaptions] `json:"manual_captioning,omitzero"`
	// Summary is meeting_summary_with_ai_companion.
	Summary platform.Field[UserCompanion] `json:"meeting_summary_with_ai_companion,omitzero"`
	// Questions is ai_companion_questions.
	Questions platform.Field[UserCompanion] `json:"ai_companion_questions,omitzero"`
}

// UserCaptions are the settings on captions of a host.
type UserCaptions struct {
	Automatic  platform.Field[bool] `json:"auto_generated_captions,omitzero"`        // auto_generated_captions: Zoom writes them
	Manual     platform.Field[bool] `json:"manual_captions,omitzero"`                // manual_captions: somebody writes them
	ThirdParty platform.Field[bool] `json:"third_party_captioning_service,omitzero"` // third_party_captioning_service: a service does
	Transcript platform.Field[bool] `json:"full_transcript,omitzero"`                // full_transcript: all of them are shown beside the meeting
	Save       platform.Field[bool] `json:"save_captions,omitzero"`                  // save_captions: participants may save them
}

// A UserCompanion is one of the things that AI Companion does in a host's meetings.
type UserCompanion struct {
	Enable platform.Field[bool] `json:"enable,omitzero"` // enable: whether it can be used at all
}

// DecodeUser reads the document of a user's settings. The errors are those of [platform.Decode].
func DecodeUser(data []byte) (User, error) {
	var u User
	if err := platform.Decode(data, &u); err != nil {
		return User{}, err
	}
	return u, nil
}
