package document

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// decoder decodes one document and collects its faults.
type decoder struct {
	options *Options
	skip    []string // members of the document itself that are not decoded
	at      steps    // of what is being decoded
	faults  Faults
	text    []byte // the memory in which texts are handed to types of their own
}

// Steps lead to a value: each is a member, or an item of a list. They become text only for a fault.
type steps []step

type step struct {
	name string // or "" for an item
	item int
}

func (at steps) String() string {
	var b strings.Builder
	for i, s := range at {
		switch {
		case s.name == "":
			b.WriteString("[" + strconv.Itoa(s.item) + "]")
		case i == 0:
			b.WriteString(s.name)
		default:
			b.WriteString("." + s.name)
		}
	}
	return b.String()
}

func (d *decoder) enter(s step) { d.at = append(d.at, s) }
func (d *decoder) leave()       { d.at = d.at[:len(d.at)-1] }

func (d *decoder) fault(line int32, problem string) {
	if len(d.faults) < MaxFaults+1 { // one too many, to know that there are more
		d.faults = append(d.faults, Fault{File: d.options.File, Line: int(line), Path: d.at.String(), Problem: problem})
	}
}

// faultOf reports what is wrong with a part of what is being decoded.
func (d *decoder) faultOf(s step, line int32, problem string) {
	d.enter(s)
	d.fault(line, problem)
	d.leave()
}

func (d *decoder) full() bool { return len(d.faults) > MaxFaults }

// err returns the faults in order, or nil.
func (d *decoder) err() error {
	if len(d.faults) == 0 {
		return nil
	}
	more := d.full()
	if more {
		d.faults = d.faults[:MaxFaults]
	}
	d.faults.Sort()
	if more {
		last := d.faults[MaxFaults-1]
		d.faults = append(d.faults, Fault{File: last.File, Line: last.Line, Problem: "has more faults than are shown: mend these first"})
	}
	return d.faults
}

// value decodes v into a settable value whose type has the plan p.
func (d *decoder) value(v *value, into reflect.Value, p *plan) {
	switch v.kind {
	case refused:
		d.fault(v.line, v.text)
		return
	case null:
		d.fault(v.line, "is null: give a value, or leave it out if it may be left out")
		return
	}
	switch p.shape {
	case Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		d.value(v, into.Elem(), p.elem)
	case Object:
		d.object(v, into, p)
	case List:
		d.list(v, into, p)
	case WordSet:
		d.words(v, into, p)
	default:
		if problem := d.scalar(v, into, p); problem != "" {
			d.fault(v.line, problem)
		}
	}
}

func (d *decoder) object(v *value, into reflect.Value, p *plan) {
	if v.kind != object {
		d.fault(v.line, "must be an object: members with names")
		return
	}
	var few [32]int32 // the line on which each field was given
	lines := few[:]
	if len(p.fields) > len(few) {
		lines = make([]int32, len(p.fields))
	}
	var skipped map[string]int32
	for i := range v.parts {
		m := &v.parts[i]
		n, known := p.names[m.name]
		switch {
		case d.full():
			return
		case m.refused:
			d.fault(m.line, m.name)
		case known:
			if first := lines[n]; first > 0 {
				d.faultOf(step{name: m.name}, m.line, twice(first))
				continue
			}
			lines[n] = m.line
			d.enter(step{name: m.name})
			d.value(&m.value, into.Field(p.fields[n].Field.Index[0]), p.fields[n].plan)
			d.leave()
		case len(d.at) == 0 && slices.Contains(d.skip, m.name):
			if skipped == nil {
				skipped = make(map[string]int32, len(d.skip))
			}
			d.skipped(m, skipped)
		default:
			d.fault(m.line, unknownMember(m.name, p, d.options.NameMembers))
		}
	}
	for n := range p.fields {
		if p.fields[n].Required && lines[n] == 0 && !slices.Contains(d.options.Optional, into.Type()) {
			d.faultOf(step{name: p.fields[n].Name}, v.line, "is missing")
		}
	}
}

func twice(first int32) string {
	return fmt.Sprintf("is given twice, the first time on line %d", first)
}

// skipped looks at a member that is not decoded.
func (d *decoder) skipped(m *part, lines map[string]int32) {
	if first, again := lines[m.name]; again {
		d.faultOf(step{name: m.name}, m.line, twice(first))
		return
	}
	lines[m.name] = m.line
	if problem := unfitText(&m.value); problem != "" {
		d.faultOf(step{name: m.name}, m.line, problem)
	}
}

func (d *decoder) list(v *value, into reflect.Value, p *plan) {
	if v.kind != list {
		d.fault(v.line, "must be a list")
		return
	}
	if len(v.parts) == 0 {
		return
	}
	items := reflect.MakeSlice(into.Type(), len(v.parts), len(v.parts))
	for i := range v.parts {
		if d.full() {
			return
		}
		d.enter(step{item: i})
		d.value(&v.parts[i].value, items.Index(i), p.elem)
		d.leave()
	}
	into.Set(items)
}

// words decodes a list of texts into a set of words.
func (d *decoder) words(v *value, into reflect.Value, p *plan) {
	if v.kind != list {
		d.fault(v.line, "must be a list of texts")
		return
	}
	set := into.Addr().Interface().(wordAdder)
	for i := range v.parts {
		if d.full() {
			return
		}
		item := &v.parts[i].value
		problem := unfitText(item)
		if problem == "" {
			if err := set.AddWord(d.bytes(item.text)); err != nil {
				problem = refusal(err, item.text, p.words)
			}
		}
		if problem != "" {
			d.faultOf(step{item: i}, item.line, problem)
		}
	}
}
