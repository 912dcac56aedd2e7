// Package missing asks each engine about a call of which one fact was never supplied.
//
// All facts but one are good. Each engine has the rules in two ways: as its documentation and
// most of its users write them, forbidding what is bad; and with the care that it takes to
// refuse what is not known. The library has one way.
package missing

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/preconsult/preconsult/consult"
)

// A Fact is one that the rules are about.
type Fact struct {
	Path string         // its members in the document of a call
	Bad  string         // what the rule forbids
	Rule consult.RuleID // the rule of the library
}

// Facts are the facts that are left out, one at a time.
var Facts = []Fact{
	{"room.recording", "automatic", "recording.default"},
	{"room.recording_authority", "participants", "recording.authority"},
	{"room.encryption", "none", "encryption.known"},
	{"room.visibility", "public", "visibility.private"},
	{"device.standing", "personal-unmanaged", "device.protected"},
	{"initiator.party", "patient", "initiator.provider"},
}

// Good is the document of a call in which all of them are good.
const Good = `{
	"room": {"recording": "off", "recording_authority": "host", "encryption": "transport", "visibility": "private"},
	"device": {"standing": "corporate"},
	"initiator": {"party": "provider"}
}`

// An Answer is what an engine makes of a call.
type Answer string

// The answers.
const (
	Allows  Answer = "allows"
	Refuses Answer = "refuses"
)

// An Engine answers by rules that are written in two ways.
type Engine struct {
	Name string
	// Idiom and Care are the rule on recording, as each of the ways has it.
	Idiom, Care string
	// Ask judges the document of a call by the rules, written with care or without. The error means
	// that there was no answer.
	Ask func(document []byte, care bool) (Answer, error)
}

// Engines are the engines, the library first. It has no rules to write, and one way.
var Engines = []Engine{preconsult, byHand, opa, cedar, cel, validator}

// Without returns the document of the good call without one of its facts.
func Without(f Fact) []byte { return changed(f, "") }

// Bad returns the document of the good call with one of its facts as the rule forbids it.
func Bad(f Fact) []byte { return changed(f, f.Bad) }

// changed returns the good document with another value of a fact, or without it where that is empty.
func changed(f Fact, value string) []byte {
	var document map[string]map[string]string
	if err := json.Unmarshal([]byte(Good), &document); err != nil {
		panic(err) // a constant of this package
	}
	group, member, _ := strings.Cut(f.Path, ".")
	if value == "" {
		delete(document[group], member)
	} else {
		document[group][member] = value
	}
	text, err := json.Marshal(document)
	if err != nil {
		panic(err) // maps of text
	}
	return text
}

// decoded decodes a document as an application does.
func decoded[T any](document []byte) (into T, err error) {
	d := json.NewDecoder(bytes.NewReader(document))
	d.DisallowUnknownFields()
	if err = d.Decode(&into); err != nil {
		return into, fmt.Errorf("missing: %w", err)
	}
	return into, nil
}

// when answers that the call is refused where something speaks against it.
func when(against bool) Answer {
	if against {
		return Refuses
	}
	return Allows
}
