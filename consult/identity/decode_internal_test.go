package identity

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult"
)

func TestDecode(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		reason, document string
		ok               bool
	}{
		"object":          {"claims are an object", `{"a":1,"b":[{}],"c":null}`, true},
		"spaces":          {"spaces say nothing", " {\n\"a\" : 1 } ", true},
		"empty":           {"there may be none", `{}`, true},
		"as deep":         {"16 levels are enough for anything", strings.Repeat(`{"a":`, 15) + "{}" + strings.Repeat(`}`, 15), true},
		"deeper":          {"and more are not needed", strings.Repeat(`{"a":`, 16) + "{}" + strings.Repeat(`}`, 16), false},
		"deep lists":      {"nor in lists", `{"a":` + strings.Repeat("[", 16) + strings.Repeat("]", 16) + "}", false},
		"very deep":       {"however deep", strings.Repeat(`{"a":`, 1e5), false},
		"nothing":         {"nothing is no object", ``, false},
		"null":            {"nor is null", `null`, false},
		"list":            {"nor a list", `[{}]`, false},
		"text":            {"nor a text", `"a"`, false},
		"two":             {"nor two", `{}{}`, false},
		"cut short":       {"nor a part", `{"a":`, false},
		"twice":           {"one name says one thing", `{"a":1,"a":1}`, false},
		"twice below":     {"at each level", `{"a":[{"b":1,"b":2}]}`, false},
		"twice, escaped":  {"however it is spelt", `{"a":1,"\u0061":2}`, false},
		"twice by case":   {"case makes another name", `{"a":1,"A":2}`, true},
		"invalid UTF-8":   {"what is not text cannot be compared", "{\"a\":\"\xff\"}", false},
		"comma":           {"JSON has none at the end", `{"a":1,}`, false},
		"comment":         {"nor comments", `{/**/}`, false},
		"number in a key": {"nor keys that are no texts", `{1:1}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := decode([]byte(row.document))
			assert.Equal(t, row.ok, ok, row.reason)
			assert.Equal(t, row.ok, got != nil)
		})
	}
}

// FuzzClaims decodes claims, and reads them by every reader, as an ID token and as UserInfo.
func FuzzClaims(f *testing.F) {
	for _, seed := range []string{
		`{"sub":"910000000001","selected_roleid":"5","nhsid_nrbac_roles":[{"person_roleid":"5","org_code":"Z99901","role_code":"S8000:G8000:R8000"}]}`,
		`{"sub":"9","selected_roleid":5,"nhsid_nrbac_roles":[{"person_roleid":5},{"person_roleid":"5"}],"acr":"AAL3_ANY"}`,
		`{"authentication_assurance_level":"2","id_assurance_level":3,"idassurancelevel":"3","acr":"AAL2_OR_AAL3_ANY"}`,
		`{"vot":"P9.Cp.Cd","identity_proofing_level":"P9"}`,
		`{"roles":["Clinician","Nurse"],"site":"North","acrs":"c1"}`,
		`{"roles":"Clinician","roles":["Nurse"]}`,
		`{"exp":1e3,"iat":-1,"nbf":1.5,"aud":["a",null]}`,
		`{"a":{"a":{"a":[[[{}]]]}}}`, `{"sub":"\ud800"}`, `[]`, `null`, "", "\xff",
	} {
		f.Add([]byte(seed), []byte(`{"sub":"9","idassurancelevel":2}`))
		f.Add([]byte(`{"vot":"P9.Cm"}`), []byte(seed))
	}
	readers := []Reader{
		CIS2(CIS2Live, "c", nil).Claims, NHSLogin("https://a.example", "c").Claims,
		Mapping{RoleClaim: "roles", Roles: map[string]consult.RoleCode{"Clinician": "R8000"}, StaffClaim: "oid", Require: map[string][]string{"acrs": {"c1"}}},
	}
	f.Fuzz(func(t *testing.T, token, info []byte) {
		first, ok := decode(token)
		if !ok {
			return
		}
		if again, err := json.Marshal(first); err != nil {
			t.Fatalf("what was decoded cannot be encoded: %v", err)
		} else if second, ok := decode(again); !ok || !reflect.DeepEqual(first, second) {
			t.Fatalf("%s is decoded in another way than %s", again, token)
		}
		var plain map[string]any
		d := json.NewDecoder(bytes.NewReader(token))
		d.UseNumber()
		if err := d.Decode(&plain); err != nil || !reflect.DeepEqual(first, plain) {
			t.Fatalf("%s is read in another way by encoding/json: %v", token, err)
		}
		documents := []map[string]any{first}
		if more, ok := decode(info); ok {
			documents = append(documents, more)
		}
		for _, party := range []consult.Party{consult.Provider, consult.Patient} {
			for _, r := range readers {
				s := issuer{Profile: Profile{Party: party, Source: "fuzz", Claims: r}}
				who, err := s.identity(documents, time.Unix(0, 0))
				i := who.Initiator
				switch {
				case err != nil && who != (Identity{}):
					t.Fatalf("an error, and somebody: %v", i)
				case err != nil:
				case i.Verified != consult.Yes || i.Party != party:
					t.Fatalf("another party: %v", i)
				case i.Role != "" && !i.Role.Valid() || i.Organisation != "" && !i.Organisation.Valid() || who.Staff != "" && !who.Staff.Valid():
					t.Fatalf("something malformed: %v", i)
				case party == consult.Patient && (who.Staff != "" || i.Role != "" || i.Organisation != ""):
					t.Fatalf("something of a patient is kept: %v", i)
				}
			}
		}
	})
}
