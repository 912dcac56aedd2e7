package readiness

import (
	"slices"
	"strings"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// A decision says what it rests on record by record, and not rule by rule. What follows says which
// rules a record was looked at for, so that a page can show by what a rule is kept and until when.

// families are the kinds of record that the rules of a subject are judged by. A rule of no family is
// judged by the facts of the call.
var families = map[string][]string{
	"dpia":        {guidance.KindDPIA, guidance.KindScreening},
	"risk":        {guidance.KindAssessment},
	"procurement": {guidance.KindProcurement},
	"notice":      {guidance.KindNotice},
}

// also are kinds of record outside of its family that a rule is judged by as well.
var also = map[consult.RuleID]string{
	consult.ClientUpdated: guidance.KindAssessment, // which has the lowest safe versions
	risk.RuleTolerable:    guidance.KindController, // which has the appetite
	risk.RuleRoute:        guidance.KindController, // which has the kind of organisation
	risk.RuleThreshold:    guidance.KindController,
	risk.RuleEscalation:   guidance.KindController, // which has the contacts
}

// ends says which rules are broken when what a record is relied on for runs out, by kind of record
// and the word that the library has for it. What is not listed ends all rules of its family: too
// early an end is a lesser fault than too late a one. A decision lists a record without an end only
// where it lists it with none, so that nothing can be told from what such a one was relied on for.
var ends = map[string]map[string][]consult.RuleID{
	guidance.KindDPIA: {
		"review":             {dpia.RuleCurrent},
		"change to assess":   {dpia.RuleCurrent},
		"planned mitigation": {dpia.RuleComplete},
	},
	guidance.KindAssessment: {
		"review":               {risk.RuleCurrent},
		"acceptance of a risk": {risk.RuleTolerable},
	},
	guidance.KindProcurement: {"contract": {risk.RuleContract, risk.RuleRecourse}},
	guidance.KindNotice:      {"review": {notice.RuleCurrent}},
	guidance.KindController:  {"agreement": {consult.InitiatorOrganisation}},
}

// family returns the kinds of record that a rule is judged by, or none.
func family(rule consult.RuleID) []string {
	subject, _, _ := strings.Cut(string(rule), ".")
	return families[subject]
}

// judgedBy reports whether a reliance is on something that a rule was judged by, and whether the
// rule is broken when that ends.
func judgedBy(rule consult.RuleID, r *consult.Reliance) (judged, ending bool) {
	if r.Record == nil {
		return false, false
	}
	rules, listed := ends[r.Record.Kind][r.What]
	ofFamily := slices.Contains(family(rule), r.Record.Kind)
	named := slices.Contains(rules, rule)
	return ofFamily || named || also[rule] == r.Record.Kind, named || ofFamily && !listed
}

// shuts says which rules keep others from being judged: without an approved DPIA, nobody looks
// whether it is complete. Where facts are named, it is only a fault in one of these that does.
var shuts = map[consult.RuleID][]string{
	dpia.RuleDecided:     nil,
	dpia.RuleApproved:    nil,
	risk.RuleAssessed:    nil,
	risk.RuleRoute:       {"procurement", "decided"},
	notice.RulePublished: nil,
}

// shut returns the rule that kept another one from being judged, where one did.
func shut(rule consult.RuleID, findings []consult.Finding) (by consult.RuleID, ok bool) {
	for i := range findings {
		f := &findings[i]
		if f.Rule.ID == consult.CheckSound {
			return f.Rule.ID, true // a check broke off, and which rules were its own is not on record
		}
		facts, shutting := shuts[f.Rule.ID]
		switch {
		case !shutting || facts != nil && !slices.Contains(facts, f.Fact):
		case rule == dpia.RuleDecided: // that a DPIA is not approved leaves it decided that there is to be one
		case slices.Equal(family(rule), family(f.Rule.ID)):
			return f.Rule.ID, true
		}
	}
	return "", false
}
