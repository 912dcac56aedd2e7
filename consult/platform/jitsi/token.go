package jitsi

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/golang-jwt/jwt/v5"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// Errors of reading a token. They quote nothing of it.
var (
	// ErrToken: it is not a token of this server.
	ErrToken = errors.New("jitsi: this is no token of the server: malformed, not signed by HS256 with its secret, or of another app")
	// ErrExpired: it is one, and not valid at this time.
	ErrExpired = errors.New("jitsi: the token has expired or is not valid yet")
)

// Claims are what a token says, as doc/tokens.md of github.com/jitsi/lib-jitsi-meet has it.
type Claims struct {
	Issuer    platform.Field[string]  `json:"iss"`     // the app_id
	Audience  platform.Field[string]  `json:"aud"`     // what the token is for
	Subject   platform.Field[string]  `json:"sub"`     // the domain or tenant; "*" is all of them
	Room      platform.Field[string]  `json:"room"`    // the room; "*" is any
	Expires   platform.Field[float64] `json:"exp"`     // seconds since 1970; absent never expires
	NotBefore platform.Field[float64] `json:"nbf"`     // seconds since 1970; absent is valid from the start
	Context   platform.Field[Context] `json:"context"` // who somebody is and what they may do

	unknown bool // there are claims that this package does not know
}

// A Context is the claim context: who somebody is and what they may do.
type Context struct {
	// User is who somebody is.
	User platform.Field[User] `json:"user"`
	// Features are what somebody may do, each by its name. Absent, everything is allowed; where there are
	// some, those that are missing are denied (is_feature_allowed of util.lib.lua).
	Features platform.Field[map[string]Truth] `json:"features"`
	// Group is for reports.
	Group platform.Field[string] `json:"group"`
}

// A User is who somebody is.
type User struct {
	ID     platform.Field[string] `json:"id"`     // an id
	Name   platform.Field[string] `json:"name"`   // a name, which others see; this package gives none
	Email  platform.Field[string] `json:"email"`  // an address; this package gives none
	Avatar platform.Field[string] `json:"avatar"` // the address of a picture; this package gives none
	// Moderator makes the owner of the room (mod_token_affiliation.lua).
	Moderator platform.Field[Truth] `json:"moderator"`
	// Affiliation makes the owner where it is owner, moderator or teacher.
	Affiliation platform.Field[string] `json:"affiliation"`
}

// A Truth is true or false, which Jitsi takes as a value or as a text.
type Truth bool

// UnmarshalJSONFrom implements json.UnmarshalerFrom of go-json-experiment/json.
func (t *Truth) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	token, err := d.ReadToken()
	if err != nil {
		return err
	}
	switch kind, text := token.Kind(), token.String(); {
	case kind == 't', kind == '"' && text == "true":
		*t = true
	case kind == 'f', kind == '"' && text == "false":
		*t = false
	default:
		return errors.New("neither true nor false")
	}
	return nil
}

// owner reports whether the user becomes the owner of the room.
func (u *User) owner() bool {
	switch u.Affiliation.Or("") {
	case "owner", "moderator", "teacher":
		return true
	}
	return bool(u.Moderator.Or(false))
}

// features are the names of those that Jitsi knows, so that a token denies each by name: those of
// mod_jitsi_permissions.lua, and of the documentation of 8x8 (api-keys-jwt).
var features = []string{
	"recording", "livestreaming", "transcription", "live-translation", "live-translation-subscribe",
	"inbound-call", "outbound-call", "sip-inbound-call", "sip-outbound-call",
	"file-upload", "create-polls", "flip", "send-groupchat", "send-private-message",
}

// granted says whether a feature is granted in tokens of this server.
func (s *Server) granted(feature string) bool {
	return s.o.Chat && (feature == "send-groupchat" || feature == "send-private-message")
}

