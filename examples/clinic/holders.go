package main

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"github.com/preconsult/preconsult/consult"

	"github.com/preconsult/preconsult/examples/clinic/signin"
)

// Holders are who started the calls, by call. A permit is for the one who asked for it, so that nobody else of the staff gets
// into the room that it opened.
type holders struct {
	mu sync.Mutex
	of map[consult.CallID]signin.Person
}

// errHeld: somebody else has the room of the call open.
var errHeld = errors.New("somebody else holds this call")

// start opens the room of the call that a permit is for, which is theirs from then on. A room that somebody else has open stays
// theirs, with a permit too.
func (c *clinic) start(ctx context.Context, permit consult.Permit, by *signin.Session) (consult.Decision, error) {
	c.holders.mu.Lock()
	defer c.holders.mu.Unlock()
	call, who := permit.Call(), by.Person()
	if holder, ok := c.holders.of[call]; ok && holder.ID != who.ID && isOpen(c.rooms.State(call)) {
		return consult.Decision{}, errHeld
	}
	d, err := c.rooms.Open(ctx, permit)
	if err != nil {
		return d, err
	}
	if c.holders.of == nil {
		c.holders.of = map[consult.CallID]signin.Person{}
	}
	c.holders.of[call] = who
	return d, nil
}

// holder returns who started a call; nobody did where the ID is empty.
func (c *clinic) holder(call consult.CallID) signin.Person {
	c.holders.mu.Lock()
	defer c.holders.mu.Unlock()
	return c.holders.of[call]
}

// heldByAnother reports whether a room is open, and not for them.
func (c *clinic) heldByAnother(call consult.CallID, by *signin.Session) bool {
	return c.holder(call).ID != by.Person().ID && isOpen(c.rooms.State(call))
}

// held says that a call is somebody else's.
func (c *clinic) held(w http.ResponseWriter, call consult.CallID, by *signin.Session) {
	holder := c.holder(call).Name
	if holder == "" {
		holder = "Nobody"
	}
	c.message(w, http.StatusForbidden, by, holder+" holds this call", "Only who started a call is in it. Look at today’s list.")
}
