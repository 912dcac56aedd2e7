package consult

import "time"

// A Key is what records are filed under: the controller, and the product where the record
// is about one. Records about a controller as a whole have the zero product.
type Key struct {
	Controller ODSCode   // the controller whose record it is
	Product    ProductID // the product, or the zero ProductID
}

// A RecordRef says which version of which record a decision used. It is immutable.
type RecordRef struct {
	Kind    string   `json:"kind"`    // the kind of record: "dpia", "risk-assessment", …
	ID      RecordID `json:"id"`      // the record's id, unique in its kind
	Version string   `json:"version"` // the first 16 hexadecimal digits of the SHA-256 of its content
}

// String returns kind, id and version, as a person would cite them: "dpia video-2026 (3f1c…)".
func (r *RecordRef) String() string {
	if r == nil {
		return "no record"
	}
	return r.Kind + " " + string(r.ID) + " (" + r.Version + ")"
}

// Filed is a record as it is on file: its content and the version it has. Both are shared
// by every decision that uses them and must not be modified.
type Filed[T any] struct {
	Record T         // the content
	Ref    RecordRef // which version of which record it is
}

// A Source keeps records that change together: the registers of one folder. A decision
// takes one snapshot of each source, so that all of its checks see the same records.
//
// Snapshot is called on the deciding path, from many goroutines at once. It must return at
// once, without I/O, and return the same value until the records change.
type Source interface {
	Snapshot() Snapshot
}

// A Snapshot is an immutable state of a [Source].
type Snapshot interface {
	// AsOf returns the last instant at which the records were known to be the ones at their
	// origin, and whether they can age at all: records that are part of the program cannot.
	AsOf() (at time.Time, ages bool)
	// Under returns what is filed under a key, in whatever form the source's registers keep
	// it, or nil where nothing is. It must not allocate.
	Under(key Key) any
}
