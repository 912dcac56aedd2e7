package main

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An identityProvider is a stand-in for the identity provider of an organisation: it publishes a key, and signs tokens.
type identityProvider struct {
	*httptest.Server
	signer jose.Signer
}

func newIdentityProvider(t *testing.T) *identityProvider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	of := new(identityProvider)
	of.signer, err = jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: "k"}}, nil)
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"issuer": %q, "jwks_uri": %q, "authorization_endpoint": %[1]q, "token_endpoint": %[1]q}`, of.URL, of.URL+"/keys")
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "RS256", Use: "sig"}}})
	})
	of.Server = httptest.NewTLSServer(mux)
	t.Cleanup(of.Close)
	return of
}

func (i *identityProvider) token(t *testing.T, claims map[string]any) string {
	t.Helper()
	whole := map[string]any{"iss": i.URL, "aud": "sidecar-test", "sub": "s-1", "nonce": "n-1", "amr": []string{"mfa"},
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix()}
	for name, value := range claims {
		whole[name] = value
	}
	token, err := jwt.Signed(i.signer).Claims(whole).Serialize()
	require.NoError(t, err)
	return token
}

// TestWhoAsksIsKnown: with issuers, the platform's word on who starts a call counts for nothing, and a verified sign-in for
// everything.
func TestWhoAsksIsKnown(t *testing.T) {
	provider := newIdentityProvider(t)
	dir := t.TempDir()
	issuers, authority := filepath.Join(dir, "issuers.json"), filepath.Join(dir, "authority.pem")
	require.NoError(t, os.WriteFile(issuers, []byte(fmt.Sprintf(`[
		{"kind": "other", "issuer": %q, "client_id": "sidecar-test", "party": "provider", "source": "trust-idp",
		 "role_claim": "roles", "roles": {"Clinician": "R8000"}, "organisation": "Z99901", "require": {"amr": ["mfa"]}}
	]`, provider.URL)), 0o600))
	require.NoError(t, os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: provider.Certificate().Raw}), 0o600))
	t.Setenv("SSL_CERT_FILE", authority) // whom the program trusts
	p := start(t, "-issuers", issuers)

	const claimed = `"verified": "yes", "party": "provider", "role": "R8000", "organisation": "Z99901"`
	signIn := func(token, nonce string) string {
		return claimed + fmt.Sprintf(`, "sign_in": {"id_token": %q, "nonce": %q}`, token, nonce)
	}
	good := provider.token(t, map[string]any{"roles": []string{"Clinician"}})
	other := newIdentityProvider(t)
	for _, test := range []struct {
		reason, properties string
		want               bool
	}{
		{"signed in at the organisation's own", signIn(good, "n-1"), true},
		{"the platform's word alone", claimed, false},
		{"a sign-in of another session", signIn(good, "n-2"), false},
		{"by a password alone", signIn(provider.token(t, map[string]any{"amr": []string{"pwd"}}), "n-1"), false},
		{"for another application", signIn(provider.token(t, map[string]any{"aud": "other"}), "n-1"), false},
		{"that has run out", signIn(provider.token(t, map[string]any{"exp": time.Now().Add(-time.Hour).Unix()}), "n-1"), false},
		{"at somebody else's", signIn(other.token(t, nil), "n-1"), false},
		{"forged in its name", signIn(other.token(t, map[string]any{"iss": provider.URL}), "n-1"), false},
		{"no token at all", signIn("no.token.atall", "n-1"), false},
	} {
		status, a, err := p.ask(t.Context(), claimed, test.properties)
		require.NoError(t, err, test.reason)
		assert.Equal(t, http.StatusOK, status, test.reason)
		assert.Equal(t, test.want, a.Decision, test.reason)
		if !test.want {
			rules := []string{}
			for _, f := range a.Context.Findings {
				rules = append(rules, f.Rule.ID)
			}
			assert.Contains(t, rules, "initiator.known", test.reason)
		}
	}
	journal, err := os.ReadFile(filepath.Join(p.dir, "decisions.jsonl"))
	require.NoError(t, err)
	assert.NotContains(t, string(journal), good[:40], "no token is on record")
	assert.NotContains(t, string(journal), `"s-1"`, "and no person")
	assert.Contains(t, string(journal), `"source":"trust-idp"`)
}

// TestIssuersThatCannotBeUsed says which, and why.
func TestIssuersThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ reason, text, want string }{
		{"not JSON", "kind: cis2", "is not a list of issuers"},
		{"a misspelt member", `[{"kind": "cis2", "isuer": "https://a.example"}]`, "is not a list of issuers"},
		{"none", `[]`, "profile"},
		{"no kind", `[{"issuer": "https://a.example", "client_id": "c"}]`, "issuer 1: kind is not one of"},
		{"no client", `[{"kind": "cis2", "issuer": "https://a.example"}]`, "ClientID"},
		{"who signs in there", `[{"kind": "other", "issuer": "https://a.example", "client_id": "c", "source": "a", "require": {"amr": ["mfa"]}}]`, "Party"},
	} {
		name := filepath.Join(t.TempDir(), "issuers.json")
		require.NoError(t, os.WriteFile(name, []byte(test.text), 0o600))
		_, err := readIssuers(name)
		require.ErrorContains(t, err, test.want, test.reason)
	}
	for _, text := range []string{
		`[{"kind": "cis2", "issuer": "https://a.example", "client_id": "c"}]`,
		`[{"kind": "nhs-login", "issuer": "https://a.example/", "client_id": "c", "vtr": ["P9.Cp.Cd"]}]`,
	} {
		name := filepath.Join(t.TempDir(), "issuers.json")
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
		identify, err := readIssuers(name)
		require.NoError(t, err)
		assert.NotNil(t, identify)
	}
	identify, err := readIssuers("")
	require.NoError(t, err)
	assert.Nil(t, identify)
}
