package livekit_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/livekit"
)

// TestConformance attacks a small platform whose rooms are those of a real LiveKit server.
func TestConformance(t *testing.T) {
	t.Parallel()
	s := run(t, false, nil)
	auto, err := s.Probe(t.Context())
	require.NoError(t, err)
	s.Deployment = deployed
	s.Deployment.AutoCreate = auto
	report := consulttest.TestPlatform(t, func(rig *consulttest.Rig) consulttest.Platform {
		c := &clinic{t: t, server: s, gate: rig.Gate, calls: map[consult.CallID]*clinicCall{}}
		rig.Cleanup(c.close)
		return c
	}, nil)
	for _, item := range report.Items {
		if strings.HasPrefix(string(item.Rule), "permit.") || item.Rule == "record.kept" || item.Rule == "recording.default" {
			assert.Equal(t, consulttest.Withstood, item.Result, "%s: %s: %s", item.Rule, item.Why, item.Detail)
		}
	}
}

// A clinic is a platform as an application writes it: what it knows of a call, it has from the server.
type clinic struct {
	t      *testing.T
	server *livekit.Server
	gate   *consult.Gate

	mu    sync.Mutex
	calls map[consult.CallID]*clinicCall
}

// A clinicCall is what the clinic itself did about a call.
type clinicCall struct {
	starts  int
	premade bool // somebody made its room to record, before it started
}

func (c *clinic) call(id consult.CallID) *clinicCall {
	if c.calls[id] == nil {
		c.calls[id] = new(clinicCall)
	}
	return c.calls[id]
}

// Ask gathers the facts of the room that LiveKit has or would make, on a deployment of the kind that the
// call describes.
func (c *clinic) Ask(ctx context.Context, call consult.Call) (consulttest.Ticket, error) {
	room, err := c.server.Room(ctx, call.ID)
	if err != nil {
		return consulttest.Ticket{}, err
	}
	var document livekit.Document = room
	if call.Room.Recording == consult.RecordingAutomatic || call.Room.Recording == consult.RecordingBuffered {
		document = recorded(call.Room.Recording)
	}
	facts := livekit.Facts(document, c.deployment(&call.Room), call.Room.At)
	if !settable(call.Room, facts) {
		return consulttest.Ticket{}, fmt.Errorf("LiveKit has no such room: %w", errors.ErrUnsupported)
	}
	call.Room = facts
	decision, err := c.gate.Decide(ctx, &call)
	if err != nil {
		return consulttest.Ticket{}, err
	}
	permit, ok := decision.Permit()
	if !ok {
		return consulttest.Ticket{}, consult.ErrRefused
	}
	return consulttest.Ticket{Permit: permit}, nil
}

// deployment is one on which rooms are as described, as far as that is a matter of deployment.
func (c *clinic) deployment(described *consult.Room) livekit.Deployment {
	d := c.server.Deployment
	if described.Visibility == consult.VisibilityUnknown {
		d.AutoCreate = consult.Unknown
	}
	if described.ServerCapture != consult.Yes {
		d.Egress, d.Agents = described.ServerCapture, described.ServerCapture
	}
	if described.Encryption == consult.EncryptionUnknown {
		d.Gateways = consult.Unknown
	}
	d.Recorders, d.Admission = described.RecordingAuthority, described.Admission
	if described.Recording == consult.RecordingUnknown {
		d.Recorders = consult.AuthorityUnknown
	}
	d.Transcription, d.Scribe = described.Transcription, described.Scribe
	return d
}

// recorded returns what an application would make a room with that records.
func recorded(how consult.Recording) livekit.Configuration {
	if how == consult.RecordingBuffered {
		return decoded[livekit.Configuration](`{"name":"call-0001","replay_enabled":true}`)
	}
	return decoded[livekit.Configuration](`{"name":"call-0001","egress":{"room":{"layout":"grid"}}}`)
}

