package identity

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"

	"github.com/coreos/go-oidc/v3/oidc"
)

// Errors of [Verifier.Verify], to be told apart by [errors.Is]. Each means that there is no identity. Their
// texts, and those of the errors that wrap them, say what to do and quote nothing of a token.
var (
	// ErrToken: the ID token is not valid, or not one of this sign-in.
	ErrToken error = &fault{text: "identity: the ID token is not valid"}
	// ErrExpired: the token is out of date, so that the user has to sign in again. It is an ErrToken.
	ErrExpired error = &fault{ErrToken, "identity: the ID token has expired: have the user sign in again"}
	// ErrIssuer: no profile is for the token's issuer.
	ErrIssuer error = &fault{text: "identity: no profile is for the issuer of the ID token: where the issuer is one of yours, spell Profile.Issuer exactly as its tokens do"}
	// ErrAssurance: the sign-in is weaker than the profile asks for, or does not say how strong it is.
	ErrAssurance error = &fault{text: "identity: the sign-in is not as strong as the profile asks for, or does not say so: have the user sign in by a stronger means"}
	// ErrUserInfo: UserInfo cannot be used with the ID token.
	ErrUserInfo error = &fault{text: "identity: UserInfo cannot be used with the ID token"}
	// ErrUnavailable: the issuer could not be asked for what verification needs.
	ErrUnavailable error = &fault{text: "identity: the issuer could not be asked"}
)

// What is wrong with a token in particular.
var (
	errForm      = &fault{ErrToken, "identity: the ID token is not a signed token in compact form of at most 64 KiB"}
	errHeader    = &fault{ErrToken, "identity: the header of the ID token is malformed, is not that of an ID token, or brings a key or an extension"}
	errAlgorithm = &fault{ErrToken, "identity: the ID token is signed by an algorithm that the profile does not admit: see Profile.Algorithms"}
	errSignature = &fault{ErrToken, "identity: the ID token is not signed by a key of its issuer"}
	errClaims    = &fault{ErrToken, "identity: the claims of the ID token are malformed, or one that must be there is not"}
	errAudience  = &fault{ErrToken, "identity: the ID token is for another client: see Profile.ClientID"}
	errEarly     = &fault{ErrToken, "identity: the ID token is from the future: check the clock of this machine"}
	errNonce     = &fault{ErrToken, "identity: the nonce of the ID token is not that of this sign-in: start the sign-in again"}
	errNoNonce   = &fault{ErrToken, "identity: SignIn.Nonce is empty: give the nonce that the authentication request had"}
	errAge       = &fault{ErrExpired, "identity: the sign-in is longer ago than Profile.MaxAge, or the ID token does not say: have the user sign in again, with max_age in the request"}
)

// What is wrong with UserInfo in particular.
var (
	errSubject     = &fault{ErrUserInfo, "identity: UserInfo is of another subject than the ID token"}
	errConflict    = &fault{ErrUserInfo, "identity: UserInfo and the ID token contradict each other"}
	errAccessToken = &fault{ErrUserInfo, "identity: the access token is not the one that came with the ID token, or cannot be one"}
	errUserInfo    = &fault{ErrUserInfo, "identity: UserInfo is malformed"}
	errNoUserInfo  = &fault{ErrUserInfo, "identity: the issuer offers no UserInfo: leave SignIn.AccessToken empty"}
	errRefused     = &fault{ErrUserInfo, "identity: the issuer does not accept the access token for UserInfo: it may have expired"}
)

// A fault is an error with a fixed text, of the kind that a caller asks for.
type fault struct {
	kind error // nil where it is one itself
	text string
}

// Error implements error.
func (f *fault) Error() string { return f.text }

// Unwrap returns the kind of fault, or nil.
func (f *fault) Unwrap() error { return f.kind }

// unavailable says why the issuer of a profile could not be asked. The errors of go-oidc and net/http quote
// addresses and whole answers, so that only those pass that are known to quote neither.
func unavailable(issuer string, err error) error {
	return fmt.Errorf("%w: %s: %w", ErrUnavailable, issuer, reason(err))
}

func reason(err error) error {
	for _, known := range []error{errElsewhere, errAgain, errEndpoint, context.Canceled} {
		if errors.Is(err, known) {
			return known
		}
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return context.DeadlineExceeded
	}
	if status, ok := errors.AsType[statusError](err); ok {
		return status
	}
	if wrapped, ok := errors.AsType[*net.OpError](err); ok { // names host, port and what the network said
		return wrapped
	}
	if wrapped, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return wrapped
	}
	if _, ok := errors.AsType[*oidc.IssuerMismatchError](err); ok {
		return errDiscovered
	}
	return errUnreadable
}
