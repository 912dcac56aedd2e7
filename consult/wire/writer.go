package wire

import (
	"fmt"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/preconsult/preconsult/consult"
)

// writer writes one document. What it is given is known to have a wire form.
type writer struct{ b []byte }

func (w *writer) within(limit int) ([]byte, error) {
	if len(w.b) > limit {
		return nil, &Error{[]Fault{{Problem: fmt.Sprintf("is larger than %d bytes", limit)}}}
	}
	return w.b, nil
}

func (w *writer) begin(b byte) { w.b = append(w.b, b) }
func (w *writer) end(b byte)   { w.b = append(w.b, b) }

// separate writes the comma before all but the first of the members or items.
func (w *writer) separate() {
	if last := w.b[len(w.b)-1]; last != '{' && last != '[' {
		w.b = append(w.b, ',')
	}
}

func (w *writer) name(name string) {
	w.item(name)
	w.b = append(w.b, ':')
}

func (w *writer) object(name string) {
	w.name(name)
	w.begin('{')
}

// item writes a text that needs no escape.
func (w *writer) item(text string) {
	w.separate()
	w.b = append(append(append(w.b, '"'), text...), '"')
}

// word writes a member whose text needs no escape.
func (w *writer) word(name, text string) {
	w.name(name)
	w.b = append(append(append(w.b, '"'), text...), '"')
}

// code writes a member whose text needs no escape, unless it is empty.
func (w *writer) code(name, text string) {
	if text != "" {
		w.word(name, text)
	}
}

func (w *writer) text(name, text string) {
	w.name(name)
	w.quoted(text)
}

func (w *writer) quoted(text string) {
	w.b, _ = jsontext.AppendQuote(w.b, text) // the error is of text that is not UTF-8, and there is none
}

func (w *writer) boolean(name string, b bool) {
	w.name(name)
	if b {
		w.b = append(w.b, "true"...)
	} else {
		w.b = append(w.b, "false"...)
	}
}

func (w *writer) version(name string, v consult.Version) {
	if v.Known() {
		w.name(name)
		w.b = append(w.b, '"')
		w.b, _ = v.AppendText(w.b) // which has no error to return
		w.b = append(w.b, '"')
	}
}

func (w *writer) time(name string, t time.Time) {
	if !t.IsZero() {
		w.name(name)
		w.b = append(w.b, '"')
		w.b = t.UTC().AppendFormat(w.b, time.RFC3339Nano)
		w.b = append(w.b, '"')
	}
}

func words[E consult.Enum](w *writer, name string, s consult.Set[E]) {
	w.name(name)
	w.begin('[')
	for v := E(1); v < 64; v++ {
		if s.Has(v) {
			w.item(v.String())
		}
	}
	w.end(']')
}
