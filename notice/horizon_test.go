package notice_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/notice"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestHorizon is about what a decision rests on, and until when.
func TestHorizon(t *testing.T) {
	t.Parallel()
	next := func(id consult.RecordID, minutes int) notice.Record {
		r := record(id)
		r.Published = now.Add(time.Duration(minutes) * time.Minute)
		return r
	}
	colleagues := called(func(c *consult.Call) { c.Purpose = consult.Colleagues })
	unnamed := says(func(r *notice.Record) { r.Products = nil })
	for _, test := range []struct {
		reason string
		change func(*world)
		what   string
		until  time.Time
	}{
		{"it ends with the review", func(*world) {}, "review", day(300).End()},
		{"it ends with the withdrawal", says(func(r *notice.Record) { r.Withdrawn = now.AddDate(0, 0, 20) }), "withdrawal", now.AddDate(0, 0, 20)},
		{
			"it ends where the next notice takes effect",
			func(w *world) { w.notices = append(w.notices, next("n1", 30), next("n2", 10), next("n3", 20)) },
			"newer notice", now.Add(10 * time.Minute),
		},
		{
			"a notice to come without address replaces nothing",
			func(w *world) { n := next("n1", 10); n.Address = ""; w.notices = append(w.notices, n) },
			"review", day(300).End(),
		},
		{
			"where none names the product it ends where the first that does takes effect",
			both(colleagues, unnamed, func(w *world) { w.notices = append(w.notices, next("n1", 10)) }),
			"notice that names the product", now.Add(10 * time.Minute),
		},
		{
			"where none names the product it ends where any takes effect",
			both(colleagues, unnamed, func(w *world) {
				n := next("n1", 10)
				n.Products = nil
				w.notices = append(w.notices, n)
			}),
			"newer notice", now.Add(10 * time.Minute),
		},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			test.change(w)
			d := w.decide(t)
			require.Equal(t, consult.Allowed, d.Outcome)
			for _, r := range d.NextReviews() {
				if r.Record != nil { // the facts end sooner
					require.Equal(t, consult.RecordID("web"), r.Record.ID)
					require.Equal(t, test.what, r.What)
					require.Equal(t, test.until, r.Until)
					break
				}
			}
		})
	}
}

// someNotices draws notices that take effect at few instants, so that they tie.
func someNotices(t *rapid.T) []notice.Record {
	all := make([]notice.Record, rapid.IntRange(1, 5).Draw(t, "notices"))
	for i := range all {
		all[i] = record(consult.RecordID('a' + rune(i)))
		all[i].Published = now.AddDate(0, 0, rapid.IntRange(-2, 1).Draw(t, "published"))
		if rapid.Bool().Draw(t, "withdrawn") {
			all[i].Withdrawn = all[i].Published.AddDate(0, 0, rapid.IntRange(1, 3).Draw(t, "withdrawal"))
		}
		if rapid.Bool().Draw(t, "silent") {
			all[i].Products, all[i].Overseas = nil, nil
		}
	}
	return all
}

func TestOrderOfRecordsChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		w.notices = someNotices(t)
		one := w.decide(t)
		w.notices = rapid.Permutation(w.notices).Draw(t, "order")
		other := w.decide(t)
		if diff := cmp.Diff(findings(&one), findings(&other)); diff != "" {
			t.Fatalf("findings (-one order +another):\n%s", diff)
		}
		require.Equal(t, one.ValidUntil, other.ValidUntil)
	})
}

// TestNamingMoreNeverRefuses holds that what a notice says more never makes a call refused.
func TestNamingMoreNeverRefuses(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		w.call.Data.Storage = consult.In(rapid.SampledFrom([]consult.Country{consult.UnitedKingdom, ireland, america}).Draw(t, "storage"))
		w.call.Data.Recipients = consult.RecipientsOf(rapid.SampledFrom([]consult.ProductID{"example-relay", "a", "b"}).Draw(t, "recipient"))
		before := w.decide(t)
		r := &w.notices[0]
		switch rapid.IntRange(0, 2).Draw(t, "what it says more") {
		case 0:
			r.ThirdParties = r.ThirdParties.Union(consult.ProductsOf("a"))
		case 1:
			r.Overseas = append(r.Overseas, notice.Transfer{Country: america, Mechanism: notice.Mechanism(rapid.IntRange(0, 5).Draw(t, "mechanism"))})
		case 2:
			r.Products = append(r.Products, notice.Product{ID: "b"})
		}
		after := w.decide(t)
		if before.Allows() {
			require.True(t, after.Allows())
		}
	})
}
