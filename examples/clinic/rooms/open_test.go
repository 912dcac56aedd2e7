package rooms_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/examples/clinic/rooms"
)

func TestAPermitOpensTheRoomOfItsCall(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		patient := c.joins("call-1", consult.Patient)
		assert.Equal(t, told{Type: "state", Room: "closed", You: "patient"}, patient.last())

		decision, err := c.rooms.Open(t.Context(), c.Permit(t, ask("call-1")))
		require.NoError(t, err)
		consulttest.AssertAllowed(t, decision)
		assert.Equal(t, consult.StageRedeem, decision.Stage)

		provider := c.joins("call-1", consult.Provider)
		assert.Equal(t, told{Type: "state", Room: "waiting", You: "provider", Peer: true, Page: "of-patient"}, provider.last())
		assert.Equal(t, told{Type: "state", Room: "waiting", You: "patient", Peer: true, Page: "of-provider"}, patient.last())
		assert.Equal(t, rooms.State{Stage: rooms.Waiting, Provider: true, Patient: true}, c.rooms.State("call-1"))

		provider.says(admits)
		assert.Equal(t, told{Type: "state", Room: "open", You: "patient", Admitted: true, Begun: true, Peer: true, Page: "of-provider"}, patient.last())
		assert.Equal(t, told{Type: "state", Room: "open", You: "provider", Admitted: true, Begun: true, Peer: true, Page: "of-patient"}, provider.last())
		talk(t, provider, patient)
	})
}

func TestNothingElseOpensARoom(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why    string
		permit func(c *clinic) consult.Permit
		want   error
	}{
		{"the zero permit, which nobody gave",
			func(*clinic) consult.Permit { return consult.Permit{} }, consult.ErrNoPermit},
		{"a permit that has opened a room before: it is for one start",
			func(c *clinic) consult.Permit {
				permit := c.Permit(c.t, ask("call-1"))
				_, err := c.rooms.Open(c.t.Context(), permit)
				require.NoError(c.t, err)
				c.rooms.End("call-1")
				return permit
			}, consult.ErrUsed},
		{"a permit of another gate, whose rules may be others",
			func(c *clinic) consult.Permit { return consulttest.NewRig(c.t).Permit(c.t, ask("call-1")) },
			consult.ErrOtherGate},
		{"a permit that nobody used in time",
			func(c *clinic) consult.Permit {
				permit := c.Permit(c.t, ask("call-1"))
				c.Clock.Advance(consult.DefaultPermitLife)
				return permit
			}, consult.ErrExpired},
		{"no record, no permit: the start could not be recorded",
			func(c *clinic) consult.Permit {
				permit := c.Permit(c.t, ask("call-1"))
				c.Recorder.SetDown(true)
				return permit
			}, consult.ErrNotRecorded},
		{"the assessment was withdrawn between the decision and the start",
			func(c *clinic) consult.Permit {
				permit := c.Permit(c.t, ask("call-1"))
				c.Put(c.t, consulttest.OnFile(consulttest.DPIAWithdrawn))
				return permit
			}, consult.ErrRefused},
		{"the permit of a refusal, which is zero",
			func(c *clinic) consult.Permit {
				call := ask("call-1")
				consulttest.RecordingOn(&call)
				decision := c.Decide(c.t, call)
				permit, _ := decision.Permit()
				return permit
			}, consult.ErrNoPermit},
	} {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			inClinic(t, nil, func(t *testing.T, c *clinic) {
				permit := test.permit(c)
				_, err := c.rooms.Open(t.Context(), permit)
				consulttest.AssertPermitRefused(t, err, test.want)
				shut(c, "call-1")
			})
		})
	}
}

func TestAPermitOpensNoOtherCall(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		c.opens("call-1")
		shut(c, "call-2")
	})
}

// shut asserts that nothing is relayed in the room of a call, whatever the two say.
func shut(c *clinic, id consult.CallID) {
	c.t.Helper()
	for _, test := range []struct {
		why, says string
		from, to  consult.Party
	}{
		{"an offer", offers, consult.Provider, consult.Patient},
		{"an answer", answers, consult.Patient, consult.Provider},
		{"a candidate of the provider", candidates, consult.Provider, consult.Patient},
		{"a candidate of the patient", candidates, consult.Patient, consult.Provider},
		{"letting the patient in all the same", admits, consult.Provider, consult.Patient},
	} {
		from, to := c.joins(id, test.from), c.joins(id, test.to)
		from.says(test.says)
		assert.Empty(c.t, to.signals(), test.why)
		// In a room that has ended nobody stays, and in a closed one whoever says such a thing is put out.
		if stage := c.rooms.State(id).Stage; stage == rooms.Ended {
			assert.Equal(c.t, websocket.StatusNormalClosure, from.closed(), test.why)
		} else {
			assert.Equal(c.t, rooms.Closed, stage, test.why)
			assert.Equal(c.t, websocket.StatusPolicyViolation, from.closed(), test.why)
		}
	}
}

