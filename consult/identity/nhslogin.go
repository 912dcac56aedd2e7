package identity

import (
	"errors"
	"slices"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/preconsult/preconsult/consult"
)

// NHSLogin returns the profile of NHS login: patients, with the source "nhs-login". Its issuer has an
// address for each environment, which is spelt with a slash at the end in some documents and without in
// others: take the one of the discovery document. Tokens are signed by RS512.
//
// Vtr are the vectors of trust that the authentication request asked for, such as "P9.Cp.Cd". None stands
// for those that NHS login takes where nothing is asked for: P9.Cp.Cd, P9.Cp.Ck and P9.Cm. The token's vot
// must be one of them, and its identity_proofing_level, where there is one, the P of that; acr and amr say
// nothing here.
//
// The party is Patient, always. Nothing about the patient is kept, and no role, organisation or id.
func NHSLogin(issuer, clientID string, vtr ...string) Profile {
	if len(vtr) == 0 {
		vtr = []string{"P9.Cp.Cd", "P9.Cp.Ck", "P9.Cm"}
	}
	return Profile{
		Issuer: issuer, ClientID: clientID, Party: consult.Patient, Source: "nhs-login",
		Algorithms: []string{oidc.RS512}, Claims: nhsLogin{slices.Clone(vtr)},
	}
}

type nhsLogin struct{ vtr []string }

// Check refuses other parties than patients, and vectors of trust that NHS login does not have.
func (r nhsLogin) Check(p Profile) error {
	if p.Party != consult.Patient {
		return errors.New("NHS login signs in patients: Party must be patient")
	}
	for _, v := range r.vtr {
		if proofing(v) == "" {
			return errors.New("a vector of trust is not of the form P9.Cp.Cd")
		}
	}
	return nil
}

// Read implements Reader.
func (r nhsLogin) Read(c Claims) Facts {
	vot := c.IDToken().Text("vot") // UserInfo is not signed
	proofed := c.Text("identity_proofing_level")
	if c.Text("vot") != vot || !slices.Contains(r.vtr, vot) || proofed != "" && proofed != proofing(vot) {
		return Facts{}
	}
	return Facts{Assured: consult.Yes}
}

// proofing returns the level of proofing of a vector of trust, or none where it is not one: P0.Cp, P5.Cp.Cd.
func proofing(vot string) string {
	parts := strings.Split(vot, ".")
	if len(parts) < 2 || !slices.Contains([]string{"P0", "P5", "P9"}, parts[0]) {
		return ""
	}
	for _, credential := range parts[1:] {
		if !slices.Contains([]string{"Cp", "Cd", "Ck", "Cm"}, credential) {
			return ""
		}
	}
	return parts[0]
}
