/*
Package risk judges video calls by the local risk assessment that a controller has on file,
by how it came by the product, and by whom its staff can ask.

What is on file is an [Assessment] of each product, a [Procurement] of each, and one record
of the [Controller]. [Assessed], [Procured] and [Escalated] return the checks that hold a call
against them:

	controllers, err := register.Of("controller", risk.Controller{Code: "Z99901", Kind: risk.GPPractice, …})
	assessments, err := register.Of("risk-assessment", risk.Assessment{ID: "video-2026", Controller: "Z99901", …})
	gate, err := consult.NewGate(recorder, []*consult.Check{
		risk.Assessed(assessments, controllers),
		risk.Escalated(controllers),
	}, nil)

It implements the clauses S1 to S5, R1 to R4d, U1 and U5 of NHS England's guidance on
video consultation tools, in the edition of 11 May 2026. [LowestSafe] and [Agreed] hand what is on
file to the checks of package consult on software (U3) and on who starts a call (P1).

# What a record holds

An assessment holds the answers to the guidance's four main considerations in a form that a
call can be held against: countries, encryption, who may record. It holds which kinds of risk were
looked at, what remains of each risk that was found, for which versions of the product, and
until when. It does not hold the assessment itself, nor say that it is right.

A procurement record says by which [Route] the product came, which versions were assessed
against DTAC, and on which terms it is used. A controller's record holds the kind of
organisation, its contacts, the risk it accepts, and with whom it has agreements. Records name
roles and functions instead of people.

# Ratings

A residual risk is a [Rating] in a [Scheme], and a controller states its appetite scheme by
scheme. Ratings of different schemes are never compared: an 8 of the NPSA's product has no place in
the DCB0129 table, and each organisation draws its own line. A scheme in which the controller
states no appetite has none, so that each risk rated in it needs an [Acceptance].

# How a call is judged

Of several assessments of a controller and product, the newest in effect counts, and so of
procurement records. What was assessed is then held against how the call really runs: data that go to
a country not assessed, weaker encryption, and freer recording are drift. What the
assessment does not say is reported once, as not considered.

What is due on a day is due until the end of that day, UTC. The decision holds no longer
than the review, an acceptance, the contract or an agreement on which it rests, nor beyond
the instant at which a newer record takes effect. [consult.Decision.NextReviews] lists them.

# Rules

	rule                   clauses          owner        broken when
	risk.assessed          S1               ig-lead      no assessment of this product by this controller is in effect
	risk.own               R1               ig-lead      somebody else made it, and the controller has not adopted it
	risk.whole             R2               ig-lead      clinical safety, security or operation was not assessed
	risk.considered        R4a R4b R4c R4d  ig-lead      one of the four considerations has no answer
	risk.current           S1               ig-lead      the review is overdue or not planned; the version was not assessed
	risk.tolerable         S1 R2            ig-lead      a residual risk is over the appetite in its scheme, and not accepted
	risk.drift             S1 R4a R4b R4c   platform     the call runs otherwise than assessed
	risk.reference         R3               ig-lead      advice: the assessment cites no national guidance
	procurement.route      S2 S5            procurement  no record is in effect, or the route is not one for the kind of organisation
	procurement.threshold  S3 S4            procurement  no DTAC of this version; for practices and networks, not on the list nor of the same thresholds
	procurement.contract   U1               procurement  a processor has no contract in force (UK GDPR Art 28(3))
	procurement.recourse   U1               procurement  advice: a free product has no contract or no service level
	escalation.known       U5               ig-lead      no contact is on record

Advice refuses nothing. All other rules can be overridden for clinical need, and all but
risk.assessed and risk.own can be waived.

# What is not promised

That a call passes means that the records say what they must, not that the product is safe.
A product that is on the catalogue, or has passed DTAC, still needs the local assessment,
the clinical safety case of DCB0160 and the DPIA; a rating is whatever the assessor made it.
Recording with people's own software cannot be prevented or seen: the package asks only
that it was considered. Nothing that it reports is legal advice.
*/
package risk
