package nextcloud_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/platform"
	"github.com/preconsult/preconsult/consult/platform/nextcloud"
)

// TestReadAgain holds that a call opens only where its room is still as it was when it was decided on.
func TestReadAgain(t *testing.T) {
	t.Parallel()
	call := consulttest.Call()
	for _, row := range []struct {
		why  string
		read func() (consult.Room, error)
		open bool
	}{
		{"as it was", func() (consult.Room, error) { return call.Room, nil }, true},
		{"nothing is known: the decision had it from elsewhere", func() (consult.Room, error) { return consult.Room{}, nil }, true},
		{"it is recorded now", func() (consult.Room, error) { return consult.Room{Recording: consult.RecordingAutomatic}, nil }, false},
		{"anybody walks in now", func() (consult.Room, error) { return consult.Room{Admission: consult.AdmissionLink}, nil }, false},
		{"it cannot be read", func() (consult.Room, error) { return consult.Room{}, platform.ErrMalformed }, false},
		{"reading it panics", func() (consult.Room, error) { panic("a bug of the application") }, false},
	} {
		t.Run(row.why, func(t *testing.T) {
			t.Parallel()
			rig := consulttest.NewRig(t)
			b := newBackend(t, rig, nextcloud.Options{Room: func(_ context.Context, id consult.CallID) (consult.Room, error) {
				assert.Equal(t, call.ID, id)
				return row.read()
			}})
			ticket, err := b.Provider(rig.Permit(t, call))
			require.NoError(t, err)
			_, hello := post(b, signed(helloBody(ticket)))
			_, got := post(b, signed(joinBody("call-0001", hello.OCS.Data.Auth.UserID)))
			assert.Equal(t, row.open, b.IsOpen(call.ID))
			if !row.open {
				assert.Equal(t, "call_refused", got.OCS.Data.Error.Code)
			}
		})
	}
}

// TestTooLate holds that a decision that comes too late opens nothing, and is not waited for.
func TestTooLate(t *testing.T) {
	t.Parallel()
	call := consulttest.Call()
	// entered is the answer to the join of a provider who has said hello.
	entered := func(ctx context.Context, t *testing.T, b *nextcloud.Backend, permit consult.Permit) answered {
		ticket, err := b.Provider(permit)
		require.NoError(t, err)
		_, greeted := post(b, signed(helloBody(ticket)))
		_, a := post(b, signed(joinBody("call-0001", greeted.OCS.Data.Auth.UserID)).WithContext(ctx))
		return a
	}

	t.Run("the call was closed, or nobody waits any more, by the time it was decided", func(t *testing.T) {
		t.Parallel()
		for range 20 { // which of two things that have happened is seen first is left to chance
			for _, end := range []func(*nextcloud.Backend, func()){
				func(b *nextcloud.Backend, _ func()) { b.Close(call.ID) },
				func(_ *nextcloud.Backend, cancel func()) { cancel() },
			} {
				rig := consulttest.NewRig(t)
				ctx, cancel := context.WithCancel(t.Context())
				var b *nextcloud.Backend
				b = newBackend(t, rig, nextcloud.Options{Room: func(context.Context, consult.CallID) (consult.Room, error) {
					end(b, cancel)
					return consult.Room{}, nil
				}})
				assert.Equal(t, "error", entered(ctx, t, b, rig.Permit(t, call)).OCS.Data.Type)
				assert.False(t, b.IsOpen(call.ID))
				cancel()
			}
		}
	})

	t.Run("the recorder takes too long", func(t *testing.T) {
		t.Parallel()
		rig := consulttest.NewRig(t)
		recorder := &slowRecorder{came: make(chan struct{}), late: make(chan struct{})}
		gate, err := consult.NewGate(recorder, guidance.Checks(&rig.On.Records), &consult.Options{Clock: rig.Clock.Now})
		require.NoError(t, err)
		b, err := nextcloud.New(gate, []byte(secret), &nextcloud.Options{Clock: rig.Clock.Now, Timeout: 20 * time.Millisecond})
		require.NoError(t, err)
		d, err := gate.Decide(t.Context(), &call)
		require.NoError(t, err)
		permit, _ := d.Permit()
		assert.Equal(t, "timeout", entered(t.Context(), t, b, permit).OCS.Data.Error.Code)
		close(recorder.late)
		assert.False(t, b.IsOpen(call.ID))
	})
}

// TestTicketsAreWithheld holds that a ticket does not show in a log.
func TestTicketsAreWithheld(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "withheld", nextcloud.Ticket("ticket").LogValue().String())
	assert.Equal(t, "none", nextcloud.Ticket("").LogValue().String())
}