// roomName returns the name of a call's room, as Prosody knows it.
func (s *Server) roomName(call consult.CallID) string {
	if s.o.Tenant != "" {
		return "[" + s.o.Tenant + "]" + string(call)
	}
	return string(call)
}

func (s *Server) subject() string { return s.o.Domain + s.o.Tenant } // one of the two is empty

// key returns what tokens are signed by.
func (o *Options) key() []byte {
	key, _ := o.Secret.Bytes()
	return key
}

// mint makes a token. Truth is written as text, which every version of Jitsi and 8x8's service take.
func (s *Server) mint(call consult.CallID, identity string, provider bool) (platform.Token, error) {
	switch {
	case !call.Valid() || string(call) != strings.ToLower(string(call)) || strings.Contains(string(call), ":"):
		return "", ErrName
	case !consult.CallID(identity).Valid():
		return "", ErrIdentity
	}
	text := map[bool]string{true: "true", false: "false"}
	affiliation := "member"
	if provider {
		affiliation = "owner"
	}
	may := make(map[string]string, len(features))
	for _, f := range features {
		may[f] = text[s.granted(f)]
	}
	now := s.o.Clock()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"iss": s.o.AppID, "aud": s.o.Audience, "sub": s.subject(), "room": string(call),
		"nbf": now.Unix(), "exp": now.Add(s.o.Life).Unix(), "jti": rand.Text(), // no two tokens are the same
		"context": map[string]any{
			"user":     map[string]string{"id": identity, "moderator": text[provider], "affiliation": affiliation},
			"features": may,
		},
	}).SignedString(s.o.key())
	return platform.Token(token), err
}

// Claims are what the tokens of this server for a call say of its room and of rights, for [Facts].
func (s *Server) Claims(call consult.CallID) Claims {
	may := make(map[string]Truth, len(features))
	for _, f := range features {
		may[f] = Truth(s.granted(f))
	}
	return Claims{
		Issuer: platform.Given(s.o.AppID), Audience: platform.Given(s.o.Audience), Subject: platform.Given(s.subject()),
		Room: platform.Given(string(call)), Context: platform.Given(Context{Features: platform.Given(may)}),
	}
}

// read returns what a token of this server says.
func (s *Server) read(token platform.Token) (Claims, error) {
	var c Claims
	if len(token) > platform.MaxBytes {
		return c, ErrToken
	}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithStrictDecoding(), jwt.WithoutClaimsValidation())
	if _, err := parser.Parse(string(token), func(*jwt.Token) (any, error) { return s.o.key(), nil }); err != nil {
		return c, ErrToken
	}
	// The parser reads claims that are there twice, and takes the last. Prosody need not agree.
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(string(token), ".")[1])
	if err != nil {
		return c, ErrToken
	}
	if platform.Decode(payload, &c) != nil || c.Issuer.Or("") != s.o.AppID || c.Audience.Or("") != s.o.Audience {
		return Claims{}, ErrToken
	}
	c.unknown = hasUnknown(payload)
	now := float64(s.o.Clock().Unix())
	if c.Expires.Or(now+1) <= now || c.NotBefore.Or(now) > now {
		return Claims{}, ErrExpired
	}
	return c, nil
}

// hasUnknown reports whether there are claims, or members of context or of its user, that are not known.
// Some versions and modules grant things by them, such as context.room.regex and context.user.lobby_bypass.
func hasUnknown(payload []byte) bool {
	known := func(data []byte, names string) (map[string]jsontext.Value, bool) {
		var members map[string]jsontext.Value
		_ = platform.Decode(data, &members) // it was decoded before; null has no members
		for name := range members {
			if !strings.Contains(" "+names+" ", " "+name+" ") {
				return members, false
			}
		}
		return members, true
	}
	claims, all := known(payload, "iss aud sub room exp nbf iat jti context")
	inContext, ok := known(claims["context"], "user features group callee")
	_, inUser := known(inContext["user"], "id name email avatar moderator affiliation")
	return !all || !ok || !inUser
}
