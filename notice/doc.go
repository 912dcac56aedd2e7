/*
Package notice judges video calls by the privacy notice that a controller has published:
whether it discloses to patients what really happens in the call.

What is on file is a [Record] of each notice. The check that [Disclosed] returns is one of a
gate's:

	notices, err := register.Of("privacy-notice", notice.Record{ID: "web-2026", Controller: "Z99901", …})
	if err != nil {
		return err
	}
	gate, err := consult.NewGate(recorder, []*consult.Check{notice.Disclosed(notices)}, nil)

It implements the clauses P3 to P6 of NHS England's guidance on video consultation tools, in
the edition of 11 May 2026, beside UK GDPR Art 13 and 44A.

# What a record holds

A record holds what a machine can hold a call against: where the notice is published and since
when, which products and third parties it names, which countries overseas with which [Mechanism]
of transfer, and when its next review is due. Where it says something to people, such as how a
call takes place, the record holds where: a heading or an address.

It does not hold the text. It holds the [Hash] of the text that was approved and of the text
last seen at the address, so that a notice that somebody has edited since shows. Whether a
country is covered by regulations changes, and for some only certain recipients are; the record
holds what the controller established, and the package has no list of its own.

# How a call is judged

Of the controller's notices that are published and not withdrawn, the newest that names the
product of the call counts, or else the newest. What it names is held against what the call
really does: every recipient of the data is named, and every country outside the United
Kingdom in which data are stored or from which they can be reached. The countries of the European
Economic Area and the Crown dependencies are outside.

A call between colleagues is bound only where it processes information about patients and
that goes overseas, or may: then by notice.overseas and notice.current.

A review that is due on a day is due until the end of that day, UTC. The decision holds no
longer than that, nor beyond the withdrawal of the notice or the instant at which a newer one
takes its place. [consult.Decision.NextReviews] lists them.

# Rules

	rule               clauses  owner    broken when
	notice.published   P3 P4    ig-lead  no notice of the controller is published and in effect
	notice.offer       P3       ig-lead  it does not say when video may be offered, or how it takes place
	notice.product     P4       ig-lead  it does not name the product, or a third party in it; who receives data is unknown
	notice.secure-use  P5       ig-lead  it gives no guidance on the secure use of this product
	notice.overseas    P6       ig-lead  it does not name a country overseas, or no mechanism is recorded; where data go is unknown
	notice.current     P4 P6    ig-lead  the review is overdue or not planned; the published text is not the one approved

All can be overridden for clinical need. Those on offer, secure use and currency can be waived.

# What is not promised

That a notice names a product says nothing about whether people understand it, or have
been told. Transparency in health and care asks for more than a page: effort to inform, other
languages and formats, and word of significant changes. Art 13 asks for more than the
guidance does, such as the purposes and the legal basis; the package does not ask for them. Nothing that it reports is
legal advice.
*/
package notice
