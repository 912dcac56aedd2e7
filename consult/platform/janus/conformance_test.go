package janus_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform/janus"
)

// TestConformance attacks a platform that starts its calls on a real Janus.
func TestConformance(t *testing.T) {
	t.Parallel()
	server := start(t, guarded, "")
	consulttest.TestPlatform(t, func(rig *consulttest.Rig) consulttest.Platform {
		p := &clinic{server: server, gate: rig.Gate, rooms: map[consult.CallID]*room{}}
		rig.Cleanup(p.close)
		return p
	}, &consulttest.PlatformOptions{Name: "Janus VideoRoom"})
}

// A clinic is a small platform whose calls take place on Janus. What it knows of a call is its permit, and
// then its ticket; everything else is asked of the server.
type clinic struct {
	server *janus.Server
	gate   *consult.Gate

	mu    sync.Mutex
	rooms map[consult.CallID]*room
}

// A room is a call that was asked for.
type room struct {
	ticket  janus.Ticket
	starts  int
	patient *participant // once in the call
}

var errRefused = errors.New("the call may not start")

// Ask has a call decided as it is described, but for what a compliant room is: that is what Open will ask for.
func (c *clinic) Ask(ctx context.Context, call consult.Call) (consulttest.Ticket, error) {
	if call.Room == consulttest.Call().Room {
		call.Room = c.server.Request(call.ID).Facts(call.Room.At)
	}
	decision, err := c.gate.Decide(ctx, &call)
	if err != nil {
		return consulttest.Ticket{}, err
	}
	permit, ok := decision.Permit()
	if !ok {
		return consulttest.Ticket{}, errRefused
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rooms[call.ID] = new(room)
	return consulttest.Ticket{Permit: permit}, nil
}

func (c *clinic) Start(ctx context.Context, call consult.CallID, with consulttest.Ticket) error {
	if with.Permit.Call() != call {
		return errRefused
	}
	ticket, err := c.server.Open(ctx, c.gate, with.Permit)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.rooms[call]
	r.ticket = ticket
	r.starts++
	return nil
}

// Join sends what the ticket has for that side. Before the start there is none, so it is made up.
func (c *clinic) Join(ctx context.Context, call consult.CallID, as consult.Party) error {
	r := c.room(call)
	body := r.ticket.Provider
	switch {
	case r.starts == 0:
		body = janus.Join{Request: "join", PType: "publisher", Room: c.server.ID(call), Pin: "guessed", Token: "guessed"}
	case as == consult.Patient:
		body = r.ticket.Patient
	}
	p, err := enter(ctx, c.server)
	if err != nil {
		return err
	}
	answer, err := p.ask(ctx, body)
	if err == nil {
		err = answer.sound()
	}
	if err == nil && as == consult.Patient {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.rooms[call].patient = p
	}
	return err
}

// Record asks the server to record the room, from the place of who wants to: nobody in it has the secret.
func (c *clinic) Record(ctx context.Context, call consult.CallID, as consult.Party) error {
	p, err := c.room(call).patient, error(nil)
	if p == nil || as != consult.Patient {
		if p, err = enter(ctx, c.server); err != nil {
			return err
		}
	}
	answer, err := p.ask(ctx, map[string]any{"request": "enable_recording", "room": c.server.ID(call), "record": true})
	if err != nil {
		return err
	}
	return answer.sound()
}

// Look reads the room from the server. That it was not started twice is what the server refuses.
func (c *clinic) Look(ctx context.Context, call consult.CallID) (consulttest.State, error) {
	r := c.room(call)
	listed, err := c.server.Room(ctx, c.server.ID(call), r.ticket.Secret)
	if err != nil {
		return consulttest.State{}, err
	}
	return consulttest.State{Started: max(1, r.starts), Recording: listed.Record.Or(true)}, nil
}

// room returns a copy of what is known of a call.
func (c *clinic) room(call consult.CallID) room {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r := c.rooms[call]; r != nil {
		return *r
	}
	return room{}
}

// close ends what was started, so that the next attack begins anew.
func (c *clinic) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range c.rooms {
		if r.starts > 0 {
			_ = c.server.Close(context.Background(), r.ticket) // the next attack would notice
		}
	}
}
