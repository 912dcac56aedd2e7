package consulttest_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
)

// rooms is a platform in Go that hands permits on. It has no recording at all.
type rooms struct {
	gate *consult.Gate
	mu   sync.Mutex
	open map[consult.CallID]int
}

func newRooms(rig *consulttest.Rig) *rooms {
	return &rooms{gate: rig.Gate, open: map[consult.CallID]int{}}
}

func (r *rooms) Ask(ctx context.Context, call consult.Call) (consulttest.Ticket, error) {
	d, err := r.gate.Decide(ctx, &call)
	permit, _ := d.Permit()
	return consulttest.Ticket{Permit: permit}, err
}

func (r *rooms) Start(ctx context.Context, call consult.CallID, with consulttest.Ticket) error {
	if _, err := r.gate.Redeem(ctx, with.Permit, call); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open[call]++
	return nil
}

func (r *rooms) Join(context.Context, consult.CallID, consult.Party) error { return nil }

func (r *rooms) Record(context.Context, consult.CallID, consult.Party) error {
	return fmt.Errorf("rooms do not record: %w", errors.ErrUnsupported)
}

func (r *rooms) Look(_ context.Context, call consult.CallID) (consulttest.State, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return consulttest.State{Started: r.open[call]}, nil
}

// attack attacks a platform that is made of rooms.
func attack(t *testing.T, platform func(*rooms) consulttest.Platform, options consulttest.PlatformOptions) *consulttest.Report {
	t.Helper()
	return consulttest.AttackPlatform(t.Context(), func(rig *consulttest.Rig) consulttest.Platform {
		return platform(newRooms(rig))
	}, &options)
}

// failed returns the reasons of the attacks that were not withstood, with what was wrong.
func failed(r *consulttest.Report) map[string]string {
	all := map[string]string{}
	for _, item := range r.Items {
		if item.Result == consulttest.Failed {
			all[item.Why] = item.Detail
		}
	}
	return all
}

func TestPlatformInGo(t *testing.T) {
	t.Parallel()
	report := consulttest.TestPlatform(t, func(rig *consulttest.Rig) consulttest.Platform { return newRooms(rig) }, nil)
	assert.Equal(t, "TestPlatformInGo", report.Subject)
	assert.Equal(t, 2, report.Count(consulttest.NotShown), "what needs recording is not shown")
	assert.Zero(t, report.Count(consulttest.Failed))
	assert.Greater(t, report.Count(consulttest.Withstood), 90)
	for _, item := range report.Items {
		assert.NotEmpty(t, item.Clauses, item.Why)
		assert.NotEmpty(t, item.Remedy, item.Why)
		if item.Result == consulttest.NotShown {
			assert.Contains(t, item.Detail, "rooms do not record")
		}
	}
}

// blind cannot be looked at.
type blind struct{ *rooms }

func (blind) Look(context.Context, consult.CallID) (consulttest.State, error) {
	return consulttest.State{}, errors.ErrUnsupported
}

func TestPlatformThatCannotBeLookedAt(t *testing.T) {
	t.Parallel()
	report := attack(t, func(r *rooms) consulttest.Platform { return blind{r} }, consulttest.PlatformOptions{})
	assert.Empty(t, failed(report))
	assert.Equal(t, 4, report.Count(consulttest.NotShown), "whether the call is recorded, and whether a patient opened it")
}

// bodyless supports nothing.
type bodyless struct{ *rooms }

func (bodyless) Ask(context.Context, consult.Call) (consulttest.Ticket, error) {
	return consulttest.Ticket{}, errors.ErrUnsupported
}

func TestPlatformThatSupportsNothingShowsNothing(t *testing.T) {
	t.Parallel()
	report := attack(t, func(r *rooms) consulttest.Platform { return bodyless{r} }, consulttest.PlatformOptions{})
	assert.Equal(t, len(report.Items), report.Count(consulttest.NotShown))
}

// hooked does something in the place of Ask.
type hooked struct {
	*rooms
	ask func(context.Context) (consulttest.Ticket, error)
}

func (h hooked) Ask(ctx context.Context, _ consult.Call) (consulttest.Ticket, error) {
	return h.ask(ctx)
}

