package hook

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"sync"

	"github.com/preconsult/preconsult/consult"
)

// references keep permits until somebody redeems them, under references that nobody can guess. It holds a bounded
// number: past it, the oldest of the caller who has most goes, so that who never redeems pushes out none but their own. What
// is gone is unknown, and starts nothing.
type references struct {
	max int

	mu   sync.Mutex
	kept map[digest]ticket
	// The digests of each caller from the oldest on, those of permits that are gone among them; a caller without any is not there.
	of    map[string][]digest
	count int // of all these
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
		k.kept, k.of = make(map[digest]ticket), make(map[string][]digest)
	}
	if k.count == k.max {
		k.forget()
	}
	k.kept[d] = ticket{permit, caller}
	k.of[caller] = append(k.of[caller], d)
	k.count++
	return reference
}

// forget makes room for one.
func (k *references) forget() {
	var most string
	for caller, digests := range k.of {
		if len(digests) > len(k.of[most]) {
			most = caller
		}
	}
	digests := k.of[most]
	delete(k.kept, digests[0])
	if len(digests) == 1 {
		delete(k.of, most)
	} else {
		k.of[most] = digests[1:]
	}
	k.count--
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
	delete(k.kept, d)
	return t.permit, true
}
