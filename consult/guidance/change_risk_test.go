package guidance_test

import (
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/risk"
)

var riskChanges = []change{
	{"the controller is not on file", func(w *world, _ chooser) { w.controllers = w.controllers[min(1, len(w.controllers)):] }},
	{"the controller has no appetite", func(w *world, r chooser) { one(r, w.controllers).Appetite = nil }},
	{"the controller has another appetite", func(w *world, r chooser) {
		limit(one(r, w.controllers), state(r, risk.ICO3x3), r.IntN(4))
	}},
	{"the controller has other contacts", func(w *world, r chooser) {
		one(r, w.controllers).Contacts = risk.Contacts{CaldicottGuardian: text(r), IGLead: text(r), Senior: text(r)}
	}},
	{"the controller has no contact", func(w *world, r chooser) { one(r, w.controllers).Contacts = risk.Contacts{} }},

	{"no assessment", func(w *world, _ chooser) { w.assessments = nil }},
	{"another assessment", func(w *world, r chooser) {
		a := compliantAssessment(practice, meet, w.now)
		a.ID = pick[consult.RecordID](r, "a-assessment", "z-assessment")
		a.Assessed = pick(r, a.Assessed, a.Assessed.Add(1), a.Assessed.Add(-1), near(w, r))
		a.LowestSafe = consult.Lowest{Client: release(r), Server: release(r)}
		a.References = some[risk.Reference](r, int(risk.NSACollaboration))
		for i := range w.assessments {
			if w.assessments[i].ID == a.ID {
				return
			}
		}
		w.assessments = append(w.assessments, a)
	}},
	{"the assessment is of another time", func(w *world, r chooser) { one(r, w.assessments).Assessed = near(w, r) }},
	{"somebody else assessed", func(w *world, r chooser) {
		a := one(r, w.assessments)
		a.AssessedBy = pick(r, "", partner, stranger, practice, "test01")
		a.Adopted = pick(r, a.Adopted, near(w, r))
	}},
	{"the assessment is for other versions", func(w *world, r chooser) { one(r, w.assessments).Versions = releases(r) }},
	{"the assessment is due for review", func(w *world, r chooser) { one(r, w.assessments).ReviewDue = around(w, r) }},
	{"other kinds of risk were looked at", func(w *world, r chooser) {
		one(r, w.assessments).Kinds = some[risk.Kind](r, int(risk.Operation))
	}},
	{"another place was considered", func(w *world, r chooser) { one(r, w.assessments).Considered.SendsData = places(r) }},
	{"other encryption was considered", func(w *world, r chooser) {
		one(r, w.assessments).Considered.Encryption = state(r, consult.EncryptionEndToEnd)
	}},
	{"other recording was considered", func(w *world, r chooser) {
		one(r, w.assessments).Considered.Recording = state(r, consult.AuthorityParticipants)
	}},
	{"an answer is missing", func(w *world, r chooser) {
		a := one(r, w.assessments)
		*pick(r, &a.Considered.OwnSoftware, &a.Considered.Enhanced) = ""
	}},
	{"no risks were found", func(w *world, r chooser) { one(r, w.assessments).Risks = nil }},
	{"another risk was found", func(w *world, r chooser) {
		a := one(r, w.assessments)
		a.Risks = append(a.Risks, risk.Risk{Kind: state(r, risk.Operation), Residual: rating(r), Accepted: acceptance(w, r)})
	}},
	{"a risk that is not accepted was found", func(w *world, r chooser) {
		a := one(r, w.assessments)
		a.Risks = append(a.Risks, risk.Risk{Kind: risk.Operation, Residual: rating(r)})
	}},
	{"a risk was found, and the scheme it is rated in has a limit", func(w *world, r chooser) {
		a, rated := one(r, w.assessments), rating(r)
		score, _ := rated.Score()
		limit(one(r, w.controllers), rated.Scheme, score+pick(r, -1, 0, +1))
		a.Risks = append(a.Risks, risk.Risk{Kind: risk.Privacy, Residual: rated})
	}},
	{"a risk is accepted otherwise", func(w *world, r chooser) {
		if a := one(r, w.assessments); len(a.Risks) > 0 {
			a.Risks[r.IntN(len(a.Risks))].Accepted = acceptance(w, r)
		}
	}},
	{"other versions are safe", func(w *world, r chooser) {
		one(r, w.assessments).LowestSafe = consult.Lowest{Client: release(r), Server: release(r)}
	}},
	{"no guidance is cited", func(w *world, r chooser) { one(r, w.assessments).References = consult.SetOf[risk.Reference]() }},
}

