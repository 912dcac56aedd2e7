package rooms

import (
	"errors"

	"github.com/go-json-experiment/json"
)

// maxMessage is how many bytes a message may have. The description of a browser with many codecs has about ten thousand.
const maxMessage = 64 << 10

// errMalformed is what is wrong with a message that nobody's page sends. It quotes nothing of it.
var errMalformed = errors.New("rooms: the message is none of those that a participant may send")

// The kinds of message.
const (
	kindState  = "state"   // from the server
	kindAdmit  = "admit"   // from the provider
	kindHangUp = "hang-up" // from either
	kindSignal = "signal"  // from either, to the other
)

// A message is what a participant says.
type message struct {
	Type        string       `json:"type"`
	Description *description `json:"description,omitempty"`
	Candidate   *candidate   `json:"candidate,omitempty"`
}

// A description is the RTCSessionDescription of one side.
type description struct {
	Type string `json:"type"` // offer or answer; browsers know others, which the pages have no use for
	SDP  string `json:"sdp"`
}

// A candidate is an RTCIceCandidate: where one side can perhaps be reached. Browsers leave members null.
type candidate struct {
	Candidate        string  `json:"candidate"`
	SDPMid           *string `json:"sdpMid"`
	SDPMLineIndex    *uint16 `json:"sdpMLineIndex"`
	UsernameFragment *string `json:"usernameFragment"`
}

// A state is what the server says to a participant.
type state struct {
	Type     string `json:"type"`
	Room     string `json:"room"`
	You      string `json:"you"`
	Admitted bool   `json:"admitted"`
	Begun    bool   `json:"begun"` // whether the patient was admitted since the room was opened, also once it has ended
	Peer     bool   `json:"peer"`
	Page     string `json:"page,omitempty"` // of the peer
}

const (
	offer  = "offer"
	answer = "answer"
)

// decode reads a message of a participant. It takes what the pages send and nothing else: no unknown or double
// members, nothing of another type, and nothing beside what the kind of message has.
func decode(data []byte) (message, error) {
	var m message
	if len(data) > maxMessage || json.Unmarshal(data, &m, json.RejectUnknownMembers(true)) != nil {
		return message{}, errMalformed
	}
	if !m.valid() {
		return message{}, errMalformed
	}
	return m, nil
}

func (m *message) valid() bool {
	d, c := m.Description, m.Candidate
	switch m.Type {
	case kindAdmit, kindHangUp:
		return d == nil && c == nil
	case kindSignal:
		switch {
		case d != nil && c == nil:
			return (d.Type == offer || d.Type == answer) && d.SDP != ""
		case c != nil && d == nil:
			// Without either, browsers throw it back.
			return c.SDPMid != nil || c.SDPMLineIndex != nil
		}
	}
	return false
}

// encode writes a message of this package, which can always be written.
func encode(message any) []byte {
	data, err := json.Marshal(message)
	if err != nil {
		panic("rooms: " + err.Error())
	}
	return data
}
