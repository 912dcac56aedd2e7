package signin

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"sync"
	"time"
)

// backChannel is the loopback port, with TLS, on which the application asks its issuers. No browser goes there.
type backChannel struct {
	url    string
	client *http.Client // the only one that trusts the certificate

	listener net.Listener
	server   *http.Server
	serving  sync.WaitGroup
}

// listen opens the back channel on a free port, with a certificate of its own.
func listen() (*backChannel, error) {
	certificate, err := certify()
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(certificate.Leaf)
	return &backChannel{
		url:      "https://" + listener.Addr().String(),
		listener: listener,
		// Its own transport has no proxy, and no certificate authority: nobody else can be the issuer.
		client: &http.Client{
			Timeout:   10 * time.Second,
			Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS13}},
		},
		server: &http.Server{
			TLSConfig:         &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS13},
			ReadHeaderTimeout: 10 * time.Second,
			ReadTimeout:       10 * time.Second,
			ErrorLog:          log.New(io.Discard, "", 0), // of others who try the port
		},
	}, nil
}

// certify makes a certificate that nobody signed but itself, and that can sign no other: it is trusted by name.
// Its key is never written anywhere.
func certify() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: "Issuers of the preconsult demonstration"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().AddDate(1, 0, 0),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := x509.ParseCertificate(der)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, err
}

// serve answers for the issuers: discovery, keys and the exchange of codes, and nothing else that a provider has.
func (b *backChannel) serve(issuers []*issuer) {
	mux := http.NewServeMux()
	for _, i := range issuers {
		provider := http.MaxBytesHandler(http.StripPrefix("/"+i.key, i.handler), maxForm)
		mux.Handle("GET /"+i.key+discoveryPath, provider)
		mux.Handle("GET /"+i.key+keysPath, provider)
		mux.Handle("POST /"+i.key+tokenPath, provider)
	}
	b.server.Handler = mux
	b.serving.Go(func() { _ = b.server.ServeTLS(b.listener, "", "") }) // until close
}

// close ends the back channel. It may be called more than once, and where nothing was served.
func (b *backChannel) close() error {
	err := b.server.Close()
	_ = b.listener.Close() // which the server did not know of before it served
	b.serving.Wait()
	b.client.CloseIdleConnections()
	return err
}
