package identity_test

import (
	"crypto/sha256"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/identity"
)

func TestUserInfo(t *testing.T) {
	t.Parallel()
	sound := staffInfo().json()
	for name, row := range map[string]struct {
		reason string
		info   string
		token  claims
		access string
		err    error
		says   string
	}{
		"sound":           {reason: "of the same subject", info: sound},
		"of another":      {reason: "values of another subject must not be used", info: staffInfo().with(claims{"sub": "910000000002"}).json(), err: identity.ErrUserInfo, says: "another subject"},
		"of nobody":       {reason: "nor those of nobody", info: staffInfo().with(claims{"sub": nil}).json(), err: identity.ErrUserInfo, says: "another subject"},
		"of a number":     {reason: "a subject is a text", info: staffInfo().with(claims{"sub": 910000000001}).json(), err: identity.ErrUserInfo, says: "malformed"},
		"of somebody SUB": {reason: "and its name is spelt exactly", info: staffInfo().with(claims{"sub": nil, "SUB": subject}).json(), err: identity.ErrUserInfo, says: "another subject"},
		"subject twice":   {reason: "two subjects are none", info: strings.Replace(sound, "{", `{"sub":"910000000002",`, 1), err: identity.ErrUserInfo, says: "malformed"},
		"not JSON":        {reason: "a page of a proxy is not UserInfo", info: "<html>" + subject, err: identity.ErrUserInfo, says: "malformed"},
		"list":            {reason: "it is an object", info: `[]`, err: identity.ErrUserInfo, says: "malformed"},
		"too large":       {reason: "an answer is bounded", info: staffInfo().with(claims{"more": strings.Repeat("m", 1<<20)}).json(), err: identity.ErrUserInfo, says: "malformed"},
		"contradicts":     {reason: "both documents must say the same", info: staffInfo().with(claims{"idassurancelevel": "2"}).json(), err: identity.ErrUserInfo, says: "contradict"},
		"other selection": {reason: "also of the selection", info: sound, token: claims{"selected_roleid": "555021935108"}, err: identity.ErrUserInfo, says: "contradict"},
		"other roles":     {reason: "and of the roles", info: sound, token: claims{"nhsid_nrbac_roles": []claims{doctorHere}}, err: identity.ErrUserInfo, says: "contradict"},
		"malformed twin":  {reason: "one that is malformed does not agree", info: sound, token: claims{"selected_roleid": []string{"555021935107"}}, err: identity.ErrUserInfo, says: "contradict"},
		"unused twin":     {reason: "claims that nobody reads may differ", info: staffInfo().with(claims{"name": "Q. Featherstone", "iss": "https://other.example"}).json(), token: claims{"name": "Quill"}},
		"other access":    {reason: "the issuer does not know the access token", info: sound, access: "made-up", err: identity.ErrUserInfo, says: "does not accept"},
		"broken access":   {reason: "a token with a line end cannot be sent", info: sound, access: access + "\r\nX: y", err: identity.ErrUserInfo, says: "cannot be one"},
		"spaced access":   {reason: "nor one with a space", info: sound, access: access + " x", err: identity.ErrUserInfo, says: "cannot be one"},
		"access of text":  {reason: "nor one of other letters", info: sound, access: access + "é", err: identity.ErrUserInfo, says: "cannot be one"},
		"hash":            {reason: "at_hash is of the access token", info: sound, token: claims{"at_hash": hash(access)}},
		"hash of another": {reason: "or the access token is of another sign-in", info: sound, token: claims{"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, err: identity.ErrUserInfo, says: "the one that came with"},
		"empty hash":      {reason: "a hash that is empty is of nothing", info: sound, token: claims{"at_hash": ""}, err: identity.ErrUserInfo, says: "the one that came with"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, nil)
			d.cis2.userInfo = row.info
			s := identity.SignIn{IDToken: staffClaims().with(row.token).token(), Nonce: nonce, AccessToken: access}
			if row.access != "" {
				s.AccessToken = row.access
			}
			who, err := d.Verify(t.Context(), s)
			if row.err != nil {
				require.ErrorIs(t, err, row.err, row.reason)
				require.ErrorContains(t, err, row.says, row.reason)
				assert.Zero(t, who)
				return
			}
			require.NoError(t, err, row.reason)
			assert.Equal(t, "R8000", string(who.Initiator.Role))
		})
	}
}

