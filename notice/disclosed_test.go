package notice_test

import (
	"testing"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/notice"
	"github.com/stretchr/testify/require"
)

const onWeb = "privacy-notice web" // the record that the findings name

func TestPublished(t *testing.T) {
	broken := func(fact, got, expected string) []found {
		return []found{{notice.RulePublished, fact, got, expected, onWeb}}
	}
	none := []found{{notice.RulePublished, "notice", "none on file", "one published and in effect", ""}}
	const before, effect = "an instant before the call", "a notice in effect"
	run(t, []row{
		{"published and in effect", func(*world) {}, nil},
		{"none on file", func(w *world) { w.notices = nil }, none},
		{"one of another controller", says(func(r *notice.Record) { r.Controller = "A81002" }), none},
		{"without address", says(func(r *notice.Record) { r.Address = "" }), broken("address", "missing", "where it is published")},
		{"never published", says(func(r *notice.Record) { r.Published = time.Time{} }), broken("published", "none", before)},
		{"published a nanosecond later than now", says(func(r *notice.Record) { r.Published = now.Add(1) }), broken("published", "2026-06-01T09:00:00Z", before)},
		{"published now", says(func(r *notice.Record) { r.Published = now }), nil},
		{"withdrawn before the call", says(func(r *notice.Record) { r.Withdrawn = now.Add(-1) }), broken("withdrawn", "2026-06-01T08:59:59Z", effect)},
		{"withdrawn when the call starts", says(func(r *notice.Record) { r.Withdrawn = start }), broken("withdrawn", "2026-06-01T10:00:00Z", effect)},
		{"withdrawn a nanosecond later", says(func(r *notice.Record) { r.Withdrawn = start.Add(1) }), nil},
		{
			"of several that are not in effect the newest is named",
			func(w *world) {
				older := record("z-older")
				older.Published, older.Withdrawn = older.Published.Add(-1), now
				w.notices[0].Address = ""
				w.notices = append(w.notices, older)
			},
			broken("address", "missing", "where it is published"),
		},
		{
			"of two published at once, and not in effect, the one with the greater id is named",
			func(w *world) {
				w.notices = []notice.Record{record("a"), record("web")}
				w.notices[0].Address, w.notices[1].Withdrawn = "", now
			},
			broken("withdrawn", "2026-06-01T09:00:00Z", effect),
		},
		{"a call of unknown purpose is judged as a consultation", func(w *world) { w.notices, w.call.Purpose = nil, 0 }, []found{
			{consult.CallIdentified, "purpose", "unknown", "", ""}, none[0],
		}},
	})
}

func TestNewest(t *testing.T) {
	dumb := func(id consult.RecordID, published time.Time) notice.Record {
		r := record(id)
		r.Published, r.Offer = published, ""
		return r
	}
	unnamed := func(r notice.Record) notice.Record { r.Products = []notice.Product{{ID: "other-meet"}}; return r }
	month := record("").Published
	run(t, []row{
		{"an older one does not count", func(w *world) { w.notices = append(w.notices, dumb("z", month.Add(-1))) }, nil},
		{"a newer one counts", func(w *world) { w.notices[0] = dumb("a", month.Add(-1)); w.notices = append(w.notices, record("z")) }, nil},
		{
			"a newer one counts, and is named",
			func(w *world) { w.notices = append(w.notices, dumb("new", month.Add(1))) },
			[]found{{notice.RuleOffer, "offer", "missing", "when video may be offered", "privacy-notice new"}},
		},
		{"of two published at once the one with the greater id counts", func(w *world) { w.notices = append(w.notices, dumb("a", month)) }, nil},
		{"one that is to come does not count yet", func(w *world) { w.notices = append(w.notices, dumb("z", now.Add(1))) }, nil},
		{"one that is withdrawn does not count any more", func(w *world) {
			gone := dumb("z", month.Add(1))
			gone.Withdrawn = now
			w.notices = append(w.notices, gone)
		}, nil},
		{"a newer one that does not name the product does not count beside one that does", func(w *world) {
			w.notices = append(w.notices, unnamed(dumb("z", month.Add(1))))
		}, nil},
		{
			"where none names the product the newest counts",
			func(w *world) { w.notices = []notice.Record{unnamed(dumb("z", month.Add(-1))), unnamed(record("web"))} },
			[]found{{notice.RuleProduct, "products", "example-meet", "a product that the notice names", onWeb}},
		},
		{
			"one that names the product, to come, does not make up for it yet",
			func(w *world) {
				next := record("next")
				next.Published = now.Add(time.Minute)
				w.notices = []notice.Record{unnamed(record("web")), next}
			},
			[]found{{notice.RuleProduct, "products", "example-meet", "a product that the notice names", onWeb}},
		},
	})
}

