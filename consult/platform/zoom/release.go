package zoom

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"slices"
	"strings"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// ErrOtherFacts: the decision does not rest on the reading. Put into the call what [Reading.Room] returns.
var ErrOtherFacts = errors.New("zoom: the decision rests on other facts than were read of the meeting")

// ErrNoURL: Zoom gave no join URL or no start URL, or one that is none. It gives the start URL to those
// who may manage the host's meetings.
var ErrNoURL = errors.New("zoom: Zoom gave no join URL, or no start URL")

// A ChangedError says that the meeting is no longer as it was decided on. Read it and decide again.
type ChangedError struct {
	// Settings are the names of what changed, as Zoom spells them, in a fixed order; "host" where
	// it is what the host's settings prove.
	Settings []string
}

// Error implements error. It names the settings and quotes no value.
func (e *ChangedError) Error() string {
	return "zoom: changed since the decision: " + strings.Join(e.Settings, ", ")
}

// URLs are what a meeting is opened and joined with. They log as a placeholder.
type URLs struct {
	Patient  string // join_url: as far as the waiting room
	Provider string // start_url: whoever has it is the host. Zoom lets it lapse after two hours
}

// LogValue implements [slog.LogValuer].
func (u URLs) LogValue() slog.Value {
	if u == (URLs{}) {
		return slog.StringValue("none")
	}
	return slog.StringValue("withheld")
}

// Release redeems a permit and returns the URLs of the meeting that the call of the permit is carried by. Seen is
// the reading that the decision rests on. Before the permit is redeemed the meeting is read again, and
// a meeting that has changed keeps its URLs: the error is a *ChangedError, and the permit is not used up.
//
// Every error means that the call must not start. Besides those of [API.Read] and [consult.Gate.Redeem], they
// are [consult.ErrOtherCall] where seen is of another call, ErrNoURL and ErrOtherFacts.
func (a *API) Release(ctx context.Context, gate *consult.Gate, permit consult.Permit, seen Reading) (URLs, error) {
	switch {
	case permit.Call() == "":
		return URLs{}, consult.ErrNoPermit
	case permit.Call() != seen.call:
		return URLs{}, consult.ErrOtherCall
	}
	now, err := a.Read(ctx, seen.call, seen.where)
	if err != nil {
		return URLs{}, err
	}
	if changed := now.changed(seen); changed != nil {
		return URLs{}, &ChangedError{changed}
	}
	urls := URLs{Patient: now.meeting.JoinURL.Or(""), Provider: now.meeting.StartURL.Or("")}
	if !opens(urls.Patient) || !opens(urls.Provider) || urls.Patient == urls.Provider {
		return URLs{}, ErrNoURL
	}
	decision, err := gate.Redeem(ctx, permit, permit.Call())
	if err != nil {
		return URLs{}, err
	}
	if !platform.Rests(decision.Call.Room, seen.Room()) {
		return URLs{}, ErrOtherFacts
	}
	return urls, nil
}

// opens reports whether a text is a URL that a browser opens.
func opens(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Scheme == "https" && u.Host != ""
}

// changed names what two readings have otherwise, both ways: what one of them does not say has changed as
// well. Zoom makes another start URL each time.
func (r Reading) changed(before Reading) []string {
	var names []string
	platform.Differs(&names, "type", r.meeting.Type, before.meeting.Type)
	platform.Differs(&names, "password", r.meeting.Passcode, before.meeting.Passcode)
	platform.Differs(&names, "join_url", r.meeting.JoinURL, before.meeting.JoinURL)
	now, then := r.meeting.Settings.Or(Settings{}), before.meeting.Settings.Or(Settings{})
	names = append(names, now.Differs(then)...)
	for _, name := range then.Differs(now) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if r.host != before.host {
		names = append(names, "host")
	}
	return names
}
