package risk_test

import (
	"testing"
	"time"

	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/risk"
)

// The records that the findings name.
const (
	onVideo = "risk-assessment video"
	onDeal  = "procurement licence"
	onCode  = "controller Z99901"
)

const before = "an instant before the call"

func TestAssessed(t *testing.T) {
	none := []found{{risk.RuleAssessed, "assessment", "none on file", "one of this product", ""}}
	run(t, []row{
		{"one in effect", func(*world) {}, nil},
		{"none on file", func(w *world) { w.assessments = nil }, none},
		{"one of another product", assessed(func(a *risk.Assessment) { a.Product = "other-meet" }), none},
		{"one of another controller", assessed(func(a *risk.Assessment) { a.Controller = "A81002" }), none},
		{
			"one in effect a nanosecond later than now",
			assessed(func(a *risk.Assessment) { a.Assessed = now.Add(1) }),
			[]found{{risk.RuleAssessed, "assessed", "2026-06-01T09:00:00Z", before, onVideo}},
		},
		{"one in effect from now on", assessed(func(a *risk.Assessment) { a.Assessed = now }), nil},
		{
			"one that was never in effect",
			assessed(func(a *risk.Assessment) { a.Assessed = time.Time{} }),
			[]found{{risk.RuleAssessed, "assessed", "none", before, onVideo}},
		},
		{
			"of several that are not in effect the newest is named",
			func(w *world) {
				w.assessments = []risk.Assessment{assessment("a"), assessment("video"), assessment("z")}
				for i, days := range []int{1, 3, 2} {
					w.assessments[i].Assessed = now.AddDate(0, 0, days)
				}
			},
			[]found{{risk.RuleAssessed, "assessed", "2026-06-04T09:00:00Z", before, onVideo}},
		},
		{
			"the newest in effect counts, and is named",
			func(w *world) {
				older := assessment("z-older")
				older.Assessed = older.Assessed.AddDate(0, -1, 0)
				w.assessments = append(w.assessments, older)
				w.assessments[0].AssessedBy = "X26"
			},
			[]found{{risk.RuleOwn, "assessed_by", "X26", "the controller, or its adoption", onVideo}},
		},
		{
			"a newer one replaces an older one with faults",
			func(w *world) {
				older := assessment("z-older")
				older.Assessed, older.AssessedBy = older.Assessed.AddDate(0, -1, 0), "X26"
				w.assessments = append(w.assessments, older)
			},
			nil,
		},
		{
			"of two in effect since the same instant the one with the greater id counts",
			func(w *world) {
				tie := assessment("a-tie")
				tie.AssessedBy = "X26"
				w.assessments = append(w.assessments, tie)
			},
			nil,
		},
		{
			"one that takes effect later does not count yet",
			func(w *world) {
				later := assessment("z-later")
				later.Assessed, later.AssessedBy = now.AddDate(0, 0, 1), "X26"
				w.assessments = append(w.assessments, later)
			},
			nil,
		},
	})
}

func TestOwn(t *testing.T) {
	broken := func(fact, got, expected string) []found {
		return []found{{risk.RuleOwn, fact, got, expected, onVideo}}
	}
	by := func(code consult.ODSCode, adopted time.Time) func(*world) {
		return assessed(func(a *risk.Assessment) { a.AssessedBy, a.Adopted = code, adopted })
	}
	const own = "the controller, or its adoption"
	run(t, []row{
		{"the controller's own", by("Z99901", time.Time{}), nil},
		{"nobody knows whose", by("", time.Time{}), broken("assessed_by", "missing", own)},
		{"the commissioner's", by("QMJ", time.Time{}), broken("assessed_by", "QMJ", own)},
		{"the commissioner's, adopted now", by("QMJ", now), nil},
		{"the commissioner's, adopted a nanosecond later than now", by("QMJ", now.Add(1)), broken("adopted", "2026-06-01T09:00:00Z", before)},
		{"nobody knows whose, and adopted", by("", now), nil},
	})
}

