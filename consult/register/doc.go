// Package register holds the records that calls are judged against: DPIAs, risk
// assessments, procurement records, privacy notices, controllers and waivers.
//
// A [Register] holds the records of one kind, filed by controller and product. It is made
// from Go values:
//
//	dpias, err := register.Of("dpia", dpia.Record{ID: "video-2026", Controller: "Z99901", …})
//
// or from a folder of YAML and JSON documents, by package
// [github.com/preconsult/preconsult/consult/register/folder].
//
// # Snapshots
//
// Registers that change together share a [Set]: an immutable [Snapshot] behind one atomic
// pointer. A decision takes the snapshot once, so all checks of that decision see the same
// records, and a change never blocks a decision nor shows it half a change. To change several
// registers at once, fill a new snapshot and swap it in:
//
//	next := register.NewSnapshot(time.Now())
//	err := errors.Join(dpias.Put(next, …), notices.Put(next, …))
//	…
//	set.Swap(next)
package register
