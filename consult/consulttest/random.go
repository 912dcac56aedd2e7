package consulttest

import (
	"slices"
	"time"

	"github.com/preconsult/preconsult/consult"
)

// A Chooser makes the choices of a random world. [math/rand/v2.Rand] is one; so is whatever draws
// numbers from a property-based test, or reads them from a fuzzer's input.
type Chooser interface {
	// IntN returns a number from 0 up to, and not including, n, which is positive.
	IntN(n int) int
}

// A change is one thing that is different from a compliant world. It may break a rule, mend
// what another change broke, or do neither.
type change struct {
	why string
	do  func(w *World, r Chooser)
}

// Random returns a compliant world with random changes: most often few, so that each rule is met
// alone, and at times many. Instants lie at the boundaries of the records and within a nanosecond
// of them; sets may be empty, facts unknown, records missing or doubled.
func Random(r Chooser) *World {
	now, start := instants(r)
	w := NewWorld(now, start)
	count := 0
	switch n := r.IntN(100); {
	case n < 5:
	case n < 45:
		count = 1
	case n < 65:
		count = 2
	case n < 85:
		count = 3 + r.IntN(4)
	default:
		count = 10 + r.IntN(60)
	}
	for range count {
		c := &changes[r.IntN(len(changes))]
		c.do(w, r)
		w.Changes = append(w.Changes, c.why)
	}
	return w
}

// RandomCall returns [Call] with up to three random changes. It is for trying many calls on the
// same records.
func RandomCall(r Chooser) consult.Call {
	w := NewWorld(Now, Now.Add(5*time.Minute))
	for range r.IntN(4) {
		facts[r.IntN(len(facts))].do(w, r)
	}
	return w.Call
}

// facts are the changes of calls.
var facts = slices.Concat(callChanges, roomChanges, dataChanges)

// changes are all changes.
var changes = slices.Concat(facts, dpiaChanges, riskChanges, procurementChanges, noticeChanges)

// instants returns an instant of decision and the start of a call, which are often at the
// end of a day or within a nanosecond of it, since that is where records on days end.
func instants(r Chooser) (now, start time.Time) {
	day := time.Date(2026, time.June, 15, 0, 0, 0, 0, time.UTC)
	now = day.Add(pick(r, 10*time.Hour, 0, -1, +1, 18*time.Hour+7))
	switch r.IntN(6) {
	case 0:
		start = now.Add(pick(r, -1, 0, +1, -time.Minute))
	case 1:
		start = day.AddDate(0, 0, pick(r, 0, 1, 2, 30)).Add(pick[time.Duration](r, -1, 0, 1))
	default:
		start = now.Add(5 * time.Minute)
	}
	return now, start
}

// pick returns one of the options.
func pick[T any](r Chooser, options ...T) T { return options[r.IntN(len(options))] }

// near returns an instant that lies at a boundary of the world, or next to one, or is missing.
func near(w *World, r Chooser) time.Time {
	if r.IntN(12) == 0 {
		return time.Time{}
	}
	at := w.Now
	if !w.Call.Start.IsZero() && r.IntN(2) == 0 {
		at = w.Call.Start
	}
	return at.Add(pick(r, -1, 0, +1, -time.Hour, time.Hour, -1000*time.Hour, 1000*time.Hour))
}

// around returns a day around a boundary of the world, or none.
func around(w *World, r Chooser) consult.Date {
	t := near(w, r)
	if t.IsZero() {
		return consult.Date{}
	}
	return consult.DateAt(t.AddDate(0, 0, pick(r, -1, 0, +1)))
}

// some returns a random set of the first n values of an enumeration, which may be empty.
func some[E consult.Enum](r Chooser, n int) consult.Set[E] {
	var set consult.Set[E]
	for v := 1; v <= n; v++ {
		if r.IntN(2) == 0 {
			set = set.Union(consult.SetOf(E(v)))
		}
	}
	return set
}

// text returns a text that is there or missing.
func text(r Chooser) string { return pick(r, "", "synthetic") }

// state returns a value of an enumeration whose greatest value is given, the unknown one among them.
func state[E ~uint8](r Chooser, greatest E) E { return E(r.IntN(int(greatest) + 1)) }

// one returns a pointer to one of the records to change, most often the first, which is the one
// that the call needs; where there is none, a record that nobody has.
func one[T any](r Chooser, list []T) *T {
	switch {
	case len(list) == 0:
		return new(T)
	case r.IntN(4) > 0:
		return &list[0]
	default:
		return &list[r.IntN(len(list))]
	}
}

// places returns where something happens: known or not, inside what is covered or not.
func places(r Chooser) consult.Places {
	return pick(r,
		consult.In(gb), consult.In(gb, ie), consult.In(ie), consult.In(us), consult.In(gb, ie, us), consult.Nowhere(),
		consult.Places{}, consult.Places{State: consult.PlacesListed},
		consult.Places{State: consult.PlacesNone, Countries: consult.CountriesOf(gb)},
		consult.Places{State: consult.PlacesUnknown, Countries: consult.CountriesOf(gb)},
	)
}

// countries returns a set of countries, which may be empty.
func countries(r Chooser) (set consult.Countries) {
	for _, c := range []consult.Country{gb, ie, us} {
		if r.IntN(2) == 0 {
			set = set.Union(consult.CountriesOf(c))
		}
	}
	return set
}

// products returns a set of recipients, which may be empty.
func products(r Chooser) consult.Products {
	var ids []consult.ProductID
	for _, id := range []consult.ProductID{Cloud, Analytics, Meet} {
		if r.IntN(2) == 0 {
			ids = append(ids, id)
		}
	}
	return consult.ProductsOf(ids...)
}

// release returns a version around those that the records of a compliant world speak of.
func release(r Chooser) consult.Version {
	return pick(r, consult.Version{}, version("1.9"), version("2.9"), version("2.9.1"), version("3"), version("3.1.6"),
		version("3.1.7"), version("3.1.7-rc.1"), version("3.2"), version("3.2.0.1"), version("5.3.8"), version("5.3.9"), version("6"))
}

// releases returns ranges of versions that were assessed, which may be none, most of them with
// their ends in order.
func releases(r Chooser) []consult.Versions {
	var list []consult.Versions
	for range r.IntN(3) {
		from, through := release(r), release(r)
		if from.Compare(through) > 0 {
			from, through = through, from
		}
		list = append(list, consult.Versions{From: from, Through: through})
	}
	return list
}
