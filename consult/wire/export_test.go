package wire

import "reflect"

// The types of the wire form, for the tests that hold them against the types of consult.
var (
	DecisionType = reflect.TypeFor[decision]()
	FindingType  = reflect.TypeFor[finding]()
)
