package identity_test

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/identity"
)

// An attack is a sign-in that must not give an identity.
type attack struct {
	reason string
	signIn identity.SignIn
	err    error
	says   string // so that it is refused for its reason
}

// attacks are forged, foreign and outdated ID tokens.
func attacks() map[string]attack {
	sound := staffClaims()
	all := map[string]attack{}
	add := func(name, reason, token string, err error, says string) {
		all[name] = attack{reason, signIn(token), err, says}
	}
	sealed := func(c claims, e envelope) string { return seal(c.json(), e) }
	parts := strings.Split(sound.token(), ".")

	add("forged", "signed by a key that no issuer has", sealed(sound, envelope{key: nobodysKey()}), identity.ErrToken, "not signed by a key")
	add("forged with a new kid", "a key id that is made up is asked for and not found", sealed(sound, envelope{key: nobodysKey(), kid: "made-up"}), identity.ErrToken, "not signed by a key")
	add("other issuer's key", "the key of one issuer does not sign for another", sealed(sound, envelope{key: othersKey(), kid: "key-2"}), identity.ErrToken, "not signed by a key")
	add("other issuer's kid", "nor under the id of a key that it has", sealed(sound, envelope{key: othersKey()}), identity.ErrToken, "not signed by a key")
	add("none", "a token without a signature is not one", b64(`{"alg":"none"}`)+"."+parts[1]+".", identity.ErrToken, "compact form")
	add("none with a signature", "nor does something in its place help", sealed(sound, envelope{header: `{"alg":"none"}`}), identity.ErrToken, "by an algorithm")
	add("None", "whatever the case", sealed(sound, envelope{header: `{"alg":"None"}`}), identity.ErrToken, "by an algorithm")
	add("no algorithm", "an algorithm that is missing is not guessed", sealed(sound, envelope{header: `{"kid":"key-1"}`}), identity.ErrToken, "by an algorithm")
	add("confused", "the public key is not a shared secret", sealed(sound, envelope{alg: "HS256"}), identity.ErrToken, "by an algorithm")
	add("RS512 for RS256", "the profile admits RS256 alone", sound.token512(), identity.ErrToken, "by an algorithm")
	add("RS256 for RS512", "NHS login signs by RS512 alone", patientClaims().token(), identity.ErrToken, "by an algorithm")
	add("RS256 said, RS512 done", "the header does not change how it was signed", func() string {
		h := b64(claims{"alg": "RS256", "kid": "key-1"}.json()) + "." + parts[1]
		return h + "." + b64(string(signature(h, envelope{alg: "RS512", key: issuersKey()})))
	}(), identity.ErrToken, "not signed by a key")
	add("two algorithms", "a header that says two things says nothing", sealed(sound, envelope{header: `{"alg":"RS256","alg":"none"}`}), identity.ErrToken, "the header of")
	add("own key", "a token does not bring its key", sealed(sound, envelope{header: `{"alg":"RS256","kid":"key-1","jwk":{}}`}), identity.ErrToken, "the header of")
	add("own key's address", "nor says where it is", sealed(sound, envelope{header: `{"alg":"RS256","jku":"https://evil.example/keys"}`}), identity.ErrToken, "the header of")
	add("critical", "an extension that must be understood is not", sealed(sound, envelope{header: `{"alg":"RS256","kid":"key-1","crit":["b64"],"b64":false}`}), identity.ErrToken, "the header of")
	for _, member := range []string{"jku", "jwk", "x5u", "x5c", "crit", "b64", "zip", "enc"} {
		add("header with "+member, "a token brings no key and no extension", sealed(sound, envelope{header: `{"alg":"RS256","kid":"key-1","` + member + `":null}`}), identity.ErrToken, "the header of")
	}
	add("logout token", "another token of the issuer is no ID token", sealed(sound, envelope{typ: "logout+jwt"}), identity.ErrToken, "the header of")
	add("access token", "another token of the issuer is no ID token", sealed(sound, envelope{typ: "at+jwt"}), identity.ErrToken, "the header of")
	add("type of another type", "a type is a text", sealed(sound, envelope{header: `{"alg":"RS256","typ":1}`}), identity.ErrToken, "the header of")
	add("header is a list", "a header is an object", sealed(sound, envelope{header: `["RS256"]`}), identity.ErrToken, "the header of")
	add("signature of another token", "a signature is of one token", parts[0]+"."+b64(sound.with(claims{"sub": "910000000002"}).json())+"."+parts[2], identity.ErrToken, "not signed by a key")
	add("no signature", "it cannot be left out", parts[0]+"."+parts[1]+".", identity.ErrToken, "compact form")
	add("in JSON", "tokens come in compact form", claims{"payload": parts[1], "protected": parts[0], "signature": parts[2]}.json(), identity.ErrToken, "compact form")
	add("spaces", "one token has one spelling", parts[0]+". "+parts[1]+"."+parts[2], identity.ErrToken, "compact form")
	add("line ends", "which package base64 passes over", sound.token()+"\n", identity.ErrToken, "compact form")
	add("padded", "one token has one spelling", parts[0]+"=."+parts[1]+"."+parts[2], identity.ErrToken, "compact form")
	add("encrypted", "a token of five parts is another thing", sound.token()+".a.b", identity.ErrToken, "compact form")
	add("empty", "nothing is no token", "", identity.ErrToken, "compact form")
	add("garbage", "text is no token", "Quill Featherstone", identity.ErrToken, "compact form")
	add("dots", "dots are no token", strings.Repeat(".", 1<<20), identity.ErrToken, "compact form")
	add("oversize", "no token is that large", sound.with(claims{"groups": strings.Repeat("g", 64<<10)}).token(), identity.ErrToken, "compact form")

	add("unknown issuer", "an issuer without a profile is nobody's", sound.with(claims{"iss": "https://evil.example"}).token(), identity.ErrIssuer, "no profile is for")
	add("issuer without its port", "the port is part of the name", sound.with(claims{"iss": strings.Replace(identity.CIS2Live, ":443", "", 1)}).token(), identity.ErrIssuer, "no profile is for")
	add("issuer with a slash", "so is a slash", sound.with(claims{"iss": identity.CIS2Live + "/"}).token(), identity.ErrIssuer, "no profile is for")
	add("issuer in capitals", "and the case", sound.with(claims{"iss": strings.ToUpper(identity.CIS2Live)}).token(), identity.ErrIssuer, "no profile is for")
	add("issuer without a name", "a token that does not say whose it is, is nobody's", sound.with(claims{"iss": nil}).token(), identity.ErrIssuer, "no profile is for")
	add("issuer is a list", "an issuer is a text", sound.with(claims{"iss": []string{identity.CIS2Live}}).token(), identity.ErrIssuer, "no profile is for")
	add("issuer twice", "the one that is read must be the one that is verified", seal(strings.Replace(sound.json(), `{`, `{"iss":"https://evil.example",`, 1), envelope{}), identity.ErrToken, "the claims of")
	add("issuer twice in another case", "package json takes either for the name", seal(strings.TrimSuffix(sound.json(), "}")+`,"Iss":"https://evil.example"}`, envelope{}), identity.ErrToken, "the claims of")

	add("foreign audience", "a token for another application is not for this one", sound.with(claims{"aud": "another"}).token(), identity.ErrToken, "another client")
	add("no audience", "nor is one for nobody", sound.with(claims{"aud": nil}).token(), identity.ErrToken, "another client")
	add("empty audience", "nor is one for nobody", sound.with(claims{"aud": []string{}}).token(), identity.ErrToken, "another client")
	add("foreign audiences", "nor is one for several others", sound.with(claims{"aud": []string{"another", "third"}}).token(), identity.ErrToken, "another client")
	add("audience of numbers", "an audience is a text", sound.with(claims{"aud": 4711}).token(), identity.ErrToken, "another client")
	add("audiences without azp", "a token for several has to say who it was made for", sound.with(claims{"aud": []string{clientID, "another"}}).token(), identity.ErrToken, "another client")
	add("audiences with another azp", "and it must be this one", sound.with(claims{"aud": []string{clientID, "another"}, "azp": "another"}).token(), identity.ErrToken, "another client")
	add("another azp", "also where the audience is one", sound.with(claims{"azp": "another"}).token(), identity.ErrToken, "another client")

	add("expired", "an hour ago", sound.with(claims{"exp": noon.Add(-time.Hour).Unix()}).token(), identity.ErrExpired, "has expired")
	add("expired now", "at the instant of its expiry it is over", sound.with(claims{"exp": noon.Unix()}).token(), identity.ErrExpired, "has expired")
	add("no expiry", "it must say", sound.with(claims{"exp": nil}).token(), identity.ErrToken, "the claims of")
	add("expiry is a text", "instants are numbers", sound.with(claims{"exp": "never"}).token(), identity.ErrToken, "the claims of")
	add("expiry out of bounds", "a number that is no instant", sound.with(claims{"exp": json.Number("1e300")}).token(), identity.ErrToken, "the claims of")
	add("expiry is negative", "a number that is no instant", sound.with(claims{"exp": -1}).token(), identity.ErrToken, "the claims of")
	add("not yet", "it begins later", sound.with(claims{"nbf": noon.Add(6 * time.Second).Unix()}).token(), identity.ErrToken, "from the future")
	add("much later", "later than package oidc admits", sound.with(claims{"nbf": noon.Add(time.Hour).Unix()}).token(), identity.ErrToken, "from the future")
	add("not before is a text", "instants are numbers", sound.with(claims{"nbf": "now"}).token(), identity.ErrToken, "the claims of")
	add("issued later", "it was issued in the future", sound.with(claims{"iat": noon.Add(6 * time.Second).Unix()}).token(), identity.ErrToken, "from the future")
	add("not issued", "it must say when it was issued", sound.with(claims{"iat": nil}).token(), identity.ErrToken, "the claims of")

	add("no subject", "it must say who", sound.with(claims{"sub": nil}).token(), identity.ErrToken, "the claims of")
	add("empty subject", "it must say who", sound.with(claims{"sub": ""}).token(), identity.ErrToken, "the claims of")
	add("subject is a number", "a subject is a text", sound.with(claims{"sub": 910000000001}).token(), identity.ErrToken, "the claims of")
	add("subject that cannot be compared", "half a surrogate pair is like any other half", seal(strings.Replace(sound.json(), subject, `\ud800`, 2), envelope{}), identity.ErrToken, "the claims of")
	add("broken UTF-8", "what is not text cannot be compared", seal(strings.Replace(sound.json(), subject, "\xff", 2), envelope{}), identity.ErrToken, "the claims of")
	add("claims are a list", "claims are an object", seal(`["iss"]`, envelope{}), identity.ErrToken, "the claims of")
	add("claims are nothing", "claims are an object", seal(`null`, envelope{}), identity.ErrToken, "the claims of")
	add("claims and more", "nothing comes after them", seal(sound.json()+"{}", envelope{}), identity.ErrToken, "the claims of")
	add("deep", "claims are not nested like that", sound.with(claims{"deep": json.RawMessage(strings.Repeat("[", 40) + strings.Repeat("]", 40))}).token(), identity.ErrToken, "the claims of")
	add("claim twice", "which of the two was verified?", seal(strings.Replace(sound.json(), `{`, `{"acr":"AAL1_USERPASS",`, 1), envelope{}), identity.ErrToken, "the claims of")
	add("claim twice, escaped", "an escape is a spelling", seal(strings.Replace(sound.json(), `{`, `{"a\u0063r":"AAL1_USERPASS",`, 1), envelope{}), identity.ErrToken, "the claims of")
	add("hash is a number", "package oidc refuses what it cannot read", sound.with(claims{"at_hash": 1}).token(), identity.ErrToken, "the claims of")

	add("no nonce", "a token that was not asked for", sound.with(claims{"nonce": nil}).token(), identity.ErrToken, "the nonce of")
	add("other nonce", "the token of another sign-in", sound.with(claims{"nonce": "other"}).token(), identity.ErrToken, "the nonce of")
	add("nonce is a number", "a nonce is a text", sound.with(claims{"nonce": 1}).token(), identity.ErrToken, "the nonce of")
	for name, a := range map[string]attack{
		"nonce not given":     {"an application that forgot it is not protected", identity.SignIn{IDToken: sound.token()}, identity.ErrToken, "Nonce is empty"},
		"no nonce on no side": {"two that are empty do not match", identity.SignIn{IDToken: sound.with(claims{"nonce": ""}).token()}, identity.ErrToken, "Nonce is empty"},
		"access token too long": {
			"no access token is that large",
			identity.SignIn{IDToken: sound.token(), Nonce: nonce, AccessToken: strings.Repeat("a", 1+64<<10)}, identity.ErrUserInfo, "cannot be one",
		},
	} {
		all[name] = a
	}
	return all
}

