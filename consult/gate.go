package consult

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Gate decides whether calls may start. It is made by [NewGate]; a nil or zero Gate gives
// no decision. It is safe for concurrent use.
type Gate struct {
	recorder     Recorder
	discards     bool // the recorder is Discard, which need not be asked
	checks       []compiled
	rules        []Rule
	sound, fresh *rankedRule
	ruleSet      string

	clock        func() time.Time // by the wall and in UTC, as records and permits have their times
	mode         Mode
	maxFactAge   time.Duration
	maxRecordAge time.Duration
	permitLife   time.Duration
	waivers      Waivers
	maxWaiver    time.Duration
	escalate     func(context.Context, Decision) error

	redeemed ledger
}

// compiled is a check as a gate keeps it: nobody outside can change it.
type compiled struct {
	name  string
	rules []rankedRule
	run   func(*Pass)
}

// rankedRule is a rule with its place among the rules of the gate, in the order of the ids.
type rankedRule struct {
	Rule
	rank uint16
}

// NewGate returns a gate that runs the given checks, and [Identified], on every call and
// gives each decision to the recorder. Nil options stand for the zero Options.
//
// The order of the checks has no meaning. The error lists everything that is wrong with
// recorder, checks and options.
func NewGate(recorder Recorder, checks []*Check, options *Options) (*Gate, error) {
	if options == nil {
		options = new(Options)
	}
	g := &Gate{
		recorder:     recorder,
		discards:     recorder == Discard,
		clock:        wall(options.Clock),
		mode:         options.Mode,
		maxFactAge:   orDefault(options.MaxFactAge, DefaultMaxFactAge),
		maxRecordAge: orDefault(options.MaxRecordAge, DefaultMaxRecordAge),
		permitLife:   orDefault(options.PermitLife, DefaultPermitLife),
		waivers:      options.Waivers,
		maxWaiver:    orDefault(options.MaxWaiver, DefaultMaxWaiver),
		escalate:     options.Escalate,
	}
	checks = withIdentified(checks)
	err := validate(checks)
	if recorder == nil {
		err = errors.Join(err, errors.New("consult: a gate needs a recorder; consult.Discard is the one that keeps nothing"))
	}
	if g.mode != Enforce && g.mode != Observe {
		err = errors.Join(err, errors.New("consult: Options.Mode is neither Enforce nor Observe"))
	}
	if min(g.maxFactAge, g.maxRecordAge, g.permitLife, g.maxWaiver) < 0 {
		err = errors.Join(err, errors.New("consult: a duration in Options is negative"))
	}
	if err != nil {
		return nil, err
	}
	g.compile(checks)
	return g, nil
}

// wall returns a clock that does as the given one, or as time.Now, without a monotonic reading: compared by that, an instant
// would be later than another although the clock on the wall was set back in between.
func wall(clock func() time.Time) func() time.Time {
	if clock == nil {
		clock = time.Now
	}
	return func() time.Time { return clock().UTC().Round(0) }
}

// identified is what every gate runs. It is only read.
var identified = Identified()

// withIdentified returns the checks with the gate's own among them. A check of the same name
// that is another, or declares its rules otherwise, stays beside it, and validate refuses the two.
func withIdentified(checks []*Check) []*Check {
	if len(checks) == 0 {
		return nil
	}
	all := slices.Clone(checks)
	for i, c := range all {
		if c != nil && c.Name == identified.Name && reflect.DeepEqual(c.Rules, identified.Rules) {
			all[i] = identified
			return all
		}
	}
	return append(all, identified)
}

// compile copies the checks and ranks their rules.
func (g *Gate) compile(checks []*Check) {
	for _, c := range checks {
		for _, r := range c.Rules {
			g.rules = append(g.rules, r.clone())
		}
	}
	slices.SortFunc(g.rules, func(a, b Rule) int { return strings.Compare(string(a.ID), string(b.ID)) })
	ranked := func(id RuleID) rankedRule {
		i := slices.IndexFunc(g.rules, func(r Rule) bool { return r.ID == id })
		return rankedRule{g.rules[i], uint16(i)}
	}
	for _, c := range checks {
		own := compiled{name: c.Name, run: c.Run}
		for _, r := range c.Rules {
			own.rules = append(own.rules, ranked(r.ID))
		}
		slices.SortFunc(own.rules, func(a, b rankedRule) int { return int(a.rank) - int(b.rank) })
		g.checks = append(g.checks, own)
	}
	// In the order of their rules, so that findings come nearly sorted and the order in
	// which the checks were given changes nothing.
	slices.SortFunc(g.checks, func(a, b compiled) int { return int(a.rules[0].rank) - int(b.rules[0].rank) })
	sound, fresh := ranked(CheckSound), ranked(FactsFresh)
	g.sound, g.fresh = &sound, &fresh
	g.ruleSet = g.digest()
}

