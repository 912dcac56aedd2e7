package consulttest

import (
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/notice"
)

var noticeChanges = []change{
	{"no notice", func(w *World, _ Chooser) { w.Notices = nil }},
	{"no notice of this product", func(w *World, _ Chooser) { w.Notices = w.Notices[min(1, len(w.Notices)):] }},
	{"another notice", func(w *World, r Chooser) {
		n := Notice(Practice, Meet, w.Now)
		n.ID = pick[consult.RecordID](r, "a-notice", "z-notice")
		n.Published = pick(r, n.Published, n.Published.Add(1), n.Published.Add(-1), near(w, r))
		n.Products = pick(r, n.Products, nil, []notice.Product{{ID: Chat}}, []notice.Product{{ID: Meet}})
		n.Offer = text(r)
		for i := range w.Notices {
			if w.Notices[i].ID == n.ID {
				return
			}
		}
		w.Notices = append(w.Notices, n)
	}},
	{"the notice is published at another instant", func(w *World, r Chooser) { one(r, w.Notices).Published = near(w, r) }},
	{"the notice is withdrawn", func(w *World, r Chooser) { one(r, w.Notices).Withdrawn = near(w, r) }},
	{"the notice has no address", func(w *World, r Chooser) { one(r, w.Notices).Address = "" }},
	{"the notice says nothing about video", func(w *World, r Chooser) {
		n := one(r, w.Notices)
		*pick(r, &n.Offer, &n.Way) = ""
	}},
	{"the notice names other products", func(w *World, r Chooser) {
		one(r, w.Notices).Products = pick(r,
			nil,
			[]notice.Product{{ID: Chat, SecureUse: "synthetic"}},
			[]notice.Product{{ID: Meet}},
			[]notice.Product{{ID: Meet, SecureUse: "synthetic"}, {ID: Chat}},
			[]notice.Product{{ID: Chat}, {ID: Cloud}, {ID: Meet, SecureUse: "synthetic"}},
		)
	}},
	{"the notice gives no guidance on secure use", func(w *World, r Chooser) {
		n := one(r, w.Notices)
		for i := range n.Products {
			n.Products[i].SecureUse = ""
		}
	}},
	{"the notice names other third parties", func(w *World, r Chooser) { one(r, w.Notices).ThirdParties = products(r) }},
	{"the notice names other countries", func(w *World, r Chooser) {
		n := one(r, w.Notices)
		n.Overseas = nil
		for _, c := range []consult.Country{ie, us} {
			if r.IntN(2) == 0 {
				n.Overseas = append(n.Overseas, notice.Transfer{Country: c, Mechanism: pick(r, notice.MechanismUnknown, notice.Regulations, notice.Derogation)})
			}
		}
	}},
	{"a transfer rests on nothing", func(w *World, r Chooser) {
		if n := one(r, w.Notices); len(n.Overseas) > 0 {
			n.Overseas[0].Mechanism = notice.MechanismUnknown
		}
	}},
	{"the text is another than the approved one", func(w *World, r Chooser) {
		n := one(r, w.Notices)
		a, b := notice.HashOf([]byte("synthetic a")), notice.HashOf([]byte("synthetic b"))
		n.ApprovedHash, n.PublishedHash = pick(r, notice.Hash{}, a, b), pick(r, notice.Hash{}, a, b)
	}},
	{"the notice is due for review", func(w *World, r Chooser) { one(r, w.Notices).ReviewDue = around(w, r) }},
}
