package nextcloud_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform/nextcloud"
)

// TestConformance attacks a platform that is the real signalling server with a backend before it: every
// start and every join goes through the server.
func TestConformance(t *testing.T) {
	t.Parallel()
	s := startSignalling(t, 10)
	var rigs atomic.Int32
	report := consulttest.TestPlatform(t, func(rig *consulttest.Rig) consulttest.Platform {
		p := &talk{server: s, rig: rig, started: make(map[consult.CallID]int)}
		p.backend = newBackend(t, rig, nextcloud.Options{Room: p.room})
		p.url = s.serve(fmt.Sprintf("rig-%d", rigs.Add(1)), p.backend)
		rig.Cleanup(p.close)
		return p
	}, nil)
	if shown := report.Count(consulttest.Withstood); shown < 96 {
		t.Errorf("%d attacks were withstood, and more were before", shown)
	}
}

// A talk is a platform on the signalling server, as the test kit sees it.
type talk struct {
	server  *signalling
	backend *nextcloud.Backend
	rig     *consulttest.Rig
	url     string

	mu       sync.Mutex
	recorded bool // as the conversation says
	clients  []*client
	started  map[consult.CallID]int // how often the server let a provider into the room
}

// Ask has the gate decide. What it returns is the ticket that the clinician's client says hello with.
func (p *talk) Ask(ctx context.Context, call consult.Call) (consulttest.Ticket, error) {
	decision, err := p.rig.Gate.Decide(ctx, &call)
	if err != nil {
		return consulttest.Ticket{}, err
	}
	permit, ok := decision.Permit()
	if !ok {
		return consulttest.Ticket{}, errors.New("refused")
	}
	reference, err := p.backend.Provider(permit)
	return consulttest.Ticket{Reference: string(reference)}, err
}

// Start connects the clinician's client and has it join the room.
func (p *talk) Start(ctx context.Context, call consult.CallID, with consulttest.Ticket) error {
	if err := p.enter(ctx, call, nextcloud.Ticket(with.Reference)); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.started[call]++
	return nil
}

// Join connects a patient's client and has it join the room.
func (p *talk) Join(ctx context.Context, call consult.CallID, as consult.Party) error {
	if as != consult.Patient {
		return errors.ErrUnsupported
	}
	ticket, err := p.backend.Patient(call)
	if err != nil {
		return err
	}
	return p.enter(ctx, call, ticket)
}

func (p *talk) enter(ctx context.Context, call consult.CallID, ticket nextcloud.Ticket) error {
	c, err := hello(ctx, p.server.port, p.url, ticket)
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.clients = append(p.clients, c)
	p.mu.Unlock()
	return c.join(string(call))
}

// Record turns the recording on in the conversation, before the call starts. In a call it is Talk that
// records, or refuses to, and not the signalling server.
func (p *talk) Record(_ context.Context, call consult.CallID, as consult.Party) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if as != consult.Provider || p.started[call] > 0 {
		return errors.ErrUnsupported
	}
	p.recorded = true
	return nil
}

// room is what the conversation's document proves, which stands in for Talk.
func (p *talk) room(context.Context, consult.CallID) (consult.Room, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	recording := members{"callRecording": `0`}
	if p.recorded {
		recording = members{"callRecording": `1`}
	}
	d, err := documents(members{"call_recording_transcription": `"yes"`}, nil, recording)
	return d.Room(p.rig.Clock.Now()), err
}

// Look says how often a provider was let in. A call that is open although none was counts as started.
func (p *talk) Look(_ context.Context, call consult.CallID) (consulttest.State, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	started := p.started[call]
	if p.backend.IsOpen(call) {
		started = max(started, 1)
	}
	return consulttest.State{Started: started, Recording: p.recorded}, nil
}

func (p *talk) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.clients {
		c.close()
	}
}
