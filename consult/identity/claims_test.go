package identity_test

import (
	"bytes"
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"time"

	jose "github.com/go-jose/go-jose/v4"

	"github.com/preconsult/preconsult/consult/identity"
)

// claims are those of a token or of UserInfo, in the making.
type claims map[string]any

// with returns other claims that have some more; nil takes one away.
func (c claims) with(more claims) claims {
	all := maps.Clone(c)
	for name, value := range more {
		if value == nil {
			delete(all, name)
			continue
		}
		all[name] = value
	}
	return all
}

func (c claims) json() string {
	data, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	return string(data)
}

// soundClaims are what any valid ID token has at noon.
func soundClaims(issuer string) claims {
	return claims{
		"iss": issuer, "sub": subject, "aud": clientID, "nonce": nonce,
		"exp": noon.Add(5 * time.Minute).Unix(), "iat": noon.Add(-time.Second).Unix(), "auth_time": noon.Add(-time.Minute).Unix(),
	}
}

// staffClaims are those of an ID token of NHS CIS2.
func staffClaims() claims {
	return soundClaims(identity.CIS2Live).with(claims{
		"uid": subject, "acr": "AAL3_ANY", "authentication_assurance_level": "3", "id_assurance_level": "3",
	})
}

// staffInfo is UserInfo of NHS CIS2, of somebody with two roles.
func staffInfo() claims {
	return claims{
		"sub": subject, "nhsid_useruid": subject, "idassurancelevel": "3", "name": "Quill Featherstone",
		"selected_roleid":   "555021935107",
		"nhsid_nrbac_roles": []claims{nurseElsewhere, doctorHere},
	}
}

var (
	doctorHere = claims{
		"person_orgid": "555021934107", "person_roleid": "555021935107", "org_code": "Z99901",
		"role_code": "S8000:G8000:R8000", "role_name": `"Clinical":"Clinical Provision":"Clinical Practitioner Access Role"`,
	}
	nurseElsewhere = claims{
		"person_orgid": "555021934108", "person_roleid": "555021935108", "org_code": "Z99902",
		"role_code": "S8000:G8000:R8001", "role_name": `"Clinical":"Clinical Provision":"Nurse Access Role"`,
	}
)

// patientClaims are those of an ID token of NHS login.
func patientClaims() claims {
	return soundClaims(loginURL).with(claims{
		"vot": "P9.Cp.Cd", "vtm": loginURL + "/trustmark", "jti": "jti-1", "nhs_number": "9434765919",
		"family_name": "Featherstone", "birthdate": "1990-01-01",
	})
}

// entraClaims are those of an ID token of an organisation's own issuer.
func entraClaims() claims {
	return soundClaims(entraURL).with(claims{
		"sub": "mFq2X-pairwise", "oid": "7c1d2f3e-aaaa-bbbb-cccc-0123456789ab", "roles": []string{"Clinician"}, "acrs": []string{"c1"},
	})
}

// An envelope says how a token is signed: by default as its issuer does.
type envelope struct {
	header string // the whole of it; empty is the usual one
	alg    string
	kid    string
	typ    string
	key    *rsa.PrivateKey
}

// token returns the claims signed by RS256, with the key that the issuers publish.
func (c claims) token() string { return seal(c.json(), envelope{}) }

// token512 is token by RS512.
func (c claims) token512() string { return seal(c.json(), envelope{alg: "RS512"}) }

func seal(payload string, e envelope) string {
	if e.alg == "" {
		e.alg = "RS256"
	}
	if e.kid == "" {
		e.kid = "key-1"
	}
	if e.typ == "" {
		e.typ = "JWT"
	}
	if e.key == nil {
		e.key = issuersKey()
	}
	if e.header == "" {
		e.header = claims{"alg": e.alg, "kid": e.kid, "typ": e.typ}.json()
	}
	signed := b64(e.header) + "." + b64(payload)
	return signed + "." + b64(string(signature(signed, e)))
}

func signature(signed string, e envelope) []byte {
	var hash crypto.Hash
	switch e.alg {
	case "none":
		return nil
	case "HS256": // key confusion: the secret is what everybody can know, the public key
		secret, err := json.Marshal(jose.JSONWebKey{Key: e.key.Public(), KeyID: e.kid})
		if err != nil {
			panic(err)
		}
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(signed))
		return mac.Sum(nil)
	case "RS512":
		hash = crypto.SHA512
	default:
		hash = crypto.SHA256
	}
	h := hash.New()
	h.Write([]byte(signed))
	sig, err := rsa.SignPKCS1v15(rand.Reader, e.key, hash, h.Sum(nil))
	if err != nil {
		panic(err)
	}
	return sig
}

func b64(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// flip returns the text with another byte at a place.
func flip(text string, at int, b byte) string {
	data := bytes.Clone([]byte(text))
	data[at] = b
	return string(data)
}
