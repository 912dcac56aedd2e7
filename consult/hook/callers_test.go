package hook_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
)

func TestBearer(t *testing.T) {
	t.Parallel()
	callers, err := hook.Bearer(map[string]string{clinic: clinicToken, hospital: hospitalToken})
	require.NoError(t, err)
	for _, test := range []struct {
		why     string
		headers []string
		name    string
	}{
		{"the right token", []string{"Bearer " + clinicToken}, clinic},
		{"another caller's", []string{"Bearer " + hospitalToken}, hospital},
		{"the scheme in other letters (RFC 9110, section 11.1)", []string{"bEARER " + clinicToken}, clinic},
		{"none", nil, ""},
		{"empty", []string{""}, ""},
		{"no token", []string{"Bearer"}, ""},
		{"an empty token", []string{"Bearer "}, ""},
		{"the token alone", []string{clinicToken}, ""},
		{"the wrong one", []string{"Bearer " + strings.Repeat("0", 34)}, ""},
		{"cut off", []string{"Bearer " + clinicToken[:len(clinicToken)-1]}, ""},
		{"and more", []string{"Bearer " + clinicToken + "0"}, ""},
		{"in other letters", []string{"Bearer " + strings.ToUpper(clinicToken)}, ""},
		{"another scheme", []string{"Basic " + clinicToken}, ""},
		{"two headers, one of which is right", []string{"Bearer " + clinicToken, "Bearer x"}, ""},
		{"twice the right one", []string{"Bearer " + clinicToken, "Bearer " + clinicToken}, ""},
		{"two in one", []string{"Bearer " + clinicToken + ", Bearer " + hospitalToken}, ""},
		{"with a space in front", []string{"Bearer  " + clinicToken}, ""},
		{"the name in its place", []string{"Bearer " + clinic}, ""},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, evaluation, nil)
		r.Header["Authorization"] = test.headers
		name, ok := callers(r)
		assert.Equal(t, test.name, name, test.why)
		assert.Equal(t, test.name != "", ok, test.why)
	}
}

func TestBearerRefusesBadTokens(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why    string
		tokens map[string]string
		want   string
	}{
		{"none", nil, "nobody could ask"},
		{"none, as a map", map[string]string{}, "nobody could ask"},
		{"short", map[string]string{clinic: clinicToken[:31]}, `"clinic" is no secret`},
		{"empty", map[string]string{clinic: ""}, `"clinic" is no secret`},
		{"with a space", map[string]string{clinic: clinicToken + " x"}, `"clinic" is no secret`},
		{"with a line feed, as it is read from a file", map[string]string{clinic: clinicToken + "\n"}, `"clinic" is no secret`},
		{"in letters that no header has", map[string]string{clinic: strings.Repeat("é", 32)}, `"clinic" is no secret`},
		{"the same of two", map[string]string{clinic: clinicToken, hospital: clinicToken}, "is another caller's too"},
		{"without a name", map[string]string{"": clinicToken}, "has no name"},
		{"one of two", map[string]string{clinic: clinicToken, hospital: "x"}, `"hospital" is no secret`},
	} {
		callers, err := hook.Bearer(test.tokens)
		require.ErrorContains(t, err, test.want, test.why)
		assert.Nil(t, callers, test.why)
		assert.NotContains(t, err.Error(), clinicToken[:31], "no token is quoted")
	}
	_, err := hook.Bearer(map[string]string{"": "", clinic: "short"})
	assert.ErrorContains(t, err, "has no name", "all that is wrong is said")
	assert.ErrorContains(t, err, "is no secret")
}

func TestNobodyAsksByDefault(t *testing.T) {
	t.Parallel()
	gate := consulttest.NewRig(t).Gate
	_, err := hook.NewDecisionPoint(gate, nil, nil)
	require.ErrorContains(t, err, "needs callers")
	_, err = hook.NewDecisionPoint(nil, hook.MutualTLS("clinic.example"), nil)
	require.ErrorContains(t, err, "needs a gate")

	var zero hook.DecisionPoint
	for _, path := range []string{evaluation, evaluations, redeem} {
		w := post(t, &zero, path, question(t, consulttest.Call()))
		assert.Equal(t, hook.TypeNotAllowed, problem(t, w, http.StatusUnauthorized).Type)
		assert.Equal(t, "Bearer", w.Header().Get("WWW-Authenticate"))
	}
	_, err = zero.Ask(t.Context(), clinic, nil)
	require.ErrorIs(t, err, consult.ErrNoGate)
	_, err = zero.Redeem(t.Context(), clinic, "", "call-0001")
	require.ErrorIs(t, err, consult.ErrNoGate)
}

// TestWhoMayNotAskLearnsNothing has questions of somebody else: nothing is read, decided, or told.
func TestWhoMayNotAskLearnsNothing(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	p := point(t, rig.Gate, nil)
	reference := given(t, p, consulttest.Call())
	decided := len(rig.Recorder.Decisions())
	var bodies []string
	for path, body := range map[string]string{
		evaluation: question(t, consulttest.Call()), evaluations: "{", redeem: redemption(reference, "call-0001"),
	} {
		w := post(t, p, path, body, strings.Repeat("0", 32))
		problem(t, w, http.StatusUnauthorized)
		bodies = append(bodies, w.Body.String())
	}
	assert.Equal(t, bodies[0], bodies[1])
	assert.Equal(t, bodies[0], bodies[2])
	assert.Len(t, rig.Recorder.Decisions(), decided)
	assert.Equal(t, http.StatusOK, post(t, p, redeem, redemption(reference, "call-0001")).Code, "the reference is as good as it was")
}

