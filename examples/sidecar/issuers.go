package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/hook"
	"github.com/preconsult/preconsult/consult/identity"
)

// An issuer is an identity provider, as the file of issuers has it.
type issuer struct {
	Kind     string `json:"kind"`
	Issuer   string `json:"issuer"`
	ClientID string `json:"client_id"`
	MaxAge   string `json:"max_age"` // how long ago somebody may have signed in, such as 8h; nothing is asked where it is left out

	// Of cis2: the levels of assurance that a sign-in needs, 2 where they are left out.
	Authentication *int `json:"authentication"`
	Identity       *int `json:"identity"`

	VTR []string `json:"vtr"` // of nhs-login: the vectors of trust that sign-ins ask for

	// Of others:
	Party             consult.Party               `json:"party"`
	Source            consult.SourceID            `json:"source"`
	Algorithms        []string                    `json:"algorithms"`
	RoleClaim         string                      `json:"role_claim"`
	Roles             map[string]consult.RoleCode `json:"roles"`
	Organisation      consult.ODSCode             `json:"organisation"`
	OrganisationClaim string                      `json:"organisation_claim"`
	Organisations     map[string]consult.ODSCode  `json:"organisations"`
	Require           map[string][]string         `json:"require"`
}

// members are those that an issuer of each kind has beside ofAll. Any other would be ignored, so that somebody who believes
// that it asks for more would be let down.
var (
	ofAll   = []string{"kind", "issuer", "client_id", "max_age"}
	members = map[string][]string{
		"cis2":      {"authentication", "identity"},
		"nhs-login": {"vtr"},
		"other": {"party", "source", "algorithms", "role_claim", "roles", "organisation", "organisation_claim", "organisations",
			"require"},
	}
)

// readIssuer returns what the sign-ins at an issuer are worth.
func readIssuer(text jsontext.Value) (identity.Profile, error) {
	var of issuer
	if err := json.Unmarshal(text, &of, json.RejectUnknownMembers(true)); err != nil {
		return identity.Profile{}, err
	}
	its, known := members[of.Kind]
	if !known {
		return identity.Profile{}, errors.New("kind is not one of: cis2, nhs-login, other")
	}
	var there map[string]jsontext.Value
	if err := json.Unmarshal(text, &there); err != nil {
		return identity.Profile{}, err
	}
	for _, name := range slices.Sorted(maps.Keys(there)) {
		if !slices.Contains(ofAll, name) && !slices.Contains(its, name) {
			return identity.Profile{}, fmt.Errorf("%s does not belong to an issuer of the kind %s", name, of.Kind)
		}
	}
	return of.profile(there)
}

// profile returns the profile of an issuer that has the members of its kind alone.
func (i *issuer) profile(there map[string]jsontext.Value) (p identity.Profile, err error) {
	switch i.Kind {
	case "cis2":
		least := identity.Assurance{Authentication: 2, Identity: 2}
		for level, given := range map[*int]*int{&least.Authentication: i.Authentication, &least.Identity: i.Identity} {
			if given == nil {
				continue
			}
			if *level = *given; *level != 2 && *level != 3 {
				return p, errors.New("authentication and identity are the levels 2 or 3")
			}
		}
		p = identity.CIS2(i.Issuer, i.ClientID, &least)
	case "nhs-login":
		p = identity.NHSLogin(i.Issuer, i.ClientID, i.VTR...)
	default:
		p = identity.Profile{
			Issuer: i.Issuer, ClientID: i.ClientID, Party: i.Party, Source: i.Source, Algorithms: i.Algorithms,
			Claims: identity.Mapping{
				RoleClaim: i.RoleClaim, Roles: i.Roles, Organisation: i.Organisation,
				OrganisationClaim: i.OrganisationClaim, Organisations: i.Organisations, Require: i.Require,
			},
		}
	}
	if _, given := there["max_age"]; given {
		if p.MaxAge, err = time.ParseDuration(i.MaxAge); err != nil || p.MaxAge <= 0 {
			return p, errors.New("max_age is not a time such as 8h or 30m")
		}
	}
	return p, nil
}

// readIssuers returns what verifies sign-ins, or nil where there is no file of issuers. It logs why it refuses one: the platform
// and what is on record have it only that nobody is known.
func readIssuers(name string, log *slog.Logger) (func(context.Context, hook.SignIn) (consult.Initiator, error), error) {
	if name == "" {
		return nil, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("the issuers cannot be read: %w", err)
	}
	var issuers []jsontext.Value
	if err := json.Unmarshal(text, &issuers); err != nil {
		return nil, fmt.Errorf("%s is not a list of issuers: %w", name, err)
	}
	profiles := make([]identity.Profile, len(issuers))
	for i := range issuers {
		if profiles[i], err = readIssuer(issuers[i]); err != nil {
			return nil, fmt.Errorf("%s: issuer %d: %w", name, i+1, err)
		}
	}
	verifier, err := identity.NewVerifier(profiles, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return func(ctx context.Context, s hook.SignIn) (consult.Initiator, error) {
		who, err := verifier.Verify(ctx, identity.SignIn(s))
		if err != nil {
			log.WarnContext(ctx, "a sign-in was refused", "error", err.Error()) // which quotes nothing of it
		}
		return who.Initiator, err
	}, nil
}
