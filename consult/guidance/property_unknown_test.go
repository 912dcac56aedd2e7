package guidance_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/dpia"
	"github.com/preconsult/preconsult/notice"
	"github.com/preconsult/preconsult/risk"
)

// TestZeroCallBreaksEveryRule holds that nothing is right by default. A rule on a record binds
// only where the record is there to be judged, so that it takes several worlds to meet all of
// them: in each, the call says no more than is needed to find the records.
func TestZeroCallBreaksEveryRule(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.June, 15, 10, 0, 0, 0, time.UTC)
	key := consult.Call{Controller: practice, Product: consult.Product{ID: meet}}
	scope := dpia.Scope{Products: consult.ProductsOf(meet)}
	facts := []consult.RuleID{
		"admission.controlled", "call.identified", "client.updated", "device.protected", "encryption.consistent", "encryption.known",
		"escalation.known", "facts.fresh", "initiator.known", "initiator.organisation", "initiator.provider", "procurement.route",
		"recording.authority", "recording.default", "transcription.default", "visibility.private",
	}
	lowest := risk.Rating{Scheme: risk.NPSA5x5, Likelihood: 1, Consequence: 1} // a register takes no risk that is not rated
	met := map[consult.RuleID]bool{consult.CheckSound: true}                   // a fault of checks, not of calls
	j := newJudge(t, time.Hour, nil)
	for _, test := range []struct {
		why   string
		world world
		more  []consult.RuleID // that are broken beside those on the facts
	}{
		{
			"nothing is known and nothing on file", world{},
			[]consult.RuleID{"dpia.decided", "notice.published", "risk.assessed"},
		},
		{
			"records that say nothing, and are not in effect",
			world{Call: key, Records: records{
				Controllers:  []risk.Controller{{Code: practice}},
				DPIAs:        []dpia.Record{{ID: "dpia", Controller: practice, Scope: scope}},
				Assessments:  []risk.Assessment{{ID: "assessment", Controller: practice, Product: meet}},
				Procurements: []risk.Procurement{{ID: "procurement", Controller: practice, Product: meet}},
				Notices:      []notice.Record{{ID: "notice", Controller: practice}},
			}},
			[]consult.RuleID{"dpia.approved", "notice.published", "risk.assessed"},
		},
		{
			"records that say nothing but that they are in effect",
			world{Call: key, Records: records{
				Controllers: []risk.Controller{{Code: practice}},
				DPIAs: []dpia.Record{{
					ID: "dpia", Controller: practice, Scope: scope, Approval: dpia.Approval{Status: dpia.Approved, At: now, Advice: dpia.Accepted},
				}},
				Assessments:  []risk.Assessment{{ID: "assessment", Controller: practice, Product: meet, Assessed: now, Risks: []risk.Risk{{Residual: lowest}}}},
				Procurements: []risk.Procurement{{ID: "procurement", Controller: practice, Product: meet, Decided: now}},
				Notices:      []notice.Record{{ID: "notice", Controller: practice, Address: "https://synthetic.invalid", Published: now}},
			}},
			[]consult.RuleID{
				"dpia.complete", "dpia.covers", "dpia.current", "dpia.residual",
				"notice.current", "notice.offer", "notice.overseas", "notice.product",
				"procurement.contract", "procurement.recourse", "procurement.threshold",
				"risk.considered", "risk.current", "risk.own", "risk.reference", "risk.tolerable", "risk.whole",
			},
		},
		{
			"a notice that names the product, and an assessment with answers, that say nothing else",
			world{Call: key, Records: records{
				Assessments: []risk.Assessment{{
					ID: "assessment", Controller: practice, Product: meet, Assessed: now, AssessedBy: practice,
					Considered: risk.Considerations{
						SendsData: consult.In(gb), Encryption: consult.EncryptionNone, Recording: consult.AuthorityParticipants,
						OwnSoftware: "synthetic", Enhanced: "synthetic",
					},
				}},
				Notices: []notice.Record{{
					ID: "notice", Controller: practice, Address: "https://synthetic.invalid", Published: now, Products: []notice.Product{{ID: meet}},
				}},
			}},
			[]consult.RuleID{
				"dpia.decided", "notice.current", "notice.offer", "notice.overseas", "notice.product", "notice.secure-use",
				"risk.current", "risk.drift", "risk.reference", "risk.whole",
			},
		},
	} {
		j.put(t, &test.world)
		d := j.decide(t, &test.world.Call, now)
		got := ids(append(d.Broken(), d.Rules(consult.Advises)...))
		assert.Equal(t, ids(append(test.more, facts...)), got, test.why)
		assert.False(t, d.Allows(), test.why)
		for _, id := range got {
			met[id] = true
		}
	}
	for _, rule := range j.gate.Rules() {
		assert.True(t, met[rule.ID], "a call of which nothing is known does not break %s", rule.ID)
	}
}

