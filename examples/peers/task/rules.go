package task

import (
	"slices"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
)

// LeftOut are the rules of the suite that engines are not compared by, each with the reason.
var LeftOut = map[consult.RuleID]string{
	"call.identified": "it is about the form of identifiers, which types or a schema hold rather than a policy",
	"check.sound":     "it is about the checks of the gate, which other engines do not have",
	"dpia.complete":   "it asks something of each of a list of measures, and Cedar has no quantifiers",
	"risk.tolerable":  "it asks something of each of a list of risks, and Cedar has no quantifiers",
}

// Rules returns the rules that engines are compared by, in order of their ids: the whole suite
// but [LeftOut].
func Rules() []consult.RuleID {
	var ids []consult.RuleID
	for _, rule := range guidance.Rules() {
		if LeftOut[rule.ID] == "" {
			ids = append(ids, rule.ID)
		}
	}
	return ids
}

// InOrder sorts rules by their ids, each once, in place.
func InOrder(rules []consult.RuleID) []consult.RuleID {
	slices.Sort(rules)
	return slices.Compact(rules)
}
