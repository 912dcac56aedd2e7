package consulttest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
)

// failing takes the failures of an assertion in the place of a test.
type failing struct {
	text  string
	ended bool
}

func (f *failing) Errorf(format string, args ...any) { f.text += fmt.Sprintf(format, args...) }
func (f *failing) FailNow()                          { f.ended = true }

type ids = []consult.RuleID

func TestAssertions(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	allowed := rig.Decide(t, consulttest.Call())
	advised := rig.Decide(t, consulttest.Call(consulttest.OpenLink))
	refused := rig.Decide(t, consulttest.Call(consulttest.RecordingOn, consulttest.Public))
	noon := consulttest.Now
	for _, test := range []struct {
		why    string
		assert func(t *failing) bool
		fails  []string // what the failure says; none where the assertion holds
	}{
		{"an allowed call is", func(t *failing) bool { return consulttest.AssertAllowed(t, allowed) }, nil},
		{"advice refuses nothing", func(t *failing) bool { return consulttest.AssertAllowed(t, advised) }, nil},
		{"a refused call is not allowed", func(t *failing) bool { return consulttest.AssertAllowed(t, refused, "of the %s", "ward") }, []string{
			"+ recording.default (P2): room.recording is automatic", "to mend it (platform): Turn automatic recording off",
			"+ visibility.private (U4): room.visibility is public, expected private", "of the ward",
		}},
		{"the zero decision is not allowed", func(t *failing) bool { return consulttest.AssertAllowed(t, consult.Decision{}) }, []string{"no decision of a gate"}},

		{"exactly these", func(t *failing) bool {
			return consulttest.AssertRefused(t, refused, ids{"visibility.private", "recording.default"})
		}, nil},
		{"one too few", func(t *failing) bool { return consulttest.AssertRefused(t, refused, ids{"visibility.private"}) }, []string{
			"+ recording.default (P2)", "  visibility.private (U4)",
		}},
		{"one too many", func(t *failing) bool {
			return consulttest.AssertRefused(t, refused, ids{"visibility.private", "recording.default", "device.protected"})
		}, []string{"- device.protected (U2): not found broken", "holds when: The provider's device is corporate"}},
		{"one that is advice", func(t *failing) bool { return consulttest.AssertRefused(t, advised, ids{"admission.controlled"}) }, []string{
			"- admission.controlled (U4, I1): broken, and does not refuse: the finding is advises",
		}},
		{"one that there is not", func(t *failing) bool { return consulttest.AssertRefused(t, allowed, ids{"no.rule"}) }, []string{"- no.rule: not found broken; it is no rule"}},
		{"nothing refuses", func(t *failing) bool { return consulttest.AssertRefused(t, allowed, nil) }, nil},
		{"the zero decision refuses for no reason", func(t *failing) bool { return consulttest.AssertRefused(t, consult.Decision{}, nil) }, []string{"no decision of a gate"}},

		{"at least these", func(t *failing) bool { return consulttest.AssertRefusedBy(t, refused, ids{"visibility.private"}) }, nil},
		{"at least one that does not", func(t *failing) bool { return consulttest.AssertRefusedBy(t, refused, ids{"device.protected"}) }, []string{"- device.protected"}},
		{"at least none asks nothing", func(t *failing) bool { return consulttest.AssertRefusedBy(t, refused, nil) }, []string{"about no rule"}},

		{"holds until the first end", func(t *failing) bool { return consulttest.AssertHoldsUntil(t, allowed, noon.Add(2*time.Minute)) }, nil},
		{"holds until another", func(t *failing) bool { return consulttest.AssertHoldsUntil(t, allowed, noon.Add(time.Hour)) }, []string{
			"- 2026-06-15T11:00:00Z", "+ 2026-06-15T10:02:00Z", "no record, the facts, until 2026-06-15T10:02:00Z", "the review, until",
		}},
		{"holds without an end", func(t *failing) bool { return consulttest.AssertHoldsUntil(t, allowed, time.Time{}) }, []string{"- no end"}},
		{"a refusal holds until nothing", func(t *failing) bool { return consulttest.AssertHoldsUntil(t, refused, time.Time{}) }, []string{"+ recording.default"}},

		{"refused because", func(t *failing) bool {
			return consulttest.AssertPermitRefused(t, fmt.Errorf("start: %w", consult.ErrUsed), consult.ErrUsed)
		}, nil},
		{"refused because of something else", func(t *failing) bool { return consulttest.AssertPermitRefused(t, consult.ErrExpired, consult.ErrUsed) }, []string{
			"- consult: the permit was used before", "+ consult: the permit is not valid at this time",
		}},
		{"not refused", func(t *failing) bool { return consulttest.AssertPermitRefused(t, nil, consult.ErrUsed) }, []string{"+ no error"}},
	} {
		var f failing
		held := test.assert(&f)
		assert.Equal(t, len(test.fails) == 0, held, test.why)
		assert.Equal(t, held, f.text == "", "%s: %s", test.why, f.text)
		for _, part := range test.fails {
			assert.Contains(t, f.text, part, test.why)
		}
		assert.False(t, f.ended, test.why)
	}
}

