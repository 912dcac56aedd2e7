package livekit

import (
	"context"
	"errors"
	"net/http"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// A Room is the room of a call, as the server lists it. The zero Room was not asked about and proves nothing.
// It is made by [Server.Room].
type Room struct {
	// Open says whether the room is there. A room that is not is judged as the one that [Server.Open] makes.
	Open consult.YesNo `json:"-"`
	// Name is name, which is the id of the call.
	Name platform.Field[string] `json:"name"`
	// SID is sid, by which the server tells apart rooms that have one name after the other.
	SID platform.Field[string] `json:"sid"`
	// ActiveRecording is active_recording: whether a recorder is in the room now. Absent and null are
	// unknown, since the server writes it whether or not there is one. False says nothing of egress that
	// starts by itself.
	ActiveRecording platform.Field[bool] `json:"active_recording"`
}

// Room asks the server for the room of a call. That there is none is no error; see Room.Open. The error is
// [ErrIncomplete], [ErrIdentity], [ErrReply], or one of [platform.Fetch].
func (s *Server) Room(ctx context.Context, call consult.CallID) (Room, error) {
	if !call.Valid() {
		return Room{}, ErrIdentity
	}
	request := struct {
		Names []consult.CallID `json:"names"`
	}{[]consult.CallID{call}}
	var reply struct {
		Rooms platform.Field[[]Room] `json:"rooms"` // written also where it is empty
	}
	if err := s.ask(ctx, "ListRooms", VideoGrant{RoomList: platform.Given(true)}, request, &reply); err != nil {
		return Room{}, err
	}
	rooms, ok := reply.Rooms.Get()
	switch {
	case ok && len(rooms) == 0:
		return Room{Open: consult.No}, nil
	case ok && len(rooms) == 1 && rooms[0].Name.Or("") == string(call):
		rooms[0].Open = consult.Yes
		return rooms[0], nil
	}
	return Room{}, ErrReply
}

// Close ends a call: everybody is put out of its room, and the room is gone. A room that is not there is
// closed.
func (s *Server) Close(ctx context.Context, call consult.CallID) error {
	if !call.Valid() {
		return ErrIdentity
	}
	request := struct {
		Room consult.CallID `json:"room"`
	}{call}
	err := s.ask(ctx, "DeleteRoom", VideoGrant{RoomCreate: platform.Given(true)}, request, &struct{}{})
	if status, ok := errors.AsType[*platform.StatusError](err); ok && status.Code == http.StatusNotFound {
		return nil
	}
	return err
}

// facts says how a call runs in this room.
func (r Room) facts(d *Deployment) consult.Room {
	switch r.Open {
	case consult.No:
		return Configuration{}.facts(d)
	case consult.Yes:
	default:
		return consult.Room{}
	}
	f := d.room()
	active, said := r.ActiveRecording.Get()
	if !said || d.Egress != consult.No {
		f.Recording = consult.RecordingUnknown // it may have been made with egress that starts by itself
	}
	if active {
		f.Recording, f.ServerCapture = consult.RecordingAutomatic, consult.Yes
	}
	if d.Agents != consult.No {
		f.agents() // or with agents that come by themselves
	}
	return f.Room
}
