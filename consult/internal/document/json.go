package document

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

const tooDeep = "has objects and lists that lie too deep in each other"

// jsonReader reads the tokens of a document. It counts lines as it goes.
type jsonReader struct {
	decoder *jsontext.Decoder
	data    []byte
	whole   string // the data: names and texts are parts of it
	line    int    // of the byte at counted
	counted int
	// The parts of the objects and lists that are being read, of the innermost last. They are copied out when one
	// ends, so that each has as much memory as it needs.
	read []part
}

// parseJSON reads a document into v, or returns what keeps it from being read. Members that
// are given twice are kept: the decoder reports them, with everything else.
func parseJSON(data []byte, v *value) Fault {
	r := jsonReader{
		read:    make([]part, 0, 24), // which a call has at once
		decoder: jsontext.NewDecoder(bytes.NewBuffer(data), jsontext.AllowDuplicateNames(true)),
		data:    data,
		whole:   string(data),
		line:    1,
	}
	root, problem := r.value()
	if problem != "" {
		return Fault{Line: r.line, Problem: problem}
	}
	*v = root
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

// spelt returns the text of a string token that began after an offset. It shares the memory of the document
// unless it is written with escapes.
func (r *jsonReader) spelt(token jsontext.Token, after int64) string {
	written := r.whole[after:r.decoder.InputOffset()]
	written = written[strings.IndexByte(written, '"')+1 : len(written)-1]
	if strings.IndexByte(written, '\\') >= 0 {
		return token.String()
	}
	return written
}

func (r *jsonReader) value() (v value, problem string) {
	before := r.decoder.InputOffset()
	token, problem := r.token()
	if problem != "" {
		return v, problem
	}
	v.line = int32(r.line)
	switch token.Kind() {
	case '{':
		v.kind = object
		v.parts, problem = r.parts('}')
	case '[':
		v.kind = list
		v.parts, problem = r.parts(']')
	case '"':
		v.kind, v.text = text, r.spelt(token, before)
	case '0':
		v.kind, v.text = number, token.String()
	case 't', 'f':
		v.kind, v.text = boolean, token.String()
	default:
		v.kind = null
	}
	return v, problem
}

// parts reads the members of an object, or the items of a list, up to what ends it.
func (r *jsonReader) parts(end jsontext.Kind) (parts []part, problem string) {
	if r.decoder.StackDepth() > MaxDepth {
		return nil, tooDeep
	}
	begin := len(r.read)
	for r.decoder.PeekKind() != end {
		var p part
		if end == '}' {
			before := r.decoder.InputOffset()
			token, problem := r.token()
			if problem != "" {
				return nil, problem
			}
			p.name, p.line = r.spelt(token, before), int32(r.line)
		}
		if p.value, problem = r.value(); problem != "" {
			return nil, problem
		}
		r.read = append(r.read, p)
	}
	_, problem = r.token()
	parts = slices.Clone(r.read[begin:])
	r.read = r.read[:begin]
	return parts, problem
}
