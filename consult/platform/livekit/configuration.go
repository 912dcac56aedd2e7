package livekit

import (
	"errors"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// A Configuration is what a room is made with, as far as it matters here: a CreateRoomRequest of the
// RoomService, or a RoomConfiguration, which is also the claim roomConfig of a token. The zero
// Configuration is what [Server.Open] makes a room with. [platform.Decode] reads its JSON, in either of
// the spellings that LiveKit takes: room_preset and roomPreset. Absent and null are proto3's defaults:
// neither egress nor agents, no preset, no replay.
type Configuration struct {
	// Egress is egress: recording that starts by itself, of the room, participants or tracks. What it
	// holds is not kept: there may be credentials in it.
	Egress platform.Field[struct{}]
	// Agents is agents: those sent into the room by name. With none, agents that have no name come all the
	// same.
	Agents platform.Field[[]struct{}]
	// Preset is room_preset: the name of an entry of room.room_configurations on the server, whatever is in it.
	Preset platform.Field[string]
	// Replay is replay_enabled: media are kept from the start, and exported as a recording on request.
	Replay platform.Field[bool]
}

var errTwice = errors.New("a member is there in both spellings")

// UnmarshalJSONFrom implements json.UnmarshalerFrom of go-json-experiment/json, which [platform.Decode] uses.
func (c *Configuration) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	var read struct {
		Egress      platform.Field[struct{}]   `json:"egress"`
		Agents      platform.Field[[]struct{}] `json:"agents"`
		Preset      platform.Field[string]     `json:"room_preset"`
		PresetCamel platform.Field[string]     `json:"roomPreset"`
		Replay      platform.Field[bool]       `json:"replay_enabled"`
		ReplayCamel platform.Field[bool]       `json:"replayEnabled"`
	}
	if err := json.UnmarshalDecode(d, &read); err != nil {
		return err
	}
	if !read.Preset.Absent() && !read.PresetCamel.Absent() || !read.Replay.Absent() && !read.ReplayCamel.Absent() {
		return errTwice // as LiveKit's own reader has it
	}
	if read.Preset.Absent() {
		read.Preset = read.PresetCamel
	}
	if read.Replay.Absent() {
		read.Replay = read.ReplayCamel
	}
	*c = Configuration{read.Egress, read.Agents, read.Preset, read.Replay}
	return nil
}

// facts says how a call runs in a room that is made so.
func (c Configuration) facts(d *Deployment) consult.Room {
	r := d.room()
	if len(c.Agents.Or(nil)) > 0 {
		r.agents()
	}
	if c.Preset.Or("") != "" { // it may hold any of these
		r.Recording = consult.RecordingUnknown
		r.agents()
	}
	if c.Replay.Or(false) {
		r.Recording, r.ServerCapture = consult.RecordingBuffered, consult.Yes
	}
	if isGiven(c.Egress) {
		r.Recording, r.ServerCapture = consult.RecordingAutomatic, consult.Yes
	}
	return r.Room
}
