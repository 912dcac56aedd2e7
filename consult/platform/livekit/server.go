package livekit

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// Source is the source of the facts and observations of this package.
const Source consult.SourceID = "livekit"

const (
	// DefaultTokenLife is how long somebody has to join with a token, where the Server does not say.
	DefaultTokenLife = 10 * time.Minute
	// MaxTokenLife is the longest that a token may live. LiveKit's own libraries give six hours.
	MaxTokenLife = time.Hour
	// apiTokenLife is how long the tokens live by which the application itself asks the server.
	apiTokenLife = time.Minute
)

// Errors of a Server.
var (
	// ErrIncomplete: the Server lacks its URL, key or secret, or has a token life that is out of bounds.
	ErrIncomplete = errors.New("livekit: the server needs an absolute URL, a key, a secret, and a token life within bounds")
	// ErrReply: the server answered something that LiveKit does not document.
	ErrReply = errors.New("livekit: the server's reply is not one that LiveKit documents")
	// ErrIdentity: the call or the participant has no opaque id.
	ErrIdentity = errors.New("livekit: calls and participants need opaque ids: letters, digits and . _ ~ : -")
)

// A Server is a LiveKit server, or a project in LiveKit Cloud, as the application that holds its API
// secret sees it. URL, Key and Secret are needed; without them its methods return [ErrIncomplete]. It is
// safe for concurrent use as long as its fields do not change.
type Server struct {
	// URL is where the server is, such as https://livekit.example; wss and ws stand for https and http.
	URL string
	// Key is the API key, which LiveKit's tokens have as their issuer.
	Key string
	// Secret signs tokens by HMAC-SHA256, and the server's webhooks.
	Secret platform.Secret
	// Deployment is how the server is deployed. Open holds the decision against it; the zero value holds it
	// against nothing.
	Deployment Deployment
	// Client asks the server. Nil stands for [http.DefaultClient]; see [platform.Fetch].
	Client *http.Client
	// Keep is given the decision that a call is started by, before its room is made, so that the webhook
	// finds it: see [platform.Watch]. Where it returns an error the call does not start. Nil keeps
	// nothing.
	Keep func(ctx context.Context, d consult.Decision) error
	// TokenLife is how long somebody has to join with a token. Once in, LiveKit renews it. Zero stands for
	// DefaultTokenLife; more than MaxTokenLife is ErrIncomplete.
	TokenLife time.Duration
	// Chat lets participants send each other data messages, which chats are made of: canPublishData. The zero
	// value does not: what is written there is a record of the call that nobody decided on.
	Chat bool
	// Clock gives the time of tokens and of what webhooks report. Nil stands for [time.Now].
	Clock func() time.Time
}

func (s *Server) now() time.Time {
	if s.Clock == nil {
		return time.Now()
	}
	return s.Clock()
}

// life returns how long a participant's token lives.
func (s *Server) life() time.Duration {
	if s.TokenLife == 0 {
		return DefaultTokenLife
	}
	return s.TokenLife
}

// complete returns the key of signatures, or ErrIncomplete.
func (s *Server) complete() ([]byte, error) {
	secret, ok := s.Secret.Bytes()
	if !ok || s.Key == "" || s.life() < time.Second || s.life() > MaxTokenLife {
		return nil, ErrIncomplete
	}
	return secret, nil
}

// at returns the address of a path on the server.
func (s *Server) at(path string) (string, error) {
	u, err := url.Parse(s.URL)
	if err != nil || u.Host == "" || u.User != nil {
		return "", ErrIncomplete
	}
	switch u.Scheme {
	case "https", "http":
	case "wss", "ws":
		u.Scheme = "http" + strings.TrimPrefix(u.Scheme, "ws")
	default:
		return "", ErrIncomplete
	}
	return u.JoinPath(path).String(), nil
}

// ask has a method of the RoomService answer, by a token that lives a minute and has no right but the one
// given.
func (s *Server) ask(ctx context.Context, method string, right VideoGrant, request, reply any) error {
	address, err := s.at("twirp/livekit.RoomService/" + method)
	if err != nil {
		return err
	}
	token, err := s.sign(Claims{Video: platform.Given(right)}, apiTokenLife)
	if err != nil {
		return err
	}
	body, err := json.Marshal(request)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return ErrIncomplete
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+string(token))
	return platform.Fetch(ctx, s.Client, r, reply)
}
