package document

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

const tooDeep = "has objects and lists that lie too deep in each other"

// jsonReader reads the tokens of a document. It counts lines as it goes.
type jsonReader struct {
	decoder *jsontext.Decoder
	data    []byte
	line    int // of the byte at counted
	counted int
}

// parseJSON reads a document into v, or returns what keeps it from being read. Members that
// are given twice are kept: the decoder reports them, with everything else.
func parseJSON(data []byte, v *value) Fault {
	r := jsonReader{
		decoder: jsontext.NewDecoder(bytes.NewBuffer(data), jsontext.AllowDuplicateNames(true)),
		data:    data,
		line:    1,
	}
	if problem := r.value(v); problem != "" {
		return Fault{Line: r.line, Problem: problem}
	}
	switch _, err := r.decoder.ReadToken(); {
	case errors.Is(err, io.EOF):
		return Fault{}
	default:
		line := r.line
		r.count(len(data))
		if more := bytes.TrimLeft(data[r.decoder.InputOffset():], " \t\r\n"); len(more) < len(data) {
			line = r.line - newlines(more)
		}
		return Fault{Line: line, Problem: "has something after its end"}
	}
}

// count moves the line on to a byte of the document.
func (r *jsonReader) count(offset int) {
	if offset > r.counted {
		r.line += newlines(r.data[r.counted:offset])
		r.counted = offset
	}
}

// token reads the next token; the line is then its own, for no token spans two lines.
func (r *jsonReader) token() (jsontext.Token, string) {
	token, err := r.decoder.ReadToken()
	if err == nil {
		r.count(int(r.decoder.InputOffset()))
		return token, ""
	}
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		r.count(min(int(syntactic.ByteOffset), len(r.data)))
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			return token, "is not valid JSON from here on"
		}
		return token, "ends before it is complete"
	}
	return token, "is empty"
}

func (r *jsonReader) value(v *value) (problem string) {
	token, problem := r.token()
	if problem != "" {
		return problem
	}
	v.line = r.line
	switch token.Kind() {
	case '{':
		v.kind = object
		return r.members(v)
	case '[':
		v.kind = list
		return r.items(v)
	case '"':
		v.kind, v.text = text, token.String()
	case '0':
		v.kind, v.text = number, token.String()
	case 't', 'f':
		v.kind, v.text = boolean, token.String()
	default:
		v.kind = null
	}
	return ""
}

func (r *jsonReader) members(v *value) (problem string) {
	if r.decoder.StackDepth() > MaxDepth {
		return tooDeep
	}
	for r.decoder.PeekKind() != '}' {
		token, problem := r.token()
		if problem != "" {
			return problem
		}
		v.members = append(v.members, member{name: token.String(), line: r.line})
		if problem := r.value(&v.members[len(v.members)-1].value); problem != "" {
			return problem
		}
	}
	_, problem = r.token()
	return problem
}

func (r *jsonReader) items(v *value) (problem string) {
	if r.decoder.StackDepth() > MaxDepth {
		return tooDeep
	}
	for r.decoder.PeekKind() != ']' {
		v.items = append(v.items, value{})
		if problem := r.value(&v.items[len(v.items)-1]); problem != "" {
			return problem
		}
	}
	_, problem = r.token()
	return problem
}