func TestAttacksGiveNobody(t *testing.T) {
	t.Parallel()
	for name, a := range attacks() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, nil)
			d.entra.keys = map[string]*rsa.PrivateKey{"key-2": othersKey()}
			who, err := d.Verify(t.Context(), a.signIn)
			require.ErrorIs(t, err, a.err, a.reason)
			require.ErrorContains(t, err, a.says, a.reason)
			assert.Zero(t, who, "an error means nobody")
		})
	}
}

// What the attacks attack is sound: without this, any of them might be refused for another reason.
func TestSoundSignIns(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		reason string
		token  string
	}{
		"staff":          {"as NHS CIS2 signs in", staffClaims().token()},
		"patient":        {"as NHS login signs in", patientClaims().token512()},
		"organisation":   {"as an organisation's own issuer signs in", entraClaims().token()},
		"no type":        {"a header need not say the type", seal(staffClaims().json(), envelope{header: `{"alg":"RS256"}`})},
		"type in lower":  {"nor how it is spelt", seal(staffClaims().json(), envelope{typ: "jwt"})},
		"audience list":  {"one audience may be in a list", staffClaims().with(claims{"aud": []string{clientID}}).token()},
		"audiences":      {"several need azp", staffClaims().with(claims{"aud": []string{"another", clientID}, "azp": clientID}).token()},
		"clock ahead":    {"an issuer's clock may be ahead a little", staffClaims().with(claims{"iat": noon.Unix() + 5, "nbf": noon.Unix() + 5}).token()},
		"fractions":      {"instants may have fractions", staffClaims().with(claims{"exp": float64(noon.Unix()) + 0.5}).token()},
		"header of more": {"what is not understood in a header is passed over", seal(staffClaims().json(), envelope{header: `{"alg":"RS256","kid":"key-1","x5t":"a","more":[1]}`})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			who, err := newDesk(t, nil).Verify(t.Context(), signIn(row.token))
			require.NoError(t, err, row.reason)
			assert.Equal(t, consult.Yes, who.Initiator.Verified)
			assert.Equal(t, noon, who.Initiator.At)
		})
	}
}

