package livekit_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/livekit"
)

// decoded reads a document that is in the test.
func decoded[T any](document string) T {
	var into T
	if err := platform.Decode([]byte(document), &into); err != nil {
		panic(err)
	}
	return into
}

// hostile are documents that nobody reads, whatever they are to be.
var hostile = []struct {
	why, document string
	want          error
}{
	{"nothing", ``, platform.ErrMalformed},
	{"cut off", `{"name":"call`, platform.ErrMalformed},
	{"followed by another", `{}{}`, platform.ErrMalformed},
	{"a member twice", `{"agents":[],"agents":[{}]}`, platform.ErrMalformed},
	{"a member twice, escaped", `{"egress":null,"\u0065gress":{}}`, platform.ErrMalformed},
	{"not UTF-8", "{\"name\":\"\xff\"}", platform.ErrMalformed},
	{"longer than 64 KiB", `{"name":"` + strings.Repeat("a", platform.MaxBytes) + `"}`, platform.ErrTooLong},
	{"deep", strings.Repeat(`{"x":`, 33) + "1" + strings.Repeat("}", 33), platform.ErrTooDeep},
	{"a list", `[]`, platform.ErrMistyped},
	{"a text", `"room"`, platform.ErrMistyped},
}

func TestHostileDocuments(t *testing.T) {
	t.Parallel()
	for _, row := range hostile {
		for name, into := range map[string]any{"room": new(livekit.Room), "configuration": new(livekit.Configuration), "claims": new(livekit.Claims)} {
			assert.ErrorIs(t, platform.Decode([]byte(row.document), into), row.want, "%s as %s", row.why, name)
		}
	}
}

// members lists every member of a document that is read, with values of the type that LiveKit documents.
func members[T any](t *testing.T, right map[string]string, wrong map[string]string) {
	t.Helper()
	for member, value := range right {
		for _, v := range []string{value, "null"} {
			var into T
			assert.NoError(t, platform.Decode(nested(member, v), &into), "%s is %s", member, v)
		}
		for kind, v := range wrong {
			if kind != value[:1] {
				var into T
				assert.ErrorIs(t, platform.Decode(nested(member, v), &into), platform.ErrMistyped, "%s is %s", member, v)
			}
		}
	}
}

// nested returns a document with one member, which may lie in another.
func nested(path, value string) []byte {
	outer, inner, deeper := strings.Cut(path, ".")
	if deeper {
		value = string(nested(inner, value))
	}
	return []byte(`{"` + outer + `":` + value + `}`)
}

func TestMembersOfOtherTypes(t *testing.T) {
	t.Parallel()
	wrong := map[string]string{"t": "true", `"`: `"yes"`, "[": `[1]`, "{": `{"yes":1}`, "1": `1`}
	members[livekit.Room](t, map[string]string{"name": `"r"`, "sid": `"RM_1"`, "active_recording": "true"}, wrong)
	members[livekit.Configuration](t, map[string]string{
		"egress": "{}", "agents": "[{}]", "room_preset": `"p"`, "roomPreset": `"p"`, "replay_enabled": "true", "replayEnabled": "true",
	}, wrong)
	claims := map[string]string{
		"iss": `"k"`, "sub": `"s"`, "exp": "1", "nbf": "1", "video": "{}", "kind": `"sip"`, "roomConfig": "{}", "roomConfig.egress": "{}",
		"roomPreset": `"p"`, "sha256": `"x"`, "sip": "{}", "agent": "{}", "inference": "{}", "observability": "{}",
		"video.room": `"r"`, "video.destinationRoom": `"r"`, "video.canPublishSources": "[]",
	}
	for _, grant := range []string{
		"roomCreate", "roomList", "roomRecord", "roomAdmin", "roomJoin", "ingressAdmin", "hidden", "recorder", "agent",
		"canPublish", "canSubscribe", "canPublishData", "canUpdateOwnMetadata", "canSubscribeMetrics",
	} {
		claims["video."+grant] = "true"
	}
	members[livekit.Claims](t, claims, wrong)
}

func TestAbsentNullAndFalseStayApart(t *testing.T) {
	t.Parallel()
	absent := decoded[livekit.Claims](`{"video":{}}`).Video.Or(livekit.VideoGrant{}).RoomRecord
	null := decoded[livekit.Claims](`{"video":{"roomRecord":null}}`).Video.Or(livekit.VideoGrant{}).RoomRecord
	no := decoded[livekit.Claims](`{"video":{"roomRecord":false}}`).Video.Or(livekit.VideoGrant{}).RoomRecord
	assert.True(t, absent.Absent())
	assert.True(t, null.IsNull())
	assert.Equal(t, platform.Given(false), no)
}

func TestAMemberInBothSpellings(t *testing.T) {
	t.Parallel()
	for _, document := range []string{`{"room_preset":"","roomPreset":"recorded"}`, `{"replay_enabled":null,"replayEnabled":true}`} {
		require.Error(t, platform.Decode([]byte(document), new(livekit.Configuration)))
	}
}

func FuzzClaims(f *testing.F) {
	fuzz[livekit.Claims](f, `{"video":{"roomJoin":true},"roomConfig":{"egress":{}}}`)
}
func FuzzConfiguration(f *testing.F) {
	fuzz[livekit.Configuration](f, `{"room_preset":"p","agents":[{}]}`)
}
func FuzzRoom(f *testing.F) { fuzz[livekit.Room](f, `{"name":"call-0001","active_recording":true}`) }

// fuzz holds a decoder to not panicking, and the facts to never proving what no document can.
func fuzz[T livekit.Document](f *testing.F, documents ...string) {
	f.Helper()
	for _, row := range hostile {
		documents = append(documents, row.document)
	}
	for _, document := range documents {
		f.Add([]byte(document))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		var into T
		if platform.Decode(document, &into) != nil {
			return
		}
		facts := livekit.Facts(into, deployed, consulttest.Now)
		if facts.Encryption == consult.EncryptionEndToEnd || facts.ServerCapture == consult.No || facts.Recording == consult.RecordingOff {
			t.Errorf("%s proves %+v", document, facts)
		}
	})
}
