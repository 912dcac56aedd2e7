package consulttest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

// AssertAllowed asserts that a decision allows the call. Findings that are advice, waived or
// overridden may stand in it. The failure lists what refuses, why, and who can mend it.
func AssertAllowed(t assert.TestingT, d consult.Decision, msgAndArgs ...any) bool {
	helper(t)
	if d.Allows() {
		return true
	}
	return assert.Fail(t, "The call is refused (-want +got):"+difference(nil, &d), msgAndArgs...)
}

// RequireAllowed is [AssertAllowed], and ends the test where it fails.
func RequireAllowed(t require.TestingT, d consult.Decision, msgAndArgs ...any) {
	helper(t)
	orEnd(t, AssertAllowed(t, d, msgAndArgs...))
}

// AssertRefused asserts that exactly the given rules refuse the call, in any order. Advice counts
// for nothing. Without rules it asserts that nothing refuses. The failure shows which rules and facts make
// the difference.
func AssertRefused(t assert.TestingT, d consult.Decision, by []consult.RuleID, msgAndArgs ...any) bool {
	helper(t)
	want, got := slices.Sorted(slices.Values(by)), d.Broken()
	if slices.Equal(slices.Compact(want), got) && d.Allows() == (len(got) == 0) {
		return true
	}
	return assert.Fail(t, "The call is refused by other rules (-want +got):"+difference(by, &d), msgAndArgs...)
}

// RequireRefused is [AssertRefused], and ends the test where it fails.
func RequireRefused(t require.TestingT, d consult.Decision, by []consult.RuleID, msgAndArgs ...any) {
	helper(t)
	orEnd(t, AssertRefused(t, d, by, msgAndArgs...))
}

// AssertRefusedBy asserts that the given rules, of which there is at least one, are among those
// that refuse the call.
func AssertRefusedBy(t assert.TestingT, d consult.Decision, by []consult.RuleID, msgAndArgs ...any) bool {
	helper(t)
	got := d.Broken()
	if len(by) == 0 {
		return assert.Fail(t, "AssertRefusedBy is asked about no rule: name one, or use AssertRefused", msgAndArgs...)
	}
	if !d.Allows() && !slices.ContainsFunc(by, func(id consult.RuleID) bool { return !slices.Contains(got, id) }) {
		return true
	}
	return assert.Fail(t, "The call is not refused by every rule expected (-want +got):"+difference(by, &d), msgAndArgs...)
}

// RequireRefusedBy is [AssertRefusedBy], and ends the test where it fails.
func RequireRefusedBy(t require.TestingT, d consult.Decision, by []consult.RuleID, msgAndArgs ...any) {
	helper(t)
	orEnd(t, AssertRefusedBy(t, d, by, msgAndArgs...))
}

// AssertHoldsUntil asserts that a decision allows the call and holds until exactly the given
// instant; the zero Time stands for a decision that nothing ends. The failure lists what ends and when.
func AssertHoldsUntil(t assert.TestingT, d consult.Decision, until time.Time, msgAndArgs ...any) bool {
	helper(t)
	if !d.Allows() {
		return AssertAllowed(t, d, msgAndArgs...)
	}
	if d.ValidUntil.Equal(until) {
		return true
	}
	return assert.Fail(t, fmt.Sprintf("The decision holds until another instant (-want +got):\n  - %s\n  + %s\nIt rests on:%s",
		instant(until), instant(d.ValidUntil), reliances(&d)), msgAndArgs...)
}

// RequireHoldsUntil is [AssertHoldsUntil], and ends the test where it fails.
func RequireHoldsUntil(t require.TestingT, d consult.Decision, until time.Time, msgAndArgs ...any) {
	helper(t)
	orEnd(t, AssertHoldsUntil(t, d, until, msgAndArgs...))
}

// AssertPermitRefused asserts that redeeming a permit, or starting a call with it, failed because
// of the given error: [consult.ErrUsed], [consult.ErrExpired], [consult.ErrRefused] and the like.
func AssertPermitRefused(t assert.TestingT, err, because error, msgAndArgs ...any) bool {
	helper(t)
	switch {
	case errors.Is(err, because):
		return true
	case err == nil:
		return assert.Fail(t, fmt.Sprintf("The permit was redeemed, and the call could start (-want +got):\n  - %v\n  + no error", because), msgAndArgs...)
	default:
		return assert.Fail(t, fmt.Sprintf("The permit was refused for another reason (-want +got):\n  - %v\n  + %v", because, err), msgAndArgs...)
	}
}

// RequirePermitRefused is [AssertPermitRefused], and ends the test where it fails.
func RequirePermitRefused(t require.TestingT, err, because error, msgAndArgs ...any) {
	helper(t)
	orEnd(t, AssertPermitRefused(t, err, because, msgAndArgs...))
}

// helper marks its caller as one whose failures are those of the test.
func helper(t any) {
	if h, ok := t.(interface{ Helper() }); ok {
		h.Helper()
	}
}

func orEnd(t require.TestingT, held bool) {
	if !held {
		t.FailNow()
	}
}

func instant(t time.Time) string {
	if t.IsZero() {
		return "no end"
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func reliances(d *consult.Decision) string {
	var b strings.Builder
	for r := range d.Relied.All {
		fmt.Fprintf(&b, "\n  %s, the %s, until %s", r.Record, r.What, instant(r.Until))
	}
	if b.Len() == 0 {
		return " nothing"
	}
	return b.String()
}
