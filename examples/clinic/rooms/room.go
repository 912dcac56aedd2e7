package rooms

import (
	"errors"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// errNotAllowed is said to whoever says something at a time, or in a capacity, in which it is not allowed.
var errNotAllowed = errors.New("rooms: this is not allowed here and now")

// A room is that of one call. It has two places. Rooms.mu guards it.
type room struct {
	call     consult.CallID
	stage    Stage
	opened   time.Time // when it was, last
	begun    bool      // whether the patient was admitted since
	provider *peer     // nil while nobody is connected
	patient  *peer
	pages    map[consult.Party]*pages
	alone    time.Time   // since when there is no provider; zero while there is
	timer    *time.Timer // runs where the room has so much time left and no more
	visits   int         // counts what has happened, so that a timer that was too late to be stopped does nothing
}

func newRoom(call consult.CallID) *room {
	return &room{call: call, pages: map[consult.Party]*pages{consult.Provider: {}, consult.Patient: {}}}
}

func (r *room) empty() bool { return r.provider == nil && r.patient == nil }

// peers returns who is here.
func (r *room) peers() (here []*peer) {
	for _, p := range []*peer{r.provider, r.patient} {
		if p != nil {
			here = append(here, p)
		}
	}
	return here
}

// place returns the place of a party, and that of the other one.
func (r *room) place(party consult.Party) (own, other **peer) {
	if party == consult.Provider {
		return &r.provider, &r.patient
	}
	return &r.patient, &r.provider
}

// has reports whether somebody is here, and has not been replaced.
func (r *room) has(p *peer) bool {
	own, _ := r.place(p.party)
	return *own == p
}

// tell says to everybody here how the room is.
func (r *room) tell() {
	for _, p := range r.peers() {
		r.tellOne(p)
	}
}

func (r *room) tellOne(p *peer) {
	s := state{Type: kindState, Room: r.stage.String(), You: p.party.String(), Admitted: r.stage == Open, Begun: r.begun}
	if _, other := r.place(p.party); *other != nil {
		s.Peer, s.Page = true, (*other).page
	}
	p.say(encode(s))
}

// stop stops the timer.
func (r *room) stop() {
	r.visits++
	if r.timer != nil {
		r.timer.Stop()
		r.timer = nil
	}
}

// join gives somebody their place. Whoever had it is disconnected: it was they, before their connection broke or they
// opened another window. The other one is told that they were away, because what was sent to them last may be lost.
func (r *Rooms) join(call consult.CallID, p *peer) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	room, err := r.room(call)
	if err != nil {
		return err
	}
	r.sockets.Add(1)
	r.there[p] = struct{}{}
	p.room = room
	if room.stage == Ended {
		room.tellOne(p)
		p.finish(normalClosure, "the call has ended")
		return nil
	}
	if !room.pages[p.party].turn(p.page) {
		p.finish(replaced, "a newer page has your place")
		return nil
	}
	own, _ := room.place(p.party)
	if *own != nil {
		(*own).finish(replaced, "you have connected anew")
		*own = nil
		room.tell()
	}
	*own = p
	room.tell()
	r.tidy(room)
	return nil
}

// leave takes somebody out of their place, if it is still theirs, and has their socket closed.
func (r *Rooms) leave(p *peer, code closeCode, reason string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p.finish(code, reason)
	if !p.room.has(p) {
		return
	}
	own, _ := p.room.place(p.party)
	*own = nil
	p.room.tell()
	r.tidy(p.room)
}

// gone forgets a socket that is closed.
func (r *Rooms) gone(p *peer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.there, p)
	r.sockets.Done()
}

// handle does what a participant says. It is the whole of what is allowed, and when. An error means that it is not.
func (r *Rooms) handle(p *peer, m message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	room := p.room
	if !room.has(p) {
		return nil // replaced, or the call has ended: the socket is about to be closed
	}
	switch m.Type {
	case kindAdmit:
		return r.admit(room, p)
	case kindSignal:
		return room.relay(p, m)
	case kindHangUp:
		if room.stage == Open || room.stage == Waiting && p.party == consult.Provider {
			r.end(room)
			return nil
		}
		// Who is not in the call yet has none to end, and goes.
		own, _ := room.place(p.party)
		*own = nil
		p.finish(normalClosure, "you have left")
		room.tell()
		r.tidy(room)
		return nil
	}
	return errNotAllowed
}

// admit lets the patient in who is there. The provider lets in whom they see waiting, so that without a patient there
// it does nothing: that one may have gone as the button was pressed. In a room that has waited for too long it ends the call.
func (r *Rooms) admit(room *room, p *peer) error {
	switch {
	case p.party != consult.Provider || room.stage == Closed:
		return errNotAllowed
	case room.stage == Waiting && time.Since(room.opened) > r.options.MaxWait:
		r.end(room)
	case room.stage == Waiting && room.patient != nil:
		room.stage, room.begun = Open, true
		room.tell()
		r.tidy(room)
	}
	return nil
}

// relay gives a signal to the other one. One that is not connected at the moment misses it, and the two find each
// other anew once they are.
func (r *room) relay(p *peer, m message) error {
	if r.stage != Open {
		return errNotAllowed
	}
	if d := m.Description; d != nil && (d.Type == offer) != (p.party == consult.Provider) {
		return errNotAllowed // the provider calls, and the patient answers
	}
	if _, other := r.place(p.party); *other != nil {
		(*other).say(encode(m))
	}
	return nil
}

// end ends the call for both, for good.
func (r *Rooms) end(room *room) {
	room.stage = Ended
	room.tell()
	for _, p := range room.peers() {
		p.finish(normalClosure, "the call has ended")
	}
	room.provider, room.patient = nil, nil
	r.tidy(room)
}

// tidy is to be called whenever somebody has come or gone, or the stage has changed.
func (r *Rooms) tidy(room *room) {
	room.stop()
	if room.provider != nil {
		room.alone = time.Time{}
	} else if room.alone.IsZero() {
		room.alone = time.Now()
	}
	if left, limited := r.left(room); limited && !r.closed {
		visits := room.visits
		room.timer = time.AfterFunc(left, func() { r.expire(room, visits) })
	}
}

// left returns how much time a room has left if nobody comes or goes, where that is limited.
func (r *Rooms) left(room *room) (left time.Duration, limited bool) {
	switch {
	case room.stage == Ended, room.stage == Closed && room.empty():
		return r.options.Idle, true // in which it is known that it has ended, and which pages were here
	case room.stage == Open && room.provider == nil:
		return r.options.Idle - time.Since(room.alone), true // a patient who waits in vain keeps no room open
	case room.stage == Waiting:
		left = r.options.MaxWait - time.Since(room.opened) + 1 // since to admit in the last moment is in time
		if room.empty() {
			left = min(left, r.options.Idle)
		}
		return left, true
	}
	return 0, false
}

// expire ends a room that has no time left, and forgets one that is not open.
func (r *Rooms) expire(room *room, visits int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.closed || room.visits != visits:
	case room.stage == Ended || room.stage == Closed:
		delete(r.rooms, room.call)
	default:
		r.end(room)
	}
}
