package identity_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/identity"
)

func TestMapping(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		reason  string
		mapping func(*identity.Mapping)
		token   claims
		want    identity.Identity // of role, organisation and staff alone
		err     error
	}{
		"role":            {reason: "a role in a list of one", want: facts("R8000", "", "mFq2X-pairwise")},
		"text":            {reason: "or as a text", token: claims{"roles": "Nurse"}, want: facts("R8001", "", "mFq2X-pairwise")},
		"unknown beside":  {reason: "values that are not in the table are passed over", token: claims{"roles": []string{"Printer.Use", "Nurse"}}, want: facts("R8001", "", "mFq2X-pairwise")},
		"two candidates":  {reason: "two roles and no selection say nothing", token: claims{"roles": []string{"Clinician", "Nurse"}}, want: facts("", "", "mFq2X-pairwise")},
		"three":           {reason: "nor do three", token: claims{"roles": []string{"Clinician", "Nurse", "Doctor"}}, want: facts("", "", "mFq2X-pairwise")},
		"two of the same": {reason: "two that stand for one job role are one", token: claims{"roles": []string{"Clinician", "Doctor", "Doctor"}}, want: facts("R8000", "", "mFq2X-pairwise")},
		"unknown":         {reason: "a value that is not in the table is no role", token: claims{"roles": "R8000"}, want: facts("", "", "mFq2X-pairwise")},
		"lower case":      {reason: "values are compared exactly", token: claims{"roles": "nurse"}, want: facts("", "", "mFq2X-pairwise")},
		"none":            {reason: "no claim, no role", token: claims{"roles": nil}, want: facts("", "", "mFq2X-pairwise")},
		"mixed":           {reason: "a list with something else in it is malformed", token: claims{"roles": []any{"Nurse", 1}}, want: facts("", "", "mFq2X-pairwise")},
		"object":          {reason: "so is an object", token: claims{"roles": claims{"Nurse": true}}, want: facts("", "", "mFq2X-pairwise")},

		"site":       {reason: "an organisation from a table", token: claims{"site": "North"}, want: facts("R8000", "Z99901", "mFq2X-pairwise")},
		"two sites":  {reason: "two say nothing", token: claims{"site": []string{"North", "South"}}, want: facts("R8000", "", "mFq2X-pairwise")},
		"site's ODS": {reason: "a code that the claim brings is not in the table", token: claims{"site": "Z99901"}, want: facts("R8000", "", "mFq2X-pairwise")},
		"fixed": {
			reason:  "everybody there acts for one organisation, whatever a claim says",
			mapping: func(m *identity.Mapping) { m.OrganisationClaim, m.Organisations, m.Organisation = "", nil, "Z99903" },
			token:   claims{"site": "North"}, want: facts("R8000", "Z99903", "mFq2X-pairwise"),
		},
		"no role read": {
			reason:  "where no role is read there is none",
			mapping: func(m *identity.Mapping) { m.RoleClaim, m.Roles = "", nil }, want: facts("", "", "mFq2X-pairwise"),
		},

		"staff": {
			reason:  "another claim has the id",
			mapping: func(m *identity.Mapping) { m.StaffClaim = "oid" },
			want:    facts("R8000", "", "7c1d2f3e-aaaa-bbbb-cccc-0123456789ab"),
		},
		"staff missing": {
			reason:  "an id of another kind is not put in its place",
			mapping: func(m *identity.Mapping) { m.StaffClaim = "employee" }, want: facts("R8000", "", ""),
		},
		"staff's address": {
			reason:  "an address is no opaque id",
			mapping: func(m *identity.Mapping) { m.StaffClaim = "upn" },
			token:   claims{"upn": "quill@trust.example"}, want: facts("R8000", "", ""),
		},

		"assurance":       {reason: "any of the values does", token: claims{"acrs": []string{"c7", "c2"}}, want: facts("R8000", "", "mFq2X-pairwise")},
		"assurance text":  {reason: "also as a text", token: claims{"acrs": "c1"}, want: facts("R8000", "", "mFq2X-pairwise")},
		"other assurance": {reason: "and no other", token: claims{"acrs": []string{"c3"}}, err: identity.ErrAssurance},
		"no assurance":    {reason: "what is missing is not assumed", token: claims{"acrs": nil}, err: identity.ErrAssurance},
		"empty assurance": {reason: "nor what is empty", token: claims{"acrs": []string{}}, err: identity.ErrAssurance},
		"one of two": {
			reason:  "each claim that is required must be there",
			mapping: func(m *identity.Mapping) { m.Require = map[string][]string{"acrs": {"c1"}, "amr": {"mfa"}} }, err: identity.ErrAssurance,
		},
		"two of two": {
			reason:  "and then it is enough",
			mapping: func(m *identity.Mapping) { m.Require = map[string][]string{"acrs": {"c1"}, "amr": {"mfa"}} },
			token:   claims{"amr": []string{"pwd", "mfa"}}, want: facts("R8000", "", "mFq2X-pairwise"),
		},
		"by the issuer": {
			reason:  "the issuer lets nobody in by less",
			mapping: func(m *identity.Mapping) { m.Require, m.AssuredByIssuer = nil, true },
			token:   claims{"acrs": nil}, want: facts("R8000", "", "mFq2X-pairwise"),
		},
		"by the issuer and a claim": {
			reason:  "a claim that is required is required all the same",
			mapping: func(m *identity.Mapping) { m.AssuredByIssuer = true },
			token:   claims{"acrs": nil}, err: identity.ErrAssurance,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, func(p []identity.Profile) {
				m := p[2].Claims.(identity.Mapping)
				if row.mapping != nil {
					row.mapping(&m)
				}
				p[2].Claims = m
			})
			who, err := d.Verify(t.Context(), signIn(entraClaims().with(row.token).token()))
			if row.err != nil {
				require.ErrorIs(t, err, row.err, row.reason)
				assert.Zero(t, who)
				return
			}
			require.NoError(t, err, row.reason)
			row.want.Initiator.Observed = consult.Observed{Source: "entra", At: noon}
			row.want.Initiator.Verified, row.want.Initiator.Party = consult.Yes, consult.Provider
			assert.Equal(t, row.want, who, row.reason)
		})
	}
}

