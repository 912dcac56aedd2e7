package document_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/internal/document"
)

// exact compares the values of this library field by field.
var exact = cmp.Exporter(func(reflect.Type) bool { return true })

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestDecode(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		yaml   string // beside the required members
		json   string // the same, or empty where only YAML can say it
		want   func(*record)
	}{{
		reason: "members that may be left out may be left out",
		want:   func(*record) {},
	}, {
		reason: "an unquoted number is the text that stands there, so 1.10 is not 1.1",
		yaml:   "lowest: 1.10\ntitle: 007\n",
		json:   `"lowest":"1.10","title":"007"`,
		want:   func(r *record) { r.Lowest, r.Title = must(consult.ParseVersion("1.10")), "007" },
	}, {
		reason: "Norway is no boolean",
		yaml:   "country: NO\ncountries: [NO, GB]\n",
		json:   `"country":"NO","countries":["NO","GB"]`,
		want: func(r *record) {
			r.Country = must(consult.ParseCountry("NO"))
			r.Countries = must(consult.ParseCountries("GB", "NO"))
		},
	}, {
		reason: "yes and no are words of an enumeration, whatever YAML takes them for",
		yaml:   "screening: no\ntitle: true\n",
		json:   `"screening":"no","title":"true"`,
		want:   func(r *record) { r.Screening, r.Title = consult.No, "true" },
	}, {
		reason: "an unquoted date is a date, and the empty text is what the type says it is",
		yaml:   "due: 2026-01-31\nmitigations: [{measure: \"lock\", due: ''}]\n",
		json:   `"due":"2026-01-31","mitigations":[{"measure":"lock","due":""}]`,
		want: func(r *record) {
			r.Due = consult.DateOf(2026, time.January, 31)
			r.Mitigations = []mitigation{{Measure: "lock"}}
		},
	}, {
		reason: "an instant becomes UTC",
		yaml:   "approved: 2026-05-11T10:30:00.5+01:00\n",
		json:   `"approved":"2026-05-11T10:30:00.5+01:00"`,
		want:   func(r *record) { r.Approved = time.Date(2026, 5, 11, 9, 30, 0, 5e8, time.UTC) },
	}, {
		reason: "booleans and numbers have one way to be written",
		yaml:   "open: true\ncount: -12\nsmall: 255\nsigned: -128\n",
		json:   `"open":true,"count":-12,"small":255,"signed":-128`,
		want:   func(r *record) { r.Open, r.Count, r.Small, r.Signed = true, -12, 255, -128 },
	}, {
		reason: "nothing is lost at zero",
		yaml:   "open: false\ncount: 0\n",
		json:   `"open":false,"count":0`,
		want:   func(*record) {},
	}, {
		reason: "sets of words come from lists in any order",
		yaml:   "categories: [health, identity]\nproducts:\n- b\n- a\n",
		json:   `"categories":["health","identity"],"products":["b","a"]`,
		want: func(r *record) {
			r.Categories = consult.SetOf(consult.IdentityData, consult.HealthData)
			r.Products = consult.ProductsOf("a", "b")
		},
	}, {
		reason: "empty lists are as lists left out",
		yaml:   "categories: []\nnotes: []\n",
		json:   `"categories":[],"notes":[]`,
		want:   func(*record) {},
	}, {
		reason: "objects in objects, embedded ones and ones behind pointers among them",
		yaml:   "storage: {state: listed, countries: [GB]}\nbase:\n  source: mdm\nauthor: {role: R1, next: {role: R2}}\nrange: {from: 1, through: v2.0}\n",
		json: `"storage":{"state":"listed","countries":["GB"]},"base":{"source":"mdm"},"author":{"role":"R1","next":{"role":"R2"}},` +
			`"range":{"from":"1","through":"v2.0"}`,
		want: func(r *record) {
			r.Storage = consult.In(consult.UnitedKingdom)
			r.Source = "mdm"
			r.Author = &person{Role: "R1", Next: &person{Role: "R2"}}
			r.Range = consult.Versions{From: must(consult.ParseVersion("1")), Through: must(consult.ParseVersion("2.0"))}
		},
	}, {
		reason: "text may have lines and tabs, and letters of every script",
		yaml:   "title: |\n  first\tline\n  zweite Zeile – 三\nnotes:\n- >-\n  folded\n  text\n",
		json:   `"title":"first\tline\nzweite Zeile – 三\n","notes":["folded text"]`,
		want: func(r *record) {
			r.Title, r.Notes = "first\tline\nzweite Zeile – 三\n", []string{"folded text"}
		},
	}, {
		reason: "the longest text",
		yaml:   "title: " + strings.Repeat("x", document.MaxText) + "\n",
		json:   `"title":"` + strings.Repeat("x", document.MaxText) + `"`,
		want:   func(r *record) { r.Title = strings.Repeat("x", document.MaxText) },
	}, {
		reason: "quotes keep YAML from taking a text for nothing",
		yaml:   "title: 'null'\nnotes: [\"~\"]\n",
		json:   `"title":"null","notes":["~"]`,
		want:   func(r *record) { r.Title, r.Notes = "null", []string{"~"} },
	}}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			want := record{ID: "r", Controller: "Z99901"}
			test.want(&want)

			var got record
			require.NoError(t, document.Decode([]byte("# comment\nid: r\ncontroller: Z99901\n"+test.yaml), document.YAML, &got, nil))
			if diff := cmp.Diff(want, got, exact); diff != "" {
				t.Errorf("from YAML (-want +got):\n%s", diff)
			}

			got = record{}
			object := `{"id":"r","controller":"Z99901"`
			if test.json != "" {
				object += "," + test.json
			}
			require.NoError(t, document.Decode([]byte(object+"}\n"), document.JSON, &got, nil))
			if diff := cmp.Diff(want, got, exact); diff != "" {
				t.Errorf("from JSON (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDecodeFaults has one fault a row, as it is shown to whoever wrote the record.
func TestDecodeFaults(t *testing.T) {
	t.Parallel()
	const required = "id: r\ncontroller: Z99901\n" // two lines
	tests := []struct {
		reason string
		yaml   string // beside the required members
		want   string
	}{
		{"a word of an enumeration is spelt as it is", "screening: Yes\n", "f:3: screening: is not one of: unknown, yes, no"},
		{"an enumeration without few words says what it wants", "country: UK\n",
			"f:3: country: is not an assigned ISO 3166-1 alpha-2 code in capital letters (the United Kingdom is GB)"},
		{"a date is a day", "due: 31/01/2026\n", "f:3: due: is not a date in the form 2006-01-02"},
		{"an instant has a time", "approved: 2026-05-11\n", "f:3: approved: needs a time and zone, like 2026-05-11T09:00:00Z"},
		{"an instant has a zone", "approved: 2026-05-11 09:00:00\n", "f:3: approved: needs a time and zone, like 2026-05-11T09:00:00Z"},
		{"a version is numbers", "lowest: latest\n", "f:3: lowest: is not a version: one to four numbers joined by dots, then perhaps - and a pre-release"},
		{"a quoted boolean is text", "open: 'true'\n", "f:3: open: must be true or false"},
		{"a boolean has two words, not YAML 1.1's twenty-two", "open: yes\n", "f:3: open: must be true or false"},
		{"a number is digits", "count: 1_000\n", "f:3: count: must be a whole number"},
		{"a number is decimal", "count: 0x10\n", "f:3: count: must be a whole number"},
		{"a leading zero is octal to some and not to others", "count: 010\n", "f:3: count: must be a whole number"},
		{"a fraction is no whole number", "count: 1.0\n", "f:3: count: must be a whole number"},
		{"minus alone is no number", "count: '-'\n", "f:3: count: must be a whole number"},
		{"minus zero is no number", "count: -0\n", "f:3: count: must be a whole number"},
		{"a quoted number is text", "count: '1'\n", "f:3: count: must be a whole number"},
		{"a number has the range of its type", "small: 256\n", "f:3: small: must be from 0 to 255"},
		{"a number has the range of its type, below zero too", "small: -1\n", "f:3: small: must be from 0 to 255"},
		{"a signed number has its range", "signed: 128\n", "f:3: signed: must be from -128 to 127"},
		{"a number beyond all types", "count: 9223372036854775808\n", "f:3: count: must be from -9223372036854775808 to 9223372036854775807"},
		{"text is no object", "title: {a: b}\n", "f:3: title: must be text"},
		{"text is no list", "title: [a]\n", "f:3: title: must be text"},
		{"text has a bound", "title: " + strings.Repeat("x", document.MaxText+1) + "\n", "f:3: title: is longer than 4096 bytes"},
		{"codes have the same bound", "due: " + strings.Repeat("x", document.MaxText+1) + "\n", "f:3: due: is longer than 4096 bytes"},
		{"control characters can rewrite a terminal", "title: \"a\\eb\"\n", "f:3: title: has a control character"},
		{"so can those of Latin-1", "title: \"a\\Nb\"\n", "f:3: title: has a control character"},
		{"an object is no text", "storage: listed\n", "f:3: storage: must be an object: members with names"},
		{"an object is no list", "storage: [listed]\n", "f:3: storage: must be an object: members with names"},
		{"a list is no text", "notes: a\n", "f:3: notes: must be a list"},
		{"a set is no text", "countries: GB\n", "f:3: countries: must be a list of texts"},
		{"a set has no unknown member", "categories: [health, unknown]\n",
			"f:3: categories[1]: is not one of: identity, contact, audio-visual, health, demographic, social-care, images, messages, device, genetic-biometric"},
		{"a set repeats nothing", "countries:\n- GB\n- GB\n", "f:5: countries[1]: repeats a value that is already in the list"},
		{"a set of words repeats nothing", "categories: [health, health]\n", "f:3: categories[1]: repeats a value that is already in the list"},
		{"a member of a set is text", "countries: [[GB]]\n", "f:3: countries[0]: must be text"},
		{"a member of a set is not null", "countries: [GB, ~]\n", "f:3: countries[1]: must be text"},
		{"null is not left out", "due:\n", "f:3: due: is null: give a value, or leave it out if it may be left out"},
		{"null of every spelling", "due: ~\n", "f:3: due: is null: give a value, or leave it out if it may be left out"},
		{"a missing member is of its object", "mitigations:\n- measure: lock\n- measure: key\n  due: 2026-01-01\n", "f:4: mitigations[0].due: is missing"},
		{"a missing member of an embedded object", "base: {}\n", "f:3: base.source: is missing"},
		{"a member is given once", "due: 2026-01-01\nopen: true\ndue: 2026-01-02\n", "f:5: due: is given twice, the first time on line 3"},
		{"a member that is misspelt", "mitigatons: []\n", "f:3: unknown member mitigatons: did you mean mitigations?"},
		{"a member in other letters", "OPEN: true\n", "f:3: unknown member OPEN: did you mean open?"},
		{"a member of some other object", "storage: {state: none, nations: []}\n", "f:3: storage: unknown member nations: the members are state, countries"},
		{"a name that is no name is not shown", "storage: {state: none, 'a b': []}\n", "f:3: storage: has a member that is not known: the members are state, countries"},
		{"a name that is no name at all", "storage: {state: none, '': []}\n", "f:3: storage: has a member that is not known: the members are state, countries"},
		{"a long name is not shown", "storage: {state: none, " + strings.Repeat("n", 65) + ": 1}\n", "f:3: storage: has a member that is not known: the members are state, countries"},
		{"a field that is not in the document", "Cache: {}\n", "f:3: unknown member Cache: the members are id, controller, title, open, count, small, signed, screening, country, due, approved, lowest, range, categories, countries, products, storage, mitigations, notes, author, base"},
		{"an anchor makes a document say more than it shows", "due: &a 2026-01-01\n", "f:3: due: has an anchor (&): write the value out where it is needed"},
		{"an anchor on a list", "notes: &a [x]\n", "f:3: notes: has an anchor (&): write the value out where it is needed"},
		{"an alias that leads nowhere", "due: *a\n", "f:3: is an alias (*): write the value out"},
		{"a tag", "title: !!str 12\n", "f:3: title: has a tag (!): leave it out"},
		{"a tag in a set", "countries: [!!str GB]\n", "f:3: countries[0]: has a tag (!): leave it out"},
		{"a tag of one's own", "title: !secret x\n", "f:3: title: has a tag (!): leave it out"},
		{"a tag without a name", "title: ! x\n", "f:3: title: has a tag (!): leave it out"},
		{"a merge key", "<<: {due: 2026-01-01}\n", "f:3: has a merge key (<<): write the members out"},
		{"a name that is a number", "1: x\n", "f:3: has a member whose name is not text"},
		{"a name that is an object", "? {a: b}\n: x\n", "f:3: has a member whose name is not text"},
		{"a name with an anchor", "&a due: 2026-01-01\n", "f:3: has a member whose name has an anchor (&): write the value out where it is needed"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			var r record
			err := document.Decode([]byte(required+test.yaml), document.YAML, &r, &document.Options{File: "f", NameMembers: true})
			require.Error(t, err)
			assert.Equal(t, test.want, err.Error())
			assert.IsType(t, document.Faults{}, err)
		})
	}
}

// TestAliasIsNotFollowed has two faults: where the anchor is, and where the alias is.
func TestAliasIsNotFollowed(t *testing.T) {
	t.Parallel()
	var r record
	err := document.Decode([]byte("id: r\ncontroller: Z99901\nnotes:\n- &a one\n- *a\n"), document.YAML, &r, nil)
	require.EqualError(t, err, "line 4: notes[0]: has an anchor (&): write the value out where it is needed\n"+
		"line 5: notes[1]: is an alias (*): write the value out")
	require.EqualError(t, document.Decode([]byte("id: &a r\ncontroller: Z99901\n*a : r\n"), document.YAML, &r, nil),
		"line 1: id: has an anchor (&): write the value out where it is needed\n"+
			"line 3: has a member whose name is an alias (*): write the value out")
}

// TestRequestsAreNotQuoted has the faults of the wire form, where a name may hold anything.
func TestRequestsAreNotQuoted(t *testing.T) {
	t.Parallel()
	tests := []struct{ reason, json, want string }{
		{"a name is not shown", `{"state":"none","Jane.Doe":1}`, "line 1: has a member that is not known: the members are state, countries"},
		{"a number is no text", `{"state":1}`, "line 1: state: must be text: one of unknown, none, listed"},
		{"a boolean is no text", `{"state":true}`, "line 1: state: must be text: one of unknown, none, listed"},
		{"null is no text", "{\n\"state\":null}", "line 2: state: is null: give a value, or leave it out if it may be left out"},
		{"a member is given once", "{\"state\":\"none\",\n\"state\":\"none\"}", "line 2: state: is given twice, the first time on line 1"},
		{"however its name is escaped", `{"state":"none","\u0073tate":"none"}`, "line 1: state: is given twice, the first time on line 1"},
		{"letters of another case are another name", `{"State":"none"}`, "line 1: has a member that is not known: the members are state, countries\nline 1: state: is missing"},
		{"what is missing", `{}`, "line 1: state: is missing"},
		{"a list at the top", `[]`, "line 1: must be an object: members with names"},
		{"null at the top", `null`, "line 1: is null: give a value, or leave it out if it may be left out"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			var p consult.Places
			require.EqualError(t, document.Decode([]byte(test.json), document.JSON, &p, nil), test.want)
		})
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	t.Parallel()
	var r record
	err := document.Decode([]byte("mitigations:\n- due: soon\n  measure: [x]\ncountries: [XX, GB, GB]\nid: '-'\nid: ok\nwat: 1\n"),
		document.YAML, &r, &document.Options{File: "a b.yaml", NameMembers: true})
	require.EqualError(t, err, strings.Join([]string{
		"a b.yaml:1: controller: is missing",
		"a b.yaml:2: mitigations[0].due: is not a date in the form 2006-01-02",
		"a b.yaml:3: mitigations[0].measure: must be text",
		"a b.yaml:4: countries[0]: is not an assigned ISO 3166-1 alpha-2 code in capital letters (the United Kingdom is GB)",
		"a b.yaml:4: countries[2]: repeats a value that is already in the list",
		"a b.yaml:5: id: is not an identifier: 1 to 64 letters, digits and . _ - beginning with a letter or digit",
		"a b.yaml:6: id: is given twice, the first time on line 5",
		"a b.yaml:7: unknown member wat: the members are " +
			"id, controller, title, open, count, small, signed, screening, country, due, approved, lowest, range, categories, countries, products, storage, mitigations, notes, author, base",
	}, "\n"))
}

// TestManyFaults shows that the list of faults has an end, wherever they come from.
func TestManyFaults(t *testing.T) {
	t.Parallel()
	const head = "id: r\ncontroller: Z99901\n"
	for reason, yaml := range map[string]string{
		"exactly as many as are shown": head + "countries:\n" + strings.Repeat("- XX\n", document.MaxFaults),
		"in a set":                     head + "countries:\n" + strings.Repeat("- XX\n", 3*document.MaxFaults),
		"in a list":                    head + "mitigations:\n" + strings.Repeat("- {}\n", 3*document.MaxFaults),
		"in an object":                 head + strings.Repeat("wat: 1\n", 3*document.MaxFaults),
	} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			var r record
			faults, ok := document.Decode([]byte(yaml), document.YAML, &r, nil).(document.Faults)
			require.True(t, ok)
			last := faults[len(faults)-1]
			if reason == "exactly as many as are shown" {
				assert.Len(t, faults, document.MaxFaults)
				assert.NotEmpty(t, last.Path)
				return
			}
			assert.Len(t, faults, document.MaxFaults+1)
			assert.Equal(t, "has more faults than are shown: mend these first", last.Problem)
		})
	}
}
