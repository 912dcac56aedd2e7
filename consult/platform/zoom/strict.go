package zoom

import "github.com/preconsult/preconsult/consult/platform"

// Strict returns the settings of a meeting that nothing records or writes up by itself, in a room of its own,
// in which everybody waits until the host admits them. Each is explicit, so that no setting of the host or the
// account fills it in. Change a field to loosen one; what is then decided on is what Zoom returns.
func Strict() Settings {
	return Settings{
		AutoRecording:      platform.Given("none"),
		EncryptionType:     platform.Given("enhanced_encryption"),
		WaitingRoom:        platform.Given(true),
		WaitingRoomOptions: platform.Given(WaitingRoomOptions{Mode: platform.Given("custom"), Who: platform.Given("everyone")}),
		JoinBeforeHost:     platform.Given(false),
		UsePMI:             platform.Given(false),
		AutoStartSummary:   platform.Given(false),
		AutoStartQuestions: platform.Given(false),
	}
}

// Differs returns the names of the settings that want gives and these have otherwise, or not at all, in a
// fixed order; nil where there are none. It is for what Zoom returns of a meeting that was created or
// changed: it may have passed over or overwritten what was asked for.
func (s Settings) Differs(want Settings) []string {
	var names []string
	platform.Differs(&names, "auto_recording", s.AutoRecording, want.AutoRecording)
	platform.Differs(&names, "encryption_type", s.EncryptionType, want.EncryptionType)
	platform.Differs(&names, "waiting_room", s.WaitingRoom, want.WaitingRoom)
	got, asked := s.WaitingRoomOptions.Or(WaitingRoomOptions{}), want.WaitingRoomOptions.Or(WaitingRoomOptions{})
	platform.Differs(&names, "waiting_room_options.mode", got.Mode, asked.Mode)
	platform.Differs(&names, "waiting_room_options.who_goes_to_waiting_room", got.Who, asked.Who)
	platform.Differs(&names, "join_before_host", s.JoinBeforeHost, want.JoinBeforeHost)
	platform.Differs(&names, "use_pmi", s.UsePMI, want.UsePMI)
	platform.Differs(&names, "auto_start_meeting_summary", s.AutoStartSummary, want.AutoStartSummary)
	platform.Differs(&names, "auto_start_ai_companion_questions", s.AutoStartQuestions, want.AutoStartQuestions)
	return names
}
