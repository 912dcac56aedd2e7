package consulttest_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
)

// starts is an oracle: what a platform may start, as far as its room goes.
func starts(c *consult.Call) bool {
	r := &c.Room
	return (r.Recording == consult.RecordingOff || r.Recording == consult.RecordingOnRequest) && r.Visibility == consult.VisibilityPrivate
}

func TestExhaustAgainstTheGate(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	n := consulttest.Exhaust(t, consulttest.Axes("room.recording", "room.visibility", "room.admission"), func(c *consult.Call) bool {
		d := rig.Decide(t, *c)
		return d.Allows()
	}, starts)
	assert.Equal(t, 5*4*4, n)
}

func TestExhaustFindsTheSmallestCounterExample(t *testing.T) {
	t.Parallel()
	axes := append(consulttest.Axes("initiator.party", "room.recording", "room.visibility", "room.encryption", "device.standing"),
		consulttest.Among("controller", func(c *consult.Call) *consult.ODSCode { return &c.Controller }, consulttest.Practice, consulttest.Partner))
	for _, test := range []struct {
		why  string
		got  func(c *consult.Call) bool
		says []string
		not  []string // facts that have nothing to do with it
	}{
		{
			"one fact", func(c *consult.Call) bool {
				return c.Room.Recording == consult.RecordingUnknown && starts(&consult.Call{Room: good(c)}) || starts(c)
			},
			[]string{"Where room.recording is unknown, and all else is as in consulttest.Call", "false,", "true,"},
			[]string{"room.visibility", "initiator.party", "device.standing"},
		},
		{
			"two facts together", func(c *consult.Call) bool {
				return starts(c) && !(c.Initiator.Party == consult.Carer && c.Controller == consulttest.Partner)
			},
			[]string{"initiator.party is carer", "controller is TEST02"}, []string{"room.", "device."},
		},
		{"no fact at all", func(c *consult.Call) bool { return !starts(c) }, []string{"Where nothing is otherwise, and all else"}, []string{"room."}},
	} {
		errors := fails(t, func(t testing.TB) { consulttest.Exhaust(t, axes, test.got, starts) })
		require.Len(t, errors, 1, test.why)
		for _, part := range test.says {
			assert.Contains(t, errors[0], part, test.why)
		}
		for _, part := range test.not {
			assert.NotContains(t, errors[0], part, test.why)
		}
	}
}

// good returns the room of a call as it would be if it did not record.
func good(c *consult.Call) consult.Room {
	r := c.Room
	r.Recording = consult.RecordingOff
	return r
}

func TestExhaustIsBounded(t *testing.T) {
	t.Parallel()
	many := consulttest.Axes(slices.Repeat([]string{"room.recording"}, 11)...)
	nothing := func(*consult.Call) bool { t.Error("a combination was tried"); return true }
	errors := fails(t, func(t testing.TB) { consulttest.Exhaust(t, many, nothing, nothing) })
	require.Len(t, errors, 1)
	assert.Contains(t, errors[0], "too many combinations, more than 10000000")
	none := []consulttest.Axis{consulttest.Among[consult.ODSCode]("controller", func(c *consult.Call) *consult.ODSCode { return &c.Controller })}
	require.Len(t, fails(t, func(t testing.TB) { consulttest.Exhaust(t, none, nothing, nothing) }), 1, "an axis without a value")
	assert.Panics(t, func() { consulttest.Axes("room.colour") })
}
