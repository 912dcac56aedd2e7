package identity_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/identity"
)

func TestNHSLoginVectorsOfTrust(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		reason      string
		vtr         []string
		token, info claims
		err         error
	}{
		"device":                 {reason: "one of those that are asked for by default"},
		"key":                    {reason: "the second", token: claims{"vot": "P9.Cp.Ck"}},
		"app":                    {reason: "the third", token: claims{"vot": "P9.Cm"}},
		"lower":                  {reason: "P5 was not asked for", token: claims{"vot": "P5.Cp.Cd"}, err: identity.ErrAssurance},
		"lower, asked for":       {reason: "unless it was", vtr: []string{"P5.Cp.Cd", "P0.Cp"}, token: claims{"vot": "P5.Cp.Cd"}},
		"higher than asked for":  {reason: "it must match what was asked for", vtr: []string{"P5.Cp.Cd"}, err: identity.ErrAssurance},
		"part":                   {reason: "a part of one that was asked for is another", token: claims{"vot": "P9.Cp"}, err: identity.ErrAssurance},
		"more":                   {reason: "so is more", token: claims{"vot": "P9.Cp.Cd.Ck"}, err: identity.ErrAssurance},
		"lower case":             {reason: "it is not spelt like that", token: claims{"vot": "p9.cp.cd"}, err: identity.ErrAssurance},
		"missing":                {reason: "it must be there", token: claims{"vot": nil}, err: identity.ErrAssurance},
		"empty":                  {reason: "and say something", token: claims{"vot": ""}, err: identity.ErrAssurance},
		"list":                   {reason: "it is one text", token: claims{"vot": []string{"P9.Cp.Cd"}}, err: identity.ErrAssurance},
		"in UserInfo alone":      {reason: "UserInfo is not signed", token: claims{"vot": nil}, info: claims{"vot": "P9.Cp.Cd"}, err: identity.ErrAssurance},
		"in UserInfo as well":    {reason: "where they agree", info: claims{"vot": "P9.Cp.Cd"}},
		"other in UserInfo":      {reason: "they must agree", info: claims{"vot": "P9.Cm"}, err: identity.ErrUserInfo},
		"acr instead":            {reason: "acr and amr are not supported", token: claims{"vot": nil, "acr": "P9.Cp.Cd", "amr": []string{"P9"}}, err: identity.ErrAssurance},
		"acr beside it":          {reason: "and are ignored", token: claims{"acr": "AAL1_USERPASS"}},
		"proofing agrees":        {reason: "UserInfo says the same", info: claims{"identity_proofing_level": "P9"}},
		"proofing lower":         {reason: "UserInfo says less", info: claims{"identity_proofing_level": "P5"}, err: identity.ErrAssurance},
		"proofing higher":        {reason: "or more", vtr: []string{"P5.Cp.Cd"}, token: claims{"vot": "P5.Cp.Cd"}, info: claims{"identity_proofing_level": "P9"}, err: identity.ErrAssurance},
		"proofing in the token":  {reason: "the ID token contradicts itself", token: claims{"identity_proofing_level": "P0"}, err: identity.ErrAssurance},
		"proofing of both":       {reason: "they must agree", token: claims{"identity_proofing_level": "P9"}, info: claims{"identity_proofing_level": "P5"}, err: identity.ErrUserInfo},
		"other issuer of the UI": {reason: "UserInfo names another issuer in the specification's own example", info: claims{"iss": "https://login.example"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, func(p []identity.Profile) { p[1] = identity.NHSLogin(loginURL, clientID, row.vtr...) })
			s := identity.SignIn{IDToken: patientClaims().with(row.token).token512(), Nonce: nonce}
			if row.info != nil {
				d.login.userInfo = claims{"sub": subject, "nhs_number": "9434765919"}.with(row.info).json()
				s.AccessToken = access
			}
			who, err := d.Verify(t.Context(), s)
			if row.err != nil {
				require.ErrorIs(t, err, row.err, row.reason)
				assert.Zero(t, who)
				return
			}
			require.NoError(t, err, row.reason)
			assert.Equal(t, identity.Identity{Initiator: consult.Initiator{
				Observed: consult.Observed{Source: "nhs-login", At: noon}, Verified: consult.Yes, Party: consult.Patient,
			}}, who)
		})
	}
}

func TestNHSLoginKeepsItsVectors(t *testing.T) {
	t.Parallel()
	vtr := []string{"P5.Cp.Cd"}
	profile := identity.NHSLogin(loginURL, clientID, vtr...)
	vtr[0] = "P9.Cp.Cd"
	d := newDesk(t, func(p []identity.Profile) { p[1] = profile })
	_, err := d.Verify(t.Context(), signIn(patientClaims().token512()))
	assert.ErrorIs(t, err, identity.ErrAssurance)
}
