package identity_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/identity"
)

// A clinician signs in by NHS CIS2 and starts a call; a patient signs in by NHS login and cannot.
func Example() {
	verifier, err := identity.NewVerifier([]identity.Profile{
		identity.CIS2(identity.CIS2Live, clientID, nil), // staff
		identity.NHSLogin(loginURL, clientID),           // patients
	}, &identity.Options{Client: exampleClient, Clock: atNoon})
	if err != nil {
		panic(err)
	}
	gate, err := consult.NewGate(consult.Discard, []*consult.Check{
		consult.ProviderInitiated("R8000", "R8001"), consult.OwnOrganisation(nil),
	}, &consult.Options{Clock: atNoon})
	if err != nil {
		panic(err)
	}

	ctx := context.Background()
	for _, signIn := range []identity.SignIn{
		{IDToken: staffClaims().token(), AccessToken: access, Nonce: nonce}, // what the token endpoint answered
		{IDToken: patientClaims().token512(), Nonce: nonce},
	} {
		who, err := verifier.Verify(ctx, signIn)
		if err != nil {
			panic(err) // nobody: who is zero
		}
		call := soundCall()
		call.Initiator = who.Initiator
		decision, err := gate.Decide(ctx, &call)
		if err != nil {
			panic(err)
		}
		fmt.Println(who.Initiator.Party, who.Initiator.Role, who.Initiator.Organisation, decision.Outcome, decision.Rules(consult.Refuses))
	}
	// Output:
	// provider R8000 Z99901 allowed []
	// patient   refused [initiator.organisation initiator.provider]
}

// An organisation whose staff sign in by its own issuer says in tables what the claims of that mean.
func ExampleMapping() {
	verifier, err := identity.NewVerifier([]identity.Profile{{
		Issuer: entraURL, ClientID: clientID, Party: consult.Provider, Source: "entra",
		Claims: identity.Mapping{
			RoleClaim:    "roles",
			Roles:        map[string]consult.RoleCode{"Clinician": "R8000", "Nurse": "R8001"},
			Organisation: "Z99901",
			Require:      map[string][]string{"acrs": {"c1"}},
		},
	}}, &identity.Options{Client: exampleClient, Clock: atNoon})
	if err != nil {
		panic(err)
	}
	for _, roles := range []any{[]string{"Printing", "Nurse"}, "Clinician", []string{"Clinician", "Nurse"}} {
		who, err := verifier.Verify(context.Background(), identity.SignIn{
			IDToken: entraClaims().with(claims{"roles": roles}).token(), Nonce: nonce,
		})
		fmt.Printf("%q at %s, %v\n", who.Initiator.Role, who.Initiator.Organisation, err)
	}
	// Output:
	// "R8001" at Z99901, <nil>
	// "R8000" at Z99901, <nil>
	// "" at Z99901, <nil>
}

// The errors say what the application can do.
func ExampleVerifier_Verify_errors() {
	verifier, err := identity.NewVerifier([]identity.Profile{
		identity.CIS2(identity.CIS2Live, clientID, &identity.Assurance{Authentication: 3}),
	}, &identity.Options{Client: exampleClient, Clock: atNoon})
	if err != nil {
		panic(err)
	}
	for _, c := range []claims{
		{"exp": noon.Unix() - 60},
		{"acr": "AAL2_TOTP", "authentication_assurance_level": "2"},
		{"aud": "another"},
		{"iss": "https://login.example"},
	} {
		_, err := verifier.Verify(context.Background(), signIn(staffClaims().with(c).token()))
		switch {
		case errors.Is(err, identity.ErrExpired):
			fmt.Println("sign in again")
		case errors.Is(err, identity.ErrAssurance):
			fmt.Println("sign in again with a smartcard")
		case errors.Is(err, identity.ErrUnavailable):
			fmt.Println("try again later")
		case errors.Is(err, identity.ErrToken):
			fmt.Println(err)
		default:
			fmt.Println("refused")
		}
	}
	// Output:
	// sign in again
	// sign in again with a smartcard
	// identity: the ID token is for another client: see Profile.ClientID
	// refused
}

// exampleClient leads to issuers in memory, so that the examples run.
var exampleClient = func() *http.Client {
	cis2 := newStandIn(identity.CIS2Live)
	cis2.userInfo = staffInfo().json()
	return clientTo(hosts{cis2, newStandIn(loginURL), newStandIn(entraURL)})
}()
