package livekit_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/livekit"
)

// inspector is a server that is never asked.
func inspector() *livekit.Server {
	return &livekit.Server{URL: "https://livekit.example", Key: key, Secret: platform.NewSecret(secret)}
}

// excess returns the claims that an error of Inspect names.
func excess(err error) (claims []string) {
	if e, ok := errors.AsType[*platform.ExcessError](err); ok {
		for _, x := range e.Excess {
			claims = append(claims, x.Claim)
		}
	}
	return claims
}

// excesses are changes of a token that only joins, each with what Inspect is to find.
var excesses = []struct {
	why    string
	change func(map[string]any)
	want   []string
}{
	{"names no participant", without("sub"), []string{"sub"}},
	{"names a participant without a name", with("sub", ""), []string{"sub"}},
	{"never expires", without("exp"), []string{"exp"}},
	{"has null for when it expires", with("exp", nil), []string{"exp"}},
	{"expires in six hours, as LiveKit's libraries have it", with("exp", time.Now().Add(6*time.Hour).Unix()), []string{"exp"}},
	{"expires at the end of time", with("exp", 1e300), []string{"exp"}},
	{"is an agent's", with("kind", "agent"), []string{"kind"}},
	{"is a recorder's", with("kind", "egress"), []string{"kind"}},
	{"is of a kind to come", with("kind", "scribe"), []string{"kind"}},
	{"does not join", with("video.roomJoin", false), []string{"video.roomJoin"}},
	{"does not say that it joins", without("video.roomJoin"), []string{"video.roomJoin"}},
	{"is for another room", with("video.room", "call-0002"), []string{"video.room"}},
	{"is for any room", without("video.room"), []string{"video.room"}},
	{"is for any room, by an empty name", with("video.room", ""), []string{"video.room"}},
	{"is for any room, by null", with("video.room", nil), []string{"video.room"}},
	{"moves people elsewhere", with("video.destinationRoom", "call-0002"), []string{"video.destinationRoom"}},
	{"creates rooms", with("video.roomCreate", true), []string{"video.roomCreate"}},
	{"lists rooms", with("video.roomList", true), []string{"video.roomList"}},
	{"records", with("video.roomRecord", true), []string{"video.roomRecord"}},
	{"governs the room", with("video.roomAdmin", true), []string{"video.roomAdmin"}},
	{"feeds media in", with("video.ingressAdmin", true), []string{"video.ingressAdmin"}},
	{"is hidden", with("video.hidden", true), []string{"video.hidden"}},
	{"is a recorder's by its grant", with("video.recorder", true), []string{"video.recorder"}},
	{"is an agent's by its grant", with("video.agent", true), []string{"video.agent"}},
	{"publishes because nothing is said", without("video.canPublish"), []string{"video.canPublish"}},
	{"publishes because null is said", with("video.canPublish", nil), []string{"video.canPublish"}},
	{"subscribes because nothing is said", without("video.canSubscribe"), []string{"video.canSubscribe"}},
	{"sends data because nothing is said", without("video.canPublishData"), []string{"video.canPublishData"}},
	{"renames itself", with("video.canUpdateOwnMetadata", true), []string{"video.canUpdateOwnMetadata"}},
	{"measures others", with("video.canSubscribeMetrics", true), []string{"video.canSubscribeMetrics"}},
	{"has a grant to come", with("video.roomCapture", true), []string{"video"}},
	{"has a grant in other letters", with("video.RoomRecord", true), []string{"video"}},
	{"opens a room with nothing", with("roomConfig", map[string]any{}), []string{"roomConfig"}},
	{"records the room that it opens", with("roomConfig.egress", map[string]any{}), []string{"roomConfig", "roomConfig.egress"}},
	{"sends agents into the room that it opens", with("roomConfig.agents", []any{map[string]any{}}), []string{"roomConfig", "roomConfig.agents"}},
	{"has a preset", with("roomPreset", "recorded"), []string{"roomPreset"}},
	{"telephones", with("sip", map[string]any{"call": true}), []string{"sip"}},
	{"governs agents", with("agent", map[string]any{"admin": true}), []string{"agent"}},
	{"asks language models", with("inference", map[string]any{"perform": true}), []string{"inference"}},
	{"writes observations", with("observability", map[string]any{"write": true}), []string{"observability"}},
	{"is a webhook's", with("sha256", "AA=="), []string{"sha256"}},
	{"has a claim to come", with("capture", true), []string{"claims"}},
	{"grants nothing", without("video"), []string{"video.roomJoin", "video.room", "video.canPublish", "video.canSubscribe", "video.canPublishData"}},
}

func TestInspectFindsWhatATokenGrantsBeyondJoining(t *testing.T) {
	t.Parallel()
	s := inspector()
	for _, row := range excesses {
		token := forge(t, granting(row.change))
		_, err := s.Inspect(token, "call-0001")
		assert.Equal(t, row.want, excess(err), "a token that %s", row.why)
		assert.NotContains(t, fmt.Sprint(err), string(token))
	}
}

