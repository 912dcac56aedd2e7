package nextcloud

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// What the zero [Options] stand for.
const (
	DefaultTimeout = 5 * time.Second // half of what the signalling server waits by default
	DefaultLongest = 12 * time.Hour
)

// Options are the choices of [New]. The zero Options are a backend without a Nextcloud.
type Options struct {
	// Nextcloud is where Nextcloud itself can be reached, around the routing that brings its
	// requests here. What the backend lets through is passed on to it, with the same path and Host.
	// Nil stands for no Nextcloud: the backend answers by itself, and clients say hello with its tickets.
	Nextcloud *url.URL
	// Transport carries what is passed on. Nil stands for [http.DefaultTransport].
	Transport http.RoundTripper
	// Room reads the facts of a call's room again when it opens: see [Documents.Room]. The call does not open
	// where it fails, or where the call was decided on with other facts. Nil reads nothing again, so that what
	// was changed since the decision is not seen.
	Room func(ctx context.Context, call consult.CallID) (consult.Room, error)
	// Timeout is how long an answer may take; a decision that takes longer opens nothing. Keep it
	// below the server's own ([backend] timeout, 10 seconds unless set). Zero stands for DefaultTimeout.
	Timeout time.Duration
	// Longest is how long after a permit was handed in its call can be joined. After that the call is
	// forgotten. Zero stands for DefaultLongest.
	Longest time.Duration
	// Clock is that of the gate, where it has one of its own. Nil stands for [time.Now].
	Clock func() time.Time
}

// A Backend answers the signalling server from a gate. It is an [http.Handler], made by [New], and safe
// for concurrent use.
type Backend struct {
	gate    *consult.Gate
	sign    func(random string, body []byte) []byte                     // a function, so that printing a Backend shows no secret
	proxy   *httputil.ReverseProxy                                      // nil without a Nextcloud
	room    func(context.Context, consult.CallID) (consult.Room, error) // nil reads nothing again
	timeout time.Duration
	longest time.Duration
	clock   func() time.Time
	sessions
}

// New returns a backend for one gate. Secret is the one that stands beside the backend's URL in the
// configuration of the signalling server; it is copied.
func New(gate *consult.Gate, secret []byte, o *Options) (*Backend, error) {
	if gate == nil {
		return nil, consult.ErrNoGate
	}
	if len(secret) < 16 {
		return nil, errors.New("nextcloud: the secret has fewer than 16 bytes: anybody could guess it")
	}
	var all Options
	if o != nil {
		all = *o
	}
	if all.Timeout < 0 || all.Longest < 0 {
		return nil, errors.New("nextcloud: Timeout and Longest must not be negative")
	}
	b := &Backend{
		gate: gate, sign: signer(bytes.Clone(secret)), room: all.Room,
		timeout: cmp.Or(all.Timeout, DefaultTimeout), longest: cmp.Or(all.Longest, DefaultLongest), clock: all.Clock,
		sessions: sessions{
			calls: make(map[consult.CallID]*call), tickets: make(map[Ticket]session),
			users: make(map[string]consult.CallID), nonces: make(map[string]time.Time),
		},
	}
	if b.clock == nil {
		b.clock = time.Now
	}
	if all.Nextcloud != nil {
		b.proxy = b.proxyTo(all.Nextcloud, all.Transport)
	}
	return b, nil
}

// ServeHTTP implements [http.Handler]: the signalling server's requests of the types auth, room and ping.
// Refusals are documents of type error, which the server hands to the client.
func (b *Backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), b.timeout)
	defer cancel()
	body, err := b.authentic(w, r)
	if err != nil {
		refuse(w, err)
		return
	}
	q, err := decodeRequest(body)
	if err != nil {
		refuse(w, err)
		return
	}
	switch {
	case q.Type == "room" && q.Room.joins():
		b.serveJoin(ctx, w, r, body, &q.Room)
	case b.proxy != nil:
		b.pass(ctx, w, r, body, nil)
	case q.Type == "auth":
		b.serveHello(ctx, w, q.Auth.Params)
	default: // a ping, or somebody left: nothing is decided by it
		answer(w, http.StatusOK, roomAnswer(q.Room.RoomID, nil))
	}
}

// serveHello lets in whoever has a ticket that was not used.
func (b *Backend) serveHello(ctx context.Context, w http.ResponseWriter, params []byte) {
	user, err := b.hello(ctx, ticketOf(params))
	if err != nil {
		refuse(w, err)
		return
	}
	answer(w, http.StatusOK, authAnswer(user))
}

// serveJoin lets somebody into the room of a call that is open, or that opens because they join.
func (b *Backend) serveJoin(ctx context.Context, w http.ResponseWriter, r *http.Request, body []byte, room *roomRequest) {
	j, err := b.judge(room, b.proxy == nil)
	if err != nil {
		refuse(w, err)
		return
	}
	j.nonce = r.Header.Get(headerRandom)
	if b.proxy != nil {
		b.pass(ctx, w, r, body, j) // opens the call where Nextcloud lets the provider in
		return
	}
	if err := b.open(ctx, j); err != nil {
		refuse(w, err)
		return
	}
	answer(w, http.StatusOK, roomAnswer(string(j.call), rights(j.provider)))
}

// open redeems the permit of a join that opens its call. Any other join has nothing to open.
func (b *Backend) open(ctx context.Context, j *join) error {
	if !j.opens {
		return ctx.Err()
	}
	if !b.once(j.nonce, b.clock().Add(b.longest)) {
		return errReplayed
	}
	if err := platform.InTime(ctx, func(ctx context.Context) error { return b.start(ctx, j.waiting.permit) }); err != nil {
		return err
	}
	return b.opened(ctx, j)
}

// start redeems a permit and reads the room again.
func (b *Backend) start(ctx context.Context, permit consult.Permit) error {
	decision, err := b.gate.Redeem(ctx, permit, permit.Call())
	if err != nil || b.room == nil {
		return err
	}
	room, err := b.room(ctx, permit.Call())
	if err != nil {
		return err
	}
	if !platform.Rests(decision.Call.Room, room) {
		return errDecided
	}
	return nil
}
