/*
Package consulttest is for testing what starts video consultations: ready-made calls and
records, in which every rule is kept, and random ones, in which some are broken.

	call := consulttest.Call()        // breaks no rule
	call.Room.Recording = consult.RecordingAutomatic

	on, err := consulttest.NewRegisters(consulttest.OnFile())
	...
	gate, err := consult.NewGate(recorder, guidance.Checks(&on.Records), &consult.Options{Clock: consulttest.Clock})

Everything in it is synthetic and plainly so: no organisation has the codes, no product the
names, and no address leads anywhere. The package is for tests alone, and needs what tests need;
a program that starts calls does not import it.
*/
package consulttest
