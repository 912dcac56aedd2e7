package wire_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/wire"
)

// TestUnfitCalls has calls that no document could be of.
func TestUnfitCalls(t *testing.T) {
	t.Parallel()
	const marker = "Xyzzy Marker 9434765919"
	tests := []struct {
		reason string
		change func(*consult.Call)
		path   string
	}{
		{"a name for the id of the call", func(c *consult.Call) { c.ID = marker }, "id"},
		{"a name for the controller", func(c *consult.Call) { c.Controller = marker }, "controller"},
		{"a name for the product", func(c *consult.Call) { c.Product.ID = marker }, "product.id"},
		{"a purpose that there is not", func(c *consult.Call) { c.Purpose = 77 }, "purpose"},
		{"a year of five digits", func(c *consult.Call) { c.Start = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, "start"},
		{"a year before the first", func(c *consult.Call) { c.Client.At = time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC) }, "client.observed.at"},
		{"a name for the source", func(c *consult.Call) { c.Room.Source = marker }, "room.observed.source"},
		{"a name for the role", func(c *consult.Call) { c.Initiator.Role = marker }, "initiator.role"},
		{"a state that there is not", func(c *consult.Call) { c.Device.Standing = 200 }, "device.standing"},
		{"a category that there is not", func(c *consult.Call) { c.Data.Categories = 1 << 63 }, "data.categories"},
		{"the unknown subject in a set", func(c *consult.Call) { c.Data.Subjects |= 1 }, "data.subjects"},
		{"a name among the recipients", func(c *consult.Call) { c.Data.Recipients = consult.RecipientsOf("relay", marker) }, "data.recipients.products"},
		{"recipients in a state that there is not", func(c *consult.Call) { c.Data.Recipients.State = 9 }, "data.recipients.state"},
		{"places in a state that there is not", func(c *consult.Call) { c.Data.Storage.State = 9 }, "data.storage.state"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			var call consult.Call
			test.change(&call)
			before := call
			_, err := wire.EncodeCall(&call)
			fault, ok := errors.AsType[*wire.Error](err)
			require.True(t, ok, "got %v", err)
			require.Len(t, fault.Faults, 1, "%v", err)
			assert.Equal(t, test.path, fault.Faults[0].Path)
			quotesNothing(t, err)

			// A record of a decision is written all the same, and what is unfit is unknown in it.
			decision := recorded(t, call)
			written, err := wire.EncodeDecision(&decision)
			require.NoError(t, err)
			assert.NotContains(t, string(written), "Xyzzy")
			again, err := wire.DecodeDecision(written)
			require.NoError(t, err)
			if diff := cmp.Diff(consult.Call{}, again.Call, same); diff != "" {
				t.Errorf("what is unfit is not unknown (-zero call +read):\n%s", diff)
			}
			if diff := cmp.Diff(before, call, same); diff != "" {
				t.Errorf("the call was changed (-before +after):\n%s", diff)
			}
		})
	}
}

