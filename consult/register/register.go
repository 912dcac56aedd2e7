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
	"sync"
	"sync/atomic"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A Record is what a register can hold: a value that knows its id and what it is filed
// under. A record may be filed under several keys, as a DPIA that covers two products is.
type Record interface {
	RecordID() consult.RecordID
	Keys() []consult.Key
}

// A Set is a group of registers that change together. It is safe for concurrent use; the
// decisions that run while it changes keep the snapshot they began with.
type Set struct {
	current atomic.Pointer[Snapshot]
	mu      sync.Mutex // held while kinds are added
	kinds   []string
}

// NewSet returns a set without registers.
func NewSet() *Set { return new(Set) }

// Snapshot implements [consult.Source]. Before the first [Set.Swap] it returns nil, and
// whatever is asked of the set's registers is unknown.
func (s *Set) Snapshot() consult.Snapshot {
	if now := s.current.Load(); now != nil {
		return now
	}
	return nil
}

// Swap makes next the state of the set, for every decision that begins from now on.
func (s *Set) Swap(next *Snapshot) { s.current.Store(next) }

// Current returns the state of the set, or nil before the first [Set.Swap].
func (s *Set) Current() *Snapshot { return s.current.Load() }

func (s *Set) shared() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.kinds) > 1
}

// A Snapshot is the state of a set: one table of records for each of its registers. It
// must not be filed into once it has been swapped in. The zero Snapshot is the empty state of records
// that are part of the program and do not age; [NewSnapshot] is for those that were read.
type Snapshot struct {
	asOf    time.Time
	ages    bool
	drawers map[consult.Key]*drawer
	tables  []any // []*consult.Filed[T] in the order of the ids, by slot
}

// A drawer is what all registers of a set have under one key, so that a decision looks a key
// up once.
type drawer struct {
	slots      []any   // []*consult.Filed[T] in the order of the ids, by slot
	controller *drawer // of the drawer of a product, that of its controller as a whole
}

// NewSnapshot returns an empty state for records that were at their origin as of an instant.
func NewSnapshot(asOf time.Time) *Snapshot { return &Snapshot{asOf: asOf, ages: true} }

// AsOf implements [consult.Snapshot].
func (s *Snapshot) AsOf() (time.Time, bool) { return s.asOf, s.ages }

// Under implements [consult.Snapshot].
func (s *Snapshot) Under(key consult.Key) any {
	if d := s.drawers[key]; d != nil {
		return d
	}
	return nil
}

// At returns the same records, known to be the ones at their origin as of a later instant.
func (s *Snapshot) At(asOf time.Time) *Snapshot {
	return &Snapshot{asOf, s.ages, s.drawers, s.tables}
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

// clear takes out of the drawers what one register has in them.
func (s *Snapshot) clear(slot int) {
	for _, d := range s.drawers {
		if slot < len(d.slots) {
			d.slots[slot] = nil
		}
	}
}

// put puts what one register has under a key into its drawer.
func (s *Snapshot) put(key consult.Key, slot int, filed any) {
	d := s.drawer(key)
	for len(d.slots) <= slot {
		d.slots = append(d.slots, nil)
	}
	d.slots[slot] = filed
}

// drawer returns the drawer of a key, which is made where it is missing.
func (s *Snapshot) drawer(key consult.Key) *drawer {
	if s.drawers == nil {
		s.drawers = make(map[consult.Key]*drawer)
	}
	d := s.drawers[key]
	if d == nil {
		d = new(drawer)
		s.drawers[key] = d
		if key.Product != "" {
			d.controller = s.drawer(consult.Key{Controller: key.Controller})
		}
	}
	return d
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

// Newest returns, of records filed under one key, the one that took effect last and is in
// effect for the call that p judges, or nil; of two that took effect at once, the one with
// the greater id. The instants from and until which a record is in effect are what effect
// returns; a zero until means that it stays. It also returns the instant at which another
// record is to take its place, or the zero Time: one that began between the call's start
// and now never does.
func Newest[T any](p *consult.Pass, filed []*consult.Filed[T], effect func(*T) (from, until time.Time)) (newest *consult.Filed[T], replaced time.Time) {
	var since time.Time
	for _, f := range filed {
		from, until := effect(&f.Record)
		switch {
		case !until.IsZero() && !p.Until(until):
		case p.Since(from):
			if newest == nil || !from.Before(since) {
				newest, since = f, from
			}
		case from.After(p.Now) && !from.After(p.Call.Start) && (replaced.IsZero() || from.Before(replaced)):
			replaced = from
		}
	}
	return newest, replaced
}

// Latest returns, of records filed under one key, the one with the latest instant, in effect or
// not, or nil where there is none; of two at once, the one with the greater id.
func Latest[T any](filed []*consult.Filed[T], at func(*T) time.Time) (latest *consult.Filed[T]) {
	if len(filed) == 1 {
		return filed[0]
	}
	for _, f := range filed {
		if latest == nil || !at(&f.Record).Before(at(&latest.Record)) {
			latest = f
		}
	}
	return latest
}
