package hook_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/hook"
	"github.com/preconsult/preconsult/consult/register"
)

// gateOnRecordsOf returns a gate on the ready-made records as they were read at an instant, and have not been since.
func gateOnRecordsOf(t *testing.T, read time.Time, clock *consulttest.Clock) *consult.Gate {
	t.Helper()
	set := register.NewSet()
	records, on, snapshot := guidance.NewRecords(set), consulttest.OnFile(), register.NewSnapshot(read)
	require.NoError(t, records.Controllers.Put(snapshot, on.Controllers...))
	require.NoError(t, records.DPIAs.Put(snapshot, on.DPIAs...))
	require.NoError(t, records.Assessments.Put(snapshot, on.Assessments...))
	require.NoError(t, records.Procurements.Put(snapshot, on.Procurements...))
	require.NoError(t, records.Notices.Put(snapshot, on.Notices...))
	set.Swap(snapshot)
	gate, err := consult.NewGate(consult.RecorderFunc(func(context.Context, consult.Decision) error { return nil }), guidance.Checks(records), &consult.Options{Clock: clock.Now})
	require.NoError(t, err)
	return gate
}

// TestStaleRegister holds that records which nobody has seen at their origin for a day start no call, by whichever way.
func TestStaleRegister(t *testing.T) {
	t.Parallel()
	clock := new(consulttest.Clock)
	p := point(t, gateOnRecordsOf(t, consulttest.Now.Add(time.Minute-consult.DefaultMaxRecordAge), clock), nil)
	a := answer(t, post(t, p, evaluation, question(t, consulttest.Call())))
	require.True(t, *a.Decision, "they are a minute short of it")
	assert.Equal(t, "2026-06-15T10:01:00Z", a.Context.Permit.Expires, "the permit lives no longer than they do")
	second := given(t, p, consulttest.Call())
	clock.Advance(time.Minute - time.Nanosecond)
	started(t, p, a.Context.Permit.Reference, call1)
	clock.Advance(time.Nanosecond)
	noPermit(t, p, second, call1)
	a = answer(t, post(t, p, evaluation, question(t, consulttest.Call())))
	assert.False(t, *a.Decision)
	stale(t, a.Context.Findings)

	gate := gateOnRecordsOf(t, consulttest.Now.Add(-consult.DefaultMaxRecordAge), new(consulttest.Clock))
	w := serve(hook.Guard(gate, describing(consulttest.Call(), true), nil)(never(t)), asks(t))
	stale(t, problem(t, w, http.StatusForbidden).Findings)
}

// stale holds that findings say of the records that they are too old, beside all that is unknown for it.
func stale(t *testing.T, findings []finding) {
	t.Helper()
	assert.True(t, slices.ContainsFunc(findings, func(f finding) bool { return f.Rule.ID == consult.FactsFresh && f.Fact == "records" }), findings)
}

// TestEmptyRegister has nothing on file yet, as before the first read.
func TestEmptyRegister(t *testing.T) {
	t.Parallel()
	gate, err := consult.NewGate(consult.Discard, guidance.Checks(guidance.NewRecords(register.NewSet())), &consult.Options{Clock: new(consulttest.Clock).Now})
	require.NoError(t, err)
	assert.False(t, *answer(t, post(t, point(t, gate, nil), evaluation, question(t, consulttest.Call()))).Decision)
}
