package jitsi

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// What the zero [Options] stand for.
const (
	DefaultLife    = 2 * time.Minute // of a token: it is for joining, and not for staying
	DefaultLongest = 4 * time.Hour
	DefaultTimeout = 5 * time.Second // a quarter of what Prosody waits by default
)

// MaxLife is how long a token may last.
const MaxLife = time.Hour

// Errors of opening and joining calls. With each, no token is given.
var (
	// ErrName: the call's id cannot be the name of a room: a capital letter or a colon, which XMPP folds or
	// forbids. So that two calls never share a room, it is not changed to fit.
	ErrName = errors.New("jitsi: the call's id cannot name a room: use small letters, digits and . _ ~ -")
	// ErrIdentity: whoever joins has no opaque id.
	ErrIdentity = errors.New("jitsi: whoever joins needs an opaque id: 1 to 128 letters, digits and . _ ~ : -")
	// ErrNotOpen: the call is not open.
	ErrNotOpen = errors.New("jitsi: the call is not open: its provider has not started it, or it has ended")
	// ErrDecided: the call was decided on with other facts than those of its room now.
	ErrDecided = errors.New("jitsi: the call was decided on with facts that are not those of its room")
)

// Options are the choices of [New]. AppID, Secret and one of Domain and Tenant are necessary.
type Options struct {
	AppID  string          // Prosody's app_id: the claim iss
	Secret platform.Secret // Prosody's app_secret, of 16 bytes or more
	// Audience is the claim aud. Empty stands for "jitsi".
	Audience string
	// Domain is the claim sub where there are no tenants: Prosody's virtual host.
	Domain string
	// Tenant is the claim sub where the rooms are below a tenant, in small letters. Prosody names such rooms
	// [tenant]name when it asks for a reservation.
	Tenant string
	// Chat grants the features send-groupchat and send-private-message, to everybody. False grants neither.
	Chat bool
	// Lobby asks for the lobby in the answer to a reservation.
	Lobby bool
	// Room reads the facts of a call's room again when it opens, such as by [Facts]. The call does not
	// open where it fails, or where the call was decided on with other facts. Nil reads nothing again.
	Room func(ctx context.Context, call consult.CallID) (consult.Room, error)
	// Life is how long a token lasts, up to MaxLife. Zero stands for DefaultLife.
	Life time.Duration
	// Longest is how long a call can be waited for, and last: Prosody ends it then. Zero stands for
	// DefaultLongest.
	Longest time.Duration
	// Timeout is how long an answer to Prosody may take. Zero stands for DefaultTimeout.
	Timeout time.Duration
	// Clock is that of the gate, where it has one of its own. Nil stands for [time.Now].
	Clock func() time.Time
}

// A Server is a Jitsi deployment before which a gate stands. It is made by [New], and safe for concurrent
// use.
type Server struct {
	gate *consult.Gate
	o    Options

	mu    sync.Mutex
	calls map[consult.CallID]*call
	ids   map[string]consult.CallID // by the id of the reservation
}

// A call is waited for, or open.
type call struct {
	permit consult.Permit
	until  time.Time
	open   *reservation // nil while it is waited for
}

// New returns a server for one gate. The options are copied.
func New(gate *consult.Gate, o *Options) (*Server, error) {
	switch {
	case gate == nil:
		return nil, consult.ErrNoGate
	case o == nil || o.AppID == "" || len(o.key()) < 16:
		return nil, errors.New("jitsi: AppID, and a Secret of 16 bytes or more, are necessary")
	case (o.Domain == "") == (o.Tenant == "") || o.Domain == "*" || o.Tenant != strings.ToLower(o.Tenant) || strings.ContainsAny(o.Tenant, "[]*"):
		return nil, errors.New("jitsi: either Domain or Tenant is necessary; a token is never for all of them")
	case o.Life < 0 || o.Life > MaxLife || o.Longest < 0 || o.Timeout < 0:
		return nil, errors.New("jitsi: Life, Longest and Timeout must not be negative, nor Life more than MaxLife")
	}
	s := &Server{gate: gate, o: *o, calls: make(map[consult.CallID]*call), ids: make(map[string]consult.CallID)}
	s.o.Audience = cmp.Or(o.Audience, "jitsi")
	s.o.Life = cmp.Or(o.Life, DefaultLife)
	s.o.Longest = cmp.Or(o.Longest, DefaultLongest)
	s.o.Timeout = cmp.Or(o.Timeout, DefaultTimeout)
	if o.Clock == nil {
		s.o.Clock = time.Now
	}
	return s, nil
}

