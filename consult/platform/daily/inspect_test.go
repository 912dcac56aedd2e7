package daily_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/daily"
)

// sampleToken is the token that docs.daily.co/docs/guides/privacy-and-security/meeting-tokens shows.
const sampleToken platform.Token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJuYmYiOjE1NDg3MjE1NjksImV4cCI6MTg2NDA4MTUzOCwiciI6ImhlbGxvIiwibyI6dHJ1ZSwic3MiOnRydWUsImVyIjoibG9jYWwiLCJkIjoiMjVkZjUwNTctZWYwZC00ZDk3LWJkZTYtMGNmMjg3Mjc2Y2JiIiwiaWF0IjoxNTQ4NzIxODMxfQ.mvVciAengBR4xCblhFpo4mKYftQv1skYO4Y6IKr9Zgo"

// token makes a token of what it says.
func token(payload string) platform.Token {
	return platform.Token("eyJhbGciOiJIUzI1NiJ9." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + ".c2lnbmF0dXJl")
}

func inspected(t *testing.T, payload string) daily.Claims {
	t.Helper()
	c, err := daily.Inspect(token(payload))
	require.NoError(t, err, payload)
	return c
}

func TestInspectReadsTheSample(t *testing.T) {
	t.Parallel()
	c, err := daily.Inspect(sampleToken)
	require.NoError(t, err)
	assert.Equal(t, daily.Claims{
		Room: platform.Given("hello"), Domain: platform.Given("25df5057-ef0d-4d97-bde6-0cf287276cbb"),
		Owner: platform.Given(true), Recording: platform.Given(daily.Mode("local")),
		NotBefore: platform.Given(1548721569.0), Expires: platform.Given(1864081538.0), Issued: platform.Given(1548721831.0),
	}, c)
	assert.Equal(t, []daily.Excess{daily.TooLong, daily.MayRecord, daily.OwnsRoom}, c.Excess("hello", consult.Patient, consulttest.Now))
}

func TestExcess(t *testing.T) {
	t.Parallel()
	const few = `"r":"call-1","exp":1`
	for _, test := range []struct {
		why, payload string
		party        consult.Party
		want         []daily.Excess
	}{
		{"what a patient needs", `{` + few + `}`, consult.Patient, nil},
		{"in so many words", `{` + few + `,"o":false,"er":false,"sr":false,"ast":false,"p":null}`, consult.Patient, nil},
		{"null", `{` + few + `,"o":null,"er":null,"sr":null,"ast":null}`, consult.Patient, nil},
		{"what a provider needs", `{` + few + `,"o":true}`, consult.Provider, nil},
		{"nobody else owns the room", `{` + few + `,"o":true}`, consult.Patient, []daily.Excess{daily.OwnsRoom}},
		{"nor does somebody unknown", `{` + few + `,"o":true}`, consult.PartyUnknown, []daily.Excess{daily.OwnsRoom}},
		{"no room is every room", `{"exp":1}`, consult.Provider, []daily.Excess{daily.EveryRoom}},
		{"null is every room", `{"exp":1,"r":null}`, consult.Provider, []daily.Excess{daily.EveryRoom}},
		{"nothing is every room", `{"exp":1,"r":""}`, consult.Provider, []daily.Excess{daily.EveryRoom}},
		{"another room", `{"exp":1,"r":"call-2"}`, consult.Provider, []daily.Excess{daily.AnotherRoom}},
		{"no end", `{"r":"call-1"}`, consult.Provider, []daily.Excess{daily.ForEver}},
		{"no end", `{"r":"call-1","exp":null}`, consult.Provider, []daily.Excess{daily.ForEver}},
		{"a late end", `{"r":"call-1","exp":1e300}`, consult.Provider, []daily.Excess{daily.TooLong}},
		{"it records", `{` + few + `,"sr":true}`, consult.Provider, []daily.Excess{daily.Records}},
		{"it lets record", `{` + few + `,"er":"cloud"}`, consult.Provider, []daily.Excess{daily.MayRecord}},
		{"in a mode of tomorrow", `{` + few + `,"er":"always"}`, consult.Provider, []daily.Excess{daily.MayRecord}},
		{"it transcribes", `{` + few + `,"ast":true}`, consult.Provider, []daily.Excess{daily.Transcribes}},
		{"permissions", `{` + few + `,"p":{"ca":["streaming"]}}`, consult.Provider, []daily.Excess{daily.OwnPermission}},
		{"everything", `{"sr":true,"er":"cloud","ast":true,"o":true,"p":{}}`, consult.Patient, []daily.Excess{
			daily.EveryRoom, daily.ForEver, daily.Records, daily.MayRecord, daily.Transcribes, daily.OwnsRoom, daily.OwnPermission,
		}},
	} {
		assert.Equal(t, test.want, inspected(t, test.payload).Excess("call-1", test.party, time.Unix(1, 0)), "%s: %s", test.payload, test.why)
	}
}

