package consult

import "slices"

// A RuleID names a rule: subject, dot, what must hold. Ids are part of the interface and
// never change their meaning.
type RuleID string

// Valid reports whether the id has the form of one: lower-case words and hyphens on both
// sides of a dot, 64 bytes at most.
func (id RuleID) Valid() bool {
	if len(id) > 64 {
		return false
	}
	dots := 0
	for i := range len(id) {
		switch b := id[i]; {
		case 'a' <= b && b <= 'z' || '0' <= b && b <= '9' || b == '-':
		case b == '.' && 0 < i && i < len(id)-1:
			dots++
		default:
			return false
		}
	}
	return dots == 1
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (id *RuleID) UnmarshalText(text []byte) error { return unmarshalCode(id, text, errRuleID) }

// A ClauseID names a clause of the guidance: "P2". Package guidance lists them.
type ClauseID string

// A Rule is one thing that must hold before a call starts: one fault, one fix, one owner
// of the fix.
type Rule struct {
	// ID names the rule.
	ID RuleID `json:"id"`
	// Clauses are the clauses that the rule comes from. At least one. They are shared and must
	// not be modified.
	Clauses []ClauseID `json:"clauses"`
	// Summary says what holds when the rule is kept, in one sentence.
	Summary string `json:"summary"`
	// Owner is who can mend it.
	Owner Owner `json:"owner"`
	// Remedy says to the owner what to do, in the imperative.
	Remedy string `json:"remedy"`
	// Patient is what a patient may be told where the rule keeps a call from starting. It
	// says nothing about the fault that is not theirs to know.
	Patient string `json:"patient"`
	// Advice says that the rule comes from advice: broken, it is reported and refuses
	// nothing. The zero value refuses.
	Advice bool `json:"advice"`
	// Waivable says that a recorded, expiring acceptance may lower a finding to a warning;
	// see [Waiver].
	Waivable bool `json:"waivable"`
	// Overridable says that a clinician may go ahead for clinical need; see [Override].
	Overridable bool `json:"overridable"`
}

// clone returns a copy that shares nothing with r.
func (r Rule) clone() Rule {
	r.Clauses = slices.Clone(r.Clauses)
	return r
}

// Owner is who can mend what a rule found.
type Owner uint8

// The owners of a remedy. The zero Owner is unknown; no rule has it.
const (
	OwnerUnknown     Owner = iota
	OwnerPlatform          // who runs or builds the platform
	OwnerClinician         // the clinician who starts the call
	OwnerIGLead            // the information governance lead
	OwnerDPO               // the data protection officer
	OwnerProcurement       // who buys the product
)

var ownerWords = Words[Owner]{"unknown", "platform", "clinician", "ig-lead", "dpo", "procurement"}

// String returns the owner's text.
func (o Owner) String() string { return ownerWords.Text(o) }

var ownerTitles = []string{
	"whoever answers for the call", "whoever runs the platform", "the clinician", "the information governance lead",
	"the data protection officer", "whoever buys the product",
}

// Title returns what people call the owner, within a sentence: "the information governance lead". It may change; the text
// of String does not.
func (o Owner) Title() string {
	if int(o) < len(ownerTitles) {
		return ownerTitles[o]
	}
	return ownerTitles[OwnerUnknown]
}

// MarshalText implements [encoding.TextMarshaler].
func (o Owner) MarshalText() ([]byte, error) { return ownerWords.Marshal(o) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (o *Owner) UnmarshalText(text []byte) error { return ownerWords.Unmarshal(o, text) }

// A Fault is what a check found wrong.
type Fault struct {
	// Fact is the path of the fact or the part of the record that is at fault:
	// "room.recording", "mitigations". It is a constant of the program, of at most 64 letters,
	// digits and . _ - [ ]; anything else reads "malformed".
	Fact string `json:"fact"`
	// Found is what was found.
	Found Value `json:"found"`
	// Expected is what would have been right, where there is one answer to that.
	Expected Value `json:"expected,omitzero"`
	// Record is the record that was judged, or that the facts were judged by; nil where
	// there was none.
	Record *RecordRef `json:"record,omitzero"`
}

// A Finding is a rule that is broken: which, by what, and what came of it.
type Finding struct {
	// Rule is the rule that is broken.
	Rule Rule `json:"rule"`
	Fault
	// Effect is what the finding does to the decision. The zero Effect refuses.
	Effect Effect `json:"effect"`
	// Waiver is the waiver that applies, where Effect is Waived.
	Waiver *RecordRef `json:"waiver,omitzero"`
}

// Effect is what a finding does to the decision.
type Effect uint8

// The effects of a finding.
const (
	Refuses    Effect = iota // the call may not start
	Advises                  // the rule is advice: the finding is reported
	Waived                   // a waiver in force makes it a warning
	Overridden               // a clinician goes ahead for clinical need
)

var effectWords = Words[Effect]{"refuses", "advises", "waived", "overridden"}

// String returns the effect's text.
func (e Effect) String() string { return effectWords.Text(e) }

// MarshalText implements [encoding.TextMarshaler].
func (e Effect) MarshalText() ([]byte, error) { return effectWords.Marshal(e) }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (e *Effect) UnmarshalText(text []byte) error { return effectWords.Unmarshal(e, text) }
