package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"go.yaml.in/yaml/v4"

	"github.com/preconsult/preconsult/notice"
)

// schemaLine is how a YAML document names its schema to editors.
var schemaLine = regexp.MustCompile(`^# yaml-language-server: \$schema=(\S+)\n`)

// Every record names the schema of its kind, and an editor that goes by it finds nothing wrong.
func TestRecordsFitTheirSchemas(t *testing.T) {
	t.Parallel()
	for file, text := range shippedRecords(t) {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			document, named := parse(t, file, text)
			kind, _ := document["kind"].(string)
			schema := filepath.Join(filepath.FromSlash(path.Dir(file)), filepath.FromSlash(named))
			if want := kind + ".json"; filepath.Base(schema) != want {
				t.Errorf("it names the schema %s, want %s", named, want)
			}
			resolved := resolve(t, schema)
			if err := resolved.Validate(document); err != nil {
				t.Errorf("%s does not fit %s: %v", file, schema, err)
			}
			document["conroller"] = document["controller"]
			if resolved.Validate(document) == nil {
				t.Error("a misspelt member fits the schema")
			}
			delete(document, "conroller")
			document["controller"] = "a practice"
			if resolved.Validate(document) == nil {
				t.Error("a controller that is no ODS code fits the schema")
			}
		})
	}
}

// The notice that ships with its text has the hash of that text.
func TestNoticeHash(t *testing.T) {
	t.Parallel()
	text, err := shipped.ReadFile("records/brackenford-surgery/privacy-notice.txt")
	if err != nil {
		t.Fatal(err)
	}
	record, err := shipped.ReadFile("records/brackenford-surgery/privacy-notice.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if want := "approved_hash: " + notice.HashOf(text).String(); !strings.Contains(string(record), want) {
		t.Errorf("the record does not say %q", want)
	}
}

// shippedRecords returns the text of every record, by file.
func shippedRecords(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := fs.WalkDir(shipped, "records", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(file) == ".txt" {
			return err
		}
		text, err := shipped.ReadFile(file)
		texts[file] = string(text)
		return err
	})
	if err != nil || len(texts) == 0 {
		t.Fatalf("%d records: %v", len(texts), err)
	}
	return texts
}

func resolve(t *testing.T, file string) *jsonschema.Resolved {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var schema jsonschema.Schema
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	resolved, err := schema.Resolve(nil)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return resolved
}

// parse returns a document as an editor has it, and the schema that it names.
func parse(t *testing.T, file, text string) (document map[string]any, schema string) {
	t.Helper()
	if path.Ext(file) == ".json" {
		if err := json.Unmarshal([]byte(text), &document); err != nil {
			t.Fatal(err)
		}
		schema, _ = document["$schema"].(string)
		return document, schema
	}
	first := schemaLine.FindStringSubmatch(text)
	if first == nil {
		t.Fatal("the first line does not name the schema")
	}
	var node yaml.Node
	if err := yaml.Unmarshal([]byte(text), &node); err != nil {
		t.Fatal(err)
	}
	value, err := asJSON(node.Content[0])
	if err != nil {
		t.Fatal(err)
	}
	return value.(map[string]any), first[1]
}

// asJSON returns a node as JSON has it, by the core schema of YAML 1.2 that editors go by: a
// number without quotes is a number, 4.0 among them; a date, yes and no are text.
func asJSON(node *yaml.Node) (any, error) {
	switch node.Kind {
	case yaml.MappingNode:
		object := map[string]any{}
		for i := 0; i < len(node.Content); i += 2 {
			value, err := asJSON(node.Content[i+1])
			if err != nil {
				return nil, err
			}
			object[node.Content[i].Value] = value
		}
		return object, nil
	case yaml.SequenceNode:
		list := []any{}
		for _, item := range node.Content {
			value, err := asJSON(item)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		return list, nil
	case yaml.ScalarNode:
		switch {
		case node.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0:
			return node.Value, nil
		case node.Value == "true", node.Value == "false":
			return node.Value == "true", nil
		case node.ShortTag() == "!!int", node.ShortTag() == "!!float":
			return strconv.ParseFloat(node.Value, 64)
		}
		return node.Value, nil
	}
	return nil, fmt.Errorf("line %d: a record has neither anchors nor aliases", node.Line)
}
