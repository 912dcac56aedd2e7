package jitsi_test

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"testing"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/jitsi"
)

// TestConformance attacks a platform that is a stand-in for Prosody with a server before it: a token opens
// the room that it is for where the reservation is granted.
func TestConformance(t *testing.T) {
	t.Parallel()
	report := consulttest.TestPlatform(t, func(rig *consulttest.Rig) consulttest.Platform {
		p := &meet{rig: rig, rooms: make(map[consult.CallID]int)}
		p.server = newServer(t, rig, func(o *jitsi.Options) {
			o.Room, o.Secret = p.room, platform.NewSecret(rand.Text()) // another platform has another app_secret
		})
		p.prosody = prosody{p.server.Reservations(platform.NewSecret(bearer)), bearer}
		return p
	}, nil)
	if n := report.Count(consulttest.NotShown); n > 0 {
		t.Errorf("%d attacks are not shown, and all were before", n)
	}
}

// A meet is Prosody as far as it lets people into rooms, by the tokens that they have.
type meet struct {
	rig     *consulttest.Rig
	server  *jitsi.Server
	prosody prosody

	mu        sync.Mutex
	recorded  bool // the room's settings say that recording starts by itself
	recording bool
	rooms     map[consult.CallID]int // how often each was made
	patient   platform.Token         // of the patient who came in last
}

// Ask has the gate decide. What it returns is the token that the clinician joins with.
func (p *meet) Ask(ctx context.Context, call consult.Call) (consulttest.Ticket, error) {
	decision, err := p.rig.Gate.Decide(ctx, &call)
	if err != nil {
		return consulttest.Ticket{}, err
	}
	permit, ok := decision.Permit()
	if !ok {
		return consulttest.Ticket{}, errors.New("refused")
	}
	token, err := p.server.Provider(permit, "dr-1")
	return consulttest.Ticket{Reference: string(token)}, err
}

// Start has the clinician join: Prosody checks the token, and makes the room where it is told to.
func (p *meet) Start(ctx context.Context, call consult.CallID, with consulttest.Ticket) error {
	if _, err := p.server.Inspect(platform.Token(with.Reference), call, consult.Provider); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.rooms[call] > 0 {
		return errors.New("the room is there: whoever joins it starts nothing")
	}
	if _, err := p.prosody.allocate(ctx, string(call)); err != nil {
		return err
	}
	p.rooms[call]++
	p.recording = p.recorded
	return nil
}

// Join has a patient join, who makes no room.
func (p *meet) Join(_ context.Context, call consult.CallID, as consult.Party) error {
	token, err := p.server.Patient(call, "guest-1")
	if err != nil {
		return err
	}
	if _, err := p.server.Inspect(token, call, as); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.patient = token
	return nil
}

// Record has the room record by itself, before the call; and in the call it does what
// mod_filter_iq_jibri.lua does: it looks at the features of whoever asks.
func (p *meet) Record(_ context.Context, call consult.CallID, as consult.Party) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.rooms[call] == 0 {
		p.recorded = true
		return nil
	}
	claims, _ := p.server.Inspect(p.patient, call, as)
	if features, said := claims.Context.Or(jitsi.Context{}).Features.Get(); said && !bool(features["recording"]) {
		return errors.New("forbidden")
	}
	p.recording = true
	return nil
}

// Look says how often the room was made.
func (p *meet) Look(_ context.Context, call consult.CallID) (consulttest.State, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return consulttest.State{Started: p.rooms[call], Recording: p.recording}, nil
}

// room is what is read of the room's settings when it opens.
func (p *meet) room(context.Context, consult.CallID) (consult.Room, error) {
	if p.recorded { // Start holds the lock
		return consult.Room{Recording: consult.RecordingAutomatic}, nil
	}
	return consult.Room{}, nil
}
