/*
Package identity makes a [consult.Initiator] of an OpenID Connect sign-in, so that "initiated by the
provider" (P1) rests on an identity that was verified.

	verifier, err := identity.NewVerifier([]identity.Profile{
		identity.CIS2(identity.CIS2Live, clientID, nil),         // staff
		identity.NHSLogin("https://auth.login.nhs.uk", otherID), // patients
	}, nil)
	...
	who, err := verifier.Verify(ctx, identity.SignIn{IDToken: raw, AccessToken: access, Nonce: nonce})
	if err != nil {
		return err // nobody: who is zero
	}
	call.Initiator = who.Initiator
	...
	override := consult.Override{Clinician: who.Staff, Need: consult.NeedEmergency}

# Who somebody is

The issuer decides whether somebody is staff or a patient: [Profile.Party] says so for everybody who signs
in there. No claim does, whoever set it. An issuer without a profile is nobody's, so its tokens are refused.

[CIS2] is NHS CIS2 Authentication. The role and the organisation are those of the role that was selected at
sign-in. Where none was, both are unknown, however few roles there are, and rule initiator.organisation
refuses the call. [NHSLogin] is NHS login. A [Mapping] says it for any other issuer, such as the Entra ID of
an organisation:

	identity.Profile{
		Issuer: "https://login.microsoftonline.com/8d1f…/v2.0", ClientID: "6731…",
		Party: consult.Provider, Source: "entra",
		Claims: identity.Mapping{
			RoleClaim: "roles", Roles: map[string]consult.RoleCode{"Clinician": "R8000"},
			Organisation: "Z99901",
			Require:      map[string][]string{"acrs": {"c1"}},
		},
	}

An issuer that signs in guests of other organisations signs them in as its own: give roles to nobody but
staff, and admit only those roles by [consult.ProviderInitiated].

# What is verified

The signature, by a key that the issuer publishes and an algorithm that the profile admits, which can be
neither none nor one with a shared secret. The issuer, letter by letter: a port and a slash at the end
count. The audience, and who the token was made for where it says so (azp). The times: expiry, not before,
issued at, and of the sign-in where [Profile.MaxAge] bounds it. The nonce. The assurance that the profile
asks for. With an access token, UserInfo is read as well, and counts only where its subject is the one of
the ID token; where both documents have a claim that is used, they must agree. The access token must be the
ID token's where that has its hash.

UserInfo is as safe as the connection to the issuer, and the ID token is signed. So what an NHS login
patient was verified by is taken from the ID token.

# What is not

Nothing here signs anybody in: the authorisation-code flow, its state and PKCE are the application's, and
golang.org/x/oauth2 does them. Nothing notices that somebody signed out. A token that a valid sign-in gave
can be shown again until it expires, by whoever has its nonce. Verification is done anew each time, and
nothing about a person is kept between.

An identity grows stale at the gate like any other fact (MaxFactAge of [consult.Options]), so verify when a
call is about to start. Where the ID token has expired by then, ErrExpired says so: sign in again, which an
issuer with a session does without asking the user (prompt=none).

# Issuers

A verifier starts without asking anybody: a platform must come up while an issuer is down. The first sign-in
at an issuer reads its discovery document and its keys, and is refused where that fails. [Verifier.Discover]
does it beforehand. A key that a token names and that is not known is asked for, but not again while the
keys are 5 seconds old, however many forged tokens come in. Everything is read anew after an hour, so that a
key that was withdrawn is not believed for longer; sign-ins are refused where that fails. Each answer is
bounded in size and time, and no redirect leads to another host.

# Privacy

An [Identity] has no place for a name, an NHS number or the subject of a patient. For staff it has an opaque
id, which logs as a placeholder. Errors and logs have nothing of a token in them: they are fixed texts, with
the issuer's name in the configuration and what the network said.
*/
package identity
