package identity_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/identity"
)

// secrets are what is in the sign-in of a person and must not get into an error or a log: the token and
// its parts, the access token, the nonce, and the values of claims.
func secrets(s identity.SignIn) []string {
	all := []string{
		s.IDToken, s.AccessToken, s.Nonce, access, nonce, subject, "Featherstone", "9434765919", "1990-01-01", "555021935107", "910000000002",
		"evil.example", "Z99901", "R8000", "AAL", "P9.C", "Bearer",
	}
	for _, part := range strings.Split(s.IDToken, ".") {
		if len(part) >= 8 {
			all = append(all, part, part[:8])
		}
	}
	return all
}

func assertHasNone(t *testing.T, text string, secrets []string) {
	t.Helper()
	for _, secret := range secrets {
		if secret != "" && strings.Contains(text, secret) {
			t.Errorf("%q has something of the sign-in in it: %.40q", text, secret)
		}
	}
}

// shown is a value in all the ways in which it gets into texts.
func shown(t *testing.T, value any) string {
	t.Helper()
	var out bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(h).Info("signed in", "value", value)
	}
	fmt.Fprintf(&out, "%v %+v %#v %s %q %x %d", value, value, value, value, value, value, value)
	return out.String()
}

func TestErrorsQuoteNothing(t *testing.T) {
	t.Parallel()
	type row struct {
		signIn identity.SignIn
		info   string // UserInfo
		err    error
	}
	all := map[string]row{
		"weak":    {signIn: signIn(staffClaims().with(claims{"acr": "AAL1_USERPASS"}).token()), err: identity.ErrAssurance},
		"unasked": {signIn: signIn(patientClaims().with(claims{"iss": identity.CIS2Live}).token()), err: identity.ErrAssurance},
	}
	for name, a := range attacks() {
		all[name] = row{signIn: a.signIn, err: a.err}
	}
	for name, info := range map[string]string{
		"other subject": staffInfo().with(claims{"sub": "910000000002"}).json(),
		"malformed":     `{"sub":"` + subject + `","Featherstone`,
		"page":          "<html>" + access + " is not Featherstone's",
		"refused":       "",
		"contradiction": staffInfo().with(claims{"idassurancelevel": "2"}).json(),
	} {
		all[name] = row{identity.SignIn{IDToken: staffClaims().token(), AccessToken: access, Nonce: nonce}, info, identity.ErrUserInfo}
	}
	for name, row := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, nil)
			d.cis2.userInfo = row.info
			_, err := d.Verify(t.Context(), row.signIn)
			require.ErrorIs(t, err, row.err)
			for all := secrets(row.signIn); err != nil; err = unwrapped(err) {
				assertHasNone(t, fmt.Sprintf("%v %+v %q", err, err, err), all)
			}
		})
	}
}

// unwrapped returns the first error that another one wraps.
func unwrapped(err error) error {
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		return e.Unwrap()
	case interface{ Unwrap() []error }:
		return e.Unwrap()[0]
	}
	return nil
}

func TestASignInShowsNowhere(t *testing.T) {
	t.Parallel()
	s := signIn(staffClaims().token())
	s.AccessToken = access
	for name, value := range map[string]any{
		"value": s, "pointer": &s, "slice": []identity.SignIn{s}, "field": struct{ S identity.SignIn }{s}, "map": map[string]identity.SignIn{"s": s},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := shown(t, value)
			assertHasNone(t, text, secrets(s))
			assert.Contains(t, text, "withheld")
			_, err := json.Marshal(value)
			require.ErrorContains(t, err, "no encoded form")
			assertHasNone(t, err.Error(), secrets(s))
		})
	}
	assert.Equal(t, "none", identity.SignIn{}.String())
}

func TestAnIdentityLogsNobody(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	who, err := d.Verify(t.Context(), d.staff(staffClaims(), staffInfo()))
	require.NoError(t, err)
	var out bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(h).Info("signed in", "who", who, "pointer", &who)
	}
	assert.NotContains(t, out.String(), subject)
	assert.Contains(t, out.String(), "who.initiator.party=provider who.initiator.role=R8000 who.initiator.organisation=Z99901")
	assert.Contains(t, out.String(), "who.staff=withheld")
}
