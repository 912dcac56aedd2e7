package daily

import (
	"errors"
	"fmt"
	"log/slog"
)

// withheld stands where a secret is not shown.
const withheld = "withheld"

// A Secret is an API key, or the key of a webhook. It shows nowhere: not in what is printed, logged or encoded, also where it lies
// deep in another value. The zero Secret is none.
type Secret struct{ text *string } // a pointer, since package fmt goes past methods in fields that are not exported

// NewSecret returns the secret that is the text.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{&text}
}

// bytes returns the key of signatures, and whether there is one.
func (s Secret) bytes() ([]byte, bool) {
	if s.text == nil {
		return nil, false
	}
	return []byte(*s.text), true
}

// String says that there is a secret, and no more.
func (s Secret) String() string {
	if s.text == nil {
		return "none"
	}
	return withheld
}

// Format implements [fmt.Formatter]: it is String, whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// LogValue implements [slog.LogValuer].
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText refuses: a secret has no encoded form.
func (s Secret) MarshalText() ([]byte, error) {
	return nil, errors.New("daily: a secret has no encoded form")
}

// A Token is a meeting token of Daily. Whoever has it can join with it until it expires, so it logs as a
// placeholder. It is sent to the participant that it is for, and to nobody else.
type Token string

// LogValue implements [slog.LogValuer].
func (t Token) LogValue() slog.Value {
	if t == "" {
		return slog.StringValue("none")
	}
	return slog.StringValue(withheld)
}
