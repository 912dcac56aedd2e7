package hook

import (
	"context"
	"errors"
	"time"

	"github.com/preconsult/preconsult/consult/platform"
)

// Errors of what is asked of a hook beside those of the gate. Each means that nothing was decided, and no call.
var (
	// ErrBusy: as many decisions as may be are being made. Ask again shortly.
	ErrBusy = errors.New("hook: too many decisions are being made at once: ask again shortly")
	// ErrLate: the decision was not made, or not recorded, in time.
	ErrLate = errors.New("hook: no decision was made and recorded in time: ask again, and look at the recorder")
	// ErrPanicked: what was to gather facts or to make the decision panicked. What it panicked with is kept to itself.
	ErrPanicked = errors.New("hook: gathering the facts, or deciding, panicked: look at the platform's own function and at the recorder")
)

// pending bounds the work that is being done at once, in number and in time.
type pending struct {
	slots   chan struct{}
	timeout time.Duration
}

func newPending(o *Options) pending {
	return pending{make(chan struct{}, o.MaxPending), o.Timeout}
}

// do does work, and waits for it no longer than the timeout, or than the client does. Work that goes on for longer
// keeps its slot until it ends, and what it comes to is for nobody: only with a nil error may its results be used.
func (p *pending) do(ctx context.Context, work func(ctx context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case p.slots <- struct{}{}:
	default:
		return ErrBusy
	}
	within, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	err := platform.InTime(within, func(ctx context.Context) error {
		defer func() { <-p.slots }() // before anybody has the answer, so that whoever has it can ask again
		return work(ctx)
	})
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case within.Err() != nil:
		return ErrLate // whatever it says of its own, it says it because its time was up
	case errors.Is(err, platform.ErrPanicked):
		return ErrPanicked
	}
	return err
}
