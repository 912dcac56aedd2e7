// Package guidance is NHS England's guidance "Using video conferencing and consultation
// tools: guidance for IG professionals", edition of 11 May 2026, as data and as checks.
//
//	gate, err := consult.NewGate(recorder, guidance.Checks(records), nil)
//
// [Clauses] are what the page asks, each with its force, in this library's words; [Checks] is
// the whole suite; [NewTrace] tells which rules come from which clause, and back. Every clause
// has a rule, and no rule names a clause that does not exist.
//
// # Force
//
// A clause is a must, a should or a may of the guidance. A broken must or should refuses
// the call; a broken may is advice, which is reported and refuses nothing. Two rules differ
// from their clauses. Admission.controlled is advice although its clauses are shoulds: they
// ask for care with the privacy settings, and do not name a waiting room.
// Procurement.contract refuses although its clause is a may: the law demands what the
// guidance advises, a written contract with a processor (UK GDPR Art 28(3)).
//
// Beside the rules that the clauses ask for stands check.sound, by which a gate refuses when
// one of its own checks fails; and procurement.recourse, the advice of U1.
//
// # Colleagues
//
// P1 to P6 are about consultations with patients or service users. A call between colleagues
// is bound by the rules that have another clause too, and by those from P2 and P6 where it processes
// patient information; see [consult.Call.PatientInformation]. A call whose purpose is unknown is
// judged as a consultation.
//
// # Clauses and rules
//
//	clause  force   rules
//	I1      should  admission.controlled call.identified check.sound facts.fresh
//	S1      should  risk.assessed risk.current risk.drift risk.tolerable
//	S2      should  procurement.route
//	S3      should  procurement.threshold
//	S4      should  procurement.threshold
//	S5      should  procurement.route
//	D1      should  dpia.approved dpia.current dpia.decided
//	D2      should  dpia.covers dpia.current
//	D3      should  dpia.decided
//	D4      should  dpia.complete dpia.residual
//	R1      should  initiator.organisation risk.own
//	R2      should  risk.tolerable risk.whole
//	R3      may     risk.reference
//	R4a     should  risk.considered risk.drift
//	R4b     should  encryption.consistent encryption.known risk.considered risk.drift
//	R4c     should  recording.authority risk.considered risk.drift
//	R4d     should  risk.considered
//	U1      may     procurement.contract procurement.recourse
//	U2      should  device.protected
//	U3      must    client.updated
//	U4      should  admission.controlled visibility.private
//	U5      should  escalation.known
//	P1      should  initiator.known initiator.organisation initiator.provider
//	P2      should  encryption.consistent recording.authority recording.default
//	                transcription.default
//	P3      should  notice.offer notice.published
//	P4      should  notice.current notice.product notice.published
//	P5      should  notice.secure-use
//	P6      should  notice.current notice.overseas
//
// The rules themselves, with owners and remedies, are in the table RULES.md beside this package.
package guidance

//go:generate go run ./internal/tables
