package jitsi

import (
	"maps"
	"slices"
	"strings"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// An Excess is something that a token grants, or leaves open, beyond joining one call.
type Excess struct {
	Claim string // such as context.features.recording
	Why   string // what is wrong with it
}

// An ExcessError says what a token grants, or leaves open, beyond joining one call.
type ExcessError struct {
	Excess []Excess // at least one, in a fixed order
}

// Error implements error. It names claims that are known, and quotes nothing else of the token.
func (e *ExcessError) Error() string {
	claims := make([]string, len(e.Excess))
	for i, x := range e.Excess {
		claims[i] = x.Claim
	}
	return "jitsi: the token is for more than joining this call: " + strings.Join(claims, ", ")
}

// Inspect judges a token that somebody else made, before it is handed to the provider or a patient: that it
// is one of this server, joins this call, expires within [MaxLife], and grants nothing else. Otherwise the error
// is [ErrToken], [ErrExpired] or an [*ExcessError]; with the last, the claims are returned for [Facts]. Whoever is
// not consult.Provider must not become a moderator.
func (s *Server) Inspect(token platform.Token, call consult.CallID, as consult.Party) (Claims, error) {
	c, err := s.read(token)
	if err != nil {
		return Claims{}, err
	}
	var found []Excess
	add := func(is bool, claim, why string) {
		if is {
			found = append(found, Excess{claim, why})
		}
	}
	expires, limited := c.Expires.Get()
	add(!limited || expires > float64(s.o.Clock().Add(MaxLife).Unix()), "exp", "never expires, or later than in an hour")
	add(call == "" || c.Room.Or("") != string(call), "room", "is for another room, or for any")
	add(c.Subject.Or("") != s.subject(), "sub", "is for another domain or tenant, or for any")
	context := c.Context.Or(Context{})
	user := context.User.Or(User{})
	add(as != consult.Provider && user.owner(), "context.user", "makes a moderator of somebody who is not the provider")
	may, said := context.Features.Get()
	add(!said, "context.features", "says nothing, so that everything is granted")
	add(c.unknown, "claims", "has a claim that is not known")
	for _, name := range slices.Sorted(maps.Keys(may)) {
		switch {
		case !bool(may[name]) || s.granted(name):
		case slices.Contains(features, name):
			add(true, "context.features."+name, "is granted")
		default:
			add(true, "context.features", "grants a feature that is not known")
		}
	}
	if found != nil {
		return c, &ExcessError{found}
	}
	return c, nil
}
