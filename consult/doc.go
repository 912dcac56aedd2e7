/*
Package consult decides whether a video consultation may start, and gives the permit without
which it does not.

A platform tells the gate what is known about a [Call]: who starts it and how it will run.
The gate runs its checks, has the [Decision] recorded, and gives a [Permit] where nothing
refuses the call. Starting the call redeems the permit.

	gate, err := consult.NewGate(recorder, checks, nil)
	...
	decision, err := gate.Decide(ctx, &call)
	if permit, ok := decision.Permit(); ok {
		_, err = gate.Redeem(ctx, permit, call.ID) // and with a nil error the call starts
	}

The checks on the call itself are in this package: [ProviderInitiated], [OwnOrganisation],
[NotRecordedByDefault], [Encrypted], [Private], [Admitted], [Protected] and [Updated]. Those
on what is on file are in packages dpia, risk and notice, and package guidance puts the
whole suite together.

# Facts

A fact has three states: it is so, it is not so, or it is not known. The zero value of every
fact is unknown, and unknown breaks the rule, so that what a platform forgets to say refuses
the call. Text that names no known value is an error when it is decoded, never a guess.
Where emptiness could mean "none" as well as "not known", the fact says which: see [Places]
and [Recipients].

Facts come in five groups: [Initiator], [Room], [Device], [Client] and [Data]. Each carries
[Observed], the source that established it and the instant at which it did. A group without
source or time, from the future, or older than Options.MaxFactAge refuses the call under the
rule facts.fresh, whatever it holds. Read the facts right before asking, from where they are
decided: the platform's effective configuration, the verified identity, the device
management.

No type has a place for a patient's name, number, address or clinical fact. Ids are opaque
and must not be made from any of them.

# Checks

A [Check] is a value: a name, what it establishes, the rules it may report, and a function
that judges one call. All checks of a gate run on every call, so that the findings are
complete; they are given in the order of the rules' ids, whatever the order of the checks.
Every gate runs [Identified] as well, and it cannot be left out.

A [Rule] is one thing that must hold. It names the clauses of the guidance that it comes
from, who can mend it and how, and what a patient may be told. A rule that comes from advice
is reported and refuses nothing. Ids of rules never change their meaning.

# Decisions

A refusal is a [Decision], and comes without an error. An error means that no decision was
made or recorded; neither gives a permit. The zero [Gate], Decision and Permit refuse.

A decision has an [Outcome], its findings, and a copy of the call that was judged. A
[Finding] says which rule is broken, in which fact, what was found and what would have been
right; it quotes words, codes, countries, versions and dates, and never free text. For what
a patient may be told see [Decision.ForPatient].

A decision has a horizon too. Decision.Relied lists the records and facts that it rests on
and until when each holds; Decision.ValidUntil is the earliest of these instants, from which
on the decision must be made again; [Decision.NextReviews] lists which of the records run
out next.

# Permits

A [Permit] is a capability. Nothing outside this package can make one, and it has no encoded
form. It is of one gate and one call, it can be used once, and not for long: until
Options.PermitLife has passed, or the decision's horizon. [Gate.Redeem] uses it up and
judges the call again, so that a record that was withdrawn in between refuses. What starts a
call should take a permit as a parameter, and take the call's id from it:

	func (r *Rooms) Start(ctx context.Context, permit consult.Permit) error {
		if _, err := r.gate.Redeem(ctx, permit, permit.Call()); err != nil {
			return err
		}
		return r.open(permit.Call())
	}

A permit cannot promise anything against code in the same process that uses package unsafe,
nor about calls that a platform starts by another way. It says what the facts were when they
were read, not that they stay so: a room that is set to record after it has been checked is
for the platform to prevent.

# Waivers and overrides

Two things loosen a rule, where the rule allows it, and nothing else does.

A [Waiver] is a recorded acceptance of one broken rule, for one controller and product, with
a reason, asked by one person and accepted by another, that ends. It turns the finding into
a warning that every decision shows, and its end is part of the horizon. A gate takes the
waivers on file in [Options], and heeds none that is longer than Options.MaxWaiver.

An [Override] is one clinician who goes ahead with one refused call for clinical need, by
[Gate.Override]. The decision is recorded, then the controller's escalation contact is told
by Options.Escalate, and only then is there a permit. A gate that can tell nobody overrides
nothing.

# Recorders

The gate gives every decision to its [Recorder] before anybody else has it. Where the
recorder fails, panics, or returns after the context has ended, there is no permit: no
record, no permit. [Discard] is the visible way to keep nothing; [LogTo] records through
log/slog. What a recorder is given is enough to make the decision again: the call, the
instant, the version of every record, and the digest of the rules.

# Breaches

A gate decides before a call. What happens in a call afterwards although its decision forbade it, such as
a recording that begins all the same, is a [Breach], and whatever watches the platform gives it to
the recorder by [RecordBreach].

# Observe mode

A gate in mode [Observe] decides and records as it would otherwise, and gives a permit in
any case; its decisions say so. It is for seeing what would be refused before anything is.
Even so, a decision that could not be recorded gives no permit. The zero mode enforces.

# Writing a check

Anyone's check stands beside the library's own, which have no privilege:

	var Bookable = &consult.Check{
		Name:  "booking",
		Doc:   "The call starts within the hours in which it can be supported.",
		Rules: []consult.Rule{hours},
		Run: func(p *consult.Pass) {
			if h := p.Call.Start.UTC().Hour(); h < 7 || h >= 19 {
				p.Report(hours.ID, consult.Fault{Fact: "start", Found: consult.TimeValue(p.Call.Start)})
			}
		},
	}

Run is pure: it sees the call, the instant [Pass].Now, and records through [Pass.Under]
or a register. It does no I/O, keeps no state and modifies nothing. It reports what is
broken by [Pass.Report], and what it rests on and until when by [Pass.Relies]. A check that
panics, or reports a rule that it does not declare, makes the decision a refusal under the
rule check.sound.

# Concurrency

A [Gate] is safe for concurrent use, and so must be what it is given: recorder, checks,
clock, waivers and Escalate. A decision takes one snapshot of each [Source] of records, so
that a change of records neither blocks it nor shows it half a change. Values of this
package can be copied; what they share does not change, and must not be changed. A decision
that allows the call allocates nothing, as far as the recorder and the checks do not.

# Compatibility

Ids of rules, the texts of enumerations and the names of members in JSON keep their meaning.
Structs may get more fields and enumerations more values, so use field names in literals,
and treat a value that is not known to you as a fault. [Pass] may get more methods. New
rules come with a new edition of the guidance. Not promised: the wording of summaries,
remedies, errors and texts for patients, the digests of [Gate.RuleSet] across releases, and
the order of findings of one rule.
*/
package consult
