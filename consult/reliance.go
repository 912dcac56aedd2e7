package consult

import (
	"encoding/json"
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
	for i := range list {
		r.add(&list[i])
	}
	return r
}

// add adds a reliance. A record that is only noted, without an end, is listed once, and
// not at all where it is listed with an end.
func (r *Reliances) add(one *Reliance) {
	if one.Record != nil {
		for i := int(r.n) - 1; i >= 0; i-- { // a record is mostly noted again right away
			switch had := &r.first[i]; {
			case had.Record != one.Record:
			case one.Until.IsZero():
				return
			case had.Until.IsZero():
				*had = *one
				return
			}
		}
	}
	if int(r.n) < len(r.first) {
		r.first[r.n] = *one
		r.n++
		return
	}
	r.more = append(r.more, *one)
}

// Len returns the number of reliances.
func (r *Reliances) Len() int { return int(r.n) + len(r.more) }

// All calls yield with each reliance in the order in which the checks named them, until it
// returns false.
func (r *Reliances) All(yield func(Reliance) bool) {
	for i := range int(r.n) {
		if !yield(r.first[i]) {
			return
		}
	}
	for _, one := range r.more {
		if !yield(one) {
			return
		}
	}
}

// MarshalJSON writes the reliances as a list in order.
func (r Reliances) MarshalJSON() ([]byte, error) {
	list := make([]Reliance, 0, r.Len())
	for one := range r.All {
		list = append(list, one)
	}
	return json.Marshal(list)
}