func TestOffer(t *testing.T) {
	run(t, []row{
		{"not when video may be offered", says(func(r *notice.Record) { r.Offer = "" }), []found{{notice.RuleOffer, "offer", "missing", "when video may be offered", onWeb}}},
		{"not how it takes place", says(func(r *notice.Record) { r.Way = "" }), []found{{notice.RuleOffer, "way", "missing", "how it takes place", onWeb}}},
		{"neither", says(func(r *notice.Record) { r.Offer, r.Way = "", "" }), []found{
			{notice.RuleOffer, "offer", "missing", "when video may be offered", onWeb},
			{notice.RuleOffer, "way", "missing", "how it takes place", onWeb},
		}},
	})
}

func TestProduct(t *testing.T) {
	const parties = "third parties that the notice names"
	broken := func(fact, got, expected string) []found {
		return []found{{notice.RuleProduct, fact, got, expected, onWeb}}
	}
	received := func(r consult.Recipients) func(*world) {
		return called(func(c *consult.Call) { c.Data.Recipients = r })
	}
	run(t, []row{
		{"the product is not named", says(func(r *notice.Record) { r.Products[0].ID = "other-meet" }), broken("products", "example-meet", "a product that the notice names")},
		{"no product is named", says(func(r *notice.Record) { r.Products = nil }), broken("products", "example-meet", "a product that the notice names")},
		{"named beside others", says(func(r *notice.Record) {
			r.Products = append([]notice.Product{{ID: "other-meet"}}, r.Products...)
		}), nil},
		{"third parties unknown", received(consult.Recipients{}), broken("data.recipients", "unknown", parties)},
		{"no third parties", received(consult.NoRecipients()), nil},
		{"a third party that is not named", received(consult.RecipientsOf("example-relay", "some-scribe")), broken("third_parties", "some-scribe", parties)},
		{"third parties that are not named", received(consult.RecipientsOf("b", "a", "example-relay")), broken("third_parties", "a, b", parties)},
		{"fewer third parties than are named", says(func(r *notice.Record) { r.ThirdParties = consult.ProductsOf("a", "example-relay") }), nil},
		{"a third party that is named among the products is named", both(
			says(func(r *notice.Record) { r.Products = append(r.Products, notice.Product{ID: "some-scribe"}) }),
			received(consult.RecipientsOf("example-relay", "some-scribe")),
		), nil},
		{"the product is no third party in itself", received(consult.RecipientsOf("example-meet")), nil},
		{"the product, listed as its own recipient, is missing once", both(
			says(func(r *notice.Record) { r.Products = nil }), received(consult.RecipientsOf("example-meet")),
		), broken("products", "example-meet", "a product that the notice names")},
	})
}

func TestSecureUse(t *testing.T) {
	run(t, []row{
		{"no guidance on this product", says(func(r *notice.Record) { r.Products[0].SecureUse = "" }),
			[]found{{notice.RuleSecureUse, "products.secure_use", "missing", "guidance on secure use", onWeb}}},
		{"none on another is no fault of this", says(func(r *notice.Record) { r.Products = append(r.Products, notice.Product{ID: "other-meet"}) }), nil},
	})
}

