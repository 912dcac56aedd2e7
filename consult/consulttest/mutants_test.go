package consulttest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
)

// few are the options under which mutants are of two rules only.
func few() *consulttest.MutantsOptions {
	return &consulttest.MutantsOptions{Rules: []consult.RuleID{"visibility.private", "notice.current"}}
}

// thorough is a suite that notices whatever becomes of the rules in few.
func thorough(t testing.TB, rig func(...consulttest.RecordsChange) *consulttest.Rig) {
	consulttest.RequireAllowed(t, rig().Decide(t, consulttest.Call()))
	for _, change := range []consulttest.CallChange{consulttest.Public, func(c *consult.Call) { c.Room.Visibility = consult.VisibilityUnknown }} {
		consulttest.RequireRefused(t, rig().Decide(t, consulttest.Call(change)), ids{"visibility.private"})
	}
	for _, change := range []consulttest.RecordsChange{consulttest.NoticeAltered, func(r *consulttest.Records) { r.Notices[0].ReviewDue = consult.Date{} }} {
		consulttest.RequireRefused(t, rig(change).Decide(t, consulttest.Call()), ids{"notice.current"})
	}
	one := rig()
	ends := consulttest.OnFile().Notices[0].ReviewDue.End()
	call := consulttest.CallAt(ends, time.Time{})
	for offset, want := range map[time.Duration]bool{-1: false, 0: true} {
		one.Clock.Set(ends.Add(offset))
		d := one.Decide(t, call)
		if got := strings.Contains(string(strings.Join(texts(d.Broken()), " ")), "notice.current"); got != want {
			t.Fatalf("at the end of the notice and %v, notice.current is broken: %t", offset, got)
		}
	}
}

func texts(ids []consult.RuleID) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = string(id)
	}
	return all
}

func TestMutantsOfAThoroughSuite(t *testing.T) {
	t.Parallel()
	report := consulttest.Mutants(t, thorough, few())
	assert.Empty(t, report.Survived)
	assert.Empty(t, report.NotTried)
	assert.ElementsMatch(t, []consulttest.Mutant{
		{Rule: "visibility.private", Weakening: consulttest.EndsLater}, {Rule: "visibility.private", Weakening: consulttest.BeginsEarly},
	}, report.Inert, "no instant counts for the rule")
	assert.Len(t, report.Killed, 8)
}

func TestMutantsOfAWeakSuite(t *testing.T) {
	t.Parallel()
	var report *consulttest.MutantsReport
	errors := fails(t, func(t testing.TB) {
		report = consulttest.Mutants(t, func(t testing.TB, rig func(...consulttest.RecordsChange) *consulttest.Rig) {
			consulttest.AssertAllowed(t, rig().Decide(t, consulttest.Call()))
			consulttest.AssertRefusedBy(t, rig().Decide(t, consulttest.Call(consulttest.Public)), ids{"visibility.private"})
		}, few())
	})
	require.NotNil(t, report)
	survived := map[consulttest.Mutant]consulttest.Survivor{}
	for _, s := range report.Survived {
		survived[s.Mutant] = s
		assert.NotEqual(t, s.Want, s.Got, s.Mutant)
		assert.NotEmpty(t, s.Example, s.Mutant)
	}
	for _, m := range []consulttest.Mutant{
		{Rule: "visibility.private", Weakening: consulttest.UnknownFine}, {Rule: "notice.current", Weakening: consulttest.Dropped},
		{Rule: "notice.current", Weakening: consulttest.UnknownFine}, {Rule: "notice.current", Weakening: consulttest.EndsLater},
	} {
		assert.Contains(t, survived, m, "the suite has no test of it")
	}
	assert.Len(t, errors, len(report.Survived))
	assert.Contains(t, strings.Join(errors, "\n"), "The suite does not notice that visibility.private takes what is not known for fine. For example, where ")
}

func TestMutantsOfFreshness(t *testing.T) {
	t.Parallel()
	suite := func(exact bool) consulttest.Suite {
		return func(t testing.TB, rig func(...consulttest.RecordsChange) *consulttest.Rig) {
			one, call := rig(), consulttest.Call(consulttest.Stale)
			if exact {
				call = consulttest.Call(func(c *consult.Call) { c.Room.At = consulttest.Now.Add(-consult.DefaultMaxFactAge) })
			}
			consulttest.RequireRefused(t, one.Decide(t, call), ids{"facts.fresh"})
		}
	}
	options := &consulttest.MutantsOptions{Rules: []consult.RuleID{"facts.fresh"}, Workers: 1}
	assert.Len(t, consulttest.Mutants(t, suite(true), options).Killed, 2)
	var report *consulttest.MutantsReport
	fails(t, func(t testing.TB) { report = consulttest.Mutants(t, suite(false), options) })
	require.NotNil(t, report)
	require.Len(t, report.Survived, 1, "an hour is no boundary")
	assert.Equal(t, "facts.fresh lets everything end a nanosecond later", report.Survived[0].String())
}

func TestMutantsOfSuitesThatCannotBeProved(t *testing.T) {
	t.Parallel()
	for why, test := range map[string]struct {
		suite consulttest.Suite
		says  string
	}{
		"it fails":                {func(t testing.TB, _ func(...consulttest.RecordsChange) *consulttest.Rig) { t.Error("as ", "ever") }, "The suite fails on a gate that is sound:\nas ever"},
		"it fails without a word": {func(t testing.TB, _ func(...consulttest.RecordsChange) *consulttest.Rig) { t.FailNow() }, "it failed without a word"},
		"it panics":               {func(testing.TB, func(...consulttest.RecordsChange) *consulttest.Rig) { panic("always") }, "the suite panicked: always"},
		"it files what none can be": {func(_ testing.TB, rig func(...consulttest.RecordsChange) *consulttest.Rig) {
			rig(func(r *consulttest.Records) { r.Add(r) })
		}, "the records cannot be filed"},
	} {
		errors := fails(t, func(t testing.TB) { consulttest.Mutants(t, test.suite, few()) })
		require.Len(t, errors, 1, why)
		assert.Contains(t, errors[0], test.says, why)
	}
}

func TestMutantsAreBoundedInTime(t *testing.T) {
	t.Parallel()
	options := few()
	options.Timeout = 1
	var report *consulttest.MutantsReport
	errors := fails(t, func(t testing.TB) {
		report = consulttest.Mutants(t, func(testing.TB, func(...consulttest.RecordsChange) *consulttest.Rig) {}, options)
	})
	require.NotNil(t, report)
	assert.Len(t, report.NotTried, 10)
	assert.Len(t, errors, 10)
	assert.Contains(t, errors[0], "no time")
}

// TestSuitesCleanUp holds that what a suite leaves to be done is done, last first, for each gate.
func TestSuitesCleanUp(t *testing.T) {
	t.Parallel()
	options := few()
	options.Rules, options.Workers = []consult.RuleID{"visibility.private"}, 1
	var order []string
	consulttest.Mutants(t, func(t testing.TB, rig func(...consulttest.RecordsChange) *consulttest.Rig) {
		t.Cleanup(func() { order = append(order, "first") })
		rig().Cleanup(func() { order = append(order, "rig") })
		t.Cleanup(func() { order = append(order, "last") })
		thorough(t, rig)
	}, options)
	require.Zero(t, len(order)%3)
	assert.Equal(t, []string{"last", "rig", "first"}, order[:3])
	assert.Len(t, order, 3*6, "the sound gate and five mutants")
}
