package platform

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// ReadBody reads the body of a POST that a platform sends, such as a webhook, and returns the status of the
// answer so far: [http.StatusOK], or why the body cannot be read, as 405 where the request is no POST, 413
// where it is longer than [MaxBytes], and 400 where it is cut off. It sets the header Allow where that is due.
func ReadBody(w http.ResponseWriter, r *http.Request) (body []byte, status int) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return nil, http.StatusMethodNotAllowed
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, MaxBytes+1))
	switch {
	case err != nil:
		return nil, http.StatusBadRequest
	case len(body) > MaxBytes:
		return nil, http.StatusRequestEntityTooLarge
	}
	return body, http.StatusOK
}

// ErrPanicked: what was to start a call panicked. What it panicked with is kept to itself.
var ErrPanicked = errors.New("platform: redeeming the permit, or reading its room again, panicked")

// InTime calls start, which redeems a permit, and waits for no longer than ctx lasts, whatever the gate's
// recorder does. A platform that asks a service before it opens a room does not wait either: with an error, or a
// start that comes later than that, the call does not open. A panic is ErrPanicked.
func InTime(ctx context.Context, start func(ctx context.Context) error) error {
	done := make(chan error, 1)
	go func() {
		err := ErrPanicked
		defer func() {
			_ = recover() // what panicked said nothing that may leave the process; err says that it did
			done <- err
		}()
		err = start(ctx)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// maxAhead is how far the clock of a platform may be ahead of ours.
const maxAhead = 5 * time.Minute

// Recent tells whether something signed at an instant, such as the event of a webhook, is no older than maxAge, and
// from no more than five minutes ahead, by a clock. A nil clock stands for time.Now.
func Recent(clock func() time.Time, at time.Time, maxAge time.Duration) bool {
	if clock == nil {
		clock = time.Now
	}
	age := clock().Sub(at)
	return age <= maxAge && age >= -maxAhead
}
