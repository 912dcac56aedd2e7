package livekit

import (
	"cmp"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// Inspect judges a token that somebody else made, before it is handed out: that it is one of this server,
// joins this call as somebody, expires within [MaxTokenLife], and grants nothing else. Otherwise the
// error is [ErrToken], [ErrExpired] or an [*platform.ExcessError]; the claims are returned with the last, for [Facts].
//
// It goes by what is allowed: claims and grants that this package does not know are in excess. The
// participant's name, metadata and attributes are not looked at.
func (s *Server) Inspect(token platform.Token, call consult.CallID) (Claims, error) {
	c, err := s.read(token)
	if err != nil {
		return Claims{}, err
	}
	if found := c.excess(call, float64(s.now().Add(MaxTokenLife).Unix())); found != nil {
		return c, &platform.ExcessError{Excess: found}
	}
	return c, nil
}

// excess returns what the claims grant, or leave open, beyond joining a call, by tokens that
// expire at the latest when given, in seconds since 1970.
func (c *Claims) excess(call consult.CallID, latest float64) (found []platform.Excess) {
	const silent = "is granted because nothing is said"
	video, configuration, kind := c.Video.Or(VideoGrant{}), c.RoomConfig.Or(Configuration{}), cmp.Or(c.Kind.Or(""), "standard")
	for _, r := range []struct {
		claim, why string
		found      bool
	}{
		{"sub", "names no participant", c.Subject.Or("") == ""},
		{"exp", "never expires, or later than in an hour", !isGiven(c.Expires) || c.Expires.Or(0) > latest},
		{"kind", "joins as something else than a person: a recorder, an agent, a telephone", kind != "standard"},
		{"video.roomJoin", "does not join", !video.RoomJoin.Or(false)},
		{"video.room", "is for another room, or for any", call == "" || video.Room.Or("") != string(call)},
		{"video.destinationRoom", "moves participants into another room", video.DestinationRoom.Or("") != ""},
		{"video.roomCreate", "creates rooms, with whatever egress, and deletes them", video.RoomCreate.Or(false)},
		{"video.roomList", "lists everybody's rooms", video.RoomList.Or(false)},
		{"video.roomRecord", "records, in any room", video.RoomRecord.Or(false)},
		{"video.roomAdmin", "changes what others may do, and dispatches agents", video.RoomAdmin.Or(false)},
		{"video.ingressAdmin", "feeds media into any room", video.IngressAdmin.Or(false)},
		{"video.hidden", "listens unseen", video.Hidden.Or(false)},
		{"video.recorder", "joins as a recorder", video.Recorder.Or(false)},
		{"video.agent", "registers as an agent, which is sent into every room", video.Agent.Or(false)},
		{"video.canPublish", silent, !isGiven(video.CanPublish)},
		{"video.canSubscribe", silent, !isGiven(video.CanSubscribe)},
		{"video.canPublishData", silent, !isGiven(video.CanPublishData)},
		{"video.canUpdateOwnMetadata", "lets a participant pass for another", video.CanUpdateOwnMetadata.Or(false)},
		{"video.canSubscribeMetrics", "receives measurements of the others", video.CanSubscribeMetrics.Or(false)},
		{"video", "has a grant that is not known", video.others},
		{"roomConfig", "opens a room with a configuration of its own", isGiven(c.RoomConfig)},
		{"roomConfig.egress", "records the room that it opens", isGiven(configuration.Egress)},
		{"roomConfig.agents", "sends agents into the room that it opens", len(configuration.Agents.Or(nil)) > 0},
		{"roomPreset", "opens a room by a preset, which may record and send agents", c.RoomPreset.Or("") != ""},
		{"sip", "uses telephones", isGiven(c.SIP)},
		{"agent", "governs agents", isGiven(c.Agent)},
		{"inference", "uses language models", isGiven(c.Inference)},
		{"observability", "writes observations", isGiven(c.Observability)},
		{"sha256", "is a webhook's", c.SHA256.Or("") != ""},
		{"claims", "has a claim that is not known", c.others},
	} {
		if r.found {
			found = append(found, platform.Excess{Claim: r.claim, Why: r.why})
		}
	}
	return found
}

func isGiven[T any](f platform.Field[T]) bool { return !f.Absent() && !f.IsNull() }