// limit states what the controller accepts in a scheme.
func limit(c *risk.Controller, scheme risk.Scheme, highest int) {
	for i := range c.Appetite {
		if c.Appetite[i].Scheme == scheme {
			c.Appetite[i].Highest = highest
			return
		}
	}
	c.Appetite = append(c.Appetite, risk.Limit{Scheme: scheme, Highest: highest})
}

// rating returns a rating of a scheme, and at times one that is none.
func rating(r chooser) risk.Rating {
	if r.IntN(20) == 0 {
		return risk.Rating{Scheme: state(r, risk.ICO3x3), Likelihood: r.IntN(7), Consequence: r.IntN(7), Overall: r.IntN(5)}
	}
	switch scheme := pick(r, risk.NPSA5x5, risk.DCB0129, risk.ICO3x3); scheme {
	case risk.ICO3x3:
		return risk.Rating{Scheme: scheme, Likelihood: 1 + r.IntN(3), Consequence: 1 + r.IntN(3), Overall: 1 + r.IntN(3)}
	default:
		return risk.Rating{Scheme: scheme, Likelihood: 1 + r.IntN(5), Consequence: 1 + r.IntN(5)}
	}
}

// acceptance returns an acceptance of a risk, which may be missing, to come or over.
func acceptance(w *world, r chooser) risk.Acceptance {
	a := risk.Acceptance{By: pick(r, "senior", "senior", ""), At: near(w, r), Until: pick(r, around(w, r), consult.Date{})}
	if !a.Until.IsZero() && r.IntN(2) == 0 {
		a.At = a.Until.Start().AddDate(0, 0, -1)
	}
	return a
}

var procurementChanges = []change{
	{"no procurement record", func(w *world, _ chooser) { w.procurements = nil }},
	{"another procurement record", func(w *world, r chooser) {
		p := compliantProcurement(practice, meet, w.now)
		p.ID = pick[consult.RecordID](r, "a-procurement", "z-procurement")
		p.Decided = pick(r, p.Decided, p.Decided.Add(1), p.Decided.Add(-1), near(w, r))
		p.Route = state(r, risk.OwnRoute)
		for i := range w.procurements {
			if w.procurements[i].ID == p.ID {
				return
			}
		}
		w.procurements = append(w.procurements, p)
	}},
	{"the procurement is of another time", func(w *world, r chooser) { one(r, w.procurements).Decided = near(w, r) }},
	{"another route", func(w *world, r chooser) { one(r, w.procurements).Route = state(r, risk.OwnRoute) }},
	{"another kind of organisation", func(w *world, r chooser) { one(r, w.controllers).Kind = state(r, risk.OtherProvider) }},
	{"a trust by its own route", func(w *world, r chooser) {
		one(r, w.controllers).Kind = pick(r, risk.NHSTrust, risk.FoundationTrust)
		one(r, w.procurements).Route = risk.OwnRoute
	}},
	{"other versions were assessed by DTAC", func(w *world, r chooser) { one(r, w.procurements).DTAC.Versions = releases(r) }},
	{"DTAC was assessed on another day", func(w *world, r chooser) { one(r, w.procurements).DTAC.Assessed = around(w, r) }},
	{"the product is on the list or not", func(w *world, r chooser) {
		p := one(r, w.procurements)
		p.OnCommissionersList, p.SameThresholds = state(r, consult.No), text(r)
	}},
	{"the product is free or not", func(w *world, r chooser) { one(r, w.procurements).Free = state(r, consult.No) }},
	{"the vendor is a processor or not", func(w *world, r chooser) { one(r, w.procurements).Processor = state(r, consult.No) }},
	{"another contract", func(w *world, r chooser) {
		one(r, w.procurements).Contract = risk.Contract{Reference: pick(r, "synthetic", "synthetic", ""), Until: around(w, r)}
	}},
	{"a free product without a service level", func(w *world, r chooser) {
		p := one(r, w.procurements)
		p.Free, p.ServiceLevel = pick(r, consult.Yes, consult.Unknown), text(r)
	}},
}
