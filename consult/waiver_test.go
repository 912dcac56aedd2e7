package consult_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
)

// soundWaiver returns a waiver of device.protected that holds at noon and for the call.
func soundWaiver() consult.Waiver {
	return consult.Waiver{
		ID: "w-1", Rule: consult.DeviceProtected, Controller: "Z99901", Product: "example-meet",
		Reason: "Managed devices arrive in June.", RequestedBy: "staff-1", AcceptedBy: "staff-2",
		From: noon.AddDate(0, 0, -1), Until: noon.AddDate(0, 0, 29),
	}
}

// unmanaged returns a call that breaks device.protected alone.
func unmanaged() consult.Call {
	call := soundCall()
	call.Device.Standing = consult.DevicePersonalUnmanaged
	return call
}

// onFile are waivers that are on file whatever they are: also those that a register would refuse.
type onFile []*consult.Filed[consult.Waiver]

func (f onFile) At(*consult.Pass, consult.Key) []*consult.Filed[consult.Waiver] { return f }

func filed(waivers ...consult.Waiver) onFile {
	var f onFile
	for _, w := range waivers {
		f = append(f, &consult.Filed[consult.Waiver]{Record: w, Ref: register.Ref("waiver", w.ID, []byte(w.Reason))})
	}
	return f
}

func TestWaiverHolds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		change func(*consult.Waiver)
		start  time.Time // of the call; zero: in ten minutes
		holds  bool
	}{
		{"it holds", nil, time.Time{}, true},
		{"one person asked and accepted", func(w *consult.Waiver) { w.AcceptedBy = w.RequestedBy }, time.Time{}, false},
		{"nobody asked", func(w *consult.Waiver) { w.RequestedBy = "" }, time.Time{}, false},
		{"nobody accepted", func(w *consult.Waiver) { w.AcceptedBy = "" }, time.Time{}, false},
		{"a malformed person", func(w *consult.Waiver) { w.AcceptedBy = "Dr Smith" }, time.Time{}, false},
		{"no reason", func(w *consult.Waiver) { w.Reason = "" }, time.Time{}, false},
		{"another rule", func(w *consult.Waiver) { w.Rule = consult.ClientUpdated }, time.Time{}, false},
		{"no rule", func(w *consult.Waiver) { w.Rule = "" }, time.Time{}, false},
		{"another controller", func(w *consult.Waiver) { w.Controller = "B82002" }, time.Time{}, false},
		{"another product", func(w *consult.Waiver) { w.Product = "other-meet" }, time.Time{}, false},
		{"no product", func(w *consult.Waiver) { w.Product = "" }, time.Time{}, false},
		{"begins now", func(w *consult.Waiver) { w.From = noon }, time.Time{}, true},
		{"begins in a nanosecond", func(w *consult.Waiver) { w.From = noon.Add(1) }, time.Time{}, false},
		{"has no beginning", func(w *consult.Waiver) { w.From = time.Time{} }, time.Time{}, false},
		{"begins after the start of a call that is late", func(w *consult.Waiver) { w.From = noon.Add(-1) }, noon.Add(-time.Hour), false},
		{"ends now", func(w *consult.Waiver) { w.Until = noon }, noon, false},
		{"ends in a nanosecond", func(w *consult.Waiver) { w.Until = noon.Add(1) }, noon, true},
		{"ends at the start of the call", func(w *consult.Waiver) { w.Until = noon.Add(10 * time.Minute) }, time.Time{}, false},
		{"ends just after the start of the call", func(w *consult.Waiver) { w.Until = noon.Add(10*time.Minute + 1) }, time.Time{}, true},
		{"has no end", func(w *consult.Waiver) { w.Until = time.Time{} }, time.Time{}, false},
		{"as long as the gate allows", func(w *consult.Waiver) { w.Until = w.From.Add(60 * 24 * time.Hour) }, time.Time{}, true},
		{"a nanosecond longer", func(w *consult.Waiver) { w.Until = w.From.Add(60*24*time.Hour + 1) }, time.Time{}, false},
		{"ends in another age", func(w *consult.Waiver) { w.Until = noon.AddDate(7000, 0, 0) }, time.Time{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			w := soundWaiver()
			if tt.change != nil {
				tt.change(&w)
			}
			call := unmanaged()
			if !tt.start.IsZero() {
				call.Start = tt.start
			}
			waivers := filed(w)
			gate := gateOf(t, consult.Options{Waivers: waivers, MaxWaiver: 60 * 24 * time.Hour}, soundChecks()...)
			d := decided(t, gate, call)
			require.Equal(t, []consult.RuleID{consult.DeviceProtected}, found(d), "a waiver hides nothing")
			f := d.Findings[0]
			if !tt.holds {
				assert.Equal(t, consult.Refused, d.Outcome)
				assert.Equal(t, consult.Refuses, f.Effect)
				assert.Nil(t, f.Waiver)
				assertGivesNothing(t, d)
				return
			}
			assert.Equal(t, consult.Allowed, d.Outcome)
			assert.Equal(t, consult.Waived, f.Effect)
			assert.Equal(t, &waivers[0].Ref, f.Waiver)
			assert.Equal(t, []consult.RuleID{consult.DeviceProtected}, d.Rules(consult.Waived))
			assert.Contains(t, d.NextReviews(), consult.Reliance{Record: f.Waiver, What: "waiver", Until: w.Until})
			assert.False(t, d.ValidUntil.After(w.Until), "the decision ends with its waiver")
		})
	}
}

