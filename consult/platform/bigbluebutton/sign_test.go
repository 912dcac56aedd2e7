package bigbluebutton_test

import (
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/bigbluebutton"
)

// TestVerifyTheDocumentedExample is the example of BigBlueButton's API reference, under "API Security Model",
// which is signed with SHA-1.
func TestVerifyTheDocumentedExample(t *testing.T) {
	t.Parallel()
	server := &bigbluebutton.Server{Secret: platform.NewSecret("639259d4-9dd8-4b25-bf01-95f9567eaf4b")}
	const query = "name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444"
	const checksum = "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17"
	got, err := server.Verify("create", "https://bbb.example/bigbluebutton/api/create?"+query+"&checksum="+checksum)
	require.NoError(t, err)
	assert.Equal(t, query, got)
	create, err := bigbluebutton.DecodeCreate(got)
	require.NoError(t, err)
	assert.Equal(t, "abc123", create.MeetingID)
}

func TestVerify(t *testing.T) {
	t.Parallel()
	server := &bigbluebutton.Server{Secret: platform.NewSecret("secret")}
	const query = "meetingID=a&record=false"
	signed := map[string]string{}
	for name, sum := range map[string]any{
		"SHA-1":   sha1.Sum([]byte("create" + query + "secret")),
		"SHA-256": sha256.Sum256([]byte("create" + query + "secret")),
		"SHA-384": sha512.Sum384([]byte("create" + query + "secret")),
		"SHA-512": sha512.Sum512([]byte("create" + query + "secret")),
	} {
		signed[name] = fmt.Sprintf("%x", sum)
	}
	for why, url := range map[string]string{
		"SHA-1":                "/create?" + query + "&checksum=" + signed["SHA-1"],
		"SHA-256":              "/create?" + query + "&checksum=" + signed["SHA-256"],
		"SHA-384":              "/create?" + query + "&checksum=" + signed["SHA-384"],
		"SHA-512":              "/create?" + query + "&checksum=" + signed["SHA-512"],
		"the checksum first":   "/create?checksum=" + signed["SHA-256"] + "&" + query,
		"the checksum between": "/create?meetingID=a&checksum=" + signed["SHA-256"] + "&record=false",
	} {
		got, err := server.Verify("create", "https://bbb.example/bigbluebutton/api"+url)
		require.NoError(t, err, why)
		assert.Equal(t, query, got, why)
	}
	for why, url := range map[string]string{
		"a parameter changed":      "/api/create?meetingID=a&record=true&checksum=" + signed["SHA-256"],
		"a parameter more":         "/api/create?" + query + "&a=b&checksum=" + signed["SHA-256"],
		"in another order":         "/api/create?record=false&meetingID=a&checksum=" + signed["SHA-256"],
		"of another call":          "/api/join?" + query + "&checksum=" + signed["SHA-256"],
		"of no call":               "/create?" + query + "&checksum=" + signed["SHA-256"],
		"without a checksum":       "/api/create?" + query,
		"with an empty one":        "/api/create?" + query + "&checksum=",
		"with half of one":         "/api/create?" + query + "&checksum=" + signed["SHA-256"][:32],
		"with one that is no code": "/api/create?" + query + "&checksum=xyz",
		"with one of two":          "/api/create?" + query + "&checksum=" + signed["SHA-256"] + "&checksum=" + signed["SHA-1"],
		"no URL":                   "/api/create\x7f?" + query,
	} {
		_, err := server.Verify("create", "https://bbb.example/bigbluebutton"+url)
		require.Error(t, err, why)
		assert.NotContains(t, err.Error(), "bbb.example", why)
	}
	empty := sha256.Sum256([]byte("create" + query))
	_, err := new(bigbluebutton.Server).Verify("create", "https://bbb.example/api/create?"+query+"&checksum="+hex.EncodeToString(empty[:]))
	require.ErrorIs(t, err, bigbluebutton.ErrUnsigned, "without a secret nothing is signed")
}

func TestMeetingID(t *testing.T) {
	t.Parallel()
	for call, want := range map[consult.CallID]string{
		"1":                                    "call-1",
		"8f14e45f-ceea-467f-a8b1-2c3d4e5f6a7b": "call-8f14e45f-ceea-467f-a8b1-2c3d4e5f6a7b",
		"a.b_c~d:e-f":                          "call-a_2Eb_5Fc_7Ed_3Ae-f",
		"_2E":                                  "call-_5F2E", // and not what stands for a full stop
	} {
		id, err := bigbluebutton.MeetingID(call)
		require.NoError(t, err)
		assert.Equal(t, want, id)
		back, ok := bigbluebutton.CallID(id)
		assert.True(t, ok)
		assert.Equal(t, call, back)
	}
	for _, call := range []consult.CallID{"", "a b", "ä", consult.CallID(strings.Repeat("_", 128))} {
		_, err := bigbluebutton.MeetingID(call)
		require.ErrorIs(t, err, bigbluebutton.ErrCallID, "%q", call)
	}
	for _, id := range []string{"", "call-", "meeting-1", "call-_", "call-_2", "call-_2e", "call-_41", "call-_zz", "call-a b", "call-_00", "call-" + strings.Repeat("a", 300)} {
		_, ok := bigbluebutton.CallID(id)
		assert.False(t, ok, "%q", id)
	}
}

func FuzzCallID(f *testing.F) {
	for _, seed := range []string{"call-1", "call-_2E", "call-_", "call-_zz", "a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, id string) {
		call, ok := bigbluebutton.CallID(id)
		if !ok {
			return
		}
		again, err := bigbluebutton.MeetingID(call)
		require.NoError(t, err)
		assert.Equal(t, id, again)
	})
}
