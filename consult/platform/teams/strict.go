package teams

import "github.com/preconsult/preconsult/consult/platform"

// Strict returns the settings of a meeting that is not recorded or transcribed, that only the organiser
// presents in and admits to, and in which everybody else waits in the lobby, by telephone too. Each is
// explicit, so that no policy or template fills it in. Change a field to loosen one; what is then decided
// is what Graph returns.
func Strict() Meeting {
	return Meeting{
		RecordAutomatically:   platform.Given(false),
		AllowRecording:        platform.Given(false),
		AllowTranscription:    platform.Given(false),
		AllowedPresenters:     platform.Given("organizer"),
		AllowedLobbyAdmitters: platform.Given("organizerAndCoOrganizers"),
		Lobby:                 platform.Given(Lobby{Scope: platform.Given("organizer"), DialIn: platform.Given(false)}),
	}
}

// Differs returns the names of the properties that want gives and the meeting has otherwise, or not at
// all, in a fixed order; nil where there are none. It is for what Graph returns of a meeting that was
// created or changed: a policy of the tenancy may have overruled what was asked for.
func (m Meeting) Differs(want Meeting) []string {
	var names []string
	platform.Differs(&names, "id", m.ID, want.ID)
	platform.Differs(&names, "joinWebUrl", m.JoinWebURL, want.JoinWebURL)
	platform.Differs(&names, "recordAutomatically", m.RecordAutomatically, want.RecordAutomatically)
	platform.Differs(&names, "allowRecording", m.AllowRecording, want.AllowRecording)
	platform.Differs(&names, "allowTranscription", m.AllowTranscription, want.AllowTranscription)
	platform.Differs(&names, "isEndToEndEncryptionEnabled", m.EndToEnd, want.EndToEnd)
	platform.Differs(&names, "allowedPresenters", m.AllowedPresenters, want.AllowedPresenters)
	platform.Differs(&names, "allowedLobbyAdmitters", m.AllowedLobbyAdmitters, want.AllowedLobbyAdmitters)
	got, _ := m.Lobby.Get()
	asked, _ := want.Lobby.Get()
	platform.Differs(&names, "lobbyBypassSettings.scope", got.Scope, asked.Scope)
	platform.Differs(&names, "lobbyBypassSettings.isDialInBypassEnabled", got.DialIn, asked.DialIn)
	return names
}
