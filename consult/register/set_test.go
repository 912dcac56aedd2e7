package register_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
)

func filed(pages ...page) []*consult.Filed[page] {
	var f []*consult.Filed[page]
	for _, p := range pages {
		f = append(f, &consult.Filed[page]{Record: p, Ref: register.Ref("page", p.ID, nil)})
	}
	return f
}

func TestSetBeforeTheFirstSwap(t *testing.T) {
	t.Parallel()
	set := register.NewSet()
	r := register.New[page](set, "page")
	assert.Nil(t, set.Snapshot(), "a nil interface, and not one that holds a nil pointer")
	assert.Nil(t, set.Current())
	assert.Zero(t, r.Len())
	assert.Empty(t, ids(t, r, a))
}

func TestSetOfTwoRegisters(t *testing.T) {
	t.Parallel()
	set := register.NewSet()
	first, second := register.New[page](set, "page"), register.New[page](set, "leaf")
	next := register.NewSnapshot(noon)
	require.NoError(t, second.File(next, filed(pageOf("leaf-1", a))...))
	assert.Nil(t, set.Current(), "what is filed is not there before it is swapped in")
	set.Swap(next)
	assert.Same(t, next, set.Current())
	assert.Empty(t, ids(t, first, a), "a register that nothing was filed for holds nothing")
	assert.Equal(t, []consult.RecordID{"leaf-1"}, ids(t, second, a))

	late := register.New[page](set, "late")
	assert.Zero(t, late.Len(), "a register that was added after the swap holds nothing")
	assert.Empty(t, ids(t, late, a))

	again := register.NewSnapshot(noon)
	require.NoError(t, first.File(again, filed(pageOf("x", a), pageOf("y", a))...))
	require.NoError(t, first.File(again, filed(pageOf("z", a))...))
	set.Swap(again)
	assert.Equal(t, []consult.RecordID{"z"}, ids(t, first, a), "filing replaces what was filed before")
	assert.Empty(t, ids(t, second, a), "a swap replaces all registers of the set")
}

func TestPutMakesVersionsOfTheContent(t *testing.T) {
	t.Parallel()
	set := register.NewSet()
	r, other := register.New[page](set, "page"), register.New[page](set, "leaf")
	next := register.NewSnapshot(noon)
	require.NoError(t, r.Put(next, pageOf("x", a), pageOf("y", a)))
	require.NoError(t, other.Put(next, pageOf("x", a)))
	set.Swap(next)
	assert.Equal(t, []consult.RecordID{"x", "y"}, ids(t, r, a))
	assert.Equal(t, []consult.RecordID{"x"}, ids(t, other, a), "registers that share a set are put together")

	alone, err := register.Of("page", pageOf("x", a))
	require.NoError(t, err)
	for filed := range r.All() {
		for same := range alone.All() {
			assert.Equal(t, filed.Ref.ID == same.Ref.ID, filed.Ref.Version == same.Ref.Version, "%s has the version of its content", filed.Ref.ID)
		}
	}
	require.ErrorContains(t, r.Put(register.NewSnapshot(noon), pageOf("x", a), pageOf("x", a)), "have the id x")
}

// TestOfTheCallIsAtItsKeys holds OfCall and OfController to At.
func TestOfTheCallIsAtItsKeys(t *testing.T) {
	t.Parallel()
	const controller, product = "Z99901", "example-meet" // of the call that is judged
	ofCall, ofController := consult.Key{Controller: controller, Product: product}, consult.Key{Controller: controller}
	elsewhere := consult.Key{Controller: "Z99902", Product: product}
	for _, test := range []struct {
		why   string
		pages []page
	}{
		{"nothing is on file", nil},
		{"about the product", []page{pageOf("p", ofCall)}},
		{"about the controller", []page{pageOf("c", ofController)}},
		{"about both, and others", []page{pageOf("c", ofController), pageOf("e", elsewhere), pageOf("p", ofCall), pageOf("x", ofCall, ofController, elsewhere)}},
		{"about others", []page{pageOf("e", elsewhere)}},
	} {
		set := register.NewSet()
		r, other := register.New[page](set, "page"), register.New[page](set, "leaf")
		next := register.NewSnapshot(noon)
		require.NoError(t, other.Put(next, pageOf("leaf", ofController)))
		require.NoError(t, r.Put(next, test.pages...))
		set.Swap(next)
		judge(t, func(p *consult.Pass) {
			for _, product := range []consult.ProductID{product, "", "example-chat"} {
				call := *p.Call
				call.Controller, call.Product.ID = controller, product
				p.Try(&consult.Check{Name: "try", Run: func(p *consult.Pass) {
					assert.Equal(t, r.At(p, p.Call.Key()), r.OfCall(p), "%s, by %q", test.why, product)
					assert.Equal(t, r.At(p, ofController), r.OfController(p), "%s, by %q", test.why, product)
					assert.Len(t, other.OfController(p), 1)
				}}, &call, p.Now)
			}
		})
	}
	judge(t, func(p *consult.Pass) {
		var none *register.Register[page]
		assert.Nil(t, none.At(p, ofCall))
		assert.Nil(t, none.OfCall(p))
		assert.Nil(t, none.OfController(p))
		assert.Nil(t, register.New[page](register.NewSet(), "page").OfController(p), "before the first swap")
	})
}

