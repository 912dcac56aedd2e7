package identity_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/identity"
)

func TestProfilesThatAreRefused(t *testing.T) {
	t.Parallel()
	login := func() identity.Profile { return identity.NHSLogin(loginURL, clientID) }
	cis2 := func() identity.Profile { return identity.CIS2(identity.CIS2Live, clientID, nil) }
	mapped := func(change func(*identity.Mapping)) func() identity.Profile {
		return func() identity.Profile {
			p := entra()
			m := p.Claims.(identity.Mapping)
			change(&m)
			p.Claims = m
			return p
		}
	}
	for name, row := range map[string]struct {
		reason  string
		profile func() identity.Profile
		change  func(*identity.Profile)
		says    string
	}{
		"zero":         {reason: "the zero Profile says nothing", profile: func() identity.Profile { return identity.Profile{} }, says: "Issuer"},
		"no issuer":    {reason: "whose tokens?", change: func(p *identity.Profile) { p.Issuer = "" }, says: "Issuer"},
		"in clear":     {reason: "keys that come in clear can be anybody's", change: func(p *identity.Profile) { p.Issuer = "http://login.example" }, says: "https"},
		"no address":   {reason: "an issuer is an address", change: func(p *identity.Profile) { p.Issuer = "login.example" }, says: "https"},
		"no host":      {reason: "an issuer is an address", change: func(p *identity.Profile) { p.Issuer = "https:///x" }, says: "https"},
		"broken":       {reason: "an issuer is an address", change: func(p *identity.Profile) { p.Issuer = "https://login.example:x" }, says: "https"},
		"query":        {reason: "an issuer has no query", change: func(p *identity.Profile) { p.Issuer += "?" }, says: "query"},
		"fragment":     {reason: "and no fragment", change: func(p *identity.Profile) { p.Issuer += "#" }, says: "fragment"},
		"password":     {reason: "and no password", change: func(p *identity.Profile) { p.Issuer = "https://a:b@login.example" }, says: "https"},
		"no client":    {reason: "tokens for anybody would do", change: func(p *identity.Profile) { p.ClientID = "" }, says: "ClientID"},
		"no party":     {reason: "the issuer says who is staff", change: func(p *identity.Profile) { p.Party = consult.PartyUnknown }, says: "Party is unknown"},
		"machine":      {reason: "machines do not sign in", change: func(p *identity.Profile) { p.Party = consult.System }, says: "Party is system"},
		"no such":      {reason: "a party that there is not", change: func(p *identity.Profile) { p.Party = 9 }, says: "Party"},
		"no source":    {reason: "facts say where they are from", change: func(p *identity.Profile) { p.Source = "" }, says: "Source"},
		"bad source":   {reason: "in an identifier", change: func(p *identity.Profile) { p.Source = "Entra ID" }, says: "Source"},
		"none":         {reason: "what is not signed is not verified", change: func(p *identity.Profile) { p.Algorithms = []string{"RS256", "none"} }, says: `"none"`},
		"HS256":        {reason: "a shared secret signs on both sides", change: func(p *identity.Profile) { p.Algorithms = []string{"HS256"} }, says: `"HS256"`},
		"HS512":        {reason: "whatever its length", change: func(p *identity.Profile) { p.Algorithms = []string{"HS512"} }, says: `"HS512"`},
		"unknown":      {reason: "an algorithm that there is not", change: func(p *identity.Profile) { p.Algorithms = []string{""} }, says: `""`},
		"lower case":   {reason: "names are spelt exactly", change: func(p *identity.Profile) { p.Algorithms = []string{"rs256"} }, says: `"rs256"`},
		"negative age": {reason: "nobody signs in later than now", change: func(p *identity.Profile) { p.MaxAge = -1 }, says: "MaxAge"},
		"no claims":    {reason: "what do they mean?", change: func(p *identity.Profile) { p.Claims = nil }, says: "Claims"},

		"NHS login for staff":  {reason: "a patient is never staff", profile: login, change: func(p *identity.Profile) { p.Party = consult.Provider }, says: "patient"},
		"NHS login for carers": {reason: "NHS login does not tell them apart", profile: login, change: func(p *identity.Profile) { p.Party = consult.Carer }, says: "patient"},
		"CIS2 for patients":    {reason: "staff are not patients", profile: cis2, change: func(p *identity.Profile) { p.Party = consult.Patient }, says: "provider"},
		"level 4": {
			reason: "a level that nobody reaches", says: "above 3",
			profile: func() identity.Profile {
				return identity.CIS2(identity.CIS2Live, clientID, &identity.Assurance{Authentication: 4})
			},
		},
		"identity 4": {
			reason: "a level that nobody reaches", says: "above 3",
			profile: func() identity.Profile {
				return identity.CIS2(identity.CIS2Live, clientID, &identity.Assurance{Identity: 4})
			},
		},
		"no vector":      {reason: "a vector that there is not", profile: func() identity.Profile { return identity.NHSLogin(loginURL, clientID, "P9.Cp.Cd", "") }, says: "vector"},
		"vector P3":      {reason: "nor this", profile: func() identity.Profile { return identity.NHSLogin(loginURL, clientID, "P3.Cp") }, says: "vector"},
		"vector Cx":      {reason: "nor this", profile: func() identity.Profile { return identity.NHSLogin(loginURL, clientID, "P9.Cx") }, says: "vector"},
		"vectors in one": {reason: "nor two in one", profile: func() identity.Profile { return identity.NHSLogin(loginURL, clientID, `["P9.Cp.Cd"]`) }, says: "vector"},

		"zero mapping":     {reason: "no assurance is asked for", change: func(p *identity.Profile) { p.Claims = identity.Mapping{} }, says: "assurance"},
		"requires nobody":  {reason: "a claim without a name", profile: mapped(func(m *identity.Mapping) { m.Require = map[string][]string{"": {"a"}} }), says: "without a name"},
		"requires nothing": {reason: "a claim that no value satisfies", profile: mapped(func(m *identity.Mapping) { m.Require = map[string][]string{"amr": nil} }), says: "without a name"},
		"requires empty":   {reason: "a value that is empty", profile: mapped(func(m *identity.Mapping) { m.Require = map[string][]string{"amr": {""}} }), says: "without a name"},
		"two ways":         {reason: "two ways to the organisation", profile: mapped(func(m *identity.Mapping) { m.Organisation = "Z99901" }), says: "Organisation"},
		"organisation": {
			reason: "not an ODS code", says: "Organisation",
			profile: mapped(func(m *identity.Mapping) { m.OrganisationClaim, m.Organisations, m.Organisation = "", nil, "z99901" }),
		},
		"no table":  {reason: "a claim without values", profile: mapped(func(m *identity.Mapping) { m.Roles = nil }), says: "without a table"},
		"no claim":  {reason: "values without a claim", profile: mapped(func(m *identity.Mapping) { m.OrganisationClaim = "" }), says: "without a table"},
		"role code": {reason: "not a role code", profile: mapped(func(m *identity.Mapping) { m.Roles = map[string]consult.RoleCode{"Nurse": "a nurse"} }), says: `"a nurse"`},
		"organisation's": {
			reason: "not an ODS code", says: `"north"`,
			profile: mapped(func(m *identity.Mapping) { m.Organisations = map[string]consult.ODSCode{"North": "north"} }),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := entra()
			if row.profile != nil {
				p = row.profile()
			}
			if row.change != nil {
				row.change(&p)
			}
			v, err := identity.NewVerifier([]identity.Profile{cis2Elsewhere(), p}, nil)
			require.ErrorContains(t, err, row.says, row.reason)
			require.ErrorContains(t, err, "profile 1, of issuer")
			assert.Nil(t, v)
		})
	}
}

