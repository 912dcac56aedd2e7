package identity_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	jose "github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zitadel/oidc/v3/pkg/op"
	"golang.org/x/oauth2"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/identity"
)

const callback = "https://app.example/callback"

// A provider is a real OpenID provider, which signs in one user without asking.
type provider struct {
	*httptest.Server
	storage *storage
}

// newProvider starts a provider that signs with an algorithm, and puts claims into ID tokens and UserInfo.
func newProvider(t *testing.T, algorithm jose.SignatureAlgorithm, token, info claims) provider {
	t.Helper()
	s := &storage{algorithm: algorithm, key: issuersKey(), token: token, info: info, requests: map[string]*authRequest{}}
	mux := http.NewServeMux()
	server := httptest.NewTLSServer(mux)
	t.Cleanup(server.Close)
	handler, err := op.NewProvider(&op.Config{CryptoKey: [32]byte{1}, CodeMethodS256: true}, s,
		op.StaticIssuer(server.URL), op.WithLogger(slog.New(slog.DiscardHandler)))
	require.NoError(t, err)
	mux.Handle("/", handler)
	mux.HandleFunc("/login", func(w http.ResponseWriter, r *http.Request) {
		back := op.AuthCallbackURL(handler)(op.ContextWithIssuer(r.Context(), server.URL), r.URL.Query().Get("id"))
		http.Redirect(w, r, back, http.StatusFound)
	})
	return provider{server, s}
}

// signIn goes through the authorisation-code flow with PKCE, as an application does.
func (p provider) signIn(t *testing.T) identity.SignIn {
	t.Helper()
	ctx := oidc.ClientContext(t.Context(), p.Client())
	found, err := oidc.NewProvider(ctx, p.URL)
	require.NoError(t, err)
	application := oauth2.Config{
		ClientID: clientID, ClientSecret: "secret", Endpoint: found.Endpoint(), RedirectURL: callback,
		Scopes: []string{oidc.ScopeOpenID, "profile", "nationalrbacaccess", "selectedrole"},
	}
	state, nonce, pkce := oauth2.GenerateVerifier(), oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
	browser := *p.Client()
	browser.CheckRedirect = func(next *http.Request, _ []*http.Request) error {
		if next.URL.Host == "app.example" {
			return http.ErrUseLastResponse
		}
		return nil
	}
	answer, err := browser.Get(application.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(pkce)))
	require.NoError(t, err)
	defer answer.Body.Close()
	back, err := url.Parse(answer.Header.Get("Location"))
	require.NoError(t, err)
	require.Equal(t, state, back.Query().Get("state"), "the flow came back: %s", answer.Status)
	tokens, err := application.Exchange(ctx, back.Query().Get("code"), oauth2.VerifierOption(pkce))
	require.NoError(t, err)
	raw, ok := tokens.Extra("id_token").(string)
	require.True(t, ok)
	return identity.SignIn{IDToken: raw, AccessToken: tokens.AccessToken, Nonce: nonce}
}

func (p provider) verifier(t *testing.T, profile identity.Profile) *identity.Verifier {
	t.Helper()
	v, err := identity.NewVerifier([]identity.Profile{profile}, &identity.Options{Client: p.Client()})
	require.NoError(t, err)
	require.NoError(t, v.Discover(t.Context()))
	return v
}

func TestStaffSignInAtARealProvider(t *testing.T) {
	t.Parallel()
	p := newProvider(t, jose.RS256,
		claims{"uid": subject, "authentication_assurance_level": "3", "id_assurance_level": 3},
		staffInfo().with(claims{"sub": nil}))
	v := p.verifier(t, identity.CIS2(p.URL, clientID, &identity.Assurance{Authentication: 3, Identity: 3}))
	before := time.Now()
	who, err := v.Verify(t.Context(), p.signIn(t))
	require.NoError(t, err)
	assert.WithinRange(t, who.Initiator.At, before, time.Now())
	who.Initiator.At = noon
	assert.Equal(t, identity.Identity{
		Initiator: consult.Initiator{
			Observed: consult.Observed{Source: "cis2", At: noon}, Verified: consult.Yes,
			Party: consult.Provider, Role: "R8000", Organisation: "Z99901",
		},
		Staff: subject,
	}, who)
}