func TestWhole(t *testing.T) {
	broken := func(missing string) []found {
		return []found{{risk.RuleWhole, "kinds", "not assessed", missing, onVideo}}
	}
	kinds := func(kinds ...risk.Kind) func(*world) {
		return assessed(func(a *risk.Assessment) { a.Kinds = consult.SetOf(kinds...) })
	}
	run(t, []row{
		{"all but privacy, which the DPIA looks at", kinds(risk.ClinicalSafety, risk.Security, risk.Operation), nil},
		{"all", kinds(risk.Privacy, risk.ClinicalSafety, risk.Security, risk.Operation), nil},
		{"privacy only", kinds(risk.Privacy), broken("clinical-safety, security, operation")},
		{"nothing", kinds(), broken("clinical-safety, security, operation")},
		{"clinical safety was left out", kinds(risk.Privacy, risk.Security, risk.Operation), broken("clinical-safety")},
		{"security was left out", kinds(risk.Privacy, risk.ClinicalSafety, risk.Operation), broken("security")},
		{"operation was left out", kinds(risk.Privacy, risk.ClinicalSafety, risk.Security), broken("operation")},
	})
}

func TestConsidered(t *testing.T) {
	broken := func(fact string) []found {
		return []found{{risk.RuleConsidered, "considered." + fact, "no answer", "an answer", onVideo}}
	}
	by := func(change func(*risk.Considerations)) func(*world) {
		return assessed(func(a *risk.Assessment) { change(&a.Considered) })
	}
	run(t, []row{
		{"where data go: unknown", by(func(c *risk.Considerations) { c.SendsData = consult.Places{} }), broken("sends_data")},
		{"where data go: an empty list is no answer", by(func(c *risk.Considerations) { c.SendsData.Countries = consult.Countries{} }), broken("sends_data")},
		{"encryption", by(func(c *risk.Considerations) { c.Encryption = consult.EncryptionUnknown }), broken("encryption")},
		{"recording in the product", by(func(c *risk.Considerations) { c.Recording = consult.AuthorityUnknown }), broken("recording")},
		{"recording with people's own software", by(func(c *risk.Considerations) { c.OwnSoftware = "" }), broken("own_software")},
		{"enhanced options", by(func(c *risk.Considerations) { c.Enhanced = "" }), broken("enhanced")},
		{"all of them, each by name", by(func(c *risk.Considerations) { *c = risk.Considerations{} }), []found{
			{risk.RuleConsidered, "considered.sends_data", "no answer", "an answer", onVideo},
			{risk.RuleConsidered, "considered.encryption", "no answer", "an answer", onVideo},
			{risk.RuleConsidered, "considered.recording", "no answer", "an answer", onVideo},
			{risk.RuleConsidered, "considered.own_software", "no answer", "an answer", onVideo},
			{risk.RuleConsidered, "considered.enhanced", "no answer", "an answer", onVideo},
		}},
		{"no encryption at all is an answer, which other rules judge", by(func(c *risk.Considerations) { c.Encryption = consult.EncryptionNone }), nil},
	})
}

func TestCurrent(t *testing.T) {
	review := func(got string) []found {
		return []found{{risk.RuleCurrent, "review_due", got, "a day to come", onVideo}}
	}
	outside := func(got string) []found {
		return []found{{risk.RuleCurrent, "versions", got, "a version that was assessed", onVideo}}
	}
	due := func(day consult.Date, start time.Time) func(*world) {
		return both(assessed(func(a *risk.Assessment) { a.ReviewDue = day }), called(func(c *consult.Call) { c.Start = start }))
	}
	// The procurement record is about all versions, so that the assessment alone is judged by them.
	runs := func(v consult.Version, assessedVersions []consult.Versions) func(*world) {
		return both(
			procured(func(r *risk.Procurement) { r.DTAC.Versions = versions("0", "999") }),
			called(func(c *consult.Call) { c.Product.Version = v }),
			assessed(func(a *risk.Assessment) { a.Versions = assessedVersions }),
		)
	}
	several := append(versions("5.0", "5.9"), versions("6.4", "6.5")...)
	run(t, []row{
		{"no review is planned", due(consult.Date{}, start), review("none")},
		{"the review was due the day before", due(day(-1), start), review("2026-05-31")},
		{"the review is due on the day of the call", due(today, start), nil},
		{"the call starts at the end of that day", due(today, today.End()), review("2026-06-01")},
		{"the call starts a nanosecond before", due(today, today.End().Add(-1)), nil},
		{"the oldest version assessed", runs(version("6.4"), several), nil},
		{"older than the oldest", runs(version("6.4-rc.1"), several), outside("6.4-rc.1")},
		{"the newest version assessed", runs(version("6.5"), several), nil},
		{"newer than the newest", runs(version("6.5.0.1"), several), outside("6.5.0.1")},
		{"between two ranges", runs(version("6.0"), several), outside("6.0")},
		{"in the other range", runs(version("5.5"), several), nil},
		{"the version of the call is unknown", both(
			runs(version("6.4"), several), procured(func(r *risk.Procurement) { *r = procurement("licence") }),
			called(func(c *consult.Call) { c.Product.Version = consult.Version{} })), []found{
			{risk.RuleThreshold, "dtac.versions", "unknown", "a version that was assessed", onDeal},
			{risk.RuleCurrent, "versions", "unknown", "a version that was assessed", onVideo},
		}},
		{"no version was assessed", runs(version("6.4"), nil), outside("6.4")},
	})
}