func TestRequirementsEndTheTest(t *testing.T) {
	t.Parallel()
	allowed, refused := consulttest.NewRig(t).Decide(t, consulttest.Call()), consult.Decision{}
	for name, require := range map[string]func(t *failing, holds bool){
		"RequireAllowed": func(t *failing, holds bool) {
			consulttest.RequireAllowed(t, map[bool]consult.Decision{true: allowed, false: refused}[holds])
		},
		"RequireRefused": func(t *failing, holds bool) {
			consulttest.RequireRefused(t, map[bool]consult.Decision{true: allowed, false: refused}[holds], nil)
		},
		"RequireRefusedBy": func(t *failing, holds bool) {
			if !holds {
				consulttest.RequireRefusedBy(t, refused, ids{"visibility.private"})
			}
		},
		"RequireHoldsUntil": func(t *failing, holds bool) {
			consulttest.RequireHoldsUntil(t, map[bool]consult.Decision{true: allowed, false: refused}[holds], allowed.ValidUntil)
		},
		"RequirePermitRefused": func(t *failing, holds bool) {
			consulttest.RequirePermitRefused(t, map[bool]error{true: consult.ErrUsed, false: errors.New("other")}[holds], consult.ErrUsed)
		},
	} {
		for _, holds := range []bool{true, false} {
			var f failing
			require(&f, holds)
			assert.Equal(t, !holds, f.ended, "%s, which holds: %t", name, holds)
			assert.Equal(t, !holds, f.text != "", name)
		}
	}
}

// A failure is to be read by somebody who has never seen the guidance.
func TestFailureReadsWell(t *testing.T) {
	t.Parallel()
	var f failing
	d := consulttest.NewRig(t, consulttest.DPIAWithdrawn).Decide(t, consulttest.Call())
	consulttest.AssertRefused(&f, d, ids{"recording.default"})
	_, text, found := strings.Cut(f.text, "Error:")
	require.True(t, found)
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	require.GreaterOrEqual(t, len(lines), 6)
	assert.Equal(t, "The call is refused by other rules (-want +got):", lines[0])
	assert.Equal(t, "- recording.default (P2): not found broken", lines[1])
	assert.Equal(t, "holds when: The call does not start recording by itself, and no media are stored before somebody asks.", lines[2])
	assert.Regexp(t, `^\+ dpia.approved \(D1\): approval.status is withdrawn, expected approved, by dpia dpia-TEST01-example-meet \([0-9a-f]{16}\)$`, lines[3])
	assert.Equal(t, "holds when: The DPIA was approved before the call, is not withdrawn, and the DPO's advice was followed or overruled with reasons.", lines[4])
	assert.Equal(t, "to mend it (dpo): Have the DPIA approved before calls are held, with the DPO's advice and, where it is overruled, the reasons.", lines[5])
}
