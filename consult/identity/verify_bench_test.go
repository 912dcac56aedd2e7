package identity_test

import (
	"context"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/identity"
)

// BenchmarkVerify is a verification with the keys at hand, and beside it what package oidc takes of it.
// UserInfo is answered in memory, so that the network, which takes most of the time, is not in it.
func BenchmarkVerify(b *testing.B) {
	d := newDesk(b, nil)
	d.cis2.userInfo = staffInfo().json()
	token := staffClaims().token()
	for name, s := range map[string]identity.SignIn{
		"token":    signIn(token),
		"userinfo": {IDToken: token, AccessToken: access, Nonce: nonce},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Verify(context.Background(), s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("oidc", func(b *testing.B) {
		ctx := oidc.ClientContext(context.Background(), clientTo(d.cis2))
		provider, err := oidc.NewProvider(ctx, identity.CIS2Live)
		require.NoError(b, err)
		v := provider.Verifier(&oidc.Config{ClientID: clientID, Now: atNoon})
		b.ReportAllocs()
		for b.Loop() {
			if _, err := v.Verify(ctx, token); err != nil {
				b.Fatal(err)
			}
		}
	})
}
