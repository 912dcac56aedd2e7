package teams

import "github.com/preconsult/preconsult/consult/platform"

// A Meeting is what is read of an onlineMeeting of Microsoft Graph v1.0, from
// learn.microsoft.com/graph/api/resources/onlinemeetingbase, and what one is created and changed with. It has
// no place for subject and participants. The zero Meeting says nothing.
type Meeting struct {
	// ID is the property id: Graph's id of the meeting. Graph gives it; it cannot be set.
	ID platform.Field[string] `json:"id,omitzero"`
	// JoinWebURL is the property joinWebUrl, with which anyone comes as far as the lobby. It cannot be set.
	JoinWebURL platform.Field[string] `json:"joinWebUrl,omitzero"`
	// RecordAutomatically is the property recordAutomatically. Graph documents no default: absent or
	// null, the organiser's policy or template decides, which is not in the document.
	RecordAutomatically platform.Field[bool] `json:"recordAutomatically,omitzero"`
	// AllowRecording is the property allowRecording: whether the meeting can be recorded at all.
	AllowRecording platform.Field[bool] `json:"allowRecording,omitzero"`
	// AllowTranscription is the property allowTranscription: whether a transcript can be made.
	AllowTranscription platform.Field[bool] `json:"allowTranscription,omitzero"`
	// EndToEnd is the property isEndToEndEncryptionEnabled. It needs Teams Premium; browsers cannot
	// join then, and recording, live captions and transcription are not to be had.
	EndToEnd platform.Field[bool] `json:"isEndToEndEncryptionEnabled,omitzero"`
	// AllowedPresenters is the property allowedPresenters: who may present, which is who may record
	// where they are of the organiser's tenancy. One of everyone, organization, roleIsPresenter, organizer.
	AllowedPresenters platform.Field[string] `json:"allowedPresenters,omitzero"`
	// AllowedLobbyAdmitters is the property allowedLobbyAdmitters: who lets people in from the lobby. One of
	// organizerAndCoOrganizersAndPresenters, organizerAndCoOrganizers.
	AllowedLobbyAdmitters platform.Field[string] `json:"allowedLobbyAdmitters,omitzero"`
	// Lobby is the property lobbyBypassSettings.
	Lobby platform.Field[Lobby] `json:"lobbyBypassSettings,omitzero"`
}

// A Lobby says who passes a meeting's lobby by, from
// learn.microsoft.com/graph/api/resources/lobbybypasssettings.
type Lobby struct {
	// Scope is the property scope. One of organizer, organization (guests too), organizationAndFederated,
	// organizationExcludingGuests, invited, everyone; unknownFutureValue stands for one that Graph
	// does not name unless it is asked to.
	Scope platform.Field[string] `json:"scope,omitzero"`
	// DialIn is the property isDialInBypassEnabled: whether callers by telephone pass it by, whatever the scope.
	DialIn platform.Field[bool] `json:"isDialInBypassEnabled,omitzero"`
}

// Decode reads the document of an onlineMeeting. The errors are those of [platform.Decode].
func Decode(data []byte) (Meeting, error) {
	var m Meeting
	if err := platform.Decode(data, &m); err != nil {
		return Meeting{}, err
	}
	return m, nil
}
