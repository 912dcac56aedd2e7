package platform

import "strings"

// An Excess is something that a token grants, or leaves open, beyond joining one call.
type Excess struct {
	Claim string // a claim that the platform documents, such as video.roomRecord
	Why   string // what is wrong with it
}

// An ExcessError says what a token that somebody else made grants, or leaves open, beyond joining one call.
type ExcessError struct {
	Excess []Excess // at least one, in a fixed order
}

// Error implements error. It names claims that are known, and quotes nothing else of the token.
func (e *ExcessError) Error() string {
	claims := make([]string, len(e.Excess))
	for i, x := range e.Excess {
		claims[i] = x.Claim
	}
	return "platform: the token is for more than joining this call: " + strings.Join(claims, ", ")
}