func TestDrift(t *testing.T) {
	broken := func(fact, got, expected string) []found {
		return []found{{risk.RuleDrift, fact, got, expected, onVideo}}
	}
	run(t, []row{
		{"data go where it was assessed", called(func(c *consult.Call) { c.Data.Access, c.Data.Storage = consult.In(ireland), consult.In(ireland) }), nil},
		{"access from a country not assessed", called(func(c *consult.Call) { c.Data.Access = consult.In(ireland, america) }), broken("data.access", "US", "GB, IE")},
		{"storage in a country not assessed", called(func(c *consult.Call) { c.Data.Storage = consult.In(america) }), broken("data.storage", "US", "GB, IE")},
		{"access unknown", called(func(c *consult.Call) { c.Data.Access = consult.Places{} }), broken("data.access", "unknown", "GB, IE")},
		{"storage unknown", called(func(c *consult.Call) { c.Data.Storage = consult.Places{} }), broken("data.storage", "unknown", "GB, IE")},
		{
			"data go nowhere, as assessed, and now somewhere",
			assessed(func(a *risk.Assessment) { a.Considered.SendsData = consult.Nowhere() }),
			broken("data.access", "GB", "none"),
		},
		{"encryption as assessed", called(func(c *consult.Call) { c.Room.Encryption = consult.EncryptionTransport }), nil},
		{"stronger encryption", called(func(c *consult.Call) { c.Room.Encryption = consult.EncryptionEndToEnd }), nil},
		{"weaker encryption", called(func(c *consult.Call) { c.Room.Encryption = consult.EncryptionNone }), broken("room.encryption", "none", "transport")},
		{"encryption unknown", called(func(c *consult.Call) { c.Room.Encryption = consult.EncryptionUnknown }), broken("room.encryption", "unknown", "transport")},
		{
			"end-to-end was assessed, and is turned off",
			assessed(func(a *risk.Assessment) { a.Considered.Encryption = consult.EncryptionEndToEnd }),
			broken("room.encryption", "transport", "end-to-end"),
		},
		{"recording as free as assessed", called(func(c *consult.Call) { c.Room.RecordingAuthority = consult.AuthorityHost }), nil},
		{"recording less free", called(func(c *consult.Call) { c.Room.RecordingAuthority = consult.AuthorityNobody }), nil},
		{"recording freer", called(func(c *consult.Call) { c.Room.RecordingAuthority = consult.AuthorityParticipants }), broken("room.recording_authority", "participants", "host")},
		{"who may record is unknown", called(func(c *consult.Call) { c.Room.RecordingAuthority = consult.AuthorityUnknown }), broken("room.recording_authority", "unknown", "host")},
		{
			"the call between colleagues drifts as well",
			called(func(c *consult.Call) { c.Purpose, c.Room.Encryption = consult.Colleagues, consult.EncryptionNone }),
			broken("room.encryption", "none", "transport"),
		},
		{
			"what was not considered is not drift",
			both(
				assessed(func(a *risk.Assessment) {
					a.Considered.SendsData, a.Considered.Encryption, a.Considered.Recording = consult.Places{}, 0, 0
				}),
				called(func(c *consult.Call) { c.Data.Access = consult.In(america) }),
			),
			[]found{
				{risk.RuleConsidered, "considered.sends_data", "no answer", "an answer", onVideo},
				{risk.RuleConsidered, "considered.encryption", "no answer", "an answer", onVideo},
				{risk.RuleConsidered, "considered.recording", "no answer", "an answer", onVideo},
			},
		},
	})
}

func TestReference(t *testing.T) {
	run(t, []row{
		{"one is enough", assessed(func(a *risk.Assessment) { a.References = consult.SetOf(risk.NSACollaboration) }), nil},
		{
			"none is reported, as advice",
			assessed(func(a *risk.Assessment) { a.References = 0 }),
			[]found{{risk.RuleReference, "references", "none", "national guidance", onVideo}},
		},
	})
}
