package hook_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
)

// call1 is the id of the ready-made call.
const call1 consult.CallID = "call-0001"

func TestRedeem(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	p := point(t, rig.Gate, nil)
	a := answer(t, post(t, p, evaluation, question(t, consulttest.Call())))
	assert.Equal(t, "2026-06-15T10:02:00Z", a.Context.Permit.Expires)
	w := post(t, p, redeem, redemption(a.Context.Permit.Reference, call1))
	require.Equal(t, http.StatusOK, w.Code)
	assert.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	d, _ := rig.Recorder.Last()
	assert.JSONEq(t, `{"call":"call-0001","decision":"`+d.ID.String()+`"}`, w.Body.String())
	assert.Equal(t, consult.StageRedeem, d.Stage)
	assert.Equal(t, a.Context.ID, d.Redeems.String(), "the start is on record, with what it was decided by")
}

// noPermit holds that a redemption leads nowhere, and that one reads like the other.
func noPermit(t *testing.T, h http.Handler, reference string, call consult.CallID, token ...string) {
	t.Helper()
	p := problem(t, post(t, h, redeem, redemption(reference, call), token...), http.StatusConflict)
	assert.Equal(t, document{Type: hook.TypeNoPermit, Title: "The reference leads to no permit", Status: http.StatusConflict,
		Detail: "It was used, has expired, is of another caller or call, or never was. Ask for a new decision."}, p)
}

func started(t *testing.T, h http.Handler, reference string, call consult.CallID, token ...string) {
	t.Helper()
	w := post(t, h, redeem, redemption(reference, call), token...)
	assert.Equal(t, http.StatusOK, w.Code, w.Body)
}

func TestRedeemOnce(t *testing.T) {
	t.Parallel()
	p := point(t, consulttest.NewRig(t).Gate, nil)
	reference := given(t, p, consulttest.Call())
	started(t, p, reference, call1)
	noPermit(t, p, reference, call1)
}

// TestRedeemOfOthers holds that a reference which somebody else shows stays what it is for whom it was given to.
func TestRedeemOfOthers(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	p, other := point(t, rig.Gate, nil), point(t, rig.Gate, nil)
	reference := given(t, p, consulttest.Call())
	decided := len(rig.Recorder.Decisions())
	noPermit(t, p, reference, call1, hospitalToken)
	noPermit(t, p, reference, "call-0002")
	noPermit(t, p, reference, "")
	noPermit(t, other, reference, call1)
	assert.Len(t, rig.Recorder.Decisions(), decided)
	started(t, p, reference, call1)
}

func TestRedeemWhatNeverWas(t *testing.T) {
	t.Parallel()
	p := point(t, consulttest.NewRig(t).Gate, nil)
	reference := given(t, p, consulttest.Call())
	for _, forged := range []string{
		"", "1", "call-0001", reference[1:], reference + "A", reference + "=", " " + reference, strings.ToLower(reference) + "x",
		strings.Repeat("A", 22), strings.Repeat("x", 50_000), reference + "\x00",
		// The same 128 bits in another spelling, whose last letter differs in bits that stand for nothing.
		reference[:21] + string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", reference[21])^1]),
	} {
		noPermit(t, p, forged, call1)
	}
	started(t, p, reference, call1)
}

func TestRedemptionsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	p := point(t, consulttest.NewRig(t).Gate, nil)
	reference := given(t, p, consulttest.Call())
	for why, body := range map[string]string{
		"nothing": "", "no object": "[]", "cut off": `{"reference":`, "no call": `{"reference":"` + reference + `"}`,
		"no reference": `{"call":"call-0001"}`, "a number": `{"reference":1,"call":"call-0001"}`, "null": `{"reference":"` + reference + `","call":null}`,
		"a list": `{"reference":["` + reference + `"],"call":"call-0001"}`,
		"twice":  `{"reference":"x","reference":"` + reference + `","call":"call-0001"}`,
	} {
		assert.Equal(t, hook.TypeNotRead, problem(t, post(t, p, redeem, body), http.StatusBadRequest).Type, why)
	}
	w := post(t, p, redeem, `{"reference":"`+reference+`","call":"call-0001","other":"passed over"}`)
	assert.Equal(t, http.StatusOK, w.Code)
}

func TestRedeemInTime(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		why  string
		move time.Duration
		ok   bool
	}{
		{"at the last instant", consult.DefaultPermitLife - time.Nanosecond, true},
		{"at the instant at which it expires", consult.DefaultPermitLife, false},
		{"the day after", 24 * time.Hour, false},
		{"after the clock was set back", -time.Nanosecond, false},
	} {
		rig := consulttest.NewRig(t)
		p := point(t, rig.Gate, nil)
		reference := given(t, p, consulttest.Call())
		rig.Clock.Advance(test.move)
		if test.ok {
			started(t, p, reference, call1)
			continue
		}
		noPermit(t, p, reference, call1)
		assert.Len(t, rig.Recorder.Decisions(), 1, test.why)
	}
}

// TestRedeemJudgesAgain withdraws a record between the answer and the start.
func TestRedeemJudgesAgain(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	p := point(t, rig.Gate, nil)
	reference := given(t, p, consulttest.Call())
	rig.Put(t, consulttest.OnFile(consulttest.DPIAWithdrawn))
	refused := problem(t, post(t, p, redeem, redemption(reference, call1)), http.StatusForbidden)
	assert.Equal(t, hook.TypeRefused, refused.Type)
	require.NotEmpty(t, refused.Findings)
	assert.EqualValues(t, "dpia.approved", refused.Findings[0].Rule.ID)
	d, _ := rig.Recorder.Last()
	assert.Equal(t, d.ID.String(), refused.Decision)
	rig.Put(t, consulttest.OnFile())
	noPermit(t, p, reference, call1)
}

