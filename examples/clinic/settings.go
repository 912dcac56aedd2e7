package main

import (
	"sync"

	"github.com/preconsult/preconsult/consult"

	"github.com/preconsult/preconsult/examples/clinic/rooms"
)

// Switches are what the switchboard can turn, by name: each is off as the platform should be. Explains is what is so while it is on.
var switches = []struct {
	Name, Title, Explains string
	Rules                 []consult.RuleID // that answer
}{
	{"recording", "Record by default", "the server is set to record every consultation from the start.", []consult.RuleID{"recording.default"}},
	{"public", "Make rooms public", "every patient who is signed in can open the page of every visit.", []consult.RuleID{"visibility.private"}},
	{"patient", "Let patients start", "the patient’s page has a button that starts the call.", []consult.RuleID{"initiator.provider"}},
	{"abroad", "Move data to another country", "the server is set to store what a call leaves behind in the United States.", []consult.RuleID{"dpia.covers", "notice.overseas"}},
	{"dpia", "Let the DPIA run out", "its review was due yesterday: one line of the file in the records folder is changed.", []consult.RuleID{"dpia.current"}},
	{"recorder", "Unplug the recorder", "decisions can no longer be recorded.", nil},
}

// Settings are what the server is set to. Every call is judged by them.
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

// room returns how the server runs a room: as package rooms enforces it, but for what is set otherwise.
func (s *settings) room() consult.Room {
	room := rooms.Facts()
	if s.is("recording") {
		room.Recording, room.RecordingAuthority = consult.RecordingAutomatic, consult.AuthorityHost
	}
	if s.is("public") {
		room.Visibility = consult.VisibilityPublic
	}
	return room
}

// recording says on every page of a call whether it is recorded.
func (s *settings) recording() string {
	if s.room().Recording == consult.RecordingOff {
		return "The call is not recorded."
	}
	return "The practice’s system is set to record calls at present, so that no call starts before that is changed."
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
