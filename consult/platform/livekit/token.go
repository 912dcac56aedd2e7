package livekit

import (
	"errors"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/golang-jwt/jwt/v5"

	"github.com/preconsult/preconsult/consult/platform"
)

// Errors of reading a token. They quote nothing of it.
var (
	// ErrToken: it is not a token of this server.
	ErrToken = errors.New("livekit: this is no token of the server: malformed, not signed by HS256 with its secret, or of another key")
	// ErrExpired: it is one, and not valid at this time.
	ErrExpired = errors.New("livekit: the token has expired or is not valid yet")
)

// leeway is how far clocks may be apart; LiveKit grants the same.
const leeway = time.Minute

// Claims are what a LiveKit access token says: ClaimGrants of LiveKit's auth package and the registered claims
// that it uses. The zero Claims grant nothing. [platform.Decode] reads their JSON.
type Claims struct {
	Issuer    platform.Field[string]  `json:"iss,omitzero"` // the API key
	Subject   platform.Field[string]  `json:"sub,omitzero"` // the participant's identity; the server refuses a join without one
	Expires   platform.Field[float64] `json:"exp,omitzero"` // seconds since 1970; absent never expires
	NotBefore platform.Field[float64] `json:"nbf,omitzero"` // seconds since 1970; absent is valid from the start

	Video platform.Field[VideoGrant] `json:"video,omitzero"` // what it grants; absent grants nothing
	// Kind is what the participant is: standard, ingress, egress, sip, agent, … Absent is standard.
	Kind platform.Field[string] `json:"kind,omitzero"`
	// RoomConfig is what the room is made with where this participant opens it.
	RoomConfig platform.Field[Configuration] `json:"roomConfig,omitzero"`
	// RoomPreset names an entry of room.room_configurations on the server, which may have egress and agents.
	RoomPreset platform.Field[string] `json:"roomPreset,omitzero"`
	// SHA256 is the digest of the body that a webhook's token is for; a participant's has none.
	SHA256 platform.Field[string] `json:"sha256,omitzero"`

	// Grants outside of rooms. That they are there is all that is kept.
	SIP           platform.Field[struct{}] `json:"sip,omitzero"`
	Agent         platform.Field[struct{}] `json:"agent,omitzero"`
	Inference     platform.Field[struct{}] `json:"inference,omitzero"`
	Observability platform.Field[struct{}] `json:"observability,omitzero"`

	others bool // there are claims that LiveKit's protocol 1.45 does not have
}

// A VideoGrant is the claim video: what a token grants in rooms. Absent and null are false, unless the
// field says otherwise: LiveKit reads them into Go's bool, or into *bool where nil is granted.
type VideoGrant struct {
	RoomCreate      platform.Field[bool]   `json:"roomCreate,omitzero"`      // create and delete rooms
	RoomList        platform.Field[bool]   `json:"roomList,omitzero"`        // list all rooms
	RoomRecord      platform.Field[bool]   `json:"roomRecord,omitzero"`      // have the Egress API record, in any room
	RoomAdmin       platform.Field[bool]   `json:"roomAdmin,omitzero"`       // govern the room and everybody in it
	RoomJoin        platform.Field[bool]   `json:"roomJoin,omitzero"`        // join the room
	Room            platform.Field[string] `json:"room,omitzero"`            // the room; absent, null and "" are any
	DestinationRoom platform.Field[string] `json:"destinationRoom,omitzero"` // a room that participants can be moved to
	IngressAdmin    platform.Field[bool]   `json:"ingressAdmin,omitzero"`    // feed media from elsewhere into any room
	Hidden          platform.Field[bool]   `json:"hidden,omitzero"`          // nobody sees the participant
	Recorder        platform.Field[bool]   `json:"recorder,omitzero"`        // the participant is a recorder
	Agent           platform.Field[bool]   `json:"agent,omitzero"`           // register as an agent worker

	CanPublish           platform.Field[bool]     `json:"canPublish,omitzero"`           // absent and null are granted
	CanSubscribe         platform.Field[bool]     `json:"canSubscribe,omitzero"`         // absent and null are granted
	CanPublishData       platform.Field[bool]     `json:"canPublishData,omitzero"`       // absent and null follow CanPublish
	CanPublishSources    platform.Field[[]string] `json:"canPublishSources,omitzero"`    // absent, null and empty are all sources
	CanUpdateOwnMetadata platform.Field[bool]     `json:"canUpdateOwnMetadata,omitzero"` // change one's own name and attributes
	CanSubscribeMetrics  platform.Field[bool]     `json:"canSubscribeMetrics,omitzero"`  // receive metrics of the others

	others bool // there are grants that LiveKit's protocol 1.45 does not have
}

