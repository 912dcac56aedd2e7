package document_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/preconsult/preconsult/consult/internal/document"
)

// marker stands for something that must never be in an error.
const marker = "Xyzzy Marker 9434765919"

// FuzzJSON reads anything as JSON, as a request and as a record.
func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"id":"r","controller":"Z99901","due":"`+marker+`","notes":["`+marker+`",1,true,null]}`), uint16(0))
	f.Add([]byte(`{"id":"r","\u0069d":"s","`+marker+`":{"a":[1,2,{"b":"c"}]}}`), uint16(10))
	f.Add([]byte("{\"id\":\n\"\\ud800"+marker+"\"} x"), uint16(0))
	f.Add([]byte(`{"base":{"source":"a"},"author":{"role":"R1","next":{"role":"R2"}},"range":{"from":"1","through":"2"}}`), uint16(0))
	f.Add([]byte(strings.Repeat(`[{"notes":`, 20)+marker), uint16(0))
	f.Add([]byte(`{"countries":["GB","NO"],"categories":["health"],"count":-12,"open":true,"lowest":"1.10"}`), uint16(0))
	f.Fuzz(func(t *testing.T, data []byte, limit uint16) { decodeAnything(t, data, limit, document.JSON) })
}

// FuzzYAML reads anything as YAML.
func FuzzYAML(f *testing.F) {
	f.Add([]byte(typical(1)), uint16(0))
	f.Add([]byte("id: r\ncontroller: Z99901\ndue: "+marker+"\nnotes: [*"+marker+"]\n"), uint16(0))
	f.Add([]byte("? {a: "+marker+"}\n: &b !"+marker+" x\n<<: *b\n---\n"+marker+"\n"), uint16(20))
	f.Add([]byte("%TAG ! "+marker+"\n--- !!int "+marker+"\n"), uint16(0))
	f.Add([]byte("title: \"\\x"+marker+"\"\n"+marker+": |\n  "+marker+"\n"), uint16(0))
	f.Add([]byte(strings.Repeat("- ", 50)+marker), uint16(0))
	f.Add([]byte("a: !!binary "+marker+"\nb: !!timestamp "+marker+"\n1: 0x1F\n~: .inf\n"), uint16(0))
	f.Fuzz(func(t *testing.T, data []byte, limit uint16) { decodeAnything(t, data, limit, document.YAML) })
}

func decodeAnything(t *testing.T, data []byte, limit uint16, format document.Format) {
	before := string(data)
	for _, naming := range []bool{false, true} {
		var r record
		err := document.Decode(data, format, &r, &document.Options{File: "f", MaxBytes: int(limit), NameMembers: naming})
		bound := int(limit)
		if bound == 0 {
			bound = document.DefaultMaxBytes
		}
		if err == nil {
			if len(data) > bound {
				t.Fatalf("a document of %d bytes was read, the limit is %d", len(data), bound)
			}
			again(t, r)
			continue
		}
		faults, ok := err.(document.Faults)
		if !ok {
			t.Fatalf("the error is no fault of the document: %v", err)
		}
		if len(faults) > document.MaxFaults+1 {
			t.Fatalf("%d faults", len(faults))
		}
		for _, word := range []string{marker, "Xyzzy", "Marker", "9434765919"} {
			// A name that looks like one is shown on request; the marker with its spaces does not.
			if said := err.Error(); strings.Contains(said, word) && !(naming && strings.Contains(said, "unknown member ")) {
				t.Fatalf("the error quotes the document: %s", said)
			}
		}
	}
	if string(data) != before {
		t.Fatal("the data were changed")
	}
}

// again writes a record that was read, and reads it again.
func again(t *testing.T, r record) {
	written, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var second record
	// A record of YAML may be longer in JSON, where letters are escaped.
	if err := document.Decode(written, document.JSON, &second, &document.Options{MaxBytes: 1 << 20}); err != nil {
		t.Fatalf("a record that was read cannot be read again: %v\n%s", err, written)
	}
	if diff := cmp.Diff(r, second, exact); diff != "" {
		t.Fatalf("the record changed (-first +second):\n%s", diff)
	}
}
