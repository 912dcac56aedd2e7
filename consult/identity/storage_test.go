package identity_test

import (
	"context"
	"crypto/rsa"
	"errors"
	"sync"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	zitadel "github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
	"golang.org/x/oauth2"
)

// storage is what the provider of these tests knows: one client and one user.
type storage struct {
	algorithm   jose.SignatureAlgorithm
	token, info claims

	mu       sync.Mutex
	key      *rsa.PrivateKey
	requests map[string]*authRequest // by id, which is the code as well
}

func (s *storage) change(key *rsa.PrivateKey) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.key = key
}

type authRequest struct {
	*zitadel.AuthRequest
	id string
}

func (r *authRequest) GetID() string                         { return r.id }
func (r *authRequest) GetACR() string                        { return "" }
func (r *authRequest) GetAMR() []string                      { return nil }
func (r *authRequest) GetAudience() []string                 { return []string{r.ClientID} }
func (r *authRequest) GetAuthTime() time.Time                { return time.Now() }
func (r *authRequest) GetClientID() string                   { return r.ClientID }
func (r *authRequest) GetNonce() string                      { return r.Nonce }
func (r *authRequest) GetRedirectURI() string                { return r.RedirectURI }
func (r *authRequest) GetScopes() []string                   { return r.Scopes }
func (r *authRequest) GetState() string                      { return r.State }
func (r *authRequest) GetSubject() string                    { return subject }
func (r *authRequest) Done() bool                            { return true }
func (r *authRequest) GetResponseType() zitadel.ResponseType { return r.ResponseType }
func (r *authRequest) GetResponseMode() zitadel.ResponseMode { return r.ResponseMode }
func (r *authRequest) GetCodeChallenge() *zitadel.CodeChallenge {
	return &zitadel.CodeChallenge{Challenge: r.CodeChallenge, Method: r.CodeChallengeMethod}
}

var errNotFound = errors.New("not found")

func (s *storage) CreateAuthRequest(_ context.Context, r *zitadel.AuthRequest, _ string) (op.AuthRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	request := &authRequest{r, oauth2.GenerateVerifier()}
	s.requests[request.id] = request
	return request, nil
}

func (s *storage) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.requests[id]; r != nil {
		return r, nil
	}
	return nil, errNotFound
}

func (s *storage) SaveAuthCode(_ context.Context, id, code string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests[code] = s.requests[id]
	return nil
}

func (s *storage) AuthRequestByCode(ctx context.Context, code string) (op.AuthRequest, error) {
	return s.AuthRequestByID(ctx, code)
}

func (s *storage) CreateAccessToken(context.Context, op.TokenRequest) (string, time.Time, error) {
	return oauth2.GenerateVerifier(), time.Now().Add(time.Minute), nil
}

func (s *storage) SigningKey(context.Context) (op.SigningKey, error) { return s.current(), nil }

func (s *storage) KeySet(context.Context) ([]op.Key, error) {
	k := s.current()
	return []op.Key{publicKey{k}}, nil
}

func (s *storage) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{s.algorithm}, nil
}

func (s *storage) current() signingKey {
	s.mu.Lock()
	defer s.mu.Unlock()
	return signingKey{s.key, s.algorithm}
}

type signingKey struct {
	key       *rsa.PrivateKey
	algorithm jose.SignatureAlgorithm
}

func (k signingKey) ID() string {
	if k.key == issuersKey() {
		return "key-1"
	}
	return "key-2"
}
func (k signingKey) SignatureAlgorithm() jose.SignatureAlgorithm { return k.algorithm }
func (k signingKey) Key() any                                    { return k.key }

type publicKey struct{ signingKey }

func (k publicKey) Algorithm() jose.SignatureAlgorithm { return k.algorithm }
func (k publicKey) Use() string                        { return "sig" }
func (k publicKey) Key() any                           { return k.key.Public() }

func (s *storage) GetClientByClientID(context.Context, string) (op.Client, error) {
	return client{}, nil
}
func (s *storage) AuthorizeClientIDSecret(context.Context, string, string) error { return nil }

func (s *storage) SetUserinfoFromScopes(context.Context, *zitadel.UserInfo, string, string, []string) error {
	return nil
}

// SetUserinfoFromRequest gives the claims of the ID token.
func (s *storage) SetUserinfoFromRequest(_ context.Context, info *zitadel.UserInfo, r op.IDTokenRequest, _ []string) error {
	info.Subject = r.GetSubject()
	for name, value := range s.token {
		info.AppendClaims(name, value)
	}
	return nil
}

// SetUserinfoFromToken gives the claims of UserInfo.
func (s *storage) SetUserinfoFromToken(_ context.Context, info *zitadel.UserInfo, _, subject, _ string) error {
	info.Subject = subject
	for name, value := range s.info {
		info.AppendClaims(name, value)
	}
	return nil
}

func (s *storage) GetPrivateClaimsFromScopes(context.Context, string, string, []string) (map[string]any, error) {
	return nil, nil
}

func (s *storage) DeleteAuthRequest(context.Context, string) error        { return nil }
func (s *storage) TerminateSession(context.Context, string, string) error { return nil }
func (s *storage) Health(context.Context) error                           { return nil }

// What follows is of flows that these tests do not go through.

func (s *storage) CreateAccessAndRefreshTokens(context.Context, op.TokenRequest, string) (string, string, time.Time, error) {
	return "", "", time.Time{}, errNotFound
}

func (s *storage) TokenRequestByRefreshToken(context.Context, string) (op.RefreshTokenRequest, error) {
	return nil, errNotFound
}

func (s *storage) RevokeToken(context.Context, string, string, string) *zitadel.Error {
	return zitadel.ErrInvalidRequest()
}

func (s *storage) GetRefreshTokenInfo(context.Context, string, string) (string, string, error) {
	return "", "", op.ErrInvalidRefreshToken
}

func (s *storage) SetIntrospectionFromToken(context.Context, *zitadel.IntrospectionResponse, string, string, string) error {
	return errNotFound
}

func (s *storage) GetKeyByIDAndClientID(context.Context, string, string) (*jose.JSONWebKey, error) {
	return nil, errNotFound
}

func (s *storage) ValidateJWTProfileScopes(context.Context, string, []string) ([]string, error) {
	return nil, errNotFound
}

// client is the one application that the provider knows.
type client struct{}

func (client) GetID() string                       { return clientID }
func (client) RedirectURIs() []string              { return []string{callback} }
func (client) PostLogoutRedirectURIs() []string    { return nil }
func (client) ApplicationType() op.ApplicationType { return op.ApplicationTypeWeb }
func (client) AuthMethod() zitadel.AuthMethod      { return zitadel.AuthMethodBasic }
func (client) ResponseTypes() []zitadel.ResponseType {
	return []zitadel.ResponseType{zitadel.ResponseTypeCode}
}
func (client) GrantTypes() []zitadel.GrantType      { return []zitadel.GrantType{zitadel.GrantTypeCode} }
func (client) LoginURL(id string) string            { return "/login?id=" + id }
func (client) AccessTokenType() op.AccessTokenType  { return op.AccessTokenTypeBearer }
func (client) IDTokenLifetime() time.Duration       { return time.Minute }
func (client) DevMode() bool                        { return false }
func (client) IsScopeAllowed(string) bool           { return true }
func (client) IDTokenUserinfoClaimsAssertion() bool { return true }
func (client) ClockSkew() time.Duration             { return 0 }
func (client) RestrictAdditionalIdTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}
func (client) RestrictAdditionalAccessTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}
