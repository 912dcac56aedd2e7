package consulttest

import (
	"errors"

	"github.com/preconsult/preconsult/consult/guidance"
	"github.com/preconsult/preconsult/consult/register"
)

// Registers are registers of all kinds of record, which change together as those of a folder do.
// They are made by [NewRegisters] and safe for concurrent use.
type Registers struct {
	guidance.Records // for guidance.Checks, and for Options.Waivers
	set              *register.Set
}

// NewRegisters returns registers that hold the given records. The error is that of [Registers.Put].
func NewRegisters(records Records) (*Registers, error) {
	set := register.NewSet()
	r := &Registers{*guidance.NewRecords(set), set}
	return r, r.Put(records)
}

// Put puts other records on file, all at once, in the place of those that were. The error lists
// all records that a register does not take; then what was on file stays. A decision that is
// being made keeps what it began with.
func (r *Registers) Put(records Records) error {
	next := new(register.Snapshot)
	err := errors.Join(
		r.Controllers.Put(next, records.Controllers...),
		r.DPIAs.Put(next, records.DPIAs...),
		r.Screenings.Put(next, records.Screenings...),
		r.Assessments.Put(next, records.Assessments...),
		r.Procurements.Put(next, records.Procurements...),
		r.Notices.Put(next, records.Notices...),
		r.Waivers.Put(next, records.Waivers...),
	)
	if err == nil {
		r.set.Swap(next)
	}
	return err
}