func TestRedeemWithoutARecord(t *testing.T) {
	t.Parallel()
	for _, test := range faultyRecorders {
		t.Run(test.why, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var faulty atomic.Bool
				gate := gateOver(t, consulttest.NewRig(t), func(ctx context.Context, d consult.Decision) error {
					if faulty.Load() {
						return test.record(ctx, d)
					}
					return nil
				})
				p := point(t, gate, nil)
				reference := given(t, p, consulttest.Call())
				faulty.Store(true)
				began := time.Now()
				assert.Equal(t, hook.TypeNotDecided, problem(t, post(t, p, redeem, redemption(reference, call1)), test.status).Type)
				assert.LessOrEqual(t, time.Since(began), hook.DefaultTimeout)
				faulty.Store(false)
				noPermit(t, p, reference, call1) // it is used up, and nothing was started by it
				started(t, p, given(t, p, consulttest.Call()), call1)
			})
		})
	}
}

// TestRedeemThatIsNotTriedKeepsTheReference has a point that is too busy, and a client that has left.
func TestRedeemThatIsNotTriedKeepsTheReference(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		p := point(t, consulttest.NewRig(t).Gate, &hook.PointOptions{Options: hook.Options{MaxPending: 1}})
		reference := given(t, p, consulttest.Call())
		go func() {
			_, err := p.Ask(t.Context(), clinic, func(context.Context) (consult.Call, error) { <-release; return consulttest.Call(), nil })
			assert.NoError(t, err)
		}()
		synctest.Wait()
		problem(t, post(t, p, redeem, redemption(reference, call1)), http.StatusServiceUnavailable)
		_, err := p.Redeem(t.Context(), clinic, reference, call1)
		require.ErrorIs(t, err, hook.ErrBusy)
		close(release)
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = p.Redeem(ctx, clinic, reference, call1)
		require.ErrorIs(t, err, context.Canceled)
		started(t, p, reference, call1)
	})
}

func TestRedeemAtOnce(t *testing.T) {
	t.Parallel()
	p := point(t, consulttest.NewRig(t).Gate, nil)
	for range 20 {
		reference := given(t, p, consulttest.Call())
		var statuses [600]atomic.Int32
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() { statuses[post(t, p, redeem, redemption(reference, call1)).Code].Add(1) })
		}
		all.Wait()
		assert.EqualValues(t, 1, statuses[http.StatusOK].Load())
		assert.EqualValues(t, 15, statuses[http.StatusConflict].Load())
	}
}

// TestReferencesAreBounded holds that the oldest goes, and that one which was used makes room.
func TestReferencesAreBounded(t *testing.T) {
	t.Parallel()
	p := point(t, consulttest.NewRig(t).Gate, &hook.PointOptions{MaxPermits: 3})
	var references []string
	calls := make([]consult.Call, 8)
	for i := range calls {
		calls[i] = consulttest.Call()
		calls[i].ID = consult.CallID(fmt.Sprintf("call-%d", i))
		references = append(references, given(t, p, calls[i]))
	}
	for i := range 5 {
		noPermit(t, p, references[i], calls[i].ID)
	}
	started(t, p, references[6], calls[6].ID)
	next := given(t, p, consulttest.Call())
	last := given(t, p, consulttest.Call()) // takes the place of number 5, which nobody came for
	noPermit(t, p, references[5], calls[5].ID)
	started(t, p, references[7], calls[7].ID)
	started(t, p, next, call1)
	started(t, p, last, call1)
}

// TestReferencesAreOfTheirCaller holds that a platform which asks and never starts leaves every other its equal share.
func TestReferencesAreOfTheirCaller(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]int{"none before": 0, "many that it started": 500} {
		p := point(t, consulttest.NewRig(t).Gate, &hook.PointOptions{MaxPermits: 6})
		ask := func(caller string) string {
			t.Helper()
			reply, err := p.Ask(t.Context(), caller, func(context.Context) (consult.Call, error) { return consulttest.Call(), nil })
			require.NoError(t, err, name)
			return reply.Reference
		}
		for range before {
			started(t, p, ask(hospital), call1, hospitalToken)
		}
		var its []string
		for range 3 {
			its = append(its, ask(hospital))
		}
		var last string
		for range 20 {
			last = ask(clinic)
		}
		for _, r := range its { // as many as the other has, and so the other's own go
			started(t, p, r, call1, hospitalToken)
		}
		started(t, p, last, call1)
	}
}

// TestReferencesCannotBeGuessed holds that each has 128 bits of its own, and that nothing else of a permit is told.
func TestReferencesCannotBeGuessed(t *testing.T) {
	t.Parallel()
	rig := consulttest.NewRig(t)
	p := point(t, rig.Gate, nil)
	seen := map[string]bool{}
	var ones, zeros [16]byte
	for i := range zeros {
		zeros[i] = 0xff
	}
	for range 200 {
		w := post(t, p, evaluation, question(t, consulttest.Call()))
		assert.NotContains(t, w.Body.String(), "consult.Permit")
		a := answer(t, w)
		bits, err := base64.RawURLEncoding.Strict().DecodeString(a.Context.Permit.Reference)
		require.NoError(t, err)
		require.Len(t, bits, 16)
		require.False(t, seen[a.Context.Permit.Reference])
		require.NotContains(t, a.Context.Permit.Reference, a.Context.ID)
		seen[a.Context.Permit.Reference] = true
		for i, b := range bits {
			ones[i], zeros[i] = ones[i]|b, zeros[i]&b
		}
	}
	for i := range ones {
		assert.EqualValues(t, 0xff, ones[i], "no bit is always 0")
		assert.Zero(t, zeros[i], "nor 1")
	}
}
