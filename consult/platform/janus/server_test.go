package janus_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult/platform/internal/servertest"
	"github.com/preconsult/preconsult/consult/platform/janus"
)

const adminKey = "the key of the test"

// guarded is the plugin's configuration as the package relies on it.
const guarded = `admin_key = "` + adminKey + `"
lock_rtp_forward = true`

// start starts a real Janus on loopback, with a configuration of the plugin and, if any, more of the
// core's.
func start(t *testing.T, videoroom, core string) *janus.Server {
	t.Helper()
	program := servertest.Find(t, "janus", "apt-get install janus")
	plugins, err := filepath.Glob("/usr/lib/*/janus/plugins")
	require.NoError(t, err)
	require.NotEmpty(t, plugins, "Janus is installed without its plugins")
	dir, port := t.TempDir(), servertest.Port(t)
	home := filepath.Dir(plugins[0])
	write := func(name, format string, args ...any) {
		t.Helper()
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), fmt.Appendf(nil, format, args...), 0o600))
	}
	write("janus.jcfg", `general: {
	configs_folder = %q
	plugins_folder = %q
	transports_folder = %q
	loggers_folder = %q
	events_folder = %q
	%s
}
nat: { ice_enforce_list = "127.0.0.1" }
plugins: { disable = %q }
transports: { disable = %q }
`, dir, home+"/plugins", home+"/transports", dir, dir, core, others(t, home+"/plugins", "libjanus_videoroom.so"), others(t, home+"/transports", "libjanus_http.so"))
	write("janus.transport.http.jcfg", `general: {
	json = "compact"
	base_path = "/janus"
	http = true
	ip = "127.0.0.1"
	port = %d
}
admin: { admin_http = false }
`, port)
	write("janus.plugin.videoroom.jcfg", "general: {\n%s\n}\n", videoroom)
	url := "http://127.0.0.1:" + strconv.Itoa(port) + "/janus"
	servertest.Start(t, servertest.Answering(url+"/info"), program, "-C", filepath.Join(dir, "janus.jcfg"), "-F", dir)
	return &janus.Server{URL: url, AdminKey: adminKey}
}

// others lists the shared objects of a folder but one, as Janus takes it.
func others(t *testing.T, dir, but string) string {
	t.Helper()
	paths, err := filepath.Glob(dir + "/*.so")
	require.NoError(t, err)
	var names string
	for _, path := range paths {
		if name := filepath.Base(path); name != but {
			names += name + ","
		}
	}
	return names
}

// A participant talks to Janus as a client in a browser does, by itself and not through the package.
type participant struct {
	url     string
	session string
	handle  string
}

// reply is what the plugin answers.
type reply struct {
	VideoRoom string          `json:"videoroom"`
	Code      int             `json:"error_code"`
	ID        json.Number     `json:"id"`
	PrivateID json.Number     `json:"private_id"`
	List      json.RawMessage `json:"list"`
}

// sound says whether Janus did what it was asked.
func (r *reply) sound() error {
	if r.Code != 0 {
		return fmt.Errorf("janus answers with error %d", r.Code)
	}
	return nil
}

// enter begins a session.
func enter(ctx context.Context, server *janus.Server) (*participant, error) {
	p := &participant{url: server.URL}
	var begun struct {
		Data struct{ ID json.Number }
	}
	err := p.exchange(ctx, "", map[string]any{"janus": "create", "transaction": "t"}, &begun)
	if err != nil {
		return nil, err
	}
	p.session = "/" + begun.Data.ID.String()
	err = p.exchange(ctx, p.session, map[string]any{"janus": "attach", "plugin": "janus.plugin.videoroom", "transaction": "t"}, &begun)
	p.handle = p.session + "/" + begun.Data.ID.String()
	return p, err
}

// ask sends a body to the plugin, with an offer of media if there is one, and returns what is answered: at
// once, or as the event that follows.
func (p *participant) ask(ctx context.Context, body any, offer ...map[string]any) (reply, error) {
	message := map[string]any{"janus": "message", "transaction": "t", "body": body}
	if len(offer) > 0 {
		message["jsep"] = offer[0]
	}
	var answer struct {
		Janus string
		Error struct{ Code int }
		Data  struct{ Data reply } `json:"plugindata"`
	}
	err := p.exchange(ctx, p.handle, message, &answer)
	for err == nil && answer.Janus != "success" && answer.Janus != "event" {
		if answer.Janus == "error" {
			return reply{Code: answer.Error.Code}, nil
		}
		err = p.exchange(ctx, p.session+"?maxev=1", nil, &answer) // which answers once there is something to tell
	}
	return answer.Data.Data, err
}

// exchange posts a body, or gets where there is none.
func (p *participant) exchange(ctx context.Context, path string, body, into any) error {
	method, text := http.MethodGet, []byte(nil)
	if body != nil {
		var err error
		method = http.MethodPost
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, p.url+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return errors.New(response.Status)
	}
	return json.NewDecoder(response.Body).Decode(into)
}

// said is ask in a test.
func (p *participant) said(t *testing.T, body any, offer ...map[string]any) reply {
	t.Helper()
	r, err := p.ask(t.Context(), body, offer...)
	require.NoError(t, err)
	return r
}

// newcomer is enter in a test.
func newcomer(t *testing.T, server *janus.Server) *participant {
	t.Helper()
	p, err := enter(t.Context(), server)
	require.NoError(t, err)
	return p
}

// offer is an offer to send audio, which nothing will be sent by.
func offer() map[string]any {
	return map[string]any{"type": "offer", "sdp": "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n" +
		"m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 127.0.0.1\r\na=rtcp-mux\r\na=ice-ufrag:abcd\r\na=ice-pwd:abcdabcdabcdabcdabcdabcd\r\n" +
		"a=fingerprint:sha-256 2A:70:01:C5:EF:7B:E0:BC:BA:B5:D5:2A:2B:B9:AE:43:7E:36:FE:7B:AE:1B:4A:89:1C:EE:63:A2:7B:EE:C4:8A\r\n" +
		"a=setup:actpass\r\na=mid:0\r\na=sendonly\r\na=rtpmap:111 opus/48000/2\r\na=ssrc:1234 cname:x\r\n"}
}
