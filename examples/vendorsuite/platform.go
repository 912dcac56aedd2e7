package main

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"

	"github.com/preconsult/preconsult/consult"
)

// ClinicLink is a small video platform, which does not exist: it keeps rooms, and opens one where a
// permit is redeemed. It is safe for concurrent use.
type ClinicLink struct {
	gate *consult.Gate

	mu      sync.Mutex
	rooms   map[consult.CallID]*room
	permits map[string]consult.Permit // by the reference that stands for each outside of the process
}

// A room is where a call takes place.
type room struct {
	recording bool
	starts    int
}

// Errors of the platform. A refusal of the gate's is its own.
var (
	errRefused  = errors.New("cliniclink: the call may not start")
	errNoPermit = errors.New("cliniclink: there is no such permit")
	errNoRoom   = errors.New("cliniclink: there is no such room")
	errNotHost  = errors.New("cliniclink: only the host may record")
)

// NewClinicLink returns a platform that asks the given gate.
func NewClinicLink(gate *consult.Gate) *ClinicLink {
	return &ClinicLink{gate: gate, rooms: map[consult.CallID]*room{}, permits: map[string]consult.Permit{}}
}

// Ask has a call decided. It returns a reference to the permit, and keeps a room for the call.
func (c *ClinicLink) Ask(ctx context.Context, call consult.Call) (reference string, err error) {
	decision, err := c.gate.Decide(ctx, &call)
	if err != nil {
		return "", err
	}
	permit, ok := decision.Permit()
	if !ok {
		return "", errRefused
	}
	return c.keep(call.ID, permit), nil
}

// keep keeps a permit and a room for its call, and returns the reference.
func (c *ClinicLink) keep(call consult.CallID, permit consult.Permit) (reference string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	reference = rand.Text()
	c.permits[reference] = permit
	c.rooms[call] = new(room)
	return reference
}

// Start redeems the permit that a reference stands for, and opens the room of the call. A room that
// was set to record since it was decided is not the one that was: its settings go back.
func (c *ClinicLink) Start(ctx context.Context, call consult.CallID, reference string) error {
	c.mu.Lock()
	permit, known := c.permits[reference]
	c.mu.Unlock()
	if !known {
		return errNoPermit
	}
	if _, err := c.gate.Redeem(ctx, permit, call); err != nil {
		return err
	}
	return c.open(call, false)
}

// open opens the room of a call, which records or does not.
func (c *ClinicLink) open(call consult.CallID, recording bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.rooms[call]
	if r == nil {
		r = new(room)
		c.rooms[call] = r
	}
	r.starts++
	r.recording = recording
	return nil
}

// Join lets somebody into a call that runs, and into its waiting room before that.
func (c *ClinicLink) Join(_ context.Context, call consult.CallID, _ consult.Party) error {
	_, _, err := c.Look(call)
	return err
}

// Record turns recording on: in the settings of a room, or in a call that runs.
func (c *ClinicLink) Record(_ context.Context, call consult.CallID, as consult.Party) error {
	if as != consult.Provider {
		return errNotHost
	}
	return c.record(call)
}

func (c *ClinicLink) record(call consult.CallID) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.rooms[call]
	if r == nil {
		return errNoRoom
	}
	r.recording = true
	return nil
}

// Look returns how often a call was started, and whether it is recorded.
func (c *ClinicLink) Look(call consult.CallID) (starts int, recording bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.rooms[call]
	if r == nil {
		return 0, false, errNoRoom
	}
	return r.starts, r.recording, nil
}
