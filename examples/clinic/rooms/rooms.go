package rooms

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// Defaults of Options.
const (
	DefaultIdle      = 10 * time.Minute
	DefaultMaxWait   = 30 * time.Minute
	DefaultHeartbeat = 15 * time.Second
	DefaultMaxRooms  = 1000
)

// Errors of [Rooms.Open] that are not the gate's. The permit is not used up by them.
var (
	// ErrFull: there are as many rooms as there may be.
	ErrFull = errors.New("rooms: there are as many rooms as there may be: try again later")
	// ErrClosed: the rooms have been closed, all of them and for good.
	ErrClosed = errors.New("rooms: the rooms are closed: the server is about to end")
)

// Options are the choices of the rooms. The zero Options, like nil, have the defaults.
type Options struct {
	// Idle is how long a room that nobody is in stays open, or one that the provider has left once the patient was
	// admitted, whether or not the patient is there; and for how long it is known of a room that it has ended, or who was
	// in it before it was opened. Zero stands for DefaultIdle.
	Idle time.Duration
	// MaxWait is for how long after it was opened a room may wait for the patient to be admitted. What a permit was given for
	// may no longer hold later: the room ends then, whoever is in it. Zero stands for DefaultMaxWait.
	MaxWait time.Duration
	// Heartbeat is how often participants are asked whether they are still there, and told that the server is. Pages
	// take a server for gone that says nothing for 40 seconds. Zero stands for DefaultHeartbeat.
	Heartbeat time.Duration
	// MaxRooms is how many rooms there may be, with those that have not been opened yet and somebody waits for. Those that
	// are not open, and that nobody is in, make place for others. Zero stands for DefaultMaxRooms.
	MaxRooms int
}

// A Stage is how far a room has come. The zero Stage is Closed.
type Stage uint8

// The stages of a room.
const (
	Closed  Stage = iota // no permit has opened it; the patient may wait for that
	Waiting              // it is open, and the patient not admitted yet
	Open                 // the patient is admitted, and the two find each other
	Ended                // one of the two has hung up, or was not there in time
)

// String returns the text of the stage: "closed", "waiting", "open" or "ended".
func (s Stage) String() string {
	if s > Ended {
		return "unknown"
	}
	return [...]string{"closed", "waiting", "open", "ended"}[s]
}

// A State is how a room is at one moment. The zero State is that of a room that nobody has opened and nobody is in.
type State struct {
	Stage    Stage
	Provider bool // whether the provider is connected
	Patient  bool // whether the patient is
}

// Rooms are the rooms of the clinic. Only a permit opens one. They are made by [New] and safe for concurrent use; the
// zero Rooms open nothing.
type Rooms struct {
	gate    *consult.Gate
	options Options

	mu      sync.Mutex // of all below, and of the rooms and what participants are to be told
	rooms   map[consult.CallID]*room
	closed  bool
	there   map[*peer]struct{} // all whose sockets are not closed yet, also where somebody else has their place
	sockets sync.WaitGroup     // as many
}

// New returns rooms, none of which is open. The gate is the one whose permits open them.
func New(gate *consult.Gate, options *Options) *Rooms {
	var o Options
	if options != nil {
		o = *options
	}
	if o.Idle <= 0 {
		o.Idle = DefaultIdle
	}
	if o.MaxWait <= 0 {
		o.MaxWait = DefaultMaxWait
	}
	if o.Heartbeat <= 0 {
		o.Heartbeat = DefaultHeartbeat
	}
	if o.MaxRooms <= 0 {
		o.MaxRooms = DefaultMaxRooms
	}
	return &Rooms{gate: gate, options: o, rooms: map[consult.CallID]*room{}, there: map[*peer]struct{}{}}
}

