package hook

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Callers says who may ask a [DecisionPoint]: it returns the name of who sent a request, and whether they may. The name
// is that of a platform's back end, not of a person, and it alone can redeem what it was given. It must not depend on anything that
// the request merely claims. It is called by several goroutines at once.
type Callers func(r *http.Request) (name string, ok bool)

// minToken is the least length of a bearer token: 128 bits as hexadecimal digits have it.
const minToken = 32

// Bearer returns the callers that know a token (RFC 6750), by their names. A token is a secret of 32 characters at
// least, such as openssl rand -hex 32 makes, and of one caller. It is compared in constant time, and nothing but its digest is kept.
// Without TLS whoever sees the traffic can take it.
//
// The error says which caller has no such token, and quotes none. No callers at all is an error too.
func Bearer(tokens map[string]string) (Callers, error) {
	type caller struct {
		name   string
		digest [sha256.Size]byte
	}
	var known []caller
	var errs []error
	for name, token := range tokens {
		c := caller{name, sha256.Sum256([]byte(token))}
		switch {
		case name == "":
			errs = append(errs, errors.New("hook: a caller has no name"))
		case len(token) < minToken || strings.ContainsFunc(token, notOfToken):
			errs = append(errs, fmt.Errorf("hook: the token of caller %q is no secret of at least %d letters, digits and - . _ ~ + / =", name, minToken))
		case slices.ContainsFunc(known, func(other caller) bool { return other.digest == c.digest }):
			errs = append(errs, fmt.Errorf("hook: the token of caller %q is another caller's too", name))
		}
		known = append(known, c)
	}
	if len(known) == 0 {
		errs = append(errs, errors.New("hook: there are no callers, so nobody could ask: name at least one"))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return func(r *http.Request) (name string, ok bool) {
		digest := sha256.Sum256([]byte(bearer(r)))
		for i := range known { // all of them, so that the time says nothing
			if subtle.ConstantTimeCompare(digest[:], known[i].digest[:]) == 1 {
				name, ok = known[i].name, true
			}
		}
		return name, ok
	}, nil
}

// bearer returns the token of a request, or the empty text where it has none, or two.
func bearer(r *http.Request) string {
	values := r.Header.Values("Authorization")
	if len(values) != 1 {
		return ""
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

func notOfToken(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-._~+/=", r)
}

// MutualTLS returns the callers that show a client certificate which the server has verified and which has one of
// the names: a URI, such as a SPIFFE id, where it has a colon, and otherwise a DNS name. The server must ask for certificates and verify them
// ([crypto/tls.RequireAndVerifyClientCert], with ClientCAs of its own). Without names nobody may ask.
func MutualTLS(names ...string) Callers {
	names = slices.Clone(names)
	return func(r *http.Request) (string, bool) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.VerifiedChains[0]) == 0 {
			return "", false
		}
		leaf := r.TLS.VerifiedChains[0][0]
		for _, name := range names {
			// Never one for the other: an authority may be held to names of its own in one kind, and free in the other.
			shown := slices.Contains(leaf.DNSNames, name)
			if strings.Contains(name, ":") {
				shown = slices.ContainsFunc(leaf.URIs, func(uri *url.URL) bool { return uri.String() == name })
			}
			if name != "" && shown {
				return name, true
			}
		}
		return "", false
	}
}