// TestRulesThatCannotBeWaived holds that a waiver that is sound in itself waives no rule that
// does not allow it, and that advice is not turned into anything else.
func TestRulesThatCannotBeWaived(t *testing.T) {
	t.Parallel()
	for _, rule := range gateOf(t, consult.Options{}, soundChecks()...).Rules() {
		change, ok := examples[rule.ID]
		if !ok {
			continue
		}
		t.Run(string(rule.ID), func(t *testing.T) {
			t.Parallel()
			w := soundWaiver()
			w.Rule = rule.ID
			call := soundCall()
			change(&call)
			w.Controller, w.Product = call.Controller, call.Product.ID
			d := decided(t, gateOf(t, consult.Options{Waivers: filed(w)}, soundChecks()...), call)
			require.Equal(t, []consult.RuleID{rule.ID}, found(d))
			want := consult.Refuses
			switch {
			case rule.Advice:
				want = consult.Advises
			case rule.Waivable:
				want = consult.Waived
			}
			assert.Equal(t, want, d.Findings[0].Effect)
		})
	}
}

func TestLongestWaiverWins(t *testing.T) {
	t.Parallel()
	short, long, tooLong, same := soundWaiver(), soundWaiver(), soundWaiver(), soundWaiver()
	short.ID, short.Until = "short", noon.Add(time.Hour)
	long.ID, same.ID = "long", "same"
	tooLong.ID, tooLong.Until = "too-long", noon.AddDate(1, 0, 0)
	d := decided(t, gateOf(t, consult.Options{Waivers: filed(short, long, same, tooLong)}, soundChecks()...), unmanaged())
	require.Len(t, d.Findings, 1)
	assert.Equal(t, consult.RecordID("long"), d.Findings[0].Waiver.ID, "the longest that holds, and of two the first")
	assert.Equal(t, noon.Add(4*time.Minute), d.ValidUntil)

	d = decided(t, gateOf(t, consult.Options{Waivers: filed(short)}, soundChecks()...), unmanaged())
	assert.Equal(t, consult.RecordID("short"), d.Findings[0].Waiver.ID)
}