func TestClaimsMakeFactsWorse(t *testing.T) {
	t.Parallel()
	safe := decoded(t, `{"privacy":"private","config":{"enable_recording":false,"enable_knocking":true,"auto_start_transcription":false}}`).Facts(daily.Domain{}, consulttest.Now)
	for _, test := range []struct {
		why, payload string
		fact         func(consult.Room) string
		want         string
	}{
		{"no more than joining", `{"r":"x"}`, recording, "off"},
		{"it records on request", `{"r":"x","er":"cloud"}`, recording, "on-request"},
		{"it records", `{"r":"x","sr":true}`, recording, "automatic"},
		{"a participant may", `{"r":"x","er":"cloud"}`, authority, "participants"},
		{"an owner may", `{"r":"x","er":"cloud","o":true}`, authority, "host"},
		{"nobody may", `{"r":"x","er":false}`, authority, "nobody"},
		{"it transcribes", `{"r":"x","ast":true}`, transcription, "automatic"},
		{"it does not", `{"r":"x","ast":false}`, transcription, "on-request"},
		{"an owner admits", `{"r":"x","o":true}`, admission, "waiting-room"},
		{"any other token goes past the waiting room", `{"r":"x"}`, admission, "named-guests"},
		{"it opens every room", `{"o":true}`, admission, "link"},
	} {
		assert.Equal(t, test.want, test.fact(inspected(t, test.payload).In(safe)), "%s: %s", test.payload, test.why)
	}
	open := safe
	open.RecordingAuthority, open.Recording = consult.AuthorityParticipants, consult.RecordingUnknown
	got := inspected(t, `{"r":"x","er":"cloud","o":true}`).In(open)
	assert.Equal(t, consult.AuthorityParticipants, got.RecordingAuthority, "what anybody may do, an owner's token does not take away")
	assert.Equal(t, consult.RecordingUnknown, got.Recording)
}

func TestInspectRefusesWhatIsNoToken(t *testing.T) {
	t.Parallel()
	for why, text := range map[string]platform.Token{
		"nothing":               "",
		"one part":              "x",
		"two parts":             "x.e30",
		"four parts":            "x.e30.x.x",
		"not base64":            "x.{}.x",
		"padded":                "x.e30=.x",
		"not JSON":              token("Mrs Jones"),
		"a list":                token("[]"),
		"a claim twice":         token(`{"sr":false,"sr":true}`),
		"a claim twice, hidden": token(`{"sr":false,"s\u0072":true}`),
		"a flag as text":        token(`{"sr":"false"}`),
		"a flag as a number":    token(`{"o":0}`),
		"an instant as text":    token(`{"exp":"1"}`),
		"too deep":              token(`{"x":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`),
		"too long":              token(`{"x":"` + strings.Repeat("x", platform.MaxBytes) + `"}`),
		"much too long":         platform.Token(strings.Repeat("x", 3*platform.MaxBytes)),
	} {
		c, err := daily.Inspect(text)
		assert.Equal(t, daily.ErrToken, err, why)
		assert.Zero(t, c, why)
	}
}

// FuzzInspect holds that no token makes facts safer than those of the room.
func FuzzInspect(f *testing.F) {
	f.Add(string(sampleToken))
	f.Add(string(token(`{"r":"x","o":true,"er":false,"sr":false,"ast":false,"p":{"ca":true},"exp":1e9}`)))
	f.Add("..")
	room, err := daily.Decode([]byte(`{"privacy":"private","config":{"enable_recording":false,"enable_knocking":true}}`))
	require.NoError(f, err)
	safe := room.Facts(daily.Domain{}, consulttest.Now)
	f.Fuzz(func(t *testing.T, text string) {
		c, err := daily.Inspect(platform.Token(text))
		if err != nil {
			assert.Zero(t, c)
			return
		}
		got := c.In(safe)
		assert.GreaterOrEqual(t, got.Recording, safe.Recording)
		assert.GreaterOrEqual(t, got.RecordingAuthority, safe.RecordingAuthority)
		assert.GreaterOrEqual(t, got.Transcription, safe.Transcription)
		assert.GreaterOrEqual(t, got.Admission, safe.Admission)
	})
}
