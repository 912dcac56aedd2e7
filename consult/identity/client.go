package identity

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// DefaultTimeout is how long an answer of an issuer may take where the client has no timeout.
const DefaultTimeout = 10 * time.Second

const (
	maxAnswer    = 1 << 20 // bytes of a discovery document, a key set or UserInfo
	maxRedirects = 5
	keysAtMost   = 5 * time.Second // how often the keys of an issuer are asked for
)

// Reasons for which an issuer could not be asked.
var (
	errElsewhere  = errors.New("it redirects to another host, which is not followed")
	errAgain      = errors.New("it redirects again and again")
	errEndpoint   = errors.New("its discovery document names an endpoint that is not https")
	errDiscovered = errors.New("its discovery document names another issuer: spell Profile.Issuer exactly as that does")
	errUnreadable = errors.New("no answer that can be read")
)

// A statusError is an answer with a status other than the one asked for.
type statusError int

// Error implements error. It quotes nothing of the answer.
func (e statusError) Error() string {
	return fmt.Sprintf("it answers %d %s", int(e), http.StatusText(int(e)))
}

// bounded returns a client that does as the given one, within bounds of time and size, and on the host it
// was sent to.
func bounded(client *http.Client) *http.Client {
	if client == nil {
		client = http.DefaultClient
	}
	own := *client
	if own.Timeout == 0 {
		own.Timeout = DefaultTimeout
	}
	own.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		switch first := via[0].URL; {
		case next.URL.Host != first.Host || next.URL.Scheme != first.Scheme:
			return errElsewhere
		case len(via) >= maxRedirects:
			return errAgain
		}
		return nil
	}
	next := own.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	own.Transport = boundedTransport{next}
	return &own
}

// A boundedTransport bounds the size of answers, and makes an error of one that refuses. Package oidc
// would read all of either and put it into the text of an error, where the status can no longer be told.
type boundedTransport struct{ next http.RoundTripper }

// RoundTrip implements [http.RoundTripper].
func (t boundedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode >= 400 {
		_, _ = io.CopyN(io.Discard, answer.Body, maxAnswer) // so that the connection can be used again
		_ = answer.Body.Close()
		return nil, statusError(answer.StatusCode)
	}
	answer.Body = http.MaxBytesReader(nil, answer.Body, maxAnswer)
	return answer, nil
}

// rarely returns the client for the keys of one issuer: what was fetched in the last moments is not fetched
// again. Package oidc asks for keys whenever it cannot verify a token, and anybody can make tokens up.
func rarely(client *http.Client, clock func() time.Time) *http.Client {
	own := *client
	own.Transport = &keyTransport{next: client.Transport, clock: clock}
	return &own
}

// A keyTransport repeats the last good answer for a moment, and while keys are known, a failure too: what keys it has will
// do, and one that is not among them may be made up. It serves one address.
type keyTransport struct {
	next  http.RoundTripper
	clock func() time.Time

	mu     sync.Mutex // held while asking: there is one request for keys at a time
	at     time.Time  // of the last answer or failure
	last   *http.Response
	body   []byte
	failed error // since the last answer
}

// RoundTrip implements [http.RoundTripper].
func (t *keyTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock()
	if t.last != nil && !now.Before(t.at) && now.Sub(t.at) < keysAtMost {
		if t.failed != nil {
			return nil, t.failed
		}
		return repeat(t.last, t.body, r), nil
	}
	answer, err := t.next.RoundTrip(r)
	if err == nil && answer.StatusCode != http.StatusOK {
		return answer, nil // elsewhere, say
	}
	var body []byte
	if err == nil {
		defer answer.Body.Close()
		body, err = io.ReadAll(answer.Body)
	}
	if err != nil {
		t.at, t.failed = now, err
		return nil, err
	}
	if json.Valid(body) { // the page of a proxy is not worth keeping
		t.at, t.last, t.body, t.failed = now, answer, body, nil
	}
	return repeat(answer, body, r), nil
}

// repeat returns an answer, with its body from the beginning.
func repeat(answer *http.Response, body []byte, r *http.Request) *http.Response {
	again := *answer
	again.Request, again.Header = r, answer.Header.Clone()
	again.Body = io.NopCloser(bytes.NewReader(body))
	return &again
}
