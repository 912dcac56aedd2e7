package platform_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult/platform"
)

func TestReadBody(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why, method string
		body        io.Reader
		status      int
	}{
		{"a document", http.MethodPost, strings.NewReader("{}"), http.StatusOK},
		{"nothing at all", http.MethodPost, strings.NewReader(""), http.StatusOK},
		{"as long as may be", http.MethodPost, strings.NewReader(strings.Repeat("x", platform.MaxBytes)), http.StatusOK},
		{"a byte longer", http.MethodPost, strings.NewReader(strings.Repeat("x", platform.MaxBytes+1)), http.StatusRequestEntityTooLarge},
		{"a body without an end", http.MethodPost, endless{}, http.StatusRequestEntityTooLarge},
		{"cut off", http.MethodPost, iotest.ErrReader(io.ErrUnexpectedEOF), http.StatusBadRequest},
		{"no POST", http.MethodGet, strings.NewReader("{}"), http.StatusMethodNotAllowed},
	} {
		w := httptest.NewRecorder()
		body, status := platform.ReadBody(w, httptest.NewRequest(test.method, "/", test.body))
		assert.Equal(t, test.status, status, test.why)
		assert.Equal(t, status == http.StatusOK, body != nil, test.why)
		assert.Equal(t, status == http.StatusMethodNotAllowed, w.Header().Get("Allow") == http.MethodPost, test.why)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestInTime(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	never := make(chan struct{})
	t.Cleanup(func() { close(never) })
	for _, test := range []struct {
		why   string
		ctx   context.Context
		start func(context.Context) error
		want  error
	}{
		{"it starts", t.Context(), func(context.Context) error { return nil }, nil},
		{"it fails", t.Context(), func(context.Context) error { return broken }, broken},
		{"it panics", t.Context(), func(context.Context) error { panic("Mrs Jones") }, platform.ErrPanicked},
		{"it takes longer than anybody waits", ended, func(context.Context) error { <-never; return nil }, context.Canceled},
	} {
		assert.ErrorIs(t, platform.InTime(test.ctx, test.start), test.want, test.why)
	}
}

func TestExcessErrorNamesClaims(t *testing.T) {
	t.Parallel()
	err := &platform.ExcessError{Excess: []platform.Excess{{Claim: "video.roomRecord", Why: "records"}, {Claim: "exp", Why: "never expires"}}}
	assert.EqualError(t, err, "platform: the token is for more than joining this call: video.roomRecord, exp")
}

func TestRecent(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.May, 11, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	for _, row := range []struct {
		why  string
		age  time.Duration
		want bool
	}{
		{"signed now", 0, true},
		{"as old as it may be", time.Hour, true},
		{"an instant older: a replay", time.Hour + 1, false},
		{"by a clock that is a little ahead", -5 * time.Minute, true},
		{"from the future, which would last for longer", -5*time.Minute - 1, false},
	} {
		assert.Equal(t, row.want, platform.Recent(clock, now.Add(-row.age), time.Hour), row.why)
	}
	assert.True(t, platform.Recent(nil, time.Now(), time.Hour), "without a clock, by that of the machine")
	assert.False(t, platform.Recent(nil, time.Time{}, time.Hour), "the zero time is long ago")
}
