package identity

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/preconsult/preconsult/consult"
)

// DefaultLeeway is how far the clock of an issuer may be ahead, unless Options.Leeway says it.
const DefaultLeeway = 5 * time.Second

// maxLeeway is what package oidc grants at most.
const maxLeeway = 5 * time.Minute

// Options are the choices of a verifier. The zero Options, like nil, are sensible.
type Options struct {
	// Client asks the issuers. Nil stands for [http.DefaultClient]. A client without a timeout gets
	// DefaultTimeout. Its CheckRedirect is not used: no redirect to another host is followed.
	Client *http.Client
	// Clock returns the present instant. Nil stands for [time.Now]. It must be safe for concurrent use.
	Clock func() time.Time
	// Leeway is how far an issuer's clock may be ahead of this one: it is for the times at which a token was
	// issued and begins to be valid, and never for its expiry. Zero stands for DefaultLeeway. At most 5
	// minutes.
	Leeway time.Duration
}

// A Verifier makes identities of sign-ins at the issuers of its profiles. It is made by [NewVerifier]; the zero
// Verifier, and nil, know no issuer and refuse everybody. It is safe for concurrent use.
type Verifier struct {
	issuers map[string]*issuer // by name
	clock   func() time.Time
	leeway  time.Duration
}

// NewVerifier returns the verifier of some profiles. Nil options are the defaults. It asks no issuer; see
// [Verifier.Discover].
//
// It returns an error where there is no profile, where one cannot be used, and where two have the same
// issuer: then it would be a claim that decides which of them counts. An application with two clients at one
// issuer has two verifiers.
func NewVerifier(profiles []Profile, options *Options) (*Verifier, error) {
	var o Options
	if options != nil {
		o = *options
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	clock := o.Clock
	// By the wall alone: the monotonic clock may stand still while a machine sleeps, and old keys with it.
	o.Clock = func() time.Time { return clock().Round(0) }
	if o.Leeway == 0 {
		o.Leeway = DefaultLeeway
	}
	if o.Leeway < 0 || o.Leeway > maxLeeway {
		return nil, errors.New("identity: Options.Leeway is negative or more than 5 minutes")
	}
	if len(profiles) == 0 {
		return nil, errors.New("identity: there is no profile, so that nobody could sign in")
	}
	v := &Verifier{make(map[string]*issuer, len(profiles)), o.Clock, o.Leeway}
	client := bounded(o.Client)
	for i, p := range profiles {
		if err := p.check(); err != nil {
			return nil, fmt.Errorf("identity: profile %d, of issuer %q: %w", i, p.Issuer, err)
		}
		if v.issuers[p.Issuer] != nil {
			return nil, fmt.Errorf("identity: profile %d: there is another one of issuer %q", i, p.Issuer)
		}
		p.Algorithms = slices.Clone(p.Algorithms)
		if len(p.Algorithms) == 0 {
			p.Algorithms = []string{oidc.RS256}
		}
		v.issuers[p.Issuer] = &issuer{Profile: p, client: client, clock: o.Clock}
	}
	return v, nil
}

// Discover asks all issuers for their discovery documents, as the first sign-in would. It serves an
// application that would rather not start, or not call itself ready, while one cannot be reached. It returns
// all errors, joined; each is an ErrUnavailable.
func (v *Verifier) Discover(ctx context.Context) error {
	if v == nil {
		return nil
	}
	names := slices.Sorted(maps.Keys(v.issuers))
	all := make([]error, len(names))
	var asking sync.WaitGroup
	for i, name := range names {
		asking.Go(func() { _, all[i] = v.issuers[name].discover(ctx) })
	}
	asking.Wait()
	return errors.Join(all...)
}

// Verify returns who signed in. The errors are ErrToken, ErrExpired, ErrIssuer, ErrAssurance, ErrUserInfo and
// ErrUnavailable; with each of them the identity is zero, which every rule on the initiator refuses.
//
// The facts are of the instant before, and the initiator's party is that of the profile (P1).
func (v *Verifier) Verify(ctx context.Context, s SignIn) (Identity, error) {
	if v == nil {
		return Identity{}, ErrIssuer
	}
	algorithm, claims, err := open(s.IDToken)
	if err != nil {
		return Identity{}, err
	}
	name, _ := claims["iss"].(string)
	of := v.issuers[name]
	switch {
	case of == nil:
		return Identity{}, ErrIssuer
	case !sendable(s.AccessToken):
		return Identity{}, errAccessToken
	case !slices.Contains(of.Algorithms, algorithm):
		return Identity{}, errAlgorithm
	case s.Nonce == "" && !of.UnsafeNoNonce:
		return Identity{}, errNoNonce
	}
	at := v.clock()
	found, err := of.discover(ctx)
	if err != nil {
		return Identity{}, err
	}
	who := moment{of, found, at, v.leeway}
	document, err := who.token(ctx, s)
	if err != nil {
		return Identity{}, err
	}
	documents := []map[string]any{document}
	if s.AccessToken != "" {
		more, err := who.userInfo(ctx, s.AccessToken, document["sub"])
		if err != nil {
			return Identity{}, err
		}
		documents = append(documents, more)
	}
	return of.identity(documents, at)
}

// identity makes an identity of the documents of a sign-in, which are verified.
func (s *issuer) identity(documents []map[string]any, at time.Time) (Identity, error) {
	conflict := false
	facts := s.Claims.Read(Claims{documents, &conflict})
	switch {
	case conflict:
		return Identity{}, errConflict
	case facts.Assured != consult.Yes:
		return Identity{}, ErrAssurance
	}
	who := Identity{Initiator: consult.Initiator{
		Observed: consult.Observed{Source: s.Source, At: at}, Verified: consult.Yes, Party: s.Party,
	}}
	if s.Party != consult.Provider {
		return who, nil // nothing about a patient or carer is kept
	}
	if facts.Role.Valid() {
		who.Initiator.Role = facts.Role
	}
	if facts.Organisation.Valid() {
		who.Initiator.Organisation = facts.Organisation
	}
	if facts.Staff.Valid() {
		who.Staff = facts.Staff
	}
	return who, nil
}
