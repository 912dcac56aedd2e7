package document

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
)

// decoder decodes one document and collects its faults.
type decoder struct {
	options *Options
	skip    []string // members of the document itself that are not decoded
	faults  Faults
}

// step is one step of the way to a value: a member, or an item of a list. Steps live on the
// stack of the decoder and become text only for a fault.
type step struct {
	from *step
	name string // or "" for an item
	item int
}

func (s *step) String() string {
	switch {
	case s == nil:
		return ""
	case s.name == "":
		return s.from.String() + "[" + strconv.Itoa(s.item) + "]"
	case s.from == nil:
		return s.name
	default:
		return s.from.String() + "." + s.name
	}
}

func (d *decoder) fault(line int, at *step, problem string) {
	if len(d.faults) < MaxFaults+1 { // one too many, to know that there are more
		d.faults = append(d.faults, Fault{File: d.options.File, Line: line, Path: at.String(), Problem: problem})
	}
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
func (d *decoder) value(v *value, into reflect.Value, p *plan, at *step) {
	problem := v.problem
	if problem == "" && v.kind == null {
		problem = "is null: give a value, or leave it out if it may be left out"
	}
	if problem != "" {
		d.fault(v.line, at, problem)
		return
	}
	switch p.shape {
	case Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		d.value(v, into.Elem(), p.elem, at)
	case Object:
		d.object(v, into, p, at)
	case List:
		d.list(v, into, p, at)
	case WordSet:
		d.words(v, into, p, at)
	default:
		if problem := scalarInto(v, into, p); problem != "" {
			d.fault(v.line, at, problem)
		}
	}
}

func (d *decoder) object(v *value, into reflect.Value, p *plan, at *step) {
	if v.kind != object {
		d.fault(v.line, at, "must be an object: members with names")
		return
	}
	var few [32]int // the line on which each field was given
	lines := few[:]
	if len(p.fields) > len(few) {
		lines = make([]int, len(p.fields))
	}
	var skipped map[string]int
	for i := range v.members {
		m := &v.members[i]
		n, known := p.names[m.name]
		switch {
		case d.full():
			return
		case m.problem != "":
			d.fault(m.line, at, m.problem)
		case known:
			here := step{from: at, name: m.name}
			if first := lines[n]; first > 0 {
				d.fault(m.line, &here, twice(first))
				continue
			}
			lines[n] = m.line
			d.value(&m.value, into.Field(p.fields[n].Field.Index[0]), p.fields[n].plan, &here)
		case at == nil && slices.Contains(d.skip, m.name):
			if skipped == nil {
				skipped = make(map[string]int, len(d.skip))
			}
			d.skipped(m, skipped)
		default:
			d.fault(m.line, at, unknownMember(m.name, p, d.options.NameMembers))
		}
	}
	for n := range p.fields {
		if p.fields[n].Required && lines[n] == 0 && !slices.Contains(d.options.Optional, into.Type()) {
			d.fault(v.line, &step{from: at, name: p.fields[n].Name}, "is missing")
		}
	}
}

func twice(first int) string {
	return fmt.Sprintf("is given twice, the first time on line %d", first)
}

// skipped looks at a member that is not decoded.
func (d *decoder) skipped(m *member, lines map[string]int) {
	here := step{name: m.name}
	if first, again := lines[m.name]; again {
		d.fault(m.line, &here, twice(first))
		return
	}
	lines[m.name] = m.line
	problem := m.value.problem
	if problem == "" {
		problem = unfitText(&m.value)
	}
	if problem != "" {
		d.fault(m.line, &here, problem)
	}
}

func (d *decoder) list(v *value, into reflect.Value, p *plan, at *step) {
	if v.kind != list {
		d.fault(v.line, at, "must be a list")
		return
	}
	if len(v.items) == 0 {
		return
	}
	items := reflect.MakeSlice(into.Type(), len(v.items), len(v.items))
	for i := range v.items {
		if d.full() {
			return
		}
		d.value(&v.items[i], items.Index(i), p.elem, &step{from: at, item: i})
	}
	into.Set(items)
}

// words decodes a list of texts into a set of words.
func (d *decoder) words(v *value, into reflect.Value, p *plan, at *step) {
	if v.kind != list {
		d.fault(v.line, at, "must be a list of texts")
		return
	}
	set := into.Addr().Interface().(wordAdder)
	for i := range v.items {
		if d.full() {
			return
		}
		item := &v.items[i]
		problem := item.problem
		if problem == "" {
			problem = unfitText(item)
		}
		if problem == "" {
			if err := set.AddWord([]byte(item.text)); err != nil {
				problem = refusal(err, item.text, p.words)
			}
		}
		if problem != "" {
			d.fault(item.line, &step{from: at, item: i}, problem)
		}
	}
}
