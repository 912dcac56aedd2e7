package platform

import (
	"errors"
	"fmt"
	"log/slog"
)

// withheld stands where a secret is not shown.
const withheld = "withheld"

// A Secret is a key that signs, or an API key. It shows nowhere: not in what is printed, logged or encoded,
// also where it lies deep in another value. The zero Secret is none.
type Secret struct{ text *string } // a pointer, since package fmt goes past methods in fields that are not exported

// NewSecret returns the secret that is the text, or none where that is empty.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{&text}
}

// Bytes returns the secret itself, and whether there is one. It is for adapters, which sign by it.
func (s Secret) Bytes() ([]byte, bool) {
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
	return nil, errors.New("platform: a secret has no encoded form")
}

// A Token lets whoever has it into a call until it expires: a token or URL of the platform's. It logs as a
// placeholder. It is sent to the participant that it is for, and to nobody else.
type Token string

// LogValue implements [slog.LogValuer].
func (t Token) LogValue() slog.Value {
	if t == "" {
		return slog.StringValue("none")
	}
	return slog.StringValue(withheld)
}
