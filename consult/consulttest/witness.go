package consulttest

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// subtest runs f as a subtest where t can have some, and otherwise as a part of t.
func subtest(t testing.TB, name string, f func(t testing.TB)) {
	t.Helper()
	if parent, ok := t.(*testing.T); ok {
		parent.Run(name, func(t *testing.T) { f(t) })
		return
	}
	f(t)
}

// A witness stands in for a test while a suite is run that is to fail: it takes the failure and
// keeps it from the test.
type witness struct {
	testing.TB
	mu       sync.Mutex
	failed   bool
	text     strings.Builder
	cleanups []func()
}

// run runs a suite to its end, which may be by FailNow, and then what it left to be done. It
// returns how the suite failed, or the empty string where it did not.
func (w *witness) run(suite func()) string {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer func() {
			if r := recover(); r != nil {
				w.Errorf("the suite panicked: %v", r)
			}
		}()
		suite()
	}()
	<-ended
	for len(w.cleanups) > 0 {
		last := w.cleanups[len(w.cleanups)-1]
		w.cleanups = w.cleanups[:len(w.cleanups)-1]
		last()
	}
	if w.failed && w.text.Len() == 0 {
		return "it failed without a word"
	}
	return w.text.String()
}

func (w *witness) fail(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failed = true
	if w.text.Len() < 10_000 {
		w.text.WriteString(text)
	}
}

func (w *witness) Errorf(format string, args ...any) { w.fail(fmt.Sprintf(format, args...)) }
func (w *witness) Error(args ...any)                 { w.fail(fmt.Sprint(args...)) }
func (w *witness) Fail()                             { w.fail("") }
func (w *witness) FailNow()                          { w.fail(""); runtime.Goexit() }
func (w *witness) Fatal(args ...any)                 { w.fail(fmt.Sprint(args...)); runtime.Goexit() }
func (w *witness) Fatalf(format string, args ...any) {
	w.fail(fmt.Sprintf(format, args...))
	runtime.Goexit()
}
func (w *witness) Skip(...any)          { runtime.Goexit() }
func (w *witness) Skipf(string, ...any) { runtime.Goexit() }
func (w *witness) SkipNow()             { runtime.Goexit() }
func (w *witness) Failed() bool         { w.mu.Lock(); defer w.mu.Unlock(); return w.failed }
func (w *witness) Log(...any)           {}
func (w *witness) Logf(string, ...any)  {}
func (w *witness) Cleanup(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cleanups = append(w.cleanups, f)
}
