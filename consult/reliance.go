package consult

import (
	"encoding/json"
	"slices"
	"time"
)

// A Reliance is something that a decision rests on.
type Reliance struct {
	// Record is the record; nil for the facts of the call and for the records' being read.
	Record *RecordRef `json:"record,omitzero"`
	// What says what ends: "review", "contract", "facts".
	What string `json:"what"`
	// Until is the instant from which on it does not hold; zero where it has no end.
	Until time.Time `json:"until,omitzero"`
}

// Reliances is a list of reliances. The first few are kept in place, so that a decision
// that rests on no more needs no memory of its own. The zero Reliances is empty.
type Reliances struct {
	n     uint8
	first [10]Reliance
	more  []Reliance
}

// ReliancesOf returns the list of the given reliances.
func ReliancesOf(list ...Reliance) Reliances {
	var r Reliances
	for _, one := range list {
		r.add(one.Record, one.What, one.Until)
	}
	return r
}

// add adds a reliance. A record that is only noted, without an end, is noted once.
func (r *Reliances) add(record *RecordRef, what string, until time.Time) {
	if until.IsZero() {
		for i := range r.first[:r.n] {
			if r.first[i].Record == record {
				return
			}
		}
	}
	if int(r.n) == len(r.first) {
		r.more = append(r.more, Reliance{record, what, until})
		return
	}
	next := &r.first[r.n]
	next.Record, next.What, next.Until = record, what, until
	r.n++
}

// Len returns the number of reliances.
func (r *Reliances) Len() int { return len(r.list()) }

// All calls yield with each reliance in the order in which the checks named them, until it
// returns false. A record that is listed with an end is not listed without.
func (r *Reliances) All(yield func(Reliance) bool) {
	for _, one := range r.list() {
		if !yield(one) {
			return
		}
	}
}

func (r *Reliances) list() []Reliance {
	list := append(make([]Reliance, 0, int(r.n)+len(r.more)), r.first[:r.n]...)
	list = append(list, r.more...)
	return slices.DeleteFunc(list, func(one Reliance) bool { return one.Record != nil && one.Until.IsZero() && r.ends(one.Record) })
}

// ends reports whether a record is there with an end.
func (r *Reliances) ends(record *RecordRef) bool {
	ending := func(one Reliance) bool { return one.Record == record && !one.Until.IsZero() }
	return slices.ContainsFunc(r.first[:r.n], ending) || slices.ContainsFunc(r.more, ending)
}

// MarshalJSON writes the reliances as a list in order.
func (r Reliances) MarshalJSON() ([]byte, error) {
	return json.Marshal(r.list())
}
