package consult

import (
	"context"
	"time"
)

// Defaults of [Options].
const (
	DefaultMaxFactAge   = 5 * time.Minute
	DefaultMaxRecordAge = 24 * time.Hour
	DefaultPermitLife   = 2 * time.Minute
	DefaultMaxWaiver    = 90 * 24 * time.Hour
)

// Options are the choices of a gate. The zero Options, like nil, are the strictest sensible ones.
type Options struct {
	// Clock returns the present instant. Nil stands for [time.Now].
	Clock func() time.Time
	// Mode says whether the gate stops calls. The zero Mode enforces.
	Mode Mode
	// MaxFactAge is the age from which on a group of facts is stale. Zero stands for
	// DefaultMaxFactAge.
	MaxFactAge time.Duration
	// MaxRecordAge is the age from which on records that were read from elsewhere, and not
	// seen there again since, are unknown. Zero stands for DefaultMaxRecordAge.
	MaxRecordAge time.Duration
	// PermitLife is how long a permit can be redeemed, where the decision holds that long.
	// Zero stands for DefaultPermitLife.
	PermitLife time.Duration
	// Waivers are the waivers on file. Nil stands for none.
	Waivers Waivers
	// MaxWaiver is the longest time for which a waiver may hold. Zero stands for
	// DefaultMaxWaiver.
	MaxWaiver time.Duration
	// Escalate tells the controller's escalation contact that a clinician has gone ahead.
	// It is called after the decision is recorded and before there is a permit, and should
	// queue the message rather than deliver it. An error gives no permit. Nil means that
	// nobody can be told, so that [Gate.Override] is refused.
	Escalate func(ctx context.Context, d Decision) error
}

// Mode says whether a gate stops calls.
type Mode uint8

// The modes of a gate.
const (
	Enforce Mode = iota // a refusal gives no permit
	Observe             // decisions are made and recorded, and never stop a call; for trying a gate out
)

var modeWords = Words[Mode]{"enforce", "observe"}

// String returns the mode's text.
func (m Mode) String() string { return modeWords.Text(m) }

// MarshalText implements [encoding.TextMarshaler].
func (m Mode) MarshalText() ([]byte, error) { return modeWords.Marshal(m) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (m *Mode) UnmarshalText(text []byte) error { return modeWords.Unmarshal(m, text) }

func orDefault(d, other time.Duration) time.Duration {
	if d == 0 {
		return other
	}
	return d
}
