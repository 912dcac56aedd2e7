package rooms

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// messages are what comes in, and what is understood of it, written anew; nothing where it is malformed.
var messages = []struct{ why, text, want string }{
	{"the provider lets the patient in", `{"type":"admit"}`, `{"type":"admit"}`},
	{"either hangs up", `{"type":"hang-up"}`, `{"type":"hang-up"}`},
	{"an offer", `{"type":"signal","description":{"type":"offer","sdp":"v=0\r\n"}}`,
		`{"type":"signal","description":{"type":"offer","sdp":"v=0\r\n"}}`},
	{"an answer, in another order", `{"description":{"sdp":"v=0","type":"answer"},"type":"signal"}`,
		`{"type":"signal","description":{"type":"answer","sdp":"v=0"}}`},
	{"a candidate as Chromium writes it",
		`{"type":"signal","candidate":{"candidate":"candidate:1 1 udp 1 192.0.2.1 1 typ host","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"abcd"}}`,
		`{"type":"signal","candidate":{"candidate":"candidate:1 1 udp 1 192.0.2.1 1 typ host","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"abcd"}}`},
	{"a candidate that leaves out what it may",
		`{"type":"signal","candidate":{"candidate":"","sdpMLineIndex":1}}`,
		`{"type":"signal","candidate":{"candidate":"","sdpMid":null,"sdpMLineIndex":1,"usernameFragment":null}}`},
	{"a member that is null is left out", `{"type":"hang-up","candidate":null}`, `{"type":"hang-up"}`},

	{"nothing", ``, ``},
	{"no object", `"admit"`, ``},
	{"null", `null`, ``},
	{"no kind", `{}`, ``},
	{"a kind that there is not", `{"type":"record"}`, ``},
	{"a kind in capitals", `{"type":"ADMIT"}`, ``},
	{"a kind that only the server says", `{"type":"state"}`, ``},
	{"a kind that is a number", `{"type":1}`, ``},
	{"a member in capitals", `{"Type":"admit"}`, ``},
	{"a member twice: which counts?", `{"type":"admit","type":"hang-up"}`, ``},
	{"a member twice, once escaped", `{"type":"admit","\u0074ype":"hang-up"}`, ``},
	{"a member that there is not", `{"type":"admit","to":"patient"}`, ``},
	{"admitting with a signal in it", `{"type":"admit","candidate":{"candidate":"","sdpMid":"0"}}`, ``},
	{"hanging up with a signal in it", `{"type":"hang-up","description":{"type":"offer","sdp":"v=0"}}`, ``},
	{"a signal without anything", `{"type":"signal"}`, ``},
	{"a signal with both", `{"type":"signal","description":{"type":"offer","sdp":"v=0"},"candidate":{"candidate":"","sdpMid":"0"}}`, ``},
	{"a description without text", `{"type":"signal","description":{"type":"offer"}}`, ``},
	{"a description that is undone", `{"type":"signal","description":{"type":"rollback","sdp":""}}`, ``},
	{"a provisional answer", `{"type":"signal","description":{"type":"pranswer","sdp":"v=0"}}`, ``},
	{"a description with something else", `{"type":"signal","description":{"type":"offer","sdp":"v=0","x":1}}`, ``},
	{"a candidate of no line", `{"type":"signal","candidate":{"candidate":"candidate:1"}}`, ``},
	{"a candidate of a line before the first", `{"type":"signal","candidate":{"candidate":"","sdpMLineIndex":-1}}`, ``},
	{"a candidate of half a line", `{"type":"signal","candidate":{"candidate":"","sdpMLineIndex":0.5}}`, ``},
	{"a candidate of a line that no description has", `{"type":"signal","candidate":{"candidate":"","sdpMLineIndex":65536}}`, ``},
	{"something behind", `{"type":"admit"}{}`, ``},
	{"cut off", `{"type":"admit"`, ``},
	{"bytes that are not UTF-8", "{\"type\":\"admit\xff\"}", ``},
	{"half a surrogate pair", `{"type":"signal","description":{"type":"offer","sdp":"\ud800"}}`, ``},
	{"too deep", strings.Repeat(`{"description":`, 10_000), ``},
	{"too long", `{"type":"admit"` + strings.Repeat(" ", maxMessage) + `}`, ``},
}

func TestDecode(t *testing.T) {
	t.Parallel()
	for _, test := range messages {
		m, err := decode([]byte(test.text))
		if test.want == "" {
			assert.ErrorIs(t, err, errMalformed, test.why)
			assert.Zero(t, m, test.why)
		} else if assert.NoError(t, err, test.why) {
			assert.Equal(t, test.want, string(encode(m)), test.why)
		}
	}
}

// FuzzMessage: whatever is taken is one of the few things that may be said, reads the same once it is written anew, and
// what is refused leaves nothing behind.
func FuzzMessage(f *testing.F) {
	for _, test := range messages {
		f.Add([]byte(test.text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := decode(data)
		if err != nil {
			require.Equal(t, errMalformed, err, "the error quotes nothing")
			require.Zero(t, m)
			return
		}
		signal := m.Description != nil || m.Candidate != nil
		require.Equal(t, m.Type == kindSignal, signal)
		require.Contains(t, []string{kindAdmit, kindHangUp, kindSignal}, m.Type)
		written := encode(m)
		again, err := decode(written)
		if len(written) > maxMessage { // the names of members that were left out
			return
		}
		require.NoError(t, err)
		require.Equal(t, m, again)
	})
}
