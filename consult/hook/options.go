package hook

import (
	"context"
	"time"
)

// Defaults of [Options].
const (
	DefaultMaxBody    = 64 << 10        // the size of a body, in bytes
	DefaultTimeout    = 5 * time.Second // for a body to arrive, and again for a decision to be made
	DefaultMaxPending = 1024            // decisions that are being made at once
)

// Options are the bounds of a hook. The zero Options, like nil, have the defaults.
type Options struct {
	// MaxBody is the size that the body of a request may have, in bytes. 0 or less is
	// DefaultMaxBody.
	MaxBody int
	// Timeout is how long a body may take to arrive, and how long a decision may take to be
	// made and recorded. 0 or less is DefaultTimeout. The time of a body is the connection's, so that
	// middleware before the hook that wraps the writer must give it away by a method Unwrap, as
	// http.ResponseController asks; behind one that does not, the server's ReadTimeout alone bounds it.
	Timeout time.Duration
	// MaxPending is how many decisions may be in the making at once; one more is refused without being
	// made. It bounds what waits for a recorder that hangs. 0 or less is DefaultMaxPending.
	MaxPending int
	// Failed is told why nothing was decided: an error of [Describe], of the gate or its recorder, or one
	// of this package. The answers say no more than of which kind it is, so that without Failed nobody can know. It must
	// not block, and is called by several goroutines at once. Nil tells nobody.
	Failed func(ctx context.Context, err error)
}

// failed tells Failed, where there is one.
func (o *Options) failed(ctx context.Context, err error) {
	if o.Failed != nil {
		o.Failed(ctx, err)
	}
}

// orDefault returns the options with the defaults where they say nothing.
func (o *Options) orDefault() Options {
	var on Options
	if o != nil {
		on = *o
	}
	if on.MaxBody <= 0 {
		on.MaxBody = DefaultMaxBody
	}
	if on.Timeout <= 0 {
		on.Timeout = DefaultTimeout
	}
	if on.MaxPending <= 0 {
		on.MaxPending = DefaultMaxPending
	}
	return on
}