func TestPatientSignInAtARealProvider(t *testing.T) {
	t.Parallel()
	p := newProvider(t, jose.RS512, claims{"vot": "P9.Cp.Ck"}, claims{"identity_proofing_level": "P9", "nhs_number": "9434765919"})
	v := p.verifier(t, identity.NHSLogin(p.URL, clientID))
	who, err := v.Verify(t.Context(), p.signIn(t))
	require.NoError(t, err)
	who.Initiator.At = noon
	assert.Equal(t, identity.Identity{Initiator: consult.Initiator{
		Observed: consult.Observed{Source: "nhs-login", At: noon}, Verified: consult.Yes, Party: consult.Patient,
	}}, who)
}

func TestSignInsAtARealProviderThatAreRefused(t *testing.T) {
	t.Parallel()
	staff := newProvider(t, jose.RS256, claims{"authentication_assurance_level": "3", "id_assurance_level": "3"}, staffInfo().with(claims{"sub": nil}))
	profile := identity.CIS2(staff.URL, clientID, nil)
	for name, row := range map[string]struct {
		reason  string
		profile func(*identity.Profile)
		change  func(mine, another *identity.SignIn)
		err     error
	}{
		"algorithm": {
			reason:  "an issuer that signs by RS256 is not one that signs by RS512",
			profile: func(p *identity.Profile) { p.Algorithms = []string{"RS512"} }, err: identity.ErrToken,
		},
		"client":     {reason: "the token is for another application", profile: func(p *identity.Profile) { p.ClientID = "another" }, err: identity.ErrToken},
		"issuer":     {reason: "a slash is part of an issuer's name", profile: func(p *identity.Profile) { p.Issuer += "/" }, err: identity.ErrIssuer},
		"nonce":      {reason: "the token is of another sign-in", change: func(mine, _ *identity.SignIn) { mine.Nonce = "another" }, err: identity.ErrToken},
		"no nonce":   {reason: "an application that forgot the nonce is not protected", change: func(mine, _ *identity.SignIn) { mine.Nonce = "" }, err: identity.ErrToken},
		"access":     {reason: "at_hash binds the access token to the ID token", change: func(mine, another *identity.SignIn) { mine.AccessToken = another.AccessToken }, err: identity.ErrUserInfo},
		"made up":    {reason: "nor can an access token be made up", change: func(mine, _ *identity.SignIn) { mine.AccessToken += "x" }, err: identity.ErrUserInfo},
		"access JWT": {reason: "an access token is no ID token", change: func(mine, _ *identity.SignIn) { mine.IDToken = mine.AccessToken }, err: identity.ErrToken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := profile
			if row.profile != nil {
				row.profile(&p)
			}
			v, err := identity.NewVerifier([]identity.Profile{p}, &identity.Options{Client: staff.Client()})
			require.NoError(t, err)
			mine, another := staff.signIn(t), staff.signIn(t)
			if row.change != nil {
				row.change(&mine, &another)
			}
			who, err := v.Verify(t.Context(), mine)
			require.ErrorIs(t, err, row.err, row.reason)
			assert.Zero(t, who)
		})
	}
}

func TestKeysThatARealProviderChanges(t *testing.T) {
	t.Parallel()
	p := newProvider(t, jose.RS256, claims{"authentication_assurance_level": 2, "idassurancelevel": "2"}, claims{"idassurancelevel": 2})
	profile := identity.CIS2(p.URL, clientID, nil)
	var mu sync.Mutex
	now := time.Now()
	v, err := identity.NewVerifier([]identity.Profile{profile}, &identity.Options{
		Client: p.Client(),
		Clock:  func() time.Time { mu.Lock(); defer mu.Unlock(); return now },
		Leeway: time.Minute,
	})
	require.NoError(t, err)
	first := p.signIn(t)
	_, err = v.Verify(t.Context(), first)
	require.NoError(t, err)
	p.storage.change(othersKey())
	mu.Lock()
	now = now.Add(10 * time.Second)
	mu.Unlock()
	_, err = v.Verify(t.Context(), p.signIn(t))
	require.NoError(t, err, "a key that is new is asked for")
	_, err = v.Verify(t.Context(), first)
	assert.ErrorIs(t, err, identity.ErrToken, "and the one that is withdrawn is gone with that")
}
