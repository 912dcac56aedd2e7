package teams

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// Base is where Microsoft Graph is, outside of the national clouds.
const Base = "https://graph.microsoft.com/v1.0"

// NoTeam is the group of a meeting that belongs to no team, as one that [API.Create] made: only those
// who were given its join URL can find it.
const NoTeam = "none"

// ErrWhere: the id of the user, the meeting or the group is missing, or cannot be one.
var ErrWhere = errors.New("teams: the id of the user, the meeting or the group is missing or malformed")

// ErrAnother: Graph returned another meeting or group than the one asked for.
var ErrAnother = errors.New("teams: Graph returned another meeting or group than the one asked for")

// An API is Microsoft Graph, as an application uses it. The zero API asks the public one without
// credentials. It is safe for concurrent use as far as its fields are, which must not change.
type API struct {
	// Client adds the application's access token to each request. Reading needs the permission
	// OnlineMeetings.Read.All, creating and changing OnlineMeetings.ReadWrite.All, both with an application
	// access policy for the organiser; a group needs GroupMember.Read.All. Nil stands for http.DefaultClient.
	Client *http.Client
	// Base is where Graph is: that of a national cloud, or of a test. Empty stands for [Base].
	Base string
	// Clock says when something was read. Nil stands for time.Now.
	Clock func() time.Time
}

// Where says which meeting in Graph is meant.
type Where struct {
	User    string // the organiser's object id in Microsoft Entra
	Meeting string // the id of the onlineMeeting
	// Group is the id of the group of the team that the meeting belongs to, or NoTeam. Empty is not
	// known, and then so is who can find the meeting.
	Group string
}

// Create creates a meeting of a user, in no calendar, and returns it as Graph returned it: hold that against the
// settings by [Meeting.Differs], and read it by [API.Read] before deciding on it. It gets no subject. The errors
// are ErrWhere and those of [platform.Fetch].
func (a *API) Create(ctx context.Context, user string, settings Meeting, start, end time.Time) (Meeting, error) {
	return a.write(ctx, http.MethodPost, []string{"users", user, "onlineMeetings"}, struct {
		Meeting
		Start time.Time `json:"startDateTime"`
		End   time.Time `json:"endDateTime"`
	}{settings.settable(), start.UTC(), end.UTC()})
}

// Change gives a meeting other settings: those that the argument gives. What it returns is as [API.Create]
// has it.
func (a *API) Change(ctx context.Context, at Where, settings Meeting) (Meeting, error) {
	return a.write(ctx, http.MethodPatch, []string{"users", at.User, "onlineMeetings", at.Meeting}, settings.settable())
}

// settable returns the settings without what Graph alone gives.
func (m Meeting) settable() Meeting {
	m.ID, m.JoinWebURL = platform.Field[string]{}, platform.Field[string]{}
	return m
}

func (a *API) write(ctx context.Context, method string, path []string, settings any) (Meeting, error) {
	body, err := json.Marshal(settings)
	if err != nil {
		return Meeting{}, err
	}
	var m Meeting
	if err := a.ask(ctx, method, path, "", body, &m); err != nil {
		return Meeting{}, err
	}
	return m, nil
}

// ask sends a request for what is at a path of ids and names.
func (a *API) ask(ctx context.Context, method string, path []string, query string, body []byte, into any) error {
	address := Base
	if a.Base != "" {
		address = strings.TrimSuffix(a.Base, "/")
	}
	for _, part := range path {
		if part == "" || len(part) > 1024 || strings.Trim(part, ".") == "" {
			return ErrWhere
		}
		address += "/" + url.PathEscape(part)
	}
	request, err := http.NewRequestWithContext(ctx, method, address+query, bytes.NewReader(body))
	if err != nil {
		return ErrWhere // and not what it quotes
	}
	if len(body) > 0 {
		request.Header.Set("Content-Type", "application/json")
	}
	// Without it, "invited" and "organizationExcludingGuests" both read "unknownFutureValue".
	request.Header.Set("Prefer", "include-unknown-enum-members")
	return platform.Fetch(ctx, a.Client, request, into)
}

// A Reading is a meeting, and the team that it belongs to, as Graph gave them at an instant. [API.Read]
// makes it; the zero Reading is of no meeting.
type Reading struct {
	call       consult.CallID
	where      Where
	at         time.Time
	meeting    Meeting
	visibility consult.Visibility
}

// Read reads the meeting that carries a call, and the group of its team. The errors are ErrWhere,
// ErrAnother and those of [platform.Fetch].
func (a *API) Read(ctx context.Context, call consult.CallID, at Where) (Reading, error) {
	now := time.Now
	if a.Clock != nil {
		now = a.Clock
	}
	r := Reading{call: call, where: at, at: now()} // the instant before, so that facts are never younger than they say
	if err := a.ask(ctx, http.MethodGet, []string{"users", at.User, "onlineMeetings", at.Meeting}, "", nil, &r.meeting); err != nil {
		return Reading{}, err
	}
	if r.meeting.ID.Or("") != at.Meeting {
		return Reading{}, ErrAnother
	}
	switch at.Group {
	case "": // not known
	case NoTeam:
		r.visibility = consult.VisibilityPrivate
	default:
		var g Group
		if err := a.ask(ctx, http.MethodGet, []string{"groups", at.Group}, "?$select=id,visibility", nil, &g); err != nil {
			return Reading{}, err
		}
		if !strings.EqualFold(g.ID.Or(""), at.Group) {
			return Reading{}, ErrAnother
		}
		r.visibility = g.Visible()
	}
	return r, nil
}

// Meeting returns the meeting as it was read.
func (r Reading) Meeting() Meeting { return r.meeting }

// Room returns what the reading proves; see [Meeting.Room].
func (r Reading) Room() consult.Room { return r.meeting.Room(r.visibility, r.at) }
