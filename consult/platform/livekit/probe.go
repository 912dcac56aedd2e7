package livekit

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// Probe finds out whether any join token opens its room on this server: room.auto_create. It asks whether
// a token of a room that is not there would join it, and opens nothing. Yes and No are for
// Deployment.AutoCreate; with an error it is Unknown.
//
// The setting is the server's configuration file's, so it holds until the server starts again: probe when
// the application starts, and from time to time.
func (s *Server) Probe(ctx context.Context) (consult.YesNo, error) {
	token, err := s.join(consult.CallID("preconsult-probe-"+rand.Text()), "probe")
	if err != nil {
		return consult.Unknown, err
	}
	switch status, text, err := s.validate(ctx, token); {
	case err != nil:
		return consult.Unknown, err
	case status == http.StatusOK && text == "success":
		return consult.Yes, nil
	case status == http.StatusNotFound && strings.Contains(text, "requested room does not exist"):
		return consult.No, nil
	case status == http.StatusOK, status == http.StatusNotFound:
		return consult.Unknown, ErrReply // of something in front of the server, or at another path
	default:
		return consult.Unknown, &platform.StatusError{Code: status}
	}
}

// validate asks the server whether a token joins. The answer is text and not a document, which is why it is
// not platform.Fetch that asks; what is promised there is kept here. The text may have the token in it.
func (s *Server) validate(ctx context.Context, token platform.Token) (status int, text string, err error) {
	address, err := s.at("rtc/validate")
	if err != nil {
		return 0, "", err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, "", ErrIncomplete
	}
	request.Header.Set("Authorization", "Bearer "+string(token))
	var client http.Client
	if s.Client != nil {
		client = *s.Client
	}
	if client.Timeout == 0 {
		client.Timeout = platform.DefaultTimeout
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := client.Do(request)
	if err != nil {
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err
		}
		return 0, "", fmt.Errorf("livekit: asking the server: %w", err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1024)) // the texts that are looked for are short
	if err != nil {
		return 0, "", fmt.Errorf("livekit: reading the answer: %w", err)
	}
	return response.StatusCode, string(body), nil
}
