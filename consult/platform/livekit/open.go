package livekit

import (
	"context"
	"errors"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// Errors of [Server.Open]. Each means that the call has not started, and that its permit is used up.
var (
	// ErrOpen: the room of the call is there already, so that nobody knows what it was made with.
	ErrOpen = errors.New("livekit: the room is there already, made by somebody else: close it and decide again")
	// ErrDecided: the call was decided on with other facts than this server proves of the room that is to
	// be made.
	ErrDecided = errors.New("livekit: the call was decided on with facts that are not those of this server: take them from Facts")
)

// The first part of an identity says which side somebody is on, so that clients can tell, and a patient who has
// the provider's id neither passes for the provider nor puts them out of the call.
const (
	ProviderPrefix = "provider:"
	PatientPrefix  = "patient:"
)

// Open starts the call that a permit is for. It redeems the permit, makes the room, named after the call,
// with neither egress nor agents nor a preset, and returns the token that the provider joins with.
// Identity is the provider's opaque id.
//
// An error means that the call has not started: [ErrIncomplete] or [ErrIdentity], which leave the permit
// unused, one of [consult.Gate.Redeem], of Server.Keep or of [Server.Room], [ErrOpen] or [ErrDecided]. A
// room whose making failed is closed again, since LiveKit may have made it all the same.
func (s *Server) Open(ctx context.Context, gate *consult.Gate, permit consult.Permit, identity string) (platform.Token, error) {
	if permit == (consult.Permit{}) {
		return "", consult.ErrNoPermit
	}
	call := permit.Call()
	token, err := s.provider(call, identity)
	if err != nil {
		return "", err
	}
	decision, err := gate.Redeem(ctx, permit, call)
	if err != nil {
		return "", err
	}
	switch room, err := s.Room(ctx, call); {
	case err != nil:
		return "", err
	case room.Open != consult.No:
		return "", ErrOpen
	case !platform.Rests(decision.Call.Room, Facts(room, s.Deployment, s.now())):
		return "", ErrDecided
	}
	if s.Keep != nil {
		if err := s.Keep(ctx, decision); err != nil {
			return "", err
		}
	}
	if err := s.create(ctx, call); err != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), platform.DefaultTimeout)
		defer cancel()
		return "", errors.Join(err, s.Close(ctx, call))
	}
	return token, nil
}

// create makes a room.
func (s *Server) create(ctx context.Context, call consult.CallID) error {
	request := struct {
		Name consult.CallID `json:"name"`
	}{call}
	var made Room
	if err := s.ask(ctx, "CreateRoom", VideoGrant{RoomCreate: platform.Given(true)}, request, &made); err != nil {
		return err
	}
	if made.Name.Or("") != string(call) || made.ActiveRecording.Or(true) {
		return ErrReply
	}
	return nil
}

// Patient returns the token that a patient, or anybody else who does not start calls, joins with, once the
// provider has started the call. It cannot open the room where the server's room.auto_create is false, nor
// record, nor share a screen. Identity is an opaque id, one for each person, that says nothing about them.
// The error is [ErrIncomplete] or [ErrIdentity].
func (s *Server) Patient(call consult.CallID, identity string) (platform.Token, error) {
	return s.join(call, PatientPrefix+identity, "camera", "microphone")
}

// Rejoin returns a token with which the provider comes back into a call that runs. Like a patient's it
// cannot open the room where room.auto_create is false: a call that has ended is decided again. The errors
// are those of Patient.
func (s *Server) Rejoin(call consult.CallID, identity string) (platform.Token, error) {
	return s.provider(call, identity)
}

func (s *Server) provider(call consult.CallID, identity string) (platform.Token, error) {
	return s.join(call, ProviderPrefix+identity, "camera", "microphone", "screen_share", "screen_share_audio")
}

// join returns a token that joins a call and does no more.
func (s *Server) join(call consult.CallID, identity string, sources ...string) (platform.Token, error) {
	if _, err := s.at(""); err != nil {
		return "", err
	}
	if !call.Valid() || !consult.CallID(identity).Valid() || identity == ProviderPrefix || identity == PatientPrefix {
		return "", ErrIdentity
	}
	return s.sign(Claims{
		Subject: platform.Given(identity),
		Video: platform.Given(VideoGrant{
			RoomJoin: platform.Given(true), Room: platform.Given(string(call)),
			CanPublish: platform.Given(len(sources) > 0), CanPublishSources: platform.Given(sources),
			CanSubscribe: platform.Given(true), CanPublishData: platform.Given(s.Chat),
			CanUpdateOwnMetadata: platform.Given(false),
		}),
	}, s.life().Truncate(time.Second))
}
