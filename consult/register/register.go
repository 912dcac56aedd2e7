package register

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/preconsult/preconsult/consult"
)

// A Record is what a register can hold: a value that knows its id and what it is filed
// under. A record may be filed under several keys, as a DPIA that covers two products is.
type Record interface {
	RecordID() consult.RecordID
	Keys() []consult.Key
}

// A Register is the records of one kind, filed by controller and product. A nil Register
// holds nothing, which every check refuses. Its methods are safe for concurrent use.
type Register[T Record] struct {
	set  *Set
	kind string
	slot int
}

// New returns the register of a kind of record in the set, to be filled with [Register.File].
// Registers are added before the set is used.
func New[T Record](set *Set, kind string) *Register[T] {
	set.mu.Lock()
	defer set.mu.Unlock()
	set.kinds = append(set.kinds, kind)
	return &Register[T]{set, kind, len(set.kinds) - 1}
}

// Of returns a register of records that are part of the program: they do not age. The
// error names every record that has no valid id, shares its id with another, or is filed
// under no controller.
func Of[T Record](kind string, records ...T) (*Register[T], error) {
	r := New[T](NewSet(), kind)
	return r, r.Replace(records...)
}

// Replace swaps in other records for those of a register made by [Of]. One that shares its set
// with others is refused, since their records would be gone. After an error, the register holds
// what it held.
func (r *Register[T]) Replace(records ...T) error {
	if r.set.shared() {
		return fmt.Errorf("register: the register of kind %s shares its set: swap in a whole snapshot of the set", r.kind)
	}
	next := new(Snapshot)
	if err := r.Put(next, records...); err != nil {
		return err
	}
	r.set.Swap(next)
	return nil
}

// Put is [Register.File] for records that are Go values: their versions are those of their JSON.
func (r *Register[T]) Put(into *Snapshot, records ...T) error {
	filed := make([]*consult.Filed[T], len(records))
	for i, record := range records {
		content, err := json.Marshal(record)
		if err != nil {
			return fmt.Errorf("register: %s %s: %w", r.kind, record.RecordID(), err)
		}
		filed[i] = &consult.Filed[T]{Record: record, Ref: Ref(r.kind, record.RecordID(), content)}
	}
	return r.File(into, filed...)
}

// Ref returns the reference to a record with the given content.
func Ref(kind string, id consult.RecordID, content []byte) consult.RecordRef {
	sum := sha256.Sum256(content)
	return consult.RecordRef{Kind: kind, ID: id, Version: hex.EncodeToString(sum[:8])}
}

// Kind returns the kind of record that the register holds.
func (r *Register[T]) Kind() string { return r.kind }

// File puts records into a snapshot of the register's set that has not been swapped in yet.
// It replaces what was filed there for this register before. The order of the records does
// not matter. A record with a method Validate() error is asked what cannot be meant by it.
func (r *Register[T]) File(into *Snapshot, records ...*consult.Filed[T]) error {
	all := slices.Clone(records)
	slices.SortFunc(all, func(a, b *consult.Filed[T]) int { return strings.Compare(string(a.Ref.ID), string(b.Ref.ID)) })
	byKey := make(map[consult.Key][]*consult.Filed[T], len(all))
	var faults []error
	for i, filed := range all {
		id := filed.Ref.ID
		keys := filed.Record.Keys()
		switch {
		case !id.Valid():
			faults = append(faults, fmt.Errorf("register: a %s has no valid id", r.kind))
		case i > 0 && all[i-1].Ref.ID == id:
			faults = append(faults, fmt.Errorf("register: two records of kind %s have the id %s: give each its own", r.kind, id))
		case len(keys) == 0 || slices.ContainsFunc(keys, func(k consult.Key) bool { return k.Controller == "" }):
			faults = append(faults, fmt.Errorf("register: %s %s is filed under no controller", r.kind, id))
		}
		if v, ok := any(filed.Record).(interface{ Validate() error }); ok {
			if err := v.Validate(); err != nil {
				faults = append(faults, fmt.Errorf("register: %s %s: %w", r.kind, id, err))
			}
		}
		for _, key := range keys {
			byKey[key] = append(byKey[key], filed)
		}
	}
	for len(into.tables) <= r.slot {
		into.tables = append(into.tables, nil)
	}
	into.tables[r.slot] = all
	into.clear(r.slot)
	for key, filed := range byKey {
		into.put(key, r.slot, filed)
	}
	return errors.Join(faults...)
}

// At returns the records filed under a key, in the order of their ids, as the snapshot of
// the given decision has them. It returns none where the register is nil, was never
// filled, or is older than the gate allows. The records are shared and must not be
// modified. It does not allocate.
func (r *Register[T]) At(p *consult.Pass, key consult.Key) []*consult.Filed[T] {
	if r == nil {
		return nil
	}
	d, _ := p.Under(r.set, key).(*drawer)
	return r.in(d)
}

// OfCall is At for the controller and product of the call that p judges. It takes less time.
func (r *Register[T]) OfCall(p *consult.Pass) []*consult.Filed[T] {
	if r == nil {
		return nil
	}
	d, _ := p.UnderCall(r.set).(*drawer)
	return r.in(d)
}

// OfController is At for the controller of the call that p judges, without a product. It takes less
// time.
func (r *Register[T]) OfController(p *consult.Pass) []*consult.Filed[T] {
	if r == nil {
		return nil
	}
	if d, ok := p.UnderCall(r.set).(*drawer); ok && d.controller != nil {
		return r.in(d.controller)
	}
	return r.At(p, consult.Key{Controller: p.Call.Controller})
}

// in returns what the register has in a drawer, or nil where there is no drawer.
func (r *Register[T]) in(d *drawer) []*consult.Filed[T] {
	if d == nil || r.slot >= len(d.slots) {
		return nil
	}
	filed, _ := d.slots[r.slot].([]*consult.Filed[T])
	return filed
}

// All returns the records in the order of their ids, as they stand now.
func (r *Register[T]) All() iter.Seq[*consult.Filed[T]] {
	return func(yield func(*consult.Filed[T]) bool) {
		if r == nil {
			return
		}
		now := r.set.Current()
		if now == nil || r.slot >= len(now.tables) {
			return
		}
		all, _ := now.tables[r.slot].([]*consult.Filed[T])
		for _, filed := range all {
			if !yield(filed) {
				return
			}
		}
	}
}

// Len returns the number of records as they stand now.
func (r *Register[T]) Len() int {
	n := 0
	for range r.All() {
		n++
	}
	return n
}
