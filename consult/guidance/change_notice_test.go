package guidance_test

import (
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/notice"
)

var noticeChanges = []change{
	{"no notice", func(w *world, _ chooser) { w.notices = nil }},
	{"no notice of this product", func(w *world, _ chooser) { w.notices = w.notices[min(1, len(w.notices)):] }},
	{"another notice", func(w *world, r chooser) {
		n := compliantNotice(practice, meet, w.now)
		n.ID = pick[consult.RecordID](r, "a-notice", "z-notice")
		n.Published = pick(r, n.Published, n.Published.Add(1), n.Published.Add(-1), near(w, r))
		n.Products = pick(r, n.Products, nil, []notice.Product{{ID: chat}}, []notice.Product{{ID: meet}})
		n.Offer = text(r)
		for i := range w.notices {
			if w.notices[i].ID == n.ID {
				return
			}
		}
		w.notices = append(w.notices, n)
	}},
	{"the notice is published at another instant", func(w *world, r chooser) { one(r, w.notices).Published = near(w, r) }},
	{"the notice is withdrawn", func(w *world, r chooser) { one(r, w.notices).Withdrawn = near(w, r) }},
	{"the notice has no address", func(w *world, r chooser) { one(r, w.notices).Address = "" }},
	{"the notice says nothing about video", func(w *world, r chooser) {
		n := one(r, w.notices)
		*pick(r, &n.Offer, &n.Way) = ""
	}},
	{"the notice names other products", func(w *world, r chooser) {
		one(r, w.notices).Products = pick(r,
			nil,
			[]notice.Product{{ID: chat, SecureUse: "synthetic"}},
			[]notice.Product{{ID: meet}},
			[]notice.Product{{ID: meet, SecureUse: "synthetic"}, {ID: chat}},
			[]notice.Product{{ID: chat}, {ID: cloud}, {ID: meet, SecureUse: "synthetic"}},
		)
	}},
	{"the notice gives no guidance on secure use", func(w *world, r chooser) {
		n := one(r, w.notices)
		for i := range n.Products {
			n.Products[i].SecureUse = ""
		}
	}},
	{"the notice names other third parties", func(w *world, r chooser) { one(r, w.notices).ThirdParties = products(r) }},
	{"the notice names other countries", func(w *world, r chooser) {
		n := one(r, w.notices)
		n.Overseas = nil
		for _, c := range []consult.Country{ie, us} {
			if r.IntN(2) == 0 {
				n.Overseas = append(n.Overseas, notice.Transfer{Country: c, Mechanism: pick(r, notice.MechanismUnknown, notice.Regulations, notice.Derogation)})
			}
		}
	}},
	{"a transfer rests on nothing", func(w *world, r chooser) {
		if n := one(r, w.notices); len(n.Overseas) > 0 {
			n.Overseas[0].Mechanism = notice.MechanismUnknown
		}
	}},
	{"the text is another than the approved one", func(w *world, r chooser) {
		n := one(r, w.notices)
		a, b := notice.HashOf([]byte("synthetic a")), notice.HashOf([]byte("synthetic b"))
		n.ApprovedHash, n.PublishedHash = pick(r, notice.Hash{}, a, b), pick(r, notice.Hash{}, a, b)
	}},
	{"the notice is due for review", func(w *world, r chooser) { one(r, w.notices).ReviewDue = around(w, r) }},
}