// mayBeUnknown are the facts that a call may start without, and why.
var mayBeUnknown = map[string]string{
	"initiator.role": "it counts where a gate admits only some roles: see TestUnknownRole",
	"room.admission": "the rule on it is advice: it is reported and refuses nothing",
}

// TestUnknownFactRefuses holds that every fact of a call must be known. It finds the facts by
// reflection, so that one that is added cannot be forgotten.
func TestUnknownFactRefuses(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.June, 15, 10, 0, 0, 0, time.UTC)
	w := compliant(now, now.Add(5*time.Minute))
	j := newJudge(t, maxFactAge, nil)
	j.put(t, w)
	var paths []string
	eachFact(reflect.ValueOf(&w.Call).Elem(), "", func(path string, fact reflect.Value) {
		paths = append(paths, path)
		known := reflect.ValueOf(fact.Interface()) // a copy
		assert.False(t, known.IsZero(), "%s is unknown in the compliant world", path)
		fact.SetZero()
		d := j.decide(t, &w.Call, now)
		fact.Set(known)
		if reason, ok := mayBeUnknown[path]; ok {
			assert.True(t, d.Allows(), "%s refuses, and is said not to: %s", path, reason)
		} else {
			assert.False(t, d.Allows(), "the call starts although %s is unknown", path)
		}
	})
	for path := range mayBeUnknown {
		assert.Contains(t, paths, path, "no such fact")
	}
	assert.Greater(t, len(paths), 35, "the facts of a call")
	require.True(t, slices.Contains(paths, "data.storage.countries") && slices.Contains(paths, "room.observed.source"), "paths: %v", paths)
}

// eachFact visits the facts in a struct: every member, and those of members that are structs.
func eachFact(of reflect.Value, path string, visit func(path string, fact reflect.Value)) {
	for i := range of.NumField() {
		member := of.Type().Field(i)
		if !member.IsExported() {
			continue
		}
		name, _, _ := strings.Cut(member.Tag.Get("json"), ",")
		name = strings.TrimPrefix(path+"."+name, ".")
		visit(name, of.Field(i))
		if member.Type.Kind() == reflect.Struct {
			eachFact(of.Field(i), name, visit)
		}
	}
}

func TestUnknownRole(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.June, 15, 10, 0, 0, 0, time.UTC)
	w := compliant(now, now.Add(5*time.Minute))
	j := newJudge(t, maxFactAge, func(checks []*consult.Check) {
		i := slices.IndexFunc(checks, func(c *consult.Check) bool { return c.Name == consult.ProviderInitiated().Name })
		checks[i] = consult.ProviderInitiated("R0001", "R0002")
	})
	j.put(t, w)
	for _, test := range []struct {
		why    string
		role   consult.RoleCode
		broken []consult.RuleID
	}{
		{"a role that the gate admits", "R0002", nil},
		{"an unknown role", "", []consult.RuleID{"initiator.provider"}},
		{"a role that the gate does not admit", "R0003", []consult.RuleID{"initiator.provider"}},
		{"a malformed role", "no role", []consult.RuleID{"initiator.provider"}},
	} {
		w.Call.Initiator.Role = test.role
		d := j.decide(t, &w.Call, now)
		assert.Equal(t, test.broken, d.Broken(), test.why)
	}
}

// TestNoValueOfItsEnumeration holds that a value that an enumeration does not have is not taken
// for one that it has: it refuses, as an unknown one does.
func TestNoValueOfItsEnumeration(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.June, 15, 10, 0, 0, 0, time.UTC)
	w := compliant(now, now.Add(5*time.Minute))
	j := newJudge(t, maxFactAge, nil)
	j.put(t, w)
	tried := 0
	eachFact(reflect.ValueOf(&w.Call).Elem(), "", func(path string, fact reflect.Value) {
		if fact.Kind() != reflect.Uint8 {
			return
		}
		tried++
		known := fact.Uint()
		fact.SetUint(200)
		d := j.decide(t, &w.Call, now)
		fact.SetUint(known)
		_, advice := mayBeUnknown[path]
		assert.Equal(t, advice, d.Allows(), "%s has a value that is none", path)
		if advice {
			assert.NotEmpty(t, d.Rules(consult.Advises), path)
		}
	})
	assert.Equal(t, 15, tried, "the enumerated facts of a call")
}