// passive are claims that grant nothing, whatever they are.
type passive struct {
	ID          jsontext.Value `json:"jti,omitzero"`
	Audience    jsontext.Value `json:"aud,omitzero"`
	IssuedAt    jsontext.Value `json:"iat,omitzero"`
	Identity    jsontext.Value `json:"identity,omitzero"` // the server takes the identity from sub
	Name        jsontext.Value `json:"name,omitzero"`
	KindDetails jsontext.Value `json:"kindDetails,omitzero"`
	Metadata    jsontext.Value `json:"metadata,omitzero"`
	Attributes  jsontext.Value `json:"attributes,omitzero"`
}

// UnmarshalJSONFrom implements json.UnmarshalerFrom of go-json-experiment/json, which [platform.Decode] uses.
func (c *Claims) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	type plain Claims
	var read struct {
		plain
		passive
		Others map[string]jsontext.Value `json:",embed"`
	}
	err := json.UnmarshalDecode(d, &read)
	*c = Claims(read.plain)
	c.others = len(read.Others) > 0
	return err
}

// UnmarshalJSONFrom implements json.UnmarshalerFrom of go-json-experiment/json.
func (g *VideoGrant) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	type plain VideoGrant
	var read struct {
		plain
		Others map[string]jsontext.Value `json:",embed"`
	}
	err := json.UnmarshalDecode(d, &read)
	*g = VideoGrant(read.plain)
	g.others = len(read.Others) > 0
	return err
}

// signed are claims as the JWT package takes them. What it embeds is never filled: the claims are looked
// at here.
type signed struct {
	jwt.RegisteredClaims
	claims Claims
}

func (s *signed) MarshalJSON() ([]byte, error) { return json.Marshal(s.claims) }

func (s *signed) UnmarshalJSON(data []byte) error { return platform.Decode(data, &s.claims) }

// sign returns a token with the claims, of the server's key, that lives as long as given.
func (s *Server) sign(c Claims, life time.Duration) (platform.Token, error) {
	secret, err := s.complete()
	if err != nil {
		return "", err
	}
	now := s.now()
	c.Issuer = platform.Given(s.Key)
	c.NotBefore = platform.Given(float64(now.Unix()))
	c.Expires = platform.Given(float64(now.Add(life).Unix()))
	text, err := jwt.NewWithClaims(jwt.SigningMethodHS256, &signed{claims: c}).SignedString(secret)
	return platform.Token(text), err
}

// read returns the claims of a token that is one of the server's: HS256 alone, so that a token names neither
// none nor anything else that its signature would be checked by.
func (s *Server) read(token platform.Token) (Claims, error) {
	secret, err := s.complete()
	if err != nil {
		return Claims{}, err
	}
	if len(token) > platform.MaxBytes {
		return Claims{}, ErrToken
	}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Name}), jwt.WithStrictDecoding(), jwt.WithoutClaimsValidation())
	var got signed
	_, err = parser.ParseWithClaims(string(token), &got, func(*jwt.Token) (any, error) { return secret, nil })
	if issuer, _ := got.claims.Issuer.Get(); err != nil || issuer != s.Key {
		return Claims{}, ErrToken
	}
	now, apart := float64(s.now().Unix()), leeway.Seconds()
	if expires, ok := got.claims.Expires.Get(); ok && expires+apart < now {
		return got.claims, ErrExpired
	}
	if got.claims.NotBefore.Or(0) > now+apart {
		return got.claims, ErrExpired
	}
	return got.claims, nil
}
