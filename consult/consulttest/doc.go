/*
Package consulttest is for testing what starts video consultations, as net/http/httptest is for
testing what serves HTTP. It is for tests alone.

A vendor's first test describes their platform in five short methods, a [Platform], and attacks it:

	func TestConformance(t *testing.T) {
		consulttest.TestPlatform(t, func(rig *consulttest.Rig) consulttest.Platform {
			return adapter{platform.New(rig.Gate)}
		}, nil)
	}

# Ready-made worlds

[Call] is a call that breaks no rule and [OnFile] the records that it is judged by. Named changes
of either break one rule each, or say which:

	call := consulttest.Call(consulttest.RecordingOn, consulttest.Public)
	records := consulttest.OnFile(consulttest.DPIAWithdrawn)

[Breaches] lists a change for every rule of the suite, and [Facts] every fact that can be unknown.
[Random] makes worlds in which some rules are broken, at the boundaries of the records and within
a nanosecond of them. A [Rig] is a gate whose records, clock and recorder are in the hands of the
test. All of it is plain values, and plainly synthetic: no organisation has the codes, no product
the names, and no address leads anywhere.

# Assertions

[AssertAllowed], [AssertRefused], [AssertRefusedBy], [AssertHoldsUntil] and [AssertPermitRefused] are in
the form of testify, and end the test under the names that begin with Require. Where they fail they show the
difference by rule and fact (-want +got), with the clause and the remedy.

# Conformance of a platform

[TestPlatform] attacks a platform in about a hundred ways: it starts calls without a permit, with
one that was used, has expired, is forged or of another gate or call, and twice at once; it breaks each rule
and forgets each fact; it turns recording on and withdraws a record between decision and start; it
takes the recorder down and moves the clock. [AttackPlatform] is the same outside of a test. What a
platform cannot do, it says by [errors.ErrUnsupported], and the [Report] lists it as not shown. A
report is written for pipelines, as JUnit XML and SARIF, and for the IG lead, as a table clause by clause.

# Conformance of a check

[TestCheck] holds anyone's check to what a gate expects of it: that every rule it declares fires in
some case, that it refuses what is not known, gives the same answer twice, is honest about how long
it holds, and costs nothing when it passes.

# Proof of a suite

[Mutants] proves the tests themselves. It weakens the gate in one rule after the other and lists
the weak gates that a suite does not notice, each with a call that it decides otherwise. [Exhaust]
enumerates all combinations of some facts against an oracle, and shrinks what it finds.
*/
package consulttest
