package consult_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

func TestProtected(t *testing.T) {
	t.Parallel()
	broken := []consult.RuleID{consult.DeviceProtected}
	device := func(s consult.DeviceStanding) func(*consult.Call) {
		return func(c *consult.Call) { c.Device.Standing = s }
	}
	runCheckRows(t, consult.Protected(), []checkRow{
		{"corporate", nil, nil},
		{"personal, managed and compliant", device(consult.DevicePersonalCompliant), nil},
		{"personal and managed, but not compliant", device(consult.DevicePersonalManaged), broken},
		{"personal and not managed", device(consult.DevicePersonalUnmanaged), broken},
		{"unknown", device(consult.DeviceUnknown), broken},
		{"no value", device(99), broken},
		{"colleagues are bound too (U2)", func(c *consult.Call) {
			c.Purpose, c.Device.Standing = consult.Colleagues, consult.DevicePersonalUnmanaged
		}, broken},
	})
}

func TestUpdated(t *testing.T) {
	t.Parallel()
	once := []consult.RuleID{consult.ClientUpdated}
	twice := []consult.RuleID{consult.ClientUpdated, consult.ClientUpdated}
	client := func(client, server string) func(*consult.Call) {
		return func(c *consult.Call) {
			assert.NoError(t, c.Client.Version.UnmarshalText([]byte(client)))
			assert.NoError(t, c.Client.Server.UnmarshalText([]byte(server)))
		}
	}
	runCheckRows(t, consult.Updated(lowestSafe), []checkRow{ // at least 156 and 1.11.0
		{"newer than the lowest", nil, nil},
		{"the lowest themselves", client("156.0", "1.11.0"), nil},
		{"the client is older", client("155.9.9999", "1.11.0"), once},
		{"the server is older", client("156", "1.10.9"), once},
		{"a pre-release of the lowest is older", client("156", "1.11.0-rc.1"), once},
		{"both are older", client("1", "1"), twice},
		{"the client is unknown", client("", "1.11.0"), once},
		{"the server is unknown", client("156", ""), once},
		{"both are unknown", client("", ""), twice},
		{"colleagues are bound too (U3)", func(c *consult.Call) {
			c.Purpose = consult.Colleagues
			client("1", "1.11.0")(c)
		}, once},
	})
}

func TestUpdatedWithoutLowest(t *testing.T) {
	t.Parallel()
	once := []consult.RuleID{consult.ClientUpdated}
	none := func(*consult.Pass) (consult.Lowest, *consult.RecordRef, bool) {
		return consult.Lowest{Client: version("1"), Server: version("1")}, nil, false
	}
	half := func(*consult.Pass) (consult.Lowest, *consult.RecordRef, bool) {
		return consult.Lowest{Client: version("1")}, nil, true
	}
	tests := []struct {
		reason string
		lowest func(*consult.Pass) (consult.Lowest, *consult.RecordRef, bool)
	}{
		{"nobody to ask", nil},
		{"none on file", none},
		{"the lowest server is unknown", half},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			runCheckRows(t, consult.Updated(tt.lowest), []checkRow{{"no version is known to be safe", nil, once}})
		})
	}
}

func TestUpdatedNamesTheRecord(t *testing.T) {
	t.Parallel()
	ref := &consult.RecordRef{Kind: "risk-assessment", ID: "meet-2026", Version: "0011223344556677"}
	check := consult.Updated(func(*consult.Pass) (consult.Lowest, *consult.RecordRef, bool) {
		return consult.Lowest{Client: version("200"), Server: version("1")}, ref, true
	})
	d := decided(t, gateOf(t, consult.Options{}, check), soundCall())
	require.Len(t, d.Findings, 1)
	assert.Same(t, ref, d.Findings[0].Record)
	assert.Equal(t, "156.0.8078.73", d.Findings[0].Found.String())
	assert.Equal(t, "200 or newer", d.Findings[0].Expected.String())
}