func TestPlatformsThatMisbehave(t *testing.T) {
	t.Parallel()
	const first = "the compliant call starts, once, on the record, and is not recorded"
	for _, test := range []struct {
		why     string
		ask     func(context.Context) (consulttest.Ticket, error)
		timeout time.Duration
		detail  string
	}{
		{"it panics", func(context.Context) (consulttest.Ticket, error) { panic("no room") }, 0, "the platform panicked: no room"},
		{"it ends the goroutine", func(context.Context) (consulttest.Ticket, error) { runtime.Goexit(); return consulttest.Ticket{}, nil }, 0, "ended the attack before its time"},
		{"it refuses everything", func(context.Context) (consulttest.Ticket, error) { return consulttest.Ticket{}, errors.New("closed") }, 0, "the compliant call was refused: closed; the gate was never asked"},
		{"it has nothing to give", func(context.Context) (consulttest.Ticket, error) { return consulttest.Ticket{}, nil }, 0, "the compliant call was given no ticket"},
		{"it makes tickets up", func(context.Context) (consulttest.Ticket, error) { return consulttest.Ticket{Reference: "x"}, nil }, 0, "could not be started with its own ticket"},
		{"it hangs", func(ctx context.Context) (consulttest.Ticket, error) {
			<-ctx.Done()
			<-t.Context().Done() // it goes on, whatever its context says
			return consulttest.Ticket{}, nil
		}, time.Millisecond, "did not answer within 1ms"},
	} {
		report := attack(t, func(r *rooms) consulttest.Platform { return hooked{r, test.ask} }, consulttest.PlatformOptions{Timeout: test.timeout})
		assert.Contains(t, failed(report)[first], test.detail, test.why)
	}
}

// TestPlatformSaysWhyTheCompliantCallIsRefused holds that a rig that allows nothing is not taken
// for a platform that withstands everything.
func TestPlatformSaysWhyTheCompliantCallIsRefused(t *testing.T) {
	t.Parallel()
	records := consulttest.OnFile(consulttest.NoContact)
	report := attack(t, func(r *rooms) consulttest.Platform { return r }, consulttest.PlatformOptions{Rig: func() (*consulttest.Rig, error) {
		return consulttest.MakeRig(consulttest.RigOptions{Records: &records})
	}})
	detail := failed(report)["the compliant call starts, once, on the record, and is not recorded"]
	assert.Contains(t, detail, "escalation.known (U5): contacts is none")
	assert.Contains(t, detail, "to mend it (ig-lead)")

	report = attack(t, func(r *rooms) consulttest.Platform { return r }, consulttest.PlatformOptions{Rig: func() (*consulttest.Rig, error) {
		return nil, errors.New("no rig")
	}})
	assert.Equal(t, len(report.Items), report.Count(consulttest.Failed))
	assert.Equal(t, "the attack could not be made: no rig", report.Items[0].Detail)
}

// leaking opens the room before it asks whether it may.
type leaking struct{ *rooms }

func (l leaking) Start(ctx context.Context, call consult.CallID, with consulttest.Ticket) error {
	l.mu.Lock()
	l.open[call]++
	l.mu.Unlock()
	_, err := l.gate.Redeem(ctx, with.Permit, call)
	return err
}

func TestPlatformThatRefusesTooLate(t *testing.T) {
	t.Parallel()
	report := attack(t, func(r *rooms) consulttest.Platform { return leaking{r} }, consulttest.PlatformOptions{})
	for why, detail := range failed(report) {
		switch why {
		case "started again with a permit that was used", "started eight times at once with one permit":
			assert.Regexp(t, `^the call was started \d times$`, detail)
		default:
			assert.Equal(t, "the start was refused, and the call runs all the same", detail, why)
		}
	}
	assert.Contains(t, failed(report), "started without a permit")
}

// stand stands in for a test that is to fail, and cannot have subtests.
type stand struct {
	testing.TB
	errors []string
}

func (s *stand) Errorf(format string, args ...any) {
	s.errors = append(s.errors, fmt.Sprintf(format, args...))
}
func (s *stand) Error(args ...any)                 { s.Errorf("%s", fmt.Sprint(args...)) }
func (s *stand) Fatalf(format string, args ...any) { s.Errorf(format, args...); runtime.Goexit() }
func (s *stand) Fatal(args ...any)                 { s.Errorf("%s", fmt.Sprint(args...)); runtime.Goexit() }
func (s *stand) Failed() bool                      { return len(s.errors) > 0 }
func (s *stand) Logf(string, ...any)               {}
func (s *stand) Log(...any)                        {}

// fails runs what is to fail, and returns how it did.
func fails(t *testing.T, run func(t testing.TB)) []string {
	t.Helper()
	s := &stand{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		run(s)
	}()
	<-done
	return s.errors
}

func TestPlatformFailsTheTest(t *testing.T) {
	t.Parallel()
	errors := fails(t, func(t testing.TB) {
		consulttest.TestPlatform(t, func(rig *consulttest.Rig) consulttest.Platform { return leaking{newRooms(rig)} }, nil)
	})
	require.NotEmpty(t, errors)
	assert.Contains(t, errors[0], "clauses I1")
	assert.Contains(t, errors[0], "to mend it: Start a call only where gate.Redeem returned no error")
}

func TestAttackEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.Empty(t, consulttest.AttackPlatform(ctx, func(rig *consulttest.Rig) consulttest.Platform { return newRooms(rig) }, nil).Items)
}
