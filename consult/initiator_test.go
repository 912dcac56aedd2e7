package consult_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult"
)

// A checkRow changes the sound call and says which rules of the check break.
type checkRow struct {
	reason string
	change func(*consult.Call)
	want   []consult.RuleID
}

// runCheckRows runs one check, beside the gate's own, on the call of each row.
func runCheckRows(t *testing.T, check *consult.Check, rows []checkRow) {
	t.Helper()
	gate := gateOf(t, consult.Options{}, check)
	for _, row := range rows {
		t.Run(row.reason, func(t *testing.T) {
			t.Parallel()
			call := soundCall()
			if row.change != nil {
				row.change(&call)
			}
			assert.Empty(t, cmp.Diff(row.want, found(decided(t, gate, call))), "rules (-want +got)")
		})
	}
}

func TestProviderInitiated(t *testing.T) {
	t.Parallel()
	known := []consult.RuleID{consult.InitiatorKnown}
	provider := []consult.RuleID{consult.InitiatorProvider}
	party := func(p consult.Party) func(*consult.Call) {
		return func(c *consult.Call) { c.Initiator.Party = p }
	}
	runCheckRows(t, consult.ProviderInitiated(), []checkRow{
		{"the provider, on a verified identity", nil, nil},
		{"any role is admitted where none is named", func(c *consult.Call) { c.Initiator.Role = "" }, nil},
		{"nobody verified the identity", func(c *consult.Call) { c.Initiator.Verified = consult.No }, known},
		{"nobody says whether it was verified", func(c *consult.Call) { c.Initiator.Verified = consult.Unknown }, known},
		{"a value that is none", func(c *consult.Call) { c.Initiator.Verified = 99 }, known},
		{"the patient", party(consult.Patient), provider},
		{"a carer", party(consult.Carer), provider},
		{"a machine", party(consult.System), provider},
		{"a party nobody named", party(consult.PartyUnknown), provider},
		{"a party that is none", party(99), provider},
		{"nothing is known", func(c *consult.Call) {
			c.Initiator = consult.Initiator{Observed: c.Initiator.Observed}
		}, []consult.RuleID{consult.InitiatorKnown, consult.InitiatorProvider}},
		{"a call between colleagues is not bound", func(c *consult.Call) {
			c.Purpose, c.Initiator.Party, c.Initiator.Verified = consult.Colleagues, consult.System, consult.No
		}, nil},
		{"a call whose purpose is unknown is bound", func(c *consult.Call) {
			c.Purpose, c.Initiator.Party = consult.PurposeUnknown, consult.Patient
		}, []consult.RuleID{consult.CallIdentified, consult.InitiatorProvider}},
		{"a purpose that is none is bound", func(c *consult.Call) {
			c.Purpose, c.Initiator.Party = 99, consult.Patient
		}, []consult.RuleID{consult.CallIdentified, consult.InitiatorProvider}},
	})
}

func TestProviderInitiatedInRoles(t *testing.T) {
	t.Parallel()
	provider := []consult.RuleID{consult.InitiatorProvider}
	role := func(r consult.RoleCode) func(*consult.Call) { return func(c *consult.Call) { c.Initiator.Role = r } }
	roles := []consult.RoleCode{"R8001", "R8000"}
	check := consult.ProviderInitiated(roles...)
	roles[0] = "R9999"
	runCheckRows(t, check, []checkRow{
		{"a role that is admitted", nil, nil},
		{"another that is admitted, whatever became of the list given", role("R8001"), nil},
		{"a role that is not", role("R8002"), provider},
		{"the list given does not change the check", role("R9999"), provider},
		{"an unknown role", role(""), provider},
		{"a malformed role", role("Mrs Jones"), provider},
		{"another spelling", role("r8000"), provider},
		{"a patient in an admitted role is found once", func(c *consult.Call) { c.Initiator.Party = consult.Patient }, provider},
	})
}

// TestProviderInitiatedEmptyRole holds that an empty entry in a list of roles, as splitting an
// empty setting gives, does not admit whoever has no role.
func TestProviderInitiatedEmptyRole(t *testing.T) {
	t.Parallel()
	provider := []consult.RuleID{consult.InitiatorProvider}
	runCheckRows(t, consult.ProviderInitiated(""), []checkRow{
		{"an unknown role is never admitted", func(c *consult.Call) { c.Initiator.Role = "" }, provider},
		{"and no role is named", nil, provider},
	})
}

func TestOwnOrganisation(t *testing.T) {
	t.Parallel()
	broken := []consult.RuleID{consult.InitiatorOrganisation}
	organisation := func(code consult.ODSCode) func(*consult.Call) {
		return func(c *consult.Call) { c.Initiator.Organisation = code }
	}
	rows := []checkRow{
		{"the controller", nil, nil},
		{"another organisation", organisation("B82002"), broken},
		{"no organisation", organisation(""), broken},
		{"a malformed organisation", organisation("the surgery"), broken},
		{"colleagues are bound too (R1)", func(c *consult.Call) {
			c.Purpose, c.Initiator.Organisation = consult.Colleagues, "B82002"
		}, broken},
		{"no controller and no organisation are not the same organisation", func(c *consult.Call) {
			c.Controller, c.Initiator.Organisation = "", ""
		}, []consult.RuleID{consult.CallIdentified, consult.InitiatorOrganisation}},
	}
	t.Run("without agreements", func(t *testing.T) {
		t.Parallel()
		runCheckRows(t, consult.OwnOrganisation(nil), rows)
	})
	t.Run("with an agreement", func(t *testing.T) {
		t.Parallel()
		agreed := func(p *consult.Pass, with consult.ODSCode) bool {
			return p.Call.Controller == "Z99901" && with == "B82002" || with == "" || with == "the surgery"
		}
		rows := append([]checkRow(nil), rows...)
		rows[1] = checkRow{"the other organisation of the agreement", organisation("B82002"), nil}
		rows[4].want = nil
		rows = append(rows, checkRow{"an organisation outside the agreement", organisation("C83003"), broken})
		runCheckRows(t, consult.OwnOrganisation(agreed), rows)
	})
}