func cis2Elsewhere() identity.Profile { return identity.CIS2(identity.CIS2Integration, clientID, nil) }

func TestVerifiersThatAreRefused(t *testing.T) {
	t.Parallel()
	_, err := identity.NewVerifier(nil, nil)
	require.ErrorContains(t, err, "no profile")
	_, err = identity.NewVerifier([]identity.Profile{cis2Elsewhere(), identity.CIS2(identity.CIS2Integration, "another", nil)}, nil)
	require.ErrorContains(t, err, "another one of issuer", "two clients at one issuer are two verifiers")
	for _, leeway := range []time.Duration{-1, 5*time.Minute + 1} {
		_, err = identity.NewVerifier([]identity.Profile{cis2Elsewhere()}, &identity.Options{Leeway: leeway})
		require.ErrorContains(t, err, "Leeway")
	}
	_, err = identity.NewVerifier([]identity.Profile{
		identity.CIS2(identity.CIS2Live, clientID, nil), cis2Elsewhere(), identity.CIS2(identity.CIS2Development, clientID, nil),
		identity.NHSLogin(loginURL, clientID), identity.NHSLogin(loginURL+"/", clientID), entra(),
	}, &identity.Options{Leeway: 5 * time.Minute})
	require.NoError(t, err, "a slash makes another issuer")
}

func TestProfilesAreKeptAsTheyWere(t *testing.T) {
	t.Parallel()
	var mine []identity.Profile
	d := newDesk(t, func(p []identity.Profile) { mine = p })
	mine[1].Algorithms[0] = "RS256"
	mine[0].Party = consult.Patient
	_, err := d.Verify(t.Context(), signIn(patientClaims().token()))
	require.ErrorIs(t, err, identity.ErrToken)
	who, err := d.Verify(t.Context(), signIn(staffClaims().token()))
	require.NoError(t, err)
	assert.Equal(t, consult.Provider, who.Initiator.Party)
}

func TestLeeway(t *testing.T) {
	t.Parallel()
	s := newStandIn(identity.CIS2Live)
	v, err := identity.NewVerifier([]identity.Profile{identity.CIS2(identity.CIS2Live, clientID, nil)}, &identity.Options{
		Client: clientTo(s), Clock: atNoon, Leeway: time.Minute,
	})
	require.NoError(t, err)
	for seconds, ok := range map[int64]bool{60: true, 61: false} {
		_, err = v.Verify(t.Context(), signIn(staffClaims().with(claims{"iat": noon.Unix() + seconds}).token()))
		assert.Equal(t, ok, err == nil, "%d seconds ahead", seconds)
	}
	_, err = v.Verify(t.Context(), signIn(staffClaims().with(claims{"exp": noon.Unix()}).token()))
	assert.ErrorIs(t, err, identity.ErrExpired, "there is none for the expiry")
}
