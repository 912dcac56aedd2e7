package daily

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/preconsult/preconsult/consult/platform"
)

// A Room is what is read of a room, from GET /rooms/{name} of docs.daily.co/reference/rest-api/rooms. The zero
// Room says nothing.
type Room struct {
	// Name is the member name, which is the id of the call that the room carries.
	Name platform.Field[string] `json:"name,omitzero"`
	// URL is the member url: where the room is joined.
	URL platform.Field[string] `json:"url,omitzero"`
	// Privacy is the member privacy: public, which is the default of a room that is created, org or private.
	Privacy platform.Field[string] `json:"privacy,omitzero"`
	// Config is the member config: what differs from the defaults.
	Config platform.Field[Config] `json:"config,omitzero"`
}

// A Config is the configuration of a room, or the part of a domain's that rooms fall back to. What is absent or
// null falls back to the domain's, and of the domain's to Daily's own default. The zero Config sets nothing.
type Config struct {
	// Recording is enable_recording: how any participant may record. Daily's default is not to.
	Recording platform.Field[Mode] `json:"enable_recording,omitzero"`
	// Knocking is enable_knocking: whether people without a token can ask to be let into a private room.
	// Daily's default is false.
	Knocking platform.Field[bool] `json:"enable_knocking,omitzero"`
	// AutoTranscription is auto_start_transcription: whether transcription starts by itself. Daily's
	// default is false.
	AutoTranscription platform.Field[bool] `json:"auto_start_transcription,omitzero"`
	// KeepTranscription is enable_transcription_storage: whether transcripts are kept. Daily's default is false.
	KeepTranscription platform.Field[bool] `json:"enable_transcription_storage,omitzero"`
	// IntercomRecording is intercom_auto_record, of a domain: whether an alert starts a recording.
	IntercomRecording platform.Field[bool] `json:"intercom_auto_record,omitzero"`
	// Expires is exp, of a room: the instant, in seconds since 1970, from which on nobody can join it.
	Expires platform.Field[float64] `json:"exp,omitzero"`
	// EjectAtEnd is eject_at_room_exp, of a room: whether those who are in it are put out then.
	EjectAtEnd platform.Field[bool] `json:"eject_at_room_exp,omitzero"`
}

// A Mode says how a room or a token records: cloud, cloud-audio-only, local or raw-tracks. Off is false in
// a document, and so is the zero Mode.
type Mode string

// UnmarshalJSONFrom implements json.UnmarshalerFrom of go-json-experiment/json. True, which Daily does not document,
// is a Mode that is not known.
func (m *Mode) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	switch d.PeekKind() {
	case 'f':
		*m = ""
		return d.SkipValue()
	case 't':
		*m = "true"
		return d.SkipValue()
	}
	return json.UnmarshalDecode(d, (*string)(m))
}

// MarshalJSONTo implements json.MarshalerTo.
func (m Mode) MarshalJSONTo(e *jsontext.Encoder) error {
	if m == "" {
		return e.WriteToken(jsontext.False)
	}
	return e.WriteToken(jsontext.String(string(m)))
}

// Decode reads the document of a room. The errors are those of [platform.Decode].
func Decode(data []byte) (Room, error) {
	var r Room
	if err := platform.Decode(data, &r); err != nil {
		return Room{}, err
	}
	return r, nil
}

// A Domain is what is read of a domain, from GET / of docs.daily.co/reference/rest-api/domain. The zero Domain is one
// that was not read.
type Domain struct {
	id     platform.Field[string] // domain_id, which tokens name
	config Config
	read   bool
}

// DecodeDomain reads the document of a domain. The errors are those of [platform.Decode].
func DecodeDomain(data []byte) (Domain, error) {
	var d Domain
	if err := platform.Decode(data, &d); err != nil {
		return Domain{}, err
	}
	return d, nil
}

// UnmarshalJSONFrom implements json.UnmarshalerFrom of go-json-experiment/json.
func (d *Domain) UnmarshalJSONFrom(from *jsontext.Decoder) error {
	var document struct {
		ID     platform.Field[string] `json:"domain_id"`
		Config platform.Field[Config] `json:"config"`
	}
	if err := json.UnmarshalDecode(from, &document); err != nil {
		return err
	}
	config, read := document.Config.Get()
	*d = Domain{document.ID, config, read}
	return nil
}
