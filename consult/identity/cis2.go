package identity

import (
	"errors"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/preconsult/preconsult/consult"
)

// The issuers of NHS CIS2 Authentication. The port is part of their names.
const (
	CIS2Live        = "https://am.nhsidentity.spineservices.nhs.uk:443/openam/oauth2/realms/root/realms/NHSIdentity/realms/Healthcare"
	CIS2Integration = "https://am.nhsint.auth-ptl.cis2.spineservices.nhs.uk:443/openam/oauth2/realms/root/realms/NHSIdentity/realms/Healthcare"
	CIS2Development = "https://am.nhsdev.auth-ptl.cis2.spineservices.nhs.uk:443/openam/oauth2/realms/root/realms/oidc"
)

// An Assurance is how sure NHS CIS2 has to be of who somebody is. The zero Assurance stands for level 2 of
// both, and so does any level below.
type Assurance struct {
	Authentication int // the authenticator's level: 2, or 3 for a smartcard or passkey
	Identity       int // the level at which the identity was proofed: 2 or 3
}

// CIS2 returns the profile of NHS CIS2 Authentication: staff, with the source "cis2". Least is the assurance
// that a sign-in needs; nil stands for level 2 of both. Ask for the scopes openid, profile, nhsperson,
// nationalrbacaccess and selectedrole, and give the access token to [Verifier.Verify], as roles are in
// UserInfo.
//
// Role and organisation are those of the one entry of nhsid_nrbac_roles whose person_roleid is the
// selected_roleid: the third part of its role_code, and its org_code. Without a selection, or where two
// entries have the id, both are unknown. The level of the authenticator is authentication_assurance_level,
// and at most what acr admits; acr alone proves the lowest level that it admits, AAL2_OR_AAL3_ANY level 2,
// and an acr that is not known proves nothing. The level of the identity is id_assurance_level or
// idassurancelevel. A level that is missing is too low.
func CIS2(issuer, clientID string, least *Assurance) Profile {
	need := Assurance{2, 2}
	if least != nil {
		need = Assurance{max(2, least.Authentication), max(2, least.Identity)}
	}
	return Profile{
		Issuer: issuer, ClientID: clientID, Party: consult.Provider, Source: "cis2",
		Algorithms: []string{oidc.RS256}, Claims: cis2{need},
	}
}

type cis2 struct{ least Assurance }

// Check refuses other parties than staff, and levels that nobody reaches.
func (r cis2) Check(p Profile) error {
	switch {
	case p.Party != consult.Provider:
		return errors.New("NHS CIS2 signs in staff: Party must be provider")
	case r.least.Authentication > 3 || r.least.Identity > 3:
		return errors.New("NHS CIS2 has no level of assurance above 3")
	}
	return nil
}

// Read implements Reader.
func (r cis2) Read(c Claims) Facts {
	f := Facts{Staff: consult.StaffID(c.IDToken().Text("sub"))}
	identity, known := c.Level("id_assurance_level", "idassurancelevel")
	if known && identity <= 3 && identity >= r.least.Identity && authenticated(c) >= r.least.Authentication {
		f.Assured = consult.Yes
	}
	selected := c.Text("selected_roleid")
	if selected == "" {
		return f
	}
	var role Claims
	found := 0
	for _, entry := range c.List("nhsid_nrbac_roles") {
		if entry.Text("person_roleid") == selected {
			role = entry
			found++
		}
	}
	if found == 1 { // two with the same id say two things
		f.Organisation = consult.ODSCode(role.Text("org_code"))
		f.Role = jobRole(role.Text("role_code"))
	}
	return f
}

// acrLevels are the levels of authentication that the values of acr admit, from the lowest to the highest.
var acrLevels = map[string]struct{ low, high int }{
	"AAL3_ANY":            {3, 3},
	"AAL3_IOS":            {3, 3},
	"AAL3_FIDO2":          {3, 3},
	"AAL3_N3_SMARTCARD":   {3, 3},
	"AAL3_CIS2_SMARTCARD": {3, 3},
	"AAL3_SMARTCARD":      {3, 3},
	"AAL2_OR_AAL3_ANY":    {2, 3},
	"AAL2_ANY":            {2, 2},
	"AAL2_TOTP":           {2, 2},
	"AAL2_NHSMAIL":        {2, 2},
	"AAL1_USERPASS":       {1, 1},
}

// authenticated returns the level of authentication that is proven, or 0.
func authenticated(c Claims) int {
	level, said := c.Level("authentication_assurance_level")
	acr, known := acrLevels[c.Text("acr")]
	switch {
	case said && level > 3:
		return 0
	case said && known:
		return min(level, acr.high)
	case said:
		return level
	}
	return acr.low // 0 where it is not known
}

// jobRole returns the job role of a role code such as S8000:G8000:R8000, or none where it is malformed.
func jobRole(code string) consult.RoleCode {
	parts := strings.Split(code, ":")
	if len(parts) != 3 || !lettered(parts[0], 'S') || !lettered(parts[1], 'G') || !lettered(parts[2], 'R') {
		return ""
	}
	return consult.RoleCode(parts[2])
}

// lettered reports whether a part of a role code is a letter and four digits.
func lettered(part string, letter byte) bool {
	if len(part) != 5 || part[0] != letter {
		return false
	}
	for i := 1; i < len(part); i++ {
		if part[i] < '0' || part[i] > '9' {
			return false
		}
	}
	return true
}