func TestInspectPassesWhatGrantsNothingElse(t *testing.T) {
	t.Parallel()
	s := inspector()
	for why, change := range map[string]func(map[string]any){
		"joins":                            func(map[string]any) {},
		"says false to all":                with("video.roomRecord", false),
		"says null to all":                 with("video.roomRecord", nil),
		"says that it is a person's":       with("kind", "standard"),
		"has a name, which is not judged":  with("name", "Synthetic Person"),
		"has null for a configuration":     with("roomConfig", nil),
		"has null for a preset":            with("roomPreset", nil),
		"publishes a camera and no more":   with("video.canPublishSources", []string{"camera"}),
		"expires within an hour, not less": with("exp", time.Now().Add(livekit.MaxTokenLife-time.Second).Unix()),
	} {
		_, err := s.Inspect(forge(t, granting(change)), "call-0001")
		assert.NoError(t, err, "a token that %s", why)
	}
}

// TestAMintedTokenOnlyJoins is the property that whatever this package mints passes, and that it does not
// once anything is added to it.
func TestAMintedTokenOnlyJoins(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := inspector()
		s.Chat = rapid.Bool().Draw(t, "chat")
		s.TokenLife = time.Duration(rapid.Int64Range(int64(time.Second), int64(livekit.MaxTokenLife)).Draw(t, "life"))
		another := func(id string) bool { return id != "call-0002" } // which an excess is for
		call := consult.CallID(rapid.StringMatching(`[a-zA-Z0-9._~:-]{1,128}`).Filter(another).Draw(t, "call"))
		identity := rapid.StringMatching(`[a-zA-Z0-9._~:-]{1,60}`).Draw(t, "identity")
		mint := s.Patient
		if rapid.Bool().Draw(t, "provider") {
			mint = s.Rejoin
		}
		token, err := mint(call, identity)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Inspect(token, call); err != nil {
			t.Fatalf("a minted token does not pass: %v", err)
		}
		claims := jwt.MapClaims{}
		if _, err := jwt.ParseWithClaims(string(token), claims, func(*jwt.Token) (any, error) { return []byte(secret), nil }); err != nil {
			t.Fatal(err)
		}
		row := rapid.SampledFrom(excesses).Draw(t, "excess")
		row.change(claims)
		more, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(secret))
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Inspect(platform.Token(more), call)
		if got := excess(err); strings.Join(got, " ") != strings.Join(row.want, " ") {
			t.Fatalf("a minted token that %s: got %q, want %q", row.why, got, row.want)
		}
	})
}

func TestTokensOfOthersAreNone(t *testing.T) {
	t.Parallel()
	s := inspector()
	sign := func(method jwt.SigningMethod, with any, claims map[string]any) platform.Token {
		token, err := jwt.NewWithClaims(method, jwt.MapClaims(claims)).SignedString(with)
		require.NoError(t, err)
		return platform.Token(token)
	}
	good := string(forge(t, granting()))
	for why, token := range map[string]platform.Token{
		"nothing":                      "",
		"no token":                     "token",
		"longer than a document":       platform.Token(strings.Repeat("a", platform.MaxBytes+1)),
		"not signed":                   sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, granting()),
		"its signature is left out":    platform.Token(good[:strings.LastIndex(good, ".")+1]),
		"signed by another algorithm":  sign(jwt.SigningMethodHS512, []byte(secret), granting()),
		"signed with another secret":   sign(jwt.SigningMethodHS256, []byte("other"), granting()),
		"signed with nothing":          sign(jwt.SigningMethodHS256, []byte{}, granting()),
		"of another key":               forge(t, granting(with("iss", "other"))),
		"of no key":                    forge(t, granting(without("iss"))),
		"its claims are null":          forge(t, nil),
		"its grants are no object":     forge(t, granting(with("video", true))),
		"its grants are of other type": forge(t, granting(with("video.roomRecord", "true"))),
		"a character of it is changed": platform.Token(good[:len(good)-10] + flip(good[len(good)-10:])),
	} {
		_, err := s.Inspect(token, "call-0001")
		assert.ErrorIs(t, err, livekit.ErrToken, why)
	}
	for why, change := range map[string]func(map[string]any){
		"has expired":               with("exp", time.Now().Add(-2*time.Minute).Unix()),
		"expired at the beginning":  with("exp", 0),
		"is not valid yet":          with("nbf", time.Now().Add(2*time.Minute).Unix()),
		"expired before everything": with("exp", -1e300),
	} {
		_, err := s.Inspect(forge(t, granting(change)), "call-0001")
		assert.ErrorIs(t, err, livekit.ErrExpired, why)
	}
}

// flip changes the first character of a text in base64.
func flip(text string) string {
	if text[0] == 'A' {
		return "B" + text[1:]
	}
	return "A" + text[1:]
}

func FuzzInspect(f *testing.F) {
	s := inspector()
	// Until an instant that does not depend on now: fuzzing runs in processes that begin at different seconds.
	until := with("exp", time.Date(2100, time.January, 1, 0, 0, 0, 0, time.UTC).Unix())
	good := forge(f, granting(until))
	f.Add(string(good))
	f.Add(string(forge(f, granting(until, with("video.roomRecord", true)))))
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := s.Inspect(platform.Token(token), "call-0001"); err == nil && token != string(good) {
			t.Errorf("passed: %q", token)
		}
	})
}
