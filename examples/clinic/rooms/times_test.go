package rooms_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/clinic/rooms"
)

func TestARoomThatNobodyIsInEnds(t *testing.T) {
	t.Parallel()
	inClinic(t, &rooms.Options{Idle: time.Minute, MaxWait: 2 * time.Hour}, func(t *testing.T, c *clinic) {
		c.opens("call-1")
		time.Sleep(time.Minute - 1)
		assert.Equal(t, rooms.Waiting, c.rooms.State("call-1").Stage, "a nanosecond before its time")
		provider := c.joins("call-1", consult.Provider)
		time.Sleep(time.Hour)
		assert.Equal(t, rooms.Waiting, c.rooms.State("call-1").Stage, "somebody is in it")
		require.NoError(t, provider.conn.Close(websocket.StatusNormalClosure, ""))
		time.Sleep(time.Minute + time.Second)
		assert.Equal(t, rooms.Ended, c.rooms.State("call-1").Stage, "they have left it")
		time.Sleep(time.Minute + time.Second)
		assert.Zero(t, c.rooms.State("call-1"), "it is not known of it for ever that it has ended")
	})
}

func TestARoomDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why  string
		wait time.Duration
		want rooms.Stage
	}{
		{"as long as it may", rooms.DefaultMaxWait, rooms.Open},
		{"a nanosecond longer", rooms.DefaultMaxWait + 1, rooms.Ended},
	} {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			inClinic(t, nil, func(t *testing.T, c *clinic) {
				provider, patient := c.joins("call-1", consult.Provider), c.joins("call-1", consult.Patient)
				c.opens("call-1")
				time.Sleep(test.wait)
				provider.says(admits)
				assert.Equal(t, test.want, c.rooms.State("call-1").Stage)
				if test.want == rooms.Open {
					talk(t, provider, patient)
					return
				}
				assert.Equal(t, "ended", patient.last().Room)
				shut(c, "call-1")
				c.pair("call-1") // which another permit opens anew
			})
		})
	}
}

func TestAnotherPermitHasARoomWaitOn(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		provider, patient := c.joins("call-1", consult.Provider), c.joins("call-1", consult.Patient)
		c.opens("call-1")
		time.Sleep(rooms.DefaultMaxWait)
		c.opens("call-1")
		time.Sleep(rooms.DefaultMaxWait)
		provider.says(admits)
		talk(t, provider, patient)
	})
}

func TestARoomThatWaitsEndsByItself(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why string
		who []consult.Party
	}{
		{"the provider has forgotten the page", []consult.Party{consult.Provider}},
		{"the patient waits in vain", []consult.Party{consult.Patient}},
		{"both are there, and nothing is pressed", []consult.Party{consult.Provider, consult.Patient}},
		{"nobody is there, who may come for longer than a room waits", nil},
	} {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			inClinic(t, &rooms.Options{Idle: 2 * rooms.DefaultMaxWait}, func(t *testing.T, c *clinic) {
				c.opens("call-1")
				var in []*member
				for _, who := range test.who {
					in = append(in, c.joins("call-1", who))
				}
				time.Sleep(rooms.DefaultMaxWait)
				assert.Equal(t, rooms.Waiting, c.rooms.State("call-1").Stage, "the last moment in which to admit is in time")
				time.Sleep(time.Nanosecond)
				synctest.Wait()
				assert.Equal(t, rooms.State{Stage: rooms.Ended}, c.rooms.State("call-1"))
				for _, m := range in {
					assert.Equal(t, "ended", m.last().Room, "they are told")
					assert.Equal(t, websocket.StatusNormalClosure, m.closed())
				}
			})
		})
	}
}

func TestAnOpenRoomEndsWithoutItsProvider(t *testing.T) {
	t.Parallel()
	const idle = rooms.DefaultIdle
	for _, test := range []struct {
		why       string
		meanwhile func(c *clinic, patient *member) // happens just before the time is over
		more      time.Duration                    // that the room has by it
	}{
		{"the patient stays all the time", func(*clinic, *member) {}, 0},
		{"the patient loads the page again", func(c *clinic, _ *member) { c.loads("call-1", consult.Patient, "another") }, 0},
		{"the patient leaves too", func(_ *clinic, patient *member) { patient.conn.CloseNow() }, 0},
		{"the provider starts the call again, and is about to come", func(c *clinic, _ *member) { c.opens("call-1") }, idle - 1},
		{"the provider was there for a moment", func(c *clinic, _ *member) {
			c.joins("call-1", consult.Provider).conn.CloseNow()
		}, idle - 1},
	} {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			inClinic(t, nil, func(t *testing.T, c *clinic) {
				provider, patient := c.pair("call-1")
				time.Sleep(2 * time.Hour)
				require.Equal(t, rooms.Open, c.rooms.State("call-1").Stage, "with the provider in it nothing ends it")
				provider.conn.CloseNow()
				time.Sleep(idle - 1)
				test.meanwhile(c, patient)
				synctest.Wait()
				time.Sleep(test.more)
				require.Equal(t, rooms.Open, c.rooms.State("call-1").Stage)
				time.Sleep(time.Nanosecond)
				synctest.Wait()
				assert.Equal(t, rooms.State{Stage: rooms.Ended}, c.rooms.State("call-1"))
				late := c.loads("call-1", consult.Patient, "late")
				assert.Equal(t, told{Type: "state", Room: "ended", You: "patient", Begun: true}, late.last())
			})
		})
	}
}

func TestWhoIsLeftIsToldThatTheCallHasEnded(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		provider, patient := c.pair("call-1")
		provider.conn.CloseNow()
		time.Sleep(rooms.DefaultIdle)
		synctest.Wait()
		assert.Equal(t, told{Type: "state", Room: "ended", You: "patient", Begun: true}, patient.last())
		assert.Equal(t, websocket.StatusNormalClosure, patient.closed())
		again := c.joins("call-1", consult.Provider)
		again.says(offers)
		assert.Equal(t, websocket.StatusNormalClosure, again.closed(), "it needs another permit")
	})
}

func TestAProviderWhoComesBackInTimeGoesOn(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		provider, patient := c.pair("call-1")
		provider.conn.CloseNow()
		time.Sleep(rooms.DefaultIdle - 1)
		provider = c.joins("call-1", consult.Provider)
		time.Sleep(2 * time.Hour)
		provider.hears()
		patient.hears()
		talk(t, provider, patient)
	})
}

func TestWhetherACallHasBegun(t *testing.T) {
	t.Parallel()
	inClinic(t, nil, func(t *testing.T, c *clinic) {
		begun := func() bool { return c.joins("call-1", consult.Patient).last().Begun }
		assert.False(t, begun(), "the room is closed")
		c.opens("call-1")
		assert.False(t, begun(), "the room waits")
		c.rooms.End("call-1")
		assert.False(t, begun(), "it has ended before anybody was admitted")
		c.pair("call-1")
		assert.True(t, begun(), "the patient was admitted")
		c.rooms.End("call-1")
		assert.True(t, begun(), "that remains so when it has ended")
		c.opens("call-1")
		assert.False(t, begun(), "another permit opens it anew")
	})
}
