package teams

import (
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/platform"
)

// A Group is what is read of the Microsoft 365 group behind a team, from
// learn.microsoft.com/graph/api/resources/group, or of the team itself. The zero Group says nothing.
type Group struct {
	// ID is the property id.
	ID platform.Field[string] `json:"id,omitzero"`
	// Visibility is the property visibility: Private, Public or HiddenMembership of a group, and the
	// same in small letters of a team. A Microsoft 365 group that is created without one is Public.
	Visibility platform.Field[string] `json:"visibility,omitzero"`
}

// DecodeGroup reads the document of a group or of a team. The errors are those of [platform.Decode].
func DecodeGroup(data []byte) (Group, error) {
	var g Group
	if err := platform.Decode(data, &g); err != nil {
		return Group{}, err
	}
	return g, nil
}

// Visible returns who can find and open what belongs to the team. Of a Public one it is everybody in
// the tenancy. Absent, null and any other word are unknown.
func (g Group) Visible() consult.Visibility {
	switch g.Visibility.Or("") {
	case "Private", "private", "HiddenMembership", "hiddenMembership":
		return consult.VisibilityPrivate
	case "Public", "public":
		return consult.VisibilityTenancy
	default:
		return consult.VisibilityUnknown
	}
}
