package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/go-json-experiment/json"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/hook"
	"github.com/preconsult/preconsult/consult/identity"
)

// An issuer is an identity provider, as the file of issuers has it.
type issuer struct {
	Kind     string   `json:"kind"` // cis2, nhs-login or other
	Issuer   string   `json:"issuer"`
	ClientID string   `json:"client_id"`
	VTR      []string `json:"vtr"` // of nhs-login: the vectors of trust that sign-ins ask for

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

// profile returns what the sign-ins at the issuer are worth.
func (i *issuer) profile() (identity.Profile, error) {
	switch i.Kind {
	case "cis2":
		return identity.CIS2(i.Issuer, i.ClientID, nil), nil
	case "nhs-login":
		return identity.NHSLogin(i.Issuer, i.ClientID, i.VTR...), nil
	case "other":
		return identity.Profile{
			Issuer: i.Issuer, ClientID: i.ClientID, Party: i.Party, Source: i.Source, Algorithms: i.Algorithms,
			Claims: identity.Mapping{
				RoleClaim: i.RoleClaim, Roles: i.Roles, Organisation: i.Organisation,
				OrganisationClaim: i.OrganisationClaim, Organisations: i.Organisations, Require: i.Require,
			},
		}, nil
	}
	return identity.Profile{}, errors.New("kind is not one of: cis2, nhs-login, other")
}

// readIssuers returns what verifies sign-ins, or nil where there is no file of issuers.
func readIssuers(name string) (func(context.Context, hook.SignIn) (consult.Initiator, error), error) {
	if name == "" {
		return nil, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("the issuers cannot be read: %w", err)
	}
	var issuers []issuer
	if err := json.Unmarshal(text, &issuers, json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("%s is not a list of issuers: %w", name, err)
	}
	profiles := make([]identity.Profile, len(issuers))
	for i := range issuers {
		if profiles[i], err = issuers[i].profile(); err != nil {
			return nil, fmt.Errorf("%s: issuer %d: %w", name, i+1, err)
		}
	}
	verifier, err := identity.NewVerifier(profiles, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return func(ctx context.Context, s hook.SignIn) (consult.Initiator, error) {
		who, err := verifier.Verify(ctx, identity.SignIn(s))
		return who.Initiator, err
	}, nil
}
