package schema

import (
	"bytes"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
)

// object is a JSON object whose members keep their order.
type object []member

type member struct {
	name  string
	value any // object, string, []string, bool, or an integer
}

// encode returns an object as indented JSON.
func encode(o object) ([]byte, error) {
	var b bytes.Buffer
	e := encoder{jsontext.NewEncoder(&b, jsontext.WithIndent("  ")), nil}
	e.value(o)
	if e.err != nil {
		return nil, fmt.Errorf("schema: %w", e.err)
	}
	return b.Bytes(), nil
}

type encoder struct {
	*jsontext.Encoder
	err error // the first
}

func (e *encoder) token(t jsontext.Token) {
	if e.err == nil {
		e.err = e.WriteToken(t)
	}
}

func (e *encoder) value(v any) {
	switch v := v.(type) {
	case object:
		e.token(jsontext.BeginObject)
		for _, m := range v {
			e.token(jsontext.String(m.name))
			e.value(m.value)
		}
		e.token(jsontext.EndObject)
	case []string:
		e.token(jsontext.BeginArray)
		for _, s := range v {
			e.token(jsontext.String(s))
		}
		e.token(jsontext.EndArray)
	case string:
		e.token(jsontext.String(v))
	case bool:
		e.token(jsontext.Bool(v))
	case int:
		e.token(jsontext.Int(int64(v)))
	case int64:
		e.token(jsontext.Int(v))
	case uint64:
		e.token(jsontext.Uint(v))
	}
}
