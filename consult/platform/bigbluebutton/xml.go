package bigbluebutton

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/preconsult/preconsult/consult/platform"
)

// maxDepth is how deep elements may lie in one another.
const maxDepth = 32

// ErrXML: an answer is not the XML that BigBlueButton answers.
var ErrXML = errors.New("bigbluebutton: the answer is not the XML that it should be: it is malformed, cut off, too long or too deep, has a document type, or an element twice")

// A response is the elements right below the root of an answer that have text and nothing else.
type response map[string]string

// decode reads an answer, strictly: it has one root, no document type and so no entities of its own, and no
// element twice right below the root.
func decode(data []byte) (response, error) {
	if len(data) > platform.MaxBytes {
		return nil, ErrXML
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	var (
		values = response{}
		seen   = map[string]bool{}
		path   []string
		text   strings.Builder
		nested bool // whether the element right below the root has others in it
		ended  bool // whether the root has
	)
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && ended {
			return values, nil
		} else if err != nil {
			return nil, ErrXML // which may quote the answer
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, ErrXML
		case xml.StartElement:
			path = append(path, t.Name.Local)
			switch {
			case ended, len(path) > maxDepth, len(path) == 1 && t.Name.Local != "response", len(path) == 2 && seen[t.Name.Local]:
				return nil, ErrXML
			case len(path) == 2:
				seen[t.Name.Local], nested = true, false
				text.Reset()
			case len(path) > 2:
				nested = true
			}
		case xml.CharData:
			if len(path) == 2 {
				text.Write(t)
			} else if len(path) < 2 && len(bytes.TrimSpace(t)) > 0 {
				return nil, ErrXML
			}
		case xml.EndElement:
			if len(path) == 2 && !nested {
				values[t.Name.Local] = strings.TrimSpace(text.String())
			}
			path = path[:len(path)-1]
			ended = len(path) == 0
		}
	}
}

// boolean reads an element as FreeMarker's ?c writes it: empty is null, and another text an error.
func (r response) boolean(name string) (platform.Field[bool], error) {
	switch text, has := r[name]; {
	case !has:
		return platform.Field[bool]{}, nil
	case text == "":
		return platform.Null[bool](), nil
	case text == "true", text == "false":
		return platform.Given(text == "true"), nil
	default:
		return platform.Field[bool]{}, ErrXML
	}
}
