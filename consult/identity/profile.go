package identity

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/preconsult/preconsult/consult"
)

// A Profile says what the sign-ins at one issuer are worth. [CIS2] and [NHSLogin] return one that may be
// changed before it is used, for instance to give it a MaxAge. The zero Profile is refused by [NewVerifier].
type Profile struct {
	// Issuer is the address of the issuer, exactly as its tokens have it: a port and a slash at the end are
	// part of it. It must be https.
	Issuer string
	// ClientID is the application's id at the issuer: who its tokens are for.
	ClientID string
	// Party is in which capacity everybody acts who signs in at this issuer (P1): Provider, Patient or Carer.
	Party consult.Party
	// Source is what the facts say where they are from: Observed.Source of the initiator.
	Source consult.SourceID
	// Algorithms are those that a token may be signed by, as RFC 7518 calls them, such as "RS256": none with a
	// shared secret, and not "none". Nil stands for RS256 alone, whatever the issuer says that it supports.
	Algorithms []string
	// Claims says what the issuer's claims mean.
	Claims Reader
	// MaxAge is how long ago the user may have signed in (auth_time). Zero asks for nothing.
	MaxAge time.Duration
	// UnsafeNoNonce lets sign-ins without a nonce pass, for an application that is behind a proxy which signs
	// its users in and has compared it. Where SignIn.Nonce is given it is compared all the same.
	UnsafeNoNonce bool
}

// A Reader says what the claims of an issuer mean. It is called for claims that are verified, from many
// goroutines at once, and keeps nothing of them.
//
// A Reader that has also the method Check(Profile) error is asked by [NewVerifier] whether it fits the profile.
type Reader interface {
	Read(c Claims) Facts
}

// Facts are what the claims of a sign-in come to. The zero Facts are refused.
type Facts struct {
	// Assured says whether the sign-in was as strong as asked for. Unless it is Yes there is no identity.
	Assured consult.YesNo
	// Role is the job role. It counts for Profile.Party Provider alone. Empty, malformed or ambiguous is
	// unknown.
	Role consult.RoleCode
	// Organisation is whom the initiator acts for, like Role.
	Organisation consult.ODSCode
	// Staff is the opaque id of a member of staff, like Role: the subject of the ID token, as a rule.
	Staff consult.StaffID
}

// algorithms are those that a profile may admit: signatures by a private key.
var algorithms = []string{
	oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA,
}

// check returns what is wrong with a profile. These are settings, so that the errors may quote them.
func (p *Profile) check() error {
	u, err := url.Parse(p.Issuer)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || strings.ContainsAny(p.Issuer, "?#") {
		return errors.New("the Issuer is not an https address without query and fragment")
	}
	if p.ClientID == "" {
		return errors.New("there is no ClientID")
	}
	if p.Party != consult.Provider && p.Party != consult.Patient && p.Party != consult.Carer {
		return fmt.Errorf("the Party is %s: say who signs in there, provider, patient or carer", p.Party)
	}
	if !p.Source.Valid() {
		return errors.New("the Source is not an identifier")
	}
	for _, a := range p.Algorithms {
		if !slices.Contains(algorithms, a) {
			return fmt.Errorf("algorithm %q is not a signature by a private key: name some of %s", a, strings.Join(algorithms, ", "))
		}
	}
	if p.MaxAge < 0 {
		return errors.New("the MaxAge is negative")
	}
	if p.Claims == nil {
		return errors.New("there are no Claims: say what they mean by CIS2, NHSLogin or a Mapping")
	}
	if c, ok := p.Claims.(interface{ Check(Profile) error }); ok {
		return c.Check(*p)
	}
	return nil
}
