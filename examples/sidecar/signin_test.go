package main

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/identity"
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
		why                string // in the log
	}{
		{"signed in at the organisation's own", signIn(good, "n-1"), true, ""},
		{"the platform's word alone", claimed, false, ""},
		{"a sign-in of another session", signIn(good, "n-2"), false, "the nonce of the ID token"},
		{"by a password alone", signIn(provider.token(t, map[string]any{"amr": []string{"pwd"}}), "n-1"), false, "not as strong"},
		{"for another application", signIn(provider.token(t, map[string]any{"aud": "other"}), "n-1"), false, "for another client"},
		{"that has run out", signIn(provider.token(t, map[string]any{"exp": time.Now().Add(-time.Hour).Unix()}), "n-1"), false, "has expired"},
		{"at somebody else's", signIn(other.token(t, nil), "n-1"), false, "no profile is for the issuer"},
		{"forged in its name", signIn(other.token(t, map[string]any{"iss": provider.URL}), "n-1"), false, "not signed by a key"},
		{"no token at all", signIn("no.token.atall", "n-1"), false, "not a signed token"},
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
		if test.why != "" {
			line := p.logLine(t)
			assert.Contains(t, line, `"level":"WARN","msg":"a sign-in was refused"`, test.reason)
			assert.Contains(t, line, test.why, test.reason)
			assert.NotContains(t, line, "eyJ", "no token is in the log")
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
		{"a misspelt member", `[{"kind": "cis2", "isuer": "https://a.example"}]`, `unknown object member name "isuer"`},
		{"a number", `[1]`, "issuer 1: json: "},
		{"none", `[]`, "profile"},
		{"no kind", `[{"issuer": "https://a.example", "client_id": "c"}]`, "issuer 1: kind is not one of"},
		{"no client", `[{"kind": "cis2", "issuer": "https://a.example"}]`, "ClientID"},
		{"who signs in there", `[{"kind": "other", "issuer": "https://a.example", "client_id": "c", "source": "a", "require": {"amr": ["mfa"]}}]`, "Party"},
		{"what CIS2 has fixed", `[{"kind": "cis2", "issuer": "https://a.example", "client_id": "c", "require": {"amr": ["mfa"]}}]`,
			"issuer 1: require does not belong to an issuer of the kind cis2"},
		{"for whom", `[{"kind": "cis2", "issuer": "https://a.example", "client_id": "c", "party": "patient"}]`, "party does not belong"},
		{"by which signature", `[{"kind": "nhs-login", "issuer": "https://a.example", "client_id": "c", "algorithms": ["none"]}]`, "algorithms does not belong"},
		{"even of nothing", `[{"kind": "nhs-login", "issuer": "https://a.example", "client_id": "c", "identity": null}]`, "identity does not belong"},
		{"a vector of somebody else's", `[{"kind": "other", "issuer": "https://a.example", "client_id": "c", "vtr": []}]`, "vtr does not belong"},
		{"a level that there is not", `[{"kind": "cis2", "issuer": "https://a.example", "client_id": "c", "authentication": 1}]`, "levels 2 or 3"},
		{"a level too high", `[{"kind": "cis2", "issuer": "https://a.example", "client_id": "c", "identity": 4}]`, "levels 2 or 3"},
		{"a number without its unit", `[{"kind": "cis2", "issuer": "https://a.example", "client_id": "c", "max_age": "8"}]`, "max_age is not a time"},
		{"no time", `[{"kind": "nhs-login", "issuer": "https://a.example", "client_id": "c", "max_age": "0s"}]`, "max_age is not a time"},
	} {
		name := filepath.Join(t.TempDir(), "issuers.json")
		require.NoError(t, os.WriteFile(name, []byte(test.text), 0o600))
		_, err := readIssuers(name, slog.New(slog.DiscardHandler))
		require.ErrorContains(t, err, test.want, test.reason)
	}
	for _, text := range []string{
		`[{"kind": "cis2", "issuer": "https://a.example", "client_id": "c"}]`,
		`[{"kind": "cis2", "issuer": "https://a.example", "client_id": "c", "authentication": 3, "identity": 2, "max_age": "8h"}]`,
		`[{"kind": "nhs-login", "issuer": "https://a.example/", "client_id": "c", "vtr": ["P9.Cp.Cd"]}]`,
	} {
		name := filepath.Join(t.TempDir(), "issuers.json")
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
		identify, err := readIssuers(name, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		assert.NotNil(t, identify)
	}
	identify, err := readIssuers("", slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	assert.Nil(t, identify)
}

// TestWhatAnIssuerIsAskedFor: the levels and the age are those of the file.
func TestWhatAnIssuerIsAskedFor(t *testing.T) {
	t.Parallel()
	got, err := readIssuer(jsontext.Value(`{"kind": "cis2", "issuer": "https://a.example", "client_id": "c", "authentication": 3, "max_age": "90m"}`))
	require.NoError(t, err)
	want := identity.CIS2("https://a.example", "c", &identity.Assurance{Authentication: 3, Identity: 2})
	want.MaxAge = 90 * time.Minute
	assert.Equal(t, want, got)
	got, err = readIssuer(jsontext.Value(`{"kind": "cis2", "issuer": "https://a.example", "client_id": "c", "identity": 3}`))
	require.NoError(t, err)
	assert.Equal(t, identity.CIS2("https://a.example", "c", &identity.Assurance{Authentication: 2, Identity: 3}), got)
	for _, kind := range []string{"nhs-login", "other"} {
		got, err := readIssuer(jsontext.Value(`{"kind": "` + kind + `", "max_age": "8h"}`))
		require.NoError(t, err)
		assert.Equal(t, 8*time.Hour, got.MaxAge, kind)
	}
}
