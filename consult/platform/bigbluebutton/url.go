package bigbluebutton

import "log/slog"

// A JoinURL lets whoever has it into a meeting, as one side of the call. It logs as a placeholder.
type JoinURL string

// LogValue implements [slog.LogValuer]: a log never shows it.
func (u JoinURL) LogValue() slog.Value { return slog.StringValue("withheld") }