func TestAChangedByteNeverVerifies(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	token := staffClaims().token()
	_, err := d.Verify(t.Context(), signIn(token))
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(0, len(token)-1).Draw(t, "at")
		b := rapid.Byte().Filter(func(b byte) bool { return b != token[at] }).Draw(t, "byte")
		who, err := d.Verify(context.Background(), signIn(flip(token, at, b)))
		if err == nil || who != (identity.Identity{}) {
			t.Fatalf("with byte %d changed to %q the token verifies", at, b)
		}
	})
	for at := len(token) - 4; at < len(token); at++ { // where base64 has bits to spare
		for b := range 256 {
			if byte(b) != token[at] {
				_, err := d.Verify(t.Context(), signIn(flip(token, at, byte(b))))
				require.Error(t, err, "byte %d changed to %q", at, b)
			}
		}
	}
}

func TestTheIssuerSaysWhetherSomebodyIsStaff(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	staffLike := staffInfo().with(claims{
		"party": "provider", "role": "R8000", "roles": []string{"Clinician"}, "site": "North", "verified": true,
		"authentication_assurance_level": "3", "Party": 1,
	})
	token := patientClaims().with(staffLike)
	d.login.userInfo = staffLike.json()
	who, err := d.Verify(t.Context(), identity.SignIn{IDToken: token.token512(), AccessToken: access, Nonce: nonce})
	require.NoError(t, err)
	assert.Equal(t, identity.Identity{Initiator: consult.Initiator{
		Observed: consult.Observed{Source: "nhs-login", At: noon}, Verified: consult.Yes, Party: consult.Patient,
	}}, who, "a patient with the claims of staff is a patient")

	who, err = d.Verify(t.Context(), signIn(staffClaims().with(claims{"party": "patient", "vot": "P9.Cp.Cd"}).token()))
	require.NoError(t, err)
	assert.Equal(t, consult.Provider, who.Initiator.Party, "and the other way round")

	for _, party := range []consult.Party{consult.Patient, consult.Carer} {
		d := newDesk(t, func(p []identity.Profile) { p[2].Party = party })
		who, err := d.Verify(t.Context(), signIn(entraClaims().with(claims{"site": "North"}).token()))
		require.NoError(t, err)
		assert.Equal(t, identity.Identity{Initiator: consult.Initiator{
			Observed: consult.Observed{Source: "entra", At: noon}, Verified: consult.Yes, Party: party,
		}}, who, "nothing but the party is kept of a %s, whatever the mapping reads", party)
	}
}

