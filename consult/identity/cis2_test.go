package identity_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/identity"
)

func TestCIS2Roles(t *testing.T) {
	t.Parallel()
	const here, elsewhere = "555021935107", "555021935108"
	for name, row := range map[string]struct {
		reason       string
		token, info  claims // what differs from the sound ones
		role         consult.RoleCode
		organisation consult.ODSCode
	}{
		"selected":            {reason: "the role that was selected, though it is not the first", role: "R8000", organisation: "Z99901"},
		"other selected":      {reason: "the other one", info: claims{"selected_roleid": elsewhere}, role: "R8001", organisation: "Z99902"},
		"none selected":       {reason: "two roles and no selection say nothing", info: claims{"selected_roleid": nil}},
		"one, none selected":  {reason: "one role is not selected by being alone", info: claims{"selected_roleid": nil, "nhsid_nrbac_roles": []claims{doctorHere}}},
		"selection is null":   {reason: "null is not there", info: claims{"selected_roleid": literal("null")}},
		"null beside it":      {reason: "so that it contradicts nothing", token: claims{"selected_roleid": literal("null")}, role: "R8000", organisation: "Z99901"},
		"selection is empty":  {reason: "an entry with an empty id is not meant", info: claims{"selected_roleid": "", "nhsid_nrbac_roles": []claims{doctorHere.with(claims{"person_roleid": ""})}}},
		"selection of nobody": {reason: "a selection that is not among the roles", info: claims{"selected_roleid": "555021935109"}},
		"selection, no roles": {reason: "a selection alone does not say what it is", info: claims{"nhsid_nrbac_roles": nil}},
		"no roles":            {reason: "an empty list has none", info: claims{"nhsid_nrbac_roles": []claims{}}},
		"same id twice":       {reason: "two entries with the id say two things", info: claims{"nhsid_nrbac_roles": []claims{doctorHere, nurseElsewhere.with(claims{"person_roleid": here})}}},
		"same entry twice":    {reason: "also where they are the same", info: claims{"nhsid_nrbac_roles": []claims{doctorHere, doctorHere}}},
		"ids are numbers":     {reason: "issuers write ids in either way", info: claims{"selected_roleid": literal(here), "nhsid_nrbac_roles": []claims{nurseElsewhere, doctorHere}}, role: "R8000", organisation: "Z99901"},
		"both are numbers":    {reason: "in either place", info: claims{"selected_roleid": literal(here), "nhsid_nrbac_roles": []claims{doctorHere.with(claims{"person_roleid": literal(here)})}}, role: "R8000", organisation: "Z99901"},
		"id with a fraction":  {reason: "another number is another id", info: claims{"selected_roleid": literal(here + ".0")}},
		"in the ID token":     {reason: "the claims may be in either document", token: claims{"selected_roleid": here, "nhsid_nrbac_roles": []claims{doctorHere}}, info: claims{"selected_roleid": nil, "nhsid_nrbac_roles": nil}, role: "R8000", organisation: "Z99901"},
		"selected in token":   {reason: "the selection in one and the roles in the other", token: claims{"selected_roleid": here}, info: claims{"selected_roleid": nil}, role: "R8000", organisation: "Z99901"},
		"in both":             {reason: "and in both, where they agree", token: claims{"selected_roleid": here, "nhsid_nrbac_roles": []claims{nurseElsewhere, doctorHere}}, role: "R8000", organisation: "Z99901"},
		"a list of one text":  {reason: "a selection is one text", info: claims{"selected_roleid": []string{here}}},
		"roles of texts":      {reason: "roles are objects", info: claims{"nhsid_nrbac_roles": []string{here}}},
		"roles is an object":  {reason: "roles are a list", info: claims{"nhsid_nrbac_roles": doctorHere}},
		"names in capitals":   {reason: "names are compared exactly", info: claims{"selected_roleid": nil, "Selected_RoleID": here}},

		"role code short":      {reason: "a code of one part is not one", info: roleCode("R8000"), organisation: "Z99901"},
		"role code long":       {reason: "nor is one of four", info: roleCode("S8000:G8000:R8000:R8001"), organisation: "Z99901"},
		"role code in lower":   {reason: "it is not written like that", info: roleCode("s8000:g8000:r8000"), organisation: "Z99901"},
		"role code turned":     {reason: "the parts have their places", info: roleCode("R8000:G8000:S8000"), organisation: "Z99901"},
		"role code of letters": {reason: "a job role has four digits", info: roleCode("S8000:G8000:R80O0"), organisation: "Z99901"},
		"role code spaced":     {reason: "nothing is trimmed", info: roleCode("S8000:G8000:R8000 "), organisation: "Z99901"},
		"no role code":         {reason: "what is not said is unknown", info: roleCode(nil), organisation: "Z99901"},
		"organisation lower":   {reason: "ODS codes are in capitals, and nothing is changed", info: orgCode("z99901"), role: "R8000"},
		"organisation spaced":  {reason: "nothing is trimmed", info: orgCode(" Z99901"), role: "R8000"},
		"organisation number":  {reason: "digits alone may be a code, and are taken as they stand", info: orgCode(99901), role: "R8000", organisation: "99901"},
		"organisation list":    {reason: "a role is of one organisation", info: orgCode([]string{"Z99901"}), role: "R8000"},
		"no organisation":      {reason: "what is not said is unknown", info: orgCode(nil), role: "R8000"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, nil)
			who, err := d.Verify(t.Context(), d.staff(staffClaims().with(row.token), staffInfo().with(row.info)))
			require.NoError(t, err, row.reason)
			assert.Equal(t, identity.Identity{
				Initiator: consult.Initiator{
					Observed: consult.Observed{Source: "cis2", At: noon}, Verified: consult.Yes, Party: consult.Provider,
					Role: row.role, Organisation: row.organisation,
				},
				Staff: subject,
			}, who, row.reason)
		})
	}
}

