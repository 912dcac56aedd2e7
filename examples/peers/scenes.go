package main

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/examples/peers/task"
	"github.com/preconsult/preconsult/examples/peers/worlds"
)

// others is the number of organisations on file beside the one that holds the calls: with six
// records each, there are 156 records in all.
const others = 25

// A scene is calls to decide, one after the other, by the same records at the same instant.
type scene struct {
	name  string
	why   string
	calls []consult.Call
	want  [][]consult.RuleID // what the gate makes of each call
}

// scenes returns what is measured.
func scenes() ([]scene, error) {
	all := []scene{
		{name: "allowed", why: "the compliant call", calls: []consult.Call{consulttest.Call()}},
		{name: "1 broken", why: "the room is public", calls: []consult.Call{with(public)}},
		{name: "8 broken", why: "six facts of the call are bad", calls: []consult.Call{with(bad)}},
		{name: "mix", why: "4,096 random calls, so that the processor cannot learn the way of one", calls: worlds.Calls(rand.New(rand.NewPCG(1, 2)), 4096)},
	}
	records := worlds.Practices(others)
	engine, err := filled(&engines[0], &records)
	if err != nil {
		return nil, err
	}
	for i := range all {
		s := &all[i]
		for j := range s.calls {
			broken, err := engine.Broken(&s.calls[j], consulttest.Now)
			if err != nil {
				return nil, err
			}
			s.want = append(s.want, broken)
		}
	}
	return all, nil
}

// with returns the compliant call with a change.
func with(change func(*consult.Call)) consult.Call {
	call := consulttest.Call()
	change(&call)
	return call
}

func public(c *consult.Call) { c.Room.Visibility = consult.VisibilityPublic }

// bad breaks eight rules: to let participants record is not as the risk was assessed, and a device
// that is not managed comes with a client that is not updated.
func bad(c *consult.Call) {
	c.Initiator.Verified = consult.No
	c.Room.Recording = consult.RecordingBuffered
	c.Room.RecordingAuthority = consult.AuthorityParticipants
	c.Room.Transcription = consult.CaptureAutomatic
	c.Room.Visibility = consult.VisibilityPublic
	c.Device.Standing = consult.DevicePersonalUnmanaged
	c.Client.Version = consult.Version{}
}

// ready returns an engine of an entrant with the records on file, which has shown on every scene
// that it decides as the gate does.
func ready(e *entrant, on []scene) (task.Engine, error) {
	records := worlds.Practices(others)
	engine, err := filled(e, &records)
	if err != nil {
		return nil, err
	}
	for i := range on {
		s := &on[i]
		for j := range s.calls {
			got, err := engine.Broken(&s.calls[j], consulttest.Now)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", e.name, s.name, err)
			}
			if want := e.expresses(s.want[j]); !slices.Equal(got, want) {
				return nil, fmt.Errorf("%s: %s: call %d breaks %v, and the gate says %v", e.name, s.name, j, got, want)
			}
		}
	}
	return engine, nil
}

// filled returns an engine of an entrant with the records on file.
func filled(e *entrant, records *task.Records) (task.Engine, error) {
	engine, err := e.make()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.name, err)
	}
	if err := engine.File(records); err != nil {
		return nil, fmt.Errorf("%s: %w", e.name, err)
	}
	return engine, nil
}
