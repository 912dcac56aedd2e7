package livekit_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/stretchr/testify/require"
)

// forge returns a token with any claims, signed with the servers' secret.
func forge(t testing.TB, claims map[string]any) platform.Token {
	t.Helper()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims(claims)).SignedString([]byte(secret))
	require.NoError(t, err)
	return platform.Token(token)
}

// granting returns the claims of a token that joins the kit's call and no more, with changes made to them.
func granting(changes ...func(claims map[string]any)) map[string]any {
	claims := map[string]any{
		"iss": key, "sub": "patient:guest-1", "exp": time.Now().Add(10 * time.Minute).Unix(),
		"video": map[string]any{
			"roomJoin": true, "room": "call-0001", "canPublish": true, "canSubscribe": true, "canPublishData": false,
		},
	}
	for _, change := range changes {
		change(claims)
	}
	return claims
}

// with sets a claim, which may lie in another: video.roomRecord.
func with(path string, value any) func(map[string]any) {
	return func(claims map[string]any) {
		if outer, inner, nested := strings.Cut(path, "."); nested {
			object, _ := claims[outer].(map[string]any)
			object = maps.Clone(object)
			if object == nil {
				object = map[string]any{}
			}
			with(inner, value)(object)
			claims[outer] = object
			return
		}
		claims[path] = value
	}
}

// without leaves a claim out.
func without(path string) func(map[string]any) {
	return func(claims map[string]any) {
		if outer, inner, nested := strings.Cut(path, "."); nested {
			without(inner)(claims[outer].(map[string]any))
			return
		}
		delete(claims, path)
	}
}
