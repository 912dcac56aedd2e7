package signin

import (
	"container/list"
	"crypto/subtle"
	"sync"
	"time"
)

// kept holds values by keys that cannot be guessed: each for a time, and so many at most. Where there are more,
// the oldest goes. So nobody can fill the memory by beginning sign-ins, and no clean-up has to run.
type kept[T any] struct {
	limit int
	life  time.Duration
	clock func() time.Time
	gone  func(T) // is called once with each value that is kept no longer; nil calls nothing

	mu      sync.Mutex
	entries map[string]*list.Element
	order   list.List // of *entry[T], the oldest in front: all live equally long, so that it is the first to go
}

type entry[T any] struct {
	key   string
	value T
	until time.Time
}

func keep[T any](limit int, life time.Duration, clock func() time.Time) *kept[T] {
	return &kept[T]{limit: limit, life: life, clock: clock, entries: map[string]*list.Element{}}
}

// put keeps a value. It counts as new also where its key was there.
func (k *kept[T]) put(key string, value T) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.remove(k.entries[key])
	now := k.clock()
	for front := k.order.Front(); front != nil; front = k.order.Front() {
		if k.order.Len() < k.limit && now.Before(front.Value.(*entry[T]).until) {
			break
		}
		k.remove(front)
	}
	k.entries[key] = k.order.PushBack(&entry[T]{key, value, now.Add(k.life)})
}

// succeed keeps a value in place of another, and reports whether that one was kept. The other is not gone: it goes on in the
// value, which counts as new.
func (k *kept[T]) succeed(other, key string, value T) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.at(other); !ok {
		return false
	}
	k.order.Remove(k.entries[other])
	delete(k.entries, other)
	k.entries[key] = k.order.PushBack(&entry[T]{key, value, k.clock().Add(k.life)})
	return true
}

// get returns a value that is kept, and whether there is one.
func (k *kept[T]) get(key string) (T, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.at(key)
}

// take returns a value and keeps it no longer. Of several who take at once one gets it.
func (k *kept[T]) take(key string) (T, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	defer k.remove(k.entries[key])
	return k.at(key)
}

// change changes a value in its place, and reports whether there is one.
func (k *kept[T]) change(key string, change func(*T)) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.at(key); !ok {
		return false
	}
	change(&k.entries[key].Value.(*entry[T]).value)
	return true
}

func (k *kept[T]) at(key string) (T, bool) {
	if e := k.entries[key]; e != nil {
		if found := e.Value.(*entry[T]); k.clock().Before(found.until) {
			return found.value, true
		}
	}
	var none T
	return none, false
}

func (k *kept[T]) remove(e *list.Element) {
	if e != nil {
		gone := k.order.Remove(e).(*entry[T])
		delete(k.entries, gone.key)
		if k.gone != nil {
			k.gone(gone.value)
		}
	}
}

// same compares secrets in a time that does not tell how much of them is right. An empty one is like none.
func same(a, b string) bool { return a != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
