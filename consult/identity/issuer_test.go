package identity_test

import (
	"context"
	"crypto/rsa"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/identity"
)

func TestAVerifierAsksWhenItNeedsTo(t *testing.T) {
	t.Parallel()
	const document = "/.well-known/openid-configuration"
	d := newDesk(t, nil)
	assert.Zero(t, d.cis2.times(document), "it starts while an issuer is down")
	d.cis2.answer = func(string) *http.Response { return reply(nil, http.StatusBadGateway, "") }
	who, err := d.Verify(t.Context(), signIn(staffClaims().token()))
	require.ErrorIs(t, err, identity.ErrUnavailable)
	require.ErrorContains(t, err, identity.CIS2Live+": it answers 502 Bad Gateway", "it says which issuer, and why")
	assert.Zero(t, who)
	_, err = d.Verify(t.Context(), signIn(patientClaims().token512()))
	require.NoError(t, err, "one issuer does not stop another")

	err = d.Discover(t.Context())
	require.ErrorIs(t, err, identity.ErrUnavailable)
	assert.NotContains(t, err.Error(), loginURL)

	d.cis2.answer = nil
	require.NoError(t, d.Discover(t.Context()))
	for range 3 {
		_, err = d.Verify(t.Context(), signIn(staffClaims().token()))
		require.NoError(t, err)
	}
	assert.Equal(t, 3, d.cis2.times(document), "twice in vain, and once")
	assert.Equal(t, 1, d.cis2.times("/keys"))
	assert.Equal(t, 1, d.login.times(document))
	assert.Zero(t, d.login.times("/userinfo"))

	_, err = d.Verify(t.Context(), signIn(staffClaims().with(claims{"iss": "https://evil.example"}).token()))
	require.ErrorIs(t, err, identity.ErrIssuer, "nobody asks an issuer that only a token names")
}

func TestDiscoveryThatIsNotBelieved(t *testing.T) {
	t.Parallel()
	const keys = identity.CIS2Live + "/keys"
	for name, row := range map[string]struct {
		reason, document, says string
	}{
		"of another":      {"a document of another issuer", claims{"issuer": "https://evil.example", "jwks_uri": keys}.json(), "names another issuer"},
		"without port":    {"the port is part of the name", claims{"issuer": strings.Replace(identity.CIS2Live, ":443", "", 1), "jwks_uri": keys}.json(), "names another issuer"},
		"with a slash":    {"so is a slash", claims{"issuer": identity.CIS2Live + "/", "jwks_uri": keys}.json(), "names another issuer"},
		"keys in clear":   {"keys come by https", claims{"issuer": identity.CIS2Live, "jwks_uri": "http://am.example/keys"}.json(), "not https"},
		"no keys":         {"there must be keys", claims{"issuer": identity.CIS2Live}.json(), "not https"},
		"keys of a file":  {"keys come by https", claims{"issuer": identity.CIS2Live, "jwks_uri": "file:///etc/keys"}.json(), "not https"},
		"keys with login": {"an address has no password in it", claims{"issuer": identity.CIS2Live, "jwks_uri": "https://a:b@am.example/keys"}.json(), "not https"},
		"info in clear":   {"an access token goes by https", claims{"issuer": identity.CIS2Live, "jwks_uri": keys, "userinfo_endpoint": "http://am.example/"}.json(), "not https"},
		"not JSON":        {"a page of a proxy is no document", "<html>", "no answer that can be read"},
		"no text":         {"endpoints are texts", `{"issuer":"` + identity.CIS2Live + `","jwks_uri":1}`, "no answer that can be read"},
		"too large":       {"an answer is bounded", claims{"issuer": identity.CIS2Live, "jwks_uri": keys, "more": strings.Repeat("m", 1<<20)}.json(), "no answer that can be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, nil)
			d.cis2.discovery = row.document
			who, err := d.Verify(t.Context(), signIn(staffClaims().token()))
			require.ErrorIs(t, err, identity.ErrUnavailable, row.reason)
			require.ErrorContains(t, err, row.says)
			assert.Zero(t, who)
		})
	}
}

func TestKeysThatCannotBeHad(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		reason string
		status int
		body   string
		says   string
	}{
		"broken":    {"the issuer has a fault", http.StatusInternalServerError, "", "it answers 500"},
		"not there": {"the issuer has moved them", http.StatusNotFound, "", "it answers 404"},
		"not JSON":  {"a page of a proxy is no key set", http.StatusOK, "<html>", "no answer that can be read"},
		"nothing":   {"nor is nothing", http.StatusNoContent, "", "no answer that can be read"},
		"too large": {"an answer is bounded", http.StatusOK, strings.Repeat(" ", 1<<20) + `{"keys":[]}`, "no answer that can be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, nil)
			d.cis2.answer = func(path string) *http.Response {
				if path != "/keys" {
					return nil
				}
				return reply(nil, row.status, row.body)
			}
			who, err := d.Verify(t.Context(), signIn(staffClaims().token()))
			require.ErrorIs(t, err, identity.ErrUnavailable, row.reason)
			require.ErrorContains(t, err, row.says)
			assert.Zero(t, who)
			d.cis2.answer = nil
			soon(t, func() bool {
				_, err := d.Verify(t.Context(), signIn(staffClaims().token()))
				return err == nil
			}, "what failed is not remembered")
		})
	}
}

