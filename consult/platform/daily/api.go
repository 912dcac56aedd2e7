package daily

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

// Base is where Daily's API is.
const Base = "https://api.daily.co/v1"

// DefaultLife is how long somebody may join with a token.
const DefaultLife = 15 * time.Minute

// Errors of an [API].
var (
	// ErrName: the id of the call cannot be the name of a room. Daily takes letters, digits, "-" and "_".
	ErrName = errors.New("daily: the id of the call cannot be the name of a room")
	// ErrKey: there is no API key.
	ErrKey = errors.New("daily: there is no API key")
	// ErrAnother: Daily returned another room than the one asked for.
	ErrAnother = errors.New("daily: Daily returned another room than the one asked for")
)

// An API is Daily's API, as an application uses it. The zero API has no key and asks nothing. It is safe for
// concurrent use as far as its fields are, which must not change.
type API struct {
	// Key is the domain's API key. It authorises requests, and signs tokens.
	Key platform.Secret
	// Client sends the requests. Nil stands for http.DefaultClient.
	Client *http.Client
	// Base is where the API is: that of a test. Empty stands for [Base].
	Base string
	// Life is how long somebody may join with a token, from its making. Zero stands for DefaultLife; with
	// a negative one nobody can.
	Life time.Duration
	// Clock says when something was read, and until when a token lives. Nil stands for time.Now.
	Clock func() time.Time
}

func (a *API) now() time.Time {
	if a.Clock == nil {
		return time.Now()
	}
	return a.Clock()
}

// Strict returns the configuration of a room that records nothing, keeps no transcript, and lets in whom the
// provider admits. Each value on which safety depends is explicit, so that no setting of the domain fills it in.
func Strict(end time.Time) Config {
	return Config{
		Recording:         platform.Given(Mode("")),
		Knocking:          platform.Given(true),
		AutoTranscription: platform.Given(false),
		KeepTranscription: platform.Given(false),
		Expires:           platform.Given(float64(end.Unix())),
		EjectAtEnd:        platform.Given(true),
	}
}

// Create makes the private room of a call, and returns it as Daily returned it: read it by [API.Read] before
// deciding on it. The errors are ErrName, ErrKey and those of [platform.Fetch].
func (a *API) Create(ctx context.Context, call consult.CallID, config Config) (Room, error) {
	if !named(call) {
		return Room{}, ErrName
	}
	body, err := json.Marshal(struct {
		Name       consult.CallID `json:"name"`
		Privacy    string         `json:"privacy"`
		Properties Config         `json:"properties"`
	}{call, "private", config})
	if err != nil {
		return Room{}, err
	}
	var r Room
	if err := a.ask(ctx, http.MethodPost, "/rooms", body, &r); err != nil {
		return Room{}, err
	}
	if r.Name.Or("") != string(call) {
		return Room{}, ErrAnother
	}
	return r, nil
}

// named reports whether the id of a call can be the name of a room.
func named(call consult.CallID) bool {
	return call.Valid() && !strings.ContainsAny(string(call), ".~:")
}

func (a *API) ask(ctx context.Context, method, path string, body []byte, into any) error {
	key, ok := a.Key.Bytes()
	if !ok {
		return ErrKey
	}
	base := Base
	if a.Base != "" {
		base = strings.TrimSuffix(a.Base, "/")
	}
	request, err := http.NewRequestWithContext(ctx, method, base+path, bytes.NewReader(body))
	if err != nil {
		return errors.New("daily: the base is no URL")
	}
	request.Header.Set("Authorization", "Bearer "+string(key))
	if len(body) > 0 {
		request.Header.Set("Content-Type", "application/json")
	}
	return platform.Fetch(ctx, a.Client, request, into)
}

// A Reading is a room, and its domain, as Daily gave them at an instant. [API.Read] makes it; the zero
// Reading is of no room.
type Reading struct {
	call   consult.CallID
	at     time.Time
	room   Room
	domain Domain
}

// Read reads the room of a call, which has the call's id as its name, and its domain. The errors are ErrName,
// ErrKey, ErrAnother and those of [platform.Fetch].
func (a *API) Read(ctx context.Context, call consult.CallID) (Reading, error) {
	if !named(call) {
		return Reading{}, ErrName
	}
	r := Reading{call: call, at: a.now()} // the instant before, so that facts are never younger than they say
	if err := a.ask(ctx, http.MethodGet, "/rooms/"+url.PathEscape(string(call)), nil, &r.room); err != nil {
		return Reading{}, err
	}
	if r.room.Name.Or("") != string(call) {
		return Reading{}, ErrAnother
	}
	if err := a.ask(ctx, http.MethodGet, "/", nil, &r.domain); err != nil {
		return Reading{}, err
	}
	return r, nil
}

// Room returns the room as it was read.
func (r Reading) Room() Room { return r.room }

// Facts returns what the reading proves; see [Room.Facts].
func (r Reading) Facts() consult.Room { return r.room.Facts(r.domain, r.at) }

// Recorded returns the call in whose room a recording is, by the id of the recording: room_name of
// GET /recordings/{id}. The errors are ErrKey, ErrAnother and those of [platform.Fetch].
func (a *API) Recorded(ctx context.Context, recording string) (consult.CallID, error) {
	if recording == "" || len(recording) > 256 || strings.Trim(recording, ".") == "" {
		return "", ErrAnother
	}
	var document struct {
		ID   platform.Field[string] `json:"id"`
		Room platform.Field[string] `json:"room_name"`
	}
	if err := a.ask(ctx, http.MethodGet, "/recordings/"+url.PathEscape(recording), nil, &document); err != nil {
		return "", err
	}
	if document.ID.Or("") != recording || document.Room.Or("") == "" {
		return "", ErrAnother
	}
	return consult.CallID(document.Room.Or("")), nil
}
