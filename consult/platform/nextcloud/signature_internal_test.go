package nextcloud

import (
	"encoding/hex"
	"testing"
)

// TestSigner checks the example of docs/standalone-signaling-api-v1.md of the signalling server.
func TestSigner(t *testing.T) {
	t.Parallel()
	const (
		body   = `{"type":"auth","auth":{"version":"1.0","params":{"hello":"world"}}}`
		random = "afb6b872ab03e3376b31bf0af601067222ff7990335ca02d327071b73c0119c6"
		want   = "3c4a69ff328299803ac2879614b707c807b4758cf19450755c60656cac46e3bc"
	)
	if got := hex.EncodeToString(signer([]byte("MySecretValue"))(random, []byte(body))); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
