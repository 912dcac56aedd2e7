package rooms_test

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/examples/clinic/rooms"
)

// What pages say, as short as can be.
const (
	admits     = `{"type":"admit"}`
	hangsUp    = `{"type":"hang-up"}`
	offers     = `{"type":"signal","description":{"type":"offer","sdp":"v=0"}}`
	answers    = `{"type":"signal","description":{"type":"answer","sdp":"v=0"}}`
	candidates = `{"type":"signal","candidate":{"candidate":"candidate:1","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":null}}`
)

// A clinic serves rooms by real websockets over connections in memory, within a bubble in which time stands still
// until nothing else can happen. So a test can tell that nothing more is relayed, and need not wait to see.
type clinic struct {
	*consulttest.Rig
	t     *testing.T
	rooms *rooms.Rooms
	dials pipes
	ends  context.CancelFunc // ends the contexts of all requests
}

// inClinic runs a test in a clinic.
func inClinic(t *testing.T, options *rooms.Options, test func(t *testing.T, c *clinic)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		rig := consulttest.NewRig(t)
		c := &clinic{Rig: rig, t: t, rooms: rooms.New(rig.Gate, options), dials: make(pipes)}
		ctx, ends := context.WithCancel(context.Background())
		defer ends()
		c.ends = ends
		server := &http.Server{Handler: handler(c.rooms), BaseContext: func(net.Listener) context.Context { return ctx }}
		go server.Serve(c.dials)
		test(t, c)
		c.rooms.Close()
		require.NoError(t, server.Close())
	})
}

// handler identifies participants by the path, as no application does.
func handler(r *rooms.Rooms) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{call}/{party}", func(w http.ResponseWriter, req *http.Request) {
		var as consult.Party
		if as.UnmarshalText([]byte(req.PathValue("party"))) != nil {
			as = consult.PartyUnknown
		}
		r.Socket(w, req, consult.CallID(req.PathValue("call")), as)
	})
	mux.HandleFunc("GET /refused", func(w http.ResponseWriter, req *http.Request) {
		rooms.Refuse(w, req, req.FormValue("reason"))
	})
	return mux
}

// ask returns a call that is allowed, with an id.
func ask(id consult.CallID) consult.Call {
	return consulttest.Call(func(c *consult.Call) { c.ID = id })
}

// opens has the room of a call opened.
func (c *clinic) opens(id consult.CallID) {
	c.t.Helper()
	_, err := c.rooms.Open(c.t.Context(), c.Permit(c.t, ask(id)))
	require.NoError(c.t, err)
	synctest.Wait()
}

// A member is somebody connected.
type member struct {
	t    *testing.T
	conn *websocket.Conn

	mu    sync.Mutex
	heard []string
	end   error
}

// dial connects without listening.
func (c *clinic) dial(path string, header http.Header) (*member, *http.Response, error) {
	transport := &http.Transport{DialContext: c.dials.dial, DisableKeepAlives: true}
	conn, response, err := websocket.Dial(c.t.Context(), "http://clinic.example/"+path, &websocket.DialOptions{
		HTTPClient: &http.Client{Transport: transport}, HTTPHeader: header,
	})
	if err != nil {
		return nil, response, err
	}
	c.t.Cleanup(func() { conn.CloseNow() })
	return &member{t: c.t, conn: conn}, response, nil
}

// joins connects a party of a call, and listens.
func (c *clinic) joins(id consult.CallID, as consult.Party) *member {
	c.t.Helper()
	return c.loads(id, as, "of-"+as.String())
}

// loads connects a page of a party, and listens.
func (c *clinic) loads(id consult.CallID, as consult.Party, page string) *member {
	c.t.Helper()
	m, _, err := c.dial(string(id)+"/"+as.String()+"?page="+page, nil)
	require.NoError(c.t, err)
	go m.listen(c.t.Context())
	synctest.Wait()
	return m
}

func (m *member) listen(ctx context.Context) {
	for {
		_, data, err := m.conn.Read(ctx)
		m.mu.Lock()
		if err != nil {
			m.end = err
			m.mu.Unlock()
			return
		}
		m.heard = append(m.heard, string(data))
		m.mu.Unlock()
	}
}

// says sends a message, and returns when all has come of it that does.
func (m *member) says(text string) {
	m.t.Helper()
	// Where the socket is closed meanwhile it cannot be written to, which is for the test to see.
	_ = m.conn.Write(m.t.Context(), websocket.MessageText, []byte(text))
	synctest.Wait()
}

// hears returns what was heard since it was asked last.
func (m *member) hears() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	heard := m.heard
	m.heard = nil
	return heard
}

// signals returns those of them that come from the other one.
func (m *member) signals() (signals []string) {
	for _, heard := range m.hears() {
		if !strings.HasPrefix(heard, `{"type":"state"`) {
			signals = append(signals, heard)
		}
	}
	return signals
}

// told is what the server says of a room.
type told struct {
	Type, Room, You, Page string
	Admitted, Begun, Peer bool
}

// last returns the last of what was heard, which the server says of the room.
func (m *member) last() told {
	m.t.Helper()
	all := m.told()
	require.NotEmpty(m.t, all)
	return all[len(all)-1]
}

// told returns all that was heard, which the server says of the room.
func (m *member) told() (all []told) {
	m.t.Helper()
	for _, heard := range m.hears() {
		var s told
		require.NoError(m.t, json.Unmarshal([]byte(heard), &s))
		require.Equal(m.t, "state", s.Type)
		all = append(all, s)
	}
	return all
}

// closed returns how the socket was closed, or 0 where it is open; -1 stands for being cut off.
func (m *member) closed() websocket.StatusCode {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.end == nil {
		return 0
	}
	return websocket.CloseStatus(m.end)
}

// pair has both in an open room, the patient admitted, and nothing left to hear.
func (c *clinic) pair(id consult.CallID) (provider, patient *member) {
	c.t.Helper()
	c.opens(id)
	provider, patient = c.joins(id, consult.Provider), c.joins(id, consult.Patient)
	provider.says(admits)
	require.Equal(c.t, rooms.State{Stage: rooms.Open, Provider: true, Patient: true}, c.rooms.State(id))
	provider.hears()
	patient.hears()
	return provider, patient
}

// talk asserts that signals go both ways.
func talk(t *testing.T, provider, patient *member) {
	t.Helper()
	provider.says(offers)
	assert.Equal(t, []string{offers}, patient.signals())
	patient.says(answers)
	patient.says(candidates)
	assert.Equal(t, []string{answers, candidates}, provider.signals())
}

// pipes is a listener to connections in memory.
type pipes chan net.Conn

func (p pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p pipes) Accept() (net.Conn, error) {
	if c, ok := <-p; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (p pipes) Close() error   { close(p); return nil }
func (p pipes) Addr() net.Addr { return &net.IPAddr{} }
