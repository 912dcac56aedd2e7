package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/examples/peers/gate"
	"github.com/preconsult/preconsult/examples/peers/worlds"
)

// TestEnginesAgree holds every engine against the gate on random calls and records: boundary
// instants, empty sets, missing records and unknown facts are among them, and each rule is broken
// often and alone.
func TestEnginesAgree(t *testing.T) {
	t.Parallel()
	const seeds = 8
	each := 1_500 // 12,000 worlds
	if testing.Short() {
		each = 100
	}
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(seeds) {
				t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
					t.Parallel()
					agree(t, e, seed, each)
				})
			}
		})
	}
}

func agree(t *testing.T, e entrant, seed uint64, worldsEach int) {
	reference, err := gate.New()
	require.NoError(t, err)
	engine, err := e.make()
	require.NoError(t, err)
	r, failures := rand.New(rand.NewPCG(seed, 0x9ee55)), 0
	for range worldsEach {
		w := worlds.Random(r)
		require.NoError(t, reference.File(&w.Records))
		require.NoError(t, engine.File(&w.Records))
		want, err := reference.Broken(&w.Call, w.Now)
		require.NoError(t, err)
		got, err := engine.Broken(&w.Call, w.Now)
		require.NoError(t, err)
		want = e.expresses(want)
		if !slices.Equal(want, got) {
			t.Errorf("the gate: %v\n%s: %v\nchanges: %s", want, e.name, got, strings.Join(w.Changes, "; "))
			if failures++; failures == 5 {
				t.Fatal("too many differences")
			}
		}
	}
}

// TestWorldsMeetEveryRule holds that the random worlds put every rule to the test: each is broken,
// and broken alone.
func TestWorldsMeetEveryRule(t *testing.T) {
	t.Parallel()
	engine, err := gate.New()
	require.NoError(t, err)
	broken, alone := map[consult.RuleID]int{}, map[consult.RuleID]int{}
	r := rand.New(rand.NewPCG(1, 0x9ee55))
	for range 12_000 {
		w := worlds.Random(r)
		require.NoError(t, engine.File(&w.Records))
		ids, err := engine.Broken(&w.Call, w.Now)
		require.NoError(t, err)
		for _, id := range ids {
			broken[id]++
		}
		if len(ids) == 1 {
			alone[ids[0]]++
		}
	}
	for _, rule := range worlds.Rules() {
		assert.GreaterOrEqual(t, broken[rule], 50, "%s is hardly ever broken", rule)
		assert.GreaterOrEqual(t, alone[rule], 3, "%s is hardly ever broken alone", rule)
	}
}
