package hook_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/consulttest"
	"github.com/preconsult/preconsult/consult/hook"
)

// FuzzEvaluation holds that whatever is asked is answered: by yes only where the gate allowed that very call and recorded
// it, and then with a reference that starts it once.
func FuzzEvaluation(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(v.path == evaluations, v.body)
	}
	f.Add(false, []byte(redemption("AAAAAAAAAAAAAAAAAAAAAA", call1)))
	rig := consulttest.NewRig(f)
	var recorded []consult.Decision // one input is tried after the other
	gate := gateOver(f, rig, func(_ context.Context, d consult.Decision) error {
		recorded = append(recorded, d)
		return nil
	})
	p := point(f, gate, &hook.PointOptions{MaxPermits: 64})
	f.Fuzz(func(t *testing.T, several bool, body []byte) {
		recorded = recorded[:0]
		path := evaluation
		if several {
			path = evaluations
		}
		w := post(t, p, path, string(body))
		if !json.Valid(w.Body.Bytes()) {
			t.Fatalf("the answer is no JSON: %s", w.Body)
		}
		switch w.Code {
		case http.StatusOK:
		case http.StatusBadRequest, http.StatusRequestEntityTooLarge:
			if len(recorded) > 0 {
				t.Fatalf("decided about what was not read: %v", w.Body)
			}
			return
		default:
			t.Fatalf("status %d: %s", w.Code, w.Body)
		}
		a := answer(t, w)
		all := a.Evaluations
		if all == nil {
			all = []answered{a}
		}
		decisions := slices.Clone(recorded)
		for _, one := range all {
			require.NotNil(t, one.Decision)
			i := slices.IndexFunc(decisions, func(d consult.Decision) bool { return d.ID.String() == one.Context.ID })
			if !*one.Decision {
				require.Nil(t, one.Context.Permit)
				require.True(t, i < 0 || !decisions[i].Allows())
				continue
			}
			require.GreaterOrEqual(t, i, 0, "what is answered by yes is on record")
			d := decisions[i]
			require.True(t, d.Allows())
			again, err := rig.Gate.Decide(t.Context(), &d.Call)
			require.NoError(t, err)
			require.True(t, again.Allows(), "another gate allows it as well")
			require.NotNil(t, one.Context.Permit)
			start := redemption(one.Context.Permit.Reference, d.Call.ID)
			require.Equal(t, http.StatusOK, post(t, p, redeem, start).Code)
			require.Equal(t, http.StatusConflict, post(t, p, redeem, start).Code)
		}
	})
}
