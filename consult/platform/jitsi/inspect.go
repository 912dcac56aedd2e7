package jitsi

import (
	"maps"
	"slices"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// Inspect judges a token that somebody else made, before it is handed to the provider or a patient: that it
// is one of this server, joins this call, expires within [MaxLife], and grants nothing else. Otherwise the error
// is [ErrToken], [ErrExpired] or an [*platform.ExcessError]; with the last, the claims are returned for [Facts]. Whoever is
// not consult.Provider must not become a moderator.
func (s *Server) Inspect(token platform.Token, call consult.CallID, as consult.Party) (Claims, error) {
	c, err := s.read(token)
	if err != nil {
		return Claims{}, err
	}
	var found []platform.Excess
	add := func(is bool, claim, why string) {
		if is {
			found = append(found, platform.Excess{Claim: claim, Why: why})
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
		return c, &platform.ExcessError{Excess: found}
	}
	return c, nil
}
