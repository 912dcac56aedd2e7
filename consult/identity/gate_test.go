package identity_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/identity"
)

// What sign-ins come to at a gate: who may start a call of Z99901 as a clinical practitioner.
func TestSignInsAtTheGate(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		reason string
		signIn func(desk) identity.SignIn
		broken []consult.RuleID // nil where the call is allowed
	}{
		"clinician": {
			reason: "in a role at the controller's own organisation",
			signIn: func(d desk) identity.SignIn { return d.staff(staffClaims(), staffInfo()) },
		},
		"clinician at an organisation's own issuer": {
			reason: "which says so in its own words",
			signIn: func(desk) identity.SignIn { return signIn(entraClaims().with(claims{"site": "North"}).token()) },
		},
		"other role": {
			reason: "the nurse's role was selected, at the other organisation",
			signIn: func(d desk) identity.SignIn {
				return d.staff(staffClaims(), staffInfo().with(claims{"selected_roleid": "555021935108"}))
			},
			broken: []consult.RuleID{consult.InitiatorProvider, consult.InitiatorOrganisation},
		},
		"wrong organisation": {
			reason: "a clinical practitioner of another organisation",
			signIn: func(d desk) identity.SignIn {
				return d.staff(staffClaims(), staffInfo().with(orgCode("Z99902")))
			},
			broken: []consult.RuleID{consult.InitiatorOrganisation},
		},
		"wrong role": {
			reason: "somebody at the right organisation who is none",
			signIn: func(d desk) identity.SignIn {
				return d.staff(staffClaims(), staffInfo().with(roleCode("S8000:G8000:R8006")))
			},
			broken: []consult.RuleID{consult.InitiatorProvider},
		},
		"two roles, none selected": {
			reason: "two roles and no selection are no role",
			signIn: func(d desk) identity.SignIn {
				return d.staff(staffClaims(), staffInfo().with(claims{"selected_roleid": nil}))
			},
			broken: []consult.RuleID{consult.InitiatorProvider, consult.InitiatorOrganisation},
		},
		"no roles": {
			reason: "staff without a role",
			signIn: func(d desk) identity.SignIn {
				return d.staff(staffClaims(), staffInfo().with(claims{"nhsid_nrbac_roles": nil, "selected_roleid": nil}))
			},
			broken: []consult.RuleID{consult.InitiatorProvider, consult.InitiatorOrganisation},
		},
		"UserInfo not read": {
			reason: "roles are in UserInfo",
			signIn: func(desk) identity.SignIn { return signIn(staffClaims().token()) },
			broken: []consult.RuleID{consult.InitiatorProvider, consult.InitiatorOrganisation},
		},
		"patient": {
			reason: "a patient joins, and does not start",
			signIn: func(desk) identity.SignIn { return signIn(patientClaims().token512()) },
			broken: []consult.RuleID{consult.InitiatorProvider, consult.InitiatorOrganisation},
		},
		"patient who says that they are staff": {
			reason: "saying so does not help",
			signIn: func(d desk) identity.SignIn {
				return signIn(patientClaims().with(staffInfo()).with(claims{"party": "provider"}).token512())
			},
			broken: []consult.RuleID{consult.InitiatorProvider, consult.InitiatorOrganisation},
		},
		"nobody": {
			reason: "a forged token is nobody's",
			signIn: func(d desk) identity.SignIn {
				return signIn(seal(staffClaims().json(), envelope{key: nobodysKey()}))
			},
			broken: []consult.RuleID{consult.FactsFresh, consult.InitiatorKnown, consult.InitiatorProvider, consult.InitiatorOrganisation},
		},
		"nobody, by UserInfo": {
			reason: "UserInfo of another subject makes nobody of somebody",
			signIn: func(d desk) identity.SignIn {
				return d.staff(staffClaims(), staffInfo().with(claims{"sub": "910000000002"}))
			},
			broken: []consult.RuleID{consult.FactsFresh, consult.InitiatorKnown, consult.InitiatorProvider, consult.InitiatorOrganisation},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gate, err := consult.NewGate(consult.Discard, []*consult.Check{consult.ProviderInitiated("R8000"), consult.OwnOrganisation(nil)},
				&consult.Options{Clock: atNoon})
			require.NoError(t, err)
			d := newDesk(t, nil)
			who, err := d.Verify(t.Context(), row.signIn(d))
			call := soundCall()
			call.Initiator = who.Initiator // also where there is an error: it is zero then
			decision, decideErr := gate.Decide(t.Context(), &call)
			require.NoError(t, decideErr)
			assert.ElementsMatch(t, row.broken, decision.Rules(consult.Refuses), "%s (%v)", row.reason, err)
			_, permitted := decision.Permit()
			assert.Equal(t, row.broken == nil, permitted)
		})
	}
}

func TestTheStaffIDOverrides(t *testing.T) {
	t.Parallel()
	gate, err := consult.NewGate(consult.Discard, []*consult.Check{consult.OwnOrganisation(nil)}, &consult.Options{
		Clock: atNoon, Escalate: func(context.Context, consult.Decision) error { return nil },
	})
	require.NoError(t, err)
	d := newDesk(t, nil)
	who, err := d.Verify(t.Context(), d.staff(staffClaims(), staffInfo().with(orgCode("Z99902"))))
	require.NoError(t, err)
	call := soundCall()
	call.Initiator = who.Initiator
	refused, err := gate.Decide(t.Context(), &call)
	require.NoError(t, err)
	decision, err := gate.Override(t.Context(), &refused, consult.Override{Clinician: who.Staff, Need: consult.NeedEmergency})
	require.NoError(t, err)
	assert.Equal(t, consult.AllowedByOverride, decision.Outcome)

	patient, err := d.Verify(t.Context(), signIn(patientClaims().token512()))
	require.NoError(t, err)
	call.Initiator = patient.Initiator
	refused, err = gate.Decide(t.Context(), &call)
	require.NoError(t, err)
	_, err = gate.Override(t.Context(), &refused, consult.Override{Clinician: patient.Staff, Need: consult.NeedEmergency})
	assert.ErrorIs(t, err, consult.ErrNoOverride, "a patient has no id of staff")
}
