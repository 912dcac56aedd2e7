package consult_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/preconsult/preconsult/consult"
)

func TestManyReliances(t *testing.T) {
	t.Parallel()
	refs := make([]consult.RecordRef, 25)
	for i := range refs {
		refs[i] = consult.RecordRef{Kind: "dpia", ID: consult.RecordID(fmt.Sprintf("r%02d", i))}
	}
	noted := consult.RecordRef{Kind: "controller", ID: "c"}
	many := checking("many", func(p *consult.Pass) {
		for i := range refs {
			p.Relies(&refs[i], "review", noon.Add(time.Duration(len(refs)-i)*time.Minute))
		}
		p.Relies(&noted, "content", time.Time{})
	})
	gate := gateOf(t, consult.Options{}, many)
	d := decided(t, gate, soundCall())
	decided(t, gate, soundCall()) // in the same space
	assert.Equal(t, 27, d.Relied.Len(), "the facts, each record, and the one without an end")
	assert.Equal(t, noon.Add(time.Minute), d.ValidUntil, "the earliest end, wherever it stands in the list")
	next := d.NextReviews()
	require.Len(t, next, 25, "what has no end, or is no record, is no review")
	assert.Equal(t, consult.RecordID("r24"), next[0].Record.ID)
	for i := 1; i < len(next); i++ {
		assert.False(t, next[i].Until.Before(next[i-1].Until), "the next to run out comes first")
	}
	for stop := range 27 {
		n := 0
		for range d.Relied.All {
			if n++; n > stop {
				break
			}
		}
		assert.Equal(t, stop+1, n, "All stops when it is told to")
	}
	list := consult.ReliancesOf(next...)
	assert.Equal(t, 25, list.Len())
}

func TestReliancesOnOneRecord(t *testing.T) {
	t.Parallel()
	a, b := &consult.RecordRef{Kind: "dpia", ID: "a"}, &consult.RecordRef{Kind: "dpia", ID: "b"}
	noted := func(ref *consult.RecordRef) consult.Reliance { return consult.Reliance{Record: ref, What: "content"} }
	ends := func(ref *consult.RecordRef, what string) consult.Reliance {
		return consult.Reliance{Record: ref, What: what, Until: noon}
	}
	tests := []struct {
		reason      string
		given, want []consult.Reliance
	}{
		{"nothing", nil, nil},
		{"a record that is noted twice is listed once", []consult.Reliance{noted(a), noted(b), noted(a)}, []consult.Reliance{noted(a), noted(b)}},
		{"an end takes the place of a note", []consult.Reliance{noted(a), ends(a, "review")}, []consult.Reliance{ends(a, "review")}},
		{"a note adds nothing to an end", []consult.Reliance{ends(a, "review"), noted(a)}, []consult.Reliance{ends(a, "review")}},
		{
			"two ends of one record are both listed",
			[]consult.Reliance{ends(a, "review"), ends(a, "measure")}, []consult.Reliance{ends(a, "review"), ends(a, "measure")},
		},
		{
			"what is no record is listed each time",
			[]consult.Reliance{ends(nil, "facts"), ends(nil, "records")}, []consult.Reliance{ends(nil, "facts"), ends(nil, "records")},
		},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			t.Parallel()
			list := consult.ReliancesOf(tt.given...)
			var got []consult.Reliance
			for one := range list.All {
				got = append(got, one)
			}
			assert.Equal(t, tt.want, got)
			assert.Equal(t, len(tt.want), list.Len())
		})
	}
}
