package consult

import "context"

// A Recorder keeps decisions. The gate gives it every decision, allowed or refused, before
// anybody else has it: no record, no permit.
//
// Record returns nil only when the decision is kept as safely as the recorder promises. It
// must honour the context and return soon after it ends; a permit is not given if it returns
// later, whatever it returns. It may be called from many goroutines at once, and must not modify
// what the decision refers to.
type Recorder interface {
	Record(ctx context.Context, d Decision) error
}

// Discard is the recorder that keeps nothing; a gate does not even call it. A platform that
// uses it has no evidence of what its gate decided.
var Discard Recorder = &discard{}

type discard struct{}

func (*discard) Record(context.Context, Decision) error { return nil }

// RecorderFunc is a function as a [Recorder].
type RecorderFunc func(ctx context.Context, d Decision) error

// Record calls f.
func (f RecorderFunc) Record(ctx context.Context, d Decision) error { return f(ctx, d) }
