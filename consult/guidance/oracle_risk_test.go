package guidance_test

import (
	"github.com/preconsult/preconsult/consult"
	"github.com/preconsult/preconsult/risk"
)

// risk reads S1 and R1 to R4.
func (r *reading) risk(controller *risk.Controller) {
	var a *risk.Assessment // the newest in effect
	for _, b := range r.file.assessments[r.call.Key()] {
		if r.since(b.Assessed) && (a == nil || b.Assessed.After(a.Assessed) || b.Assessed.Equal(a.Assessed) && b.ID > a.ID) {
			a = b
		}
	}
	if a == nil {
		r.refuse("risk.assessed") // S1
		return
	}
	if a.AssessedBy != r.call.Controller && !r.since(a.Adopted) {
		r.refuse("risk.own") // R1
	}
	if !a.Kinds.Has(risk.ClinicalSafety) || !a.Kinds.Has(risk.Security) || !a.Kinds.Has(risk.Operation) {
		r.refuse("risk.whole") // R2
	}
	sends, sendsKnown := a.Considered.SendsData.Known()
	encryptionKnown := consult.EncryptionNone <= a.Considered.Encryption && a.Considered.Encryption <= consult.EncryptionEndToEnd
	recordingKnown := consult.AuthorityNobody <= a.Considered.Recording && a.Considered.Recording <= consult.AuthorityParticipants
	if !sendsKnown || !encryptionKnown || !recordingKnown || a.Considered.OwnSoftware == "" || a.Considered.Enhanced == "" {
		r.refuse("risk.considered") // R4a to R4d
	}
	if !r.through(a.ReviewDue) || !ranges(a.Versions, r.call.Product.Version) {
		r.refuse("risk.current") // S1
	}
	for i := range a.Risks {
		if !r.acceptable(&a.Risks[i], controller) {
			r.refuse("risk.tolerable") // S1, R2
			break
		}
	}
	room := &r.call.Room
	if sendsKnown && (!goes(&r.call.Data.Access, sends) || !goes(&r.call.Data.Storage, sends)) ||
		encryptionKnown && room.Encryption < a.Considered.Encryption ||
		recordingKnown && (room.RecordingAuthority == consult.AuthorityUnknown || room.RecordingAuthority > a.Considered.Recording) {
		r.refuse("risk.drift") // S1, R4a to R4c
	}
	if a.References.Empty() {
		r.advise("risk.reference") // R3
	}
}

func ranges(of []consult.Versions, v consult.Version) bool {
	for i := range of {
		if of[i].Holds(v) {
			return true
		}
	}
	return false
}

func goes(to *consult.Places, assessed consult.Countries) bool {
	countries, known := to.Known()
	return known && countries.Minus(assessed).Empty()
}

// acceptable reports whether what remains of a risk is within the appetite of the controller
// for the scheme it is rated in, or accepted. A rating that is none cannot be accepted.
func (r *reading) acceptable(of *risk.Risk, controller *risk.Controller) bool {
	score, rated := of.Residual.Score()
	if !rated {
		return false
	}
	if a := &of.Accepted; a.By != "" && r.since(a.At) && r.open(a.Until) {
		return true
	}
	if controller == nil {
		return false
	}
	stated := false
	for _, limit := range controller.Appetite {
		if limit.Scheme == of.Residual.Scheme && 0 <= limit.Highest && limit.Highest <= greatest(limit.Scheme) {
			if score > limit.Highest {
				return false // of several limits, the lowest counts
			}
			stated = true
		}
	}
	return stated
}

// greatest returns the greatest score of a scheme. A limit over it says nothing.
func greatest(s risk.Scheme) int {
	switch s {
	case risk.NPSA5x5:
		return 25
	case risk.DCB0129:
		return 5
	case risk.ICO3x3:
		return 3
	default:
		return 0
	}
}

// procurement reads S2 to S5 and U1.
func (r *reading) procurement(controller *risk.Controller) {
	var p *risk.Procurement // the newest in effect
	for _, q := range r.file.procurements[r.call.Key()] {
		if r.since(q.Decided) && (p == nil || q.Decided.After(p.Decided) || q.Decided.Equal(p.Decided) && q.ID > p.ID) {
			p = q
		}
	}
	if p == nil {
		r.refuse("procurement.route")
		return
	}
	listed, fits := true, false // an organisation of an unknown kind is judged as a practice
	if controller != nil {
		catalogue := p.Route == risk.BuyingCatalogue || p.Route == risk.Commissioner
		switch controller.Kind {
		case risk.GPPractice, risk.PrimaryCareNetwork:
			fits = catalogue
		case risk.NHSTrust, risk.FoundationTrust:
			listed, fits = false, p.Route == risk.OwnRoute
		case risk.OtherProvider:
			listed, fits = false, catalogue || p.Route == risk.OwnRoute
		}
	}
	if !fits {
		r.refuse("procurement.route") // S2, S5
	}
	if !r.from(p.DTAC.Assessed) || !ranges(p.DTAC.Versions, r.call.Product.Version) ||
		listed && p.OnCommissionersList != consult.Yes && p.SameThresholds == "" {
		r.refuse("procurement.threshold") // S3, S4
	}
	contract := p.Contract.Reference != "" && r.open(p.Contract.Until)
	if p.Processor != consult.No && !contract {
		r.refuse("procurement.contract") // U1; UK GDPR Art 28(3)
	}
	if p.Free != consult.No && (!contract || p.ServiceLevel == "") {
		r.advise("procurement.recourse") // U1
	}
}
