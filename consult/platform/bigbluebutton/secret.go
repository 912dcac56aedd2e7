package bigbluebutton

import "log/slog"

// A Secret is a server's shared secret. It prints and logs as a placeholder; the conversion to string shows it.
type Secret string

// String returns a placeholder.
func (s Secret) String() string {
	if s == "" {
		return "none"
	}
	return "withheld"
}

// GoString returns a placeholder.
func (s Secret) GoString() string { return `bigbluebutton.Secret("` + s.String() + `")` }

// LogValue implements [slog.LogValuer]: a log never shows it.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText writes the placeholder: a secret leaves the process in no encoded form.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// A JoinURL lets whoever has it into a meeting, as one side of the call. It logs as a placeholder.
type JoinURL string

// LogValue implements [slog.LogValuer]: a log never shows it.
func (u JoinURL) LogValue() slog.Value { return slog.StringValue("withheld") }
