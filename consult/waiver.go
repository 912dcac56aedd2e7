package consult

import (
	"errors"
	"time"
)

// A Waiver is a recorded acceptance of one broken rule, for one controller and product, for
// a time. It turns a finding of a waivable rule into a warning that every decision shows. It
// loosens nothing else: a rule that is not waivable, a waiver past its end, or one that the
// gate finds longer than it allows changes nothing.
type Waiver struct {
	// ID is unique among waivers.
	ID RecordID `json:"id"`
	// Rule is the rule that is waived. It must be waivable.
	Rule RuleID `json:"rule"`
	// Controller and Product say where.
	Controller ODSCode   `json:"controller"`
	Product    ProductID `json:"product"`
	// Reason says why the risk is acceptable for that time. It is kept on record and never
	// quoted in a finding. Required.
	Reason string `json:"reason"`
	// RequestedBy and AcceptedBy are two different people.
	RequestedBy StaffID `json:"requested_by"`
	AcceptedBy  StaffID `json:"accepted_by"`
	// From and Until are the instants at which it begins and ends to hold.
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

// RecordID returns the waiver's id.
func (w Waiver) RecordID() RecordID { return w.ID }

// Keys returns the controller and product.
func (w Waiver) Keys() []Key { return []Key{{w.Controller, w.Product}} }

// Validate returns what keeps the waiver from ever holding, all of it.
func (w Waiver) Validate() error {
	var faults []error
	fault := func(broken bool, text string) {
		if broken {
			faults = append(faults, errors.New(text))
		}
	}
	fault(!w.Rule.Valid(), "rule: is not the id of a rule")
	fault(!w.Controller.Valid(), "controller: is not an ODS code")
	fault(!w.Product.Valid(), "product: is not an identifier")
	fault(w.Reason == "", "reason: a waiver needs one")
	fault(!w.RequestedBy.Valid(), "requested_by: who asked is missing")
	fault(!w.AcceptedBy.Valid(), "accepted_by: who accepted is missing")
	fault(w.RequestedBy != "" && w.RequestedBy == w.AcceptedBy, "accepted_by: must be somebody else than requested_by")
	fault(w.From.IsZero(), "from: the beginning is missing")
	fault(!w.Until.After(w.From), "until: must be after from")
	return errors.Join(faults...)
}

// holds reports whether the waiver waives the rule for the call that p judges. It makes no
// list of faults, because it is asked on the deciding path.
func (w *Waiver) holds(p *Pass, rule RuleID) bool {
	return w.Rule == rule && w.Controller == p.Call.Controller && w.Product == p.Call.Product.ID && w.Reason != "" &&
		w.RequestedBy.Valid() && w.AcceptedBy.Valid() && w.RequestedBy != w.AcceptedBy &&
		p.Since(w.From) && p.Until(w.Until) && w.Until.Sub(w.From) <= p.gate.maxWaiver
}

// Waivers are the waivers on file, by controller and product; a register of waivers is one.
type Waivers interface {
	At(p *Pass, key Key) []*Filed[Waiver]
}

// waiversFor returns the waivers on file for the call, where a finding could be waived.
func (g *Gate) waiversFor(p *Pass) []*Filed[Waiver] {
	if g.waivers == nil {
		return nil
	}
	for i := range p.findings {
		if f := &p.findings[i]; f.effect == Refuses && f.rule.Waivable {
			return g.waivers.At(p, p.Call.Key())
		}
	}
	return nil
}

// waive applies the waiver that holds longest, if one holds, to a finding of a waivable rule.
func (p *Pass) waive(f *reported, waivers []*Filed[Waiver]) {
	var longest *Filed[Waiver]
	for _, w := range waivers {
		if w.Record.holds(p, f.rule.ID) && (longest == nil || w.Record.Until.After(longest.Record.Until)) {
			longest = w
		}
	}
	if longest != nil {
		f.effect, f.waiver = Waived, &longest.Ref
		p.Relies(&longest.Ref, "waiver", longest.Record.Until)
	}
}