// hash is the at_hash of an access token, by RS256.
func hash(accessToken string) string {
	sum := sha256.Sum256([]byte(accessToken))
	return b64(string(sum[:16]))
}

func TestUserInfoIsReadForAnAccessTokenAlone(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	d.cis2.userInfo = staffInfo().json()
	who, err := d.Verify(t.Context(), signIn(staffClaims().token()))
	require.NoError(t, err)
	assert.Empty(t, who.Initiator.Role, "roles are in UserInfo")
	assert.Empty(t, who.Initiator.Organisation)
	assert.Zero(t, d.cis2.times("/userinfo"))

	for range 3 {
		_, err = d.Verify(t.Context(), d.staff(staffClaims(), staffInfo()))
		require.NoError(t, err)
	}
	assert.Equal(t, 3, d.cis2.times("/userinfo"), "nothing about a person is kept")
}

func TestSignedUserInfo(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	s := d.staff(staffClaims(), staffInfo())
	d.cis2.jwt = true
	d.cis2.userInfo = staffInfo().token()
	who, err := d.Verify(t.Context(), s)
	require.NoError(t, err)
	assert.Equal(t, "Z99901", string(who.Initiator.Organisation))

	d.cis2.userInfo = seal(staffInfo().json(), envelope{key: nobodysKey()})
	who, err = d.Verify(t.Context(), s)
	require.ErrorIs(t, err, identity.ErrUserInfo)
	assert.Zero(t, who)
}

// losing is a transport that loses the connection when it is asked for UserInfo.
type losing struct{ *standIn }

func (l losing) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/userinfo") {
		return nil, io.ErrUnexpectedEOF
	}
	return l.standIn.RoundTrip(r)
}

func TestUserInfoThatCannotBeHad(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		reason string
		status int
		err    error
	}{
		"bad request": {"the access token is not taken", http.StatusBadRequest, identity.ErrUserInfo},
		"forbidden":   {"the access token is not enough", http.StatusForbidden, identity.ErrUserInfo},
		"too many":    {"the issuer wants to be asked later", http.StatusTooManyRequests, identity.ErrUnavailable},
		"broken":      {"the issuer has a fault", http.StatusInternalServerError, identity.ErrUnavailable},
		"overloaded":  {"the issuer is not there", http.StatusServiceUnavailable, identity.ErrUnavailable},
		"nothing":     {"an answer without UserInfo", http.StatusNoContent, identity.ErrUserInfo},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, nil)
			d.cis2.answer = func(path string) *http.Response {
				if path != "/userinfo" {
					return nil
				}
				return reply(nil, row.status, "said "+access)
			}
			who, err := d.Verify(t.Context(), d.staff(staffClaims(), staffInfo()))
			require.ErrorIs(t, err, row.err, row.reason)
			assert.Zero(t, who)
			assert.NotContains(t, err.Error(), access)
		})
	}

	v, err := identity.NewVerifier([]identity.Profile{identity.CIS2(identity.CIS2Live, clientID, nil)}, &identity.Options{
		Clock: atNoon, Client: clientTo(losing{newStandIn(identity.CIS2Live)}),
	})
	require.NoError(t, err)
	_, err = v.Verify(t.Context(), identity.SignIn{IDToken: staffClaims().token(), AccessToken: access, Nonce: nonce})
	require.ErrorIs(t, err, identity.ErrUnavailable, "a connection that breaks is no answer")

	d := newDesk(t, nil)
	d.cis2.discovery = claims{"issuer": identity.CIS2Live, "jwks_uri": identity.CIS2Live + "/keys"}.json()
	_, err = d.Verify(t.Context(), d.staff(staffClaims(), staffInfo()))
	require.ErrorIs(t, err, identity.ErrUserInfo, "an issuer without UserInfo")
	require.ErrorContains(t, err, "offers no UserInfo")
	_, err = d.Verify(t.Context(), signIn(staffClaims().token()))
	require.NoError(t, err, "can do without")
}