// settable reports whether a room is as described, or less is known of it.
func settable(described, facts consult.Room) bool {
	return as(described.Recording, facts.Recording) && as(described.RecordingAuthority, facts.RecordingAuthority) &&
		as(described.Transcription, facts.Transcription) && as(described.Scribe, facts.Scribe) &&
		as(described.Encryption, facts.Encryption) && as(described.ServerCapture, facts.ServerCapture) &&
		as(described.Visibility, facts.Visibility) && as(described.Admission, facts.Admission) && described.Source != ""
}

func as[E comparable](described, fact E) bool {
	var unknown E
	return fact == described || fact == unknown
}

func (c *clinic) Start(ctx context.Context, call consult.CallID, with consulttest.Ticket) error {
	if with.Permit.Call() != "" && with.Permit.Call() != call {
		return consult.ErrOtherCall
	}
	if _, err := c.server.Open(ctx, c.gate, with.Permit, "dr-1"); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.call(call).starts++
	return nil
}

// Join joins by the signalling protocol, with the token of that side.
func (c *clinic) Join(_ context.Context, call consult.CallID, as consult.Party) error {
	mint := c.server.Patient
	if as == consult.Provider {
		mint = c.server.Rejoin
	}
	token, err := mint(call, "somebody")
	if err != nil {
		return err
	}
	if status := connect(c.t, c.server, token); status != http.StatusSwitchingProtocols {
		return fmt.Errorf("the server answers %d", status)
	}
	return nil
}

// Record asks the Egress API with the token of that side. Before the start it makes the room, with egress
// that starts by itself.
func (c *clinic) Record(ctx context.Context, call consult.CallID, as consult.Party) error {
	c.mu.Lock()
	before := c.call(call).starts == 0
	c.call(call).premade = before
	c.mu.Unlock()
	if before {
		return c.post(ctx, "RoomService/CreateRoom", forge(c.t, granting(with("video.roomCreate", true))),
			fmt.Sprintf(`{"name":%q,"egress":{"participant":{"file_outputs":[{"filepath":"recording"}]}}}`, call))
	}
	token, err := c.server.Patient(call, "somebody")
	if as == consult.Provider {
		token, err = c.server.Rejoin(call, "somebody")
	}
	if err != nil {
		return err
	}
	return c.post(ctx, "Egress/StartRoomCompositeEgress", token, fmt.Sprintf(`{"room_name":%q}`, call))
}

func (c *clinic) post(ctx context.Context, method string, token platform.Token, body string) error {
	address := strings.Replace(c.server.URL, "ws", "http", 1) + "/twirp/livekit." + method
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader([]byte(body)))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+string(token))
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answers %d: %w", response.StatusCode, err)
	}
	return nil
}

// Look asks the server. A room that is there without the clinic's doing counts as started, unless it was
// made to be recorded: then it is a setting, and nobody has been let in.
func (c *clinic) Look(ctx context.Context, call consult.CallID) (consulttest.State, error) {
	room, err := c.server.Room(ctx, call)
	if err != nil {
		return consulttest.State{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	state := consulttest.State{Started: c.call(call).starts, Recording: room.ActiveRecording.Or(false)}
	switch {
	case room.Open != consult.Yes:
		state.Started = 0
	case state.Started == 0 && !c.call(call).premade:
		state.Started = 1
	}
	return state, nil
}

// close closes the calls, so that the next attack finds their names free.
func (c *clinic) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for call := range c.calls {
		assert.NoError(c.t, c.server.Close(ctx, call))
		assert.EventuallyWithT(c.t, func(check *assert.CollectT) {
			room, err := c.server.Room(ctx, call)
			assert.NoError(check, err)
			assert.Equal(check, consult.No, room.Open)
		}, patience, tick)
	}
}

func TestTheFactsOfADeploymentAreThoseOfACompliantCall(t *testing.T) {
	t.Parallel()
	want := consulttest.Call().Room
	want.Source = livekit.Source
	assert.Equal(t, want, livekit.Facts(livekit.Room{Open: consult.No}, deployed, want.At))
	assert.Equal(t, consult.Room{Observed: consult.Observed{Source: livekit.Source, At: want.At}}, livekit.Facts(nil, deployed, want.At))
	assert.WithinDuration(t, want.At, consulttest.Now, time.Minute)
}
