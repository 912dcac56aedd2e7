package teams

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// ErrOtherFacts: the decision does not rest on the reading. Put into the call what [Reading.Room] returns.
var ErrOtherFacts = errors.New("teams: the decision rests on other facts than were read of the meeting")

// ErrNoJoinURL: Graph gave no join URL, or one that is none.
var ErrNoJoinURL = errors.New("teams: Graph gave no join URL")

// A ChangedError says that the meeting is no longer as it was decided on. Read it and decide again.
type ChangedError struct {
	// Properties are the names of the properties that changed, as Graph spells them, in a fixed order.
	Properties []string
}

// Error implements error. It names the properties and quotes no value.
func (e *ChangedError) Error() string {
	return "teams: changed since the decision: " + strings.Join(e.Properties, ", ")
}

// JoinURL redeems a permit and returns the join URL of the meeting that the call of the permit is carried
// by. Seen is the reading that the decision rests on. Before the permit is redeemed the meeting
// is read again, and a meeting that has changed keeps its URL: the error is a *ChangedError, and the permit
// is not used up.
//
// Every error means that the call must not start. Besides those of [API.Read] and [consult.Gate.Redeem],
// they are [consult.ErrOtherCall] where seen is of another call, ErrNoJoinURL and ErrOtherFacts.
func (a *API) JoinURL(ctx context.Context, gate *consult.Gate, permit consult.Permit, seen Reading) (string, error) {
	switch {
	case permit.Call() == "":
		return "", consult.ErrNoPermit
	case permit.Call() != seen.call:
		return "", consult.ErrOtherCall
	}
	now, err := a.Read(ctx, seen.call, seen.where)
	if err != nil {
		return "", err
	}
	if changed := now.changed(seen); changed != nil {
		return "", &ChangedError{changed}
	}
	join, err := url.Parse(now.meeting.JoinWebURL.Or(""))
	if err != nil || join.Scheme != "https" || join.Host == "" {
		return "", ErrNoJoinURL
	}
	decision, err := gate.Redeem(ctx, permit, permit.Call())
	if err != nil {
		return "", err
	}
	if !platform.Rests(decision.Call.Room, seen.Room()) {
		return "", ErrOtherFacts
	}
	return now.meeting.JoinWebURL.Or(""), nil
}

// changed names what two readings have otherwise, both ways: what one of them does not say has
// changed as well.
func (r Reading) changed(before Reading) []string {
	names := r.meeting.Differs(before.meeting)
	for _, name := range before.meeting.Differs(r.meeting) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if r.visibility != before.visibility {
		names = append(names, "visibility")
	}
	return names
}