// digest returns what tells this gate's rules and bounds from others.
func (g *Gate) digest() string {
	h := sha256.New()
	for _, c := range g.checks {
		fmt.Fprintf(h, "check %s\n", c.name)
		for _, r := range c.rules {
			fmt.Fprintf(h, "rule %s %v advice=%t waivable=%t overridable=%t\n", r.ID, r.Clauses, r.Advice, r.Waivable, r.Overridable)
		}
	}
	fmt.Fprintf(h, "mode %s facts %s records %s waiver %s\n", g.mode, g.maxFactAge, g.maxRecordAge, g.maxWaiver)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Rules returns the rules of the gate in the order in which findings are given: that of
// their ids.
func (g *Gate) Rules() []Rule {
	if g == nil {
		return nil
	}
	rules := make([]Rule, len(g.rules))
	for i, r := range g.rules {
		rules[i] = r.clone()
	}
	return rules
}

// RuleSet returns the digest of the gate's checks, rules and bounds: 32 hexadecimal digits.
// Two gates with the same one decide alike, as far as their checks of the same name do.
func (g *Gate) RuleSet() string {
	if g == nil {
		return ""
	}
	return g.ruleSet
}

// Errors of a gate. Each means that there is no permit, and no call.
var (
	// ErrNoGate: the gate is nil or zero. Make one with NewGate.
	ErrNoGate = errors.New("consult: the gate is nil or zero: make one with NewGate")
	// ErrNoCall: the call is nil.
	ErrNoCall = errors.New("consult: the call is nil")
	// ErrNotRecorded: the recorder failed, or returned after the context had ended. The error
	// that is returned wraps this one and the cause.
	ErrNotRecorded = errors.New("consult: the decision could not be recorded, so there is no permit")
)

// Decide judges a call as it stands now. All checks run; the decision is recorded and then
// returned. A refusal is a decision: it comes without an error. An error means that no
// decision was made or recorded, and the decision returned with it gives no permit.
//
// Decide keeps a copy of the call and does not modify it. An allowed decision allocates
// nothing beside what the recorder does.
func (g *Gate) Decide(ctx context.Context, call *Call) (d Decision, err error) {
	err = g.decide(ctx, call, &request{stage: StageDecide}, &d)
	return d, err
}

// request is what a decision is asked for beside the call.
type request struct {
	stage      Stage
	redeems    DecisionID
	override   Override
	overridden []RuleID // when redeeming, the rules that were overridden
}

// overrides reports whether a finding of the rule is overridden.
func (r *request) overrides(rule *Rule) bool {
	return rule.Overridable && r.override.given() && (r.stage == StageOverride || slices.Contains(r.overridden, rule.ID))
}

var passes = sync.Pool{New: func() any {
	return &Pass{findings: make([]reported, 0, 16), pins: make([]pin, 0, 8)}
}}

// decide makes a decision in the place where its caller returns it, since it is large.
func (g *Gate) decide(ctx context.Context, call *Call, r *request, d *Decision) error {
	switch {
	case g == nil || g.recorder == nil:
		return ErrNoGate
	case call == nil:
		return ErrNoCall
	case ctx.Err() != nil:
		return ctx.Err()
	}
	p := passes.Get().(*Pass)
	g.judge(p, call, r)
	d.Call = p.call
	d.Stage, d.Redeems, d.Override = r.stage, r.redeems, r.override
	d.Mode, d.At, d.RuleSet = g.mode, p.Now, g.ruleSet
	d.conclude(p)
	d.ID = DecisionID{rand.Uint64(), rand.Uint64()}
	d.Relied = p.relied
	p.reset()
	passes.Put(p)

	if !g.discards {
		err := g.recorder.Record(ctx, *d)
		if err == nil {
			err = ctx.Err() // a recorder that blocks past the context has recorded for nobody
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrNotRecorded, err)
		}
	}
	g.seal(d)
	return nil
}

// judge runs every check on the call, all of them, so that the record is whole.
func (g *Gate) judge(p *Pass, call *Call, r *request) {
	p.gate = g
	p.look(call, g.clock())
	for p.next = 0; p.next < len(g.checks); {
		p.run()
	}
	if len(p.findings) > 0 {
		g.weigh(p, r)
	}
}

// weigh puts the findings in order, and says what waivers and an override make of them.
func (g *Gate) weigh(p *Pass, r *request) {
	waivers := g.waiversFor(p) // before the sort: it reports waivers that are stale
	for i := range p.findings {
		f := &p.findings[i]
		if f.effect == Refuses && f.rule.Waivable {
			p.waive(f, waivers)
		}
		if f.effect == Refuses && r.overrides(&f.rule.Rule) {
			f.effect = Overridden
		}
	}
}

// run runs the checks that have not been run. It stops where one panics.
func (p *Pass) run() {
	defer p.contain()
	for checks := p.gate.checks; p.next < len(checks); {
		p.check = &checks[p.next]
		p.next++
		p.check.run(p)
	}
}

// contain reports that a check panicked, and not what it panicked with.
func (p *Pass) contain() {
	if recover() != nil {
		p.add(p.gate.sound, &Fault{Fact: p.check.name, Found: Phrase("panicked")})
	}
}
