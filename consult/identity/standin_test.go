package identity_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/identity"
)

// noon is the instant at which the verifiers of these tests verify, unless a test sets the clock.
var noon = time.Date(2026, time.May, 11, 12, 0, 0, 0, time.UTC)

func atNoon() time.Time { return noon }

const (
	clientID = "client-4711"
	nonce    = "nonce-f2b1"
	access   = "access-90c4"
	subject  = "910000000001"
	loginURL = "https://auth.login.example"
	entraURL = "https://login.example/tenant/v2.0"
)

func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

// The keys of these tests: of the issuers, of another issuer, and of nobody.
var (
	issuersKey = sync.OnceValue(newKey)
	othersKey  = sync.OnceValue(newKey)
	nobodysKey = sync.OnceValue(newKey)
)

// A standIn is an issuer in memory, and the transport that leads to it. It publishes what it is told to, so
// that it can be attacked in ways that a real provider cannot; op_test.go has one of those.
type standIn struct {
	name     string
	userInfo string // the document; empty is not served
	jwt      bool   // whether UserInfo says that it is a JWT
	answer   func(path string) *http.Response

	mu        sync.Mutex
	keys      map[string]*rsa.PrivateKey // by kid
	asked     map[string]int             // by path below the name
	discovery string                     // the document; empty is the usual one
}

func newStandIn(name string) *standIn {
	return &standIn{name: name, keys: map[string]*rsa.PrivateKey{"key-1": issuersKey()}, asked: map[string]int{}}
}

// RoundTrip implements http.RoundTripper.
func (s *standIn) RoundTrip(r *http.Request) (*http.Response, error) {
	path := strings.TrimPrefix(r.URL.String(), strings.TrimSuffix(s.name, "/"))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked[path]++
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if s.answer != nil {
		if a := s.answer(path); a != nil {
			a.Request = r
			return a, nil
		}
	}
	switch path {
	case "/.well-known/openid-configuration":
		document := s.discovery
		if document == "" {
			document = fmt.Sprintf(`{"issuer":%q,"jwks_uri":%q,"userinfo_endpoint":%q,"id_token_signing_alg_values_supported":["none","HS256","RS256"]}`,
				s.name, strings.TrimSuffix(s.name, "/")+"/keys", strings.TrimSuffix(s.name, "/")+"/userinfo")
		}
		return reply(r, http.StatusOK, document), nil
	case "/keys":
		var set jose.JSONWebKeySet
		for id, key := range s.keys {
			set.Keys = append(set.Keys, jose.JSONWebKey{Key: key.Public(), KeyID: id, Use: "sig"})
		}
		document, err := json.Marshal(set)
		return reply(r, http.StatusOK, string(document)), err
	case "/userinfo":
		if r.Header.Get("Authorization") != "Bearer "+access || s.userInfo == "" {
			return reply(r, http.StatusUnauthorized, "no such token: "+r.Header.Get("Authorization")), nil
		}
		a := reply(r, http.StatusOK, s.userInfo)
		if s.jwt {
			a.Header.Set("Content-Type", "application/jwt")
		}
		return a, nil
	}
	return reply(r, http.StatusNotFound, "not found"), nil
}

func (s *standIn) times(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[path]
}

func reply(r *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Status: fmt.Sprint(status, " ", http.StatusText(status)), Request: r,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)),
	}
}

// hosts are several issuers behind one transport.
type hosts []*standIn

// RoundTrip implements http.RoundTripper.
func (h hosts) RoundTrip(r *http.Request) (*http.Response, error) {
	for _, s := range h {
		if strings.HasPrefix(r.URL.String(), strings.TrimSuffix(s.name, "/")) {
			return s.RoundTrip(r)
		}
	}
	return nil, fmt.Errorf("no route to %s", r.URL)
}

// entra is the profile of an organisation's own issuer.
func entra() identity.Profile {
	return identity.Profile{
		Issuer: entraURL, ClientID: clientID, Party: consult.Provider, Source: "entra",
		Claims: identity.Mapping{
			RoleClaim: "roles", Roles: map[string]consult.RoleCode{"Clinician": "R8000", "Doctor": "R8000", "Nurse": "R8001"},
			OrganisationClaim: "site", Organisations: map[string]consult.ODSCode{"North": "Z99901", "South": "Z99902"},
			Require: map[string][]string{"acrs": {"c1", "c2"}},
		},
	}
}

// A desk is a verifier with the three kinds of issuers, in memory.
type desk struct {
	*identity.Verifier
	cis2, login, entra *standIn
}

// newDesk returns a desk at noon. Change may alter the profiles, in the order of the fields.
func newDesk(t testing.TB, change func([]identity.Profile)) desk {
	t.Helper()
	d := desk{cis2: newStandIn(identity.CIS2Live), login: newStandIn(loginURL), entra: newStandIn(entraURL)}
	profiles := []identity.Profile{identity.CIS2(identity.CIS2Live, clientID, nil), identity.NHSLogin(loginURL, clientID), entra()}
	if change != nil {
		change(profiles)
	}
	var err error
	d.Verifier, err = identity.NewVerifier(profiles, &identity.Options{
		Client: clientTo(hosts{d.cis2, d.login, d.entra}), Clock: atNoon,
	})
	require.NoError(t, err)
	return d
}

// signIn is a sign-in of the token, without UserInfo.
func signIn(token string) identity.SignIn { return identity.SignIn{IDToken: token, Nonce: nonce} }

// staff is a sign-in by NHS CIS2 with both documents.
func (d desk) staff(token, info claims) identity.SignIn {
	d.cis2.userInfo = info.json()
	return identity.SignIn{IDToken: token.token(), AccessToken: access, Nonce: nonce}
}

// clientTo is a client that leads to an issuer in memory.
func clientTo(s http.RoundTripper) *http.Client { return &http.Client{Transport: s} }

// soundCall is a call at noon that lacks its initiator.
func soundCall() consult.Call {
	seen := consult.Observed{Source: "example-meet", At: noon}
	return consult.Call{
		ID: "call-1", Controller: "Z99901", Product: consult.Product{ID: "example-meet"}, Purpose: consult.Consultation,
		Start: noon.Add(10 * time.Minute),
		Room:  consult.Room{Observed: seen}, Device: consult.Device{Observed: seen}, Client: consult.Client{Observed: seen},
		Data: consult.Data{Observed: seen},
	}
}
