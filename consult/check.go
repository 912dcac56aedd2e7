package consult

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Check looks at a call and reports which of its rules are broken. The library's own
// checks are values of this type, without privilege: anyone's check can stand beside them.
//
// Run must be pure: it sees the call, the instant and the records of one snapshot, all
// through the [Pass]; it does no I/O, keeps no state, starts nothing, and modifies nothing
// it is shown. It may run in many goroutines at once. A check that panics, or reports a rule
// it does not declare, makes the decision a refusal (rule check.sound).
type Check struct {
	// Name names the check among those of a gate: one to 64 letters, digits, . _ -
	Name string
	// Doc says in a sentence or more what the check establishes.
	Doc string
	// Rules are the rules that the check may report. At least one.
	Rules []Rule
	// Run judges one call. It reports with [Pass.Report].
	Run func(p *Pass)
}

// validate returns what is wrong with a set of checks, all of it.
func validate(checks []*Check) error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf("consult: "+format, args...)) }
	if len(checks) == 0 {
		fault("a gate needs at least one check")
	}
	names, rules := map[string]bool{}, map[RuleID]string{}
	for i, c := range checks {
		if c == nil {
			fault("check %d is nil", i)
			continue
		}
		if !slug(c.Name) {
			fault("check %d has no valid name", i)
		} else if names[c.Name] {
			fault("two checks are named %s", c.Name)
		}
		names[c.Name] = true
		if c.Doc == "" {
			fault("check %s has no documentation", c.Name)
		}
		if c.Run == nil {
			fault("check %s has no Run", c.Name)
		}
		if len(c.Rules) == 0 {
			fault("check %s declares no rule", c.Name)
		}
		for _, r := range c.Rules {
			if err := r.validate(); err != nil {
				fault("check %s: rule %s: %w", c.Name, r.ID, err)
			}
			if other, ok := rules[r.ID]; ok {
				fault("rule %s is declared by %s and by %s", r.ID, other, c.Name)
			}
			rules[r.ID] = c.Name
		}
	}
	return errors.Join(faults...)
}

func (r *Rule) validate() error {
	switch {
	case !r.ID.Valid():
		return errors.New("its id is not a subject, a dot and what must hold, in lower case")
	case len(r.Clauses) == 0:
		return errors.New("it names no clause")
	case r.Summary == "":
		return errors.New("it has no summary")
	case r.Owner == OwnerUnknown || int(r.Owner) >= len(ownerWords):
		return errors.New("it has no owner")
	case r.Remedy == "":
		return errors.New("it has no remedy")
	case r.Patient == "":
		return errors.New("it has no text for patients")
	}
	for _, text := range []string{r.Summary, r.Remedy, r.Patient} {
		if !readable(text) {
			return errors.New("a text of it is longer than 1,000 bytes, or no plain UTF-8 on one line")
		}
	}
	return nil
}

// readable reports whether a text can be shown and written down as it is.
func readable(text string) bool {
	return len(text) <= 1000 && utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}
