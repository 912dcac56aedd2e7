package consult_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/preconsult/preconsult/consult"
)

func TestEncrypted(t *testing.T) {
	t.Parallel()
	known := []consult.RuleID{consult.EncryptionKnown}
	consistent := []consult.RuleID{consult.EncryptionConsistent}
	room := func(e consult.Encryption, capture consult.YesNo) func(*consult.Call) {
		return func(c *consult.Call) { c.Room.Encryption, c.Room.ServerCapture = e, capture }
	}
	runCheckRows(t, consult.Encrypted(), []checkRow{
		{"the transport alone: how good that is, the risk assessment says", room(consult.EncryptionTransport, consult.No), nil},
		{"the transport, and the server captures", room(consult.EncryptionTransport, consult.Yes), nil},
		{"end to end", room(consult.EncryptionEndToEnd, consult.No), nil},
		{"end to end, and yet the server captures", room(consult.EncryptionEndToEnd, consult.Yes), consistent},
		{"not even the transport", room(consult.EncryptionNone, consult.No), known},
		{"unknown", room(consult.EncryptionUnknown, consult.No), known},
		{"no value", room(99, consult.No), known},
		{"whether the server captures is unknown", room(consult.EncryptionTransport, consult.Unknown), consistent},
		{"whether the server captures is no value", room(consult.EncryptionEndToEnd, 99), consistent},
		{"nothing is known", room(consult.EncryptionUnknown, consult.Unknown), []consult.RuleID{consult.EncryptionConsistent, consult.EncryptionKnown}},
		{"colleagues are bound too (R4b)", func(c *consult.Call) {
			c.Purpose, c.Room.Encryption = consult.Colleagues, consult.EncryptionNone
		}, known},
	})
}

func TestPrivate(t *testing.T) {
	t.Parallel()
	broken := []consult.RuleID{consult.VisibilityIsPrivate}
	room := func(v consult.Visibility) func(*consult.Call) { return func(c *consult.Call) { c.Room.Visibility = v } }
	runCheckRows(t, consult.Private(), []checkRow{
		{"only those invited", nil, nil},
		{"the whole tenancy, as a Public team is (U4)", room(consult.VisibilityTenancy), broken},
		{"everybody", room(consult.VisibilityPublic), broken},
		{"unknown", room(consult.VisibilityUnknown), broken},
		{"no value", room(99), broken},
		{"colleagues are bound too", func(c *consult.Call) {
			c.Purpose, c.Room.Visibility = consult.Colleagues, consult.VisibilityTenancy
		}, broken},
	})
}

func TestAdmitted(t *testing.T) {
	t.Parallel()
	broken := []consult.RuleID{consult.AdmissionControlled}
	room := func(a consult.Admission) func(*consult.Call) { return func(c *consult.Call) { c.Room.Admission = a } }
	runCheckRows(t, consult.Admitted(), []checkRow{
		{"a waiting room", nil, nil},
		{"named guests", room(consult.AdmissionNamedGuests), nil},
		{"anyone with the link", room(consult.AdmissionLink), broken},
		{"unknown", room(consult.AdmissionUnknown), broken},
		{"no value", room(99), broken},
	})
	call := soundCall()
	call.Room.Admission = consult.AdmissionLink
	d := decided(t, gateOf(t, consult.Options{}, consult.Admitted()), call)
	assert.Equal(t, consult.Allowed, d.Outcome, "advice is reported and refuses nothing")
	assert.Equal(t, broken, d.Rules(consult.Advises))
	assert.Empty(t, d.ForPatient())
}
