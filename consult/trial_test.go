package consult_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
)

// tried decides a call by a check that does no more than try another, and returns the trial.
func tried(t *testing.T, try func(*consult.Pass) consult.Trial) (consult.Trial, consult.Decision) {
	t.Helper()
	var trial consult.Trial
	outer := checking("outer", func(p *consult.Pass) { trial = try(p) })
	d := decided(t, gateOf(t, consult.Options{}, outer), soundCall())
	return trial, d
}

func TestTrialHasNoPartInTheDecision(t *testing.T) {
	t.Parallel()
	trial, d := tried(t, func(p *consult.Pass) consult.Trial { return p.Try(breaking("inner"), p.Call, p.Now) })
	assert.Empty(t, d.Findings)
	require.Len(t, trial.Findings, 1)
	assert.Equal(t, consult.RuleID("inner.held"), trial.Findings[0].Rule.ID)
	assert.Equal(t, "broken", trial.Findings[0].Found.String())
}

func TestTrialOfAnotherCallAtAnotherInstant(t *testing.T) {
	t.Parallel()
	var during consult.Call
	var at time.Time
	inner := checking("inner", func(p *consult.Pass) {
		during, at = *p.Call, p.Now
		if !p.Until(noon.Add(time.Hour)) {
			p.Report("inner.held", consult.Fault{Fact: "start"})
		}
	})
	trial, d := tried(t, func(p *consult.Pass) consult.Trial {
		call := *p.Call
		call.ID, call.Start = "call-2", noon.Add(2*time.Hour)
		return p.Try(inner, &call, noon.Add(time.Minute))
	})
	assert.Equal(t, consult.CallID("call-2"), during.ID)
	assert.Equal(t, noon.Add(time.Minute), at)
	assert.Len(t, trial.Findings, 1, "what ends is held against the start of the call on trial")
	assert.Equal(t, soundCall(), d.Call, "the decision is on its own call")
}

func TestTrialSeesTheRecordsOfTheDecision(t *testing.T) {
	t.Parallel()
	set := register.NewSet()
	waivers := register.New[consult.Waiver](set, "waiver")
	key := consult.Key{Controller: "Z99901", Product: "example-meet"}
	waiver := consult.Waiver{
		ID: "w-1", Rule: "device.protected", Controller: key.Controller, Product: key.Product, Reason: "a reason",
		RequestedBy: "a", AcceptedBy: "b", From: noon, Until: noon.Add(time.Hour),
	}
	swap := func(asOf time.Time, list ...consult.Waiver) {
		next := register.NewSnapshot(asOf)
		require.NoError(t, waivers.Put(next, list...))
		set.Swap(next)
	}
	count := func(p *consult.Pass) int { return len(waivers.At(p, key)) }

	swap(noon, waiver)
	var before, during, after int
	inner := checking("inner", func(p *consult.Pass) { during = count(p) })
	outer := checking("outer", func(p *consult.Pass) {
		p.Try(checking("first", func(p *consult.Pass) { before = count(p) }), p.Call, p.Now)
		swap(noon) // the waiver is gone from the register, and not from this decision
		p.Try(inner, p.Call, p.Now)
		after = count(p)
	})
	d := decided(t, gateOf(t, consult.Options{}, outer), soundCall())
	assert.Equal(t, []int{1, 1, 1}, []int{before, during, after})
	assert.Empty(t, d.Findings)

	// Records that are too old refuse the decision, even where a trial was the first to ask for them.
	swap(noon.Add(-consult.DefaultMaxRecordAge), waiver)
	outer = checking("outer", func(p *consult.Pass) { p.Try(inner, p.Call, noon.Add(-time.Hour)) })
	d = decided(t, gateOf(t, consult.Options{}, outer), soundCall())
	assert.Equal(t, []consult.RuleID{consult.FactsFresh}, d.Broken())
	assert.Zero(t, during)
}

func TestRestOnATrial(t *testing.T) {
	t.Parallel()
	end := noon.Add(time.Minute)
	ref := &consult.RecordRef{Kind: "page", ID: "p-1", Version: "0123456789abcdef"}
	inner := checking("inner", func(p *consult.Pass) { p.Relies(ref, "review", end) })
	for _, rests := range []bool{false, true} {
		_, d := tried(t, func(p *consult.Pass) consult.Trial {
			trial := p.Try(inner, p.Call, p.Now)
			if rests {
				p.RestOn(trial)
			}
			return trial
		})
		assert.Equal(t, rests, d.ValidUntil.Equal(end), "rests on the trial: %t", rests)
		assert.Equal(t, rests, len(d.NextReviews()) == 1)
	}
}

func TestUnsoundTrial(t *testing.T) {
	t.Parallel()
	_, d := tried(t, func(p *consult.Pass) consult.Trial {
		return p.Try(checking("inner", func(*consult.Pass) { panic("at the disco") }), p.Call, p.Now)
	})
	assert.Equal(t, []consult.RuleID{consult.CheckSound}, d.Broken(), "a panic is the calling check's")
	assert.Equal(t, "outer", d.Findings[0].Fact)

	trial, d := tried(t, func(p *consult.Pass) consult.Trial {
		return p.Try(checking("inner", func(p *consult.Pass) { p.Report("other.rule", consult.Fault{Fact: "other"}) }), p.Call, p.Now)
	})
	assert.Empty(t, d.Findings)
	require.Len(t, trial.Findings, 1)
	assert.Equal(t, consult.CheckSound, trial.Findings[0].Rule.ID)
}
