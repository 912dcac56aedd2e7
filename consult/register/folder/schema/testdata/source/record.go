// Package schema_test has the comments of the types of the test, for which it is read.
package schema_test

type (
	// Record is an assessment of a product by a [consult.Country].
	//
	// It has a second paragraph.
	Record struct {
		// ID is unique among records.
		ID         int
		Controller int // who is responsible: "Z99901"
		// Due is the day of the next review,
		// at the latest.
		Due int // a day in UTC
		// Base says where it came from; see [Base.Source].
		Base
	}

	Mitigation struct {
		Measure, Due int // what is done, and when
	}
)

// Person is somebody with a role.
type Person struct{}

// Box holds something.
type Box[T any] struct {
	// In is what it holds.
	In T
}

// Embeds has embedded fields of every form.
type Embeds struct {
	*Person   // one
	p.Other   // two
	Box[int]  // three
	Two[A, B] // four
}

var _ = 1

func (Person) Method() {}