func TestOverseas(t *testing.T) {
	const countries = "countries that the notice names"
	broken := func(fact, got, expected string) []found {
		return []found{{notice.RuleOverseas, fact, got, expected, onWeb}}
	}
	goes := func(access, storage consult.Places) func(*world) {
		return called(func(c *consult.Call) { c.Data.Access, c.Data.Storage = access, storage })
	}
	home := consult.In(consult.UnitedKingdom)
	named := func(transfers ...notice.Transfer) func(*world) {
		return says(func(r *notice.Record) { r.Overseas = transfers })
	}
	run(t, []row{
		{"named, with its mechanism", goes(home, consult.In(ireland)), nil},
		{"nothing goes overseas", both(named(), goes(home, consult.Nowhere())), nil},
		{"named, and not in use", goes(home, home), nil},
		{"stored in a country that is not named", goes(home, consult.In(america)), broken("overseas.country", "US", countries)},
		{"reached from a country that is not named, and stored at home", goes(consult.In(consult.UnitedKingdom, america), home), broken("overseas.country", "US", countries)},
		{"the European Economic Area is overseas", both(named(), goes(home, consult.In(ireland))), broken("overseas.country", "IE", countries)},
		{"so are the Crown dependencies", goes(consult.In(guernsey), consult.Nowhere()), broken("overseas.country", "GG", countries)},
		{"several that are not named", both(named(), goes(consult.In(america, ireland), consult.In(guernsey))), broken("overseas.country", "GG, IE, US", countries)},
		{"named without mechanism", named(notice.Transfer{Country: ireland}), broken("overseas.mechanism", "IE", "a mechanism of transfer")},
		{"named without mechanism, and not in use", named(notice.Transfer{Country: america}, notice.Transfer{ireland, notice.Regulations}), nil},
		{"named twice, once with a mechanism", named(notice.Transfer{Country: ireland}, notice.Transfer{ireland, notice.Addendum}), nil},
		{"one without name, another without mechanism", both(named(notice.Transfer{Country: ireland}), goes(consult.In(america), consult.In(ireland))), []found{
			{notice.RuleOverseas, "overseas.country", "US", countries, onWeb},
			{notice.RuleOverseas, "overseas.mechanism", "IE", "a mechanism of transfer", onWeb},
		}},
		{"access unknown", goes(consult.Places{}, consult.In(ireland)), broken("data.access", "unknown", countries)},
		{"storage unknown", goes(home, consult.Places{}), broken("data.storage", "unknown", countries)},
		{"storage unknown, and access from a country that is not named", goes(consult.In(america), consult.Places{}), []found{
			{notice.RuleOverseas, "data.storage", "unknown", countries, onWeb},
			{notice.RuleOverseas, "overseas.country", "US", countries, onWeb},
		}},
	})
	for m := notice.Regulations; m <= notice.Derogation; m++ {
		w := newWorld()
		named(notice.Transfer{Country: ireland, Mechanism: m})(w)
		d := w.decide(t)
		require.True(t, d.Allows(), "any mechanism is one: %s", m)
	}
}

func TestCurrent(t *testing.T) {
	review := func(got string) []found {
		return []found{{notice.RuleCurrent, "review_due", got, "a day to come", onWeb}}
	}
	due := func(day consult.Date, start time.Time) func(*world) {
		return both(says(func(r *notice.Record) { r.ReviewDue = day }), called(func(c *consult.Call) { c.Start = start }))
	}
	other := notice.HashOf([]byte("How we use your information in video call."))
	const approved, seen = "the hash of the text that was approved", "the hash of the text at the address"
	run(t, []row{
		{"no review is planned", due(consult.Date{}, start), review("none")},
		{"the review was due the day before", due(day(-1), start), review("2026-05-31")},
		{"the review is due on the day of the call", due(today, start), nil},
		{"the call starts at the end of that day", due(today, today.End()), review("2026-06-01")},
		{"the call starts a nanosecond before", due(today, today.End().Add(-1)), nil},
		{"another text is published", says(func(r *notice.Record) { r.PublishedHash = other }), []found{{notice.RuleCurrent, "published_hash", "another text", "the text that was approved", onWeb}}},
		{"another text was approved", says(func(r *notice.Record) { r.ApprovedHash = other }), []found{{notice.RuleCurrent, "published_hash", "another text", "the text that was approved", onWeb}}},
		{"both are the other text", says(func(r *notice.Record) { r.ApprovedHash, r.PublishedHash = other, other }), nil},
		{"nobody has looked what is published", says(func(r *notice.Record) { r.PublishedHash = notice.Hash{} }), []found{{notice.RuleCurrent, "published_hash", "missing", seen, onWeb}}},
		{"nobody knows what was approved", says(func(r *notice.Record) { r.ApprovedHash = notice.Hash{} }), []found{{notice.RuleCurrent, "approved_hash", "missing", approved, onWeb}}},
		{"no text is no text that was approved", says(func(r *notice.Record) { r.ApprovedHash, r.PublishedHash = notice.Hash{}, notice.Hash{} }), []found{{notice.RuleCurrent, "approved_hash", "missing", approved, onWeb}}},
	})
}

