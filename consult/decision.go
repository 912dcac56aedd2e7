package consult

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"
)

// A Decision is what a gate made of a call at an instant: the outcome, every finding, and
// what it rests on. The zero Decision refuses.
//
// A Decision is a value that can be copied, kept and written down. Only the one that comes
// from a gate gives a permit: what is decoded, or put together by hand, gives none, whatever
// its fields say.
type Decision struct {
	// ID is unique among all decisions.
	ID DecisionID `json:"id"`
	// Stage says what the decision was made for.
	Stage Stage `json:"stage"`
	// Redeems is the decision whose permit was redeemed, where Stage is StageRedeem, or that
	// was overridden, where it is StageOverride.
	Redeems DecisionID `json:"redeems,omitzero"`
	// Outcome says whether the call may start.
	Outcome Outcome `json:"outcome"`
	// Mode is the mode of the gate. In mode Observe a refused call may start all the same.
	Mode Mode `json:"mode"`
	// At is the instant of the decision, in UTC.
	At time.Time `json:"at"`
	// ValidUntil is the instant from which on the decision must be made again: the earliest
	// end of anything it rests on. The decision holds before it. Zero where the call is refused, or where nothing
	// that it rests on has an end.
	ValidUntil time.Time `json:"valid_until,omitzero"`
	// Call is a copy of the call as it was judged.
	Call Call `json:"call"`
	// Findings are all that is broken, in the order of the rules' ids. The zero slice means
	// that nothing is.
	Findings []Finding `json:"findings"`
	// Relied lists the records that the decision rests on and until when they hold.
	Relied Reliances `json:"relied"`
	// RuleSet is the digest of the gate's rules; see [Gate.RuleSet].
	RuleSet string `json:"rule_set"`
	// Override is who went ahead for clinical need, where somebody did.
	Override Override `json:"override,omitzero"`

	seal seal // zero unless a gate has made and recorded the decision
}

// Outcome says whether a call may start.
type Outcome uint8

// The outcomes of a decision. The zero Outcome is a refusal.
const (
	Refused           Outcome = iota // it may not
	Allowed                          // it may; findings, if any, are advice or waived
	AllowedByOverride                // it may, because a clinician went ahead for clinical need
)

var outcomeWords = Words[Outcome]{"refused", "allowed", "allowed-by-override"}

// String returns the outcome's text.
func (o Outcome) String() string { return outcomeWords.Text(o) }

// MarshalText implements [encoding.TextMarshaler].
func (o Outcome) MarshalText() ([]byte, error) { return outcomeWords.Marshal(o) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (o *Outcome) UnmarshalText(text []byte) error { return outcomeWords.Unmarshal(o, text) }

// Stage says what a decision was made for.
type Stage uint8

// The stages at which a call is judged.
const (
	StageDecide   Stage = iota // a call is about to start: Gate.Decide
	StageRedeem                // it starts: Gate.Redeem
	StageOverride              // a clinician goes ahead: Gate.Override
)

var stageWords = Words[Stage]{"decide", "redeem", "override"}

// String returns the stage's text.
func (s Stage) String() string { return stageWords.Text(s) }

// MarshalText implements [encoding.TextMarshaler].
func (s Stage) MarshalText() ([]byte, error) { return stageWords.Marshal(s) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Stage) UnmarshalText(text []byte) error { return stageWords.Unmarshal(s, text) }

// A DecisionID is the id of a decision: 128 random bits.
type DecisionID [2]uint64

var errDecisionID = errors.New("is not the id of a decision: 32 hexadecimal digits")

// String returns the id as 32 hexadecimal digits.
func (id DecisionID) String() string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], id[0])
	binary.BigEndian.PutUint64(b[8:], id[1])
	return hex.EncodeToString(b[:])
}

// MarshalText implements [encoding.TextMarshaler].
func (id DecisionID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (id *DecisionID) UnmarshalText(text []byte) error {
	var b [16]byte
	if len(text) != 32 {
		return errDecisionID
	}
	if _, err := hex.Decode(b[:], text); err != nil {
		return errDecisionID
	}
	*id = DecisionID{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
	return nil
}

// conclude draws the outcome from what the checks found.
func (d *Decision) conclude(p *Pass) {
	d.Outcome = Allowed
	for i := range p.findings {
		switch p.findings[i].effect {
		case Advises, Waived:
		case Overridden:
			if d.Outcome == Allowed {
				d.Outcome = AllowedByOverride
			}
		default:
			d.Outcome = Refused
		}
	}
	if len(p.findings) > 0 {
		d.Findings = p.inOrder()
	}
	if d.Outcome != Refused {
		d.ValidUntil = p.until
	}
}

// Allows reports whether the call may start as far as the outcome goes.
func (d *Decision) Allows() bool { return d.Outcome == Allowed || d.Outcome == AllowedByOverride }

// Broken returns the ids of the rules that refuse the call, each once, in order.
func (d *Decision) Broken() []RuleID { return d.Rules(Refuses) }

// Rules returns the ids of the rules whose findings have the given effect, each once, in order.
func (d *Decision) Rules(effect Effect) []RuleID {
	var ids []RuleID
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Effect == effect && !slices.Contains(ids, f.Rule.ID) {
			ids = append(ids, f.Rule.ID)
		}
	}
	return ids
}

// Owed is what one owner has to mend before a call may start.
type Owed struct {
	Owner    Owner     // who can mend the findings
	Findings []Finding // at least one, each of which refuses the call
}

// ByOwner returns the findings that refuse the call, grouped by who can mend them, in the order in which the owners come up.
// It is empty where no rule refuses.
func (d *Decision) ByOwner() []Owed {
	var all []Owed
	for i := range d.Findings {
		f := &d.Findings[i]
		if f.Effect != Refuses {
			continue
		}
		at := slices.IndexFunc(all, func(o Owed) bool { return o.Owner == f.Rule.Owner })
		if at < 0 {
			at = len(all)
			all = append(all, Owed{Owner: f.Rule.Owner})
		}
		all[at].Findings = append(all[at].Findings, *f)
	}
	return all
}

// ForPatient returns what the patient may be told about a refusal: what the rules that refuse
// the call say, each sentence once, where it stands last. It is empty where no rule refuses.
func (d *Decision) ForPatient() string {
	var sentences []string
	for i := range d.Findings {
		f := &d.Findings[i]
		if f.Effect != Refuses {
			continue
		}
		for sentence := range strings.SplitSeq(strings.TrimSuffix(f.Rule.Patient, "."), ". ") {
			sentences = slices.DeleteFunc(sentences, func(s string) bool { return s == sentence })
			sentences = append(sentences, sentence)
		}
	}
	if len(sentences) == 0 {
		return ""
	}
	return strings.Join(sentences, ". ") + "."
}

// NextReviews returns the records that the decision rests on and that have an end, the next
// to run out first: what to attend to before calls are refused.
func (d *Decision) NextReviews() []Reliance {
	var next []Reliance
	for r := range d.Relied.All {
		if r.Record != nil && !r.Until.IsZero() {
			next = append(next, r)
		}
	}
	slices.SortStableFunc(next, func(a, b Reliance) int { return a.Until.Compare(b.Until) })
	return next
}
