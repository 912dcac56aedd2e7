package jitsi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/jitsi"
)

const secret = "the app_secret of these tests"

// newServer returns a server on the rig's gate and clock.
func newServer(t testing.TB, rig *consulttest.Rig, change ...func(*jitsi.Options)) *jitsi.Server {
	t.Helper()
	o := jitsi.Options{AppID: "clinic", Secret: platform.NewSecret(secret), Domain: "meet.example.org", Clock: rig.Clock.Now}
	for _, c := range change {
		c(&o)
	}
	s, err := jitsi.New(rig.Gate, &o)
	require.NoError(t, err)
	return s
}

// payload returns what a token says, as any reader of tokens sees it.
func payload(t testing.TB, token platform.Token) map[string]any {
	t.Helper()
	claims := jwt.MapClaims{}
	_, err := jwt.ParseWithClaims(string(token), claims, func(*jwt.Token) (any, error) { return []byte(secret), nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithoutClaimsValidation())
	require.NoError(t, err)
	assert.NotEmpty(t, claims["jti"])
	delete(claims, "jti") // by chance
	return claims
}

// signed is a token with a payload, and with another secret or algorithm where they are given.
func signed(t testing.TB, body string) platform.Token {
	t.Helper()
	return signedBy(t, jwt.SigningMethodHS256, []byte(secret), body)
}

func signedBy(t testing.TB, method jwt.SigningMethod, key any, body string) platform.Token {
	t.Helper()
	head, err := json.Marshal(map[string]string{"typ": "JWT", "alg": method.Alg()})
	require.NoError(t, err)
	token := jwt.New(method)
	text := token.EncodeSegment(head) + "." + token.EncodeSegment([]byte(body))
	signature, err := method.Sign(text, key)
	require.NoError(t, err)
	return platform.Token(text + "." + token.EncodeSegment(signature))
}

// TestTokensHaveTheFewestRights holds what the provider's and the patient's tokens say, to the letter.
func TestTokensHaveTheFewestRights(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	call := consulttest.Call()
	s := newServer(t, rig)
	provider, err := s.Open(t.Context(), rig.Permit(t, call), "dr-1")
	require.NoError(t, err)
	patient, err := s.Patient(call.ID, "guest-1")
	require.NoError(t, err)
	again, err := s.Rejoin(call.ID, "dr-1")
	require.NoError(t, err)
	assert.Equal(t, payload(t, provider), payload(t, again))

	denied := map[string]any{}
	for _, name := range []string{
		"recording", "livestreaming", "transcription", "live-translation", "live-translation-subscribe", "inbound-call", "outbound-call",
		"sip-inbound-call", "sip-outbound-call", "file-upload", "create-polls", "flip", "send-groupchat", "send-private-message",
	} {
		denied[name] = "false"
	}
	want := func(id, moderator, affiliation string) map[string]any {
		now := float64(consulttest.Now.Unix())
		return map[string]any{
			"iss": "clinic", "aud": "jitsi", "sub": "meet.example.org", "room": "call-0001", "nbf": now, "exp": now + 120,
			"context": map[string]any{
				"user":     map[string]any{"id": id, "moderator": moderator, "affiliation": affiliation},
				"features": denied,
			},
		}
	}
	assert.Equal(t, want("dr-1", "true", "owner"), payload(t, provider))
	assert.Equal(t, want("guest-1", "false", "member"), payload(t, patient))

	c, err := s.Inspect(provider, call.ID, consult.Provider)
	require.NoError(t, err)
	assert.Equal(t, "call-0001", c.Room.Or(""))
	_, err = s.Inspect(patient, call.ID, consult.Patient)
	require.NoError(t, err)
	_, err = s.Inspect(provider, call.ID, consult.Patient)
	requireExcess(t, err, "context.user")

	tenant := newServer(t, rig, func(o *jitsi.Options) { o.Domain, o.Tenant, o.Chat = "", "clinic-a", true })
	token, err := tenant.Open(t.Context(), rig.Permit(t, call), "dr-1")
	require.NoError(t, err)
	said := payload(t, token)
	assert.Equal(t, "clinic-a", said["sub"])
	assert.Equal(t, "true", said["context"].(map[string]any)["features"].(map[string]any)["send-groupchat"])
	_, err = tenant.Inspect(token, call.ID, consult.Provider)
	require.NoError(t, err)
	_, err = s.Inspect(token, call.ID, consult.Provider)
	requireExcess(t, err, "sub", "context.features.send-groupchat", "context.features.send-private-message")
}

func requireExcess(t testing.TB, err error, claims ...string) {
	t.Helper()
	e, ok := errors.AsType[*platform.ExcessError](err)
	require.Truef(t, ok, "%v", err)
	var got []string
	for _, x := range e.Excess {
		assert.NotEmpty(t, x.Why)
		got = append(got, x.Claim)
		assert.Contains(t, err.Error(), x.Claim)
	}
	assert.Equal(t, claims, got)
}

// TestInspect holds what is found in tokens that somebody else made.
func TestInspect(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	s := newServer(t, rig)
	now := consulttest.Now.Unix()
	// body is the payload of a good token, with its room, its context, and more claims after them.
	body := func(room, context, more string) string {
		return fmt.Sprintf(`{"iss":"clinic","aud":"jitsi","sub":"meet.example.org","exp":%d%s%s%s}`, now+60, room, context, more)
	}
	const room, context = `,"room":"call-0001"`, `,"context":{"features":{}}`
	in := func(features, user string) string {
		return body(room, `,"context":{"features":`+features+`,"user":`+user+`}`, "")
	}
	for _, row := range []struct {
		why, body string
		want      []string
	}{
		{"an empty object denies all", body(room, context, ""), nil},
		{"features that are denied, as values and as texts", in(`{"recording":false,"livestreaming":"false"}`, `{}`), nil},
		{"what is for show", in(`{}`, `{"id":"1","name":"n","email":"e","avatar":"a"}`), nil},
		{"a member who is no moderator", in(`{}`, `{"moderator":false,"affiliation":"member"}`), nil},
		{"claims that grant nothing", body(room, context, `,"iat":1,"jti":"x","nbf":1`), nil},

		{"no features: everything is granted", body(room, `,"context":{"user":{}}`, ""), []string{"context.features"}},
		{"features that are null", in(`null`, `{}`), []string{"context.features"}},
		{"no context: everything is granted", body(room, "", ""), []string{"context.features"}},
		{"a context that is null", body(room, `,"context":null`, ""), []string{"context.features"}},
		{"recording as a value", in(`{"recording":true}`, `{}`), []string{"context.features.recording"}},
		{"recording as a text", in(`{"recording":"true"}`, `{}`), []string{"context.features.recording"}},
		{"several, in a fixed order", in(`{"transcription":true,"livestreaming":true,"recording":"false"}`, `{}`), []string{"context.features.livestreaming", "context.features.transcription"}},
		{"a feature that is not known", in(`{"teleport":true}`, `{}`), []string{"context.features"}},
		{"a feature that is not known and denied", in(`{"teleport":false}`, `{}`), nil},

		{"any room", body(`,"room":"*"`, context, ""), []string{"room"}},
		{"another room", body(`,"room":"call-0002"`, context, ""), []string{"room"}},
		{"no room", body("", context, ""), []string{"room"}},
		{"a room that is null", body(`,"room":null`, context, ""), []string{"room"}},
		{"any domain", strings.Replace(body(room, context, ""), "meet.example.org", "*", 1), []string{"sub"}},
		{"no domain", strings.Replace(body(room, context, ""), `"sub":"meet.example.org",`, "", 1), []string{"sub"}},
		{"never expires", strings.Replace(body(room, context, ""), fmt.Sprintf(`,"exp":%d`, now+60), "", 1), []string{"exp"}},
		{"expires that is null", strings.Replace(body(room, context, ""), fmt.Sprint(now+60), "null", 1), []string{"exp"}},
		{"expires in a day", strings.Replace(body(room, context, ""), fmt.Sprint(now+60), fmt.Sprint(now+86400), 1), []string{"exp"}},

		{"expires beyond all time", strings.Replace(body(room, context, ""), fmt.Sprint(now+60), "1e300", 1), []string{"exp"}},
		{"a patient who is a moderator", in(`{}`, `{"moderator":"true"}`), []string{"context.user"}},
		{"a patient who is a moderator, as a value", in(`{}`, `{"moderator":true}`), []string{"context.user"}},
		{"a patient who is an owner", in(`{}`, `{"affiliation":"owner"}`), []string{"context.user"}},
		{"a patient who is a teacher", in(`{}`, `{"affiliation":"teacher"}`), []string{"context.user"}},

		{"a claim that is not known", body(room, context, `,"sudo":false`), []string{"claims"}},
		{"a room that is a pattern, as 8x8 has it", body(room, `,"context":{"features":{},"room":{"regex":true}}`, ""), []string{"claims"}},
		{"a user who passes the lobby", in(`{}`, `{"lobby_bypass":true}`), []string{"claims"}},
	} {
		t.Run(row.why, func(t *testing.T) {
			t.Parallel()
			_, err := s.Inspect(signed(t, row.body), "call-0001", consult.Patient)
			if row.want == nil {
				require.NoError(t, err)
				return
			}
			requireExcess(t, err, row.want...)
		})
	}

	good := body(room, context, "")
	for _, row := range []struct {
		why   string
		token platform.Token
		want  error
	}{
		{"empty", "", jitsi.ErrToken},
		{"not a token", "a.b.c", jitsi.ErrToken},
		{"long", platform.Token(strings.Repeat("a", 70_000)), jitsi.ErrToken},
		{"signed with another secret", signedBy(t, jwt.SigningMethodHS256, []byte("another secret of another server"), good), jitsi.ErrToken},
		{"signed by another algorithm", signedBy(t, jwt.SigningMethodHS512, []byte(secret), good), jitsi.ErrToken},
		{"not signed", signedBy(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, good), jitsi.ErrToken},
		{"its signature is cut off", signed(t, good)[:len(signed(t, good))-2], jitsi.ErrToken},
		{"of another app", signed(t, strings.Replace(good, "clinic", "other", 1)), jitsi.ErrToken},
		{"for another service", signed(t, strings.Replace(good, `"jitsi"`, `"other"`, 1)), jitsi.ErrToken},
		{"a claim twice: two readers would see two rooms", signed(t, body(room, context, `,"room":"*"`)), jitsi.ErrToken},
		{"a feature that is a number", signed(t, in(`{"recording":1}`, `{}`)), jitsi.ErrToken},
		{"a feature that is null", signed(t, in(`{"recording":null}`, `{}`)), jitsi.ErrToken},
		{"a feature that is another text", signed(t, in(`{"recording":"yes"}`, `{}`)), jitsi.ErrToken},
		{"features that are a list", signed(t, in(`[]`, `{}`)), jitsi.ErrToken},
		{"a room that is a number", signed(t, body(`,"room":1`, context, "")), jitsi.ErrToken},
		{"deep", signed(t, body(room, context, `,"x":`+strings.Repeat("[", 40)+strings.Repeat("]", 40))), jitsi.ErrToken},
		{"expired", signed(t, strings.Replace(good, fmt.Sprint(now+60), fmt.Sprint(now), 1)), jitsi.ErrExpired},
		{"not valid yet", signed(t, body(room, context, fmt.Sprintf(`,"nbf":%d`, now+60))), jitsi.ErrExpired},
	} {
		t.Run(row.why, func(t *testing.T) {
			t.Parallel()
			_, err := s.Inspect(row.token, "call-0001", consult.Patient)
			require.ErrorIs(t, err, row.want)
		})
	}
}

// TestNames holds which calls name a room, and who joins.
func TestNames(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	s := newServer(t, rig)
	for id, want := range map[consult.CallID]error{
		"call-0001": nil, "a.b_c~d": nil, "Call-0001": jitsi.ErrName, "call:0001": jitsi.ErrName,
	} {
		call := consulttest.Call()
		call.ID = id
		_, err := s.Open(t.Context(), rig.Permit(t, call), "dr-1")
		require.ErrorIs(t, err, want, id)
	}
	_, err := s.Open(t.Context(), rig.Permit(t, consulttest.Call()), "Dr Lee")
	require.ErrorIs(t, err, jitsi.ErrIdentity, "a name is no opaque id")
	_, err = s.Patient("call-0001", "")
	require.ErrorIs(t, err, jitsi.ErrIdentity)
	_, err = s.Open(t.Context(), consult.Permit{}, "dr-1")
	require.ErrorIs(t, err, consult.ErrNoPermit)
}

// TestNew holds what is refused before anything is signed.
func TestNew(t *testing.T) {
	t.Parallel()
	gate := consulttest.NewRig(t).Gate
	good := func() jitsi.Options {
		return jitsi.Options{AppID: "clinic", Secret: platform.NewSecret(secret), Domain: "meet.example.org"}
	}
	_, err := jitsi.New(gate, new(good()))
	require.NoError(t, err)
	_, err = jitsi.New(nil, new(good()))
	require.ErrorIs(t, err, consult.ErrNoGate)
	_, err = jitsi.New(gate, nil)
	require.Error(t, err)
	for why, change := range map[string]func(*jitsi.Options){
		"no app":                   func(o *jitsi.Options) { o.AppID = "" },
		"no secret":                func(o *jitsi.Options) { o.Secret = platform.Secret{} },
		"a secret that is guessed": func(o *jitsi.Options) { o.Secret = platform.NewSecret("secret") },
		"no domain":                func(o *jitsi.Options) { o.Domain = "" },
		"all domains":              func(o *jitsi.Options) { o.Domain = "*" },
		"domain and tenant":        func(o *jitsi.Options) { o.Tenant = "clinic-a" },
		"a tenant in capitals":     func(o *jitsi.Options) { o.Domain, o.Tenant = "", "Clinic" },
		"tokens for a day":         func(o *jitsi.Options) { o.Life = 24 * time.Hour },
		"tokens of the past":       func(o *jitsi.Options) { o.Life = -1 },
	} {
		o := good()
		change(&o)
		_, err := jitsi.New(gate, &o)
		assert.Error(t, err, why)
	}
}

// TestSecretsAreWithheld holds that secrets and tokens do not show.
func TestSecretsAreWithheld(t *testing.T) {
	t.Parallel()
	s := platform.NewSecret(secret)
	for _, text := range []string{
		fmt.Sprintf("%v %+v %#v %s %q %x", s, s, s, s, s, s), fmt.Sprintf("%+v", jitsi.Options{Secret: s}), s.LogValue().String(),
		platform.Token("token").LogValue().String(),
	} {
		assert.NotContains(t, text, "app_secret")
		assert.NotContains(t, text, fmt.Sprintf("%x", secret[:4]))
		assert.Contains(t, text, "withheld")
	}
	_, err := json.Marshal(s)
	require.Error(t, err)
	assert.Equal(t, "none", platform.Secret{}.LogValue().String())
	assert.Equal(t, "none", platform.Token("").LogValue().String())
}
