package hook

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"sync"

	"github.com/preconsult/preconsult/consult"
)

// references keep permits until somebody redeems them, under references that nobody can guess. It holds a bounded
// number: past it, the oldest of the caller who has most goes, so that nobody is pushed out below an equal share by one who
// never redeems. What is gone is unknown, and starts nothing.
type references struct {
	max int

	mu   sync.Mutex
	kept map[digest]ticket
	of   map[string]*holding // by caller; one who has none is not there
}

// A holding is what one caller has.
type holding struct {
	live   int      // how many can still be redeemed
	oldest []digest // from the oldest on, those that are gone among them
}

// A digest is what a permit is kept under: who can read the memory, or time the look-up, learns no reference.
type digest [sha256.Size]byte

type ticket struct {
	permit consult.Permit
	caller string
}

// keep returns a reference with which the caller, and nobody else, can take the permit once.
func (k *references) keep(permit consult.Permit, caller string) string {
	var secret [16]byte
	rand.Read(secret[:]) // which never fails
	reference := base64.RawURLEncoding.EncodeToString(secret[:])
	d := digest(sha256.Sum256([]byte(reference)))

	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept == nil {
		k.kept, k.of = make(map[digest]ticket), make(map[string]*holding)
	}
	if len(k.kept) >= k.max {
		k.forget(caller)
	}
	k.kept[d] = ticket{permit, caller}
	h := k.of[caller]
	if h == nil {
		h = new(holding)
		k.of[caller] = h
	}
	h.live++
	h.oldest = append(h.oldest, d)
	if len(h.oldest) > 2*h.live+minHolding { // what is gone takes no more room than what is not
		h.oldest = slices.DeleteFunc(h.oldest, func(d digest) bool { _, there := k.kept[d]; return !there })
	}
	return reference
}

// minHolding is how many that are gone a holding may have besides, so that it is not swept all the time.
const minHolding = 64

// forget makes room for one of a caller's: by the oldest of who has most, and of the caller where others have as many.
func (k *references) forget(caller string) {
	most := caller
	for other, h := range k.of {
		if k.of[most] == nil || h.live > k.of[most].live {
			most = other
		}
	}
	h := k.of[most]
	for i, d := range h.oldest {
		if _, there := k.kept[d]; there {
			h.oldest = h.oldest[i+1:]
			k.drop(d, most)
			return
		}
	}
}

// drop takes out what a digest of a caller's stands for.
func (k *references) drop(d digest, caller string) {
	delete(k.kept, d)
	h := k.of[caller]
	if h.live--; h.live == 0 {
		delete(k.of, caller)
	}
}

// take returns the permit that a reference of the caller's stands for, and forgets it. A reference that another
// caller shows, or for another call, leads to nothing and stays what it is.
func (k *references) take(reference, caller string, call consult.CallID) (consult.Permit, bool) {
	d := digest(sha256.Sum256([]byte(reference)))
	k.mu.Lock()
	defer k.mu.Unlock()
	t, known := k.kept[d]
	if !known || t.caller != caller || t.permit.Call() != call {
		return consult.Permit{}, false
	}
	k.drop(d, caller)
	return t.permit, true
}
