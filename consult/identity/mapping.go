package identity

import (
	"errors"
	"fmt"
	"slices"

	"github.com/preconsult/preconsult/consult"
)

// A Mapping says by tables what the claims of an issuer mean: the [Reader] of issuers that have no profile of
// their own. Only values in its tables count. Its maps must not be changed afterwards. The zero Mapping asks
// for no assurance and does not say that there is one, so [NewVerifier] refuses it.
type Mapping struct {
	// RoleClaim is the claim that has the roles: a text or a list of texts. Empty reads no role.
	RoleClaim string
	// Roles are the job roles that its values stand for. Values that are not in it are passed over; where
	// those that are stand for different job roles, nothing says which one somebody acts in, and the role is
	// unknown.
	Roles map[string]consult.RoleCode

	// Organisation is whom everybody acts for who signs in at this issuer. Empty leaves it to
	// OrganisationClaim.
	Organisation consult.ODSCode
	// OrganisationClaim is the claim that has the organisation, and Organisations what its values stand for,
	// like RoleClaim and Roles.
	OrganisationClaim string
	Organisations     map[string]consult.ODSCode

	// StaffClaim is the claim that has the opaque id of a member of staff, such as "oid". Empty takes the
	// subject.
	StaffClaim string

	// Require are claims that say how strong the sign-in was: each must be there, with one of its values: a
	// text or a list of texts, such as "amr" with "mfa". One that is missing is not assumed.
	Require map[string][]string
	// AssuredByIssuer says that the issuer lets nobody sign in for this client by less than the controller
	// asks for, so that there is nothing to require of a claim.
	AssuredByIssuer bool
}

// Check returns what is wrong with a mapping. [NewVerifier] calls it.
func (m Mapping) Check(Profile) error {
	if len(m.Require) == 0 && !m.AssuredByIssuer {
		return errors.New("the Mapping requires no assurance: name claims in Require, or say AssuredByIssuer")
	}
	for claim, values := range m.Require {
		if claim == "" || len(values) == 0 || slices.Contains(values, "") {
			return errors.New("the Mapping requires a claim without a name, or a value that is empty")
		}
	}
	if m.Organisation != "" && (!m.Organisation.Valid() || m.OrganisationClaim != "") {
		return errors.New("the Mapping's Organisation is not an ODS code, or there is an OrganisationClaim as well")
	}
	if (m.RoleClaim == "") != (len(m.Roles) == 0) || (m.OrganisationClaim == "") != (len(m.Organisations) == 0) {
		return errors.New("the Mapping has a claim without a table of values, or a table without a claim")
	}
	for _, role := range m.Roles {
		if !role.Valid() {
			return fmt.Errorf("role %q of the Mapping is not a role code", role)
		}
	}
	for _, organisation := range m.Organisations {
		if !organisation.Valid() {
			return fmt.Errorf("organisation %q of the Mapping is not an ODS code", organisation)
		}
	}
	return nil
}

// Read implements [Reader].
func (m Mapping) Read(c Claims) Facts {
	f := Facts{Assured: consult.Yes, Organisation: m.Organisation}
	for claim, values := range m.Require {
		if !slices.ContainsFunc(c.Texts(claim), func(said string) bool { return slices.Contains(values, said) }) {
			f.Assured = consult.No
		}
	}
	if m.RoleClaim != "" {
		f.Role = only(c.Texts(m.RoleClaim), m.Roles)
	}
	if m.OrganisationClaim != "" {
		f.Organisation = only(c.Texts(m.OrganisationClaim), m.Organisations)
	}
	f.Staff = consult.StaffID(c.IDToken().Text("sub"))
	if m.StaffClaim != "" {
		f.Staff = consult.StaffID(c.Text(m.StaffClaim)) // or none: never an id of another kind
	}
	return f
}

// only returns what the values stand for, where that is one thing.
func only[T ~string](values []string, table map[string]T) T {
	var one T
	for _, value := range values {
		switch stands, known := table[value]; {
		case !known || stands == one:
		case one != "":
			return ""
		default:
			one = stands
		}
	}
	return one
}
