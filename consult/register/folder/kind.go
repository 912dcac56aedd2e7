package folder

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/internal/document"
	"github.com/preconsult/preconsult/consult/register"
)

// The members that every document may have beside those of its record.
const (
	kindMember   = "kind"
	schemaMember = "$schema"
)

// A Kind is a kind of record that a folder holds. It comes from [Into]. The zero Kind is none,
// and [Open] refuses it.
type Kind struct {
	name string
	bind func(*register.Set) (drawer, error)
}

// Into says that documents of a kind are records of type T, and that their register is to be
// put into *dst. [Open] does so when it has read the folder without a fault; until then, and
// after an error, *dst is what it was.
//
// T is a struct whose exported fields have json tags with the names of its members, all but
// kind and $schema; a member is required unless its tag says omitzero or omitempty. Fields are
// structs, slices and pointers of: text; bool; integers; [time.Time]; types that implement
// [encoding.TextUnmarshaler] without quoting their input in errors; and sets of words such as
// [consult.Set], [consult.Countries] and [consult.Products].
//
// A record that has a method Validate() error is asked what cannot be meant by it, and so is
// each of the given checks. Each error that these join reads "path: problem", with the path of a
// member, and quotes no value: it becomes a fault with file and line.
func Into[T register.Record](dst **register.Register[T], kind string, checks ...func(*T) error) Kind {
	return Kind{kind, func(set *register.Set) (drawer, error) {
		if dst == nil {
			return nil, errors.New("has nowhere to put its register")
		}
		if err := document.Check(reflect.TypeFor[T](), kindMember, schemaMember); err != nil {
			return nil, err
		}
		return &drawerOf[T]{register.New[T](set, kind), dst, checks}, nil
	}}
}

// bindAll returns the drawers of the kinds, whose registers share a set.
func bindAll(set *register.Set, kinds []Kind) ([]drawer, error) {
	if len(kinds) == 0 {
		return nil, errors.New("folder: no kind of record is named: name what the folder holds with Into")
	}
	drawers := make([]drawer, len(kinds))
	for i, kind := range kinds {
		if kind.bind == nil || kind.name == "" {
			return nil, errors.New("folder: a kind of record has no name: make kinds with Into, and name them")
		}
		if slices.ContainsFunc(kinds[:i], func(k Kind) bool { return k.name == kind.name }) {
			return nil, fmt.Errorf("folder: the kind %s is named twice", kind.name)
		}
		d, err := kind.bind(set)
		if err != nil {
			return nil, fmt.Errorf("folder: the kind %s: %w", kind.name, err)
		}
		drawers[i] = d
	}
	return drawers, nil
}

// A drawer holds the register of one kind, whatever the type of its records.
type drawer interface {
	kind() string
	// decode makes a record of a document, or says what is wrong with it. record is what file takes.
	decode(node *document.Node, content []byte) (record any, id consult.RecordID, err error)
	// file puts records into a snapshot of the set.
	file(into *register.Snapshot, records []any) error
	// open hands out the register.
	open()
}

type drawerOf[T register.Record] struct {
	register *register.Register[T]
	dst      **register.Register[T]
	checks   []func(*T) error
}

func (d *drawerOf[T]) kind() string { return d.register.Kind() }

func (d *drawerOf[T]) open() { *d.dst = d.register }

var (
	errID   = errors.New("has no valid id: 1 to 64 letters, digits and . _ - beginning with a letter or digit")
	errKeys = errors.New("is filed under no controller and product: name them")
)

func (d *drawerOf[T]) decode(node *document.Node, content []byte) (any, consult.RecordID, error) {
	filed := new(consult.Filed[T])
	if err := node.Decode(&filed.Record, kindMember, schemaMember); err != nil {
		return nil, "", err
	}
	for _, check := range d.checks {
		if err := node.Locate(check(&filed.Record)); err != nil {
			return nil, "", err
		}
	}
	id := filed.Record.RecordID()
	switch {
	case !id.Valid():
		return nil, "", errID
	case len(filed.Record.Keys()) == 0:
		return nil, "", errKeys
	}
	filed.Ref = register.Ref(d.kind(), id, content)
	return filed, id, nil
}

func (d *drawerOf[T]) file(into *register.Snapshot, records []any) error {
	filed := make([]*consult.Filed[T], len(records))
	for i, record := range records {
		filed[i] = record.(*consult.Filed[T])
	}
	return d.register.File(into, filed...)
}
