package hook

import (
	"bytes"
	"errors"
	"net/http"
	"time"
)

// bound has the body of a request end within a time, whether anybody reads it or not: before a server answers, it
// reads what is left of a body, and would wait for a client that never sends it.
func bound(w http.ResponseWriter, r *http.Request, within time.Duration) {
	if r.Body != nil && r.Body != http.NoBody {
		// A writer that has no deadlines belongs to no connection, or hides it: see Options.Timeout.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(within))
	}
}

// believed is how many bytes of a body get memory because they are announced, before they come.
const believed = 2 << 10

// readBody reads the body of a request that is bound, of a size, and returns the status of the answer where it cannot be
// read, which is otherwise [http.StatusOK].
func readBody(w http.ResponseWriter, r *http.Request, o *Options) (body []byte, status int) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, http.StatusOK
	}
	if r.ContentLength > int64(o.MaxBody) {
		return nil, http.StatusRequestEntityTooLarge
	}
	read := bytes.NewBuffer(make([]byte, 0, bytes.MinRead+min(max(0, r.ContentLength), believed)))
	_, err := read.ReadFrom(http.MaxBytesReader(w, r.Body, int64(o.MaxBody)))
	switch _, long := errors.AsType[*http.MaxBytesError](err); {
	case long:
		return nil, http.StatusRequestEntityTooLarge
	case isTimeout(err):
		return nil, http.StatusRequestTimeout
	case err != nil:
		return nil, http.StatusBadRequest
	}
	// The end of the time would look like a client that left. Where the body did not come it stays, for what is left of it.
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
	return read.Bytes(), http.StatusOK
}

func isTimeout(err error) bool {
	late, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](err)
	return ok && late.Timeout()
}
