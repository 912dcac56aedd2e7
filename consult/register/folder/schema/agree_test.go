package schema_test

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/internal/document"
)

// TestAgreement holds the schema to what the folder accepts: each row is accepted by both or
// refused by both.
func TestAgreement(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		json   string // beside the required members
		ok     bool
	}{
		{"nothing more than is required", ``, true},
		{"every member", `"$schema":"x","title":"a","open":true,"count":-1,"small":255,"country":"NO","due":"2026-01-31",
			"approved":"2026-05-11T09:00:00Z","lowest":"1.10","range":{"from":"1","through":"v2.0.0-rc.1+b"},"categories":["health","identity"],
			"countries":["GB","IM"],"products":["a","b"],"storage":{"state":"listed","countries":["GB"]},
			"mitigations":[{"measure":"m","due":"2026-01-31"}],"notes":["a","a"],"author":{"role":"R1","next":{"role":"R2"}},
			"base":{"source":"mdm"},"inline":{"letter":"a"},"generic":{"in":{"source":"x"}},"free":"any","bag":["a"]`, true},
		{"empty lists", `"categories":[],"notes":[]`, true},
		{"a member that is not known", `"titel":"a"`, false},
		{"a field without a place in documents", `"Secret":"a"`, false},
		{"a number for text", `"title":1`, false},
		{"text for a boolean", `"open":"true"`, false},
		{"a fraction", `"count":1.5`, false},
		{"a number below its range", `"small":-1`, false},
		{"a number above its range", `"small":256`, false},
		{"null", `"title":null`, false},
		{"a word that is not known", `"country":"UK"`, false},
		{"the word for what is not known, in a set", `"categories":["unknown"]`, false},
		{"a word twice", `"countries":["GB","GB"]`, false},
		{"a code that is none", `"base":{"source":"a b"}`, false},
		{"a code with a line after it", `"base":{"source":"a\n"}`, false},
		{"a product that is none", `"products":["-"]`, false},
		{"a product twice", `"products":["a","a"]`, false},
		{"a date of another form", `"due":"31/01/2026"`, false},
		{"an instant without zone", `"approved":"2026-05-11"`, false},
		{"a version that is none", `"lowest":"latest"`, false},
		{"a missing member of an object", `"storage":{}`, false},
		{"a missing member of an item", `"mitigations":[{"measure":"m"}]`, false},
		{"a missing member behind a pointer", `"author":{"role":"R1","next":{}}`, false},
		{"a missing member of an object without a name", `"inline":{}`, false},
		{"a text that has a pattern of its own", `"inline":{"letter":"A"}`, false},
		{"an object for a list", `"notes":{}`, false},
		{"a text for a set", `"countries":"GB"`, false},
		{"a text that is too long", `"title":"` + strings.Repeat("x", document.MaxText+1) + `"`, false},
		{"a schema that is no text", `"$schema":1`, false},
	}
	var root map[string]any
	require.NoError(t, json.Unmarshal(generate(t), &root))
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			text := `{"kind":"assessment","id":"x","controller":"Z99901","screening":"yes"`
			if test.json != "" {
				text += "," + test.json
			}
			text += "}"
			node, err := document.Parse([]byte(text), document.JSON, nil)
			require.NoError(t, err)
			var r Record
			err = node.Decode(&r, "kind", "$schema")
			assert.Equal(t, test.ok, err == nil, "the folder: %v", err)

			var v any
			require.NoError(t, json.Unmarshal([]byte(text), &v))
			assert.Equal(t, test.ok, validator{t, root}.valid(root, v), "the schema")
		})
	}
	for _, v := range []string{`{}`, `{"kind":"notice","id":"x","controller":"Z99901","screening":"yes"}`} {
		var document any
		require.NoError(t, json.Unmarshal([]byte(v), &document))
		assert.False(t, validator{t, root}.valid(root, document), "the kind is required and is that of the schema")
	}
}

// validator knows as much of JSON Schema as is used here, and fails the test at anything else.
type validator struct {
	t    *testing.T
	root map[string]any
}

