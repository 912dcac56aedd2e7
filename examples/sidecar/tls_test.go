package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An authority signs certificates for a test.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	file        string
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := new(authority)
	var err error
	a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, a.key.Public(), a.key)
	require.NoError(t, err)
	a.certificate, err = x509.ParseCertificate(der)
	require.NoError(t, err)
	a.file = filepath.Join(t.TempDir(), "authority.pem")
	require.NoError(t, os.WriteFile(a.file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	return a
}

// issue returns the files of a certificate with a name, and of its key.
func (a *authority) issue(t *testing.T, name string) (certificate, key string) {
	t.Helper()
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(2), DNSNames: []string{name}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
		NotBefore:   time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, own.Public(), a.key)
	require.NoError(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(own)
	require.NoError(t, err)
	certificate, key = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	require.NoError(t, os.WriteFile(certificate, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
	return certificate, key
}

// TestMutualTLS: who shows a certificate of the authority with a name of a caller may ask, and nobody else.
func TestMutualTLS(t *testing.T) {
	t.Parallel()
	ours, theirs := newAuthority(t), newAuthority(t)
	certificate, key := ours.issue(t, "decisions.example")
	dir, err := prepare(filepath.Join(t.TempDir(), "demo"), time.Now())
	require.NoError(t, err)
	p := &process{dir: dir}
	p.launch(t, []string{"-listen", "127.0.0.1:0", "-admin", "127.0.0.1:0", "-records", dir + "/records", "-journal", dir + "/journal",
		"-tls-cert", certificate, "-tls-key", key, "-client-ca", ours.file, "-client", "clinic.example"})
	require.True(t, strings.HasPrefix(p.url, "https://"))

	for _, test := range []struct {
		reason string
		of     *authority
		name   string
		want   int // 0 where there is no connection
	}{
		{"a caller", ours, "clinic.example", http.StatusOK},
		{"somebody else whom the authority knows", ours, "canteen.example", http.StatusUnauthorized},
		{"the same name by another authority", theirs, "clinic.example", 0},
		{"nobody", nil, "", 0},
	} {
		roots := x509.NewCertPool()
		roots.AddCert(ours.certificate)
		config := &tls.Config{RootCAs: roots}
		if test.of != nil {
			shown, err := tls.LoadX509KeyPair(test.of.issue(t, test.name))
			require.NoError(t, err)
			config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &shown, nil }
		}
		asking := &http.Client{Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}, Timeout: 20 * time.Second}
		answer, err := asking.Post(p.url+"/access/v1/evaluation", "application/json", strings.NewReader(question()))
		if test.want == 0 {
			require.Error(t, err, test.reason)
			continue
		}
		require.NoError(t, err, test.reason)
		answer.Body.Close()
		assert.Equal(t, test.want, answer.StatusCode, test.reason)
	}
}
