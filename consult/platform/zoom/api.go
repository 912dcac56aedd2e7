package zoom

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// Base is where Zoom's API is.
const Base = "https://api.zoom.us/v2"

// ErrWhere: the number of the meeting or the id of the user is missing, or cannot be one.
var ErrWhere = errors.New("zoom: the number of the meeting or the id of the user is missing or malformed")

// ErrAnother: Zoom returned another meeting than the one asked for.
var ErrAnother = errors.New("zoom: Zoom returned another meeting than the one asked for")

// An API is Zoom's API, as an application uses it. The zero API asks it without credentials. It is safe for
// concurrent use as far as its fields are, which must not change.
type API struct {
	// Client adds the application's access token to each request. Nil stands for http.DefaultClient.
	Client *http.Client
	// Base is where the API is: that of a test. Empty stands for [Base].
	Base string
	// Clock says when something was read. Nil stands for time.Now.
	Clock func() time.Time
}

// Where says which meeting of Zoom is meant.
type Where struct {
	Meeting int64 // the meeting's number
	// User is the host's id, whose settings are read as well. Empty is not read: who may record and
	// what becomes of captions is unknown then.
	User string
}

// Create schedules a meeting of a user, and returns it as Zoom returned it: hold that against the settings by
// [Settings.Differs], and read it by [API.Read] before deciding on it. It gets a passcode, and no topic. The
// errors are ErrWhere and those of [platform.Fetch].
func (a *API) Create(ctx context.Context, user string, settings Settings, start time.Time, length time.Duration) (Meeting, error) {
	body, err := json.Marshal(struct {
		Type     int       `json:"type"`
		Start    time.Time `json:"start_time"`
		Minutes  int       `json:"duration"`
		Passcode bool      `json:"default_password"`
		Settings Settings  `json:"settings"` // beside it, Zoom passes them over
	}{2, start.UTC().Truncate(time.Second), max(1, int(length.Minutes())), true, settings})
	if err != nil {
		return Meeting{}, err
	}
	var m Meeting
	if err := a.ask(ctx, http.MethodPost, []string{"users", user, "meetings"}, body, &m); err != nil {
		return Meeting{}, err
	}
	return m, nil
}

// Change gives a meeting other settings: those that the argument gives. Zoom answers without saying what became of
// them, so read the meeting afterwards. The errors are those of [API.Create].
func (a *API) Change(ctx context.Context, meeting int64, settings Settings) error {
	body, err := json.Marshal(struct {
		Settings Settings `json:"settings"`
	}{settings})
	if err != nil {
		return err
	}
	return a.ask(ctx, http.MethodPatch, []string{"meetings", number(meeting)}, body, nil)
}

// number returns a meeting's number as text, or none where it cannot be one.
func number(meeting int64) string {
	if meeting <= 0 {
		return ""
	}
	return strconv.FormatInt(meeting, 10)
}

// ask sends a request for what is at a path of ids and names.
func (a *API) ask(ctx context.Context, method string, path []string, body []byte, into any) error {
	address := Base
	if a.Base != "" {
		address = strings.TrimSuffix(a.Base, "/")
	}
	for _, part := range path {
		if part == "" || len(part) > 256 || strings.Trim(part, ".") == "" {
			return ErrWhere
		}
		address += "/" + url.PathEscape(part)
	}
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return ErrWhere // and not what it quotes
	}
	if len(body) > 0 {
		request.Header.Set("Content-Type", "application/json")
	}
	return platform.Fetch(ctx, a.Client, request, into)
}

// A Reading is a meeting, and the settings of its host, as Zoom gave them at an instant. [API.Read] makes it;
// the zero Reading is of no meeting.
type Reading struct {
	call    consult.CallID
	where   Where
	at      time.Time
	meeting Meeting
	host    User
}

// Read reads the meeting that carries a call, and the settings of its host. The errors are ErrWhere,
// ErrAnother and those of [platform.Fetch].
func (a *API) Read(ctx context.Context, call consult.CallID, at Where) (Reading, error) {
	now := time.Now
	if a.Clock != nil {
		now = a.Clock
	}
	r := Reading{call: call, where: at, at: now()} // the instant before, so that facts are never younger than they say
	if err := a.ask(ctx, http.MethodGet, []string{"meetings", number(at.Meeting)}, nil, &r.meeting); err != nil {
		return Reading{}, err
	}
	if r.meeting.ID.Or(0) != at.Meeting {
		return Reading{}, ErrAnother
	}
	if at.User != "" {
		if err := a.ask(ctx, http.MethodGet, []string{"users", at.User, "settings"}, nil, &r.host); err != nil {
			return Reading{}, err
		}
	}
	return r, nil
}

// Meeting returns the meeting as it was read.
func (r Reading) Meeting() Meeting { return r.meeting }

// Room returns what the reading proves; see [Meeting.Room].
func (r Reading) Room() consult.Room { return r.meeting.Room(r.host, r.at) }
