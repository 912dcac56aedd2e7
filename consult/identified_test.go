package consult_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

func TestIdentified(t *testing.T) {
	t.Parallel()
	broken := []consult.RuleID{consult.CallIdentified}
	runCheckRows(t, consult.Identified(), []checkRow{
		{"everything is given", nil, nil},
		{"no id", func(c *consult.Call) { c.ID = "" }, broken},
		{"a malformed id", func(c *consult.Call) { c.ID = "Mrs Jones" }, broken},
		{"no controller", func(c *consult.Call) { c.Controller = "" }, broken},
		{"a malformed controller", func(c *consult.Call) { c.Controller = "surgery" }, broken},
		{"no product", func(c *consult.Call) { c.Product.ID = "" }, broken},
		{"a malformed product", func(c *consult.Call) { c.Product.ID = "Example Meet" }, broken},
		{"the version of the product is another check's matter", func(c *consult.Call) { c.Product.Version = consult.Version{} }, nil},
		{"no purpose", func(c *consult.Call) { c.Purpose = consult.PurposeUnknown }, broken},
		{"a purpose that is none", func(c *consult.Call) { c.Purpose = 99 }, broken},
		{"no start", func(c *consult.Call) { c.Start = time.Time{} }, broken},
		{"a start that has passed", func(c *consult.Call) { c.Start = noon.Add(-time.Hour) }, nil},
		{"nothing is given", func(c *consult.Call) {
			c.ID, c.Controller, c.Product, c.Purpose, c.Start = "", "", consult.Product{}, 0, time.Time{}
		}, []consult.RuleID{
			consult.CallIdentified, consult.CallIdentified, consult.CallIdentified, consult.CallIdentified, consult.CallIdentified,
		}},
	})
}

// observations returns the groups of facts of a call.
func observations(c *consult.Call) map[string]*consult.Observed {
	return map[string]*consult.Observed{
		"initiator": &c.Initiator.Observed, "room": &c.Room.Observed, "device": &c.Device.Observed,
		"client": &c.Client.Observed, "data": &c.Data.Observed,
	}
}

func TestFactsFresh(t *testing.T) {
	t.Parallel()
	const maxAge = 90 * time.Second
	tests := []struct {
		reason string
		change func(*consult.Observed)
		found  string // empty: fresh
	}{
		{"a minute old", nil, ""},
		{"just now", func(o *consult.Observed) { o.At = noon }, ""},
		{"a nanosecond younger than the greatest age", func(o *consult.Observed) { o.At = noon.Add(1 - maxAge) }, ""},
		{"the greatest age", func(o *consult.Observed) { o.At = noon.Add(-maxAge) }, "2026-05-11T11:58:30Z"},
		{"a nanosecond from the future", func(o *consult.Observed) { o.At = noon.Add(1) }, "from the future"},
		{"centuries old", func(o *consult.Observed) { o.At = time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC) }, "0001-01-01T00:00:01Z"},
		{"no time", func(o *consult.Observed) { o.At = time.Time{} }, "no time"},
		{"no source", func(o *consult.Observed) { o.Source = "" }, "no source"},
		{"a malformed source", func(o *consult.Observed) { o.Source = "Mrs Jones" }, "no source"},
		{"neither source nor time is one fault", func(o *consult.Observed) { *o = consult.Observed{} }, "no source"},
		{"another time zone is the same instant", func(o *consult.Observed) { o.At = noon.In(time.FixedZone("", 3600)) }, ""},
	}
	gate := gateOf(t, consult.Options{MaxFactAge: maxAge}, passing())
	first := soundCall()
	for group := range observations(&first) {
		for _, tt := range tests {
			t.Run(group+": "+tt.reason, func(t *testing.T) {
				t.Parallel()
				call := soundCall()
				if tt.change != nil {
					tt.change(observations(&call)[group])
				}
				d := decided(t, gate, call)
				if tt.found == "" {
					assert.Empty(t, d.Findings)
					return
				}
				require.Len(t, d.Findings, 1, "one fault, one fix")
				assert.Equal(t, consult.FactsFresh, d.Findings[0].Rule.ID)
				assert.Equal(t, group, d.Findings[0].Fact)
				assert.Equal(t, tt.found, d.Findings[0].Found.String())
				assert.Equal(t, consult.Refused, d.Outcome)
			})
		}
	}
}

// TestFactsSetTheHorizon holds that the decision ends when the oldest group becomes stale: at
// that instant the same call is refused, and a nanosecond before it is not.
func TestFactsSetTheHorizon(t *testing.T) {
	t.Parallel()
	clock := watchAt(noon)
	gate := gateOf(t, consult.Options{Clock: clock.Now}, passing())
	call := soundCall()
	call.Device.At = noon.Add(-3 * time.Minute)
	d := decided(t, gate, call)
	require.Equal(t, noon.Add(2*time.Minute), d.ValidUntil)

	clock.Set(d.ValidUntil.Add(-1))
	assert.Empty(t, found(decided(t, gate, call)))
	clock.Set(d.ValidUntil)
	assert.Equal(t, []consult.RuleID{consult.FactsFresh}, found(decided(t, gate, call)))
}
