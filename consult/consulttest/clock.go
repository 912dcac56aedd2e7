package consulttest

import (
	"sync"
	"time"
)

// A Clock is a clock that tests set. Its method Now is for [consult.Options]. It is safe for
// concurrent use; the zero Clock stands at [Now].
type Clock struct {
	mu    sync.Mutex
	ahead time.Duration // of Now
}

// Now returns the instant at which the clock stands.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Now.Add(c.ahead)
}

// Set sets the clock.
func (c *Clock) Set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead = now.Sub(Now)
}

// Advance moves the clock on, or back where d is negative.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}