// TestOneWaiverOneRule breaks a rule that is waived beside one that nobody waived and one that
// cannot be.
func TestOneWaiverOneRule(t *testing.T) {
	t.Parallel()
	call := unmanaged()
	call.Client.Version, call.Room.Visibility = version("1"), consult.VisibilityPublic
	vain := soundWaiver()
	vain.ID, vain.Rule = "w-2", consult.VisibilityIsPrivate
	d := decided(t, gateOf(t, consult.Options{Waivers: filed(soundWaiver(), vain)}, soundChecks()...), call)
	assert.Equal(t, consult.Refused, d.Outcome)
	assert.Equal(t, []consult.RuleID{consult.DeviceProtected}, d.Rules(consult.Waived))
	assert.Equal(t, []consult.RuleID{consult.ClientUpdated, consult.VisibilityIsPrivate}, d.Broken())
}

func TestWaiversInARegister(t *testing.T) {
	t.Parallel()
	waivers, err := register.Of("waiver", soundWaiver())
	require.NoError(t, err)
	clock := watchAt(noon)
	gate := gateOf(t, consult.Options{Waivers: waivers, Clock: clock.Now}, soundChecks()...)
	permit := permitted(t, gate, unmanaged())
	require.NoError(t, waivers.Replace())
	_, err = gate.Redeem(t.Context(), permit, "call-1")
	require.ErrorIs(t, err, consult.ErrRefused, "a waiver withdrawn in between waives nothing")

	var none *register.Register[consult.Waiver]
	d := decided(t, gateOf(t, consult.Options{Waivers: none}, soundChecks()...), unmanaged())
	assert.Equal(t, consult.Refused, d.Outcome, "a nil register holds none")
}

// TestStaleWaivers holds that waivers that were not read again in time waive nothing, and that
// this is found in its place among the other findings.
func TestStaleWaivers(t *testing.T) {
	t.Parallel()
	set := register.NewSet()
	waivers := register.New[consult.Waiver](set, "waiver")
	stale := register.NewSnapshot(noon.AddDate(0, 0, -2))
	require.NoError(t, waivers.File(stale, filed(soundWaiver())...))
	set.Swap(stale)
	for _, others := range []int{0, 14, 20} { // around the space that a decision begins with
		checks := soundChecks()
		for i := range others {
			checks = append(checks, breaking("z"+strings.Repeat("z", i)))
		}
		d := decided(t, gateOf(t, consult.Options{Waivers: waivers}, checks...), unmanaged())
		ids := found(d)
		require.Len(t, ids, others+2)
		assert.Equal(t, []consult.RuleID{consult.DeviceProtected, consult.FactsFresh}, ids[:2], "in the order of the ids")
		assert.Len(t, d.Broken(), others+2)
	}
	d := decided(t, gateOf(t, consult.Options{Waivers: waivers}, soundChecks()...), soundCall())
	assert.Equal(t, consult.Allowed, d.Outcome, "where nothing is broken nobody asks for waivers")
	call := soundCall()
	call.Room.Visibility = consult.VisibilityPublic
	d = decided(t, gateOf(t, consult.Options{Waivers: waivers}, soundChecks()...), call)
	assert.Equal(t, []consult.RuleID{consult.VisibilityIsPrivate}, found(d), "nor where nothing that is broken can be waived")
}

func TestWaiverValidate(t *testing.T) {
	t.Parallel()
	require.NoError(t, soundWaiver().Validate())
	err := consult.Waiver{}.Validate()
	require.Error(t, err)
	for _, want := range []string{"rule:", "controller:", "product:", "reason:", "requested_by:", "accepted_by:", "from:", "until:"} {
		assert.ErrorContains(t, err, want, "all of it")
	}
	same := soundWaiver()
	same.AcceptedBy, same.Until, same.Reason = same.RequestedBy, same.From, ""
	err = same.Validate()
	for _, want := range []string{"accepted_by: must be somebody else", "until: must be after from", "reason:"} {
		assert.ErrorContains(t, err, want)
	}
	assert.NotContains(t, err.Error(), "staff-1", "nobody is named")

	w := soundWaiver()
	assert.Equal(t, consult.RecordID("w-1"), w.RecordID())
	assert.Equal(t, []consult.Key{{Controller: "Z99901", Product: "example-meet"}}, w.Keys())
}
