package daily

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// Errors of [API.Enter].
var (
	// ErrOtherFacts: the decision does not rest on the reading. Put into the call what [Reading.Facts] returns.
	ErrOtherFacts = errors.New("daily: the decision rests on other facts than were read of the room")
	// ErrNoURL: Daily gave no URL of the room, or no id of the domain.
	ErrNoURL = errors.New("daily: Daily gave no URL of the room, or no id of the domain")
)

// A ChangedError says that the room is no longer as it was decided on. Read it and decide again.
type ChangedError struct {
	// Settings are the names of what changed, as Daily spells them, in a fixed order; "domain" where it
	// is the domain's.
	Settings []string
}

// Error implements error. It names the settings and quotes no value.
func (e *ChangedError) Error() string {
	return "daily: changed since the decision: " + strings.Join(e.Settings, ", ")
}

// An Entry is what a room is entered with. It logs as a placeholder.
type Entry struct {
	URL      string         // where the room is; for both
	Provider platform.Token // the provider's, which admits
	// Patient is the patient's, which admits nobody. It is empty where the room lets people knock: a
	// token would go past the waiting room.
	Patient platform.Token
}

// LogValue implements [slog.LogValuer].
func (e Entry) LogValue() slog.Value { return e.Provider.LogValue() }

// Enter redeems a permit and returns what the room of its call is entered with. Seen is the reading that the
// decision rests on. Before the permit is redeemed the room is read again, and nobody enters a room that has
// changed: the error is a *ChangedError, and the permit is not used up.
//
// Every error means that the call must not start. Besides those of [API.Read] and [consult.Gate.Redeem], they
// are [consult.ErrOtherCall] where seen is of another call, ErrNoURL and ErrOtherFacts.
func (a *API) Enter(ctx context.Context, gate *consult.Gate, permit consult.Permit, seen Reading) (Entry, error) {
	switch {
	case permit.Call() == "":
		return Entry{}, consult.ErrNoPermit
	case permit.Call() != seen.call:
		return Entry{}, consult.ErrOtherCall
	}
	now, err := a.Read(ctx, permit.Call())
	if err != nil {
		return Entry{}, err
	}
	if changed := now.changed(seen); changed != nil {
		return Entry{}, &ChangedError{changed}
	}
	at, err := url.Parse(now.room.URL.Or(""))
	if err != nil || at.Scheme != "https" || at.Host == "" || now.domain.id.Or("") == "" {
		return Entry{}, ErrNoURL
	}
	decision, err := gate.Redeem(ctx, permit, permit.Call())
	if err != nil {
		return Entry{}, err
	}
	if !platform.Rests(decision.Call.Room, seen.Facts()) {
		return Entry{}, ErrOtherFacts
	}
	entry := Entry{URL: now.room.URL.Or("")}
	if entry.Provider, err = a.sign(now, true); err != nil {
		return Entry{}, err
	}
	if now.room.knocking(now.domain) != consult.Yes {
		if entry.Patient, err = a.sign(now, false); err != nil {
			return Entry{}, err
		}
	}
	return entry, nil
}

// sign signs a token for the room. Every right that a token can give is taken away in so many words, so
// that no setting of the room or the domain fills it in.
func (a *API) sign(in Reading, owner bool) (platform.Token, error) {
	key, ok := a.Key.Bytes()
	if !ok {
		return "", ErrKey
	}
	life := a.Life
	if life == 0 {
		life = DefaultLife
	}
	now := a.now()
	text, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"r": in.room.Name.Or(""), "d": in.domain.id.Or(""), "o": owner,
		"sr": false, "ast": false, "erui": false,
		"iat": now.Unix(), "nbf": now.Add(-time.Minute).Unix(), "exp": now.Add(life).Unix(),
	}).SignedString(key)
	if err != nil {
		return "", errors.New("daily: the token could not be signed")
	}
	return platform.Token(text), nil
}

// changed names what two readings have otherwise: what one of them does not say has changed as well.
func (r Reading) changed(before Reading) []string {
	var names []string
	note := func(changed bool, name string) {
		if changed {
			names = append(names, name)
		}
	}
	now, then := r.room.Config.Or(Config{}), before.room.Config.Or(Config{})
	note(r.room.URL != before.room.URL, "url")
	note(r.room.Privacy != before.room.Privacy, "privacy")
	note(now.Recording != then.Recording, "enable_recording")
	note(now.Knocking != then.Knocking, "enable_knocking")
	note(now.AutoTranscription != then.AutoTranscription, "auto_start_transcription")
	note(now.KeepTranscription != then.KeepTranscription, "enable_transcription_storage")
	note(r.domain != before.domain, "domain")
	return names
}
