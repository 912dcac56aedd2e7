package bigbluebutton_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform/bigbluebutton"
)

// TestConformance attacks a platform that starts its calls on the stand-in. BigBlueButton's button for
// recording is in its client alone, so what needs it is not shown.
func TestConformance(t *testing.T) {
	t.Parallel()
	consulttest.TestPlatform(t, func(rig *consulttest.Rig) consulttest.Platform {
		server, bbb := start(t)
		return &clinic{server: server, bbb: bbb, gate: rig.Gate, tickets: map[consult.CallID]bigbluebutton.Ticket{}}
	}, &consulttest.PlatformOptions{Name: "BigBlueButton"})
}

// A clinic is a small platform whose calls take place on BigBlueButton.
type clinic struct {
	server *bigbluebutton.Server
	bbb    *standIn
	gate   *consult.Gate

	mu      sync.Mutex
	tickets map[consult.CallID]bigbluebutton.Ticket
}

var errRefused = errors.New("the call may not start")

// Ask has a call decided as it is described, but for what a compliant room is: that is what Open will ask for.
func (c *clinic) Ask(ctx context.Context, call consult.Call) (consulttest.Ticket, error) {
	if call.Room == consulttest.Call().Room {
		call.Room = c.server.Create(call.ID).Facts(call.Room.At)
	}
	decision, err := c.gate.Decide(ctx, &call)
	if err != nil {
		return consulttest.Ticket{}, err
	}
	permit, ok := decision.Permit()
	if !ok {
		return consulttest.Ticket{}, errRefused
	}
	return consulttest.Ticket{Permit: permit}, nil
}

func (c *clinic) Start(ctx context.Context, call consult.CallID, with consulttest.Ticket) error {
	if with.Permit.Call() != call {
		return errRefused
	}
	ticket, err := c.server.Open(ctx, c.gate, with.Permit)
	if err == nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.tickets[call] = ticket
	}
	return err
}

// Join visits the address that the ticket has for that side. The patient is let in by the clinician.
func (c *clinic) Join(ctx context.Context, call consult.CallID, as consult.Party) error {
	c.mu.Lock()
	ticket, opened := c.tickets[call]
	c.mu.Unlock()
	if !opened {
		return errRefused
	}
	address := ticket.Provider
	if as == consult.Patient {
		address = ticket.Patient
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, string(address), nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err == nil && strings.Contains(string(text), "FAILED") {
		err = errRefused
	}
	return err
}

func (*clinic) Record(context.Context, consult.CallID, consult.Party) error {
	return errors.ErrUnsupported
}

func (c *clinic) Look(ctx context.Context, call consult.CallID) (consulttest.State, error) {
	meeting, err := c.server.Meeting(ctx, call)
	if err != nil {
		return consulttest.State{}, err
	}
	c.bbb.mu.Lock()
	defer c.bbb.mu.Unlock()
	return consulttest.State{Started: c.bbb.made, Recording: meeting.Recording.Or(true)}, nil
}
