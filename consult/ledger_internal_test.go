package consult

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var ledgerNoon = time.Date(2026, time.May, 11, 12, 0, 0, 0, time.UTC)

// TestLedgerIsSwept holds that a ledger keeps the permits that could still be redeemed, and
// not many more.
func TestLedgerIsSwept(t *testing.T) {
	t.Parallel()
	var l ledger
	const life = 100 * time.Second // at one permit a second, 100 are alive
	for n := range 50_000 {
		now := ledgerNoon.Add(time.Duration(n) * time.Second)
		require.NoError(t, l.use(DecisionID{1, uint64(n)}, now, now.Add(life), now))
		require.LessOrEqual(t, len(l.used), 1024+100)
	}
}

func TestLedgerGrowsWithWhatIsAlive(t *testing.T) {
	t.Parallel()
	var l ledger
	for n := range uint64(5000) { // all at once: none may be forgotten
		require.NoError(t, l.use(DecisionID{n}, ledgerNoon, ledgerNoon.Add(time.Minute), ledgerNoon))
	}
	assert.Greater(t, l.sweep, len(l.used), "a sweep that found nothing to forget is not made again at once")
	for n := range uint64(5000) {
		require.ErrorIs(t, l.use(DecisionID{n}, ledgerNoon, ledgerNoon.Add(time.Minute), ledgerNoon), ErrUsed)
	}
	later := ledgerNoon.Add(time.Minute)
	for n := range uint64(5000) {
		require.NoError(t, l.use(DecisionID{n, 1}, later, later.Add(time.Minute), later))
	}
	assert.LessOrEqual(t, len(l.used), 2*5000+1024, "those past their time are forgotten")
}

// TestLedgerNeverForgets redeems permits in a random order, with a clock that jumps back and
// forth, and redeems each again: none may succeed twice.
func TestLedgerNeverForgets(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 1))
		var l ledger
		type given struct {
			id            DecisionID
			from, expires time.Time
			won           int
		}
		var all []*given
		now := ledgerNoon
		for n := range uint64(6000) {
			now = now.Add(time.Duration(random.IntN(40)-15) * time.Millisecond)
			if random.IntN(3) > 0 || len(all) == 0 {
				all = append(all, &given{id: DecisionID{seed, n}, from: now, expires: now.Add(time.Duration(1+random.IntN(20_000)) * time.Millisecond)})
			}
			g := all[random.IntN(len(all))]
			if l.use(g.id, g.from, g.expires, now) == nil {
				g.won++
				require.LessOrEqual(t, g.won, 1, "a permit was redeemed twice")
				require.False(t, now.Before(g.from))
				require.True(t, now.Before(g.expires))
			}
		}
	}
}

func TestLedgerOrderOfErrors(t *testing.T) {
	t.Parallel()
	var l ledger
	id, end := DecisionID{1}, ledgerNoon.Add(time.Minute)
	require.ErrorIs(t, l.use(id, ledgerNoon, end, end), ErrExpired)
	require.ErrorIs(t, l.use(id, ledgerNoon, end, ledgerNoon), ErrExpired, "a clock set back revives nothing that was seen to have ended")
	other := DecisionID{2}
	require.NoError(t, l.use(other, end, end.Add(time.Minute), end))
	require.ErrorIs(t, l.use(other, end, end.Add(time.Minute), end.Add(time.Hour)), ErrUsed, "what was used says so, as long as it is remembered")
}

// TestGateGoesByTheWall holds that no instant of a gate has a monotonic reading, by which a ledger would not see that the
// clock was set back, and would let a permit that has expired, or was used, start a call.
func TestGateGoesByTheWall(t *testing.T) {
	t.Parallel()
	for name, clock := range map[string]func() time.Time{"of its own": nil, "of the application": func() time.Time { return time.Now().Local() }} {
		g, err := NewGate(Discard, []*Check{Identified()}, &Options{Clock: clock})
		require.NoError(t, err)
		now := g.clock()
		assert.NotContains(t, now.String(), "m=", name)
		assert.Equal(t, time.UTC, now.Location(), name)
	}
}