func (v validator) valid(schema map[string]any, value any) bool {
	ok := true
	for keyword, of := range schema {
		switch keyword {
		case "$schema", "$defs", "title", "description":
		case "$ref":
			name := strings.TrimPrefix(of.(string), "#/$defs/")
			def, known := v.root["$defs"].(map[string]any)[name].(map[string]any)
			require.True(v.t, known, "a reference to %s, which is not defined", name)
			ok = ok && v.valid(def, value)
		case "const":
			ok = ok && value == of
		case "enum":
			ok = ok && contains(of.([]any), value)
		case "type":
			ok = ok && hasType(of.(string), value)
		case "pattern":
			text, is := value.(string)
			ok = ok && (!is || regexp.MustCompile(strings.TrimSuffix(of.(string), "$")+`\z`).MatchString(text))
		case "format":
			layout := map[string]string{"date": time.DateOnly, "date-time": time.RFC3339}[of.(string)]
			require.NotEmpty(v.t, layout)
			text, is := value.(string)
			_, err := time.Parse(layout, text)
			ok = ok && (!is || err == nil)
		case "maxLength":
			text, is := value.(string)
			ok = ok && (!is || float64(len(text)) <= of.(float64))
		case "minimum":
			n, is := value.(float64)
			ok = ok && (!is || n >= of.(float64))
		case "maximum":
			n, is := value.(float64)
			ok = ok && (!is || n <= of.(float64))
		case "items", "uniqueItems":
			ok = ok && v.validItems(keyword, of, value)
		case "properties", "required", "additionalProperties":
			ok = ok && v.validMembers(keyword, of, schema, value)
		default:
			v.t.Errorf("a keyword that is not known: %s", keyword)
		}
	}
	return ok
}

func (v validator) validItems(keyword string, of, value any) bool {
	items, is := value.([]any)
	for i, item := range items {
		if is && keyword == "uniqueItems" && contains(items[:i], item) {
			return false
		}
		if is && keyword == "items" && !v.valid(of.(map[string]any), item) {
			return false
		}
	}
	return true
}

func (v validator) validMembers(keyword string, of any, schema map[string]any, value any) bool {
	members, is := value.(map[string]any)
	if !is {
		return true
	}
	properties := schema["properties"].(map[string]any)
	switch keyword {
	case "required":
		for _, name := range of.([]any) {
			if _, given := members[name.(string)]; !given {
				return false
			}
		}
	case "properties":
		for name, property := range properties {
			if m, given := members[name]; given && !v.valid(property.(map[string]any), m) {
				return false
			}
		}
	default:
		require.Equal(v.t, false, of)
		for name := range members {
			if _, known := properties[name]; !known {
				return false
			}
		}
	}
	return true
}

func contains(list []any, value any) bool {
	for _, item := range list {
		if reflect.DeepEqual(item, value) {
			return true
		}
	}
	return false
}

func hasType(name string, value any) bool {
	switch v := value.(type) {
	case string:
		return name == "string"
	case bool:
		return name == "boolean"
	case float64:
		return name == "integer" && v == float64(int64(v))
	case []any:
		return name == "array"
	case map[string]any:
		return name == "object"
	default:
		return false
	}
}

// TestPatterns holds the patterns to the types: each accepts what the other does.
func TestPatterns(t *testing.T) {
	t.Parallel()
	codes := struct {
		ODS     consult.ODSCode   `json:"ods"`
		Product consult.ProductID `json:"product"`
		Call    consult.CallID    `json:"call"`
		Staff   consult.StaffID   `json:"staff"`
		Rule    consult.RuleID    `json:"rule"`
		Version consult.Version   `json:"version"`
	}{}
	patterns := patternsOf(t, reflect.TypeOf(codes))
	require.Len(t, patterns, reflect.TypeOf(codes).NumField())
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.StringMatching(`[A-Z0-9a]{0,12}`),
			rapid.StringMatching(`[A-Za-z0-9._~: -]{0,130}`),
			rapid.StringMatching(`[a-z0-9-]{0,40}\.[a-z0-9-]{0,40}[.A]?`),
			rapid.StringMatching(`v?[0-9]{1,10}(\.[0-9]{1,3}){0,4}(-[0-9a-z.-]{0,5})?(\+[0-9a-z.-]{0,5})?`),
		).Draw(t, "text")
		for at, pattern := range patterns {
			// Versions and ids of rules have 64 bytes at most; their patterns leave that to the folder.
			if len(text) > 64 && (at == reflect.TypeFor[consult.Version]() || at == reflect.TypeFor[consult.RuleID]()) {
				continue
			}
			err := reflect.New(at).Interface().(interface{ UnmarshalText([]byte) error }).UnmarshalText([]byte(text))
			if got := pattern.MatchString(text); got != (err == nil) {
				t.Fatalf("%v %q: the pattern says %v, the type %v", at, text, got, err)
			}
		}
	})
}
