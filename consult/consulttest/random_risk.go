package consulttest

import (
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/risk"
)

var riskChanges = []change{
	{"the controller is not on file", func(w *World, _ Chooser) { w.Controllers = w.Controllers[min(1, len(w.Controllers)):] }},
	{"the controller has no appetite", func(w *World, r Chooser) { one(r, w.Controllers).Appetite = nil }},
	{"the controller has another appetite", func(w *World, r Chooser) {
		limit(one(r, w.Controllers), state(r, risk.ICO3x3), r.IntN(4))
	}},
	{"the controller has other contacts", func(w *World, r Chooser) {
		one(r, w.Controllers).Contacts = risk.Contacts{CaldicottGuardian: text(r), IGLead: text(r), Senior: text(r)}
	}},
	{"the controller has no contact", func(w *World, r Chooser) { one(r, w.Controllers).Contacts = risk.Contacts{} }},

	{"no assessment", func(w *World, _ Chooser) { w.Assessments = nil }},
	{"another assessment", func(w *World, r Chooser) {
		a := Assessment(Practice, Meet, w.Now)
		a.ID = pick[consult.RecordID](r, "a-assessment", "z-assessment")
		a.Assessed = pick(r, a.Assessed, a.Assessed.Add(1), a.Assessed.Add(-1), near(w, r))
		a.LowestSafe = consult.Lowest{Client: release(r), Server: release(r)}
		a.References = some[risk.Reference](r, int(risk.NSACollaboration))
		for i := range w.Assessments {
			if w.Assessments[i].ID == a.ID {
				return
			}
		}
		w.Assessments = append(w.Assessments, a)
	}},
	{"the assessment is of another time", func(w *World, r Chooser) { one(r, w.Assessments).Assessed = near(w, r) }},
	{"somebody else assessed", func(w *World, r Chooser) {
		a := one(r, w.Assessments)
		a.AssessedBy = pick(r, "", Partner, Stranger, Practice, "test01")
		a.Adopted = pick(r, a.Adopted, near(w, r))
	}},
	{"the assessment is for other versions", func(w *World, r Chooser) { one(r, w.Assessments).Versions = releases(r) }},
	{"the assessment is due for review", func(w *World, r Chooser) { one(r, w.Assessments).ReviewDue = around(w, r) }},
	{"other kinds of risk were looked at", func(w *World, r Chooser) {
		one(r, w.Assessments).Kinds = some[risk.Kind](r, int(risk.Operation))
	}},
	{"another place was considered", func(w *World, r Chooser) { one(r, w.Assessments).Considered.SendsData = places(r) }},
	{"other encryption was considered", func(w *World, r Chooser) {
		one(r, w.Assessments).Considered.Encryption = state(r, consult.EncryptionEndToEnd)
	}},
	{"other recording was considered", func(w *World, r Chooser) {
		one(r, w.Assessments).Considered.Recording = state(r, consult.AuthorityParticipants)
	}},
	{"an answer is missing", func(w *World, r Chooser) {
		a := one(r, w.Assessments)
		*pick(r, &a.Considered.OwnSoftware, &a.Considered.Enhanced) = ""
	}},
	{"no risks were found", func(w *World, r Chooser) { one(r, w.Assessments).Risks = nil }},
	{"another risk was found", func(w *World, r Chooser) {
		a := one(r, w.Assessments)
		a.Risks = append(a.Risks, risk.Risk{Kind: state(r, risk.Operation), Residual: rating(r), Accepted: acceptance(w, r)})
	}},
	{"a risk that is not accepted was found", func(w *World, r Chooser) {
		a := one(r, w.Assessments)
		a.Risks = append(a.Risks, risk.Risk{Kind: risk.Operation, Residual: rating(r)})
	}},
	{"a risk was found, and the scheme it is rated in has a limit", func(w *World, r Chooser) {
		a, rated := one(r, w.Assessments), rating(r)
		score, _ := rated.Score()
		limit(one(r, w.Controllers), rated.Scheme, score+pick(r, -1, 0, +1))
		a.Risks = append(a.Risks, risk.Risk{Kind: risk.Privacy, Residual: rated})
	}},
	{"a risk is accepted otherwise", func(w *World, r Chooser) {
		if a := one(r, w.Assessments); len(a.Risks) > 0 {
			a.Risks[r.IntN(len(a.Risks))].Accepted = acceptance(w, r)
		}
	}},
	{"other versions are safe", func(w *World, r Chooser) {
		one(r, w.Assessments).LowestSafe = consult.Lowest{Client: release(r), Server: release(r)}
	}},
	{"no guidance is cited", func(w *World, r Chooser) { one(r, w.Assessments).References = consult.SetOf[risk.Reference]() }},
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
func rating(r Chooser) risk.Rating {
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
func acceptance(w *World, r Chooser) risk.Acceptance {
	a := risk.Acceptance{By: pick(r, "senior", "senior", ""), At: near(w, r), Until: pick(r, around(w, r), consult.Date{})}
	if !a.Until.IsZero() && r.IntN(2) == 0 {
		a.At = a.Until.Start().AddDate(0, 0, -1)
	}
	return a
}

var procurementChanges = []change{
	{"no procurement record", func(w *World, _ Chooser) { w.Procurements = nil }},
	{"another procurement record", func(w *World, r Chooser) {
		p := Procurement(Practice, Meet, w.Now)
		p.ID = pick[consult.RecordID](r, "a-procurement", "z-procurement")
		p.Decided = pick(r, p.Decided, p.Decided.Add(1), p.Decided.Add(-1), near(w, r))
		p.Route = state(r, risk.OwnRoute)
		for i := range w.Procurements {
			if w.Procurements[i].ID == p.ID {
				return
			}
		}
		w.Procurements = append(w.Procurements, p)
	}},
	{"the procurement is of another time", func(w *World, r Chooser) { one(r, w.Procurements).Decided = near(w, r) }},
	{"another route", func(w *World, r Chooser) { one(r, w.Procurements).Route = state(r, risk.OwnRoute) }},
	{"another kind of organisation", func(w *World, r Chooser) { one(r, w.Controllers).Kind = state(r, risk.OtherProvider) }},
	{"a trust by its own route", func(w *World, r Chooser) {
		one(r, w.Controllers).Kind = pick(r, risk.NHSTrust, risk.FoundationTrust)
		one(r, w.Procurements).Route = risk.OwnRoute
	}},
	{"other versions were assessed by DTAC", func(w *World, r Chooser) { one(r, w.Procurements).DTAC.Versions = releases(r) }},
	{"DTAC was assessed on another day", func(w *World, r Chooser) { one(r, w.Procurements).DTAC.Assessed = around(w, r) }},
	{"the product is on the list or not", func(w *World, r Chooser) {
		p := one(r, w.Procurements)
		p.OnCommissionersList, p.SameThresholds = state(r, consult.No), text(r)
	}},
	{"the product is free or not", func(w *World, r Chooser) { one(r, w.Procurements).Free = state(r, consult.No) }},
	{"the vendor is a processor or not", func(w *World, r Chooser) { one(r, w.Procurements).Processor = state(r, consult.No) }},
	{"another contract", func(w *World, r Chooser) {
		one(r, w.Procurements).Contract = risk.Contract{Reference: pick(r, "synthetic", "synthetic", ""), Until: around(w, r)}
	}},
	{"a free product without a service level", func(w *World, r Chooser) {
		p := one(r, w.Procurements)
		p.Free, p.ServiceLevel = pick(r, consult.Yes, consult.Unknown), text(r)
	}},
}
