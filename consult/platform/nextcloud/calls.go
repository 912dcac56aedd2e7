package nextcloud

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"maps"
	"sync"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// Errors of handing in permits and issuing tickets.
var (
	// ErrNoUser: nobody was named who would open the call.
	ErrNoUser = errors.New("nextcloud: a call is opened by a user: name them")
	// ErrNoCall: no permit was handed in for the call, or it was closed since.
	ErrNoCall = errors.New("nextcloud: no permit was handed in for the call")
	// ErrTickets: the clients' tickets come from Nextcloud.
	ErrTickets = errors.New("nextcloud: Nextcloud issues the tickets: use Await")
)

// sessions are the calls that are waited for or open, and who may say hello.
type sessions struct {
	mu      sync.Mutex
	calls   map[consult.CallID]*call
	tickets map[Ticket]session        // nobody has said hello with it
	users   map[string]consult.CallID // who said hello with a ticket, and the one call that they may join
	nonces  map[string]time.Time      // of requests that opened a call, and until when they are kept
	swept   time.Time
}

// A call is waited for, or open.
type call struct {
	permit   consult.Permit
	provider string // the user whose join opens it
	open     bool
	until    time.Time // from then on it cannot be joined
}

// A Ticket is what a client says hello with: {"ticket": …}. Whoever has it can use it once, so it logs as a
// placeholder. It goes to the client that it is for, and to nobody else.
type Ticket string

// LogValue implements [slog.LogValuer].
func (t Ticket) LogValue() slog.Value {
	if t == "" {
		return slog.StringValue("none")
	}
	return slog.StringValue("withheld")
}

// A session is what a ticket stands for.
type session struct {
	call consult.CallID
	user string
}

// Await keeps a permit until the given user joins the room of its call: the conversation whose token is the
// call's id. The user is the one that Nextcloud knows by that id. A call that is open is closed by it, until
// they join again.
func (b *Backend) Await(permit consult.Permit, user string) error {
	switch {
	case permit.Call() == "":
		return consult.ErrNoPermit
	case user == "": // that is how the server names guests
		return ErrNoUser
	}
	now := b.clock()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sweep(now)
	b.calls[permit.Call()] = &call{permit: permit, provider: user, until: now.Add(b.longest)}
	return nil
}

// Provider keeps a permit until somebody joins the room of its call who said hello with the ticket that it
// returns. A ticket can be used once and cannot be guessed; the room's id is the call's.
func (b *Backend) Provider(permit consult.Permit) (Ticket, error) {
	if b.proxy != nil {
		return "", ErrTickets
	}
	user := "provider-" + rand.Text()
	if err := b.Await(permit, user); err != nil {
		return "", err
	}
	return b.issue(session{permit.Call(), user})
}

// Patient returns a ticket by which somebody says hello who may join the call once it is open. It can be
// used once, for as long as the call is waited for or open.
func (b *Backend) Patient(call consult.CallID) (Ticket, error) {
	if b.proxy != nil {
		return "", ErrTickets
	}
	return b.issue(session{call, "patient-" + rand.Text()})
}

func (b *Backend) issue(s session) (Ticket, error) {
	now := b.clock()
	b.mu.Lock()
	defer b.mu.Unlock()
	if c := b.calls[s.call]; c == nil || !now.Before(c.until) {
		return "", ErrNoCall
	}
	ticket := Ticket(rand.Text())
	b.tickets[ticket] = s
	return ticket, nil
}

// IsOpen reports whether the call has been opened by its provider and can be joined.
func (b *Backend) IsOpen(call consult.CallID) bool {
	now := b.clock()
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.calls[call]
	return c != nil && c.open && now.Before(c.until)
}

// Close forgets a call, its permit and its tickets: nobody joins it any more. Whoever is in its room stays.
func (b *Backend) Close(call consult.CallID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.calls, call)
	b.forget()
}

// sweep forgets what can no longer be joined, at most once a minute.
func (s *sessions) sweep(now time.Time) {
	if now.Sub(s.swept) < time.Minute {
		return
	}
	s.swept = now
	maps.DeleteFunc(s.calls, func(_ consult.CallID, c *call) bool { return !now.Before(c.until) })
	maps.DeleteFunc(s.nonces, func(_ string, until time.Time) bool { return !now.Before(until) })
	s.forget()
}

// forget forgets the tickets and users of calls that are not there any more.
func (s *sessions) forget() {
	maps.DeleteFunc(s.tickets, func(_ Ticket, t session) bool { return s.calls[t.call] == nil })
	maps.DeleteFunc(s.users, func(_ string, id consult.CallID) bool { return s.calls[id] == nil })
}

// hello uses a ticket up, and returns the user that it stands for.
func (s *sessions) hello(ctx context.Context, ticket Ticket) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.tickets[ticket]
	if !ok {
		return "", errTicket
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	delete(s.tickets, ticket)
	s.users[t.user] = t.call
	return t.user, nil
}

// A join is a room request that may be let in.
type join struct {
	call     consult.CallID
	waiting  *call
	provider bool   // by the user whose join opens the call
	opens    bool   // the call is not open: it opens only with its permit
	nonce    string // of the request
}

// judge says whether somebody may join, and whether that opens the call. Where the backend issues the
// tickets, everybody may join the one call that theirs is for.
func (b *Backend) judge(r *roomRequest, bound bool) (*join, error) {
	id, now := consult.CallID(r.RoomID), b.clock()
	b.mu.Lock()
	defer b.mu.Unlock()
	c := b.calls[id]
	if c == nil || !now.Before(c.until) || bound && b.users[r.UserID] != id {
		return nil, errNoRoom
	}
	// An internal client that adds somebody says who they are; the server does not know.
	provider := r.UserID == c.provider && r.ActorID.Absent() && r.ActorType.Absent()
	if !c.open && !provider {
		return nil, errNotOpen
	}
	return &join{call: id, waiting: c, provider: provider, opens: !c.open}, nil
}

// opened marks a call as open, unless the answer is not wanted any more or another permit was handed in.
func (s *sessions) opened(ctx context.Context, j *join) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.calls[j.call] != j.waiting {
		return errNoRoom
	}
	j.waiting.open = true
	return nil
}

// once reports whether a request that is to open a call was not seen before.
func (s *sessions) once(nonce string, until time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, seen := s.nonces[nonce]; seen {
		return false
	}
	s.nonces[nonce] = until
	return true
}
