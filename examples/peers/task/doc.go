/*
Package task is what every engine of the comparison is asked to do: list the rules that a call
breaks, of all of the suite but [LeftOut], by the records on file.

All engines are given the same call, in the structs of package consult, which stand for an
application's own, and the same records. What can be prepared is prepared when the records are
filed, which [NewSheet] does for the engines that take flat data. What remains is a decision:
from the application's struct to the list of rule ids.
*/
package task

import (
	"time"

	"github.com/preconsult/preconsult/consult"
)

// An Engine decides calls.
type Engine interface {
	// File puts records on file in the place of those that were. It takes as long as it takes.
	File(records *Records) error
	// Broken returns the rules that the call breaks at an instant, in order of their
	// ids, each once. Several goroutines may ask at once.
	Broken(call *consult.Call, now time.Time) ([]consult.RuleID, error)
}

// MaxFactAge is the age from which on a group of facts is stale, for every engine.
const MaxFactAge = consult.DefaultMaxFactAge
