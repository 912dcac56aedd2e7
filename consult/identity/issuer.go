package identity

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// discoverEvery is how long a discovery document and the keys with it are believed. Package oidc keeps keys
// for ever, those that their issuer has withdrawn among them.
const discoverEvery = time.Hour

// An issuer is a profile, and what its issuer publishes.
type issuer struct {
	Profile
	client *http.Client
	clock  func() time.Time

	mu     sync.Mutex
	found  *discovered
	asking *attempt // nil while nobody asks
}

// discovered is what an issuer published at an instant. It does not change.
type discovered struct {
	provider *oidc.Provider
	keys     oidc.KeySet
	at       time.Time
}

// An attempt is one try to discover, which all who need it at that time wait for.
type attempt struct {
	done  chan struct{} // closed when the others are set
	found *discovered
	err   error
}

// discover returns what the issuer publishes, read anew where that is too long ago.
func (s *issuer) discover(ctx context.Context) (*discovered, error) {
	s.mu.Lock()
	if now := s.clock(); s.found != nil && !now.Before(s.found.at) && now.Sub(s.found.at) < discoverEvery {
		defer s.mu.Unlock()
		return s.found, nil
	}
	try := s.asking
	if try == nil {
		try = &attempt{done: make(chan struct{})}
		s.asking = try
		go s.ask(context.Background(), try) // it is for all who wait, and ends by the client's timeout
	}
	s.mu.Unlock()
	select {
	case <-try.done:
		return try.found, try.err
	case <-ctx.Done():
		return nil, unavailable(s.Issuer, ctx.Err())
	}
}

func (s *issuer) ask(ctx context.Context, try *attempt) {
	try.found, try.err = s.read(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if try.err == nil {
		s.found = try.found
	}
	s.asking = nil
	close(try.done)
}

func (s *issuer) read(ctx context.Context) (*discovered, error) {
	at := s.clock()
	provider, err := oidc.NewProvider(oidc.ClientContext(ctx, s.client), s.Issuer)
	if err != nil {
		return nil, unavailable(s.Issuer, err)
	}
	var endpoints struct {
		Keys     string `json:"jwks_uri"`
		UserInfo string `json:"userinfo_endpoint"`
	}
	if err := provider.Claims(&endpoints); err != nil {
		return nil, unavailable(s.Issuer, err)
	}
	if !secure(endpoints.Keys) || endpoints.UserInfo != "" && !secure(endpoints.UserInfo) {
		return nil, unavailable(s.Issuer, errEndpoint)
	}
	keys := oidc.NewRemoteKeySet(oidc.ClientContext(ctx, rarely(s.client, s.clock)), endpoints.Keys)
	return &discovered{provider, keys, at}, nil
}

// secure reports whether an address is one of https.
func secure(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil
}

// signed is the key set of one verification. It keeps what the signature said, which package oidc puts
// into a text together with everything else that may be wrong.
type signed struct {
	oidc.KeySet
	payload []byte // nil where the signature is not good
	err     error
}

// VerifySignature implements [oidc.KeySet].
func (s *signed) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	s.payload, s.err = s.KeySet.VerifySignature(ctx, token)
	return s.payload, s.err
}
