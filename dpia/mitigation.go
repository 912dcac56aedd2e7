package dpia

import "github.com/preconsult/preconsult/consult"

// A Risk is a risk to the rights and freedoms of people.
type Risk struct {
	// Description says what could happen to whom. Empty, the risk is as good as missing.
	Description string `json:"description"`
	// Overall is the assessor's rating before mitigation. It is for people and decides nothing.
	Overall Level `json:"overall,omitzero"`
}

// Level is the level of a risk in the three steps of the regulator's template. Templates
// disagree on how likelihood and severity make a level, so that it is always the assessor's.
type Level uint8

// The levels of risk. The zero Level is unknown.
const (
	LevelUnknown Level = iota
	Low
	Medium
	High
)

var levelWords = consult.Words[Level]{"unknown", "low", "medium", "high"}

// String returns the text.
func (l Level) String() string { return levelWords.Text(l) }

// MarshalText implements [encoding.TextMarshaler].
func (l Level) MarshalText() ([]byte, error) { return levelWords.Marshal(l) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (l *Level) UnmarshalText(text []byte) error { return levelWords.Unmarshal(l, text) }

// A Mitigation is a measure that addresses risks. The guidance asks for a plan, or the
// confirmation that it is in place (D4).
type Mitigation struct {
	// Measure says what is done. Empty, the measure is as good as missing.
	Measure string `json:"measure"`
	// State says whether the measure is planned or in place. Unknown is neither.
	State MitigationState `json:"state"`
	// Owner is the role that carries out a planned measure; a role, not a name. A plan needs
	// one.
	Owner string `json:"owner,omitzero"`
	// Due is the last day by which a planned measure is to be in place. A plan needs one, and
	// from the end of that day on it is overdue.
	Due consult.Date `json:"due,omitzero"`
	// Confirmed is the day on which a measure in place was confirmed to be. A measure in place
	// needs one that is not to come.
	Confirmed consult.Date `json:"confirmed,omitzero"`
	// Evidence says where it is shown that a measure is in place. A measure in place needs it.
	Evidence string `json:"evidence,omitzero"`
}

// MitigationState says how far a mitigation is.
type MitigationState uint8

// The states of a mitigation. The zero MitigationState is unknown.
const (
	MitigationUnknown MitigationState = iota
	Planned                           // with an owner and a day
	InPlace                           // with a day of confirmation and evidence
)

var mitigationWords = consult.Words[MitigationState]{"unknown", "planned", "in-place"}

// String returns the text.
func (s MitigationState) String() string { return mitigationWords.Text(s) }

// MarshalText implements [encoding.TextMarshaler].
func (s MitigationState) MarshalText() ([]byte, error) { return mitigationWords.Marshal(s) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *MitigationState) UnmarshalText(text []byte) error {
	return mitigationWords.Unmarshal(s, text)
}
