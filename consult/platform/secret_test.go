package platform_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult/platform"
)

func TestSecretsShowNowhere(t *testing.T) {
	t.Parallel()
	const text = "c2VjcmV0IGtleQ"
	secret, token := platform.NewSecret(text), platform.Token(text)
	type deep struct{ hidden []any }
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+verb, secret, deep{[]any{secret, &secret}})
	}
	for _, log := range []*slog.Logger{slog.New(slog.NewTextHandler(&out, nil)), slog.New(slog.NewJSONHandler(&out, nil))} {
		log.Info("a call", "secret", secret, "token", token, "deep", deep{[]any{secret}})
	}
	assert.NotContains(t, out.String(), text)
	assert.NotContains(t, out.String(), fmt.Sprintf("%x", text))
	_, err := json.Marshal(secret)
	assert.ErrorContains(t, err, "no encoded form")

	assert.Equal(t, "withheld", secret.String())
	assert.Equal(t, "withheld", token.LogValue().String())
	got, ok := secret.Bytes()
	assert.True(t, ok)
	assert.Equal(t, text, string(got), "whoever signs by it has it")
}

func TestZeroSecretIsNone(t *testing.T) {
	t.Parallel()
	assert.Equal(t, platform.Secret{}, platform.NewSecret(""))
	_, ok := platform.Secret{}.Bytes()
	assert.False(t, ok)
	assert.Equal(t, "none", platform.Secret{}.String())
	assert.Equal(t, "none", platform.Token("").LogValue().String())
}
