package identity

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/preconsult/preconsult/consult"
)

// A SignIn is what the token endpoint of an issuer answered. It shows nowhere: it prints and logs as a
// placeholder, and has no encoded form. Package fmt goes past that where it lies in a field that is not
// exported.
type SignIn struct {
	// IDToken is the ID token, as it came.
	IDToken string
	// AccessToken is the access token that came with it, for UserInfo. Empty reads no UserInfo.
	AccessToken string
	// Nonce is the nonce that the authentication request of this sign-in had, as the application kept it in
	// the user's session. It must be there, but see Profile.UnsafeNoNonce.
	Nonce string
}

// String says that there is a sign-in, and no more.
func (s SignIn) String() string {
	if s == (SignIn{}) {
		return "none"
	}
	return "withheld"
}

// Format implements [fmt.Formatter]: it is String, whatever the verb.
func (s SignIn) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// LogValue implements [slog.LogValuer].
func (s SignIn) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText refuses: a sign-in has no encoded form.
func (s SignIn) MarshalText() ([]byte, error) {
	return nil, errors.New("identity: a sign-in has no encoded form")
}

// An Identity is who signed in, as far as the gate has to know. The zero Identity is nobody.
type Identity struct {
	// Initiator is for Call.Initiator. It is verified, and says in which capacity somebody acts; role and
	// organisation are unknown where the sign-in does not say them.
	Initiator consult.Initiator
	// Staff is the opaque id of a member of staff, for Override.Clinician. It is empty for patients and
	// carers, and where the issuer's id has not the form of one.
	Staff consult.StaffID
}

// LogValue implements [slog.LogValuer]: the capacity in which somebody acts, and not who it is.
func (i Identity) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("initiator", i.Initiator), slog.Any("staff", i.Staff))
}
