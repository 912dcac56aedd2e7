package task

import (
	"slices"

	"github.com/preconsult/preconsult/consult"
)

// LeftOut are the rules of the suite that engines are not compared by, each with the reason. By all
// others they are.
var LeftOut = map[consult.RuleID]string{
	"call.identified": "it is about the form of identifiers, which types or a schema hold rather than a policy",
	"check.sound":     "it is about the checks of the gate, which other engines do not have",
	"dpia.complete":   "it asks something of each of a list of measures, and Cedar has no quantifiers",
	"risk.tolerable":  "it asks something of each of a list of risks, and Cedar has no quantifiers",
}

// InOrder sorts rules by their ids, each once, in place.
func InOrder(rules []consult.RuleID) []consult.RuleID {
	slices.Sort(rules)
	return slices.Compact(rules)
}