// soon holds that verifying comes to be as it should. Package oidc gives a verification that needs keys those of the one just
// before it, or its failure, for as long as that is still being put away.
func soon(t *testing.T, so func() bool, why string) {
	t.Helper()
	require.Eventually(t, so, 10*time.Second, time.Millisecond, why)
}

// verifierAt returns a verifier of one issuer, whose clock says how long after noon it is as now has it.
func verifierAt(t *testing.T, now *atomic.Int64) (*identity.Verifier, *standIn) {
	t.Helper()
	s := newStandIn(identity.CIS2Live)
	v, err := identity.NewVerifier([]identity.Profile{identity.CIS2(identity.CIS2Live, clientID, nil)}, &identity.Options{
		Client: clientTo(s), Clock: func() time.Time { return noon.Add(time.Duration(now.Load())) },
	})
	require.NoError(t, err)
	return v, s
}

func TestForgedTokensDoNotHammerTheIssuer(t *testing.T) {
	t.Parallel()
	var now atomic.Int64
	v, s := verifierAt(t, &now)
	forged := signIn(seal(staffClaims().json(), envelope{key: nobodysKey(), kid: "made-up"}))
	for range 50 {
		_, err := v.Verify(t.Context(), forged)
		require.ErrorIs(t, err, identity.ErrToken)
	}
	assert.Equal(t, 1, s.times("/keys"), "50 forged tokens in one moment are one request")
	_, err := v.Verify(t.Context(), signIn(staffClaims().token()))
	require.NoError(t, err, "and do not stop a sound one")
	now.Add(int64(5 * time.Second))
	soon(t, func() bool {
		_, err := v.Verify(t.Context(), forged)
		return errors.Is(err, identity.ErrToken) && s.times("/keys") == 2
	}, "then it is asked again")
}

// TestForgedTokensDoNotHammerAnIssuerThatIsDown: while keys are known a failure is remembered for a moment, and no longer.
func TestForgedTokensDoNotHammerAnIssuerThatIsDown(t *testing.T) {
	t.Parallel()
	var now atomic.Int64
	v, s := verifierAt(t, &now)
	_, err := v.Verify(t.Context(), signIn(staffClaims().token()))
	require.NoError(t, err)
	down := func(path string) *http.Response {
		if path == "/keys" {
			return reply(nil, http.StatusServiceUnavailable, "")
		}
		return nil
	}
	forged := signIn(seal(staffClaims().json(), envelope{key: nobodysKey(), kid: "made-up"}))
	for moment := range 3 {
		now.Add(int64(10 * time.Second))
		s.answer = down
		before := s.times("/keys")
		for range 50 {
			_, err := v.Verify(t.Context(), forged)
			require.ErrorIs(t, err, identity.ErrUnavailable)
		}
		assert.Equal(t, 1, s.times("/keys")-before, "50 forged tokens in moment %d are one request", moment)
		_, err = v.Verify(t.Context(), signIn(staffClaims().token()))
		require.NoError(t, err, "and do not stop a sound one")
	}
	s.answer = nil
	now.Add(int64(5 * time.Second))
	soon(t, func() bool {
		_, err := v.Verify(t.Context(), forged)
		return errors.Is(err, identity.ErrToken)
	}, "the issuer is asked again")
}

// TestTimeIsThatOfTheWall holds that no instant has a monotonic reading, which stands still while a machine sleeps: keys that were
// withdrawn meanwhile would be believed.
func TestTimeIsThatOfTheWall(t *testing.T) {
	t.Parallel()
	s := newStandIn(identity.CIS2Live)
	v, err := identity.NewVerifier([]identity.Profile{identity.CIS2(identity.CIS2Live, clientID, nil)}, &identity.Options{Client: clientTo(s)})
	require.NoError(t, err)
	now := time.Now()
	who, err := v.Verify(t.Context(), signIn(staffClaims().with(claims{"iat": now.Unix(), "auth_time": now.Unix(), "exp": now.Add(time.Hour).Unix()}).token()))
	require.NoError(t, err)
	assert.NotContains(t, who.Initiator.At.String(), "m=")
}

