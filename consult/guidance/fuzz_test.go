package guidance_test

import (
	"testing"
	"time"

	"github.com/preconsult/preconsult/consult/consulttest"
)

// given makes choices from bytes, so that the fuzzer steers them; without bytes, the first.
type given struct{ data []byte }

func (g *given) IntN(n int) int {
	choice := 0
	for bound := n; bound > 1 && len(g.data) > 0; bound >>= 8 {
		choice = choice<<8 | int(g.data[0])
		g.data = g.data[1:]
	}
	return choice % n
}

// FuzzGate decides random calls by random records: the gate neither panics nor differs from
// the oracle, and decides the same again.
func FuzzGate(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("one change, then another"))
	for seed := range byte(8) {
		long := make([]byte, 64)
		for i := range long {
			long[i] = byte(i)*31 + seed*97
		}
		f.Add(long)
	}
	j := newJudge(f, 10*time.Minute, nil)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1024 {
			return // enough for every choice there is
		}
		w := consulttest.Random(&given{data})
		j.put(t, w)
		if difference := j.differs(t, &w.Call, w.Now); difference != "" {
			t.Fatalf("%s\nchanges %v", difference, w.Changes)
		}
		first, again := j.decide(t, &w.Call, w.Now), j.decide(t, &w.Call, w.Now)
		if first.Outcome != again.Outcome || !first.ValidUntil.Equal(again.ValidUntil) || len(first.Findings) != len(again.Findings) {
			t.Fatalf("decided otherwise the second time: %v and %v", first.Outcome, again.Outcome)
		}
	})
}
