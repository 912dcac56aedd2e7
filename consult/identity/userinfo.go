package identity

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// sendable reports whether an access token can be one: what is in a header has no spaces and ends of lines.
// None can be.
func sendable(accessToken string) bool {
	for i := range len(accessToken) {
		if accessToken[i] <= ' ' || accessToken[i] > '~' {
			return false
		}
	}
	return len(accessToken) <= maxToken
}

// userInfo returns what UserInfo says of a subject.
func (m moment) userInfo(ctx context.Context, accessToken string, subject any) (map[string]any, error) {
	if m.found.provider.UserInfoEndpoint() == "" {
		return nil, errNoUserInfo
	}
	ctx = oidc.ClientContext(ctx, m.client)
	info, err := m.found.provider.UserInfo(ctx, oauth2.StaticTokenSource(&oauth2.Token{AccessToken: accessToken}))
	if err != nil {
		return nil, m.noUserInfo(err)
	}
	var raw json.RawMessage
	if err := info.Claims(&raw); err != nil {
		return nil, errUserInfo
	}
	document, ok := decode(raw)
	switch {
	case !ok:
		return nil, errUserInfo
	case document["sub"] != subject: // which is a text that is not empty
		return nil, errSubject
	}
	return document, nil
}

// noUserInfo says why there is no UserInfo: the token, the answer, or the way to it.
func (m moment) noUserInfo(err error) error {
	status, refused := errors.AsType[statusError](err)
	_, unanswered := errors.AsType[*url.Error](err)
	switch {
	case refused && status < http.StatusInternalServerError && status != http.StatusTooManyRequests:
		return errRefused
	case !unanswered && reason(err) == errUnreadable:
		return errUserInfo
	}
	return unavailable(m.Issuer, err)
}
