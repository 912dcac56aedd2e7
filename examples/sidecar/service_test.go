package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/hook"
)

// TestWhatFailsIsLoggedOnce: a panic is told by nobody else, a recorder that is down by metrics, and who left wants to know nothing.
func TestWhatFailsIsLoggedOnce(t *testing.T) {
	t.Parallel()
	left, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		reason string
		ctx    context.Context
		err    error
		logged bool
	}{
		{"a panic", t.Context(), hook.ErrPanicked, true},
		{"whatever else", t.Context(), consult.ErrNoGate, true},
		{"a recorder", t.Context(), fmt.Errorf("%w: full", consult.ErrNotRecorded), false},
		{"too many at once", t.Context(), hook.ErrBusy, false},
		{"too late", t.Context(), hook.ErrLate, false},
		{"who left", left, context.Canceled, false},
	} {
		var log bytes.Buffer
		s := &service{log: slog.New(slog.NewJSONHandler(&log, nil))}
		s.failed(test.ctx, test.err)
		assert.Equal(t, test.logged, log.Len() > 0, test.reason)
	}
}
