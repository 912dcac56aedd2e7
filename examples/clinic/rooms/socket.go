package rooms

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/preconsult/preconsult/consult"
)

type closeCode = websocket.StatusCode

// Why the server closes a socket. Pages connect anew after any other end.
const (
	normalClosure = websocket.StatusNormalClosure   // the call is over, or they have left
	goingAway     = websocket.StatusGoingAway       // the server ends; they may try again
	violation     = websocket.StatusPolicyViolation // they said what is not allowed
	full          = websocket.StatusTryAgainLater
	replaced      = closeCode(4001) // they have connected anew, here or in another window
)

const (
	maxQueue  = 64               // messages that wait to be written to one socket
	maxWrite  = 10 * time.Second // for one message; who takes longer is dropped
	maxPong   = 10 * time.Second // for the answer to a ping
	burst     = 100              // messages at once; a browser finds some tens of addresses
	perSecond = 20               // messages in the long run
)

// A peer is one socket of a participant.
type peer struct {
	party consult.Party
	page  string
	room  *room // set by join, and never changed
	conn  *websocket.Conn
	drop  context.CancelFunc // cuts the connection

	// Rooms.mu guards these. The channels are written to under it and read by write.
	queue  chan []byte
	over   chan struct{} // closed when the socket is to be closed
	isOver bool
	code   closeCode
	reason string
}

// say queues a message. Who does not read what they are told is dropped.
func (p *peer) say(data []byte) {
	if p.isOver {
		return
	}
	select {
	case p.queue <- data:
	default:
		p.drop()
	}
}

// finish has the socket closed once what is queued is written. The first reason counts.
func (p *peer) finish(code closeCode, reason string) {
	if !p.isOver {
		p.isOver, p.code, p.reason = true, code, reason
		close(p.over)
	}
}

// Socket is the websocket of somebody whom the application has identified, and of whom it knows that they are the
// provider or the patient of this call: nothing of it is checked here. It returns when the socket is closed, which it is when
// the request's context ends: the application has it end with the person's session.
//
// A newer socket of the same party takes the place of the older one, so that who has lost the connection comes back. Only
// a page that a newer one has replaced does not get the place again.
//
// Requests of other origins are refused. The application bounds how many sockets one person may open, and answers
// somebody who has none to open by [Refuse].
func (r *Rooms) Socket(w http.ResponseWriter, req *http.Request, call consult.CallID, as consult.Party) {
	page := req.URL.Query().Get("page")
	if !call.Valid() || !pageName.MatchString(page) {
		http.Error(w, "There is no such call.", http.StatusBadRequest)
		return
	}
	if as != consult.Provider && as != consult.Patient {
		http.Error(w, "You do not take part in this call.", http.StatusForbidden)
		return
	}
	conn, err := websocket.Accept(w, req, nil) // which checks the origin, and answers what it refuses
	if err != nil {
		return
	}
	defer conn.CloseNow()
	conn.SetReadLimit(maxMessage)
	ctx, drop := context.WithCancel(context.WithoutCancel(req.Context()))
	defer drop()
	p := &peer{
		party: as, page: page, conn: conn, drop: drop,
		queue: make(chan []byte, maxQueue), over: make(chan struct{}),
	}
	if err := r.join(call, p); err != nil {
		_ = conn.Close(full, "try again later") // whether they hear it is theirs
		return
	}
	defer r.gone(p)
	// Out of their place at once: while the two ends say goodbye, nothing more is taken from them.
	ceased := context.AfterFunc(req.Context(), func() { r.leave(p, violation, "the session has ended") })
	defer ceased()

	written := make(chan struct{})
	go func() {
		defer close(written)
		p.write(ctx)
	}()
	go r.beat(ctx, p)
	code, reason := r.read(ctx, p)
	r.leave(p, code, reason)
	<-written
}

// maxReason is how many bytes a socket may be closed with.
const maxReason = 123

// Refuse turns somebody away whom the application does not let into the call, such as who has signed out: it accepts the
// websocket, and closes it at once with the code for a violated policy and the reason, of which there is room for 123
// bytes. A page cannot read with which status a handshake was answered, and would try again for ever.
//
// Requests of other origins are refused as by [Rooms.Socket]. A request that asks for no websocket is answered with the
// status Forbidden, and the reason as its text.
func Refuse(w http.ResponseWriter, req *http.Request, reason string) {
	if !strings.EqualFold(req.Header.Get("Upgrade"), "websocket") {
		http.Error(w, reason, http.StatusForbidden)
		return
	}
	conn, err := websocket.Accept(w, req, nil)
	if err != nil {
		return
	}
	defer conn.CloseNow()
	reason = strings.ToValidUTF8(reason[:min(len(reason), maxReason)], "") // without half a letter at the end
	_ = conn.Close(violation, reason)                                      // whether they hear it is theirs
}

// read does what the participant says until they are disconnected, or have to be. It returns how they are to be told.
func (r *Rooms) read(ctx context.Context, p *peer) (closeCode, string) {
	allowance := allowance{left: burst, at: time.Now()}
	for {
		kind, data, err := p.conn.Read(ctx)
		if err != nil { // among others because the message is too long, which they have been told then
			return normalClosure, ""
		}
		if !allowance.take(time.Now()) {
			return violation, "too many messages"
		}
		m, err := decode(data)
		if err == nil && kind != websocket.MessageText {
			err = errMalformed
		}
		if err == nil {
			err = r.handle(p, m)
		}
		if err != nil {
			return violation, err.Error()
		}
	}
}

// write writes what is queued, and closes the socket in the end. Nobody else writes.
func (p *peer) write(ctx context.Context) {
	for {
		select {
		case data := <-p.queue:
			if !p.writeOne(ctx, data) {
				return
			}
		case <-p.over:
			p.last(ctx)
			return
		}
	}
}

// last writes what is still queued, such as that the call has ended, and says goodbye.
func (p *peer) last(ctx context.Context) {
	for {
		select {
		case data := <-p.queue:
			if !p.writeOne(ctx, data) {
				return
			}
		default:
			_ = p.conn.Close(p.code, p.reason) // whether they hear it is theirs
			return
		}
	}
}

func (p *peer) writeOne(ctx context.Context, data []byte) bool {
	ctx, cancel := context.WithTimeout(ctx, maxWrite)
	defer cancel()
	if p.conn.Write(ctx, websocket.MessageText, data) != nil {
		p.drop()
		return false
	}
	return true
}

// beat finds out whether the participant is still there. It repeats to them how the room is as well, because a page
// cannot see pings, and so notices when the server is gone.
func (r *Rooms) beat(ctx context.Context, p *peer) {
	ticker := time.NewTicker(r.options.Heartbeat)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		r.mu.Lock()
		if p.room.has(p) {
			p.room.tellOne(p)
		}
		r.mu.Unlock()
		if !p.alive(ctx) {
			p.drop()
			return
		}
	}
}

func (p *peer) alive(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, maxPong)
	defer cancel()
	return p.conn.Ping(ctx) == nil
}

// An allowance bounds how fast a participant may speak.
type allowance struct {
	left float64
	at   time.Time
}

func (a *allowance) take(now time.Time) bool {
	a.left = min(burst, a.left+now.Sub(a.at).Seconds()*perSecond)
	a.at = now
	if a.left < 1 {
		return false
	}
	a.left--
	return true
}
