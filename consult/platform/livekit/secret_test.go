package livekit_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/platform/livekit"
)

func TestSecretsDoNotShow(t *testing.T) {
	t.Parallel()
	s := inspector()
	token, err := s.Patient("call-0001", "guest-1")
	require.NoError(t, err)
	type hidden struct{ server livekit.Server }
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+verb+verb+verb, s.Secret, *s, s, hidden{*s})
	}
	for _, log := range []*slog.Logger{slog.New(slog.NewTextHandler(&out, nil)), slog.New(slog.NewJSONHandler(&out, nil))} {
		log.Info("a call", "server", s, "secret", s.Secret, "token", token, "value", *s)
	}
	assert.NotContains(t, out.String(), secret)
	assert.NotContains(t, out.String(), fmt.Sprintf("%x", secret))
	assert.NotContains(t, out.String(), string(token))
}