// Provider keeps a permit until Prosody asks for the room of its call, and returns the token that the
// provider joins with. Until the call is open this is the only token for it. Identity is the provider's
// opaque id. The error is [consult.ErrNoPermit], [ErrName] or [ErrIdentity].
func (s *Server) Provider(permit consult.Permit, identity string) (platform.Token, error) {
	token, err := s.providerToken(permit, identity)
	if err != nil {
		return "", err
	}
	s.await(permit)
	return token, nil
}

// Open redeems a permit, opens its call, and returns the token that the provider joins with: for a
// Prosody that asks for no reservations. An error means that the call is not open: one of Provider, one of
// [consult.Gate.Redeem] or Options.Room, or [ErrDecided].
func (s *Server) Open(ctx context.Context, permit consult.Permit, identity string) (platform.Token, error) {
	token, err := s.providerToken(permit, identity)
	if err != nil {
		return "", err
	}
	c := s.await(permit)
	if err := s.start(ctx, permit); err != nil {
		return "", err
	}
	if _, err := s.opened(ctx, c, s.roomName(permit.Call()), ""); err != nil {
		return "", err
	}
	return token, nil
}

// Patient returns the token that a patient, or anybody else who does not start calls, joins with, once the
// call is open. Identity is an opaque id that says nothing about them. The error is [ErrNotOpen] or
// [ErrIdentity].
func (s *Server) Patient(call consult.CallID, identity string) (platform.Token, error) {
	if !s.IsOpen(call) {
		return "", ErrNotOpen
	}
	return s.mint(call, identity, false)
}

// Rejoin returns a token with which the provider comes back into a call that is open. The errors are those
// of Patient.
func (s *Server) Rejoin(call consult.CallID, identity string) (platform.Token, error) {
	if !s.IsOpen(call) {
		return "", ErrNotOpen
	}
	return s.mint(call, identity, true)
}

// IsOpen reports whether a call is open.
func (s *Server) IsOpen(id consult.CallID) bool {
	now := s.o.Clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.calls[id]
	return c != nil && c.open != nil && now.Before(c.until)
}

// Close forgets a call and its permit: there are no more tokens for it, and Prosody makes no room. Whoever is
// in it stays.
func (s *Server) Close(id consult.CallID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget(id)
}

func (s *Server) providerToken(permit consult.Permit, identity string) (platform.Token, error) {
	if permit.Call() == "" {
		return "", consult.ErrNoPermit
	}
	return s.mint(permit.Call(), identity, true)
}

// await has a call wait for its room to be asked for, anew where it was open.
func (s *Server) await(permit consult.Permit) *call {
	now := s.o.Clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, c := range s.calls {
		if id == permit.Call() || !now.Before(c.until) {
			s.forget(id)
		}
	}
	c := &call{permit: permit, until: now.Add(s.o.Longest)}
	s.calls[permit.Call()] = c
	return c
}

func (s *Server) forget(id consult.CallID) {
	if c := s.calls[id]; c != nil && c.open != nil {
		delete(s.ids, c.open.ID)
	}
	delete(s.calls, id)
}

// start redeems a permit, and reads its room again.
func (s *Server) start(ctx context.Context, permit consult.Permit) error {
	decision, err := s.gate.Redeem(ctx, permit, permit.Call())
	if err != nil || s.o.Room == nil {
		return err
	}
	room, err := s.o.Room(ctx, permit.Call())
	if err != nil {
		return err
	}
	if !platform.Rests(decision.Call.Room, room) {
		return ErrDecided
	}
	return nil
}

// opened opens a call that was waited for, unless nobody wants the answer any more or another permit was
// handed in.
func (s *Server) opened(ctx context.Context, c *call, name, owner string) (reservation, error) {
	now := s.o.Clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch err := ctx.Err(); {
	case err != nil:
		return reservation{}, err
	case s.calls[c.permit.Call()] != c:
		return reservation{}, ErrNotOpen
	}
	r := newReservation(name, owner, now, s.o.Longest, s.o.Lobby)
	c.open, c.until = &r, now.Add(s.o.Longest)
	s.ids[r.ID] = c.permit.Call()
	return r, nil
}