func TestMaxAge(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(p []identity.Profile) { p[0].MaxAge = 10 * time.Minute })
	for name, row := range map[string]struct {
		reason string
		at     any
		err    error
	}{
		"just now":  {"a minute ago is not too long", noon.Add(-time.Minute).Unix(), nil},
		"at bound":  {"the bound is allowed", noon.Add(-10 * time.Minute).Unix(), nil},
		"too long":  {"one second more is not", noon.Add(-10*time.Minute - time.Second).Unix(), identity.ErrExpired},
		"missing":   {"what is not said is not assumed", nil, identity.ErrExpired},
		"a text":    {"instants are numbers", "12:00", identity.ErrExpired},
		"too early": {"nobody signed in later than now", noon.Add(time.Minute).Unix(), identity.ErrToken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := d.Verify(t.Context(), signIn(staffClaims().with(claims{"auth_time": row.at}).token()))
			if row.err == nil {
				require.NoError(t, err, row.reason)
				return
			}
			require.ErrorIs(t, err, row.err, row.reason)
			assert.ErrorIs(t, err, identity.ErrToken)
		})
	}
}

func TestUnsafeNoNonce(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(p []identity.Profile) { p[0].UnsafeNoNonce = true })
	_, err := d.Verify(t.Context(), identity.SignIn{IDToken: staffClaims().token()})
	require.NoError(t, err, "the proxy has compared it")
	_, err = d.Verify(t.Context(), identity.SignIn{IDToken: staffClaims().token(), Nonce: "other"})
	require.ErrorIs(t, err, identity.ErrToken, "one that is given is compared all the same")
	_, err = d.Verify(t.Context(), identity.SignIn{IDToken: entraClaims().token()})
	require.ErrorIs(t, err, identity.ErrToken, "it is for that issuer alone")
}

func TestNobodyKnowsNobody(t *testing.T) {
	t.Parallel()
	for _, v := range []*identity.Verifier{nil, {}} {
		who, err := v.Verify(t.Context(), signIn(staffClaims().token()))
		require.ErrorIs(t, err, identity.ErrIssuer)
		assert.Zero(t, who)
		assert.NoError(t, v.Discover(t.Context()))
	}
}
