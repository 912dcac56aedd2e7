package signin

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"errors"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// storage is what the provider of an issuer knows: one client, its people and the sign-ins under way.
type storage struct {
	nothing
	key      *ecdsa.PrivateKey
	client   client
	secret   string // of the client
	requests *kept[authRequest]
	codes    *kept[string] // the id of the request, by code
	claims   func(Person) map[string]any
}

var errUnknown = errors.New("signin: unknown")

// An authRequest is a request for a sign-in, from the authorisation endpoint until its code is used.
type authRequest struct {
	*oidc.AuthRequest
	id      string
	browser string    // what the browser that made it has in a cookie
	person  Person    // zero until one was chosen
	at      time.Time // when that was
}

// The methods of op.AuthRequest. Of amr it says nothing: what there is to say is among the claims.

func (a *authRequest) GetID() string                      { return a.id }
func (a *authRequest) GetACR() string                     { return "" }
func (a *authRequest) GetAMR() []string                   { return nil }
func (a *authRequest) GetAudience() []string              { return []string{a.ClientID} }
func (a *authRequest) GetAuthTime() time.Time             { return a.at }
func (a *authRequest) GetClientID() string                { return a.ClientID }
func (a *authRequest) GetNonce() string                   { return a.Nonce }
func (a *authRequest) GetScopes() []string                { return a.Scopes }
func (a *authRequest) GetSubject() string                 { return a.person.ID }
func (a *authRequest) GetResponseType() oidc.ResponseType { return a.ResponseType }
func (a *authRequest) Done() bool                         { return a.person.ID != "" }
func (a *authRequest) GetCodeChallenge() *oidc.CodeChallenge {
	return &oidc.CodeChallenge{Challenge: a.CodeChallenge, Method: a.CodeChallengeMethod}
}

// CreateAuthRequest keeps a request for a sign-in. It is stricter than the provider: no request without PKCE by
// S256, without state or without nonce, and no answer by other means than a redirect.
func (s *storage) CreateAuthRequest(ctx context.Context, r *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	for _, prompt := range r.Prompt {
		if prompt == oidc.PromptNone { // the issuer keeps no sessions, so that it has to ask
			return nil, oidc.ErrLoginRequired()
		}
	}
	bind, ok := ctx.Value(binding{}).(func(string) string)
	if !ok || r.CodeChallenge == "" || r.CodeChallengeMethod != oidc.CodeChallengeMethodS256 || r.State == "" || r.Nonce == "" ||
		r.ResponseMode != "" && r.ResponseMode != oidc.ResponseModeQuery {
		return nil, oidc.ErrInvalidRequest()
	}
	a := authRequest{AuthRequest: r, id: rand.Text()}
	a.browser = bind(a.id)
	s.requests.put(a.id, a)
	return &a, nil
}

// AuthRequestByID implements [op.Storage].
func (s *storage) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	if a, ok := s.requests.get(id); ok {
		return &a, nil
	}
	return nil, errUnknown
}

// SaveAuthCode implements [op.Storage].
func (s *storage) SaveAuthCode(_ context.Context, id, code string) error {
	s.codes.put(code, id)
	return nil
}

// AuthRequestByCode returns the request of a code, once: whether or not the exchange succeeds, the code and every
// other one of its request are used up. So of whoever has got hold of one, and the client, one gets tokens.
func (s *storage) AuthRequestByCode(_ context.Context, code string) (op.AuthRequest, error) {
	id, _ := s.codes.take(code)
	if a, ok := s.requests.take(id); ok && a.Done() {
		return &a, nil
	}
	return nil, errUnknown
}

// DeleteAuthRequest implements [op.Storage]; see AuthRequestByCode.
func (s *storage) DeleteAuthRequest(context.Context, string) error { return nil }

// CreateAccessToken makes an access token, as the protocol has one. It opens nothing.
func (s *storage) CreateAccessToken(context.Context, op.TokenRequest) (string, time.Time, error) {
	return rand.Text(), time.Now().Add(codeLife), nil
}

// SigningKey implements [op.Storage].
func (s *storage) SigningKey(context.Context) (op.SigningKey, error) { return signingKey{s.key}, nil }

// KeySet implements [op.Storage].
func (s *storage) KeySet(context.Context) ([]op.Key, error) {
	return []op.Key{publicKey{signingKey{s.key}}}, nil
}

// SignatureAlgorithms implements [op.Storage].
func (s *storage) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.ES256}, nil
}

// signingKey is the one key of an issuer, made at start.
type signingKey struct{ key *ecdsa.PrivateKey }

func (k signingKey) ID() string                                  { return "1" }
func (k signingKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.ES256 }
func (k signingKey) Key() any                                    { return k.key }

type publicKey struct{ signingKey }

func (k publicKey) Algorithm() jose.SignatureAlgorithm { return jose.ES256 }
func (k publicKey) Use() string                        { return "sig" }
func (k publicKey) Key() any                           { return k.key.Public() }

// GetClientByClientID implements [op.Storage]: there is one.
func (s *storage) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	if id != s.client.id {
		return nil, errUnknown
	}
	return s.client, nil
}

// AuthorizeClientIDSecret implements [op.Storage].
func (s *storage) AuthorizeClientIDSecret(_ context.Context, id, secret string) error {
	if id != s.client.id || !same(s.secret, secret) {
		return errUnknown
	}
	return nil
}

// SetUserinfoFromRequest gives the claims of an ID token.
func (s *storage) SetUserinfoFromRequest(_ context.Context, info *oidc.UserInfo, r op.IDTokenRequest, _ []string) error {
	a, ok := r.(*authRequest)
	if !ok {
		return errUnknown
	}
	info.Subject = a.person.ID
	for name, value := range s.claims(a.person) {
		info.AppendClaims(name, value)
	}
	return nil
}
