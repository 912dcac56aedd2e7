package register_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/consult/register"
)

// A page is a record of these tests.
type page struct {
	ID    consult.RecordID
	Under []consult.Key
	From  time.Time
	Until time.Time
	Text  string
}

func (p page) RecordID() consult.RecordID { return p.ID }
func (p page) Keys() []consult.Key        { return p.Under }

var (
	noon = time.Date(2026, time.May, 11, 12, 0, 0, 0, time.UTC)
	a    = consult.Key{Controller: "Z99901", Product: "example-meet"}
	b    = consult.Key{Controller: "B82002", Product: "example-meet"}
)

func pageOf(id consult.RecordID, under ...consult.Key) page { return page{ID: id, Under: under} }

// judge runs a function as a check: on a decision at noon of a call of Z99901 that starts in an hour.
func judge(t *testing.T, run func(*consult.Pass)) consult.Decision {
	t.Helper()
	return judgeFrom(t, noon.Add(time.Hour), run)
}

// judgeFrom is judge for a call with another start.
func judgeFrom(t *testing.T, start time.Time, run func(*consult.Pass)) consult.Decision {
	t.Helper()
	check := &consult.Check{
		Name: "judging", Doc: "runs a function of a test",
		Rules: []consult.Rule{{
			ID: "judging.held", Clauses: []consult.ClauseID{"I1"}, Summary: "It holds.",
			Owner: consult.OwnerPlatform, Remedy: "Mend it.", Patient: "Please wait.",
		}},
		Run: run,
	}
	gate, err := consult.NewGate(consult.Discard, []*consult.Check{check}, &consult.Options{Clock: func() time.Time { return noon }})
	require.NoError(t, err)
	d, err := gate.Decide(t.Context(), &consult.Call{
		ID: "call-1", Controller: "Z99901", Product: consult.Product{ID: "example-meet"}, Start: start,
	})
	require.NoError(t, err)
	require.NotContains(t, d.Broken(), consult.CheckSound)
	return d
}

// ids returns the ids of the records that a decision finds under a key.
func ids(t *testing.T, r *register.Register[page], key consult.Key) []consult.RecordID {
	t.Helper()
	var found []consult.RecordID
	judge(t, func(p *consult.Pass) {
		for _, f := range r.At(p, key) {
			found = append(found, f.Record.ID)
		}
	})
	return found
}

func TestOf(t *testing.T) {
	t.Parallel()
	r, err := register.Of("page", pageOf("z", a), pageOf("m", b), pageOf("c", b, a), pageOf("k", a))
	require.NoError(t, err)
	assert.Equal(t, "page", r.Kind())
	assert.Equal(t, 4, r.Len())
	assert.Equal(t, []consult.RecordID{"c", "k", "z"}, ids(t, r, a), "in the order of their ids, not that of the list")
	assert.Equal(t, []consult.RecordID{"c", "m"}, ids(t, r, b), "a record may be filed under several keys")
	assert.Empty(t, ids(t, r, consult.Key{Controller: "Z99901"}), "a key without the product is another key")
	assert.Empty(t, ids(t, r, consult.Key{}))
	var all []consult.RecordID
	for f := range r.All() {
		all = append(all, f.Record.ID)
		assert.Equal(t, f.Record.ID, f.Ref.ID)
		assert.Equal(t, "page", f.Ref.Kind)
		assert.Len(t, f.Ref.Version, 16)
	}
	assert.Equal(t, []consult.RecordID{"c", "k", "m", "z"}, all)
	for f := range r.All() {
		assert.Equal(t, consult.RecordID("c"), f.Record.ID)
		break // All stops when it is told to
	}
}

func TestOfNothing(t *testing.T) {
	t.Parallel()
	r, err := register.Of[page]("page")
	require.NoError(t, err)
	assert.Zero(t, r.Len())
	assert.Empty(t, ids(t, r, a))
}

func TestRefusedRecords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason  string
		records []page
		want    []string
	}{
		{"no id", []page{pageOf("", a)}, []string{"a page has no valid id"}},
		{"a malformed id", []page{pageOf("page 1", a)}, []string{"a page has no valid id"}},
		{"two of one id", []page{pageOf("x", a), pageOf("y", a), pageOf("x", b)}, []string{"two records of kind page have the id x"}},
		{"filed under nothing", []page{pageOf("x")}, []string{"page x is filed under no controller"}},
		{"filed under no controller", []page{pageOf("x", consult.Key{Product: "example-meet"})}, []string{"page x is filed under no controller"}},
		{"one key of two without a controller", []page{pageOf("x", a, consult.Key{})}, []string{"page x is filed under no controller"}},
		{
			"all faults at once", []page{pageOf("", a), pageOf("x", a), pageOf("x", a), pageOf("y")},
			[]string{"no valid id", "the id x", "page y is filed"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			r, err := register.Of("page", tt.records...)
			for _, want := range tt.want {
				require.ErrorContains(t, err, want)
			}
			assert.Zero(t, r.Len(), "the register holds nothing")
			assert.Empty(t, ids(t, r, a))

			r, err = register.Of("page", pageOf("before", a))
			require.NoError(t, err)
			require.Error(t, r.Replace(tt.records...))
			assert.Equal(t, []consult.RecordID{"before"}, ids(t, r, a), "after an error it holds what it held")
		})
	}
}

func TestReplace(t *testing.T) {
	t.Parallel()
	r, err := register.Of("page", pageOf("one", a))
	require.NoError(t, err)
	require.NoError(t, r.Replace(pageOf("two", a), pageOf("three", b)))
	assert.Equal(t, []consult.RecordID{"two"}, ids(t, r, a))
	assert.Equal(t, 2, r.Len())
	require.NoError(t, r.Replace())
	assert.Zero(t, r.Len())
}

// A loose is a record that cannot be written down.
type loose struct{ Do func() }

func (loose) RecordID() consult.RecordID { return "loose" }
func (loose) Keys() []consult.Key        { return []consult.Key{a} }

func TestRecordsThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	_, err := register.Of("loose", loose{})
	require.ErrorContains(t, err, "register: loose loose: ")
}

func TestVersionOfARecord(t *testing.T) {
	t.Parallel()
	version := func(p page) string {
		r, err := register.Of("page", p)
		require.NoError(t, err)
		for f := range r.All() {
			return f.Ref.Version
		}
		return ""
	}
	one, other := pageOf("x", a), pageOf("x", a)
	assert.Equal(t, version(one), version(other), "the same content is the same version")
	other.Text = "changed"
	assert.NotEqual(t, version(one), version(other), "other content is another")
	assert.Equal(t, consult.RecordRef{Kind: "page", ID: "x", Version: "2cf24dba5fb0a30e"}, register.Ref("page", "x", []byte("hello")),
		"the first sixteen hexadecimal digits of the SHA-256")
}

func TestNilRegister(t *testing.T) {
	t.Parallel()
	var r *register.Register[page]
	assert.Zero(t, r.Len())
	for range r.All() {
		t.Error("a nil register holds nothing")
	}
	assert.Empty(t, ids(t, r, a))
}
