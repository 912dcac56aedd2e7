package nextcloud

import (
	"errors"

	"github.com/preconsult/preconsult/consult/platform"
)

// ErrOther: the document is not the one that was to be read.
var ErrOther = errors.New("nextcloud: the document is another one, or Talk has no part in it")

// Documents are what Nextcloud says about Talk and about one conversation. What was not read is the zero
// value, and proves nothing.
type Documents struct {
	Config       Config       // by ReadConfig
	Capabilities Capabilities // by ReadCapabilities
	Conversation Conversation // by ReadConversation
}

// Config is Talk's app configuration, as "occ config:list spreed" prints it and docs/settings.md of
// github.com/nextcloud/spreed has it. All values are strings. That file gives defaults, so that a setting
// that is absent stands for its default, in a document that was read.
type Config struct {
	read bool
	// CallRecording is call_recording: whether calls can be recorded. Absent is "yes".
	CallRecording platform.Field[string] `json:"call_recording"`
	// CallRecordingTranscription is call_recording_transcription: whether what is recorded is transcribed.
	// Absent is "no".
	CallRecordingTranscription platform.Field[string] `json:"call_recording_transcription"`
	// CallRecordingSummary is call_recording_summary: whether what is recorded is summarised by AI. Absent
	// is "yes".
	CallRecordingSummary platform.Field[string] `json:"call_recording_summary"`
	// RecordingConsent is recording_consent: "1" where everybody has to agree to being recorded before
	// they join, "2" where moderators choose. Absent is "0".
	RecordingConsent platform.Field[string] `json:"recording_consent"`
	// CallEndToEndEncryption is call_end_to_end_encryption: "1" where clients are told to encrypt end to
	// end. Absent is "0". It does not prove that they do.
	CallEndToEndEncryption platform.Field[string] `json:"call_end_to_end_encryption"`
	// StartCalls is start_calls: who can start a call, "0" everybody, "1" those with an account, "2"
	// moderators, "3" nobody. Absent is "0".
	StartCalls platform.Field[string] `json:"start_calls"`
	// DefaultPermissions is default_permissions: the [Permissions] of those who have none of their own.
	// Absent or empty is "246": all but to pass the lobby.
	DefaultPermissions platform.Field[string] `json:"default_permissions"`
}

// ReadConfig reads what "occ config:list spreed" prints: {"apps": {"spreed": {…}}}.
func ReadConfig(data []byte) (Config, error) {
	var d struct {
		Apps platform.Field[struct {
			Spreed platform.Field[Config] `json:"spreed"`
		}] `json:"apps"`
	}
	if err := platform.Decode(data, &d); err != nil {
		return Config{}, err
	}
	apps, _ := d.Apps.Get()
	c, ok := apps.Spreed.Get()
	if !ok {
		return Config{}, ErrOther
	}
	c.read = true
	return c, nil
}

// Capabilities are what Talk says about calls among the capabilities of the server, where
// lib/Capabilities.php of github.com/nextcloud/spreed writes them: spreed, config, call. What is absent is
// unknown.
type Capabilities struct {
	// Recording is recording: whether calls can be recorded as the server is set up, with its recording
	// server and signalling server.
	Recording platform.Field[bool] `json:"recording"`
	// LiveTranscription is live-transcription: whether people in a call can have captions made of it
	// (docs/live-transcription.md; since Nextcloud 32).
	LiveTranscription platform.Field[bool] `json:"live-transcription"`
}

// ReadCapabilities reads the answer to GET /ocs/v2.php/cloud/capabilities.
func ReadCapabilities(data []byte) (Capabilities, error) {
	type spreed struct {
		Config platform.Field[struct {
			Call platform.Field[Capabilities] `json:"call"`
		}] `json:"config"`
	}
	all, err := readOCS[struct {
		Capabilities platform.Field[struct {
			Spreed platform.Field[spreed] `json:"spreed"`
		}] `json:"capabilities"`
	}](data)
	if err != nil {
		return Capabilities{}, err
	}
	apps, _ := all.Capabilities.Get()
	talk, _ := apps.Spreed.Get()
	config, _ := talk.Config.Get()
	c, ok := config.Call.Get()
	if !ok {
		return Capabilities{}, ErrOther
	}
	return c, nil
}

// A Conversation is a room of Talk, as docs/conversation.md of github.com/nextcloud/spreed has it, in
// version 4 of the API. What is absent is unknown.
type Conversation struct {
	// Token is token: what names the conversation, and the id of its call.
	Token platform.Field[string] `json:"token"`
	// Type is type: 1 one to one, 2 group, 3 public, by a link, and others.
	Type platform.Field[int] `json:"type"`
	// Listable is listable: who finds the conversation, 0 its participants, 1 people with an account, 2
	// guests of the instance as well.
	Listable platform.Field[int] `json:"listable"`
	// LobbyState is lobbyState: 1 where all but moderators wait in the lobby.
	LobbyState platform.Field[int] `json:"lobbyState"`
	// LobbyTimer is lobbyTimer: when the lobby opens by itself, in Unix seconds, or 0.
	LobbyTimer platform.Field[int64] `json:"lobbyTimer"`
	// SIPEnabled is sipEnabled: 2 where people can dial in with the token alone.
	SIPEnabled platform.Field[int] `json:"sipEnabled"`
	// ParticipantType is participantType: what whoever asked is in it, 1 owner, 2 moderator, 6 guest
	// moderator, others not moderators.
	ParticipantType platform.Field[int] `json:"participantType"`
	// Permissions is permissions: those of whoever asked, all things considered.
	Permissions platform.Field[Permissions] `json:"permissions"`
	// CallPermissions is callPermissions: those of the call that runs, or 0.
	CallPermissions platform.Field[Permissions] `json:"callPermissions"`
	// DefaultPermissions is defaultPermissions: those of new participants, or 0.
	DefaultPermissions platform.Field[Permissions] `json:"defaultPermissions"`
	// CanStartCall is canStartCall: whether whoever asked can start a call.
	CanStartCall platform.Field[bool] `json:"canStartCall"`
	// HasCall is hasCall: whether a call runs.
	HasCall platform.Field[bool] `json:"hasCall"`
	// CallRecording is callRecording: 0 no recording, 1 video, 2 sound, 3 and 4 these about to start, 5
	// failed.
	CallRecording platform.Field[int] `json:"callRecording"`
	// RecordingConsent is recordingConsent: 1 where everybody has to agree to being recorded.
	RecordingConsent platform.Field[int] `json:"recordingConsent"`
}

// Permissions are what a participant may do (docs/constants.md, attendee permissions), as bits.
type Permissions int

// Some permissions.
const (
	MayStart       Permissions = 2
	MayJoin        Permissions = 4
	MayIgnoreLobby Permissions = 8
)

// ReadConversation reads the answer to GET /ocs/v2.php/apps/spreed/api/v4/room/{token}.
func ReadConversation(data []byte) (Conversation, error) {
	c, err := readOCS[Conversation](data)
	if err != nil {
		return Conversation{}, err
	}
	if token, _ := c.Token.Get(); token == "" {
		return Conversation{}, ErrOther
	}
	return c, nil
}

// readOCS reads what is in the envelope of Nextcloud's API.
func readOCS[T any](data []byte) (value T, err error) {
	var d struct {
		OCS platform.Field[struct {
			Data platform.Field[T] `json:"data"`
		}] `json:"ocs"`
	}
	if err := platform.Decode(data, &d); err != nil {
		return value, err
	}
	ocs, _ := d.OCS.Get()
	value, ok := ocs.Data.Get()
	if !ok {
		return value, ErrOther
	}
	return value, nil
}
