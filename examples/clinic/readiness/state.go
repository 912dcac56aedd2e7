package readiness

import "github.com/preconsult/preconsult/consult"

// State is how a rule or a clause stands, as the trial found it. The zero State is not judged, so
// that nothing looks kept of which nobody knows.
type State uint8

// The states, from the one that says least.
const (
	NotJudged State = iota // nothing was found, and nothing was looked at either
	Kept                   // looked at, and found as it must be
	Advised                // broken, and advice: it refuses nothing
	Waived                 // broken, and accepted for a time
	Broken                 // broken: calls are refused
)

// Each state has a word, and a symbol that differs in shape, so that nobody depends on its colour.
var states = [...]struct{ class, word, symbol string }{
	NotJudged: {"not-judged", "Not judged", "?"},
	Kept:      {"kept", "Kept", "✓"},
	Advised:   {"advised", "Advice", "!"},
	Waived:    {"waived", "Waived", "≈"},
	Broken:    {"broken", "Broken", "✕"},
}

// String returns the state as people read it.
func (s State) String() string { return states[s].word }

// Class returns the state as the classes of the style sheet have it.
func (s State) Class() string { return states[s].class }

// Symbol returns a character that stands beside the word and says nothing without it.
func (s State) Symbol() string { return states[s].symbol }

// weight is how much a state matters where several come together: what is broken first, and what
// is not known before what is.
func (s State) weight() int {
	return [...]int{Kept: 0, Advised: 1, Waived: 2, NotJudged: 3, Broken: 4}[s]
}

func worse(a, b State) State {
	if b.weight() > a.weight() {
		return b
	}
	return a
}

// stateOf returns the state that a finding leaves its rule in. An effect that is not known counts
// as a refusal, as it does in the gate.
func stateOf(e consult.Effect) State {
	switch e {
	case consult.Advises:
		return Advised
	case consult.Waived, consult.Overridden:
		return Waived
	default:
		return Broken
	}
}
