package platform

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// DefaultTimeout is how long [Fetch] waits for an answer where the client has no timeout.
const DefaultTimeout = 10 * time.Second

// ErrElsewhere: the vendor's API answered with a redirect to another host.
var ErrElsewhere = errors.New("platform: the API redirects to another host, which is not followed")

var errAgain = errors.New("platform: the API redirects again and again")

// A StatusError is an answer of a vendor's API that is not the one asked for.
type StatusError struct {
	Code int // the HTTP status
}

// Error implements error. It quotes nothing of the answer.
func (e *StatusError) Error() string {
	return fmt.Sprintf("platform: the API answers %d %s", e.Code, http.StatusText(e.Code))
}

// Fetch sends a request to a vendor's API and decodes the document that it answers with a status
// of 200 to 299, by [Read]; a nil into stands for an answer whose document nobody wants. The client is the
// application's, and adds the credentials; nil stands for [http.DefaultClient]. A client without a
// timeout gets DefaultTimeout, and a redirect to another host is not followed, so that credentials go
// nowhere else. Errors quote neither the request's address, which may have credentials in it, nor the answer.
func Fetch(ctx context.Context, client *http.Client, request *http.Request, into any) error {
	if client == nil {
		client = http.DefaultClient
	}
	own := *client
	if own.Timeout == 0 {
		own.Timeout = DefaultTimeout
	}
	host := request.URL.Host
	own.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		switch {
		case next.URL.Host != host || next.URL.Scheme != request.URL.Scheme:
			return ErrElsewhere
		case len(via) >= 5:
			return errAgain
		}
		return nil
	}
	response, err := own.Do(request.WithContext(ctx))
	if err != nil {
		return unanswered(err)
	}
	defer response.Body.Close()
	if response.StatusCode < 200 || response.StatusCode > 299 {
		_, _ = io.CopyN(io.Discard, response.Body, MaxBytes) // so that the connection can be used again
		return &StatusError{response.StatusCode}
	}
	if into == nil {
		_, _ = io.CopyN(io.Discard, response.Body, MaxBytes)
		return nil
	}
	return Read(response.Body, into)
}

// unanswered says why there was no answer. The errors of net/http quote the address, and what they
// cannot make out of an answer, so that only those pass that are known to quote neither.
func unanswered(err error) error {
	const asking = "platform: asking the API: %w"
	for _, known := range []error{ErrElsewhere, errAgain} {
		if errors.Is(err, known) {
			return known
		}
	}
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf(asking, context.Canceled)
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return fmt.Errorf(asking, context.DeadlineExceeded)
	}
	if wrapped, ok := errors.AsType[*net.OpError](err); ok { // names host, port and what the network said
		return fmt.Errorf(asking, wrapped)
	}
	if wrapped, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return fmt.Errorf(asking, wrapped)
	}
	return errors.New("platform: asking the API: no answer, or none that is HTTP")
}
