package identity

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/coreos/go-oidc/v3/oidc"
)

// maxToken is how long an ID token or access token may be, in bytes.
const maxToken = 64 << 10

// open reads a token without believing it: how it claims to be signed, and whose it claims to be. It admits one
// spelling of each token, which package jose does not: that passes over spaces, and takes other forms.
func open(token string) (algorithm string, claims map[string]any, err error) {
	if len(token) > maxToken {
		return "", nil, errForm
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", nil, errForm
	}
	var decoded [3][]byte
	for i, part := range parts {
		if part == "" || strings.ContainsAny(part, "\r\n") { // which package base64 passes over
			return "", nil, errForm
		}
		data, err := base64.RawURLEncoding.Strict().DecodeString(part)
		if err != nil {
			return "", nil, errForm
		}
		decoded[i] = data
	}
	if algorithm, err = signedBy(decoded[0]); err != nil {
		return "", nil, err
	}
	claims, ok := decode(decoded[1])
	if !ok {
		return "", nil, errClaims
	}
	return algorithm, claims, nil
}

// signedBy returns the algorithm that the header of an ID token names. Other tokens of the same issuer have
// another type, such as the logout token's logout+jwt. Keys are the issuer's, so that nothing in a header
// can be one.
func signedBy(header []byte) (algorithm string, err error) {
	members, ok := decode(header)
	if !ok {
		return "", errHeader
	}
	for _, name := range []string{"jku", "jwk", "x5u", "x5c", "crit", "b64", "zip", "enc"} {
		if _, there := members[name]; there {
			return "", errHeader
		}
	}
	if typ, there := members["typ"]; there {
		if text, _ := typ.(string); !strings.EqualFold(text, "JWT") {
			return "", errHeader
		}
	}
	algorithm, _ = members["alg"].(string)
	return algorithm, nil
}

// A moment is the verification of one sign-in, at an instant.
type moment struct {
	*issuer
	found  *discovered
	now    time.Time
	leeway time.Duration
}

// token verifies the ID token and returns its claims. Package oidc verifies the signature, the algorithm,
// and the claims that it knows. They are looked at here as well, on a stricter reading and for
// errors that say what is wrong and quote nothing.
func (m moment) token(ctx context.Context, s SignIn) (map[string]any, error) {
	keys := &signed{KeySet: m.found.keys}
	config := &oidc.Config{ClientID: m.ClientID, SupportedSigningAlgs: m.Algorithms, Now: func() time.Time { return m.now }}
	verified, err := oidc.NewVerifier(m.Issuer, keys, config).Verify(ctx, s.IDToken)
	switch {
	case errors.Unwrap(keys.err) != nil: // the keys could not be had; see RemoteKeySet.verify
		return nil, unavailable(m.Issuer, keys.err)
	case keys.payload == nil:
		return nil, errSignature
	}
	claims, ok := decode(keys.payload)
	if !ok {
		return nil, errClaims
	}
	if fault := m.wrong(claims, s.Nonce); fault != nil {
		return nil, fault
	}
	if err != nil {
		return nil, errClaims
	}
	if _, there := claims["at_hash"]; (there || verified.AccessTokenHash != "") && s.AccessToken != "" {
		if verified.VerifyAccessToken(s.AccessToken) != nil {
			return nil, errAccessToken
		}
	}
	return claims, nil
}

// wrong returns what is wrong with the claims of a token that its issuer signed, or nil.
func (m moment) wrong(claims map[string]any, nonce string) error {
	subject, _ := claims["sub"].(string)
	expires, ends := instant(claims["exp"])
	issued, begins := instant(claims["iat"])
	if claims["iss"] != m.Issuer || subject == "" || strings.ContainsRune(subject, utf8.RuneError) || !ends || !begins {
		return errClaims
	}
	if !m.forClient(claims) {
		return errAudience
	}
	if !m.now.Before(expires) {
		return ErrExpired
	}
	latest := m.now.Add(m.leeway)
	if issued.After(latest) {
		return errEarly
	}
	if value, there := claims["nbf"]; there {
		if from, ok := instant(value); !ok {
			return errClaims
		} else if from.After(latest) {
			return errEarly
		}
	}
	if m.MaxAge > 0 {
		switch at, ok := instant(claims["auth_time"]); {
		case !ok, m.now.Sub(at) > m.MaxAge:
			return errAge
		case at.After(latest):
			return errEarly
		}
	}
	if said, _ := claims["nonce"].(string); nonce != "" || !m.UnsafeNoNonce {
		if subtle.ConstantTimeCompare([]byte(said), []byte(nonce)) != 1 {
			return errNonce
		}
	}
	return nil
}

// forClient reports whether the token is for the application: it is in the audience, and is the party that the
// token was made for, which a token for several has to say.
func (m moment) forClient(claims map[string]any) bool {
	if azp, there := claims["azp"]; there && azp != m.ClientID {
		return false
	}
	switch audience := claims["aud"].(type) {
	case string:
		return audience == m.ClientID
	case []any:
		return slices.Contains(audience, any(m.ClientID)) && (len(audience) == 1 || claims["azp"] == m.ClientID)
	}
	return false
}

// instant returns the instant of a claim that is one: seconds since 1970.
func instant(value any) (time.Time, bool) {
	number, _ := value.(json.Number)
	seconds, err := number.Float64()
	if err != nil || seconds < 0 || seconds > 1<<40 {
		return time.Time{}, false
	}
	whole, part := math.Modf(seconds)
	return time.Unix(int64(whole), int64(part*1e9)), true
}
