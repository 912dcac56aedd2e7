package jitsi_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/jitsi"
)

// TestReadAgain holds that a call opens only where its room is as it was when it was decided on.
func TestReadAgain(t *testing.T) {
	t.Parallel()
	call := consulttest.Call()
	for _, row := range []struct {
		why  string
		read func() (consult.Room, error)
		open bool
	}{
		{"as it was", func() (consult.Room, error) { return call.Room, nil }, true},
		{"it is recorded now", func() (consult.Room, error) { return consult.Room{Recording: consult.RecordingAutomatic}, nil }, false},
		{"it cannot be read", func() (consult.Room, error) { return consult.Room{}, platform.ErrMalformed }, false},
		{"reading it panics", func() (consult.Room, error) { panic("a bug of the application") }, false},
	} {
		t.Run(row.why, func(t *testing.T) {
			t.Parallel()
			rig := consulttest.NewRig(t)
			s := newServer(t, rig, func(o *jitsi.Options) {
				o.Room = func(context.Context, consult.CallID) (consult.Room, error) { return row.read() }
			})
			_, err := s.Provider(rig.Permit(t, call), "dr-1")
			require.NoError(t, err)
			_, err = prosody{s.Reservations(platform.NewSecret(bearer)), bearer}.allocate(t.Context(), "call-0001")
			assert.Equal(t, row.open, err == nil)
			assert.Equal(t, row.open, s.IsOpen(call.ID))
		})
	}
}

// TestNobodyWaits holds that a request that nobody waits for decides nothing, and that a decision that
// comes too late opens nothing.
func TestNobodyWaits(t *testing.T) {
	t.Parallel()
	call := consulttest.Call()

	t.Run("cancelled before", func(t *testing.T) {
		t.Parallel()
		rig := consulttest.NewRig(t)
		s := newServer(t, rig)
		_, err := s.Provider(rig.Permit(t, call), "dr-1")
		require.NoError(t, err)
		p := prosody{s.Reservations(platform.NewSecret(bearer)), bearer}
		decided := len(rig.Recorder.Decisions())
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		status, _ := p.ask(ctx, http.MethodPost, "/conference", form("call-0001"))
		assert.Equal(t, http.StatusRequestTimeout, status)
		assert.Len(t, rig.Recorder.Decisions(), decided)
		_, err = p.allocate(t.Context(), "call-0001")
		require.NoError(t, err, "the permit was not used")
	})

	t.Run("the call was closed, or nobody waits any more, by the time it was decided", func(t *testing.T) {
		t.Parallel()
		for range 20 { // which of two things that have happened is seen first is left to chance
			for _, end := range []func(*jitsi.Server, func()){
				func(s *jitsi.Server, _ func()) { s.Close(call.ID) },
				func(_ *jitsi.Server, cancel func()) { cancel() },
			} {
				rig := consulttest.NewRig(t)
				ctx, cancel := context.WithCancel(t.Context())
				var s *jitsi.Server
				s = newServer(t, rig, func(o *jitsi.Options) {
					o.Room = func(context.Context, consult.CallID) (consult.Room, error) {
						end(s, cancel)
						return consult.Room{}, nil
					}
				})
				_, err := s.Provider(rig.Permit(t, call), "dr-1")
				require.NoError(t, err)
				_, err = prosody{s.Reservations(platform.NewSecret(bearer)), bearer}.allocate(ctx, "call-0001")
				require.Error(t, err)
				assert.False(t, s.IsOpen(call.ID))
				cancel()
			}
		}
	})

	t.Run("the recorder takes too long", func(t *testing.T) {
		t.Parallel()
		rig := consulttest.NewRig(t)
		late := make(chan struct{})
		slow := consult.RecorderFunc(func(_ context.Context, d consult.Decision) error {
			if d.Stage == consult.StageRedeem {
				<-late
			}
			return nil
		})
		gate, err := consult.NewGate(slow, guidance.Checks(&rig.On.Records), &consult.Options{Clock: rig.Clock.Now})
		require.NoError(t, err)
		s, err := jitsi.New(gate, &jitsi.Options{
			AppID: "clinic", Secret: platform.NewSecret(secret), Domain: "meet.example.org", Clock: rig.Clock.Now, Timeout: 20 * time.Millisecond,
		})
		require.NoError(t, err)
		d, err := gate.Decide(t.Context(), &call)
		require.NoError(t, err)
		permit, _ := d.Permit()
		_, err = s.Provider(permit, "dr-1")
		require.NoError(t, err)
		status, _ := prosody{s.Reservations(platform.NewSecret(bearer)), bearer}.ask(t.Context(), http.MethodPost, "/conference", form("call-0001"))
		assert.Equal(t, http.StatusRequestTimeout, status)
		close(late)
		assert.False(t, s.IsOpen(call.ID))
	})
}
