package cel

import (
	"reflect"
	"sync"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/task"
)

// A Prepared holds the programs, and the records as CEL's own values. Several goroutines may ask
// it at once.
type Prepared struct {
	rules *rules
	files files[record]
	free  sync.Pool // of *facts
}

// NewPrepared returns an engine with nothing on file.
func NewPrepared() (*Prepared, error) {
	all := layouts{}
	for _, v := range variables {
		if err := all.add(v.structure); err != nil {
			return nil, err
		}
	}
	var options []cel.EnvOption
	for _, l := range all {
		options = append(options, cel.Types(l))
	}
	rules, err := compile(options...)
	if err != nil {
		return nil, err
	}
	p := &Prepared{rules: rules}
	p.free.New = func() any { return &facts{rules: rules, defined: make([]ref.Val, len(rules.definitions))} }
	return p, nil
}

// File implements [task.Engine].
func (p *Prepared) File(records *task.Records) error {
	p.files = files[record]{}
	for key, file := range filed(task.NewSheet(records)) {
		p.files[key] = recordOf(reflect.ValueOf(file).Elem())
	}
	return nil
}

// Broken implements [task.Engine].
func (p *Prepared) Broken(call *consult.Call, now time.Time) ([]consult.RuleID, error) {
	f := p.free.Get().(*facts)
	defer p.free.Put(f)
	f.set(call, now)
	f.file = p.files.of(call)
	return p.rules.broken(f)
}

// facts are the variables of the rules for one call.
type facts struct {
	call, initiator, room, device, client, data record
	file                                        *record
	now, stale, early, late                     ref.Val
	rules                                       *rules
	defined                                     []ref.Val // the values of definitions, nil until a rule needs them
}

// set takes the facts from a call. The order in a record is that of the struct's fields.
func (f *facts) set(c *consult.Call, now time.Time) {
	i, r, d := &c.Initiator, &c.Room, &c.Data
	recipients, recipientsKnown := d.Recipients.Known()
	access, accessKnown := d.Access.Known()
	storage, storageKnown := d.Storage.Known()
	overseas, overseasKnown := d.Overseas()
	f.call = record{types.String(c.Controller), types.String(c.Product.ID), ordinal(c.Product.Version), purposes[c.Purpose]}
	f.initiator = record{sourced(&i.Observed), instant(i.At), yesNo[i.Verified], parties[i.Party], types.String(i.Organisation)}
	f.room = record{
		sourced(&r.Observed), instant(r.At), recordings[r.Recording], authorities[r.RecordingAuthority], captures[r.Transcription], captures[r.Scribe],
		encryptions[r.Encryption], yesNo[r.ServerCapture], visibilities[r.Visibility], admissions[r.Admission],
	}
	f.device = record{sourced(&c.Device.Observed), instant(c.Device.At), standings[c.Device.Standing]}
	f.client = record{sourced(&c.Client.Observed), instant(c.Client.At), ordinal(c.Client.Version), ordinal(c.Client.Server)}
	f.data = record{
		sourced(&d.Observed), instant(d.At),
		processingPurposes.list(d.Purposes), categories.list(d.Categories), subjects.list(d.Subjects),
		productList(recipients, c.Product.ID, recipientsKnown),
		countryList(access, accessKnown), countryList(storage, storageKnown), countryList(overseas, overseasKnown),
	}
	early, late := task.Bounds(c, now)
	f.now, f.stale = instant(now), instant(now.Add(-task.MaxFactAge))
	f.early, f.late = instant(early), instant(late)
	clear(f.defined)
}

func sourced(o *consult.Observed) ref.Val { return types.Bool(o.Source != "") }

func instant(t time.Time) ref.Val { return types.Int(task.Instant(t)) }

func ordinal(v consult.Version) ref.Val { return types.Int(task.Ordinal(v)) }

// Parent implements [cel.Activation].
func (f *facts) Parent() cel.Activation { return nil }

// ResolveName implements [cel.Activation].
func (f *facts) ResolveName(name string) (any, bool) {
	switch name {
	case "call":
		return &f.call, true
	case "initiator":
		return &f.initiator, true
	case "room":
		return &f.room, true
	case "device":
		return &f.device, true
	case "client":
		return &f.client, true
	case "data":
		return &f.data, true
	case "on_file":
		return f.file, true
	case "controller":
		return f.file[placeController], true
	case "notice":
		return f.file[placeNotice], true
	case "dpia":
		return f.file[placeDPIA], true
	case "screening":
		return f.file[placeScreening], true
	case "assessment":
		return f.file[placeAssessment], true
	case "procurement":
		return f.file[placeProcurement], true
	case "now":
		return f.now, true
	case "stale":
		return f.stale, true
	case "early":
		return f.early, true
	case "late":
		return f.late, true
	default:
		return f.definition(name)
	}
}

func (f *facts) definition(name string) (any, bool) {
	for i := range f.rules.definitions {
		d := &f.rules.definitions[i]
		if d.name != name {
			continue
		}
		if f.defined[i] == nil {
			f.defined[i] = d.value(f)
		}
		return f.defined[i], true
	}
	return nil, false
}