func TestAWithdrawnKeyIsBelievedForAnHour(t *testing.T) {
	t.Parallel()
	var now atomic.Int64
	v, s := verifierAt(t, &now)
	token := staffClaims().with(claims{"exp": noon.Add(2 * time.Hour).Unix()})
	_, err := v.Verify(t.Context(), signIn(token.token()))
	require.NoError(t, err)
	s.mu.Lock()
	s.keys = map[string]*rsa.PrivateKey{"key-2": othersKey()}
	s.mu.Unlock()
	now.Store(int64(time.Hour - 1))
	_, err = v.Verify(t.Context(), signIn(token.token()))
	require.NoError(t, err, "nobody asks while the keys that are known will do")
	now.Store(int64(time.Hour))
	_, err = v.Verify(t.Context(), signIn(token.token()))
	require.ErrorIs(t, err, identity.ErrToken, "and after an hour everything is read anew")
	_, err = v.Verify(t.Context(), signIn(seal(token.json(), envelope{key: othersKey(), kid: "key-2"})))
	require.NoError(t, err)
	now.Store(int64(-time.Second))
	_, err = v.Verify(t.Context(), signIn(seal(token.json(), envelope{key: othersKey(), kid: "key-2"})))
	require.NoError(t, err)
	assert.Equal(t, 3, s.times("/.well-known/openid-configuration"), "a clock that is set back is no reason to believe for longer")
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	var evil atomic.Int32
	elsewhere := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { evil.Add(1) }))
	t.Cleanup(elsewhere.Close)
	for name, row := range map[string]struct {
		reason, to, says string
	}{
		"elsewhere":   {"another host is not asked", elsewhere.URL, "redirects to another host"},
		"in clear":    {"nor is the same one in clear", "http", "redirects to another host"},
		"in a circle": {"a circle ends", "/.well-known/openid-configuration", "again and again"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				to := row.to
				if to == "http" {
					to = "http://" + r.Host
				}
				http.Redirect(w, r, to, http.StatusFound)
			}))
			t.Cleanup(server.Close)
			v, err := identity.NewVerifier([]identity.Profile{identity.CIS2(server.URL, clientID, nil)}, &identity.Options{Client: server.Client()})
			require.NoError(t, err)
			err = v.Discover(t.Context())
			require.ErrorIs(t, err, identity.ErrUnavailable, row.reason)
			require.ErrorContains(t, err, row.says)
		})
	}
	t.Cleanup(func() { assert.Zero(t, evil.Load()) })
}

func TestARedirectOnTheSameHostIsFollowed(t *testing.T) {
	t.Parallel()
	var server *httptest.Server
	server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/moved" {
			http.Redirect(w, r, "/moved", http.StatusMovedPermanently)
			return
		}
		_, _ = w.Write([]byte(claims{"issuer": server.URL, "jwks_uri": server.URL + "/keys"}.json()))
	}))
	t.Cleanup(server.Close)
	v, err := identity.NewVerifier([]identity.Profile{identity.CIS2(server.URL, clientID, nil)}, &identity.Options{Client: server.Client()})
	require.NoError(t, err)
	assert.NoError(t, v.Discover(t.Context()))
}

func TestIssuersThatAreNotThere(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it would tell of the handshake that fails
	server.StartTLS()
	untrusted, err := identity.NewVerifier([]identity.Profile{identity.CIS2(server.URL, clientID, nil)}, nil)
	require.NoError(t, err)
	err = untrusted.Discover(t.Context())
	require.ErrorIs(t, err, identity.ErrUnavailable)
	require.ErrorContains(t, err, "certificate", "the reason is told")

	server.Close()
	gone, err := identity.NewVerifier([]identity.Profile{identity.CIS2(server.URL, clientID, nil)}, &identity.Options{Client: server.Client()})
	require.NoError(t, err)
	err = gone.Discover(t.Context())
	require.ErrorIs(t, err, identity.ErrUnavailable)
	require.ErrorContains(t, err, "refused", "the reason is told")
}

// silent is a transport that never answers.
type silent struct{}

func (silent) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestAnIssuerThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v, err := identity.NewVerifier([]identity.Profile{identity.CIS2(identity.CIS2Live, clientID, nil)}, &identity.Options{
			Client: clientTo(silent{}),
		})
		require.NoError(t, err)
		begun := time.Now()
		var waiting sync.WaitGroup
		for range 3 {
			waiting.Go(func() {
				_, err := v.Verify(context.Background(), signIn(staffClaims().token()))
				assert.ErrorIs(t, err, identity.ErrUnavailable)
				assert.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, identity.DefaultTimeout, time.Since(begun), "those who wait, wait for one request")
			})
		}
		waiting.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			_, err := v.Verify(ctx, signIn(staffClaims().token()))
			assert.ErrorIs(t, err, identity.ErrUnavailable)
			assert.ErrorIs(t, err, context.DeadlineExceeded)
			assert.Equal(t, time.Second, time.Since(begun), "and nobody longer than they want to")
		})
		waiting.Wait()
	})
}

func TestAVerifierServesManyAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	d.cis2.userInfo = staffInfo().json()
	staff, patient := staffClaims().token(), patientClaims().token512()
	forged := seal(staffClaims().json(), envelope{key: nobodysKey()})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				who, err := d.Verify(context.Background(), identity.SignIn{IDToken: staff, AccessToken: access, Nonce: nonce})
				assert.NoError(t, err)
				assert.Equal(t, consult.Provider, who.Initiator.Party)
				who, err = d.Verify(context.Background(), signIn(patient))
				assert.NoError(t, err)
				assert.Equal(t, consult.Patient, who.Initiator.Party)
				_, err = d.Verify(context.Background(), signIn(forged))
				assert.ErrorIs(t, err, identity.ErrToken)
			}
		})
	}
	all.Wait()
	assert.Equal(t, 1, d.cis2.times("/.well-known/openid-configuration"))
}
