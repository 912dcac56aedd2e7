package readiness

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Bounds of [Events].
const (
	MaxListeners = 64                     // pages that listen at once
	heartbeat    = 20 * time.Second       // between two signs of life, less than proxies wait
	calm         = 250 * time.Millisecond // between two events, since changes come in bursts
	patience     = 10 * time.Second       // for one write, so that a page that is gone is noticed
)

// A Signal tells any number of listeners that something changed. The zero Signal is ready for use,
// and it is safe for concurrent use.
type Signal struct {
	mu   sync.Mutex
	next chan struct{}
}

// Next returns a channel that is closed when the signal is raised next.
func (s *Signal) Next() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next == nil {
		s.next = make(chan struct{})
	}
	return s.next
}

// Raise closes the channels that Next has returned so far. It does not wait for anybody, so that it
// can be called where a decision is recorded.
func (s *Signal) Raise() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next != nil {
		close(s.next)
		s.next = nil
	}
}

// Events returns a handler of server-sent events that tells a page when to fetch itself anew. Changed
// returns a channel that is closed at the next change, as [Signal.Next] does.
//
// There is one event, "changed", with an id that increases; it holds no data about the change. Of
// several changes within a quarter of a second a page is told once. The stream ends with its request;
// for a server to shut down in time, its base context has to end too. Who listens is for the caller
// to check first. Beyond [MaxListeners] the answer is 503, and the page tries again by itself.
func Events(changed func() <-chan struct{}) http.Handler {
	slots := make(chan struct{}, MaxListeners)
	var id atomic.Uint64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			w.Header().Set("Allow", http.MethodGet)
			http.Error(w, "only GET", http.StatusMethodNotAllowed)
			return
		}
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
		default:
			w.Header().Set("Retry-After", "10")
			http.Error(w, "too many pages are listening: try again later", http.StatusServiceUnavailable)
			return
		}
		header := w.Header()
		header.Set("Content-Type", "text/event-stream")
		header.Set("Cache-Control", "no-store")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Accel-Buffering", "no") // a proxy that buffers would hold events back
		s := stream{w: w, control: http.NewResponseController(w)}

		next := changed() // before the page hears that it is connected, so that nothing is missed from then on
		if s.send("retry: 2000\n: connected\n\n") != nil {
			return
		}
		beat := time.NewTicker(heartbeat)
		defer beat.Stop()
		for {
			select {
			case <-r.Context().Done():
				return
			case <-beat.C:
				if s.send(": still here\n\n") != nil {
					return
				}
			case <-next:
				next = changed() // before the event, for the same reason
				if s.send(fmt.Sprintf("event: changed\nid: %d\ndata: \n\n", id.Add(1))) != nil {
					return
				}
				select {
				case <-r.Context().Done():
					return
				case <-time.After(calm):
				}
			}
		}
	})
}

// A stream writes to a page at once.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func (s *stream) send(text string) error {
	// A server whose writes have a deadline would cut the stream off; one that cannot set deadlines
	// has none, so that the error is of no interest.
	_ = s.control.SetWriteDeadline(time.Now().Add(patience))
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.control.Flush()
}