// TestColleagues is about calls between colleagues, which P6 binds and no other clause on
// the notice: and P6 only where information about patients goes overseas, or may.
func TestColleagues(t *testing.T) {
	colleagues := func(changes ...func(*world)) func(*world) {
		return both(append([]func(*world){called(func(c *consult.Call) { c.Purpose = consult.Colleagues })}, changes...)...)
	}
	data := func(change func(*consult.Data)) func(*world) {
		return called(func(c *consult.Call) { change(&c.Data) })
	}
	staff := data(func(d *consult.Data) {
		d.Subjects, d.Categories = consult.SetOf(consult.Staff), consult.SetOf(consult.AudioVisualData)
	})
	home := data(func(d *consult.Data) { d.Access, d.Storage = consult.In(consult.UnitedKingdom), consult.Nowhere() })
	nowhere := data(func(d *consult.Data) { d.Access, d.Storage = consult.Places{}, consult.Places{} })
	none := func(w *world) { w.notices = nil }
	missing := []found{{notice.RuleOverseas, "notice", "none on file", "one published and in effect", ""}}
	run(t, []row{
		{"about patients, overseas, disclosed", colleagues(), nil},
		{"about patients, at home, without any notice", colleagues(home, none), nil},
		{"about staff, overseas, without any notice", colleagues(staff, none), nil},
		{"about staff, nobody knows where, without any notice", colleagues(staff, nowhere, none), nil},
		{"about patients, overseas, without any notice", colleagues(none), missing},
		{"about children, overseas, without any notice", colleagues(staff, data(func(d *consult.Data) { d.Subjects = consult.SetOf(consult.Children) }), none), missing},
		{"of health, overseas, without any notice", colleagues(staff, data(func(d *consult.Data) { d.Categories = consult.SetOf(consult.HealthData) }), none), missing},
		{"about nobody knows whom, overseas, without any notice", colleagues(staff, data(func(d *consult.Data) { d.Subjects = 0 }), none), missing},
		{"about patients, nobody knows where, without any notice", colleagues(nowhere, none), missing},
		{
			"the notice has been withdrawn",
			colleagues(says(func(r *notice.Record) { r.Withdrawn = now })),
			[]found{{notice.RuleOverseas, "withdrawn", "2026-06-01T09:00:00Z", "a notice in effect", onWeb}},
		},
		{
			"about patients, nobody knows where",
			colleagues(nowhere),
			[]found{
				{notice.RuleOverseas, "data.access", "unknown", "countries that the notice names", onWeb},
				{notice.RuleOverseas, "data.storage", "unknown", "countries that the notice names", onWeb},
			},
		},
		{
			"stored in a country that is not named",
			colleagues(data(func(d *consult.Data) { d.Storage = consult.In(america) })),
			[]found{{notice.RuleOverseas, "overseas.country", "US", "countries that the notice names", onWeb}},
		},
		{
			"the notice that names the country is due for review",
			colleagues(says(func(r *notice.Record) { r.ReviewDue = day(-1) })),
			[]found{{notice.RuleCurrent, "review_due", "2026-05-31", "a day to come", onWeb}},
		},
		{"what the notice tells patients only is not asked", colleagues(says(func(r *notice.Record) {
			r.Offer, r.Way, r.Products, r.ThirdParties = "", "", nil, consult.Products{}
		}), data(func(d *consult.Data) { d.Recipients = consult.Recipients{} })), nil},
	})
}