func TestFileKeepsTheList(t *testing.T) {
	t.Parallel()
	set := register.NewSet()
	r := register.New[page](set, "page")
	records := filed(pageOf("z", a), pageOf("a", a))
	next := register.NewSnapshot(noon)
	require.NoError(t, r.File(next, records...))
	assert.Equal(t, consult.RecordID("z"), records[0].Ref.ID, "the caller's list stays as it is")
	records[0], records[1] = nil, nil
	set.Swap(next)
	assert.Equal(t, []consult.RecordID{"a", "z"}, ids(t, r, a))
}

func TestSnapshotAges(t *testing.T) {
	t.Parallel()
	set := register.NewSet()
	r := register.New[page](set, "page")
	old := register.NewSnapshot(noon.Add(-consult.DefaultMaxRecordAge))
	require.NoError(t, r.File(old, filed(pageOf("x", a))...))
	set.Swap(old)
	assert.Empty(t, ids(t, r, a), "records that were not seen again for too long are unknown")
	d := judge(t, func(p *consult.Pass) { r.At(p, a) })
	assert.Contains(t, d.Broken(), consult.FactsFresh)

	again := old.At(noon.Add(-time.Hour))
	asOf, ages := again.AsOf()
	assert.Equal(t, noon.Add(-time.Hour), asOf)
	assert.True(t, ages)
	set.Swap(again)
	assert.Equal(t, []consult.RecordID{"x"}, ids(t, r, a), "seen again, they are the same records")
	asOf, _ = old.AsOf()
	assert.Equal(t, noon.Add(-consult.DefaultMaxRecordAge), asOf, "the other snapshot is as it was")

	fixed, err := register.Of("page", pageOf("x", a))
	require.NoError(t, err)
	d = judge(t, func(p *consult.Pass) { assert.Len(t, fixed.At(p, a), 1) })
	for reliance := range d.Relied.All {
		assert.NotEqual(t, "records", reliance.What, "records of the program do not age")
	}
}

// TestSwapsAreWhole runs decisions while two registers of a set change together: no decision
// sees one of them before and the other after the change.
func TestSwapsAreWhole(t *testing.T) {
	t.Parallel()
	set := register.NewSet()
	first, second := register.New[page](set, "page"), register.New[page](set, "leaf")
	swap := func(id consult.RecordID) {
		next := register.NewSnapshot(noon)
		assert.NoError(t, first.File(next, filed(pageOf(id, a))...))
		assert.NoError(t, second.File(next, filed(pageOf(id, a))...))
		set.Swap(next)
	}
	swap("even")
	stop := make(chan struct{})
	var swaps, reads sync.WaitGroup
	swaps.Go(func() {
		for {
			for _, id := range []consult.RecordID{"odd", "even"} {
				select {
				case <-stop:
					return
				default:
					swap(id)
				}
			}
		}
	})
	for range 3 {
		reads.Go(func() {
			for range 300 {
				judge(t, func(p *consult.Pass) {
					x, y := first.At(p, a), second.At(p, a)
					if assert.Len(t, x, 1) && assert.Len(t, y, 1) {
						assert.Equal(t, x[0].Record.ID, y[0].Record.ID, "half a change")
					}
				})
				assert.Equal(t, 1, first.Len())
			}
		})
	}
	reads.Wait()
	close(stop)
	swaps.Wait()
}

// TestReplaceConcurrently replaces the records of one register from many goroutines: it ends
// with those of one of them, whole.
func TestReplaceConcurrently(t *testing.T) {
	t.Parallel()
	r, err := register.Of[page]("page")
	require.NoError(t, err)
	var wg sync.WaitGroup
	for n := 1; n <= 4; n++ {
		wg.Go(func() {
			text := string(rune('0' + n))
			for range 50 {
				assert.NoError(t, r.Replace(page{"x", []consult.Key{a}, noon, noon, text}, page{"y", []consult.Key{a}, noon, noon, text}))
				var seen []string
				for f := range r.All() {
					seen = append(seen, f.Record.Text)
				}
				if assert.Len(t, seen, 2) {
					assert.Equal(t, seen[0], seen[1])
				}
			}
		})
	}
	wg.Wait()
}

func TestRegistersAddedConcurrently(t *testing.T) {
	t.Parallel()
	set := register.NewSet()
	registers := make([]*register.Register[page], 20)
	var wg sync.WaitGroup
	for i := range registers {
		wg.Go(func() { registers[i] = register.New[page](set, "page") })
	}
	wg.Wait()
	next := register.NewSnapshot(noon)
	for i, r := range registers {
		require.NoError(t, r.File(next, filed(pageOf(consult.RecordID(rune('a'+i)), a))...))
	}
	set.Swap(next)
	for i, r := range registers {
		assert.Equal(t, []consult.RecordID{consult.RecordID(rune('a' + i))}, ids(t, r, a), "each has a place of its own")
	}
}

// TestReplaceKeepsOthers holds that records are not replaced in a set that other registers share:
// theirs would be gone.
func TestReplaceKeepsOthers(t *testing.T) {
	t.Parallel()
	set := register.NewSet()
	pages := register.New[page](set, "page")
	register.New[page](set, "leaf")
	require.ErrorContains(t, pages.Replace(page{ID: "x", Under: []consult.Key{a}}), "shares its set")
	assert.Nil(t, set.Current())
}
