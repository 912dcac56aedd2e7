package daily_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult/platform/daily"
)

func TestSecretShowsNowhere(t *testing.T) {
	t.Parallel()
	secret := daily.NewSecret(apiKey)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		assert.NotContains(t, fmt.Sprintf(verb, struct{ Deep []any }{[]any{secret, &secret}}), apiKey, verb)
	}
	assert.Equal(t, "withheld", secret.LogValue().String())
	_, err := json.Marshal(secret)
	assert.ErrorContains(t, err, "no encoded form")
	assert.Equal(t, "none", daily.NewSecret("").String())
}
