package janus

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// Errors of [Server.Open], beside those of [consult.Gate.Redeem], [Error] and those of the connection.
var (
	// ErrNoAdminKey: the Server has none, so Janus might let anybody make rooms.
	ErrNoAdminKey = errors.New("janus: a call is opened with the admin key of the plugin: set it in Janus and in the Server")
	// ErrUnguarded: Janus makes rooms for whoever asks. The room was destroyed.
	ErrUnguarded = errors.New("janus: the server makes rooms without an admin key: set admin_key of the VideoRoom plugin")
	// ErrOtherRoom: Janus lists the room otherwise than it was asked for. The room was destroyed.
	ErrOtherRoom = errors.New("janus: the room that the server made is not the one that it was asked for")
	// ErrWeaker: the call was decided on with end-to-end encryption, and the Server asks for none. The permit
	// is used up.
	ErrWeaker = errors.New("janus: the call was decided on with end-to-end encryption: set EndToEnd of the Server")
)

// A Ticket is a room that was opened for a call.
type Ticket struct {
	// Room is the id of the room.
	Room RoomID
	// Provider and Patient are what each side sends to Janus to join, with a token of its own. Give each to
	// nobody else.
	Provider, Patient Join
	// Secret is the secret of the room, for the application alone: it ends the call, and would record it.
	Secret Secret
}

// A Join is the body of the message by which a client joins the room, as JSON; the client adds a display name,
// if any, and then publishes. To subscribe, it sends the pin again.
type Join struct {
	Request string `json:"request"` // "join"
	PType   string `json:"ptype"`   // "publisher"
	Room    RoomID `json:"room"`    // the room
	Pin     Secret `json:"pin"`     // the pin of the room, the same for all
	Token   Secret `json:"token"`   // the token of this side
}

// Open redeems a permit and opens the room of its call, as the package documentation has it. Every error means
// that the call must not start; where the permit was redeemed, it is used up. A room that may have been made
// all the same is destroyed, as far as the server can be reached.
func (s *Server) Open(ctx context.Context, gate *consult.Gate, permit consult.Permit) (Ticket, error) {
	if s.AdminKey == "" {
		return Ticket{}, ErrNoAdminKey
	}
	decision, err := gate.Redeem(ctx, permit, permit.Call())
	switch {
	case err != nil:
		return Ticket{}, err
	case decision.Call.Room.Encryption == consult.EncryptionEndToEnd && !s.EndToEnd:
		return Ticket{}, ErrWeaker
	}
	secret, pin := newSecret(), newSecret()
	join := func() Join { return Join{"join", "publisher", s.ID(permit.Call()), pin, newSecret()} }
	ticket := Ticket{s.ID(permit.Call()), join(), join(), secret}
	request := s.request(permit.Call(), secret, pin, ticket.Provider.Token, ticket.Patient.Token)
	request.AdminKey = s.AdminKey

	h, err := s.attach(ctx)
	if err != nil {
		return Ticket{}, err
	}
	defer h.close(ctx)
	if err = h.create(ctx, request); isError(err) {
		return Ticket{}, err // nothing was made
	} else if err == nil {
		err = h.verify(ctx, request)
	}
	if err != nil {
		h.abandon(ctx, &ticket)
		return Ticket{}, err
	}
	return ticket, nil
}

// create asks for a room.
func (h *handle) create(ctx context.Context, r *Request) error {
	_, err := h.ask(ctx, "create", struct {
		Name string `json:"request"`
		*Request
	}{"create", r})
	return err
}

// verify asks for a room that was made once more, without the admin key: a server that looks at the key refuses
// because of it, and one that does not because the room is there. Then it reads the room back and holds it
// against what was asked for.
func (h *handle) verify(ctx context.Context, r *Request) error {
	keyless := *r
	keyless.AdminKey = ""
	err := h.create(ctx, &keyless)
	refused, isRefused := errors.AsType[*Error](err)
	switch {
	case err == nil, isRefused && refused.Code != CodeMissing && refused.Code != CodeUnauthorized:
		return ErrUnguarded
	case !isRefused:
		return err
	}
	room, err := h.room(ctx, r.Room.Or(RoomID{}), r.Secret.Or(""))
	if err != nil {
		return err
	}
	asked, made := r.Facts(time.Time{}), room.Facts(time.Time{})
	made.Admission = asked.Admission // which is not listed
	if asked != made {
		return ErrOtherRoom
	}
	return nil
}

// abandon destroys a room, also where the context has ended.
func (h *handle) abandon(ctx context.Context, t *Ticket) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = h.destroy(ctx, t) // it may not be there
}

func (h *handle) destroy(ctx context.Context, t *Ticket) error {
	_, err := h.ask(ctx, "destroy", message{Name: "destroy", Room: t.Room, Secret: t.Secret})
	return err
}

// Close destroys the room of a call, and all in it leave. Its tokens are worth nothing then. A room that is
// gone already is no error.
func (s *Server) Close(ctx context.Context, ticket Ticket) error {
	h, err := s.attach(ctx)
	if err != nil {
		return err
	}
	defer h.close(ctx)
	err = h.destroy(ctx, &ticket)
	if refused, ok := errors.AsType[*Error](err); ok && refused.Code == CodeNoSuchRoom {
		return nil
	}
	return err
}

// LogValue implements [slog.LogValuer]: a log shows the room, and no token or secret.
func (t Ticket) LogValue() slog.Value { return slog.GroupValue(slog.String("room", t.Room.String())) }

// LogValue implements [slog.LogValuer]: a log shows the room, and neither pin nor token.
func (j Join) LogValue() slog.Value { return slog.GroupValue(slog.String("room", j.Room.String())) }