// literal is a value as it stands in the document.
func literal(text string) json.RawMessage { return json.RawMessage(text) }

func roleCode(code any) claims {
	return claims{"nhsid_nrbac_roles": []claims{doctorHere.with(claims{"role_code": code})}}
}

func orgCode(code any) claims {
	return claims{"nhsid_nrbac_roles": []claims{doctorHere.with(claims{"org_code": code})}}
}

func TestCIS2Assurance(t *testing.T) {
	t.Parallel()
	type pair = identity.Assurance
	const aal, acr, id, info = "authentication_assurance_level", "acr", "id_assurance_level", "idassurancelevel"
	for name, row := range map[string]struct {
		reason      string
		least       pair
		token, info claims
		ok          bool
	}{
		"smartcard":             {"the sound one", pair{}, nil, nil, true},
		"level 3 asked":         {"and it is of level 3", pair{3, 3}, nil, nil, true},
		"levels are numbers":    {"types vary", pair{3, 3}, claims{aal: 3, id: 3}, claims{info: 3}, true},
		"types differ":          {"a text and a number are the same level", pair{3, 3}, claims{id: 3}, claims{info: "3"}, true},
		"spelt as in UserInfo":  {"spelling varies", pair{}, claims{id: nil, info: "3"}, claims{info: nil}, true},
		"UserInfo alone":        {"the level of the identity may be there", pair{}, claims{id: nil}, nil, true},
		"level 2":               {"is enough unless more is asked", pair{}, claims{acr: nil, aal: "2", id: "2"}, claims{info: "2"}, true},
		"level 2 of 3":          {"and not where level 3 is", pair{Authentication: 3}, claims{acr: nil, aal: "2"}, nil, false},
		"identity 2 of 3":       {"of the identity as well", pair{Identity: 3}, claims{id: "2"}, claims{info: "2"}, false},
		"level 1":               {"a password is not enough", pair{}, claims{acr: nil, aal: "1"}, nil, false},
		"level 1 asked":         {"less than 2 cannot be asked for", pair{1, 1}, claims{acr: nil, aal: "1"}, nil, false},
		"identity 1":            {"nor is an identity that was hardly proofed", pair{1, 1}, claims{id: "1"}, claims{info: "1"}, false},
		"identity 0":            {"nor one that was not", pair{}, claims{id: "0"}, claims{info: 0}, false},
		"nothing":               {"a missing level is not assumed", pair{}, claims{acr: nil, aal: nil}, nil, false},
		"no identity level":     {"a missing level is not assumed", pair{}, claims{id: nil}, claims{info: nil}, false},
		"no levels at all":      {"nor for both", pair{}, claims{acr: nil, aal: nil, id: nil}, claims{info: nil}, false},
		"level is null":         {"null is not there", pair{}, claims{acr: nil, aal: literal("null")}, nil, false},
		"level 9":               {"a level that there is not is not above 3", pair{}, claims{acr: nil, aal: "9"}, nil, false},
		"level 9 with acr":      {"whatever acr says", pair{}, claims{aal: 9}, nil, false},
		"identity 9":            {"nor for identities", pair{}, claims{id: 9}, claims{info: 9}, false},
		"level 03":              {"nor is it spelt like that", pair{}, claims{acr: nil, aal: "03"}, nil, false},
		"level -3":              {"nor negative", pair{}, claims{acr: nil, aal: -3}, nil, false},
		"level 3.0":             {"nor a fraction", pair{}, claims{acr: nil, aal: literal("3.0")}, nil, false},
		"level is true":         {"nor a truth", pair{}, claims{acr: nil, aal: true}, nil, false},
		"level is a list":       {"nor a list", pair{}, claims{acr: nil, aal: []string{"3"}}, nil, false},
		"acr alone":             {"AAL3_ANY proves 3", pair{Authentication: 3}, claims{aal: nil}, nil, true},
		"acr 2 or 3":            {"AAL2_OR_AAL3_ANY proves 2", pair{}, claims{acr: "AAL2_OR_AAL3_ANY", aal: nil}, nil, true},
		"acr 2 or 3 of 3":       {"and not 3", pair{Authentication: 3}, claims{acr: "AAL2_OR_AAL3_ANY", aal: nil}, nil, false},
		"acr 2 or 3, level 3":   {"the level says which it was", pair{Authentication: 3}, claims{acr: "AAL2_OR_AAL3_ANY"}, nil, true},
		"acr 2 or 3, level 2":   {"the level says which it was", pair{Authentication: 3}, claims{acr: "AAL2_OR_AAL3_ANY", aal: 2}, nil, false},
		"acr 2 or 3, level 1":   {"and is taken where it is lower", pair{}, claims{acr: "AAL2_OR_AAL3_ANY", aal: 1}, nil, false},
		"acr lower than level":  {"the lower of two that contradict each other", pair{Authentication: 3}, claims{acr: "AAL2_TOTP", aal: 3}, nil, false},
		"acr higher than level": {"the lower, again", pair{Authentication: 3}, claims{acr: "AAL3_FIDO2", aal: 2}, nil, false},
		"acr of a password":     {"the lower, again", pair{}, claims{acr: "AAL1_USERPASS", aal: 3}, nil, false},
		"acr unknown":           {"a prefix proves nothing", pair{}, claims{acr: "AAL3_", aal: nil}, nil, false},
		"acr unknown, level":    {"nor does it take anything away", pair{}, claims{acr: "AAL3_NEW"}, nil, true},
		"amr alone":             {"the means are not the level", pair{}, claims{acr: nil, aal: nil, "amr": []string{"N3_SMARTCARD"}}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, func(p []identity.Profile) { p[0] = identity.CIS2(identity.CIS2Live, clientID, &row.least) })
			who, err := d.Verify(t.Context(), d.staff(staffClaims().with(row.token), staffInfo().with(row.info)))
			if row.ok {
				require.NoError(t, err, row.reason)
				assert.Equal(t, consult.RoleCode("R8000"), who.Initiator.Role)
				return
			}
			require.ErrorIs(t, err, identity.ErrAssurance, row.reason)
			assert.Zero(t, who)
		})
	}
}

func TestStaffIDs(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		reason, sub string
		want        consult.StaffID
	}{
		"opaque":    {"a subject that is opaque", "910000000001", "910000000001"},
		"an email":  {"an address names somebody", "quill@trust.example", ""},
		"a name":    {"so does a name", "Quill Featherstone", ""},
		"too long":  {"an id is at most 128 characters", strings.Repeat("9", 129), ""},
		"no letter": {"nor has it others", "9€", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, nil)
			who, err := d.Verify(t.Context(), d.staff(staffClaims().with(claims{"sub": row.sub}), staffInfo().with(claims{"sub": row.sub})))
			require.NoError(t, err, "the identity is verified all the same")
			assert.Equal(t, row.want, who.Staff, row.reason)
			assert.Equal(t, consult.ODSCode("Z99901"), who.Initiator.Organisation)
		})
	}
}
