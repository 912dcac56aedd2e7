package janus

import (
	"crypto/rand"
	"log/slog"
)

// A Secret is a key, pin or token. It prints and logs as a placeholder; the conversion to string, and JSON,
// show it.
type Secret string

// String returns a placeholder.
func (s Secret) String() string {
	if s == "" {
		return "none"
	}
	return "withheld"
}

// GoString returns a placeholder.
func (s Secret) GoString() string { return `janus.Secret("` + s.String() + `")` }

// LogValue implements [slog.LogValuer]: a log never shows it.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// newSecret returns a secret that nobody can guess: at least 128 random bits.
func newSecret() Secret { return Secret(rand.Text()) }