// TestUnfitDecisions has decisions that no gate makes, or only with a check that is at fault.
func TestUnfitDecisions(t *testing.T) {
	t.Parallel()
	whole := recorded(t, consult.Call{})
	tests := []struct {
		reason string
		change func(*consult.Decision)
		path   string
	}{
		{"no id", func(d *consult.Decision) { d.ID = consult.DecisionID{} }, "id"},
		{"no instant", func(d *consult.Decision) { d.At = time.Time{} }, "at"},
		{"an instant out of range", func(d *consult.Decision) { d.At = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, "at"},
		{"an end out of range", func(d *consult.Decision) { d.ValidUntil = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, "valid_until"},
		{"a stage that there is not", func(d *consult.Decision) { d.Stage = 9 }, "stage"},
		{"an outcome that there is not", func(d *consult.Decision) { d.Outcome = 9 }, "outcome"},
		{"a mode that there is not", func(d *consult.Decision) { d.Mode = 9 }, "mode"},
		{"a text for the digest", func(d *consult.Decision) { d.RuleSet = "Xyzzy" }, "rule_set"},
		{"a rule without an id", func(d *consult.Decision) { d.Findings[0].Rule.ID = "" }, "findings[0].rule.id"},
		{"an owner that there is not", func(d *consult.Decision) { d.Findings[0].Rule.Owner = 9 }, "findings[0].rule.owner"},
		{"an effect that there is not", func(d *consult.Decision) { d.Findings[0].Effect = 9 }, "findings[0].effect"},
		{"a clause that is not UTF-8", func(d *consult.Decision) { d.Findings[0].Rule.Clauses = []consult.ClauseID{"\xff"} }, "findings[0].rule.clauses"},
		{"a summary that is not UTF-8", func(d *consult.Decision) { d.Findings[0].Rule.Summary = "\xff" }, "findings[0].rule.summary"},
		{"a remedy that is a book", func(d *consult.Decision) { d.Findings[0].Rule.Remedy = strings.Repeat("x", 4097) }, "findings[0].rule.remedy"},
		{"a text for patients that rings", func(d *consult.Decision) { d.Findings[0].Rule.Patient = "\a" }, "findings[0].rule.patient"},
		{"a fact that is not UTF-8", func(d *consult.Decision) { d.Findings[0].Fact = "\xff" }, "findings[0].fact"},
		{"a record that has a name for an id", func(d *consult.Decision) { d.Findings[0].Record = &consult.RecordRef{ID: "Xyzzy Marker"} }, "findings[0].record.id"},
		{"a waiver without an id", func(d *consult.Decision) { d.Findings[0].Waiver = new(consult.RecordRef) }, "findings[0].waiver.id"},
		{"a reliance that is not UTF-8", func(d *consult.Decision) { d.Relied = consult.ReliancesOf(consult.Reliance{What: "\xff"}) }, "relied[0].what"},
		{"an override by nobody", func(d *consult.Decision) { d.Override.Need = consult.NeedUrgent }, "override.clinician"},
		{"an override by a name", func(d *consult.Decision) { d.Override.Clinician = "Xyzzy Marker" }, "override.clinician"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			d := whole
			d.Findings = append([]consult.Finding(nil), whole.Findings...)
			test.change(&d)
			_, err := wire.EncodeDecision(&d)
			fault, ok := errors.AsType[*wire.Error](err)
			require.True(t, ok, "got %v", err)
			require.Len(t, fault.Faults, 1, "%v", err)
			assert.Equal(t, test.path, fault.Faults[0].Path)
			quotesNothing(t, err)
		})
	}
	t.Run("nothing", func(t *testing.T) {
		t.Parallel()
		_, err := wire.EncodeDecision(nil)
		require.Error(t, err)
		_, err = wire.EncodeCall(nil)
		require.Error(t, err)
	})
	t.Run("a long list that was found is cut off", func(t *testing.T) {
		t.Parallel()
		d := whole
		d.Findings = append([]consult.Finding(nil), whole.Findings[0])
		var ids []consult.ProductID
		for i := range 100 {
			ids = append(ids, consult.ProductID(strings.Repeat("x", 60)+string(rune('a'+i%26))+string(rune('a'+i/26))))
		}
		d.Findings[0].Found = consult.ProductsValue(consult.ProductsOf(ids...))
		written, err := wire.EncodeDecision(&d)
		require.NoError(t, err)
		again, err := wire.DecodeDecision(written)
		require.NoError(t, err)
		assert.True(t, strings.HasSuffix(again.Findings[0].Found.String(), " …"))

		for i := range 4 { // wherever the end falls in a letter
			require.NoError(t, d.Findings[0].Expected.UnmarshalText([]byte(strings.Repeat("x", i)+strings.Repeat("€", 2000))))
			written, err := wire.EncodeDecision(&d)
			require.NoError(t, err)
			_, err = wire.DecodeDecision(written)
			require.NoError(t, err)
		}
	})
}
