package signin

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestKept(t *testing.T) {
	t.Parallel()
	now := time.Now()
	k := keep[int](3, time.Minute, func() time.Time { return now })
	holds := func(want map[string]int, reason string) {
		t.Helper()
		got := map[string]int{}
		for _, key := range []string{"a", "b", "c", "d"} {
			if v, ok := k.get(key); ok {
				got[key] = v
			}
		}
		assert.Equal(t, want, got, reason)
		assert.Equal(t, k.order.Len(), len(k.entries), "both have the same")
		assert.LessOrEqual(t, len(k.entries), 3)
	}
	k.put("a", 1)
	k.put("b", 2)
	k.put("c", 3)
	holds(map[string]int{"a": 1, "b": 2, "c": 3}, "there is room")
	k.put("a", 4)
	k.put("d", 5)
	holds(map[string]int{"a": 4, "c": 3, "d": 5}, "the oldest goes, and what was put anew is not old")
	assert.True(t, k.change("c", func(v *int) { *v++ }))
	holds(map[string]int{"a": 4, "c": 4, "d": 5}, "it is changed in its place")
	v, ok := k.take("a")
	assert.Equal(t, 4, v)
	assert.True(t, ok)
	_, ok = k.take("a")
	assert.False(t, ok, "it is taken once")
	now = now.Add(time.Minute)
	holds(map[string]int{}, "everything has its time")
	assert.False(t, k.change("c", func(*int) { t.Error("it is over") }))
	_, ok = k.take("c")
	assert.False(t, ok, "it is over")
	k.put("b", 6)
	assert.Len(t, k.entries, 1, "what is over makes room")
}

func TestOneSucceedsAnother(t *testing.T) {
	t.Parallel()
	now := time.Now()
	k := keep[int](2, time.Minute, func() time.Time { return now })
	var gone []int
	k.gone = func(v int) { gone = append(gone, v) }
	k.put("a", 1)
	k.put("b", 2)
	assert.True(t, k.succeed("a", "c", 3))
	_, ok := k.get("a")
	assert.False(t, ok, "it is kept no longer")
	assert.False(t, k.succeed("a", "d", 4), "and has one successor")
	assert.Empty(t, gone, "nor is it gone")
	k.put("d", 4)
	assert.Equal(t, []int{2}, gone, "the successor is newer than what was there")
	now = now.Add(time.Minute)
	assert.False(t, k.succeed("c", "e", 5), "what is over has none")
	assert.Len(t, k.entries, k.order.Len())
}

func TestOneOfManyTakes(t *testing.T) {
	t.Parallel()
	k := keep[int](10, time.Minute, time.Now)
	k.put("a", 1)
	var got atomic.Int32
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if _, ok := k.take("a"); ok {
				got.Add(1)
			}
			k.put(fmt.Sprint(i), i)
		})
	}
	all.Wait()
	assert.Equal(t, int32(1), got.Load())
	assert.Len(t, k.entries, 10)
}

func TestSame(t *testing.T) {
	t.Parallel()
	assert.True(t, same("secret", "secret"))
	assert.False(t, same("secret", "secret2"), "all of it counts")
	assert.False(t, same("", ""), "an empty secret is none")
}

func TestWhoseATokenIs(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"", "a.b", "a.!.c", "a.bm90IEpTT04.c", "a.e30.c"} {
		assert.Zero(t, whose(token), "what cannot be read is of nobody: %q", token)
	}
}
