package janus

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// A Server is a Janus server with the VideoRoom plugin, as the application reaches it. Its fields are not to be
// changed once it is used; it is then safe for concurrent use.
type Server struct {
	// URL is the address of its HTTP API: "https://janus.example/janus".
	URL string
	// AdminKey is the plugin's admin_key, which makes rooms. [Server.Open] needs it.
	AdminKey Secret
	// APISecret is api_secret of janus.jcfg, which every request then takes. Empty stands for none.
	APISecret Secret
	// StringIDs is the plugin's string_ids: whether the ids of rooms are text.
	StringIDs bool
	// EndToEnd says whether rooms are asked for in which media are encrypted end to end: require_e2ee. Clients
	// have to do it themselves.
	EndToEnd bool
	// Client is the application's. Nil stands for one with [platform.DefaultTimeout].
	Client *http.Client
}

// ErrNoRoom: Janus lists no room of this id. Without the AdminKey it lists no private ones.
var ErrNoRoom = errors.New("janus: there is no such room, or it is private and the admin key is not right")

// Request returns what [Server.Open] will ask Janus for, without its secrets: placeholders stand for them. The
// facts of the call come from it before there is a room.
func (s *Server) Request(call consult.CallID) *Request {
	return s.request(call, "secret", "pin", "provider", "patient")
}

// request returns the request for a room with the fewest rights.
func (s *Server) request(call consult.CallID, secret, pin Secret, tokens ...Secret) *Request {
	return &Request{
		Room:         platform.Given(s.ID(call)),
		IsPrivate:    platform.Given(true),
		Secret:       platform.Given(secret),
		Pin:          platform.Given(pin),
		Allowed:      platform.Given(tokens),
		RequirePvtID: platform.Given(true),
		RequireE2EE:  platform.Given(s.EndToEnd),
		Record:       platform.Given(false),
		RecDir:       platform.Given(NoFolder),
		LockRecord:   platform.Given(true),
	}
}

// Room returns a room that is there, whoever made it. The secret is the room's own; where it is empty or wrong,
// what only its holder is told is unknown. Asking changes nothing and is seen by nobody in the room. The error
// is [ErrNoRoom], an [*Error], or one of the connection.
func (s *Server) Room(ctx context.Context, id RoomID, secret Secret) (Room, error) {
	h, err := s.attach(ctx)
	if err != nil {
		return Room{}, err
	}
	defer h.close(ctx)
	return h.room(ctx, id, secret)
}

// room reads a room from the list, and asks after its forwarders, without the secret and with it.
func (h *handle) room(ctx context.Context, id RoomID, secret Secret) (Room, error) {
	room, err := h.listed(ctx, id)
	if err != nil {
		return Room{}, err
	}
	open, err := h.forwarders(ctx, id, "")
	refused, isRefused := errors.AsType[*Error](err)
	switch {
	case err == nil:
		room.Guarded, room.Forwarders = platform.Given(false), platform.Given(open)
		return room, nil
	case !isRefused:
		return Room{}, err
	case refused.Code != CodeMissing && refused.Code != CodeUnauthorized:
		return room, nil
	}
	room.Guarded = platform.Given(true)
	if secret == "" {
		return room, nil
	}
	switch n, err := h.forwarders(ctx, id, secret); {
	case err == nil:
		room.Forwarders = platform.Given(n)
	case !isError(err):
		return Room{}, err
	}
	return room, nil
}

// listed returns a room as the list has it.
func (h *handle) listed(ctx context.Context, id RoomID) (Room, error) {
	data, err := h.ask(ctx, "list", message{Name: "list", AdminKey: h.server.AdminKey})
	if err != nil {
		return Room{}, err
	}
	var all struct {
		List platform.Field[[]jsontext.Value] `json:"list"`
	}
	err = json.Unmarshal(data, &all)
	rooms, listed := all.List.Get()
	if err != nil || !listed {
		return Room{}, platform.ErrMistyped
	}
	for _, entry := range rooms {
		if room, err := DecodeRoom(entry); err != nil {
			return Room{}, err // it may be the one
		} else if room.Room == id {
			return room, nil
		}
	}
	return Room{}, ErrNoRoom
}

// forwarders returns how many streams are forwarded out of a room.
func (h *handle) forwarders(ctx context.Context, id RoomID, secret Secret) (int, error) {
	data, err := h.ask(ctx, "listforwarders", message{Name: "listforwarders", Room: id, Secret: secret})
	if err != nil {
		return 0, err
	}
	var all struct {
		Publishers platform.Field[[]struct {
			Forwarders []jsontext.Value `json:"forwarders"`
		}] `json:"publishers"`
	}
	err = json.Unmarshal(data, &all)
	publishers, listed := all.Publishers.Get()
	if err != nil || !listed {
		return 0, platform.ErrMistyped
	}
	n := 0
	for _, p := range publishers {
		n += max(1, len(p.Forwarders)) // one is listed because it forwards
	}
	return n, nil
}

// isError reports whether Janus itself refused.
func isError(err error) bool {
	_, is := errors.AsType[*Error](err)
	return is
}

// LogValue implements [slog.LogValuer]: a log shows the address of the server, and no key.
func (s *Server) LogValue() slog.Value { return slog.GroupValue(slog.String("url", s.URL)) }