// Open redeems a permit and opens the room of its call, which the provider and the patient may already wait for. It
// stays as it is if it is open, but that another permit has it wait for as long again: for the patient to be admitted, or
// for the provider to come back. A room that has ended is opened anew; who was in it has to load their page again.
//
// With an error nothing is opened. It is that of [consult.Gate.Redeem], and so is the decision, or one of this package.
func (r *Rooms) Open(ctx context.Context, permit consult.Permit) (consult.Decision, error) {
	call := permit.Call() // never a second argument: what is permitted is what opens
	if !call.Valid() {
		return consult.Decision{}, consult.ErrNoPermit
	}
	// A place for the room first, so that a permit is not used up for a room that there is no place for.
	if err := r.reserve(call); err != nil {
		return consult.Decision{}, err
	}
	decision, err := r.gate.Redeem(ctx, permit, call)

	r.mu.Lock()
	defer r.mu.Unlock()
	room, full := r.room(call)
	if err == nil {
		err = full
	}
	if err == nil {
		room.opened, room.alone = time.Now(), time.Time{}
		if room.stage == Closed || room.stage == Ended {
			room.stage, room.begun = Waiting, false
			room.tell()
		}
	}
	if room != nil {
		r.tidy(room)
	}
	return decision, err
}

func (r *Rooms) reserve(call consult.CallID) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	room, err := r.room(call)
	if err == nil {
		room.stop() // so that it is not forgotten meanwhile; Open tidies it
	}
	return err
}

// room returns the room of a call, closed if there was none.
func (r *Rooms) room(call consult.CallID) (*room, error) {
	if r.closed {
		return nil, ErrClosed
	}
	if known := r.rooms[call]; known != nil {
		return known, nil
	}
	if len(r.rooms) >= r.options.MaxRooms && !r.forget() {
		return nil, ErrFull
	}
	made := newRoom(call)
	r.rooms[call] = made
	return made, nil
}

// forget makes place: it drops a room that would be forgotten in time.
func (r *Rooms) forget() bool {
	for call, room := range r.rooms {
		if (room.stage == Ended || room.stage == Closed) && room.timer != nil {
			room.stop()
			delete(r.rooms, call)
			return true
		}
	}
	return false
}

// Facts returns what these rooms are, for the gate to judge by. It is what this package does, and no setting changes it:
//
//   - Picture and sound go from browser to browser, encrypted between the two. No server gets any, so that none can record,
//     transcribe or feed a scribe.
//   - There is nothing in it that records, and so nobody who may start to.
//   - A patient is in the waiting room until the provider admits them. Once they are, they come back to the same call
//     without being admitted again, also from another page, until it has ended. Every start of a call admits them anew.
//   - A room has one place for the provider and one for the patient of its call. Who they are the application knows, so that a
//     room is private as far as [Rooms.Socket] is told the truth.
//
// An application that does more, such as recording in its own pages, has to say so in place of these.
func Facts() consult.Room {
	return consult.Room{
		Recording: consult.RecordingOff, RecordingAuthority: consult.AuthorityNobody,
		Transcription: consult.CaptureOff, Scribe: consult.CaptureOff,
		Encryption: consult.EncryptionEndToEnd, ServerCapture: consult.No,
		Visibility: consult.VisibilityPrivate, Admission: consult.AdmissionWaitingRoom,
	}
}

// State returns how the room of a call is.
func (r *Rooms) State(call consult.CallID) State {
	r.mu.Lock()
	defer r.mu.Unlock()
	room := r.rooms[call]
	if room == nil {
		return State{}
	}
	return State{Stage: room.stage, Provider: room.provider != nil, Patient: room.patient != nil}
}

// End ends the call for both, as when one of them hangs up. A room that is not open is left as it is.
func (r *Rooms) End(call consult.CallID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if room := r.rooms[call]; room != nil && (room.stage == Waiting || room.stage == Open) {
		r.end(room)
	}
}

// patience is how long Close waits for participants to take note before it cuts them off.
const patience = 2 * time.Second

// Close disconnects everybody and closes all rooms for good. It returns when no call of Socket runs any more. The media
// of two who are connected go on until their pages notice.
func (r *Rooms) Close() {
	r.mu.Lock()
	r.closed = true
	for call, room := range r.rooms {
		room.stop()
		delete(r.rooms, call)
	}
	for p := range r.there {
		p.finish(goingAway, "the server is about to end")
	}
	r.mu.Unlock()
	cut := time.AfterFunc(patience, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		for p := range r.there {
			p.drop()
		}
	})
	defer cut.Stop()
	r.sockets.Wait()
}