func TestWithoutAGateNothingOpens(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	_, err := rooms.New(nil, nil).Open(t.Context(), rig.Permit(t, ask("call-1")))
	assert.ErrorIs(t, err, consult.ErrNoGate, "rooms without a gate")
	_, err = new(rooms.Rooms).Open(t.Context(), rig.Permit(t, ask("call-1")))
	assert.Error(t, err, "the zero rooms")
	assert.Zero(t, new(rooms.Rooms).State("call-1"))
}

func TestARoomThatHasEndedNeedsAnotherPermit(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		provider, _ := c.pair("call-1")
		provider.says(hangsUp)
		shut(c, "call-1")
		provider, patient := c.pair("call-1")
		talk(t, provider, patient)
	})
}

func TestAnotherPermitLeavesAnOpenRoomAsItIs(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		provider, patient := c.pair("call-1")
		c.opens("call-1")
		assert.Equal(t, rooms.State{Stage: rooms.Open, Provider: true, Patient: true}, c.rooms.State("call-1"))
		talk(t, provider, patient)
	})
}

func TestAPermitIsNotUsedUpWhereThereIsNoPlace(t *testing.T) {
	t.Parallel()
	inClinic(t, &rooms.Options{MaxRooms: 1}, func(t *testing.T, c *clinic) {
		c.opens("call-1")
		permit := c.Permit(t, ask("call-2"))
		_, err := c.rooms.Open(t.Context(), permit)
		require.ErrorIs(t, err, rooms.ErrFull)
		late := c.joins("call-2", consult.Patient)
		assert.Equal(t, websocket.StatusTryAgainLater, late.closed())

		c.rooms.End("call-1") // of which it is only known that it has ended, so that it makes place
		_, err = c.rooms.Open(t.Context(), permit)
		assert.NoError(t, err)
	})
}

func TestARoomThatIsNotOpenTakesAPlaceOnlyWhileSomebodyIsInIt(t *testing.T) {
	t.Parallel()
	inClinic(t, &rooms.Options{MaxRooms: 1}, func(t *testing.T, c *clinic) {
		early := c.joins("call-1", consult.Patient)
		permit := c.Permit(t, ask("call-2"))
		_, err := c.rooms.Open(t.Context(), permit)
		require.ErrorIs(t, err, rooms.ErrFull)
		early.conn.CloseNow()
		synctest.Wait()
		_, err = c.rooms.Open(t.Context(), permit)
		assert.NoError(t, err)
	})
}

func TestARefusalTakesNoPlace(t *testing.T) {
	t.Parallel()
	inClinic(t, &rooms.Options{MaxRooms: 1}, func(t *testing.T, c *clinic) {
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := c.rooms.Open(ended, c.Permit(t, ask("call-1")))
		require.Error(t, err)
		c.opens("call-2")
	})
}

func TestClosedRoomsStayClosed(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		provider, patient := c.pair("call-1")
		c.rooms.Close()
		synctest.Wait()
		for _, m := range []*member{provider, patient} {
			assert.Equal(t, websocket.StatusGoingAway, m.closed())
		}
		_, err := c.rooms.Open(t.Context(), c.Permit(t, ask("call-1")))
		assert.ErrorIs(t, err, rooms.ErrClosed)
		assert.Zero(t, c.rooms.State("call-1"))
	})
}

func TestASocketEndsWithItsRequest(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		provider, patient := c.pair("call-1")
		c.ends() // the contexts of all requests so far
		synctest.Wait()
		for _, m := range []*member{provider, patient} {
			assert.Equal(t, websocket.StatusPolicyViolation, m.closed())
		}
		assert.Equal(t, rooms.State{Stage: rooms.Open}, c.rooms.State("call-1"), "they may come back")
	})
}

func TestWhatTheRoomsAre(t *testing.T) {
	t.Parallel()
	room := consulttest.Call().Room
	facts := rooms.Facts()
	facts.Observed = room.Observed
	rig := consulttest.NewRig(t)
	d := rig.Decide(t, consulttest.Call(func(c *consult.Call) { c.Room = facts }))
	assert.True(t, d.Allows(), "no rule is broken by them: %v", d.Broken())
	assert.Equal(t, consult.EncryptionEndToEnd, facts.Encryption)
	assert.Equal(t, consult.No, facts.ServerCapture)
	assert.Equal(t, consult.AdmissionWaitingRoom, facts.Admission)
	assert.Equal(t, consult.VisibilityPrivate, facts.Visibility)
}
