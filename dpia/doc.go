/*
Package dpia judges video calls by the data protection impact assessments (DPIAs) that a
controller has on file: whether one is in force that covers the call.

A DPIA on file is a [Record], and the decision that none is required a [Screening]. The
check that [Covered] returns is one of a gate's:

	dpias, err := register.Of("dpia", dpia.Record{ID: "video-2026", Controller: "Z99901", …})
	if err != nil {
		return err
	}
	gate, err := consult.NewGate(recorder, []*consult.Check{dpia.Covered(dpias, nil)}, nil)

It implements the clauses D1 to D4 of NHS England's guidance on video consultation tools,
in the edition of 11 May 2026, and what UK GDPR Art 35 and 36 make of them.

# What a record holds

A record holds what a machine can hold a call against: the [Scope] that was assessed, axis by
axis; which parts the assessment has; how far each [Mitigation] is; the residual risk as the
assessor rates it; the [Approval]; what changed since; and when the next review is due.

It does not hold the assessment. Where the rules ask for a text, such as the necessity of the
processing, a sentence or the number of the section will do: the rule asks whether
there is one, and nobody but a person can say whether it is right. The level of a risk is
never computed from likelihood and severity, because templates disagree on how. A record has
no place for anything about a patient, and names roles instead of people.

# How a call is judged

Of the DPIAs on file for the call's controller and product, those stand that were approved
before the call, with the advice of the data protection officer. Between them they must
cover the call on every axis: purposes, categories of data, the people whom they are about,
recipients, countries of access and of storage, and each kind of capture that can take place.
An axis that the call does not know is outside, and an axis that the scopes leave out covers
nothing.

As few of them count as cover as much of the call as all do: those with faults are left out
first, then those that end first. Where the call does not know a fact, it may be anything,
and each that has something of its own on that axis counts. So a good DPIA is not spoilt by another that is due for
review, and a further DPIA on file never breaks a rule for a call that broke none. The faults of
those that count are reported, each with its record.

What is due on a day is due until the end of that day, UTC, and the decision holds no
longer than the first of the days on which it rests: a review, a planned measure, a change
to come that is not assessed. [consult.Decision.NextReviews] lists them.

Where no DPIA is on file, a screening stands in for one if it says with reasons that none is
required, the data protection officer has seen it, and the call is within its scope.

# Rules

	rule           clauses  owner    broken when
	dpia.decided   D1 D3    ig-lead  neither a DPIA nor a reasoned screening, seen by the DPO, is on file
	dpia.complete  D4       ig-lead  a part is missing; a measure has neither a plan in time nor a confirmation
	dpia.approved  D1       dpo      none is approved before the call; the DPO was not asked, or overruled without reasons
	dpia.current   D1 D2    dpo      the review is overdue or not planned; a change since the approval is not assessed
	dpia.covers    D2       dpo      the call's processing is unknown on an axis, or outside
	dpia.residual  D4       dpo      the residual risk is unknown; high without the regulator's leave; forbidden by it

Only dpia.complete and dpia.current can be waived. A clinician may go ahead for clinical need
in spite of any but dpia.residual.

# What is not promised

A call that is covered is within what the records say was assessed. Whether the
assessment is good, its risks all found, its measures enough, is for the data protection
officer. The package is no substitute for the DPIA itself, and nothing that it reports is
legal advice.

DPIAs cover a call between them axis by axis: where one covers health data and another the
United States, a call that sends health data there is within both, and nobody may have
assessed the two together. A controller that wants a combination kept apart states it in
one DPIA and withdraws the other.

That a DPIA beside it rates the residual risk higher does not spoil one that covers the
call alone. A DPIA that has been superseded is to be marked [Withdrawn].
*/
package dpia