// An authority issues certificates.
type authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := new(authority)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	a.key, a.cert = a.sign(t, template, nil)
	return a
}

func (a *authority) sign(t *testing.T, template *x509.Certificate, by *authority) (*ecdsa.PrivateKey, *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	parent, signer := template, key
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return key, cert
}

// client returns a certificate for a client with the names.
func (a *authority) client(t *testing.T, common string, dns []string, uri string) tls.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: common}, DNSNames: dns, NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	if uri != "" {
		parsed, err := url.Parse(uri)
		require.NoError(t, err)
		template.URIs = []*url.URL{parsed}
	}
	key, cert := a.sign(t, template, a)
	return tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key}
}

func TestMutualTLS(t *testing.T) {
	t.Parallel()
	trusted, other := newAuthority(t), newAuthority(t)
	const spiffe = "spiffe://nhs.example/clinic-backend"
	rig := consulttest.NewRig(t)
	for _, test := range []struct {
		why    string
		names  []string
		server tls.ClientAuthType
		client *tls.Certificate
		ok     bool
	}{
		{"the DNS name", []string{"clinic.example", spiffe}, tls.RequireAndVerifyClientCert, new(trusted.client(t, "", []string{"x.example", "clinic.example"}, "")), true},
		{"the URI", []string{"clinic.example", spiffe}, tls.RequireAndVerifyClientCert, new(trusted.client(t, "", nil, spiffe)), true},
		{"another name", []string{"clinic.example"}, tls.RequireAndVerifyClientCert, new(trusted.client(t, "", []string{"www.clinic.example", "clinic.example.org"}, spiffe)), false},
		{"a wildcard", []string{"clinic.example"}, tls.RequireAndVerifyClientCert, new(trusted.client(t, "", []string{"*.example"}, "")), false},
		{"the URI as a DNS name", []string{spiffe}, tls.RequireAndVerifyClientCert, new(trusted.client(t, "", []string{spiffe}, "")), false},
		{"the DNS name as a URI", []string{"clinic.example"}, tls.RequireAndVerifyClientCert, new(trusted.client(t, "", nil, "clinic.example")), false},
		{"the common name alone", []string{"clinic.example"}, tls.RequireAndVerifyClientCert, new(trusted.client(t, "clinic.example", nil, "")), false},
		{"no names", nil, tls.RequireAndVerifyClientCert, new(trusted.client(t, "", []string{"clinic.example"}, "")), false},
		{"an empty name", []string{""}, tls.RequireAndVerifyClientCert, new(trusted.client(t, "", nil, "")), false},
		{"a server that verifies what is given", []string{"clinic.example"}, tls.VerifyClientCertIfGiven, new(trusted.client(t, "", []string{"clinic.example"}, "")), true},
		{"no certificate", []string{"clinic.example"}, tls.VerifyClientCertIfGiven, nil, false},
		{"a server that asks and does not verify", []string{"clinic.example"}, tls.RequestClientCert, new(trusted.client(t, "", []string{"clinic.example"}, "")), false},
		{"a certificate of anybody's, there", []string{"clinic.example"}, tls.RequireAnyClientCert, new(other.client(t, "", []string{"clinic.example"}, "")), false},
	} {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			p, err := hook.NewDecisionPoint(rig.Gate, hook.MutualTLS(test.names...), nil)
			require.NoError(t, err)
			server := httptest.NewUnstartedServer(p)
			pool := x509.NewCertPool()
			pool.AddCert(trusted.cert)
			server.TLS = &tls.Config{ClientAuth: test.server, ClientCAs: pool}
			server.StartTLS()
			t.Cleanup(server.Close)
			transport := server.Client().Transport.(*http.Transport)
			if test.client != nil {
				transport.TLSClientConfig.Certificates = []tls.Certificate{*test.client}
			}
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+evaluation, strings.NewReader(question(t, consulttest.Call())))
			require.NoError(t, err)
			r.Header.Set("Content-Type", "application/json")
			response, err := server.Client().Do(r)
			require.NoError(t, err)
			defer response.Body.Close()
			want := http.StatusUnauthorized
			if test.ok {
				want = http.StatusOK
			}
			assert.Equal(t, want, response.StatusCode)
		})
	}
}

// TestMutualTLSKeepsItsNames holds that whoever gave the names cannot add one by changing the list.
func TestMutualTLSKeepsItsNames(t *testing.T) {
	t.Parallel()
	names := []string{"clinic.example"}
	callers := hook.MutualTLS(names...)
	names[0] = "other.example"
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, evaluation, nil)
	shows := func(name string) bool {
		r.TLS = &tls.ConnectionState{VerifiedChains: [][]*x509.Certificate{{{DNSNames: []string{name}}}}}
		_, ok := callers(r)
		return ok
	}
	assert.True(t, shows("clinic.example"))
	assert.False(t, shows("other.example"))
	callers = hook.MutualTLS("clinic.example", "")
	assert.False(t, shows(""), "an empty name is nobody's")
	for why, state := range map[string]*tls.ConnectionState{
		"no TLS": nil, "no chain": {}, "an empty chain": {VerifiedChains: [][]*x509.Certificate{{}}},
		"a peer that nobody verified": {PeerCertificates: []*x509.Certificate{{DNSNames: []string{"clinic.example"}}}},
	} {
		r.TLS = state
		_, ok := callers(r)
		assert.False(t, ok, why)
	}
}
