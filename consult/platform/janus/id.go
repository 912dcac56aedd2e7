package janus

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/preconsult/preconsult/consult"
)

// A RoomID is Janus's id of a room: a number, or text where the plugin's setting string_ids is on. In JSON it
// is a number or a string. The zero RoomID names no room.
type RoomID struct {
	number uint64
	text   string
}

// Number returns the id of a room on a server without string_ids.
func Number(n uint64) RoomID { return RoomID{number: n} }

// Text returns the id of a room on a server with string_ids.
func Text(s string) RoomID { return RoomID{text: s} }

// String returns the number in digits, or the text.
func (id RoomID) String() string {
	if id.text != "" {
		return id.text
	}
	return strconv.FormatUint(id.number, 10)
}

// IsZero reports whether the id names no room.
func (id RoomID) IsZero() bool { return id == RoomID{} }

// MarshalJSON implements json.Marshaler.
func (id RoomID) MarshalJSON() ([]byte, error) {
	if id.text != "" {
		return jsontext.AppendQuote(nil, id.text)
	}
	return strconv.AppendUint(nil, id.number, 10), nil
}

var errRoomID = errors.New("janus: the id of a room is a whole number or text")

// UnmarshalJSON implements json.Unmarshaler.
func (id *RoomID) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		text, err := jsontext.AppendUnquote(nil, data)
		if err != nil {
			return errRoomID
		}
		*id = RoomID{text: string(text)}
		return nil
	}
	number, err := strconv.ParseUint(string(data), 10, 64)
	if err != nil {
		return errRoomID
	}
	*id = RoomID{number: number}
	return nil
}

// ID returns the id of the room of a call. With StringIDs it is the id of the call itself.
//
// Otherwise it is a number, the first 53 bits of the SHA-256 of the call's id, which JavaScript holds without
// loss. Should two calls ever get the same, the second does not join the first: Janus refuses to make a room
// that is there.
func (s *Server) ID(call consult.CallID) RoomID {
	if s.StringIDs {
		return RoomID{text: string(call)}
	}
	sum := sha256.Sum256([]byte(call))
	return RoomID{number: binary.BigEndian.Uint64(sum[:]) >> 11}
}
