package consulttest

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/preconsult/preconsult/consult"
)

// ErrDown is what a [Recorder] that is down returns.
var ErrDown = errors.New("consulttest: the recorder is down")

// A Recorder remembers the decisions that a gate records, until it is taken down. The zero
// Recorder is up and has none. It is safe for concurrent use.
type Recorder struct {
	mu        sync.Mutex
	down      bool
	decisions []consult.Decision
	breaches  []consult.Breach
	told      []consult.DecisionID
}

// Record implements [consult.Recorder].
func (r *Recorder) Record(_ context.Context, d consult.Decision) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.down {
		return ErrDown
	}
	r.decisions = append(r.decisions, d)
	return nil
}

// RecordBreach implements [consult.BreachRecorder].
func (r *Recorder) RecordBreach(_ context.Context, b consult.Breach) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.down {
		return ErrDown
	}
	r.breaches = append(r.breaches, b)
	return nil
}

// Breaches returns the breaches that were recorded, in order.
func (r *Recorder) Breaches() []consult.Breach {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.breaches)
}

// SetDown takes the recorder down, or brings it up again.
func (r *Recorder) SetDown(down bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.down = down
}

// forget forgets what was recorded.
func (r *Recorder) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.decisions = r.decisions[:0]
}

// Decisions returns what was recorded, in order.
func (r *Recorder) Decisions() []consult.Decision {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.decisions)
}

// Last returns the decision that was recorded last, and whether there is one.
func (r *Recorder) Last() (consult.Decision, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.decisions) == 0 {
		return consult.Decision{}, false
	}
	return r.decisions[len(r.decisions)-1], true
}

// Escalate notes that the escalation contact was told of a decision. It is for [consult.Options].
func (r *Recorder) Escalate(_ context.Context, d consult.Decision) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.down {
		return ErrDown
	}
	r.told = append(r.told, d.ID)
	return nil
}

// Escalated returns the decisions that the escalation contact was told of, in order.
func (r *Recorder) Escalated() []consult.DecisionID {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.told)
}
