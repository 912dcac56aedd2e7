package dpia

import (
	"time"

	"github.com/preconsult/preconsult/consult"
)

// Approval is the sign-off of an assessment.
type Approval struct {
	// Status is how far the assessment is. Only one that is approved stands.
	Status Status `json:"status"`
	// At is the instant of the approval. The zero Time is none, and an assessment without one
	// does not stand.
	At time.Time `json:"at,omitzero"`
	// By is the role that approved it; a role, not a name. It is for people and decides
	// nothing.
	By string `json:"by,omitzero"`
	// Advice says what became of the advice of the data protection officer, which the
	// controller must seek (Art 35(2)). Unknown, the assessment does not stand.
	Advice Advice `json:"dpo_advice,omitzero"`
	// Reasons are the reasons for overruling the advice. Where it was, the assessment does not
	// stand without them.
	Reasons string `json:"reasons,omitzero"`
}

// Status is how far an assessment is.
type Status uint8

// The statuses of an assessment. The zero Status is unknown.
const (
	StatusUnknown Status = iota
	Draft                // being written
	Submitted            // waiting for approval
	Approved
	Rejected
	Withdrawn // approved once, and no longer
)

var statusWords = consult.Words[Status]{"unknown", "draft", "submitted", "approved", "rejected", "withdrawn"}

// String returns the text.
func (s Status) String() string { return statusWords.Text(s) }

// MarshalText implements [encoding.TextMarshaler].
func (s Status) MarshalText() ([]byte, error) { return statusWords.Marshal(s) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Status) UnmarshalText(text []byte) error { return statusWords.Unmarshal(s, text) }

// Advice says what became of the advice of the data protection officer.
type Advice uint8

// What became of the advice. The zero Advice is unknown: it was not sought, or not recorded.
const (
	AdviceUnknown Advice = iota
	Accepted             // the controller follows it
	Overruled            // the controller does not, for reasons on record
)

var adviceWords = consult.Words[Advice]{"unknown", "accepted", "overruled"}

// String returns the text.
func (a Advice) String() string { return adviceWords.Text(a) }

// MarshalText implements [encoding.TextMarshaler].
func (a Advice) MarshalText() ([]byte, error) { return adviceWords.Marshal(a) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (a *Advice) UnmarshalText(text []byte) error { return adviceWords.Unmarshal(a, text) }

// Regulator is the outcome of prior consultation of the regulator (Art 36).
type Regulator struct {
	// Answered is the day of the regulator's answer. An answer without a day, or of a day to
	// come, lets nothing go ahead.
	Answered consult.Date `json:"answered"`
	// Outcome is what the regulator answered. MustNot refuses calls whatever the residual risk.
	Outcome Outcome `json:"outcome"`
}

// Outcome is the regulator's answer to a prior consultation.
type Outcome uint8

// The regulator's answers. The zero Outcome is unknown.
const (
	OutcomeUnknown Outcome = iota
	MayProceed             // the processing may go ahead, with the measures advised
	MustNot                // it may not
)

var outcomeWords = consult.Words[Outcome]{"unknown", "may-proceed", "must-not"}

// String returns the text.
func (o Outcome) String() string { return outcomeWords.Text(o) }

// MarshalText implements [encoding.TextMarshaler].
func (o Outcome) MarshalText() ([]byte, error) { return outcomeWords.Marshal(o) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (o *Outcome) UnmarshalText(text []byte) error { return outcomeWords.Unmarshal(o, text) }