func facts(role consult.RoleCode, organisation consult.ODSCode, staff consult.StaffID) identity.Identity {
	return identity.Identity{Initiator: consult.Initiator{Role: role, Organisation: organisation}, Staff: staff}
}

// reader is somebody else's Reader.
type reader struct{ facts identity.Facts }

func (r reader) Read(c identity.Claims) identity.Facts { return r.facts }

func TestAReaderOfOnesOwn(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		reason string
		facts  identity.Facts
		want   identity.Identity
		err    error
	}{
		"zero":      {reason: "facts that do not say that the sign-in was strong enough", err: identity.ErrAssurance},
		"no":        {reason: "or say that it was not", facts: identity.Facts{Assured: consult.No}, err: identity.ErrAssurance},
		"no such":   {reason: "or say something else", facts: identity.Facts{Assured: 9}, err: identity.ErrAssurance},
		"malformed": {reason: "what is malformed is unknown", facts: identity.Facts{consult.Yes, "no role", "z99901", "quill@trust.example"}},
		"well":      {reason: "and the rest is taken", facts: identity.Facts{consult.Yes, "gp", "Z99901", "s-1"}, want: facts("gp", "Z99901", "s-1")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, func(p []identity.Profile) { p[2].Claims = reader{row.facts} })
			who, err := d.Verify(t.Context(), signIn(entraClaims().token()))
			require.ErrorIs(t, err, row.err, row.reason)
			if row.err == nil {
				row.want.Initiator.Observed = consult.Observed{Source: "entra", At: noon}
				row.want.Initiator.Verified, row.want.Initiator.Party = consult.Yes, consult.Provider
			}
			assert.Equal(t, row.want, who, row.reason)
		})
	}
}

func TestClaimsOfNothing(t *testing.T) {
	t.Parallel()
	var none identity.Claims
	assert.Empty(t, none.Text("sub"))
	assert.Empty(t, none.Texts("roles"))
	assert.Empty(t, none.List("roles"))
	assert.Empty(t, none.IDToken().Text("sub"))
	_, ok := none.Level("level")
	assert.False(t, ok)
}

func TestClaimsOfBothDocuments(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		reason string
		info   any
		err    error
	}{
		"other order": {reason: "the order of a list says nothing", info: []string{"Nurse", "Clinician"}},
		"more":        {reason: "and what is in it does", info: []string{"Clinician", "Nurse", "Other"}, err: identity.ErrUserInfo},
		"one of them": {reason: "a text is a list of one", info: "Nurse", err: identity.ErrUserInfo},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, nil)
			token := entraClaims().with(claims{"roles": []string{"Clinician", "Nurse"}})
			d.entra.userInfo = claims{"sub": token["sub"], "roles": row.info}.json()
			_, err := d.Verify(t.Context(), identity.SignIn{IDToken: token.token(), AccessToken: access, Nonce: nonce})
			require.ErrorIs(t, err, row.err, row.reason)
		})
	}
}
