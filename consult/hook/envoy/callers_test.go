package envoy_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"testing"
	"time"

	authv3 "github.com/envoyproxy/go-control-plane/envoy/service/auth/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
	"github.com/preconsult/preconsult/consult/hook/envoy"
)

func TestBearer(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	client := dial(t, serve(t, newAuthorization(t, newPoint(t, rig.Gate, nil), describing(true))))
	for _, test := range []struct {
		reason string
		shown  []string
		asked  *authv3.CheckRequest
		ok     bool
	}{
		{"the token", []string{"Bearer " + token}, request("/calls"), true},
		{"the scheme is read as HTTP has it", []string{"bearer " + token}, request("/calls"), true},
		{"no token", nil, request("/calls"), false},
		{"an empty one", []string{""}, request("/calls"), false},
		{"another token", []string{"Bearer 00000000000000000000000000000000"}, request("/calls"), false},
		{"a part of the token", []string{"Bearer " + token[:16]}, request("/calls"), false},
		{"another scheme", []string{"Basic " + token}, request("/calls"), false},
		{"the token and another", []string{"Bearer " + token, "Bearer x"}, request("/calls"), false},
		{"a client that knows the token is no Envoy", nil, request("/calls", "authorization", "Bearer "+token), false},
		{"and neither is who sends nothing to decide about", nil, &authv3.CheckRequest{}, false},
	} {
		before := len(rig.Recorder.Decisions())
		response := check(showing(t.Context(), test.shown...), t, client, test.asked)
		assert.Equal(t, test.ok, response.Status.Code == int32(codes.OK), test.reason)
		if !test.ok {
			got := told(t, response)
			assert.Equal(t, 503, got.Status, "%s: the client is not asked to sign in", test.reason)
			assert.Equal(t, hook.TypeNotDecided, got.Type, test.reason)
			assert.Len(t, rig.Recorder.Decisions(), before, test.reason)
		}
	}
}

func TestCallersAreShownWhatTheCallIs(t *testing.T) {
	t.Parallel()
	seen := make(chan *http.Request, 1)
	callers := func(r *http.Request) (string, bool) {
		seen <- r
		return edge, true
	}
	a, err := envoy.NewAuthorization(newPoint(t, consulttest.NewRig(t).Gate, nil), callers, describing(true), nil)
	require.NoError(t, err)
	client := dial(t, serve(t, a))
	ctx := metadata.AppendToOutgoingContext(t.Context(), "x-edge", "one", "x-edge", "two")
	check(ctx, t, client, request("/calls", "x-edge", "three"))
	r := <-seen
	assert.Equal(t, []string{"one", "two"}, r.Header.Values("X-Edge"))
	assert.Equal(t, "/envoy.service.auth.v3.Authorization/Check", r.URL.Path)
	for name := range r.Header {
		assert.NotContains(t, name, ":")
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	require.NoError(t, err)
	assert.Equal(t, "127.0.0.1", host)
	assert.Nil(t, r.TLS)
	assert.Equal(t, "two", r.Header.Values("x-edge")[1])
	_, ok := metadata.FromIncomingContext(r.Context())
	assert.True(t, ok, "its context is that of the call")
}

func TestCallersThatPanicLetNobodyPass(t *testing.T) {
	t.Parallel()
	a, err := envoy.NewAuthorization(newPoint(t, consulttest.NewRig(t).Gate, nil), func(*http.Request) (string, bool) { panic("secret") }, describing(true), nil)
	require.NoError(t, err)
	response := check(t.Context(), t, dial(t, serve(t, a)), request("/calls"))
	assert.Equal(t, 500, told(t, response).Status)
	assert.NotContains(t, response.GetDeniedResponse().GetBody(), "secret")
}

// An authority signs certificates in a test.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	ca := &authority{key: key}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority of a test"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	ca.certificate, err = x509.ParseCertificate(der)
	require.NoError(t, err)
	return ca
}

// sign returns a certificate for DNS names, and for a URI unless it is empty.
func (ca *authority) sign(t testing.TB, uri string, names ...string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: edge}, DNSNames: names, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}
	if uri != "" {
		u, err := url.Parse(uri)
		require.NoError(t, err)
		template.URIs = []*url.URL{u}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, ca.certificate, key.Public(), ca.key)
	require.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func (ca *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(ca.certificate)
	return pool
}

func TestMutualTLS(t *testing.T) {
	t.Parallel()
	ours, theirs := newAuthority(t), newAuthority(t)
	const spiffe = "spiffe://clinic.example/edge"
	own := ours.sign(t, "", edge)
	for _, test := range []struct {
		reason string
		shown  []tls.Certificate
		asks   tls.ClientAuthType
		ok     bool
		fails  bool // already in the handshake, so that there is no response
	}{
		{"a certificate with the name", []tls.Certificate{own}, tls.RequireAndVerifyClientCert, true, false},
		{"one with the SPIFFE id", []tls.Certificate{ours.sign(t, spiffe)}, tls.RequireAndVerifyClientCert, true, false},
		{"one with another name", []tls.Certificate{ours.sign(t, "", "www.clinic.example")}, tls.RequireAndVerifyClientCert, false, false},
		{"the common name is no name", []tls.Certificate{ours.sign(t, "")}, tls.RequireAndVerifyClientCert, false, false},
		{"one of another authority", []tls.Certificate{theirs.sign(t, "", edge)}, tls.RequireAndVerifyClientCert, false, true},
		{"none", nil, tls.RequireAndVerifyClientCert, false, true},
		{"none, where the server takes what comes", nil, tls.VerifyClientCertIfGiven, false, false},
		{"one that the server did not verify", []tls.Certificate{theirs.sign(t, "", edge)}, tls.RequireAnyClientCert, false, false},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			rig := consulttest.NewRig(t)
			point := newPoint(t, rig.Gate, nil)
			a, err := envoy.NewAuthorization(point, hook.MutualTLS(edge, spiffe), describing(true), &envoy.Options{Platform: backend})
			require.NoError(t, err)
			address := serve(t, a, grpc.Creds(credentials.NewTLS(&tls.Config{
				Certificates: []tls.Certificate{ours.sign(t, "", "preconsult.clinic.example")}, ClientCAs: ours.pool(), ClientAuth: test.asks,
			})))
			client := dial(t, address, grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{
				RootCAs: ours.pool(), ServerName: "preconsult.clinic.example",
				// Whatever authorities the server names: an attacker shows what they have.
				GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
					if len(test.shown) == 0 {
						return &tls.Certificate{}, nil
					}
					return &test.shown[0], nil
				},
			})))
			if test.fails {
				_, err := client.Check(t.Context(), request("/calls"))
				assert.Equal(t, codes.Unavailable, status.Code(err))
				assert.Empty(t, rig.Recorder.Decisions())
				return
			}
			response := check(t.Context(), t, client, request("/calls"))
			assert.Equal(t, test.ok, response.Status.Code == int32(codes.OK))
			if test.ok {
				_, err := point.Redeem(context.Background(), backend, reference(response), consulttest.Call().ID)
				assert.NoError(t, err)
				return
			}
			assert.Equal(t, 503, told(t, response).Status)
			assert.Empty(t, rig.Recorder.Decisions())
		})
	}
}
