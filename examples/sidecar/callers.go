package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/preconsult/preconsult/consult/hook"
)

// readCallers returns who may ask, as the options say: those with a token, and those with a certificate.
func readCallers(o *options) (hook.Callers, error) {
	var ways []hook.Callers
	if o.callers != "" {
		byToken, err := readTokens(o.callers)
		if err != nil {
			return nil, err
		}
		ways = append(ways, byToken)
	}
	if o.clientCA != "" {
		ways = append(ways, hook.MutualTLS(o.clients...))
	}
	return func(r *http.Request) (string, bool) {
		for _, way := range ways {
			if name, ok := way(r); ok {
				return name, true
			}
		}
		return "", false
	}, nil
}

// readTokens reads a file of names and tokens. Its errors quote no token.
func readTokens(name string) (hook.Callers, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("the callers cannot be read: %w", err)
	}
	tokens := map[string]string{}
	line := 0
	for text := range strings.Lines(string(text)) {
		line++
		text, _, _ = strings.Cut(text, "#")
		fields := strings.Fields(text)
		if len(fields) == 0 {
			continue
		}
		if len(fields) != 2 {
			return nil, fmt.Errorf("%s:%d: is not a name and a token with a space between them", name, line)
		}
		if _, twice := tokens[fields[0]]; twice {
			return nil, fmt.Errorf("%s:%d: is a second token of the same name", name, line)
		}
		if _, err := hook.Bearer(map[string]string{"it": fields[1]}); err != nil { // which would quote a token that stands first
			return nil, fmt.Errorf("%s:%d: the second word is no token of 32 letters and digits at least: openssl rand -hex 32 makes one", name, line)
		}
		tokens[fields[0]] = fields[1]
	}
	return hook.Bearer(tokens)
}

// tlsConfig returns how the server shows itself and whom it asks for a certificate, or nil without TLS.
func tlsConfig(o *options) (*tls.Config, error) {
	if o.tlsCert == "" {
		return nil, nil
	}
	own, err := tls.LoadX509KeyPair(o.tlsCert, o.tlsKey)
	if err != nil {
		return nil, fmt.Errorf("the certificate or key of the server cannot be used: %w", err)
	}
	config := &tls.Config{Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS12}
	if o.clientCA == "" {
		return config, nil
	}
	authority, err := os.ReadFile(o.clientCA)
	if err != nil {
		return nil, fmt.Errorf("the authority of clients cannot be read: %w", err)
	}
	config.ClientCAs = x509.NewCertPool()
	if !config.ClientCAs.AppendCertsFromPEM(authority) {
		return nil, errors.New("-client-ca holds no certificate in PEM")
	}
	config.ClientAuth = tls.VerifyClientCertIfGiven
	if o.callers == "" {
		config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return config, nil
}
