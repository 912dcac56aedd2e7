package main

import (
	"sync"

	"github.com/preconsult/preconsult/consult"
)

// Switches are what the switchboard can turn, by name: each is off as the platform should be.
var switches = []struct {
	Name, Title, Explains string
	Rules                 []consult.RuleID // that answer
}{
	{"recording", "Record by default", "Every consultation is recorded from the start.", []consult.RuleID{"recording.default"}},
	{"public", "Make rooms public", "Anybody who finds a room can open it.", []consult.RuleID{"visibility.private"}},
	{"patient", "Let patients start", "The patient's page gets a button that starts the call.", []consult.RuleID{"initiator.provider"}},
	{"abroad", "Move data to another country", "What a call leaves behind is stored in the United States.", []consult.RuleID{"dpia.covers", "notice.overseas"}},
	{"dpia", "Let the DPIA run out", "Its review was due yesterday. This changes the file in the records folder.", []consult.RuleID{"dpia.current"}},
	{"recorder", "Unplug the recorder", "Decisions can no longer be recorded.", nil},
}

// Settings are what the server is set to. The room of every call runs by them.
type settings struct {
	mu sync.RWMutex
	on map[string]bool
}

func newSettings() *settings { return &settings{on: map[string]bool{}} }

// is reports whether a switch is on.
func (s *settings) is(name string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.on[name]
}

// turn turns a switch, and reports whether there is one of that name.
func (s *settings) turn(name string, on bool) bool {
	for _, known := range switches {
		if known.Name == name {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.on[name] = on
			return true
		}
	}
	return false
}

// room returns how the server runs a room, as it is set. Sound and picture go from browser to browser, so that the server has
// none to capture; what it serves the browsers is the same code that it judges here.
func (s *settings) room() consult.Room {
	room := consult.Room{
		Recording: consult.RecordingOff, RecordingAuthority: consult.AuthorityNobody,
		Transcription: consult.CaptureOff, Scribe: consult.CaptureOff,
		Encryption: consult.EncryptionEndToEnd, ServerCapture: consult.No,
		Visibility: consult.VisibilityPrivate, Admission: consult.AdmissionWaitingRoom,
	}
	if s.is("recording") {
		room.Recording, room.RecordingAuthority = consult.RecordingAutomatic, consult.AuthorityHost
	}
	if s.is("public") {
		room.Visibility, room.Admission = consult.VisibilityPublic, consult.AdmissionLink
	}
	return room
}

// storage returns where anything of a call is stored, and where it can be reached from.
func (s *settings) storage() (storage, access consult.Places) {
	if s.is("abroad") {
		return consult.In(consult.UnitedKingdom, unitedStates), consult.In(consult.UnitedKingdom, unitedStates)
	}
	return consult.Nowhere(), consult.In(consult.UnitedKingdom)
}

var unitedStates = func() consult.Country {
	c, err := consult.ParseCountry("US")
	if err != nil {
		panic(err) // the code is a constant of the program
	}
	return c
}()
