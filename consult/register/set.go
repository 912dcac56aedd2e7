package register

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/preconsult/preconsult/consult"
)

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
